package seed

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// promptVersions is the prompt each mode used.
var promptVersions = map[string]string{"setup": "setup/v2", "strategy": "strategy/v2", "funnels": "funnels/v2", "campaigns": "campaigns/v3",
	"content": "content/v3", "optimization": "optimization/v2"}

// run is one execution of an agent.
type run struct {
	Key, Mode, Subject string
	Ago                time.Duration // before now
	At                 time.Time     // instead of Ago
	By                 string        // nobody: a schedule or the tenant's own system
	Via                string        // person unless said
	Status             string        // completed unless said
	Kind, Error, Raw   string
	Step               string // where a run stopped: the kind of its last step
	Took               int    // milliseconds
	In, Out            int    // tokens of a language model; none means the built-in playbook
	Repaired           bool
	RetryOf            string
	Campaign, Funnel   string
	Stage, Goal        string
	Channels           []string
	Said               string // what the person asked for, in words
	no                 int
}

// end is the moment the run ended, or now's part of it for a run still going.
func (r run) end() time.Time { return r.At.Add(time.Duration(r.Took) * time.Millisecond) }

func (r run) open() bool { return r.Status == "pending" || r.Status == "running" }

// planRuns fills in defaults and numbers the runs in the order of their start.
func (b *builder) planRuns() {
	b.runs = b.in.Runs(b)
	for i := range b.runs {
		r := &b.runs[i]
		r.Status, r.Via = cmp.Or(r.Status, "completed"), cmp.Or(r.Via, "person")
		if r.At.IsZero() {
			r.At = b.ago(r.Ago)
		}
		if r.Took == 0 && !r.open() {
			r.Took = 380 + 7*len(r.Subject) + 3*len(r.Key) // the playbook answers at once
		}
	}
	slices.SortStableFunc(b.runs, func(x, y run) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Key, y.Key)) })
	for i := range b.runs {
		b.runs[i].no = i + 1
		b.byKey[b.runs[i].Key] = b.runs[i]
	}
}

func (b *builder) addRuns() {
	for _, r := range b.runs {
		b.addRun(r)
		b.addSteps(r)
	}
}

func agentOf(mode string) string {
	for _, a := range cmo.Agents {
		if string(a.Mode) == mode {
			return a.ID
		}
	}
	panic("seed: no agent for " + mode)
}

func (b *builder) addRun(r run) {
	row := Row{"workspace_id": b.in.ID, "run_no": r.no, "agent": agentOf(r.Mode), "mode": r.Mode, "status": r.Status, "subject": r.Subject,
		"input": JSON{b.input(r)}, "output": JSON{object{}}, "raw_answer": nil, "error_message": nil, "error_kind": nil,
		"started_by": userID(r.By), "started_via": r.Via, "parent_id": nil, "retry_of": b.ref("agent_runs", r.RetryOf),
		"plan_id": nil, "funnel_id": b.ref("cmo_funnels", r.Funnel), "campaign_id": b.ref("cmo_campaigns", r.Campaign),
		"idempotency_key": nil, "prompt_version": promptVersions[r.Mode], "provider": "playbook", "model": "built-in playbook",
		"tokens_in": r.In, "tokens_out": r.Out, "cost_usd": 0.0, "attempts": 1, "fence": 1, "lease_expires_at": nil, "cancel_requested_at": nil,
		"created_at": r.At, "started_at": r.At.Add(queuedFor(r)), "completed_at": nil, "duration_ms": nil}
	if r.In > 0 {
		row["provider"], row["model"] = "openai", "gpt-4.1-mini"
		row["cost_usd"] = float64(r.In*4+r.Out*16) / 1e7 // dollars per token: 0.4 and 1.6 per million
	}
	if r.Error != "" {
		row["error_message"] = r.Error
	}
	if r.Kind != "" {
		row["error_kind"] = r.Kind
	}
	if r.Raw != "" {
		row["raw_answer"] = r.Raw
	}
	b.ending(r, row)
	b.add("agent_runs", r.Key, row)
}

// ending sets what depends on how far the run came.
func (b *builder) ending(r run, row Row) {
	switch r.Status {
	case "pending":
		row["attempts"], row["fence"], row["started_at"] = 0, 0, nil
		return
	case "running":
		row["lease_expires_at"] = b.now.Add(90 * time.Second)
		return
	case "completed":
		row["output"] = JSON{b.output(r)}
	case "cancelled":
		row["cancel_requested_at"] = r.end().Add(-120 * time.Millisecond)
		if r.Step == "queued" {
			row["attempts"], row["fence"], row["started_at"] = 0, 0, nil
		}
	}
	row["completed_at"], row["duration_ms"] = r.end(), r.Took
}

// input is what the agent of the run was asked, in the shape its mode expects.
func (b *builder) input(r run) object {
	in := object{"workspaceId": b.in.ID}
	switch r.Mode {
	case "setup":
		return object{"messages": []object{{"role": "user", "content": r.Said}}, "currentStep": cmp.Or(r.Goal, "brand"),
			"existingData": object{"brand": b.in.Brand["brand_name"], "icp": []string{}, "offers": []string{}}}
	case "strategy":
		in["primaryGoal"], in["budget"], in["startDate"] = r.Said, b.in.Plan.Budget, b.runDate(r)
		in["targetMetrics"] = object{"revenue": 21000, "mqls": 180, "reach": 16000}
		in["constraints"] = object{"channels": r.Channels, "timeframe": "90 days"}
	case "funnels":
		in["planId"], in["funnelType"] = b.planBefore(r), "marketing"
	case "campaigns":
		in["funnelId"], in["planId"], in["stageId"] = b.ref("cmo_funnels", r.Funnel), b.planBefore(r), nil
		if r.Stage != "" {
			in["stageId"] = b.id("cmo_funnel_stages", r.Funnel+"/"+r.Stage)
		}
		in["goal"], in["preferredChannels"], in["budgetNotes"] = r.Goal, r.Channels, r.Said
	case "content":
		in["campaignId"], in["channels"], in["contentTypes"] = b.ref("cmo_campaigns", r.Campaign), r.Channels, r.Channels
		in["funnelStage"], in["ctaIntent"] = cmp.Or(r.Stage, "consideration"), cmp.Or(r.Goal, "engage")
	case "optimization":
		in["planId"], in["funnelId"], in["period"] = b.planBefore(r), b.ref("cmo_funnels", r.Funnel), cmp.Or(r.Goal, "last_7_days")
	}
	return in
}

func (b *builder) runDate(r run) string { return r.At.In(b.zone).Format(time.DateOnly) }

// planBefore is the plan's id for a run that started after the plan was made.
func (b *builder) planBefore(r run) any {
	made, ok := b.byKey["strategy"]
	if !ok || r.At.Before(made.end()) {
		return nil
	}
	return b.id("cmo_marketing_plans", b.in.Plan.Key)
}

// steps of a run that goes well, with what each one notes.
var stepPlan = []struct{ Kind, Title, Detail string }{
	{"queued", "Waited for a worker", ""},
	{"claim", "Claimed by a worker", "Lease for 90 seconds"},
	{"context", "Read the tenant's records", "Brand, ICPs and offers at their present versions"},
	{"prompt", "Built the prompt", ""},
	{"model", "Asked the model", ""},
	{"validate", "Checked the answer against the contract", ""},
	{"save", "Saved rows, sources and status", "In one transaction"},
}

func queuedFor(r run) time.Duration {
	return time.Duration(60+r.no*7%90) * time.Millisecond
}

// step is one line of a run's timeline.
type step struct {
	Kind, Title, Detail, Status string
	Attempt, Ms                 int
}

// addSteps writes the run's timeline; its steps follow one another without a gap and end with the run.
func (b *builder) addSteps(r run) {
	list := b.timeline(r)
	at, fixed, models := r.At, 0, 0
	for _, s := range list {
		fixed += s.Ms
		if s.Ms == 0 {
			models++
		}
	}
	for i, s := range list {
		if s.Ms == 0 && models > 0 {
			s.Ms = max(1, (r.Took-fixed)/models)
		}
		row := Row{"run_id": b.id("agent_runs", r.Key), "step_no": i + 1, "kind": s.Kind, "title": s.Title, "attempt": max(1, s.Attempt),
			"status": s.Status, "detail": s.Detail, "waited_ms": 0, "started_at": at, "finished_at": nil}
		if s.Kind == "queued" {
			row["waited_ms"] = s.Ms
		}
		at = at.Add(time.Duration(s.Ms) * time.Millisecond)
		if i == len(list)-1 && !r.open() {
			at = r.end()
		}
		if s.Status != "running" {
			row["finished_at"] = at
		}
		b.add("agent_run_steps", fmt.Sprintf("%s/%d", r.Key, i+1), row)
	}
}
