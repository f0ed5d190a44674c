package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// The guided first run knows from what is stored how far a tenant is, for whoever opens it.
func TestFirstRun_FromStoredState(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	start := "/t/" + s.A.Slug + "/start"
	b := s.as(member(s.A, cmo.RoleMarketer))
	a := b.get(start)
	for _, want := range []string{`id="step-setup"`, "Decide on the recommendations", "Waits for review", `data-live="` + start + `/live"`, "/runs/" + s.A.RowID("run").String()} {
		if !strings.Contains(a.body, want) {
			t.Errorf("a tenant under way lacks %s", want)
		}
	}
	s.Admin(`TRUNCATE agent_runs CASCADE`)
	a = b.get(start)
	if !strings.Contains(a.body, "0 of 6 done") || !strings.Contains(a.body, `name="brief"`) || strings.Contains(a.body, "Go on:") {
		t.Fatalf("an empty tenant: %d", a.status)
	}
	if home := b.get("/t/" + s.A.Slug); !strings.Contains(home.body, `href="`+start+`"`) {
		t.Error("the empty home does not lead there")
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).get(start); a.status != http.StatusOK || strings.Contains(a.body, `name="brief"`) {
		t.Errorf("a viewer: %d, or he is offered to start", a.status)
	}
	run := b.post("/t/"+s.A.Slug+"/runs", url.Values{"mode": {"setup"}, "key": {formKey.FindStringSubmatch(a.body)[1]}, "brief": {"We coach young players in Chicago. Our offer: a spring camp for $200."}})
	if run.status != http.StatusSeeOther {
		t.Fatalf("a brief in: %d", run.status)
	}
	other := s.as(member(s.A, cmo.RoleOwner)) // somebody else goes on
	if a := other.get(start); !strings.Contains(a.body, "Working") || strings.Contains(a.body, `name="brief"`) {
		t.Error("another person does not see that it works")
	}
	if page := b.get(run.location()); !strings.Contains(page.body, `href="`+start+`"`) {
		t.Error("the run does not lead back")
	}
	e := other.listen(start + "/live")
	e.until("state", "Working")
	s.Admin(`INSERT INTO cmo_brand_profiles (tenant_id, workspace_id, id, brand_name) VALUES ($1, $1, gen_random_uuid(), 'Chicago')`, s.A.ID)
	s.Admin(`UPDATE agent_runs SET status = 'completed', completed_at = now() WHERE status = 'pending'`)
	s.Admin(`SELECT app.tell_run(tenant_id, id) FROM agent_runs WHERE tenant_id = $1`, s.A.ID)
	e.until("state", "Go on: 90-day plan")
	if a := other.get(start); !strings.Contains(a.body, "1 of 6 done") || !strings.Contains(a.body, "mode=strategy") {
		t.Error("a page loaded anew does not show the same")
	}
}

// The pages of records lead to the agents, for those who may start one.
func TestRecords_LeadToAgents(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	t1 := "/t/" + s.A.Slug
	id := func(kind string) string { return s.A.RowID(kind).String() }
	for page, links := range map[string][]string{
		"/brand":                       {"brand=" + id("brand") + "&amp;mode=setup"},
		"/icps/" + id("icp"):           {"icp=" + id("icp") + "&amp;mode=setup"},
		"/campaigns/" + id("campaign"): {"campaign=" + id("campaign") + "&amp;mode=content", "campaign=" + id("campaign") + "&amp;mode=campaigns", "campaign=" + id("campaign") + "&amp;mode=optimization"},
		"/funnels/" + id("funnel"):     {"mode=content&amp;stage=" + id("stage"), "mode=campaigns&amp;stage=" + id("stage")},
	} {
		editor, viewer := s.as(member(s.A, cmo.RoleMarketer)).get(t1+page), s.as(member(s.A, cmo.RoleViewer)).get(t1+page)
		for _, link := range links {
			if !strings.Contains(editor.body, link) {
				t.Errorf("%s lacks %s", page, link)
			}
			if strings.Contains(viewer.body, link) {
				t.Errorf("%s offers a viewer %s", page, link)
			}
		}
	}
}
