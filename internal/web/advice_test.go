package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Advice is accepted into the calendar, put off or turned down with a reason, and every decision can be taken back; what
// was typed stays when something is missing.
func TestAdvice_Decide(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	page := "/t/" + s.A.Slug + "/recommendations/" + s.ID(s.A, "recommendation")
	s.Admin(`UPDATE cmo_recommendations SET category = 'budget', details = '{"metrics_affected": [{"metric": "Click rate", "target_value": 4}]}' WHERE tenant_id = $1`, s.A.ID)
	field := "campaign:" + s.ID(s.A, "campaign") + ":budget_allocation:"
	soon := time.Now().AddDate(0, 0, 9).Format(time.DateOnly)
	for name, c := range map[string]struct {
		act  string
		form url.Values
		says string
	}{
		"no reason":   {"dismiss", url.Values{}, "Say why"},
		"past day":    {"snooze", url.Values{"reason": {"Later on"}, "until": {"2020-01-01"}}, "Later on"},
		"no day":      {"accept", url.Values{"as": {"task"}, "due": {"soon"}}, "Choose a day"},
		"no number":   {"accept", url.Values{"as": {"field"}, "field": {field}, "value": {"much"}}, "Write a number"},
		"no field":    {"accept", url.Values{"as": {"field"}, "field": {"campaign:x:status:"}, "value": {"1"}}, "Choose the field"},
		"a stranger":  {"accept", url.Values{"due": {soon}, "assignee_id": {s.B.ID.String()}}, "who may only read cannot"},
		"another way": {"accept", url.Values{"as": {"magic"}}, "Choose what accepting"},
	} {
		if a := b.post(page+"/"+c.act, c.form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, c.says) {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	for _, step := range []struct {
		act  string
		form url.Values
		then string
	}{
		{"snooze", url.Values{"reason": {"After the camp"}, "until": {soon}}, "After the camp"}, {"undo", nil, "Accept"},
		{"dismiss", url.Values{"reason": {"Tried last year"}}, "Tried last year"}, {"undo", nil, "Accept"},
		{"accept", url.Values{"due": {soon}}, "Not done yet"}, {"done", nil, "Done by"}, {"undo", nil, "Accept"},
		{"accept", url.Values{"as": {"field"}, "field": {field}, "value": {"1,250"}}, "Its change set"},
	} {
		if a := b.post(page+"/"+step.act, step.form); a.status != http.StatusSeeOther {
			t.Fatalf("%s: %d", step.act, a.status)
		}
		if a := b.get(page); !strings.Contains(a.body, step.then) {
			t.Errorf("after %s the page does not say %q", step.act, step.then)
		}
	}
	if a := b.post(page+"/dismiss", url.Values{"reason": {"Too late"}}); a.status != http.StatusConflict {
		t.Errorf("decided twice: %d", a.status)
	}
	if a := b.get("/t/" + s.A.Slug + "/recommendations?status=accepted"); !strings.Contains(a.body, "What came of accepted advice") || !strings.Contains(a.body, "nothing judged yet; 1 still measured") {
		t.Error("the inbox does not show what is measured")
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).get(page); strings.Contains(a.body, "/undo") {
		t.Error("a viewer is offered a decision")
	}
}

// A task made of advice has a page: closed with a reason, opened again, given to somebody; it stands on the pages that list
// what waits, and in the search.
func TestTask_Page(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	home := "/t/" + s.A.Slug
	page := home + "/tasks/" + s.ID(s.A, "task")
	title := s.A.Canary + " to do"
	if a := b.get(page); a.status != http.StatusOK || !strings.Contains(a.body, "Mark as done") {
		t.Fatalf("the page: %d", a.status)
	}
	for name, c := range map[string]struct {
		act, says string
		form      url.Values
		status    int
	}{
		"no reason": {"drop", "Say why", nil, 422}, "a stranger": {"assign", "who may only read cannot", url.Values{"assignee_id": {s.B.ID.String()}}, 422},
		"not closed": {"reopen", "closed or opened meanwhile", nil, 409},
	} {
		if a := b.post(page+"/"+c.act, c.form); a.status != c.status || !strings.Contains(a.body, c.says) {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	for _, on := range []string{home + "/tasks", home + "/recommendations", home + "/campaigns/" + s.ID(s.A, "campaign"), home + "/search?q=to+do", home + "/calendar?view=agenda"} {
		if a := b.get(on); !strings.Contains(a.body, title) || !strings.Contains(a.body, page) {
			t.Errorf("%s does not show it: %d", on, a.status)
		}
	}
	if a := b.post(page+"/drop", url.Values{"reason": {"Done by the club"}}); a.status != http.StatusSeeOther {
		t.Fatalf("drop: %d", a.status)
	}
	if a := b.get(page); !strings.Contains(a.body, "Done by the club") || !strings.Contains(a.body, "Open again") {
		t.Error("a dropped task does not say why")
	}
	if a := b.get(home + "/tasks?state=dropped"); !strings.Contains(a.body, title) {
		t.Error("not listed among the dropped")
	}
	if a := b.post(page+"/reopen", nil); a.status != http.StatusSeeOther {
		t.Errorf("reopen: %d", a.status)
	}
	if a := b.post(page+"/done", nil); a.status != http.StatusSeeOther {
		t.Errorf("done: %d", a.status)
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).get(page); strings.Contains(a.body, "/reopen") {
		t.Error("a viewer is offered an act")
	}
}
