package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// Every table with a tenant_id, read as the runtime role inside A without any predicate: only A's rows, and for the owner
// all of them. Without the store's conditions this is the second lock alone.
func TestEveryTable_SecondLockAlone(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	admin := k.AdminConn()
	tables := findings(t, admin, store.TenantTables)
	filled := 0
	for _, role := range cmo.Roles {
		session := storetest.Hash(k.SignIn(storetest.Email(k.A, role)))
		err := pgx.BeginFunc(t.Context(), k.RuntimeConn(), func(tx pgx.Tx) error {
			if _, err := tx.Exec(t.Context(), `SELECT app.enter($1, $2)`, k.A.ID, session); err != nil {
				return err
			}
			for _, table := range tables {
				var own, all, foreign int
				if err := tx.QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE tenant_id = $1), count(*) FILTER (WHERE tenant_id <> $1) FROM `+table, k.A.ID).Scan(&own, &foreign); err != nil {
					return err
				}
				if err := admin.QueryRow(t.Context(), `SELECT count(*) FROM `+table+` WHERE tenant_id = $1`, k.A.ID).Scan(&all); err != nil {
					return err
				}
				if foreign != 0 {
					t.Errorf("%s sees %d foreign rows of %s", role, foreign, table)
				}
				if role == cmo.RoleOwner && own != all {
					t.Errorf("the owner sees %d of %d rows of %s", own, all, table)
				}
				if own > 0 && role == cmo.RoleOwner {
					filled++
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if filled < 22 {
		t.Errorf("only %d of %d tables hold a row to see", filled, len(tables))
	}
}

// trespasses are what injected SQL, or SQL without a predicate, would try on a table of B. want is the SQLSTATE, or the
// number of rows it touches.
type trespass struct{ what, sql, want string }

func trespassesOn(t *testing.T, admin *pgx.Conn, table string, b storetest.Tenant) []trespass {
	t.Helper()
	var changeable, insertable *string
	var row []byte
	if err := admin.QueryRow(t.Context(), `
		SELECT min(quote_ident(attname)) FILTER (WHERE has_column_privilege('aicmo_app', attrelid, attnum, 'UPDATE')),
		  string_agg(quote_ident(attname), ', ') FILTER (WHERE has_column_privilege('aicmo_app', attrelid, attnum, 'INSERT') AND attgenerated = '')
		FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped`, table).Scan(&changeable, &insertable); err != nil {
		t.Fatal(err)
	}
	err := admin.QueryRow(t.Context(), `SELECT to_jsonb(x) || jsonb_build_object('id', gen_random_uuid()) FROM `+table+` x WHERE tenant_id = $1 LIMIT 1`, b.ID).Scan(&row)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		t.Fatal(err)
	}
	if row == nil {
		row = fmt.Appendf(nil, `{"tenant_id": %q}`, b.ID)
	}
	list := []trespass{
		{"delete", `DELETE FROM ` + table + ` WHERE tenant_id = @b`, "42501"},
		{"truncate", `TRUNCATE ` + table + ` CASCADE`, "42501"},
		{"move away", `UPDATE ` + table + ` SET tenant_id = @b`, "42501"},
		{"lock", `SELECT 1 FROM ` + table + ` WHERE tenant_id = @b FOR KEY SHARE`, "0"},
	}
	if changeable != nil {
		list = append(list, trespass{"update", `UPDATE ` + table + ` SET ` + *changeable + ` = ` + *changeable + ` WHERE tenant_id = @b`, "0"})
	} else {
		list[3].want = "42501"
	}
	columns := "tenant_id"
	if insertable != nil {
		columns = *insertable
	}
	return append(list, trespass{"insert", `INSERT INTO ` + table + ` (` + columns + `) SELECT ` + columns +
		` FROM jsonb_populate_record(NULL::` + table + `, '` + strings.ReplaceAll(string(row), "'", "''") + `')`, "42501"})
}

// Every table, as the runtime role without the store around it: with no context, an unknown session, A's session naming B,
// and a member of both inside A, nobody reads, changes, deletes, adds or locks a row of B.
func TestEveryTable_NoTrespass(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	admin, conn := k.AdminConn(), k.RuntimeConn()
	before, tried := k.Checksum(k.B), 0
	for name, enter := range map[string]func(pgx.Tx) error{
		"no context":        func(pgx.Tx) error { return nil },
		"unknown session":   entering(t.Context(), k.B, store.NewSecret(), "CM404"),
		"A's naming B":      entering(t.Context(), k.B, k.SignIn(owner(k.A)), "CM404"),
		"member of A":       entering(t.Context(), k.A, k.SignIn(owner(k.A)), ""),
		"member of both, A": entering(t.Context(), k.A, k.SignIn(storetest.Both), ""),
	} {
		for _, table := range findings(t, admin, store.TenantTables) {
			err := pgx.BeginFunc(t.Context(), conn, func(tx pgx.Tx) error {
				if err := enter(tx); err != nil {
					return fmt.Errorf("entering: %w", err)
				}
				var seen int
				if err := tx.QueryRow(t.Context(), `SELECT count(*) FROM `+table+` WHERE tenant_id = $1`, k.B.ID).Scan(&seen); err != nil || seen != 0 {
					t.Errorf("%s: reads %d rows of %s, %v", name, seen, table, err)
				}
				for _, s := range trespassesOn(t, admin, table, k.B) {
					tried++
					if got := result(t.Context(), tx, s.sql, pgx.NamedArgs{"b": k.B.ID}); got != s.want {
						t.Errorf("%s: %s of %s gives %s, want %s", name, s.what, table, got, s.want)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatalf("%s, %s: %v", name, table, err)
			}
		}
	}
	if changed := storetest.Differing(before, k.Checksum(k.B)); len(changed) > 0 {
		t.Errorf("rows of B changed in %v", changed)
	}
	t.Logf("%d attempts on %d tables", tried, len(findings(t, admin, store.TenantTables)))
}

// entering tries to enter a tenant, and wants it to be refused with a state, or not.
func entering(ctx context.Context, tenant storetest.Tenant, session store.Secret, state string) func(pgx.Tx) error {
	return func(tx pgx.Tx) error {
		got := result(ctx, tx, `SELECT app.enter(@tenant, @session)`, pgx.NamedArgs{"tenant": tenant.ID, "session": storetest.Hash(session)})
		if state == "" && got == "1" || got == state {
			return nil
		}
		return fmt.Errorf("%s, want %q", got, state)
	}
}

// result is the SQLSTATE of a statement, or how many rows it touched. A failure does not end the transaction.
func result(ctx context.Context, tx pgx.Tx, sql string, args pgx.NamedArgs) string {
	var rows int64
	err := pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error { // a savepoint
		tag, err := tx.Exec(ctx, sql, args)
		rows = tag.RowsAffected()
		return err
	})
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &pg):
		return pg.Code
	case err != nil:
		return err.Error()
	}
	return fmt.Sprint(rows)
}
