package postgres

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

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
