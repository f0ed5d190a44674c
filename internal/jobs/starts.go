package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/ubigrowth/aicmo/internal/store"
)

const (
	startEvery   = time.Minute
	startsAtOnce = 200
)

// launch starts scheduled campaigns on their date, while their approval is fresh. Like the reaper, every process does it
// for itself; the database lets one of them.
func (w *Workers) launch(ctx context.Context) {
	defer close(w.launcher)
	tick := time.NewTicker(startEvery)
	defer tick.Stop()
	for {
		if err := Launch(ctx, w.worker, w.log, time.Now()); err != nil && ctx.Err() == nil {
			w.log.Warn("starting scheduled campaigns", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Launch starts the campaigns that are due as of now and pass every check of a launch. For the others it records once
// why they were not started.
func Launch(ctx context.Context, worker *store.Worker, log *slog.Logger, now time.Time) error {
	due, err := worker.DueStarts(ctx, now, startsAtOnce)
	if err != nil {
		return err
	}
	for _, s := range due {
		problem := s.Refusal()
		if problem != "" && problem == s.Problem {
			continue
		}
		done, err := worker.StartCampaign(ctx, s, now, problem)
		switch {
		case err != nil:
			return err
		case done && problem == "":
			log.Info("started a scheduled campaign", "tenant", s.TenantID, "campaign", s.ID)
		case done:
			log.Warn("a scheduled campaign could not be started", "tenant", s.TenantID, "campaign", s.ID)
		}
	}
	return nil
}
