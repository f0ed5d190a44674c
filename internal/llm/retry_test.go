package llm

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// script fails with each of its errors in turn, then answers.
type script struct {
	errs  []error
	calls int
	most  int
}

func (s *script) Describe() (provider, model string) { return "test", "test" }

func (s *script) Complete(_ context.Context, req Request, _ func(string)) (Answer, error) {
	s.calls++
	s.most = req.MaxTokens
	if s.calls <= len(s.errs) {
		return Answer{}, s.errs[s.calls-1]
	}
	return Answer{Text: "ok"}, nil
}

func bound(s *script, waits *[]time.Duration) *boundClient {
	return &boundClient{next: s, limits: Limits{Attempts: 3, Backoff: time.Second, MaxBackoff: 4 * time.Second, InputBytes: 100, MaxTokens: 50},
		sleep: func(_ context.Context, d time.Duration) error { *waits = append(*waits, d); return nil }}
}

func TestBound_RepeatsWhatMayPass(t *testing.T) {
	var waits []time.Duration
	var heard []int
	s := &script{errs: []error{&Error{Msg: "a", Retry: true}, &Error{Msg: "b", Retry: true, RetryAfter: 7 * time.Second}}}
	ctx := OnRetry(context.Background(), func(a Attempt) { heard = append(heard, a.No) })
	if a, err := bound(s, &waits).Complete(ctx, Request{MaxTokens: 900}, nil); err != nil || a.Text != "ok" || s.calls != 3 || len(heard) != 2 {
		t.Fatalf("%+v, %v, %d calls, heard of %v", a, err, s.calls, heard)
	}
	if waits[0] < time.Second/2 || waits[0] > time.Second || waits[1] != 7*time.Second {
		t.Errorf("waited %v", waits)
	}
	if s.most != 50 {
		t.Errorf("asked for %d tokens", s.most)
	}
}

func TestBound_StopsWhereATryIsNoUse(t *testing.T) {
	deadline, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	for name, c := range map[string]struct {
		ctx   context.Context
		err   error
		calls int
	}{
		"no retry": {context.Background(), &Error{Msg: "key"}, 1}, "attempts": {context.Background(), &Error{Msg: "x", Retry: true}, 3},
		"deadline": {deadline, &Error{Msg: "x", Retry: true, RetryAfter: time.Minute}, 1}, "ours": {context.Background(), errors.New("bug"), 1},
	} {
		var waits []time.Duration
		s := &script{errs: []error{c.err, c.err, c.err, c.err}}
		if _, err := bound(s, &waits).Complete(c.ctx, Request{}, nil); !errors.Is(err, c.err) || s.calls != c.calls {
			t.Errorf("%s: %d calls, %v", name, s.calls, err)
		}
	}
	var waits []time.Duration
	s := &script{}
	if _, err := bound(s, &waits).Complete(context.Background(), Request{Prompt: strings.Repeat("x", 200)}, nil); err == nil || s.calls != 0 {
		t.Errorf("too large a question: %d calls, %v", s.calls, err)
	}
}

func TestCost(t *testing.T) {
	for model, want := range map[string]float64{"gpt-4.1-mini": 2, "gpt-4.1-mini-2025-04-14": 2, "openai/gpt-4.1-mini": 2, "gpt-4.1-mini-turbo": 0, "llama3": 0, "": 0, "claude-sonnet-4-5-20250929": 18} {
		if got := Cost(model, 1e6, 1e6); got != want {
			t.Errorf("%s costs %g, not %g", model, got, want)
		}
	}
}
