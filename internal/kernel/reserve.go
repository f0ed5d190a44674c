package kernel

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/store"
)

// errReserved means that the tenant's other runs may yet take what is left; one of them will end.
var errReserved = errors.New("kernel: other runs have reserved what is left")

// free reports that asking a model costs nothing and counts nowhere.
func free(m llm.Client) bool {
	provider, _ := m.Describe()
	return provider == "playbook"
}

// most is what a run's questions can take: the prompt, at two bytes a token, with the longest answer, and both once more with
// that answer in the prompt, should it break the contract.
func (t *try) most(req llm.Request) store.Reservation {
	if free(t.model) {
		return store.Reservation{}
	}
	_, model := t.model.Describe()
	in, out := len(req.System)+len(req.Prompt)+req.MaxTokens, 2*req.MaxTokens
	return store.Reservation{Tokens: int64(in + out), USD: math.Ceil(llm.Cost(model, in, out)*1e4) / 1e4}
}

// reserved repeats a transaction that reserves while other runs hold what is left.
func (t *try) reserved(ctx context.Context, fn func(*store.Writer) error) error {
	for {
		err := t.write(ctx, fn)
		if !errors.Is(err, errReserved) {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(t.k.beat):
		}
	}
}

// reserve sets aside what the questions may take, for as long as the run is open and its lease lasts. A budget is met
// exactly: what runs have taken and what those at work may take never exceed it.
func (t *try) reserve(w *store.Writer, most store.Reservation) error {
	if most == (store.Reservation{}) {
		return nil
	}
	s, err := t.lease.RunSpending(w).Get()
	if err != nil {
		return err
	}
	if err := affordable(s.RunBudget, t.k.now()); err != nil { // the runs before it have spent since, or another process chose the model
		return &budgetError{err}
	}
	limit := int64(t.k.limits.TokensPerDay)
	switch {
	case limit >= 0 && s.Tokens+most.Tokens > limit:
		return &budgetError{cmo.Errorf(cmo.TooMany, "This run may take %d tokens, and %d are left of the %d that this tenant’s runs may take within one day.", most.Tokens, max(0, limit-s.Tokens), limit)}
	case s.Spent+most.USD > s.Budget:
		return &budgetError{cmo.Errorf(cmo.TooMany, "This run may cost $%.2f, and $%.2f are left of this month’s budget for runs, $%.2f. An owner or admin can raise it.", most.USD, s.Budget-s.Spent, s.Budget)}
	case limit >= 0 && s.Tokens+s.ReservedTokens+most.Tokens > limit, s.Spent+s.ReservedUSD+most.USD > s.Budget:
		return errReserved
	}
	return nil
}
