package main

import (
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// Each planted fault is named, with what to do about it, and the exit code is 1.
func TestDoctor_NamesPlantedFaults(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	login := "t_doctor_" + strings.ReplaceAll(k.A.RowID(t.Name()).String(), "-", "")[:12]
	k.Admin(`CREATE ROLE ` + login + ` LOGIN`)
	t.Cleanup(func() { k.Admin(`DROP OWNED BY ` + login + `; DROP ROLE ` + login) })
	as := func(url string) string { return strings.Replace(url, "aicmo_test", login, 1) }
	database := func(extra ...string) []string {
		return append([]string{"DATABASE_URL=" + k.RuntimeURL, "AICMO_MIGRATE_DATABASE_URL=" + k.AdminURL}, extra...)
	}
	if out, errs, code := runProgram(t, database(), "", "doctor"); code != 0 || strings.Contains(out, "BAD") {
		t.Fatalf("a sound installation: %d\n%s%s", code, out, errs)
	}
	for name, c := range map[string]struct {
		env              []string
		plant, undo      string
		want, whatToDo   string
		stillSaysTheRest bool
	}{
		"environment":         {env: []string{"AICMO_LOG=loud"}, want: "the environment cannot be read", whatToDo: "AICMO_LOG must be debug, info, warn or error"},
		"http in the open":    {env: database("AICMO_BASE_URL=http://cmo.example.test"), want: "in the clear", whatToDo: "AICMO_BASE_URL", stillSaysTheRest: true},
		"proxy not trusted":   {env: database("AICMO_BASE_URL=https://cmo.example.test"), want: "every visitor seems to come from the proxy", whatToDo: "AICMO_TRUSTED_PROXIES", stillSaysTheRest: true},
		"no database":         {env: []string{"DATABASE_URL=postgres://aicmo_web@127.0.0.1:9/aicmo"}, want: "does not answer", whatToDo: "DATABASE_URL"},
		"superuser":           {env: []string{"DATABASE_URL=" + k.AdminURL}, want: "a superuser", whatToDo: "use a login that is a member of aicmo_app only"},
		"not a member":        {env: []string{"DATABASE_URL=" + as(k.RuntimeURL)}, want: "not a member of aicmo_app", whatToDo: "GRANT aicmo_app TO"},
		"operator powerless":  {env: []string{"DATABASE_URL=" + k.RuntimeURL, "AICMO_MIGRATE_DATABASE_URL=" + as(k.RuntimeURL)}, want: "can neither migrate", whatToDo: "GRANT aicmo_owner, aicmo_admin TO", stillSaysTheRest: true},
		"operator gone":       {env: []string{"DATABASE_URL=" + k.RuntimeURL, "AICMO_MIGRATE_DATABASE_URL=postgres://postgres@127.0.0.1:9/aicmo"}, want: "does not connect", whatToDo: "check address", stillSaysTheRest: true},
		"data dir is a file":  {env: []string{"AICMO_DATA_DIR=/dev/null"}, want: "not a directory", whatToDo: "choose another"},
		"binaries":            {env: []string{"PG_BIN=/nowhere", "AICMO_DATA_DIR=" + dataDir(t)}, want: "PG_BIN is not the bin directory", whatToDo: "PG_BIN"},
		"fuse dropped":        {env: database(), plant: `DROP POLICY fuse ON cmo_offers`, undo: `CREATE POLICY fuse ON cmo_offers AS RESTRICTIVE FOR ALL USING (tenant_id = app.tenant_id()) WITH CHECK (tenant_id = app.tenant_id())`, want: "without its fuse", whatToDo: "undo it", stillSaysTheRest: true},
		"migration missing":   {env: []string{"DATABASE_URL=" + k.RuntimeURL}, plant: `UPDATE goose_db_version SET is_applied = false WHERE version_id = 8`, undo: `UPDATE goose_db_version SET is_applied = true WHERE version_id = 8`, want: "older than this version", whatToDo: "aicmo migrate", stillSaysTheRest: true},
		"limit of the login":  {env: []string{"DATABASE_URL=" + k.RuntimeURL + separator(k.RuntimeURL) + "lock_timeout=0"}, want: "something stuck can hold connections", whatToDo: "ALTER ROLE", stillSaysTheRest: true},
		"right of another":    {env: database(), plant: `GRANT SELECT ON cmo_offers TO ` + login, undo: `REVOKE SELECT ON cmo_offers FROM ` + login, want: "a role that is not ours", whatToDo: "undo it", stillSaysTheRest: true},
		"trigger by somebody": {env: database(), plant: `CREATE RULE oops AS ON DELETE TO cmo_offers DO INSTEAD NOTHING`, undo: `DROP RULE oops ON cmo_offers`, want: "trigger or rule", whatToDo: "undo it", stillSaysTheRest: true},
	} {
		if c.plant != "" {
			k.Admin(c.plant)
		}
		out, errs, code := runProgram(t, c.env, "", "doctor")
		if c.undo != "" {
			k.Admin(c.undo)
		}
		if code != 1 || !strings.Contains(out, "BAD") || !strings.Contains(out, c.want) || !strings.Contains(out, c.whatToDo) {
			t.Errorf("%s: exit %d, wants %q and %q\n%s%s", name, code, c.want, c.whatToDo, out, errs)
		}
		if rest := strings.Contains(out, "rules of the schema looked at"); rest != c.stillSaysTheRest {
			t.Errorf("%s: looked at the rest: %v\n%s", name, rest, out)
		}
	}
}

func separator(url string) string {
	if strings.Contains(url, "?") {
		return "&"
	}
	return "?"
}
