package main

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// everyCount is how many rows each table of the database holds, the job queue's too.
func everyCount(t *testing.T, k *storetest.Kit) map[string]int64 {
	t.Helper()
	conn, counts := k.AdminConn(), map[string]int64{}
	rows, err := conn.Query(t.Context(), `SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 40 {
		t.Fatal(len(tables), err)
	}
	for _, table := range tables {
		var n int64
		if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM `+table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		counts[table] = n
	}
	return counts
}

func proofEnv(k *storetest.Kit) []string {
	return []string{"DATABASE_URL=" + k.RuntimeURL, "AICMO_MIGRATE_DATABASE_URL=" + k.AdminURL, "AICMO_SECRET_KEY=a long secret of a test installation"}
}

// On a sound installation every attempt fails; what was there is there, and nothing else but the result.
func TestIsolation_Sound_LeavesNothing(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	if _, errs, code := runProgram(t, proofEnv(k), "", "migrate"); code != 0 { // makes the installation's right
		t.Fatal(errs)
	}
	if out, errs, code := runProgram(t, proofEnv(k), "", "doctor", "--isolation"); code != 0 { // seals what the fixture left
		t.Fatalf("%d\n%s%s", code, out, errs)
	}
	before, sums := everyCount(t, k), k.Checksum(k.A)
	out, errs, code := runProgram(t, proofEnv(k), "", "doctor", "--isolation")
	if code != 0 || strings.Contains(out, "BAD") || !strings.Contains(out, "attempts to cross") {
		t.Fatalf("%d\n%s%s", code, out, errs)
	}
	after := everyCount(t, k)
	for table, n := range after {
		switch {
		case table == "public.isolation_proofs" && n == before[table]+1:
		case table == "public.capabilities": // rights of this process to work, which end by themselves
		case n != before[table]:
			t.Errorf("%s: %d rows before, %d after", table, before[table], n)
		}
	}
	if changed := storetest.Differing(sums, k.Checksum(k.A)); len(changed) > 0 {
		t.Errorf("rows of a tenant are not what they were: %v", changed)
	}
	if out, errs, code := runProgram(t, proofEnv(k), "", "doctor", "--audit"); code != 0 {
		t.Errorf("the audit log afterwards: %s%s", out, errs)
	}
}

// Holes that somebody's hand made are found and named.
func TestIsolation_PlantedHoles_Named(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ plant, want string }{
		"row level security off":       {`ALTER TABLE cmo_offers DISABLE ROW LEVEL SECURITY`, "cmo_offers, reading: rows of other tenants are shown"},
		"fuse dropped":                 {`DROP POLICY fuse ON cmo_icp_segments`, "cmo_icp_segments, reading: rows of other tenants"},
		"fuse lets write":              {`ALTER POLICY fuse ON cmo_funnels WITH CHECK (true)`, "cmo_funnels, inserting: is not refused"},
		"rows may be deleted":          {`ALTER POLICY fuse ON record_comments USING (true); GRANT DELETE ON record_comments TO aicmo_app; CREATE POLICY gone ON record_comments FOR DELETE USING (true)`, "record_comments, deleting: 1 rows of another tenant are changed"},
		"a table of accounts is open":  {`GRANT SELECT ON users TO aicmo_app`, "reading users: is not refused"},
		"a new table without a canary": {`CREATE TABLE forgotten (tenant_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (tenant_id, id)); GRANT ALL ON forgotten TO aicmo_admin`, "forgotten: holds no row of another tenant"},
		"entering asks for no membership": {`CREATE OR REPLACE FUNCTION app.enter(p_tenant uuid, p_capability bytea) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ BEGIN
			EXECUTE format('SET LOCAL app.tenant = %L', p_tenant); SET LOCAL app.role = 'owner'; END $$`, "entering another tenant by one's own session: is not refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := storetest.New(t)
			k.Admin(c.plant)
			out, errs, code := runProgram(t, proofEnv(k), "", "doctor", "--isolation")
			if code != 1 || !strings.Contains(out, "BAD "+c.want) {
				t.Fatalf("exit %d, wants %q\n%s%s", code, c.want, out, errs)
			}
			var kept int
			if err := k.AdminConn().QueryRow(t.Context(), `SELECT jsonb_array_length(faults) FROM isolation_proofs`).Scan(&kept); err != nil || kept == 0 {
				t.Errorf("%d faults are kept for the health page, %v", kept, err)
			}
			if err := k.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM os_tenant_registry WHERE slug LIKE 'isolation-canary%'`).Scan(&kept); err != nil || kept != 0 {
				t.Errorf("%d canaries left, %v", kept, err)
			}
		})
	}
}
