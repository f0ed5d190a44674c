package store_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/ubigrowth/aicmo/internal/jobs"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// Servers that start at once on an empty database: one migrates, the others wait, all end well.
func TestMigrate_AtOnce(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	k.Admin(`DROP SCHEMA app CASCADE; DROP SCHEMA river CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public`)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := store.Migrate(t.Context(), k.AdminURL, k.RuntimeURL, jobs.Migrate); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if ok, err := k.DB.Migrated(t.Context()); err != nil || !ok {
		t.Fatalf("migrated: %v, %v", ok, err)
	}
}

func TestOpen_RefusesPrivilegedLogins(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	suffix := strings.ReplaceAll(k.A.RowID(t.Name()).String(), "-", "")[:12]
	login := func(name, options string, more ...string) string {
		name += "_" + suffix
		k.Admin(`DO $$ BEGIN CREATE ROLE ` + name + ` LOGIN ` + options + `; EXCEPTION WHEN duplicate_object THEN NULL; END $$`)
		for _, sql := range more {
			k.Admin(strings.ReplaceAll(sql, "NAME", name))
		}
		t.Cleanup(func() { k.Admin(`DROP OWNED BY ` + name + `; DROP ROLE ` + name) })
		return strings.Replace(k.RuntimeURL, "aicmo_test", name, 1)
	}
	for name, c := range map[string]struct{ url, want string }{
		"superuser":   {k.AdminURL, "a superuser"},
		"bypass":      {login("t_bypass", "BYPASSRLS", `GRANT aicmo_app TO NAME`), "bypasses row level security"},
		"owner":       {login("t_owner", "", `GRANT aicmo_app, aicmo_owner TO NAME`, `ALTER ROLE NAME SET role = aicmo_app`), "owns tables"},
		"no member":   {login("t_plain", ""), "not a member of aicmo_app"},
		"other role":  {login("t_norole", "", `GRANT aicmo_app TO NAME`), "does not act as aicmo_app"},
		"no database": {strings.Replace(k.RuntimeURL, "/t_", "/none_", 1), "does not answer"},
		"no url":      {"::::", "cannot be read"},
	} {
		db, err := store.Open(t.Context(), c.url, store.Options{})
		if err == nil {
			db.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
