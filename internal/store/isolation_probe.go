package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Prober makes attempts to cross from one tenant to another, as the runtime role and in a transaction that entered the
// first by its own right. Nothing it does stays.
type Prober struct {
	DB      *DB
	Session Secret    // of a member of the tenant Own
	Token   Secret    // of a program of it
	Own     uuid.UUID // the tenant that it is in
	Other   uuid.UUID // the tenant that it tries to reach
	User    uuid.UUID // the member
}

// attempt is one try. It says what is wrong with its outcome, empty for nothing.
type attempt struct {
	name string
	sql  string
	args pgx.StrictNamedArgs
	want func(found bool, rows int64, code string) string
}

// Outcomes that attempts may have. A query that cannot be asked proves nothing, and is a fault.
func wantNothing(found bool, _ int64, code string) string {
	switch {
	case code == "42501" || code == "" && !found:
		return ""
	case code == "":
		return "rows of other tenants are shown"
	}
	return "cannot be asked (" + code + ")"
}

func wantNoChange(_ bool, rows int64, code string) string {
	switch {
	case code == "42501" || code == "" && rows == 0:
		return ""
	case code == "":
		return fmt.Sprintf("%d rows of another tenant are changed", rows)
	}
	return "is not refused for its tenant, but otherwise (" + code + ")"
}

func wantRefusal(_ bool, _ int64, code string) string {
	switch code {
	case "42501":
		return ""
	case "":
		return "is not refused"
	}
	return "is not refused for its tenant, but otherwise (" + code + ")"
}

// ProbeTable tries to read, insert, change, move and delete rows of the other tenant in a table. It returns how many attempts
// it made and what is wrong.
func (p Prober) ProbeTable(ctx context.Context, t ProbedTable) (attempts int, faults []string, err error) {
	if !t.Foreign {
		return 0, []string{t.Name + ": holds no row of another tenant, so that nothing is proved"}, nil
	}
	conn, err := p.DB.conn(ctx)
	if err != nil {
		return 0, nil, err
	}
	defer conn.Release()
	outside := `SELECT EXISTS (SELECT FROM ` + pgx.Identifier{t.Name}.Sanitize() + `)`
	found, _, code, err := p.try(ctx, conn, nil, attempt{sql: outside})
	if err != nil {
		return 0, nil, err
	}
	attempts++
	if fault := wantNothing(found, 0, code); fault != "" {
		faults = append(faults, t.Name+", without a right: "+fault)
	}
	insert, update, closed, err := p.columns(ctx, conn, t.Name)
	if err != nil {
		return attempts, faults, err
	}
	own := p.ownAttempt(t)
	seen := closed // else by one of both: some rows are for persons, some for programs
	for _, right := range []Secret{p.Session, p.Token} {
		found, _, code, err := p.try(ctx, conn, &right, own)
		if err != nil {
			return attempts, faults, err
		}
		seen = seen || found || code == "42501" // a table that no request may read needs no row to be seen
		for _, a := range p.attempts(t, insert, update) {
			found, rows, code, err := p.try(ctx, conn, &right, a)
			if err != nil {
				return attempts, faults, err
			}
			attempts++
			if fault := a.want(found, rows, code); fault != "" {
				faults = append(faults, t.Name+", "+a.name+": "+fault)
			}
		}
	}
	if !seen {
		faults = append(faults, t.Name+": the tenant does not see its own row, so that seeing no other proves nothing")
	}
	slices.Sort(faults)
	return attempts, slices.Compact(faults), nil
}

// ownAttempt reads what is the tenant's own.
func (p Prober) ownAttempt(t ProbedTable) attempt {
	return attempt{"reading its own", `SELECT EXISTS (SELECT FROM ` + pgx.Identifier{t.Name}.Sanitize() + ` x WHERE x.tenant_id = @own)`, pgx.StrictNamedArgs{"own": p.Own}, nil}
}

// columns are those that the runtime role may insert, without those that have a default, which states begin with, and those
// that it may change. closed: no policy lets anybody read.
func (p Prober) columns(ctx context.Context, conn *pgxpool.Conn, table string) (insert, update []string, closed bool, err error) {
	err = conn.QueryRow(ctx, `SELECT coalesce(array_agg(a.attname::text) FILTER (WHERE NOT a.atthasdef AND has_column_privilege(a.attrelid, a.attnum, 'INSERT')), '{}'),
		coalesce(array_agg(a.attname::text) FILTER (WHERE has_column_privilege(a.attrelid, a.attnum, 'UPDATE')), '{}'),
		NOT EXISTS (SELECT FROM pg_policy q WHERE q.polrelid = @table::regclass AND q.polpermissive AND q.polcmd IN ('r', '*') AND pg_get_expr(q.polqual, q.polrelid) NOT LIKE '%''{}''::text[]%')
		FROM pg_attribute a WHERE a.attrelid = @table::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''`,
		pgx.StrictNamedArgs{"table": pgx.Identifier{table}.Sanitize()}).Scan(&insert, &update, &closed)
	return insert, update, closed, p.DB.classify(ctx, err)
}

func (p Prober) attempts(t ProbedTable, insert, update []string) []attempt {
	table := pgx.Identifier{t.Name}.Sanitize()
	own, other := pgx.StrictNamedArgs{"own": p.Own}, pgx.StrictNamedArgs{"other": p.Other}
	changed := "tenant_id"
	if len(update) > 0 {
		changed = pgx.Identifier{update[0]}.Sanitize()
	}
	list := []attempt{
		{"reading", `SELECT EXISTS (SELECT FROM ` + table + ` x WHERE x.tenant_id = @other)`, other, wantNothing},
		{"reading everybody's", `SELECT EXISTS (SELECT FROM ` + table + ` x WHERE x.tenant_id <> @own)`, own, wantNothing},
		{"changing", `UPDATE ` + table + ` SET ` + changed + ` = ` + changed + ` WHERE tenant_id = @other`, other, wantNoChange},
		{"moving there", `UPDATE ` + table + ` SET tenant_id = @other WHERE tenant_id = @own`, pgx.StrictNamedArgs{"own": p.Own, "other": p.Other}, wantRefusal},
		{"deleting", `DELETE FROM ` + table + ` WHERE tenant_id = @other`, other, wantNoChange},
		{"emptying", `TRUNCATE ` + table, nil, wantRefusal},
	}
	return append(list, p.insertion(t, table, insert))
}

// insertion tries to add a row like one of the other tenant's, as a person would: with the attribution that a person may give.
func (p Prober) insertion(t ProbedTable, table string, columns []string) attempt {
	if len(columns) == 0 || t.Row == nil {
		return attempt{"inserting", `INSERT INTO ` + table + ` (tenant_id) VALUES (@other)`, pgx.StrictNamedArgs{"other": p.Other}, wantRefusal}
	}
	list := ""
	for i, c := range columns {
		if i > 0 {
			list += ", "
		}
		list += pgx.Identifier{c}.Sanitize()
	}
	change := map[string]any{"id": uuid.New(), "origin": "manual", "run_id": nil, "created_by": p.User, "user_id": p.User}
	row := map[string]any{}
	if err := json.Unmarshal(t.Row, &row); err == nil {
		for column, value := range change {
			if _, there := row[column]; there {
				row[column] = value
			}
		}
	}
	return attempt{"inserting", `INSERT INTO ` + table + ` (` + list + `) SELECT ` + list + ` FROM jsonb_populate_record(NULL::` + table + `, @row)`, pgx.StrictNamedArgs{"row": row}, wantRefusal}
}

// try makes one attempt in a transaction of its own that entered by a right, if any, and is rolled back. A refusal by PostgreSQL is its code, not an error.
func (p Prober) try(ctx context.Context, conn *pgxpool.Conn, right *Secret, a attempt) (found bool, rows int64, code string, err error) {
	tx, err := conn.Begin(ctx)
	if err != nil {
		return false, 0, "", err
	}
	defer func() { err = errors.Join(err, tx.Rollback(context.WithoutCancel(ctx))) }()
	if right != nil {
		if _, err := tx.Exec(ctx, enterSQL, pgx.StrictNamedArgs{"tenant": p.Own, "capability": right.hash()}); err != nil {
			return false, 0, "", fmt.Errorf("the canary's own tenant cannot be entered: %w", err)
		}
	}
	var args []any
	if a.args != nil {
		args = append(args, a.args)
	}
	result, err := tx.Query(ctx, a.sql, args...)
	if err == nil {
		for result.Next() {
			if values, verr := result.Values(); verr == nil && len(values) == 1 {
				found, _ = values[0].(bool) // a function without a result is none
			}
		}
		result.Close()
		rows, err = result.CommandTag().RowsAffected(), result.Err()
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return false, 0, pg.Code, nil
	}
	return found, rows, "", err
}

// ProbeRights tries to enter the other tenant and the platform by a right to its own, and to read the tables that hold no
// tenant's rows, which only definer functions may.
func (p Prober) ProbeRights(ctx context.Context) (attempts int, faults []string, err error) {
	conn, err := p.DB.conn(ctx)
	if err != nil {
		return 0, nil, err
	}
	defer conn.Release()
	capability := p.Session.hash()
	list := []attempt{
		{"entering another tenant by one's own session", `SELECT app.enter(@tenant, @capability)`, pgx.StrictNamedArgs{"tenant": p.Other, "capability": capability}, wantCode("CM404")},
		{"entering the platform by a tenant's session", `SELECT app.enter_platform(@capability)`, pgx.StrictNamedArgs{"capability": capability}, wantCode("CM404")},
		{"entering by no right", `SELECT app.enter(@tenant, @capability)`, pgx.StrictNamedArgs{"tenant": p.Other, "capability": NewSecret().hash()}, wantCode("CM404")},
	}
	rows, err := conn.Query(ctx, ours+`SELECT relname::text FROM ours WHERE oid NOT IN (SELECT oid FROM t) ORDER BY 1`)
	if err != nil {
		return 0, nil, p.DB.classify(ctx, err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return 0, nil, p.DB.classify(ctx, err)
	}
	for _, t := range tables {
		list = append(list, attempt{"reading " + t, `SELECT EXISTS (SELECT FROM ` + pgx.Identifier{t}.Sanitize() + `)`, nil, wantRefusal})
	}
	for _, a := range list {
		found, rows, code, err := p.try(ctx, conn, nil, a)
		if err != nil {
			return attempts, faults, err
		}
		attempts++
		if fault := a.want(found, rows, code); fault != "" {
			faults = append(faults, a.name+": "+fault)
		}
	}
	return attempts, faults, nil
}

func wantCode(want string) func(bool, int64, string) string {
	return func(_ bool, _ int64, code string) string {
		if code == want {
			return ""
		}
		return "is not refused (" + code + ")"
	}
}
