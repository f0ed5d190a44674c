package store

import (
	"context"
	"fmt"
)

// Finding is one thing Diagnose has looked at.
type Finding struct {
	OK   bool
	Text string
}

// securityFloors are the first minor versions per major in which row level security is known to hold (CVE-2025-8713
// and the batch after it).
var securityFloors = map[int]int{15: 18, 16: 14, 17: 10, 18: 4}

// Diagnose looks at the server's version, the schema and the locks on tenant tables. Open has checked the login.
func (db *DB) Diagnose(ctx context.Context) ([]Finding, error) {
	var version int
	var open []string
	var tables int
	err := db.row(ctx, `
		SELECT current_setting('server_version_num')::int, count(*)::int,
		  coalesce(array_agg(c.relname ORDER BY c.relname) FILTER (WHERE NOT (c.relrowsecurity AND c.relforcerowsecurity
		    AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND NOT p.polpermissive AND p.polcmd = '*' AND p.polname = 'fuse'))), '{}')
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
		WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'capabilities'`,
		nil, &version, &tables, &open)
	if err != nil {
		return nil, err
	}
	current, err := db.Migrated(ctx)
	if err != nil {
		return nil, err
	}
	major, minor := version/10000, version%10000
	return []Finding{
		{true, "The database answers and its login cannot bypass the tenant scope."},
		{minor >= securityFloors[major], fmt.Sprintf("PostgreSQL %d.%d (security fixes that row level security needs: %d.%d or newer).", major, minor, major, securityFloors[major])},
		{current, "The schema is this version's own; otherwise run aicmo migrate."},
		{len(open) == 0 && tables > 0, fmt.Sprintf("%d tenant tables have forced row level security and a fuse; without: %v.", tables, open)},
	}, nil
}
