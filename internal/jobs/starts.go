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

// Launch starts the scheduled campaigns that are due as of now and pass every check of a launch, while their approval is
// fresh. For the others it records once why they were not started. Like the reaper, every process does it for itself; the
// database lets one of them.
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
