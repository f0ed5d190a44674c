package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/store"
)

// learnEvery is how often somebody looks which weeks and outcomes are due.
const learnEvery = 15 * time.Minute

// learnArgs is the periodic job that settles outcomes and makes a job for each week that is due.
type learnArgs struct{}

// Kind implements river.JobArgs.
func (learnArgs) Kind() string { return "learn" }

// weekArgs names a week of a tenant: once each, whoever asks.
type weekArgs struct {
	TenantID uuid.UUID `json:"tenant_id"`
	Week     string    `json:"week"`
}

// Kind implements river.JobArgs.
func (weekArgs) Kind() string { return "week" }

// InsertOpts implements river.JobArgsWithInsertOpts.
func (weekArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true}}
}

// periodic are the jobs that come by themselves. The queue's leader inserts them: one process of all.
func periodic() []*river.PeriodicJob {
	return []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(learnEvery), func() (river.JobArgs, *river.InsertOpts) { return learnArgs{}, nil }, &river.PeriodicJobOpts{RunOnStart: true})}
}

// learnWorker does what is due.
type learnWorker struct {
	river.WorkerDefaults[learnArgs]
	worker *store.Worker
}

// errAway is all that the queue's tables hear of an error: they are no tenant's.
var errAway = errors.New("the database was away")

// Work implements river.Worker.
func (l *learnWorker) Work(ctx context.Context, _ *river.Job[learnArgs]) error {
	if _, err := l.worker.SettleOutcomes(ctx); err != nil {
		return errAway
	}
	due, err := l.worker.DueWeeks(ctx)
	if err != nil {
		return errAway
	}
	var jobs []river.InsertManyParams
	for _, d := range due {
		jobs = append(jobs, river.InsertManyParams{Args: weekArgs{d.TenantID, d.Week.Format(time.DateOnly)}})
	}
	if len(jobs) == 0 {
		return nil
	}
	if _, err := river.ClientFromContext[pgx.Tx](ctx).InsertMany(ctx, jobs); err != nil {
		return errAway
	}
	return nil
}

// weekWorker summarizes one week of a tenant.
type weekWorker struct {
	river.WorkerDefaults[weekArgs]
	kernel *kernel.Kernel
}

// Work implements river.Worker.
func (w *weekWorker) Work(ctx context.Context, job *river.Job[weekArgs]) error {
	week, err := time.Parse(time.DateOnly, job.Args.Week)
	if err != nil {
		return river.JobCancel(errors.New("no week"))
	}
	if _, err := w.kernel.SummarizeWeek(ctx, store.WeekRef{TenantID: job.Args.TenantID, Week: week}); err != nil {
		return errAway
	}
	return nil
}
