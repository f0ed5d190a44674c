package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// The command saves what it can read, names the lines that it cannot, and the same file again changes nothing.
func TestMetricsImport(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	env := []string{"DATABASE_URL=" + k.RuntimeURL, "AICMO_MIGRATE_DATABASE_URL=" + k.AdminURL}
	file := filepath.Join(t.TempDir(), "numbers.csv")
	text := "date,campaign,clicks\n2026-01-05," + k.A.Canary + " open house,7\n2026-01-06,Nobody,7\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args     []string
		code     int
		out, err string
	}{
		{[]string{file, "--tenant", k.A.Slug, "--dry-run"}, 0, "can be saved: 1, that cannot be read: 1", "line 3: there is no campaign \"Nobody\""},
		{[]string{file, "--tenant", k.A.Slug}, 1, "1 added, 0 changed, 0 as before.", "could not be read: 1"},
		{[]string{"-", "--tenant", k.A.Slug}, 1, "0 added, 0 changed, 1 as before.", "line 3"},
		{[]string{file, "--tenant", "nowhere"}, 1, "", "no active tenant"},
		{[]string{file, "--tenant", k.A.Slug, "--data", "odd"}, 1, "", "live or demo"},
		{[]string{file, "--tenant", k.A.Slug, "--user", storetest.Email(k.A, "viewer")}, 1, "", "does not include importing"},
	} {
		out, errs, code := runProgram(t, env, text, append([]string{"metrics", "import"}, c.args...)...)
		if code != c.code || !strings.Contains(out, c.out) || !strings.Contains(errs, c.err) {
			t.Errorf("%v: %d\n%s\n%s", c.args, code, out, errs)
		}
	}
}
