package postgres

import (
	"bufio"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func fmtInt(n int) string { return strconv.Itoa(n) }

func TestLease_OtherProcesses_ShareOneServer(t *testing.T) {
	dir := seededDir(t)
	s := ensure(t, dir)
	pid := postmasterOf(t, dir)
	other := launchApp(t, dir).ready(t)
	if !strings.HasPrefix(other.hello, "started=false") {
		t.Errorf("second process: %s", other.hello)
	}
	if got := other.tell(t, "close"); got != "closed <nil>" {
		t.Errorf("close: %s", got)
	}
	wantQuery(t, s, "select 'up'", "up")
	if postmasterOf(t, dir) != pid {
		t.Error("the server was restarted")
	}
}

func TestLease_OtherTemporaryDirectory_SharesTheServer(t *testing.T) {
	dir := seededDir(t)
	ensure(t, dir)
	t.Setenv("TMPDIR", t.TempDir())
	s := ensure(t, dir)
	if s.Started() {
		t.Error("a second server was started")
	}
	wantQuery(t, s, "select 'up'", "up")
}

func TestLease_OnlyProcessKilled_EndsServer(t *testing.T) {
	dir := seededDir(t)
	a := launchApp(t, dir).ready(t)
	pid := postmasterOf(t, dir)
	a.kill()
	ended(t, dir, pid)
}

func TestLease_StarterKilled_ServerEndsWithTheSecond(t *testing.T) {
	dir := seededDir(t)
	starter := launchApp(t, dir).ready(t)
	pid := postmasterOf(t, dir)
	s := ensure(t, dir)
	starter.kill()
	for range 20 { // a joined process keeps working
		wantQuery(t, s, "select 'up'", "up")
	}
	if s.Started() || postmasterOf(t, dir) != pid {
		t.Error("the server was restarted")
	}
	must(t, s.Close())
	if isServer(pid, dataOf(t, dir)) {
		t.Error("PostgreSQL runs after the last Close")
	}
}

func TestLease_JoinedProcessKilled_ServerStays(t *testing.T) {
	dir := seededDir(t)
	s := ensure(t, dir)
	pid := postmasterOf(t, dir)
	launchApp(t, dir).ready(t).kill()
	wantQuery(t, s, "select 'up'", "up")
	if postmasterOf(t, dir) != pid {
		t.Error("the server was restarted")
	}
}

func TestEnsure_FourProcessesOnColdDirectory_OneStarts(t *testing.T) {
	dir := testDir(t)
	var apps []*app
	for range 4 {
		apps = append(apps, launchApp(t, dir))
	}
	started := 0
	for _, a := range apps {
		if strings.HasPrefix(a.ready(t).hello, "started=true") {
			started++
		}
	}
	if started != 1 {
		t.Errorf("%d of 4 started the server", started)
	}
	pid := postmasterOf(t, dir)
	for _, a := range apps {
		if got := a.tell(t, "close"); got != "closed <nil>" {
			t.Errorf("close: %s", got)
		}
	}
	if isServer(pid, dataOf(t, dir)) {
		t.Error("PostgreSQL runs after the last Close")
	}
}

// A watcher that saw the end of file still holds the FIFO for a moment: who
// opens it then holds no lease.
func TestLease_ReaderWithoutAnswer_IsNoServer(t *testing.T) {
	socket := t.TempDir()
	own, reader, err := newLease(socket, account{})
	must(t, err)
	defer own.release()
	joined := make(chan error, 1)
	go func() {
		l, err := openLease(t.Context(), socket)
		l.release()
		_, _ = unix.Write(int(own), []byte("nothing\n")) // so that the read below ends
		joined <- err
	}()
	line, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "ack-") {
		t.Errorf("asked for %q, %v", line, err)
	}
	must(t, reader.Close())
	if err := <-joined; !errors.Is(err, errGone) {
		t.Errorf("joined: %v", err)
	}
}

// TestLease_JoinWhileTheLastIsKilled_ServerWorks looks for the same by chance.
func TestLease_JoinWhileTheLastIsKilled_ServerWorks(t *testing.T) {
	dir := seededDir(t)
	for range 12 {
		a := launchApp(t, dir).ready(t)
		go func() { _ = a.cmd.Process.Kill() }()
		s := ensure(t, dir)
		for range 5 {
			wantQuery(t, s, "select 'up'", "up")
		}
		must(t, s.Close())
		a.kill()
	}
}

func TestWatch_PostmasterKilled_BringsServerBack(t *testing.T) {
	dir := seededDir(t)
	s := ensure(t, dir)
	other := launchApp(t, dir).ready(t)
	other.tell(t, "watch")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { s.Watch(ctx); close(ended) }()
	lease := s.current().lease
	kill9(t, postmasterOf(t, dir))
	eventually(t, "both processes are on a new server", func() bool {
		return s.current().lease != lease && leases(t, s) == 2
	})
	cancel()
	<-ended
	wantQuery(t, s, "select 'up'", "up")
	pid := postmasterOf(t, dir)
	must(t, s.Close())
	if !isServer(pid, dataOf(t, dir)) {
		t.Error("the server ended under the other process")
	}
	other.kill()
	eventually(t, "PostgreSQL ends", func() bool { return !isServer(pid, dataOf(t, dir)) })
}

func TestWatch_Close_EndsIt(t *testing.T) {
	s := ensure(t, seededDir(t))
	ended := make(chan struct{})
	go func() { s.Watch(t.Context()); close(ended) }()
	must(t, s.Close())
	select {
	case <-ended:
	case <-time.After(deadline):
		t.Fatal("Watch runs after Close")
	}
}

// leases counts the write ends of the lease that other processes and we hold.
func leases(t *testing.T, s *Server) int {
	t.Helper()
	fds, err := filepath.Glob("/proc/[0-9]*/fd/*")
	must(t, err)
	if len(fds) == 0 {
		t.Skip("counting leases needs /proc")
	}
	n := 0
	for _, fd := range fds {
		target, err := os.Readlink(fd)
		if err != nil || target != leasePath(s.current().socket) {
			continue
		}
		if fi, err := os.Lstat(fd); err == nil && fi.Mode().Perm()&0o200 != 0 {
			n++
		}
	}
	return n
}
