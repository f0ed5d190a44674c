package store_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// poolOfOne is the console's own pool with a single connection: whatever survives on it meets the next request.
func poolOfOne(t *testing.T, k *storetest.Kit) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), k.RuntimeURL, store.Options{MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

// mishaps are the ways in which a transaction ends badly. Each is followed by somebody else's request.
var mishaps = []func(ctx context.Context, sc store.Scope) error{
	func(ctx context.Context, sc store.Scope) error { // gone before it began
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		return sc.Read(ctx, func(r *store.Reader) error { r.CampaignCounts(); return nil })
	},
	func(ctx context.Context, sc store.Scope) error { // gone in the middle
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		return sc.Read(ctx, func(r *store.Reader) error {
			if _, err := r.CampaignCounts().Get(); err != nil {
				return err
			}
			cancel()
			r.CampaignCounts()
			return nil
		})
	},
	func(ctx context.Context, sc store.Scope) (err error) { // a panic with the transaction open
		defer func() {
			if recover() != nil {
				err = errors.New("panicked")
			}
		}()
		return sc.Write(ctx, func(w *store.Writer) error {
			_, _ = w.CampaignCounts().Get()
			panic("planted")
		})
	},
	func(ctx context.Context, sc store.Scope) error { // an error of the database
		return sc.Read(ctx, func(r *store.Reader) error {
			store.Query[struct{ N int }](r, `SELECT 1 / 0 AS n WHERE @tenant::uuid IS NOT NULL`, nil)
			return nil
		})
	},
	func(ctx context.Context, sc store.Scope) error { // SQL that does not parse
		return sc.Read(ctx, func(r *store.Reader) error {
			store.Query[struct{ N int }](r, `SELECT FROM WHERE @tenant`, nil)
			return nil
		})
	},
	func(ctx context.Context, sc store.Scope) error { // a refusal by the rules, after a change
		return sc.Write(ctx, func(w *store.Writer) error {
			if _, err := w.InsertCampaign(cmo.NewCampaign{Name: "Planted", Type: "nurture"}); err != nil {
				return err
			}
			return cmo.Errorf(cmo.Invalid, "Planted.")
		})
	},
}

// One connection, thousands of interleaved requests of both tenants, mishaps and refusals in between: nobody sees a row of
// the other tenant, no context outlives its transaction, and the connection comes back each time.
func TestScope_PoolOfOne_NothingLeaks(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	db := poolOfOne(t, k)
	rounds := 3200
	if testing.Short() {
		rounds = 320
	}
	const clients = 8
	session, stranger := k.SignIn(storetest.Both), k.SignIn(owner(k.B))
	var requests, ended, refused atomic.Int64
	var wg sync.WaitGroup
	for client := range clients {
		wg.Go(func() {
			dice := rand.New(rand.NewPCG(uint64(client), 11)) //nolint:gosec // the same in every run
			for range rounds / clients {
				tenant, other := k.A, k.B
				if dice.IntN(2) == 1 {
					tenant, other = k.B, k.A
				}
				sc, _, err := db.Enter(t.Context(), session, tenant.Slug)
				if busy(err) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				switch dice.IntN(4) {
				case 0:
					if err := mishaps[dice.IntN(len(mishaps))](t.Context(), sc); err == nil {
						t.Error("a mishap went well")
					}
					ended.Add(1)
				case 1:
					if _, _, err := db.Enter(t.Context(), stranger, k.A.Slug); !errors.Is(err, cmo.ErrNotFound) && !busy(err) {
						t.Errorf("a stranger: %v", err)
					}
					refused.Add(1)
				}
				if left, err := db.LeftContext(t.Context()); left != "" || err != nil && !busy(err) {
					t.Errorf("a context outlived its transaction: %q, %v", left, err)
				}
				var list *store.Rows[cmo.Campaign]
				err = sc.Read(t.Context(), func(r *store.Reader) error { list = r.CampaignBoard(store.CampaignFilter{}); return nil })
				if busy(err) {
					continue
				}
				if got := names(list.List()); err != nil || !strings.Contains(got, tenant.Canary) || strings.Contains(got, other.Canary) {
					t.Errorf("in %s saw %q, %v", tenant.Slug, got, err)
				}
				requests.Add(1)
			}
		})
	}
	wg.Wait()
	if acquired, total := db.InUse(); acquired != 0 || total > 1 {
		t.Errorf("%d of %d connections were not given back", acquired, total)
	}
	if requests.Load() < int64(rounds)*9/10 {
		t.Errorf("only %d of %d requests were answered", requests.Load(), rounds)
	}
	t.Logf("%d requests over one connection, %d mishaps, %d refusals, %d connections opened", requests.Load(), ended.Load(), refused.Load(), db.NewConns())
}

// busy is the answer of a pool whose one connection is taken for too long: on a loaded machine, not a fault.
func busy(err error) bool { return cmo.KindOf(err) == cmo.Unavailable }

// A refused or failed transaction gives its connection back: a pool that lost it would open another each time.
func TestScope_Refusal_KeepsTheConnection(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	db := poolOfOne(t, k)
	sc, _, err := db.Enter(t.Context(), k.SignIn(owner(k.A)), k.A.Slug)
	if err != nil {
		t.Fatal(err)
	}
	k.Admin(`DELETE FROM user_tenants WHERE user_id = (SELECT id FROM users WHERE email = $1)`, owner(k.A))
	before := db.NewConns()
	for range 5 {
		err := sc.Read(t.Context(), func(r *store.Reader) error { r.CampaignBoard(store.CampaignFilter{}); return nil })
		if !errors.Is(err, cmo.ErrNotFound) {
			t.Fatal(err)
		}
	}
	if n := db.NewConns() - before; n != 0 {
		t.Fatalf("%d connections lost to refusals", n)
	}
}

// A query whose columns and fields differ fails on an empty result, too, and so does one that does not name the tenant.
func TestQuery_ColumnsFit_WithoutARow(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(owner(k.A), k.A)
	type row struct {
		ID   string
		Name string `db:"campaign_name"`
	}
	for sql, want := range map[string]string{
		`SELECT id::text, campaign_name FROM cmo_campaigns WHERE tenant_id = @tenant AND false`:                  "",
		`SELECT id::text, campaign_name, status FROM cmo_campaigns WHERE tenant_id = @tenant AND false`:          `column "status" has no field`,
		`SELECT id::text FROM cmo_campaigns WHERE tenant_id = @tenant AND false`:                                 "lacks the columns",
		`SELECT id::text, campaign_name AS name FROM cmo_campaigns WHERE tenant_id = @tenant AND false`:          `column "name" has no field`,
		`SELECT id::text, campaign_name, campaign_name FROM cmo_campaigns WHERE tenant_id = @tenant AND false`:   `column "campaign_name" has no field`,
		`SELECT id::text, campaign_name FROM cmo_campaigns WHERE false`:                                          "tenant",
		`SELECT id::text, campaign_name FROM cmo_campaigns WHERE tenant_id = @tenant AND id = @nobody AND false`: "nobody",
	} {
		var list *store.Rows[row]
		err := sc.Read(t.Context(), func(r *store.Reader) error { list = store.Query[row](r, sql, pgx.NamedArgs{}); return nil })
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", sql, err, want)
		}
		if len(list.List()) != 0 {
			t.Errorf("%s gave rows", sql)
		}
	}
}
