package kernel

import (
	"context"

	"github.com/ubigrowth/aicmo/internal/store"
)

// SummarizeWeek keeps the summary of a week, once, and reports whether it was the first. A tenant that is off, or whose
// module is, gets none.
func (k *Kernel) SummarizeWeek(ctx context.Context, ref store.WeekRef) (bool, error) {
	facts, ok, err := k.worker.WeekFacts(ctx, ref)
	if err != nil || !ok {
		return false, err
	}
	return k.worker.PutWeek(ctx, ref, facts.Summarize())
}
