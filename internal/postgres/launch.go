package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

const (
	maxLogSize     = 10 << 20
	maxConnections = "400" // tests of many packages share one server
)

// launch starts PostgreSQL once.
type launch struct {
	bin    binaries
	data   cluster
	socket string
	acct   account
	fast   bool
}

// startError is a server that ended before it took connections.
type startError struct {
	log    string // path
	reason string
}

func (e *startError) Error() string {
	return fmt.Sprintf("PostgreSQL did not start: %s (more in %s)", e.reason, e.log)
}

// leftover reports whether processes of an earlier server still use the data:
// the backends of a killed one, or one whose starter was killed during the
// start. Both end by themselves, but not at once.
func (e *startError) leftover() bool {
	return strings.Contains(e.reason, "pre-existing shared memory block") ||
		strings.Contains(e.reason, "lock file") && strings.Contains(e.reason, "already exists")
}

// run starts the watcher, which starts the server, and waits until it takes
// connections.
func (l launch) run(ctx context.Context) (attachment, error) {
	log, err := openLog(l.data.path+".log", l.acct)
	if err != nil {
		return attachment{}, err
	}
	defer func() { _ = log.Close() }()
	offset, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return attachment{}, err
	}
	held, reader, err := newLease(l.socket, l.acct)
	if err != nil {
		return attachment{}, err
	}
	err = l.spawn(ctx, reader, log)
	_ = reader.Close() // the watcher has its own
	if err == nil {
		err = waitReady(ctx, l.socket, func() bool { return !hasReader(leasePath(l.socket)) })
	}
	if err == nil {
		return attachment{data: l.data, socket: l.socket, lease: held}, nil
	}
	held.release()
	if errors.Is(err, errGone) {
		return attachment{}, &startError{log: log.Name(), reason: failure(log, offset)}
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	return attachment{}, errors.Join(fmt.Errorf("PostgreSQL did not start: %w", err), stopServer(stop, l.data.path, serverPID(l.data.path)))
}

// spawn starts the watcher in a process group of its own: a terminal's Ctrl-C
// must not reach PostgreSQL before the application has drained.
func (l launch) spawn(ctx context.Context, reader, log *os.File) error {
	args := append([]string{"-c", watchScript, "sh", filepath.Join(l.bin.dir, "postgres")}, l.args()...)
	cmd := exec.CommandContext(context.WithoutCancel(ctx), "/bin/sh", args...)
	cmd.Dir = l.socket // where the watcher makes its answers
	cmd.Env = childEnv()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.ExtraFiles = []*os.File{reader}
	cmd.SysProcAttr = l.acct.attr()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("cannot run /bin/sh as user %s: %w", l.acct.name, err)
	}
	go func() { _ = cmd.Wait() }() // reap it; how it ended is in the log
	return nil
}

func (l launch) args() []string {
	settings := [][2]string{
		{"listen_addresses", ""},
		{"port", port},
		{"unix_socket_directories", l.socket},
		{"unix_socket_permissions", "0700"},
		{"max_connections", maxConnections},
		{"timezone", "UTC"},
		{"log_timezone", "UTC"},
		{"log_destination", "stderr"},
		{"logging_collector", "off"},
	}
	if l.fast {
		settings = append(settings, [2]string{"fsync", "off"},
			[2]string{"synchronous_commit", "off"}, [2]string{"full_page_writes", "off"})
	}
	args := []string{"-D", l.data.path}
	for _, s := range settings {
		args = append(args, "-c", s[0]+"="+s[1])
	}
	return args
}

// childEnv is all that initdb and the server get of the environment: the
// application's holds secrets. macOS needs LC_ALL, or the server refuses to
// start as "multithreaded".
func childEnv() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
}

// openLog opens the server's log and sets one above the size cap aside.
func openLog(path string, acct account) (*os.File, error) {
	if fi, err := os.Stat(path); err == nil && fi.Size() > maxLogSize {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, err
		}
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, notWritable(filepath.Dir(path), err)
	}
	if err := acct.own(path); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// failure returns what the server said last since offset.
func failure(log *os.File, offset int64) string {
	fi, err := log.Stat()
	if err != nil {
		return err.Error()
	}
	b := make([]byte, min(fi.Size()-offset, 64<<10))
	n, _ := log.ReadAt(b, offset)
	return lastWords(string(b[:n]))
}

// lastWords returns the last FATAL message of a program, else its last line.
// Refused pings are FATAL too, but say nothing.
func lastWords(out string) string {
	last, fatal := "it ended without a word", ""
	for line := range strings.Lines(out) {
		line = strings.TrimSpace(line)
		_, msg, ok := strings.Cut(line, "FATAL:")
		switch {
		case ok && !strings.Contains(msg, "the database system is"):
			fatal = strings.TrimSpace(msg)
		case line != "":
			last = line
		}
	}
	if fatal != "" {
		return fatal
	}
	return last
}
