package store_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

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

// impatient is a scope of A over one connection whose limits are short.
func impatient(t *testing.T, k *storetest.Kit, limits string) (*store.DB, store.Scope) {
	t.Helper()
	separator := "?"
	if strings.Contains(k.RuntimeURL, "?") {
		separator = "&"
	}
	db, err := store.Open(t.Context(), k.RuntimeURL+separator+limits, store.Options{MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	sc, _, err := db.Enter(t.Context(), k.SignIn(owner(k.A)), k.A.Slug)
	if err != nil {
		t.Fatal(err)
	}
	return db, sc
}

// afterwards wants a refusal that says to try again, and the next transaction to go well.
func afterwards(t *testing.T, db *store.DB, sc store.Scope, err error) {
	t.Helper()
	if cmo.KindOf(err) != cmo.Unavailable {
		t.Errorf("got %v, want a refusal for a moment", err)
	}
	if err := sc.Read(t.Context(), func(r *store.Reader) error { r.CampaignCounts(); return nil }); err != nil {
		t.Errorf("the next transaction: %v", err)
	}
	if acquired, total := db.InUse(); acquired != 0 || total > 1 {
		t.Errorf("%d of %d connections were not given back", acquired, total)
	}
}

func TestStuckStatement_IsEnded(t *testing.T) {
	t.Parallel()
	db, sc := impatient(t, storetest.New(t), "statement_timeout=500")
	err := sc.Read(t.Context(), func(r *store.Reader) error {
		store.Query[struct{ N int }](r, `SELECT 1 AS n FROM pg_sleep(600) WHERE @tenant::uuid IS NOT NULL`, pgx.NamedArgs{})
		return nil
	})
	afterwards(t, db, sc, err)
}

func TestStuckLock_IsGivenUp(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	db, sc := impatient(t, k, "lock_timeout=200")
	admin := k.AdminConn()
	tx, err := admin.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `SELECT FROM cmo_campaigns WHERE tenant_id = $1 FOR UPDATE`, k.A.ID); err != nil {
		t.Fatal(err)
	}
	err = sc.Write(t.Context(), func(w *store.Writer) error {
		return w.MoveCampaign(k.A.RowID("campaign"), "in_review", "approved", "", "")
	})
	if rerr := tx.Rollback(context.WithoutCancel(t.Context())); rerr != nil {
		t.Fatal(rerr)
	}
	afterwards(t, db, sc, err)
}

func TestIdleTransaction_IsEnded(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	db, sc := impatient(t, k, "idle_in_transaction_session_timeout=200&application_name=idle")
	admin := k.AdminConn()
	err := sc.Read(t.Context(), func(r *store.Reader) error {
		if _, err := r.CampaignCounts().Get(); err != nil {
			return err
		}
		for here := true; here && t.Context().Err() == nil; { // until the server has ended it
			if err := admin.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction')`).Scan(&here); err != nil {
				return err
			}
		}
		_, err := r.CampaignCounts().Get()
		return err
	})
	afterwards(t, db, sc, err)
}
