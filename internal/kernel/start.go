package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// Request asks for a run. The tenant is the scope's: TenantID and WorkspaceID may only repeat it.
type Request struct {
	Module      cmo.Module      `json:"module"`
	Mode        cmo.Mode        `json:"mode"`
	TenantID    *uuid.UUID      `json:"tenant_id,omitempty"`
	WorkspaceID *uuid.UUID      `json:"workspace_id,omitempty"`
	Payload     json.RawMessage `json:"payload"`
	Context     Context         `json:"context"`

	IdempotencyKey string     `json:"-"`
	RetryOf        *uuid.UUID `json:"-"`
	DryRun         bool       `json:"-"` // checks everything and starts nothing
}

// Context names records that a run is about. It fills in what the payload leaves out.
type Context struct {
	PlanID     *uuid.UUID `json:"plan_id,omitempty"`
	FunnelID   *uuid.UUID `json:"funnel_id,omitempty"`
	CampaignID *uuid.UUID `json:"campaign_id,omitempty"`
}

// Started is an accepted request.
type Started struct {
	RunID    uuid.UUID // nil for a dry run
	Repeated bool      // the key's run was there already
	Subject  string
}

// Start checks a request, the cheap and general before the particular: role, module, mode, input, what it refers to,
// then, one request of a tenant at a time, idempotency key, limits and budget. The run's row and its job are one
// transaction: nothing runs that has no row.
func (k *Kernel) Start(ctx context.Context, sc store.Scope, req Request) (s Started, err error) {
	agent, in, err := k.admit(sc, req)
	if err != nil {
		return s, err
	}
	input, err := json.Marshal(in)
	if err != nil {
		return s, err
	}
	n := store.NewRun{Agent: agent, Input: input, IdempotencyKey: req.IdempotencyKey, RetryOf: req.RetryOf}
	refer(&n, in.Needs())
	if req.DryRun {
		var names *store.One[store.AgentRows]
		if err = sc.Read(ctx, func(r *store.Reader) error { names = r.AgentNames(in.Needs()); return nil }); err == nil {
			s.Subject, err = k.describe(in, names)
		}
		return s, err
	}
	err = sc.Write(ctx, func(w *store.Writer) (err error) { s, err = k.insert(sc, w, in, n); return err })
	if err != nil {
		return Started{}, err
	}
	return s, nil
}

// describe says what a request is about, if what it builds on is there.
func (k *Kernel) describe(in cmo.AgentInput, names *store.One[store.AgentRows]) (string, error) {
	rows, err := names.Get()
	if err != nil {
		return "", err
	}
	data, err := rows.Decode()
	if err != nil {
		return "", err
	}
	return cmo.Cut(k.agents.Subject(in, data), 300), ready(in, data)
}

// admit holds what can be decided without the database.
func (k *Kernel) admit(sc store.Scope, req Request) (agent cmo.Agent, in cmo.AgentInput, err error) {
	t := sc.Tenant()
	if t.Role == cmo.RoleAPI && !sc.Token().Has(cmo.ScopeAgent) {
		return agent, nil, cmo.Errorf(cmo.Forbidden, "The token %q lacks the scope %s.", sc.Token().Name, cmo.ScopeAgent)
	}
	if t.Role != cmo.RoleAPI && !t.Role.Can(cmo.RightEdit) {
		return agent, nil, cmo.Errorf(cmo.Forbidden, "Your role in %s, %s, does not include starting agents.", t.Name, t.Role)
	}
	if req.Module == "" {
		req.Module = cmo.ModuleCMO
	}
	if req.Module != cmo.ModuleCMO {
		return agent, nil, cmo.Errorf(cmo.Invalid, "The module %q has no agents yet.", req.Module)
	}
	if !t.Has(cmo.ModuleCMO) {
		return agent, nil, cmo.Errorf(cmo.Forbidden, "The module AI CMO is off for you in %s.", t.Name)
	}
	for _, id := range []*uuid.UUID{req.TenantID, req.WorkspaceID} {
		if id != nil && *id != t.ID {
			return agent, nil, errOtherTenant
		}
	}
	for _, a := range cmo.Agents {
		if a.Mode == req.Mode {
			agent = a
		}
	}
	if agent.ID == "" {
		return agent, nil, cmo.Errorf(cmo.Invalid, "There is no mode %q. The modes are setup, strategy, funnels, campaigns, content and optimization.", cmo.Cut(string(req.Mode), 40))
	}
	payload, err := withContext(req.Mode, req.Payload, req.Context)
	if err != nil {
		return agent, nil, err
	}
	checked, err := k.agents.CheckInput(req.Mode, payload)
	if err != nil {
		return agent, nil, err
	}
	for _, id := range checked.Tenants {
		if id != t.ID.String() {
			return agent, nil, errOtherTenant
		}
	}
	return agent, checked.AgentInput, nil
}

var errOtherTenant = cmo.Errorf(cmo.Invalid, "The request names another tenant than its address does.")

// withContext puts the ids of the context into the payload where the mode has a field for them and the payload none.
func withContext(mode cmo.Mode, payload json.RawMessage, c Context) (json.RawMessage, error) {
	if len(payload) == 0 {
		payload = json.RawMessage(`{}`)
	}
	fields := map[cmo.Mode]map[string]*uuid.UUID{
		cmo.ModeFunnels:      {"planId": c.PlanID},
		cmo.ModeCampaigns:    {"planId": c.PlanID, "funnelId": c.FunnelID},
		cmo.ModeContent:      {"campaignId": c.CampaignID},
		cmo.ModeOptimization: {"planId": c.PlanID, "funnelId": c.FunnelID},
	}[mode]
	if req := c.CampaignID; req != nil && mode == cmo.ModeOptimization { // one campaign alone: its plan and funnel do not widen it
		fields = map[string]*uuid.UUID{"campaignId": req}
	}
	if c == (Context{}) || len(fields) == 0 {
		return payload, nil
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(payload, &object); err != nil || object == nil {
		return payload, nil //nolint:nilerr // CheckInput says what is wrong with it
	}
	for name, id := range fields {
		if has := object[name]; id != nil && (len(has) == 0 || string(has) == "null") {
			object[name] = json.RawMessage(`"` + id.String() + `"`)
		}
	}
	return json.Marshal(object)
}

// ready says whether what a mode builds on is there. A record that the input names but the tenant does not have is
// cmo.ErrNotFound, another tenant's included.
func ready(in cmo.AgentInput, d cmo.AgentData) error {
	n := in.Needs()
	if n.PlanID != nil && d.Plan == nil || n.FunnelID != nil && d.Funnel == nil || n.StageID != nil && d.Stage == nil || n.CampaignID != nil && d.Campaign == nil {
		return cmo.ErrNotFound
	}
	if in.AgentMode() != cmo.ModeSetup && in.AgentMode() != cmo.ModeOptimization && (d.Brand == nil || len(d.ICPs) == 0) {
		return cmo.Errorf(cmo.Invalid, "There is no brand profile with an ICP to build on yet. Run setup first.")
	}
	if in.AgentMode() == cmo.ModeCampaigns && d.Funnel == nil {
		return cmo.Errorf(cmo.Invalid, "There is no funnel to build a campaign for yet. Run funnels first.")
	}
	return nil
}

func refer(n *store.NewRun, needs cmo.AgentNeeds) {
	n.PlanID, n.FunnelID, n.CampaignID = needs.PlanID, needs.FunnelID, needs.CampaignID
}

// insert is the transaction of Start.
func (k *Kernel) insert(sc store.Scope, w *store.Writer, in cmo.AgentInput, n store.NewRun) (s Started, err error) {
	names, load, known := w.AgentNames(in.Needs()), w.RunLoad(), w.RunByKey(n)
	if n.Subject, err = k.describe(in, names); err != nil {
		return s, err
	}
	s.Subject = n.Subject
	found, err := known.Get()
	switch {
	case err != nil:
		return s, err
	case len(found) > 0 && n.IdempotencyKey != "" && !found[0].Same:
		return s, errOtherContent(sc)
	case len(found) > 0 && n.IdempotencyKey != "":
		s.RunID, s.Repeated = found[0].ID, true
		return s, nil
	}
	l, err := load.Get()
	if err == nil {
		err = k.within(l)
	}
	if err == nil {
		s.RunID, err = w.InsertRun(n)
	}
	return s, err
}

// errOtherContent refuses an idempotency key that another request was sent with.
func errOtherContent(sc store.Scope) error {
	if sc.Tenant().Role == cmo.RoleAPI {
		return store.ErrOtherCall
	}
	return cmo.Errorf(cmo.Conflict, "This form was sent before with other content. Open it again to start another run.")
}

// within says which limit a tenant has reached, and when it may try again.
func (k *Kernel) within(l store.RunLoad) error {
	for _, limit := range []struct {
		is, most int
		word     string
		frees    *time.Time
	}{
		{l.Minute, k.limits.PerMinute, "minute", l.MinuteFrees}, {l.Hour, k.limits.PerHour, "hour", l.HourFrees}, {l.Day, k.limits.PerDay, "day", l.DayFrees},
	} {
		if limit.most >= 0 && limit.is >= limit.most {
			wait := time.Second
			if limit.frees != nil {
				wait = max(wait, limit.frees.Sub(k.now()).Round(time.Second))
			}
			return tooMany(wait, "This tenant has started %d runs within one %s, which is the limit.", limit.most, limit.word)
		}
	}
	if most := k.limits.TokensPerDay; most >= 0 && l.Tokens >= int64(most) {
		wait := time.Hour
		if l.DayFrees != nil {
			wait = max(time.Minute, l.DayFrees.Sub(k.now()))
		}
		return tooMany(wait, "The runs of this tenant took %d tokens within one day, which is over the limit of %d.", l.Tokens, most)
	}
	if most := k.limits.Waiting * l.Concurrency; most >= 0 && l.Waiting >= most {
		return tooMany(10*time.Second, "%d runs of this tenant wait already, which is the limit.", l.Waiting)
	}
	if !k.paid { // the playbook costs nothing, so that it needs no budget
		return nil
	}
	return affordable(l.RunBudget, k.now())
}

// affordable says whether the tenant's budget lets a language model be asked. What some cost is never known: without a
// budget none is asked.
func affordable(b store.RunBudget, now time.Time) error {
	switch {
	case b.Spent < b.Budget:
		return nil
	case b.Budget == 0:
		return cmo.Errorf(cmo.Invalid, "This tenant’s budget for language models is $0, so none is asked. An owner or admin can raise it.")
	}
	next := time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	e := cmo.Errorf(cmo.TooMany, "This month’s budget for runs, $%.2f, is used up. An owner or admin can raise it.", b.Budget)
	e.Retry = next.Sub(now)
	return e
}

func tooMany(wait time.Duration, format string, args ...any) *cmo.Error {
	e := cmo.Errorf(cmo.TooMany, format, args...)
	e.Retry = wait
	e.Msg += " Try again in " + inWords(wait) + "."
	return e
}

func inWords(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d seconds", max(1, int(d.Seconds())))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	}
	return fmt.Sprintf("%d hours", int(d.Hours()))
}

// Cancel asks that a run end.
func (k *Kernel) Cancel(ctx context.Context, sc store.Scope, run uuid.UUID) error {
	return sc.Write(ctx, func(w *store.Writer) error { return w.CancelRun(run) })
}

// Rerun starts a run with the input of another, or with the payload where it is given.
func (k *Kernel) Rerun(ctx context.Context, sc store.Scope, run uuid.UUID, payload json.RawMessage, key string) (Started, error) {
	var was *store.One[cmo.RunDetail]
	if err := sc.Read(ctx, func(r *store.Reader) error { was = r.Run(run); return nil }); err != nil {
		return Started{}, err
	}
	if len(payload) == 0 {
		payload = was.Value().Input
	}
	return k.Start(ctx, sc, Request{Mode: cmo.Mode(was.Value().Mode), Payload: payload, RetryOf: &run, IdempotencyKey: key})
}
