package jobs_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/jobs"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// instant answers at once: what is left of a run is our own.
type instant struct{}

func (instant) Describe() (string, string) { return "openai", "instant" }

func (instant) Complete(context.Context, llm.Request, func(string)) (llm.Answer, error) {
	return llm.Answer{Text: "{}", TokensOut: 1}, nil
}

var unlimited = kernel.Limits{PerMinute: -1, PerHour: -1, PerDay: -1, Waiting: -1}

// inUse makes A a tenant with a past: 200 campaigns and 2,000 runs, which the server knows the statistics of.
func inUse(b testing.TB) *storetest.Kit {
	k := storetest.New(b)
	k.Admin(`INSERT INTO cmo_campaigns (tenant_id, workspace_id, campaign_name, campaign_type, objective) SELECT $1, $1, 'Campaign ' || i, 'nurture', 'Objective ' || i FROM generate_series(1, 200) i`, k.A.ID)
	k.Admin(`INSERT INTO cmo_campaign_channels (tenant_id, workspace_id, campaign_id, channel_name, budget_percentage) SELECT tenant_id, tenant_id, id, 'email', 100 FROM cmo_campaigns WHERE tenant_id = $1`, k.A.ID)
	k.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, status, started_via, created_at, completed_at, cost_usd)
		SELECT $1, $1, gen_random_uuid(), 20000 + i, 'cmo-campaign-designer', 'campaigns', 'completed', 'schedule', now() - i * interval '20 minutes', now(), 0.01 FROM generate_series(1, 2000) i`, k.A.ID)
	k.Admin(`UPDATE os_tenant_registry SET run_concurrency = 50, run_budget_usd = 1000`)
	k.Admin(`VACUUM ANALYZE`)
	return k
}

// BenchmarkRun is what a run costs besides the model: from the request to the committed campaign, one after another. The
// fastest tenth says what it costs where nothing else holds the machine; the round trips to the database do not depend on it.
func BenchmarkRun(b *testing.B) {
	k := inUse(b)
	var start, work time.Duration
	var each []time.Duration
	one := oneRun(b, k, k.DB)
	for b.Loop() {
		s, w := one()
		start, work = start+s, work+w
		each = append(each, s+w)
	}
	slices.Sort(each)
	b.ReportMetric(float64(each[len(each)/10].Microseconds())/1000, "ms-p10")
	b.ReportMetric(float64(each[len(each)/2].Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(start.Microseconds())/1000/float64(b.N), "ms-start")
	b.ReportMetric(float64(work.Microseconds())/1000/float64(b.N), "ms-work")
	b.ReportMetric(tripsOfRun(b, k), "trips")
}

// oneRun does one run and says how long its start and its work took.
func oneRun(b *testing.B, k *storetest.Kit, db *store.DB) func() (start, work time.Duration) {
	right, err := k.Operator.AddWorkerRight(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	kern := kernel.New(kernel.Config{DB: db, Worker: db.Worker(right), Agents: oneCampaign{}, Model: instant{}, Limits: unlimited})
	sc, _, err := db.Enter(b.Context(), k.SignIn(storetest.Email(k.A, cmo.RoleOwner)), k.A.Slug)
	if err != nil {
		b.Fatal(err)
	}
	return func() (time.Duration, time.Duration) {
		at := time.Now()
		s, err := kern.Start(b.Context(), sc, kernel.Request{Mode: cmo.ModeCampaigns})
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		if _, err := kern.Execute(b.Context(), store.RunRef{TenantID: k.A.ID, RunID: s.RunID}); err != nil {
			b.Fatal(err)
		}
		return began.Sub(at), time.Since(began)
	}
}

// tripsOfRun are a run's round trips, once its statements are prepared.
func tripsOfRun(b *testing.B, k *storetest.Kit) float64 {
	cable, url := storetest.NewCable(b, k.RuntimeURL)
	queue, err := jobs.NewQueue()
	if err != nil {
		b.Fatal(err)
	}
	db, err := store.Open(b.Context(), url, store.Options{MaxConns: 1, Queue: queue})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	one := oneRun(b, k, db)
	one()
	before := cable.Trips.Load()
	for range 10 {
		one()
	}
	return float64(cable.Trips.Load()-before) / 10
}

// BenchmarkRuns is how many runs a process works off in a second, all waiting when it starts.
func BenchmarkRuns(b *testing.B) {
	k := inUse(b)
	worker := k.Worker()
	kern := kernel.New(kernel.Config{DB: k.DB, Worker: worker, Agents: oneCampaign{}, Model: instant{}, Limits: unlimited})
	sc := k.Scope(storetest.Email(k.A, cmo.RoleOwner), k.A)
	for range b.N {
		if _, err := kern.Start(b.Context(), sc, kernel.Request{Mode: cmo.ModeCampaigns}); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	w, err := jobs.Start(b.Context(), jobs.Config{URL: k.RuntimeURL, Kernel: kern, Worker: worker, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	conn := k.AdminConn()
	for open := 1; open > 0; time.Sleep(5 * time.Millisecond) {
		if err := conn.QueryRow(b.Context(), `SELECT count(*) FROM agent_runs WHERE status IN ('pending', 'running') AND subject = 'Chaos'`).Scan(&open); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "runs/s")
	if err := w.Stop(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// nothing is a job without work.
type nothing struct{}

func (nothing) Kind() string { return "nothing" }

type idle struct {
	river.WorkerDefaults[nothing]
	done *sync.WaitGroup
}

func (i idle) Work(context.Context, *river.Job[nothing]) error { i.done.Done(); return nil }

// BenchmarkRiver is the queue alone, with the same settings and a job that does nothing: what BenchmarkRuns stands beside.
func BenchmarkRiver(b *testing.B) {
	k := storetest.New(b)
	pool, err := pgxpool.New(b.Context(), k.RuntimeURL)
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Close()
	var done sync.WaitGroup
	workers := river.NewWorkers()
	river.AddWorker(workers, idle{done: &done})
	client, err := river.NewClient[pgx.Tx](riverpgxv5.New(pool), &river.Config{Schema: jobs.Schema, Workers: workers, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 16}},
		Logger: slog.New(slog.DiscardHandler), FetchCooldown: 20 * time.Millisecond, FetchPollInterval: 250 * time.Millisecond})
	if err != nil {
		b.Fatal(err)
	}
	done.Add(b.N)
	for range b.N {
		if _, err := client.Insert(b.Context(), nothing{}, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	if err := client.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	done.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
	if err := client.Stop(context.WithoutCancel(b.Context())); err != nil {
		b.Fatal(err)
	}
}
