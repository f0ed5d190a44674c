package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

var formKey = regexp.MustCompile(`name="key" value="([^"]+)"`)

// The form as it stands starts a run; sent twice it starts no second one.
func TestRunStart_FormAndKey(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	for _, agent := range cmo.Agents {
		form := b.get("/t/" + s.A.Slug + "/runs/new?mode=" + string(agent.Mode))
		key := formKey.FindStringSubmatch(form.body)
		if form.status != http.StatusOK || key == nil || !strings.Contains(form.body, "It writes") {
			t.Fatalf("%s: %d", agent.Mode, form.status)
		}
		fields := url.Values{"mode": {string(agent.Mode)}, "key": {key[1]}, "brief": {"We coach young players in Chicago. Our offer: a spring camp for $200."}, "primaryGoal": {"30 camp places sold"},
			"budget": {"900"}, "campaignId": {s.A.RowID("campaign").String()}, "period": {"last_7_days"}, "funnelType": {"sales"}}
		first, second := b.post("/t/"+s.A.Slug+"/runs", fields), b.post("/t/"+s.A.Slug+"/runs", fields)
		if first.status != http.StatusSeeOther || first.location() != second.location() || !strings.HasPrefix(first.location(), "/t/"+s.A.Slug+"/runs/") {
			t.Errorf("%s: %d to %s, then %d to %s: %.600s", agent.Mode, first.status, first.location(), second.status, second.location(), first.body)
			continue
		}
		page := b.get(first.location())
		if page.status != http.StatusOK || !strings.Contains(page.body, `data-status="pending"`) || !strings.Contains(page.body, "Cancel the run") {
			t.Errorf("%s: %d", agent.Mode, page.status)
		}
		if a := b.post(first.location()+"/cancel", nil); a.status != http.StatusSeeOther {
			t.Errorf("cancel: %d", a.status)
		}
		page = b.get(first.location())
		again := formKey.FindStringSubmatch(page.body)
		if !strings.Contains(page.body, `data-status="cancelled"`) || again == nil {
			t.Fatal("not cancelled, or no way to run it again")
		}
		if a := b.post(first.location()+"/rerun", url.Values{"key": {again[1]}}); a.status != http.StatusSeeOther || a.location() == first.location() {
			t.Errorf("rerun: %d to %s", a.status, a.location())
		}
	}
}

// What is wrong stands beside what was typed; nothing is started.
func TestRunStart_Refused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	for name, c := range map[string]struct {
		fields url.Values
		status int
		says   string
	}{
		"no goal":      {url.Values{"mode": {"strategy"}, "budget": {"12"}}, http.StatusUnprocessableEntity, `value="12"`},
		"budget":       {url.Values{"mode": {"strategy"}, "primaryGoal": {"x"}, "budget": {"a lot"}}, http.StatusUnprocessableEntity, "as a number"},
		"no mode":      {url.Values{"mode": {"create"}}, http.StatusBadRequest, "There is no mode"},
		"another's id": {url.Values{"mode": {"content"}, "campaignId": {s.B.RowID("campaign").String()}}, http.StatusNotFound, ""},
		"no such id":   {url.Values{"mode": {"content"}, "campaignId": {uuid.NewString()}}, http.StatusNotFound, ""},
	} {
		if a := b.post("/t/"+s.A.Slug+"/runs", c.fields); a.status != c.status || !strings.Contains(a.body, c.says) {
			t.Errorf("%s: %d: %.400s", name, a.status, a.body)
		}
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).post("/t/"+s.A.Slug+"/runs", url.Values{"mode": {"setup"}}); a.status != http.StatusForbidden {
		t.Errorf("viewer: %d", a.status)
	}
	var n int
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM agent_runs WHERE status = 'pending'`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d runs by refused forms: %v", n, err)
	}
}

// A run's input fills the form; what is changed goes into a new run that refers to it, and what the form does not hold stays.
func TestRunEdit_StartsAChangedRun(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	id := uuid.New()
	s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, status, input, created_at, completed_at) VALUES ($1, $1, $2, 55, 'cmo-plan-90day', 'strategy', 'completed',
		'{"primaryGoal": "60 more <places>", "budget": 1200, "constraints": {"channels": ["email"], "timeframe": "12 weeks"}, "targetMetrics": {"mqls": 30}}', now(), now())`, s.A.ID, id)
	form := b.get("/t/" + s.A.Slug + "/runs/new?from=" + id.String())
	for _, want := range []string{"Run #55 again, changed", "60 more &lt;places&gt;", `value="1200"`, `value="12 weeks"`, `value="email" checked`, `name="from" value="` + id.String() + `"`} {
		if !strings.Contains(form.body, want) {
			t.Errorf("the form lacks %s", want)
		}
	}
	key := formKey.FindStringSubmatch(form.body)[1]
	fields := url.Values{"mode": {"setup"}, "from": {id.String()}, "key": {key}, "primaryGoal": {"80 more"}, "budget": {"900"}, "constraints.timeframe": {"2 years"}, "constraints.channels": {"sms"}}
	if a := b.post("/t/"+s.A.Slug+"/runs", fields); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "A plan covers 8 to 16 weeks") || !strings.Contains(a.body, `value="2 years"`) || !strings.Contains(a.body, `value="sms" checked`) {
		t.Fatalf("against the contract: %d", a.status)
	}
	fields.Set("constraints.timeframe", "10 weeks")
	a := b.post("/t/"+s.A.Slug+"/runs", fields)
	if a.status != http.StatusSeeOther {
		t.Fatalf("%d: %.400s", a.status, a.body)
	}
	var mode, input string
	var of uuid.UUID
	started := strings.TrimPrefix(a.location(), "/t/"+s.A.Slug+"/runs/")
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT mode, input::text, retry_of FROM agent_runs WHERE id = $1`, started).Scan(&mode, &input, &of); err != nil {
		t.Fatal(err)
	}
	if want := `{"budget": 900, "constraints": {"channels": ["sms"], "timeframe": "10 weeks"}, "primaryGoal": "80 more"}`; mode != "strategy" || input != want || of != id {
		t.Errorf("%s %s of %s", mode, input, of)
	}
	if page := b.get(a.location()); !strings.Contains(page.body, "Compare with #55") {
		t.Error("the new run does not lead to the comparison")
	}
	for _, bad := range []string{s.B.RowID("run").String(), uuid.NewString(), "x"} {
		if a := b.get("/t/" + s.A.Slug + "/runs/new?from=" + bad); a.status != http.StatusNotFound {
			t.Errorf("from %s: %d", bad, a.status)
		}
	}
}

// A link that names a record fills in what the mode takes from it; an id of another tenant is none.
func TestRunNew_AboutARecord(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	for query, want := range map[string]string{
		"mode=content&campaign=": "campaign", "mode=campaigns&campaign=": "campaign", "mode=optimization&campaign=": "campaign", "mode=campaigns&stage=": "stage", "mode=content&stage=": "stage",
		"mode=setup&icp=": "icp", "mode=setup&brand=": "brand", "mode=funnels&plan=": "plan", "mode=optimization&funnel=": "funnel", "mode=campaigns&funnelId=": "funnel",
	} {
		path := "/t/" + s.A.Slug + "/runs/new?" + query
		if a := b.get(path + s.A.RowID(want).String()); a.status != http.StatusOK {
			t.Errorf("%s: %d", query, a.status)
		}
		foreign, missing := b.get(path+s.B.RowID(want).String()), b.get(path+uuid.NewString())
		if foreign.status != http.StatusNotFound || missing.status != http.StatusNotFound || strings.Contains(foreign.body, s.B.Canary) {
			t.Errorf("%s: foreign %d, missing %d", query, foreign.status, missing.status)
		}
	}
	a := b.get("/t/" + s.A.Slug + "/runs/new?mode=campaigns&campaign=" + s.A.RowID("campaign").String())
	for _, want := range []string{"A new campaign like “" + s.A.Canary + " nurture”", "More like “" + s.A.Canary, `value="` + s.A.RowID("funnel").String() + `" selected`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("“more like this” lacks %s", want)
		}
	}
}
