package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/postgres"
)

// pgTools is the newest bin directory with a server and pg_dump of one version.
func pgTools(t *testing.T) string {
	t.Helper()
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_dump")
	if len(dirs) == 0 {
		t.Skip("pg_dump beside a server is needed: install PostgreSQL")
	}
	return filepath.Dir(slices.Max(dirs))
}

func emptyServer(t *testing.T) *postgres.Server {
	t.Helper()
	s, err := postgres.Ensure(context.Background(), postgres.Config{Dir: dataDir(t), Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// tool runs one of PostgreSQL's programs.
func tool(t *testing.T, name string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput() //nolint:gosec // of this machine
	return string(out), err
}

// What docs/operations.md says of backups: a role that may only read and bypasses row level security dumps everything, the
// owner fails loudly instead of leaving rows out, and on an empty server everything is there again, tenant by tenant.
func TestBackup_RestoredIntoEmptyServer(t *testing.T) {
	bin := pgTools(t)
	t.Setenv("PG_BIN", bin)
	ctx := t.Context()
	from, to := emptyServer(t), emptyServer(t)
	env := func(s *postgres.Server) []string {
		return []string{"DATABASE_URL=" + s.URL("aicmo_web", database), "AICMO_MIGRATE_DATABASE_URL=" + s.URL(superuser, database), "AICMO_SECRET_KEY=a long secret of a test installation"}
	}
	aicmo := func(s *postgres.Server, args ...string) string {
		t.Helper()
		out, errs, code := runProgram(t, env(s), "", args...)
		if code != 0 {
			t.Fatalf("aicmo %v: %d\n%s%s", args, code, out, errs)
		}
		return out
	}
	aicmo(from, "migrate")
	aicmo(from, "seed", "--example")
	aicmo(from, "doctor", "--isolation") // seals the audit log, too
	before := aicmo(from, "doctor", "--checksums")

	conn, err := pgx.Connect(ctx, from.URL(superuser, database))
	if err != nil {
		t.Fatal(err)
	}
	_, err = conn.Exec(ctx, `CREATE ROLE aicmo_backup LOGIN BYPASSRLS; GRANT pg_read_all_data TO aicmo_backup; CREATE ROLE careless LOGIN; GRANT aicmo_owner TO careless`)
	if err := conn.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	dump := filepath.Join(t.TempDir(), "aicmo.dump")
	if out, err := tool(t, bin+"/pg_dump", "-Fc", "--role=aicmo_owner", "-n", "public", "-f", dump, from.URL("careless", database)); err == nil || !strings.Contains(out, "row-level security") {
		t.Errorf("a dump by the owner: %v: %s", err, out)
	}
	if out, err := tool(t, bin+"/pg_dump", "-Fc", "-f", dump, from.URL("aicmo_backup", database)); err != nil {
		t.Fatalf("pg_dump: %s", out)
	}

	aicmo(to, "migrate") // roles and the runtime's login
	if out, err := tool(t, bin+"/pg_restore", "--create", "--clean", "--if-exists", "--exit-on-error", "-d", to.URL(superuser, "postgres"), dump); err != nil {
		t.Fatalf("pg_restore: %s", out)
	}
	if after := aicmo(to, "doctor", "--checksums"); after != before || strings.Count(before, "\n") < 40 {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	aicmo(to, "doctor")
	aicmo(to, "doctor", "--audit")
	aicmo(to, "doctor", "--isolation")
}
