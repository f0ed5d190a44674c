package kernel_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/llm"
)

// fixed asks the same question whatever the tenant has: 10,000 bytes, and 10,000 tokens of answer at most. A run may so
// take 20,000 tokens in and as many out.
type fixed struct {
	fakeAgents
	meet *sync.WaitGroup // where runs side by side wait for each other before they ask
}

const mostOfFixed = 40_000

func (f fixed) Prompt(data cmo.AgentData, in cmo.AgentInput) (llm.Request, string) {
	if f.meet != nil {
		f.meet.Done()
		f.meet.Wait()
	}
	return llm.Request{Mode: in.AgentMode(), Prompt: strings.Repeat("x", 10_000), Data: data, MaxTokens: 10_000}, "campaigns/test"
}

// priced is a model with a list price; each answer takes in and out tokens.
type priced struct {
	in, out int
	calls   atomic.Int64
}

func (*priced) Describe() (string, string) { return "openai", "gpt-5" }

func (m *priced) Complete(context.Context, llm.Request, func(string)) (llm.Answer, error) {
	m.calls.Add(1)
	return llm.Answer{Text: "x", Provider: "openai", Model: "gpt-5", TokensIn: m.in, TokensOut: m.out, CostUSD: llm.Cost("gpt-5", m.in, m.out)}, nil
}

// parallel works on n runs side by side and gives how many completed.
func (k kit) parallel(meet *sync.WaitGroup, n int) (completed int) {
	k.t.Helper()
	meet.Add(n)
	var runs []uuid.UUID
	for range n {
		runs = append(runs, k.start("parallel"))
	}
	var wg sync.WaitGroup
	for _, run := range runs {
		wg.Go(func() { k.execute(run) })
	}
	wg.Wait()
	for _, run := range runs {
		switch kind := one[string](k, `SELECT status || coalesce(' ' || error_kind, '') FROM agent_runs WHERE id = $1`, run); kind {
		case "completed":
			completed++
		case "failed budget":
		default:
			k.t.Errorf("a run ended as %s", kind)
		}
	}
	return completed
}

// Runs side by side never take more than a budget together: each sets aside what its question may take before it asks.
func TestReserve_ParallelRuns_WithinTheBudget(t *testing.T) {
	t.Parallel()
	cost := llm.Cost("gpt-5", 20_000, 20_000)
	for name, tune := range map[string]struct {
		tokens int
		budget float64
	}{"tokens of the day": {4*mostOfFixed - 1, 100}, "money of the month": {-1, 3.5 * cost}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, meet := &priced{in: 20_000, out: 20_000}, &sync.WaitGroup{}
			k := newKit(t, m, func(c *kernel.Config) {
				c.Agents, c.Beat, c.Limits = fixed{meet: meet}, 10*time.Millisecond, kernel.Limits{TokensPerDay: tune.tokens}
			})
			k.Admin(`UPDATE agent_runs SET created_at = now() - interval '40 days'`)
			k.Admin(`UPDATE os_tenant_registry SET run_budget_usd = $1, run_concurrency = 20`, tune.budget)
			if done := k.parallel(meet, 7); done != 3 || m.calls.Load() != 3 {
				t.Errorf("%d of 7 runs completed with %d questions, want the 3 that the budget holds", done, m.calls.Load())
			}
		})
	}
}

// What a question did not take is there again for those that waited for it.
func TestReserve_Settled(t *testing.T) {
	t.Parallel()
	m, meet := &priced{in: 10, out: 10}, &sync.WaitGroup{}
	k := newKit(t, m, func(c *kernel.Config) {
		c.Agents, c.Beat, c.Limits = fixed{meet: meet}, 10*time.Millisecond, kernel.Limits{TokensPerDay: 2*mostOfFixed + 100}
	})
	k.Admin(`UPDATE agent_runs SET created_at = now() - interval '40 days'`)
	k.Admin(`UPDATE os_tenant_registry SET run_concurrency = 20`)
	if done := k.parallel(meet, 6); done != 6 {
		t.Errorf("%d of 6 runs completed", done)
	}
}

// What a run has set aside counts while it is at work, and for nobody once it has ended or lost its worker.
func TestReserve_ReleasedByEveryEnd(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]string{
		"at work":    ``,
		"completed":  `UPDATE agent_runs SET status = 'completed', completed_at = now() WHERE id = $1`,
		"failed":     `UPDATE agent_runs SET status = 'failed', error_message = 'x', completed_at = now() WHERE id = $1`,
		"lease over": `UPDATE agent_runs SET lease_expires_at = now() - interval '1 second' WHERE id = $1`,
		"reaped":     `UPDATE agent_runs SET lease_expires_at = now() - interval '1 second', attempts = 99 WHERE id = $1`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &priced{in: 10, out: 10}
			k := newKit(t, m, func(c *kernel.Config) {
				c.Agents, c.Beat, c.Timeout, c.Limits = fixed{}, 10*time.Millisecond, time.Minute, kernel.Limits{TokensPerDay: 100_000}
				if name == "at work" {
					c.Timeout = 200 * time.Millisecond
				}
			})
			k.Admin(`UPDATE agent_runs SET created_at = now() - interval '40 days'`)
			other := k.start("other")
			k.Admin(`UPDATE agent_runs SET status = 'running', fence = 1, reserved_tokens = 90_000, lease_expires_at = now() + interval '1 hour' WHERE id = $1`, other)
			if end != "" {
				k.Admin(end, other)
			}
			if name == "reaped" {
				if n, err := k.Kit.Worker().Reap(t.Context(), 5); err != nil || n != 1 {
					t.Fatalf("reaped %d, %v", n, err)
				}
			}
			run := k.start("next")
			k.execute(run)
			want, asked := "completed", int64(1)
			if name == "at work" {
				want, asked = "timed_out", 0
			}
			if got := one[string](k, `SELECT status FROM agent_runs WHERE id = $1`, run); got != want || m.calls.Load() != asked {
				t.Errorf("%s after %d questions, want %s after %d", got, m.calls.Load(), want, asked)
			}
		})
	}
}
