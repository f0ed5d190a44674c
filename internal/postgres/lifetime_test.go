package postgres

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
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

func TestRecovery_PostmasterKilled_EnsureStartsAgain(t *testing.T) {
	dir := seededDir(t)
	first := ensure(t, dir)
	kill9(t, postmasterOf(t, dir))
	s := ensure(t, dir)
	if !s.Started() {
		t.Error("joined a killed server")
	}
	wantQuery(t, s, "select 'up'", "up")
	must(t, first.Close()) // its lease was on the killed server
	wantQuery(t, s, "select 'up'", "up")
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

func TestRecovery_WatcherKilled_EnsureRestartsOrphan(t *testing.T) {
	dir := seededDir(t)
	a := launchApp(t, dir).ready(t)
	old := postmasterOf(t, dir)
	pm, _ := readPidFile(dataOf(t, dir))
	for _, pid := range watcherOf(t, pm.socket) {
		kill9(t, pid)
	}
	a.kill()
	if !isServer(old, dataOf(t, dir)) {
		t.Fatal("no orphan to recover from")
	}
	s := ensure(t, dir)
	if !s.Started() || postmasterOf(t, dir) == old {
		t.Error("joined a server that nobody ends")
	}
	must(t, s.Close())
	if serverPID(dataOf(t, dir)) != 0 {
		t.Error("PostgreSQL runs after the last Close")
	}
}

func TestClose_WatcherKilled_EndsServer(t *testing.T) {
	dir := seededDir(t)
	s := ensure(t, dir)
	pid := postmasterOf(t, dir)
	for _, watcher := range watcherOf(t, s.current().socket) {
		kill9(t, watcher)
	}
	must(t, s.Close())
	if isServer(pid, dataOf(t, dir)) {
		t.Error("PostgreSQL runs after the last Close")
	}
}

func TestRecovery_StalePidOfUnrelatedProcess_IsNotTouched(t *testing.T) {
	dir := seededDir(t)
	s := ensure(t, dir)
	data := dataOf(t, dir)
	pm, _ := readPidFile(data)
	stale, err := os.ReadFile(pidFile(data))
	must(t, err)
	must(t, s.Close())

	acct, err := accountFor(dir, cluster{path: data})
	must(t, err)
	unrelated := exec.Command("sleep", "600")
	unrelated.SysProcAttr = acct.attr() // the account whose processes PostgreSQL takes for a server
	must(t, unrelated.Start())
	died := make(chan error, 1)
	go func() { died <- unrelated.Wait() }()
	t.Cleanup(func() { _ = unrelated.Process.Kill() })
	_, rest, _ := strings.Cut(string(stale), "\n")
	must(t, os.WriteFile(pidFile(data), []byte(fmtInt(unrelated.Process.Pid)+"\n"+rest), 0o600))
	must(t, acct.own(pidFile(data)))
	must(t, os.MkdirAll(pm.socket, 0o700))
	must(t, acct.own(pm.socket))
	lock := filepath.Join(pm.socket, ".s.PGSQL."+port+".lock")
	must(t, os.WriteFile(lock, []byte(fmtInt(unrelated.Process.Pid)+"\n"), 0o600))

	s = ensure(t, dir)
	if !s.Started() {
		t.Error("joined no server")
	}
	wantQuery(t, s, "select 'up'", "up")
	must(t, s.Close())
	select {
	case err := <-died:
		t.Errorf("the unrelated process ended: %v", err)
	default:
	}
}

func TestRecovery_HalfMadeData_IsMadeAgain(t *testing.T) {
	dir := testDir(t)
	a := launchApp(t, dir)
	eventually(t, "initdb is half done", func() bool {
		half, err := filepath.Glob(filepath.Join(dir, "pg*.new-*", "base", "1"))
		return err == nil && len(half) == 1
	})
	a.kill()
	s := ensure(t, dir)
	if !s.Started() {
		t.Error("joined a server of half-made data")
	}
	wantQuery(t, s, "select 'up'", "up")
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
