package jobs

import (
	"context"
	"time"
)

const (
	sealEvery = 5 * time.Second
	sealBatch = 2000
)

// seal chains what is new in the audit log. Every process tries; an advisory lock lets one do it at a time.
func (w *Workers) seal(ctx context.Context) {
	defer close(w.sealer)
	if len(w.key) == 0 {
		w.log.Warn("the audit log is not sealed: AICMO_SECRET_KEY is not set")
		return
	}
	tick := time.NewTicker(sealEvery)
	defer tick.Stop()
	for {
		n, err := w.worker.Seal(ctx, w.key, sealBatch)
		if err != nil && ctx.Err() == nil {
			w.log.Warn("sealing the audit log", "error", err)
		}
		if n == sealBatch {
			continue // there is more
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
