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
	if err := db.row(ctx, `SELECT current_setting('server_version_num')::int`, nil, &version); err != nil {
		return nil, err
	}
	current, err := db.Migrated(ctx)
	if err != nil {
		return nil, err
	}
	broken, err := db.breaches(ctx)
	if err != nil {
		return nil, err
	}
	major, minor := version/10000, version%10000
	list := []Finding{
		{true, "The database answers and its login cannot bypass the tenant scope."},
		{minor >= securityFloors[major], fmt.Sprintf("PostgreSQL %d.%d (security fixes that row level security needs: %d.%d or newer).", major, minor, major, securityFloors[major])},
		{current, "The schema is this version's own; otherwise run aicmo migrate."},
		{len(broken) == 0, fmt.Sprintf("%d rules of the schema looked at, %d broken.", len(Catalogue()), len(broken))},
	}
	for _, b := range broken {
		list = append(list, Finding{false, "The schema was changed by hand. Undo it: " + b})
	}
	return list, nil
}
