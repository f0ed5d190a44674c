package store_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// Every table with a tenant_id, read as the runtime role inside A without any predicate: only A's rows. Without the
// store's conditions this is the second lock alone.
func TestEveryTable_SecondLockAlone(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	tables := findings(t, k.AdminConn(), store.TenantTables)
	filled := 0
	for _, role := range cmo.Roles {
		session := storetest.Hash(k.SignIn(storetest.Email(k.A, role)))
		err := pgx.BeginFunc(t.Context(), k.RuntimeConn(), func(tx pgx.Tx) error {
			if _, err := tx.Exec(t.Context(), `SELECT app.enter($1, $2)`, k.A.ID, session); err != nil {
				return err
			}
			for _, table := range tables {
				var own, foreign int
				if err := tx.QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE tenant_id = $1), count(*) FILTER (WHERE tenant_id <> $1) FROM `+table, k.A.ID).Scan(&own, &foreign); err != nil {
					return err
				}
				if foreign != 0 {
					t.Errorf("%s sees %d foreign rows of %s", role, foreign, table)
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

// A stuck transaction of the runtime login is ended by the server, not by luck.
func TestRuntimeLogin_HasTimeouts(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	conn := k.RuntimeConn()
	for setting, want := range map[string]string{"statement_timeout": "5s", "idle_in_transaction_session_timeout": "10s", "lock_timeout": "2s", "role": "aicmo_app"} {
		var got string
		if err := conn.QueryRow(t.Context(), `SELECT current_setting($1)`, setting).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", setting, got, want, err)
		}
	}
}
