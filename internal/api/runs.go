package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
)

// runReport is a run as its program follows it.
type runReport struct {
	cmo.RunResource
	CancelRequested bool             `json:"cancel_requested"`
	Steps           []runStep        `json:"steps" doc:"What it did so far, in order"`
	Result          *kernel.Response `json:"result" doc:"Of a run that this token started: its state in the kernel's form, with the agent's output and the ids of what it made. Else null"`
}

// runStep is one step of a run's work.
type runStep struct {
	No         int        `json:"no"`
	Kind       string     `json:"kind" enum:"queued,claim,context,prompt,model,repair,validate,save"`
	Title      string     `json:"title"`
	Attempt    int        `json:"attempt"`
	Status     string     `json:"status" enum:"running,completed,failed,invalid,cancelled,timed_out"`
	StartedAt  time.Time  `json:"started_at"`
	FinishedAt *time.Time `json:"finished_at"`
}

// runStart asks for a run. The tenant is the token's.
type runStart struct {
	Key  string `header:"Idempotency-Key" maxLength:"150" doc:"The same key again starts nothing and answers with the first run; another request with it is 422"`
	Body struct {
		Module  cmo.Module      `json:"module,omitempty" enum:"ai_cmo"`
		Mode    cmo.Mode        `json:"mode" enum:"setup,strategy,funnels,campaigns,content,optimization"`
		Input   json.RawMessage `json:"input,omitempty" doc:"The mode's fields, see docs/api.md"`
		Context *kernel.Context `json:"context,omitempty" doc:"Records the run is about; fills in what the input leaves out"`
	}
}

type runAccepted struct {
	Location string `header:"Location" doc:"Where the run can be read"`
	Body     runReport
}

// registerRuns lists the operations on runs besides their list.
func (a *API) registerRuns() {
	const one = paths.API + "/runs/{id}"
	op := a.operation(http.MethodPost, paths.API+"/runs", "start-run", "Start an agent", "runs", cmo.ScopeAgent)
	op.DefaultStatus = http.StatusAccepted
	huma.Register(a.huma, op, a.startRun)
	huma.Register(a.huma, a.operation(http.MethodGet, one, "get-runs", "Read one of the agent runs", "runs", cmo.ScopeRunsRead), a.getRun)
	op = a.operation(http.MethodPost, one+"/cancel", "cancel-run", "Ask that a run end", "runs", cmo.ScopeAgent)
	op.DefaultStatus, op.Errors = http.StatusAccepted, append(op.Errors, http.StatusConflict)
	op.Description += " A token cancels the runs that it started."
	huma.Register(a.huma, op, a.cancelRun)
	a.registerRunEvents()
}

func (a *API) startRun(ctx context.Context, in *runStart) (*runAccepted, error) {
	c := callerOf(ctx)
	req := kernel.Request{Module: in.Body.Module, Mode: in.Body.Mode, Payload: in.Body.Input}
	if in.Body.Context != nil {
		req.Context = *in.Body.Context
	}
	if in.Key != "" {
		req.IdempotencyKey = "api:" + c.token.ID.String() + ":" + in.Key
	}
	s, err := a.kernel.Start(ctx, c.scope, req)
	if err != nil {
		return nil, a.startProblem(ctx, err)
	}
	return a.accepted(ctx, s.RunID)
}

func (a *API) accepted(ctx context.Context, run uuid.UUID) (*runAccepted, error) {
	report, err := a.report(ctx, callerOf(ctx).scope, run)
	if err != nil {
		return nil, a.problem(ctx, err)
	}
	return &runAccepted{Location: paths.API + "/runs/" + run.String(), Body: report}, nil
}

// startProblem is why a run was not started: for each field that is wrong one line, with the path to it; for a limit the
// time to wait.
func (a *API) startProblem(ctx context.Context, err error) error {
	var own *cmo.Error
	if !errors.As(err, &own) {
		return a.problem(ctx, err)
	}
	switch own.Kind {
	case cmo.Invalid:
		return huma.NewError(http.StatusUnprocessableEntity, own.Msg, fieldProblems("body.input.", own.Fields)...)
	case cmo.NotFound: // the address is right, so that it is no 404
		return huma.NewError(http.StatusUnprocessableEntity, "The input names a record that does not exist.")
	case cmo.TooMany:
		wait := strconv.Itoa(max(1, int(own.Retry.Seconds())))
		return huma.ErrorWithHeaders(huma.NewError(http.StatusTooManyRequests, own.Msg), http.Header{"Retry-After": {wait}})
	}
	return a.problem(ctx, err)
}

func (a *API) getRun(ctx context.Context, in *byID) (*found[runReport], error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, a.problem(ctx, cmo.ErrNotFound)
	}
	if err := checkFields[runReport](in.Fields); err != nil {
		return nil, a.problem(ctx, err)
	}
	report, err := a.report(ctx, callerOf(ctx).scope, id)
	if err != nil {
		return nil, a.problem(ctx, err)
	}
	return &found[runReport]{Body: report}, nil
}

func (a *API) cancelRun(ctx context.Context, in *struct {
	ID string `path:"id" format:"uuid"`
}) (*runAccepted, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, a.problem(ctx, cmo.ErrNotFound)
	}
	if err := a.kernel.Cancel(ctx, callerOf(ctx).scope, id); err != nil {
		return nil, a.problem(ctx, err)
	}
	return a.accepted(ctx, id)
}

// report reads a run. What it answered is shown to the token that started it.
func (a *API) report(ctx context.Context, sc store.Scope, id uuid.UUID) (runReport, error) {
	var run *store.One[cmo.RunResource]
	var state *store.One[store.RunState]
	var steps *store.Rows[cmo.RunStep]
	err := sc.Read(ctx, func(r *store.Reader) error {
		run, state, steps = r.RunResource(id), r.RunState(id), r.RunSteps(id)
		return nil
	})
	if err != nil {
		return runReport{}, err
	}
	out := runReport{RunResource: run.Value(), CancelRequested: state.Value().CancelRequested, Steps: []runStep{}}
	for _, s := range steps.List() {
		out.Steps = append(out.Steps, runStep{s.No, s.Kind, s.Title, s.Attempt, s.Status, s.StartedAt, s.FinishedAt})
	}
	if !state.Value().Own {
		return out, nil
	}
	res, err := a.kernel.Response(ctx, sc, id)
	if err != nil {
		return runReport{}, err
	}
	out.Result = &res
	return out, nil
}
