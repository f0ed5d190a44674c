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

// BenchmarkRun is what a run costs besides the model: from the request to the committed campaign, one after another. The
// fastest tenth says what it costs where nothing else holds the machine.
func BenchmarkRun(b *testing.B) {
	k := storetest.New(b)
	kern := kernel.New(kernel.Config{DB: k.DB, Worker: k.Worker(), Agents: oneCampaign{}, Model: instant{}, Limits: unlimited})
	sc := k.Scope(storetest.Email(k.A, cmo.RoleOwner), k.A)
	var start, work time.Duration
	var each []time.Duration
	for b.Loop() {
		at := time.Now()
		s, err := kern.Start(b.Context(), sc, kernel.Request{Mode: cmo.ModeCampaigns})
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		if _, err := kern.Execute(b.Context(), store.RunRef{TenantID: k.A.ID, RunID: s.RunID}); err != nil {
			b.Fatal(err)
		}
		start, work = start+began.Sub(at), work+time.Since(began)
		each = append(each, time.Since(at))
	}
	slices.Sort(each)
	b.ReportMetric(float64(each[len(each)/10].Microseconds())/1000, "ms-p10")
	b.ReportMetric(float64(each[len(each)/2].Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(start.Microseconds())/1000/float64(b.N), "ms-start")
	b.ReportMetric(float64(work.Microseconds())/1000/float64(b.N), "ms-work")
}

// BenchmarkRuns is how many runs a process works off in a second, all waiting when it starts.
func BenchmarkRuns(b *testing.B) {
	k := storetest.New(b)
	k.Admin(`UPDATE os_tenant_registry SET run_concurrency = 50`)
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
		if err := conn.QueryRow(b.Context(), `SELECT count(*) FROM agent_runs WHERE subject = 'Chaos' AND completed_at IS NULL`).Scan(&open); err != nil {
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
