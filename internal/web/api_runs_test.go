package web_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/llm/playbook"
	"github.com/ubigrowth/aicmo/internal/store"
)

// call sends JSON as a program does; key is its idempotency key, empty for none.
func (b *browser) call(path, key string, body any) answer {
	b.site.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		b.site.t.Fatal(err)
	}
	if b.head.Del("Idempotency-Key"); key != "" {
		b.head.Set("Idempotency-Key", key)
	}
	return b.do(http.MethodPost, path, "application/json", string(raw))
}

// work takes a run of tenant A up and ends it, on the playbook.
func (s *site) work(run string) {
	s.t.Helper()
	k := kernel.New(kernel.Config{DB: s.DB, Worker: s.Worker(), Model: playbook.New()})
	if out, err := k.Execute(s.t.Context(), store.RunRef{TenantID: s.A.ID, RunID: uuid.MustParse(run)}); err != nil || out != kernel.Over {
		s.t.Fatalf("%v, %v", out, err)
	}
}

type reported struct {
	ID              string           `json:"id"`
	Status          string           `json:"status"`
	CancelRequested bool             `json:"cancel_requested"`
	Steps           []map[string]any `json:"steps"`
	Result          *struct {
		Success  bool           `json:"success"`
		Data     map[string]any `json:"data"`
		Entities map[string]any `json:"entities"`
		Error    *string        `json:"error"`
	} `json:"result"`
}

var strategyAsk = map[string]any{"mode": "strategy", "input": map[string]any{"primaryGoal": "More trial lessons", "budget": 3000}}

// A program starts an agent with its token, follows it and reads what came of it; everything says that the token did it.
func TestAPIRuns_StartFollowRead(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, cmo.ScopeAgent)
	a := b.call("/api/v1/runs", "one", strategyAsk)
	made := decoded[reported](t, a)
	where := a.location()
	if a.status != http.StatusAccepted || made.Status != "pending" || where != "/api/v1/runs/"+made.ID || made.Result == nil {
		t.Fatalf("%d %s %s", a.status, where, a.body)
	}
	ear := b.listen(where + "/events")
	ear.until("run", `"pending"`)
	s.work(made.ID)
	ear.until("run", `"completed"`)
	if name, _ := ear.next(); name != "end" {
		t.Errorf("after the last state comes %q", name)
	}
	if name, _ := ear.next(); name != "" {
		t.Errorf("after the end comes %q", name)
	}
	now := decoded[reported](t, b.get(where))
	if now.Status != "completed" || now.Result == nil || !now.Result.Success || now.Result.Data["plan"] == nil || now.Result.Entities["plan"] == nil || len(now.Steps) < 6 {
		t.Errorf("%+v", now)
	}
	var via, token string
	var nobody bool
	var events int
	err := s.AdminConn().QueryRow(t.Context(), `SELECT started_via, token_name, started_by IS NULL, (SELECT count(*) FROM audit_log l WHERE l.record_id = r.id AND l.event = 'run.started'
		AND l.actor_kind = 'token' AND l.details -> 'token' ->> 'name' = r.token_name AND l.details -> 'token' ->> 'id' = r.token_id::text) FROM agent_runs r WHERE id = $1`, made.ID).Scan(&via, &token, &nobody, &events)
	if err != nil || via != "api" || !strings.HasPrefix(token, "UI ") || !nobody || events != 1 {
		t.Errorf("via %s, token %q, nobody %v, %d audit entries, %v", via, token, nobody, events, err)
	}
	if page := s.as(member(s.A, cmo.RoleOwner)).get("/t/" + s.A.Slug + "/runs/" + made.ID); !strings.Contains(page.body, "started with the API token "+token) {
		t.Errorf("the run’s page does not name the token")
	}
	// Another program of the tenant reads the state and not what the agent answered; another tenant's finds nothing.
	other := decoded[reported](t, s.program(s.A, cmo.ScopeRunsRead).get(where))
	if other.Status != "completed" || other.Result != nil {
		t.Errorf("another token reads %+v", other)
	}
	for _, path := range []string{where, where + "/events"} {
		if a := s.program(s.B, cmo.ScopeAgent).get(path); a.status != http.StatusNotFound {
			t.Errorf("another tenant’s program: %s: %d", path, a.status)
		}
	}
}

func TestAPIRuns_KeyAndRefusals(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, cmo.ScopeAgent)
	first, again := decoded[reported](t, b.call("/api/v1/runs", "k", strategyAsk)), decoded[reported](t, b.call("/api/v1/runs", "k", strategyAsk))
	if first.ID == "" || first.ID != again.ID {
		t.Errorf("one key made %q and %q", first.ID, again.ID)
	}
	if other := decoded[reported](t, s.program(s.A, cmo.ScopeAgent).call("/api/v1/runs", "k", strategyAsk)); other.ID == first.ID {
		t.Errorf("two tokens share a key")
	}
	foreign := s.B.RowID("plan").String()
	for name, c := range map[string]struct {
		key    string
		body   any
		status int
		says   string
	}{
		"key with another request": {"k", map[string]any{"mode": "strategy", "input": map[string]any{"primaryGoal": "Another"}}, http.StatusUnprocessableEntity, "was used for another call"},
		"no mode":                  {"", map[string]any{"input": map[string]any{}}, http.StatusUnprocessableEntity, "mode"},
		"unknown mode":             {"", map[string]any{"mode": "everything"}, http.StatusUnprocessableEntity, "body.mode"},
		"wrong field":              {"", map[string]any{"mode": "strategy", "input": map[string]any{"primaryGoal": "Grow", "budget": -1}}, http.StatusUnprocessableEntity, "body.input.budget"},
		"unknown field":            {"", map[string]any{"mode": "strategy", "input": map[string]any{"primaryGoal": "Grow", "colour": 1}}, http.StatusUnprocessableEntity, "body.input.colour"},
		"tenant in the body":       {"", map[string]any{"mode": "strategy", "tenant_id": s.B.ID, "input": map[string]any{"primaryGoal": "Grow"}}, http.StatusUnprocessableEntity, "body"},
		"tenant in the input":      {"", map[string]any{"mode": "strategy", "input": map[string]any{"primaryGoal": "Grow", "tenant_id": s.B.ID}}, http.StatusUnprocessableEntity, "another tenant"},
		"another tenant's plan":    {"", map[string]any{"mode": "funnels", "input": map[string]any{"planId": foreign}}, http.StatusUnprocessableEntity, "does not exist"},
		"a plan that is not there": {"", map[string]any{"mode": "funnels", "context": map[string]any{"plan_id": uuid.NewString()}}, http.StatusUnprocessableEntity, "does not exist"},
		"key too long":             {strings.Repeat("k", 151), strategyAsk, http.StatusUnprocessableEntity, "Idempotency-Key"},
	} {
		a := b.call("/api/v1/runs", c.key, c.body)
		if a.status != c.status || !strings.Contains(a.body, c.says) || !strings.Contains(a.header.Get("Content-Type"), "problem+json") || !strings.Contains(a.body, `"instance":"req_`) {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if a := s.program(s.A, slices.DeleteFunc(slices.Clone(everyScope), func(sc cmo.TokenScope) bool { return sc == cmo.ScopeAgent })...).call("/api/v1/runs", "", strategyAsk); a.status != http.StatusForbidden || !strings.Contains(a.body, "lacks the scope agent") {
		t.Errorf("without the scope: %d %s", a.status, a.body)
	}
	if a := s.anonymous().call("/api/v1/runs", "", strategyAsk); a.status != http.StatusUnauthorized {
		t.Errorf("without a token: %d", a.status)
	}
	var runs int
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM agent_runs WHERE started_via = 'api' AND token_id IS NOT NULL`).Scan(&runs); err != nil || runs != 2 {
		t.Errorf("%d runs, %v", runs, err)
	}
}

func TestAPIRuns_LimitsSayWhen(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, cmo.ScopeAgent)
	s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, status, completed_at)
		SELECT $1, $1, gen_random_uuid(), 5000 + n, 'cmo-plan-90day', 'strategy', 'cancelled', now() FROM generate_series(1, 60) n`, s.A.ID)
	if a := b.call("/api/v1/runs", "", strategyAsk); a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" || !strings.Contains(a.body, "60 runs within one minute") {
		t.Errorf("%d %v %s", a.status, a.header, a.body)
	}
}

func TestAPIRuns_Cancel(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, cmo.ScopeAgent)
	run := decoded[reported](t, b.call("/api/v1/runs", "", strategyAsk))
	if a := s.program(s.A, cmo.ScopeAgent).call("/api/v1/runs/"+run.ID+"/cancel", "", nil); a.status != http.StatusForbidden {
		t.Errorf("another program cancels it: %d %s", a.status, a.body)
	}
	if a := s.program(s.B, cmo.ScopeAgent).call("/api/v1/runs/"+run.ID+"/cancel", "", nil); a.status != http.StatusNotFound {
		t.Errorf("another tenant’s program cancels it: %d", a.status)
	}
	if a := b.call("/api/v1/runs/"+run.ID+"/cancel", "", nil); a.status != http.StatusAccepted || decoded[reported](t, a).Status != "cancelled" {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := b.call("/api/v1/runs/"+run.ID+"/cancel", "", nil); a.status != http.StatusConflict {
		t.Errorf("a second time: %d", a.status)
	}
}

// A run acts for its token: when that is revoked the stream ends and the run is cancelled with the reason.
func TestAPIRuns_RevokedToken(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, cmo.ScopeAgent)
	run := decoded[reported](t, b.call("/api/v1/runs", "", strategyAsk))
	ear := b.listen("/api/v1/runs/" + run.ID + "/events")
	ear.until("run", `"pending"`)
	s.Admin(`DELETE FROM capabilities WHERE kind = 'token' AND id = (SELECT token_id FROM agent_runs WHERE id = $1)`, run.ID)
	change(s, uuid.MustParse(run.ID), "subject = 'Changed since'")
	if name, data := ear.next(); name != "" {
		t.Errorf("after its end the token hears %s: %s", name, data)
	}
	s.work(run.ID)
	var status, why string
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT status, error_message FROM agent_runs WHERE id = $1`, run.ID).Scan(&status, &why); err != nil || status != "cancelled" || !strings.Contains(why, "API token") {
		t.Errorf("%s: %s, %v", status, why, err)
	}
}
