package jobs

import (
	"context"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/store"
)

// sweep ends what nobody works on and makes jobs for runs that have lost theirs. Every process does it for itself: a
// periodic job would wait for the election of a leader, and after a crash that takes longer than a run may be lost.
func (w *Workers) sweep(ctx context.Context) error {
	if n, err := w.worker.Reap(ctx, kernel.MaxAttempts); err != nil {
		return err
	} else if n > 0 {
		w.log.Warn("ended runs that nobody worked on", "runs", n)
	}
	due, err := w.worker.Due(ctx, patience, 500)
	if err != nil || len(due) == 0 {
		return err
	}
	waiting, err := w.waiting(ctx, due)
	if err != nil {
		return err
	}
	var jobs []river.InsertManyParams
	for _, r := range due {
		if !waiting[r.RunID.String()] {
			jobs = append(jobs, river.InsertManyParams{Args: runArgs{r.TenantID, r.RunID}})
		}
	}
	if len(jobs) == 0 {
		return nil
	}
	_, err = w.client.InsertMany(ctx, jobs)
	return err
}

// waiting are the runs among due that have a job which is still to come. A job that has been running since before its
// worker fell silent does not count: it is dead.
func (w *Workers) waiting(ctx context.Context, due []store.RunRef) (map[string]bool, error) {
	ids := make([]string, len(due))
	for i, r := range due {
		ids[i] = r.RunID.String()
	}
	rows, _ := w.pool.Query(ctx, `
		SELECT DISTINCT args->>'run_id' FROM river.river_job
		WHERE kind = 'run' AND args->>'run_id' = ANY($1) AND (state IN ('available', 'scheduled', 'retryable', 'pending') OR state = 'running' AND attempted_at > now() - interval '5 seconds')`, ids)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	found := make(map[string]bool, len(list))
	for _, id := range list {
		found[id] = true
	}
	return found, err
}

// tolerant logs the job queue's own trouble as warnings: it mends itself.
type tolerant struct{ slog.Handler }

// Enabled implements slog.Handler.
func (t tolerant) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && t.Handler.Enabled(ctx, l)
}
