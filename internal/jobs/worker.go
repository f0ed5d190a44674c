package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/webhook"
)

const (
	jobAttempts = 25               // of a job whose database was away; a run has its own count
	jobTimeout  = 10 * time.Minute // the last line: the kernel ends a run long before
	reapEvery   = 5 * time.Second
	// patience is how long a run may wait before the reaper looks whether its job is still there.
	patience = 10 * time.Second
)

// Config is what the workers of a process need.
type Config struct {
	URL      string // of the runtime login
	Kernel   *kernel.Kernel
	Worker   *store.Worker
	Log      *slog.Logger
	AuditKey store.AuditKey   // seals the audit log; empty: it is not sealed
	HookKey  store.WebhookKey // reads the secrets of webhooks; empty: none are sent
	Sender   Sender           // of webhooks; nil: to the public internet
	Mailer   Mailer           // of notification mail; nil: none is sent
	Parallel int              // runs at a time; 0: 16
	Grace    time.Duration    // how long runs may go on after Stop was asked for; 0: 5 s
}

// Workers work on runs until they are stopped.
type Workers struct {
	client *river.Client[pgx.Tx]
	pool   *pgxpool.Pool
	worker *store.Worker
	log    *slog.Logger
	stop   context.CancelFunc
	beats  sync.WaitGroup // of the loops

	mailer  Mailer
	key     store.AuditKey
	hookKey store.WebhookKey
}

// Start connects and begins to work.
func Start(ctx context.Context, c Config) (*Workers, error) {
	cfg, err := pgxpool.ParseConfig(c.URL)
	if err != nil {
		return nil, fmt.Errorf("DATABASE_URL cannot be read: %w", err)
	}
	cfg.MaxConns = 5
	cfg.ConnConfig.RuntimeParams["application_name"] = "aicmo jobs"
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if c.Parallel == 0 {
		c.Parallel = 16
	}
	if c.Grace == 0 {
		c.Grace = 5 * time.Second
	}
	if c.Sender == nil {
		c.Sender = webhook.NewSender()
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &runWorker{kernel: c.Kernel})
	river.AddWorker(workers, &learnWorker{worker: c.Worker})
	river.AddWorker(workers, &weekWorker{kernel: c.Kernel})
	river.AddWorker(workers, &deliveryWorker{worker: c.Worker, sender: c.Sender, key: c.HookKey})
	queues := map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: c.Parallel}, hookQueue: {MaxWorkers: hooksAtOnce}}
	if c.Mailer != nil {
		queues[mailQueue] = river.QueueConfig{MaxWorkers: mailsAtOnce}
		river.AddWorker(workers, &mailWorker{worker: c.Worker, mailer: c.Mailer, log: c.Log})
	}
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Schema: Schema, Workers: workers, Queues: queues,
		PeriodicJobs:  periodic(),
		Logger:        slog.New(tolerant{c.Log.Handler()}),
		FetchCooldown: 20 * time.Millisecond, FetchPollInterval: 250 * time.Millisecond,
		JobTimeout: jobTimeout, RescueStuckJobsAfter: jobTimeout + time.Minute, SoftStopTimeout: c.Grace, MaxAttempts: jobAttempts,
		RetryPolicy: soon{}, CompletedJobRetentionPeriod: time.Hour,
	})
	if err != nil {
		pool.Close()
		return nil, err
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx)) // Stop ends it, in order
	w := &Workers{client: client, pool: pool, worker: c.Worker, log: c.Log, stop: stop, mailer: c.Mailer, key: c.AuditKey, hookKey: c.HookKey}
	if err := client.Start(work); err != nil {
		stop()
		pool.Close()
		return nil, fmt.Errorf("starting the workers: %w", err)
	}
	for _, l := range w.loops() {
		w.beats.Go(func() { w.run(work, l) })
	}
	return w, nil
}

// Stop takes up nothing new, lets runs end for the grace period, hands the others back and disconnects. It returns at
// the latest when ctx ends.
func (w *Workers) Stop(ctx context.Context) error {
	err := w.client.Stop(ctx)
	w.stop()
	w.beats.Wait()
	if err != nil { // a connection may still be in use, and closing the pool would wait for it
		return fmt.Errorf("some runs were not handed back in time: %w", err)
	}
	w.pool.Close()
	return nil
}

// runWorker works on one run.
type runWorker struct {
	river.WorkerDefaults[runArgs]
	kernel *kernel.Kernel
}

// Work implements river.Worker. A run that has to wait comes back later without spending a try.
func (r *runWorker) Work(ctx context.Context, job *river.Job[runArgs]) error {
	out, err := r.kernel.Execute(ctx, store.RunRef{TenantID: job.Args.TenantID, RunID: job.Args.RunID})
	if err != nil {
		return errors.New("the database was away") // the queue's tables are no tenant's: no text of an error
	}
	if out == kernel.Later {
		if ctx.Err() != nil {
			return river.JobSnooze(0)
		}
		return river.JobSnooze(300*time.Millisecond + rand.N(300*time.Millisecond)) //nolint:gosec // jitter
	}
	return nil
}

// soon tries a job again in a second or two: what it needs is the database.
type soon struct{}

// NextRetry implements river.ClientRetryPolicy.
func (soon) NextRetry(job *rivertype.JobRow) time.Time {
	return time.Now().Add(time.Second + time.Duration(min(job.Attempt, 10))*500*time.Millisecond)
}
