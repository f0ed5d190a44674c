package web

import (
	"context"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// What the last hour was like: minutes that are older do not count, and a stale minute is not added to.
func TestRates_LastHour(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 30, 0, time.UTC)
	r := newRates(func() time.Time { return at })
	for range 90 {
		r.note(200, 3*time.Millisecond)
	}
	for range 10 {
		r.note(503, 700*time.Millisecond)
	}
	if a := r.lastHour(); a.Count != 100 || a.Faults != 10 || a.P95 != time.Second || !a.Since.Equal(at) {
		t.Errorf("the first minute: %+v", a)
	}
	at = at.Add(59 * time.Minute)
	r.note(404, 20*time.Second)
	if a := r.lastHour(); a.Count != 101 || a.Faults != 10 {
		t.Errorf("an hour: %+v", a)
	}
	at = at.Add(time.Minute) // the same place in the ring as the first minute
	r.note(200, time.Millisecond)
	if a := r.lastHour(); a.Count != 2 || a.Faults != 0 || a.P95 != 10*time.Second || !a.Since.Equal(at.Add(-time.Hour)) {
		t.Errorf("the first minute has gone: %+v", a)
	}
	at = at.Add(48 * time.Hour)
	if a := r.lastHour(); a.Count != 0 || a.P95 != 0 {
		t.Errorf("two days later: %+v", a)
	}
}

// A page that is reloaded asks the provider once; a provider that hangs is given up; a reader who left says nothing of it.
func TestModelProbe_KeptAndBounded(t *testing.T) {
	at, asked := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), 0
	p := &modelProbe{now: func() time.Time { return at }, ask: func(ctx context.Context) cmo.ModelState {
		asked++
		if _, ok := ctx.Deadline(); !ok {
			t.Error("no deadline")
		}
		return cmo.ModelState{Provider: "openai", Fault: map[bool]string{true: "gone"}[ctx.Err() != nil]}
	}}
	left, leave := context.WithCancel(t.Context())
	leave()
	_ = p.state(left)
	if s := p.state(t.Context()); asked != 2 || s.Fault != "" || !s.At.Equal(at) {
		t.Errorf("after one that left: asked %d times, %+v", asked, s)
	}
	at = at.Add(modelKept - time.Second)
	if _ = p.state(t.Context()); asked != 2 {
		t.Errorf("asked again within %s", modelKept)
	}
	at = at.Add(time.Second)
	if _ = p.state(t.Context()); asked != 3 {
		t.Errorf("asked %d times in all", asked)
	}
	if s := (&modelProbe{}).state(t.Context()); !s.Elsewhere {
		t.Errorf("nobody to ask: %+v", s)
	}
}
