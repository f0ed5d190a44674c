package kernel_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/llm"
)

// A model that costs nothing, or whose price nobody knows, is bounded by the day's tokens: the next run is refused before
// any call.
func TestStart_TokensOfTheDay(t *testing.T) {
	t.Parallel()
	free := says("x")
	free.do = func(context.Context, llm.Request, func(string)) (llm.Answer, error) {
		return llm.Answer{Text: "x", Provider: "openai", Model: "own-1", TokensIn: 900_000, TokensOut: 100_000}, nil
	}
	k := newKit(t, free, func(cfg *kernel.Config) { cfg.Limits = kernel.Limits{TokensPerDay: 1_000_000} })
	k.Admin(`UPDATE agent_runs SET created_at = now() - interval '3 days'`)
	k.execute(k.start("within"))
	_, err := k.Start(t.Context(), k.sc, request("over"))
	var own *cmo.Error
	if !errors.As(err, &own) || own.Kind != cmo.TooMany || own.Retry <= time.Hour || !strings.Contains(own.Msg, "1000000 tokens") {
		t.Errorf("over the tokens of a day: %v", err)
	}
	if n := free.calls.Load(); n != 1 {
		t.Errorf("%d calls", n)
	}
	k.Admin(`UPDATE agent_runs SET created_at = now() - interval '25 hours'`)
	if _, err := k.Start(t.Context(), k.sc, request("the day after")); err != nil {
		t.Errorf("the day after: %v", err)
	}
}
