package postgres

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEnsure_FreshDirectory_AnswersQueries(t *testing.T) {
	dir := filepath.Join(testDir(t), "made", "by us")
	var log bytes.Buffer
	s, err := Ensure(t.Context(), Config{Dir: dir, Log: slog.New(slog.NewTextHandler(&log, nil))})
	must(t, err)
	defer func() { _ = s.Close() }()
	if !s.Started() || s.Major() < minMajor {
		t.Errorf("Started %t, Major %d", s.Started(), s.Major())
	}
	for sql, want := range map[string]string{
		"select current_user":   "postgres",
		"show server_encoding":  "UTF8",
		"show timezone":         "UTC",
		"show listen_addresses": "",
		"show max_connections":  maxConnections,
		"show fsync":            "on",
		"select (current_setting('server_version_num')::int / 10000)::text": fmtInt(s.Major()),
	} {
		wantQuery(t, s, sql, want)
	}
	socket, err := os.Stat(s.current().socket)
	must(t, err)
	if socket.Mode().Perm() != 0o700 {
		t.Errorf("socket directory is %v", socket.Mode())
	}
	pid := postmasterOf(t, dir)
	must(t, s.Close())
	if isServer(pid, dataOf(t, dir)) {
		t.Error("PostgreSQL runs after the last Close")
	}
	if _, err := os.Stat(s.current().socket); !os.IsNotExist(err) {
		t.Errorf("socket directory after the last Close: %v", err)
	}
	must(t, s.Close())
	for _, want := range []string{"postgres is up", "postgres stopped"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("log lacks %q:\n%s", want, &log)
		}
	}
}

func TestEnsure_Fast_TurnsDurabilityOff(t *testing.T) {
	s := ensure(t, seededDir(t))
	for _, name := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		wantQuery(t, s, "show "+name, "off")
	}
}

func TestEnsure_SecondStart_KeepsData(t *testing.T) {
	dir := seededDir(t)
	s := ensure(t, dir)
	wantQuery(t, s, "select (pg_catalog.lo_from_bytea(4711, 'kept'))::text", "4711")
	must(t, s.Close())
	s = ensure(t, dir)
	if !s.Started() {
		t.Error("joined a server that was closed")
	}
	wantQuery(t, s, "select convert_from(lo_get(4711), 'UTF8')", "kept")
}

func TestEnsure_Locale_KnowsLetters(t *testing.T) {
	s := ensure(t, seededDir(t))
	if locale, err := query(t.Context(), s, "select datctype from pg_database where datname = 'postgres'"); err != nil || locale == "C" {
		t.Skipf("the system has no C.UTF-8 (%s, %v)", locale, err)
	}
	wantQuery(t, s, "select lower('ÄÉ')", "äé")
	wantQuery(t, s, "select to_tsvector('simple', 'Müller über')::text", "'müller':1 'über':2")
}

func TestEnsure_TwiceInOneProcess_EndsWithTheSecond(t *testing.T) {
	dir := seededDir(t)
	a, b := ensure(t, dir), ensure(t, dir)
	if !a.Started() || b.Started() {
		t.Errorf("started: %t, %t", a.Started(), b.Started())
	}
	must(t, a.Close())
	wantQuery(t, b, "select 'up'", "up")
	pid := postmasterOf(t, dir)
	must(t, b.Close())
	if isServer(pid, dataOf(t, dir)) {
		t.Error("PostgreSQL runs after the last Close")
	}
}

func TestEnsure_ContextEndsOnTheWay_LeavesNothing(t *testing.T) {
	dir := testDir(t)
	acct, err := accountFor(dir, cluster{})
	must(t, err)
	for _, reached := range []string{
		filepath.Join(dir, "pg*.new-*", "base"), // initdb runs
		leasePath(socketDir(dir, acct)),         // the server starts
	} {
		ctx, cancel := context.WithCancel(t.Context())
		failed := make(chan error, 1)
		go func() {
			s, err := Ensure(ctx, Config{Dir: dir, Fast: true})
			if err == nil {
				err = s.Close()
			}
			failed <- err
		}()
		eventually(t, reached, func() bool {
			found, err := filepath.Glob(reached)
			return err == nil && len(found) > 0
		})
		cancel()
		if err := <-failed; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", reached, err)
		}
		if data, err := newestCluster(dir); err != nil || (data.path != "" && serverPID(data.path) != 0) {
			t.Errorf("%s: a server runs on %v, %v", reached, data, err)
		}
	}
	wantQuery(t, ensure(t, dir), "select 'up'", "up")
	if left, _ := filepath.Glob(filepath.Join(dir, "pg*.new*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestEnsure_EnvironmentOfTheApplication_IsNotPassedOn(t *testing.T) {
	t.Setenv("AICMO_SECRET_KEY", "do-not-leak")
	dir := seededDir(t)
	ensure(t, dir)
	env, err := os.ReadFile(filepath.Join("/proc", fmtInt(postmasterOf(t, dir)), "environ"))
	if err != nil {
		t.Skip("needs /proc:", err)
	}
	if bytes.Contains(env, []byte("do-not-leak")) {
		t.Error("the server's environment holds the application's secrets")
	}
}

func TestEnsure_LongTemporaryDirectory_StillListens(t *testing.T) {
	long := filepath.Join(testDir(t), strings.Repeat("long", 30))
	must(t, os.MkdirAll(long, 0o755))
	t.Setenv("TMPDIR", long)
	dir, err := os.MkdirTemp("/tmp", "aicmo-pgtest-")
	must(t, err)
	must(t, os.Chmod(dir, 0o711))
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	wantQuery(t, ensure(t, dir), "select 'up'", "up")
}

func TestEnsure_LogAboveTheCap_IsSetAside(t *testing.T) {
	dir := seededDir(t)
	data := dataOf(t, dir)
	must(t, os.WriteFile(data+".log", make([]byte, maxLogSize+1), 0o600))
	ensure(t, dir)
	for name, big := range map[string]bool{data + ".log": false, data + ".log.1": true} {
		fi, err := os.Stat(name)
		must(t, err)
		if (fi.Size() > maxLogSize) != big {
			t.Errorf("%s has %d bytes", name, fi.Size())
		}
	}
}
