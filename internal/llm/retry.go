package llm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Limits bound what a client is asked and how often.
type Limits struct {
	Attempts   int           // calls of the provider for one request, at least 1
	Backoff    time.Duration // before the second call; doubles, with jitter
	MaxBackoff time.Duration
	InputBytes int // most bytes of instructions and prompt
	MaxTokens  int // most tokens of an answer
}

// DefaultLimits suit the agents' prompts and a run's deadline.
var DefaultLimits = Limits{Attempts: 3, Backoff: time.Second, MaxBackoff: 20 * time.Second, InputBytes: 1 << 20, MaxTokens: 32_000}

// Attempt tells of a call that failed and will be made again.
type Attempt struct {
	No   int // of the call that failed
	Err  error
	Wait time.Duration
}

type attemptKey struct{}

// OnRetry gives a context under which fn hears of each failed call before the wait for the next one. What progress has
// passed on until then is void.
func OnRetry(ctx context.Context, fn func(Attempt)) context.Context {
	return context.WithValue(ctx, attemptKey{}, fn)
}

// Bound is a client that keeps limits: it refuses what is too large before any call, and repeats a call that failed in a
// way that may pass, with jitter and at least as late as the provider asks, as long as the context's deadline allows.
func Bound(next Client, l Limits) Client {
	return &boundClient{next: next, limits: l, sleep: sleep}
}

type boundClient struct {
	next   Client
	limits Limits
	sleep  func(context.Context, time.Duration) error
}

func (c *boundClient) Describe() (provider, model string) { return c.next.Describe() }

func (c *boundClient) Complete(ctx context.Context, req Request, progress func(string)) (Answer, error) {
	if n := len(req.System) + len(req.Prompt); c.limits.InputBytes > 0 && n > c.limits.InputBytes {
		return Answer{}, &Error{Msg: fmt.Sprintf("The question is too large for a model: %d KB of at most %d KB.", n>>10, c.limits.InputBytes>>10)}
	}
	if c.limits.MaxTokens > 0 {
		req.MaxTokens = min(req.MaxTokens, c.limits.MaxTokens)
	}
	for no := 1; ; no++ {
		answer, err := c.next.Complete(ctx, req, progress)
		var fault *Error
		if err == nil || !errors.As(err, &fault) || !fault.Retry || no >= max(1, c.limits.Attempts) || ctx.Err() != nil {
			return answer, err
		}
		wait := c.wait(no, fault.RetryAfter)
		if end, ok := ctx.Deadline(); ok && time.Until(end) <= wait {
			return answer, err // the next call would come too late
		}
		if hear, ok := ctx.Value(attemptKey{}).(func(Attempt)); ok {
			hear(Attempt{No: no, Err: err, Wait: wait})
		}
		if c.sleep(ctx, wait) != nil {
			return answer, Failure(ctx, err, 0, nil)
		}
	}
}

// wait is between half of and the whole backoff of a try, but no shorter than the provider asked for.
func (c *boundClient) wait(no int, asked time.Duration) time.Duration {
	full := min(c.limits.Backoff<<min(no-1, 16), c.limits.MaxBackoff)
	if full <= 0 {
		return asked
	}
	return max(asked, full/2+time.Duration(rand.Int64N(int64(full/2)+1))) //nolint:gosec // jitter is no secret
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
