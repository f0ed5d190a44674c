package live_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/live"
)

// source is a Watch that a test speaks through.
type source struct {
	say   chan [2]uuid.UUID
	began chan struct{}
}

func newSource() *source { return &source{make(chan [2]uuid.UUID), make(chan struct{}, 10)} }

func (s *source) watch(ctx context.Context, told func(tenant, run uuid.UUID)) error {
	s.began <- struct{}{}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case ids := <-s.say:
			told(ids[0], ids[1])
		}
	}
}

// heard says whether a signal waits, once everything said has been passed on.
func (s *source) heard(stream *live.Stream) bool {
	s.say <- [2]uuid.UUID{uuid.New(), uuid.New()} // of no concern; when it is taken, what was before is passed on
	select {
	case <-stream.Changed:
		return true
	default:
		return false
	}
}

func open(t *testing.T, h *live.Hub, key string, tenant, run uuid.UUID) *live.Stream {
	t.Helper()
	s, err := h.Open(key, tenant, run)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestHub_TellsWhomItConcerns(t *testing.T) {
	t.Parallel()
	src := newSource()
	h := live.New(live.Config{Watch: src.watch})
	defer h.Close()
	a, b, run := uuid.New(), uuid.New(), uuid.New()
	log, one, other, foreign := open(t, h, "k", a, uuid.Nil), open(t, h, "k", a, run), open(t, h, "k", a, uuid.New()), open(t, h, "k", b, uuid.Nil)
	src.say <- [2]uuid.UUID{a, run}
	src.say <- [2]uuid.UUID{a, run} // while nobody looks, two are one
	for stream, want := range map[*live.Stream]bool{log: true, one: true, other: false, foreign: false} {
		if got := src.heard(stream); got != want {
			t.Errorf("heard %v, want %v", got, want)
		}
	}
	if src.heard(log) {
		t.Error("two changes were two signals")
	}
	src.say <- [2]uuid.UUID{}
	for _, stream := range []*live.Stream{log, one, other, foreign} {
		if !src.heard(stream) {
			t.Error("a new connection does not make everybody look")
		}
	}
	if len(src.began) != 1 {
		t.Errorf("%d connections for one process", len(src.began))
	}
}

func TestHub_Limits(t *testing.T) {
	t.Parallel()
	h := live.New(live.Config{Watch: newSource().watch, PerKey: 2, InAll: 3})
	first := open(t, h, "mine", uuid.New(), uuid.Nil)
	open(t, h, "mine", uuid.New(), uuid.Nil)
	if _, err := h.Open("mine", uuid.New(), uuid.Nil); !errors.Is(err, live.ErrTooMany) {
		t.Errorf("a third stream of a session: %v", err)
	}
	open(t, h, "his", uuid.New(), uuid.Nil)
	if _, err := h.Open("hers", uuid.New(), uuid.Nil); !errors.Is(err, live.ErrTooMany) {
		t.Errorf("a fourth stream of the process: %v", err)
	}
	first.Close()
	last := open(t, h, "mine", uuid.New(), uuid.Nil)
	h.Close()
	h.Close()
	<-last.Done
	if _, err := h.Open("mine", uuid.New(), uuid.Nil); !errors.Is(err, live.ErrClosed) {
		t.Errorf("after the end: %v", err)
	}
}

// A lost connection is made again.
func TestHub_ListensAgain(t *testing.T) {
	t.Parallel()
	calls := make(chan struct{}, 10)
	lost := make(chan error, 10)
	h := live.New(live.Config{Lost: func(err error) { lost <- err }, Watch: func(ctx context.Context, _ func(tenant, run uuid.UUID)) error {
		calls <- struct{}{}
		if len(calls) > 1 {
			<-ctx.Done()
		}
		return errors.New("gone")
	}})
	defer h.Close()
	open(t, h, "k", uuid.New(), uuid.Nil)
	if err := <-lost; err == nil {
		t.Error("nobody hears why")
	}
	<-calls
	<-calls
}
