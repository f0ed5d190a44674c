package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/live"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
)

// eventsPath ends the path of a run's stream.
const eventsPath = "/events"

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
		report, err := a.report(ctx, c.scope, id)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		first, err := report.state()
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

// follow sends a run's state at once and whenever it changes.
func (a *API) follow(h huma.Context, ear *live.Stream, id uuid.UUID, first live.State) {
	c := humaecho.Unwrap(h)
	ear.Serve(c.Response(), c.Request(), live.Feed{Event: "run", End: "end", Beat: a.beat, First: first,
		Look: func(ctx context.Context) (live.State, error) {
			now, err := a.look(ctx, c.Request(), id)
			if err != nil {
				return live.State{}, err
			}
			return now.state()
		},
		Passing: cmo.Passing})
}

// state is a report as an event says it.
func (r runReport) state() (live.State, error) {
	raw, err := json.Marshal(r)
	s := live.State{Data: string(raw)}
	if r.CompletedAt != nil {
		s.Over = r.Status
	}
	return s, err
}

// look proves the token again and reads the run.
func (a *API) look(ctx context.Context, r *http.Request, id uuid.UUID) (runReport, error) {
	done, err := a.live.Turn(ctx)
	if err != nil {
		return runReport{}, err
	}
	defer done()
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
