// Package live tells open pages that runs have changed. One connection per process listens to the database; what it hears
// is ids, and whoever is told reads through a scope of his own.
package live

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Watch listens until ctx ends or the connection is lost, and tells which run of which tenant changed. It tells nil ids
// when it begins to listen: what happened before may have been missed.
type Watch func(ctx context.Context, told func(tenant, run uuid.UUID)) error

// The limits of a Hub unless Config says otherwise.
const (
	PerKey = 12   // streams of one session
	InAll  = 5000 // streams of the process
	linger = 20 * time.Second
	retry  = time.Second
)

// Config is what a Hub needs. Zero values stand for the usual ones.
type Config struct {
	Watch         Watch
	PerKey, InAll int
	Lost          func(error) // hears why the connection was lost, for the log
}

// Hub passes on what happens. The zero Hub is not one: use New.
type Hub struct {
	cfg  Config
	done chan struct{}
	turn chan struct{} // of looks

	mu      sync.Mutex
	streams map[uuid.UUID]map[*Stream]struct{} // by tenant
	keys    map[string]int
	all     int
	closed  bool
	stop    context.CancelFunc // of the watch, nil while nobody listens
	idle    *time.Timer
}

// Stream is one page's ear. Changed holds at most one signal: changes that come while a page is busy are one.
type Stream struct {
	Changed <-chan struct{}
	Done    <-chan struct{} // closed when the process stops

	hub     *Hub
	tenant  uuid.UUID
	run     uuid.UUID // nil: every run of the tenant
	key     string
	changed chan struct{}
}

// The reasons why a stream is refused.
var (
	ErrTooMany = errors.New("live: too many streams")
	ErrClosed  = errors.New("live: the process stops")
)

// New makes a Hub. It listens while somebody does, and a little longer.
func New(cfg Config) *Hub {
	if cfg.PerKey == 0 {
		cfg.PerKey = PerKey
	}
	if cfg.InAll == 0 {
		cfg.InAll = InAll
	}
	if cfg.Lost == nil {
		cfg.Lost = func(error) {}
	}
	return &Hub{cfg: cfg, done: make(chan struct{}), turn: make(chan struct{}, looks), streams: map[uuid.UUID]map[*Stream]struct{}{}, keys: map[string]int{}}
}

// Open begins a stream about a tenant's runs, or with an id about one of them. The key is whose it is: a session.
func (h *Hub) Open(key string, tenant, run uuid.UUID) (*Stream, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.closed:
		return nil, ErrClosed
	case h.keys[key] >= h.cfg.PerKey || h.all >= h.cfg.InAll:
		return nil, ErrTooMany
	}
	changed := make(chan struct{}, 1)
	s := &Stream{Changed: changed, Done: h.done, hub: h, tenant: tenant, run: run, key: key, changed: changed}
	if h.streams[tenant] == nil {
		h.streams[tenant] = map[*Stream]struct{}{}
	}
	h.streams[tenant][s] = struct{}{}
	h.keys[key]++
	if h.all++; h.idle != nil {
		h.idle.Stop()
		h.idle = nil
	}
	if h.stop == nil {
		ctx, stop := context.WithCancel(context.Background())
		h.stop = stop
		go h.listen(ctx)
	}
	return s, nil
}

// Turn waits until the caller may look; done is called when it has looked.
func (h *Hub) Turn(ctx context.Context) (done func(), err error) {
	select {
	case h.turn <- struct{}{}:
		return func() { <-h.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Close ends a stream. It may be called once.
func (s *Stream) Close() {
	h := s.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.streams[s.tenant], s)
	if len(h.streams[s.tenant]) == 0 {
		delete(h.streams, s.tenant)
	}
	if h.keys[s.key]--; h.keys[s.key] == 0 {
		delete(h.keys, s.key)
	}
	if h.all--; h.all == 0 && !h.closed {
		h.idle = time.AfterFunc(linger, h.rest)
	}
}

// rest stops listening when nobody does any more.
func (h *Hub) rest() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.all == 0 && h.stop != nil {
		h.stop()
		h.stop = nil
	}
}

// Close ends every stream, for a process that stops.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.closed = true
	close(h.done)
	if h.stop != nil {
		h.stop()
		h.stop = nil
	}
}

// Streams is how many are open.
func (h *Hub) Streams() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all
}

// listen keeps the watch going.
func (h *Hub) listen(ctx context.Context) {
	for {
		err := h.cfg.Watch(ctx, h.tell)
		if ctx.Err() != nil {
			return
		}
		h.cfg.Lost(err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(retry):
		}
	}
}

// tell wakes whom a change concerns; nil ids concern everybody.
func (h *Hub) tell(tenant, run uuid.UUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if tenant != uuid.Nil {
		wake(h.streams[tenant], run)
		return
	}
	for _, streams := range h.streams {
		wake(streams, uuid.Nil)
	}
}

func wake(streams map[*Stream]struct{}, run uuid.UUID) {
	for s := range streams {
		if run != uuid.Nil && s.run != uuid.Nil && s.run != run {
			continue
		}
		select {
		case s.changed <- struct{}{}:
		default: // a signal waits already
		}
	}
}
