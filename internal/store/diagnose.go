package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Finding is one thing that was looked at. A bad one says what to do.
type Finding struct {
	OK   bool
	Text string
}

// securityFloors are the first minor versions per major in which row level security is known to hold (CVE-2025-8713
// and the batch after it).
var securityFloors = map[int]int{15: 18, 16: 14, 17: 10, 18: 4}

// maxSkew is how far the clocks of console and database may stand apart: sessions and leases end by the database's.
const maxSkew = 5 * time.Second

// loginLimits are the settings of the runtime login that end what is stuck.
var loginLimits = []struct{ name, value string }{
	{"statement_timeout", "5s"}, {"idle_in_transaction_session_timeout", "10s"}, {"lock_timeout", "2s"},
}

// Diagnose looks at the server, the schema, the login's limits and the locks on tenant tables. Open has checked the login.
func (db *DB) Diagnose(ctx context.Context) ([]Finding, error) {
	var version int
	var login, encoding string
	var now time.Time
	set := make([]string, len(loginLimits))
	sent := time.Now()
	err := db.row(ctx, `SELECT current_setting('server_version_num')::int, session_user, current_setting('server_encoding'), clock_timestamp(),
		current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout'), current_setting('lock_timeout')`,
		nil, &version, &login, &encoding, &now, &set[0], &set[1], &set[2])
	if err != nil {
		return nil, err
	}
	here := sent.Add(time.Since(sent) / 2)
	current, err := db.Migrated(ctx)
	if err != nil {
		return nil, err
	}
	broken, err := db.breaches(ctx)
	if err != nil {
		return nil, err
	}
	list := []Finding{{true, fmt.Sprintf("The database answers, and its login %q cannot bypass the tenant scope.", login)},
		versionFinding(version), clockFinding(here, now),
		finding(encoding == "UTF8", "Text is stored as UTF-8.", "The database stores text as "+encoding+": make it anew with ENCODING 'UTF8' and move the data.")}
	for i, limit := range loginLimits {
		list = append(list, finding(set[i] == limit.value, fmt.Sprintf("%s is %s.", limit.name, limit.value),
			fmt.Sprintf("%s of the login is %s, so that something stuck can hold connections. Run: ALTER ROLE %s SET %s = '%s'",
				limit.name, set[i], pgx.Identifier{login}.Sanitize(), limit.name, limit.value)))
	}
	list = append(list, finding(current, "The schema is this version's own.", "The schema is older than this version: run `aicmo migrate`."),
		Finding{len(broken) == 0, fmt.Sprintf("%d rules of the schema looked at, %d broken.", len(Catalogue()), len(broken))})
	for _, b := range broken {
		list = append(list, Finding{false, "The schema was changed by hand, undo it: " + b})
	}
	return list, nil
}

func finding(ok bool, good, bad string) Finding {
	if ok {
		return Finding{true, good}
	}
	return Finding{false, bad}
}

func versionFinding(version int) Finding {
	major, minor := version/10000, version%10000
	if major < 15 {
		return Finding{false, fmt.Sprintf("PostgreSQL %d is too old: move to 15 or newer.", major)}
	}
	floor := securityFloors[major] // 0 for majors that are newer than this list
	return finding(minor >= floor, fmt.Sprintf("PostgreSQL is %d.%d.", major, minor),
		fmt.Sprintf("PostgreSQL %d.%d lacks security fixes that row level security needs: update it to %d.%d or newer.", major, minor, major, floor))
}

func clockFinding(here, there time.Time) Finding {
	skew := there.Sub(here).Round(time.Second)
	return finding(skew.Abs() <= maxSkew, "The clocks of this machine and the database agree.",
		fmt.Sprintf("The database's clock is %s away from this machine's: set both by NTP, or sessions and leases end at the wrong time.", skew))
}

// DiagnoseOperator looks at the login of AICMO_MIGRATE_DATABASE_URL: whether it can migrate and act for operator commands.
func DiagnoseOperator(ctx context.Context, url string) []Finding {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return []Finding{{false, fmt.Sprintf("AICMO_MIGRATE_DATABASE_URL does not connect: check address, password and pg_hba.conf (%v).", err)}}
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var login string
	var super, member, bypass bool
	err = conn.QueryRow(ctx, `SELECT session_user, (SELECT rolsuper FROM pg_roles WHERE rolname = session_user),
		coalesce((SELECT bool_and(pg_has_role(session_user, oid, 'MEMBER')) AND count(*) = 2 FROM pg_roles WHERE rolname IN ('aicmo_owner', 'aicmo_admin')), false),
		coalesce((SELECT rolbypassrls FROM pg_roles WHERE rolname = 'aicmo_admin'), false)`).Scan(&login, &super, &member, &bypass)
	if err != nil {
		return []Finding{{false, fmt.Sprintf("The login of AICMO_MIGRATE_DATABASE_URL cannot read the catalogue: %v.", err)}}
	}
	name := pgx.Identifier{login}.Sanitize()
	return []Finding{
		finding(super || member, fmt.Sprintf("The login %q can migrate and run operator commands.", login),
			fmt.Sprintf("The login %q can neither migrate nor run operator commands. As a superuser, run migrations/roles.sql once and then: GRANT aicmo_owner, aicmo_admin TO %s", login, name)),
		finding(bypass, "aicmo_admin may work across tenants, as operator commands must.",
			"aicmo_admin does not bypass row level security, so that operator commands see no row. As a superuser, run: ALTER ROLE aicmo_admin BYPASSRLS"),
	}
}
