package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// maxLog is where the server's log starts anew; the one before is kept.
const maxLog = 10 << 20

// start initialises the data directory if there is none and starts the server. The caller holds the lock.
func (s *Server) start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if err := s.initialise(ctx); err != nil {
		return err
	}
	if err := s.dropStalePid(); err != nil {
		return err
	}
	log, err := s.openLog()
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	args := []string{"-D", s.dataDir(), "-k", s.socket,
		"-c", "listen_addresses=", "-c", "unix_socket_permissions=0700", "-c", "max_connections=200", "-c", "timezone=UTC", "-c", "log_timezone=UTC"}
	if s.cfg.Fast {
		args = append(args, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "shared_buffers=64MB")
	}
	cmd := exec.Command(filepath.Join(s.bin.dir, "postgres"), args...) //nolint:noctx // outlives us by design
	s.account.apply(cmd)
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.dataDir(), log, log
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("PostgreSQL did not start: %w", err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	err = waitUntil(ctx, func() bool {
		select {
		case <-ended:
			return true
		default:
			return s.reachable()
		}
	}, "it did not answer in time")
	if err == nil && s.reachable() {
		s.started = true
		return nil
	}
	return fmt.Errorf("PostgreSQL %d did not start: see %s (last line: %s)", s.bin.major, log.Name(), lastLine(log.Name()))
}

// initialise runs initdb under another name and renames it when it is whole, so that a half-made one is never used.
func (s *Server) initialise(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(s.dataDir(), "PG_VERSION")); err == nil {
		return nil
	}
	fresh := s.dataDir() + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return unusable(s.cfg.Dir, err)
	}
	args := []string{"-D", fresh, "-U", superuser, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"}
	if s.bin.major >= 17 {
		args = append(args, "--locale-provider=builtin")
	}
	if s.cfg.Fast {
		args = append(args, "--no-sync")
	}
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin.dir, "initdb"), args...)
	s.account.apply(cmd)
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.cfg.Dir, &out, &out
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("initdb failed in %s: %s", s.cfg.Dir, lastOf(out.String()))
	}
	return os.Rename(fresh, s.dataDir())
}

// stop ends the server of the data directory, if one runs, and waits until it is gone.
func (s *Server) stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	asked := false
	return waitUntil(ctx, func() bool {
		pid := s.postmaster()
		if pid != 0 && !asked {
			asked = syscall.Kill(pid, syscall.SIGINT) == nil
		}
		return pid == 0
	}, "the database of "+s.dataDir()+" does not stop")
}

// postmaster is the process id of the server of the data directory, 0 when none runs. The number in postmaster.pid may
// be stale and meanwhile somebody else's: then the socket, which only a live server listens on, is dead.
func (s *Server) postmaster() int {
	lines := s.pidFile()
	if len(lines) == 0 {
		return 0
	}
	pid, err := strconv.Atoi(lines[0])
	if err != nil || pid <= 1 || !alive(pid) || !isPostgres(pid) {
		return 0
	}
	return pid
}

// dropStalePid removes a pid file whose process is not a PostgreSQL server; PostgreSQL itself would refuse to start next
// to a live process of that number, whatever it is.
func (s *Server) dropStalePid() error {
	if len(s.pidFile()) == 0 || s.postmaster() != 0 {
		return nil
	}
	return os.Remove(filepath.Join(s.dataDir(), "postmaster.pid"))
}

func (s *Server) pidFile() []string {
	b, err := os.ReadFile(filepath.Join(s.dataDir(), "postmaster.pid"))
	if err != nil || len(b) == 0 {
		return nil
	}
	return strings.Split(strings.TrimRight(string(b), "\n"), "\n")
}

// reachable reports that the server accepts connections: line 8 of its pid file says ready, and the socket answers.
func (s *Server) reachable() bool {
	lines := s.pidFile()
	if len(lines) < 8 || strings.TrimSpace(lines[7]) != "ready" {
		return false
	}
	conn, err := net.DialTimeout("unix", filepath.Join(s.socket, ".s.PGSQL.5432"), time.Second) //nolint:noctx // bounded
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

// alive reports that a process runs; EPERM means that it is someone else's.
func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

// isPostgres asks for the process's name: from /proc, else from ps. A zombie has ended.
func isPostgres(pid int) bool {
	if stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil {
		return bytes.Contains(stat, []byte("(postgres)")) && !bytes.Contains(stat, []byte("(postgres) Z"))
	}
	out, err := exec.Command("ps", "-o", "stat=,comm=", "-p", strconv.Itoa(pid)).Output() //nolint:noctx // answers at once
	return err == nil && bytes.Contains(out, []byte("postgres")) && !bytes.HasPrefix(bytes.TrimSpace(out), []byte("Z"))
}

func (s *Server) openLog() (*os.File, error) {
	path := s.dataDir() + ".log"
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, unusable(s.cfg.Dir, err)
		}
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, unusable(s.cfg.Dir, err)
	}
	return f, s.account.own(path)
}

func lastLine(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return lastOf(string(b))
}

func lastOf(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}
