package api

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/live"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
)

// How streams behave; they are as those of pages.
const (
	eventsPath  = "/events"
	streamGap   = 400 * time.Millisecond
	streamLife  = 10 * time.Minute
	streamWrite = 10 * time.Second
	streamLooks = 4
)

// registerRunEvents is a run's stream. It is proved as a call is, at its start and at each look: a token that is revoked
// hears nothing more.
func (a *API) registerRunEvents() {
	op := a.operation(http.MethodGet, paths.API+"/runs/{id}"+eventsPath, "follow-run", "Follow a run until it ends", "runs", cmo.ScopeRunsRead)
	op.Description += " Server-sent events: `run` with the run as it is now, at once and at each change, and `end` after its last state; then the stream closes. A comment line every few seconds is a sign of life."
	op.Responses = map[string]*huma.Response{"200": {Description: "The stream", Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
	huma.Register(a.huma, op, func(ctx context.Context, in *struct {
		ID string `path:"id" format:"uuid"`
	}) (*huma.StreamResponse, error) {
		id, err := uuid.Parse(in.ID)
		if err != nil {
			return nil, a.problem(ctx, cmo.ErrNotFound)
		}
		c := callerOf(ctx)
		first, err := a.report(ctx, c.scope, id)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		ear, err := a.live.Open("token "+c.token.ID.String(), c.scope.Tenant().ID, id)
		switch {
		case errors.Is(err, live.ErrTooMany):
			return nil, huma.NewError(http.StatusTooManyRequests, "This token follows too many runs at once.")
		case err != nil:
			return nil, huma.NewError(http.StatusServiceUnavailable, "The server stops. Try again in a moment.")
		}
		return &huma.StreamResponse{Body: func(h huma.Context) {
			defer ear.Close()
			a.follow(h, ear, id, first)
		}}, nil
	})
}

// follow sends a run's state whenever it changes, until it has ended, the token may no longer read it, the program is gone
// or the process stops.
func (a *API) follow(h huma.Context, ear *live.Stream, id uuid.UUID, now runReport) {
	c := humaecho.Unwrap(h)
	ctx, cancel := context.WithTimeout(c.Request().Context(), streamLife)
	defer cancel()
	out := c.Response()
	out.Header().Set("Content-Type", "text/event-stream")
	out.Header().Set("X-Accel-Buffering", "no")
	out.WriteHeader(http.StatusOK)
	wire := &eventWire{out: out, control: http.NewResponseController(out)}
	_ = wire.control.SetReadDeadline(time.Time{}) // the server's own would end the request
	beat := time.NewTicker(a.beat)
	defer beat.Stop()
	for known := true; ; {
		if known && wire.state(now) != nil || known && now.CompletedAt != nil {
			return
		}
		beaten, open := ear.Wait(ctx, streamGap, beat.C)
		if !open || beaten && wire.write(": still here\n\n") != nil {
			return
		}
		next, err := a.look(ctx, c.Request(), id)
		switch {
		case err == nil:
			now, known = next, true
		case cmo.KindOf(err) == cmo.Unavailable: // the database is away: the state is told when it is back
			known = false
		default:
			return
		}
	}
}

// look proves the token again and reads the run.
func (a *API) look(ctx context.Context, r *http.Request, id uuid.UUID) (runReport, error) {
	select {
	case a.looks <- struct{}{}:
		defer func() { <-a.looks }()
	case <-ctx.Done():
		return runReport{}, ctx.Err()
	}
	secret, ok := store.ParseToken(bearer(r.Header))
	if !ok {
		return runReport{}, store.ErrNoToken
	}
	sc, _, err := a.db.EnterToken(ctx, secret)
	if err != nil {
		return runReport{}, err
	}
	return a.report(ctx, sc, id)
}

// eventWire writes events to one program.
type eventWire struct {
	out interface {
		Write([]byte) (int, error)
	}
	control *http.ResponseController
	last    [sha256.Size]byte
}

// state sends a state that differs from the last one, and after the final one says that nothing more will come.
func (w *eventWire) state(now runReport) error {
	raw, err := json.Marshal(now)
	if err != nil {
		return err
	}
	if sum := sha256.Sum256(raw); sum != w.last {
		w.last = sum
		if err := w.write("event: run\ndata: " + string(raw) + "\n\n"); err != nil {
			return err
		}
	}
	if now.CompletedAt != nil {
		return w.write("event: end\ndata: " + now.Status + "\n\n")
	}
	return nil
}

func (w *eventWire) write(text string) error {
	_ = w.control.SetWriteDeadline(time.Now().Add(streamWrite)) // where there is none, the connection's end is the limit
	if _, err := w.out.Write([]byte(text)); err != nil {
		return err
	}
	return w.control.Flush()
}
