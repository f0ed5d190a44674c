package store_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// worker is a process with a system capability and its bare connection.
type worker struct {
	t      *testing.T
	conn   *pgx.Conn
	system []byte
	tenant storetest.Tenant
}

func newWorker(t *testing.T, k *storetest.Kit) worker {
	system := storetest.Hash(store.NewSecret())
	k.Admin(`INSERT INTO capabilities (hash, kind, expires_at) VALUES ($1, 'system', now() + interval '1 hour')`, system)
	return worker{t, k.RuntimeConn(), system, k.A}
}

func (w worker) claim(run uuid.UUID, lease store.Secret) (fence *int64) {
	w.t.Helper()
	err := w.conn.QueryRow(w.t.Context(), `SELECT app.claim_run($1, $2, $3, $4, interval '30 seconds')`, w.system, w.tenant.ID, run, storetest.Hash(lease)).Scan(&fence)
	if err != nil {
		w.t.Fatal(err)
	}
	return fence
}

func (w worker) finish(run uuid.UUID, fence int64, status string) (ok bool) {
	w.t.Helper()
	err := w.conn.QueryRow(w.t.Context(), `SELECT app.finish_run($1, $2, $3, $4, '{"ok":true}', NULL, 'reason')`, w.tenant.ID, run, fence, status).Scan(&ok)
	if err != nil {
		w.t.Fatal(err)
	}
	return ok
}

func pendingRun(t *testing.T, k *storetest.Kit, email string) uuid.UUID {
	t.Helper()
	var id uuid.UUID
	err := k.Scope(email, k.A).Write(t.Context(), func(w *store.Writer) (err error) {
		id, err = w.InsertRun(store.NewRun{Agent: cmo.Agents[3], Subject: "x", Input: []byte(`{}`)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestRun_ClaimLeaseFinish(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	w := newWorker(t, k)
	email := storetest.Email(k.A, cmo.RoleMarketer)
	run := pendingRun(t, k, email)
	lease := store.NewSecret()
	first := w.claim(run, lease)
	if first == nil {
		t.Fatal("a pending run cannot be claimed")
	}
	if w.claim(run, store.NewSecret()) != nil {
		t.Fatal("claimed twice while the lease holds")
	}
	// The lease writes as the person, in the run's name, marked; it changes no row of others.
	err := pgx.BeginFunc(t.Context(), w.conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `SELECT app.enter($1, $2)`, k.A.ID, storetest.Hash(lease)); err != nil {
			return err
		}
		_, err := tx.Exec(t.Context(), `INSERT INTO cmo_campaigns (tenant_id, workspace_id, campaign_name, campaign_type, origin, run_id, description, created_by)
			VALUES ($1, $1, 'made', 'nurture', 'ai_cmo', $2, 'AI CMO Driven: x', app.user_id())`, k.A.ID, run)
		if err != nil {
			return err
		}
		tag, err := tx.Exec(t.Context(), `UPDATE cmo_campaigns SET objective = 'x'`)
		if tag.RowsAffected() != 1 {
			t.Errorf("the run changed %d rows, want its own one", tag.RowsAffected())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	k.Admin(`UPDATE agent_runs SET lease_expires_at = now() - interval '1 second' WHERE id = $1`, run)
	second := w.claim(run, store.NewSecret())
	if second == nil || *second <= *first {
		t.Fatal("a run whose lease is gone cannot be claimed with a newer fence")
	}
	if w.finish(run, *first, "completed") {
		t.Fatal("the old holder ended the run")
	}
	if !w.finish(run, *second, "completed") || w.finish(run, *second, "failed") {
		t.Fatal("a run ends exactly once")
	}
	if _, err := w.conn.Exec(t.Context(), `SELECT app.enter($1, $2)`, k.A.ID, storetest.Hash(lease)); err == nil {
		t.Fatal("the lease outlives the run")
	}
}

func TestRun_SystemFunctions_NeedTheCapability(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	run := pendingRun(t, k, storetest.Email(k.A, cmo.RoleOwner))
	conn := k.RuntimeConn()
	forged := storetest.Hash(k.SignIn(storetest.Email(k.A, cmo.RoleOwner)))
	if _, err := conn.Exec(t.Context(), `SELECT app.claim_run($1, $2, $3, $4, interval '1 minute')`, forged, k.A.ID, run, storetest.Hash(store.NewSecret())); err == nil {
		t.Error("a session claims runs")
	}
	var n, reaped int
	if err := conn.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM app.due_work($1, 10)), app.reap($1, 0)`, forged).Scan(&n, &reaped); err != nil || n != 0 || reaped != 0 {
		t.Errorf("a session sees %d due runs and reaps %d: %v", n, reaped, err)
	}
}

func TestRun_Reap(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	w := newWorker(t, k)
	email := storetest.Email(k.A, cmo.RoleOwner)
	lost, cancelled, fresh := pendingRun(t, k, email), pendingRun(t, k, email), pendingRun(t, k, email)
	w.claim(lost, store.NewSecret())
	w.claim(fresh, store.NewSecret())
	k.Admin(`UPDATE agent_runs SET lease_expires_at = now() - interval '1 second' WHERE id = $1`, lost)
	k.Admin(`UPDATE agent_runs SET cancel_requested_at = now() WHERE id = $1`, cancelled)
	var n int
	if err := w.conn.QueryRow(t.Context(), `SELECT app.reap($1, 1)`, w.system).Scan(&n); err != nil || n != 2 {
		t.Fatalf("reaped %d, %v", n, err)
	}
	for id, want := range map[uuid.UUID]string{lost: "timed_out", cancelled: "cancelled", fresh: "running"} {
		var status string
		if err := k.AdminConn().QueryRow(t.Context(), `SELECT status FROM agent_runs WHERE id = $1`, id).Scan(&status); err != nil || status != want {
			t.Errorf("%s, want %s (%v)", status, want, err)
		}
	}
}

// Random calls never move a run backwards or out of a final status.
func TestRun_StateMachine_Random(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	w := newWorker(t, k)
	run := pendingRun(t, k, storetest.Email(k.A, cmo.RoleOwner))
	admin := k.AdminConn()
	rank := map[string]int{"pending": 0, "running": 1, "completed": 2, "failed": 2, "cancelled": 2, "timed_out": 2}
	final := ""
	last := 0
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 400 {
		switch random.IntN(6) {
		case 0:
			w.claim(run, store.NewSecret())
		case 1:
			if i > 200 {
				w.finish(run, int64(random.IntN(4)), []string{"completed", "failed", "cancelled", "timed_out"}[random.IntN(4)])
			}
		case 2:
			if _, err := admin.Exec(t.Context(), `UPDATE agent_runs SET lease_expires_at = now() - interval '1 second' WHERE id = $1 AND status = 'running'`, run); err != nil {
				t.Fatal(err)
			}
		case 3:
			if _, err := w.conn.Exec(t.Context(), `SELECT app.reap($1, 1000)`, w.system); err != nil {
				t.Fatal(err)
			}
		default:
		}
		var status string
		if err := admin.QueryRow(t.Context(), `SELECT status FROM agent_runs WHERE id = $1`, run).Scan(&status); err != nil {
			t.Fatal(err)
		}
		if rank[status] < last || final != "" && status != final {
			t.Fatalf("step %d: %s after rank %d, final %q", i, status, last, final)
		}
		if last = rank[status]; last == 2 {
			final = status
		}
	}
}
