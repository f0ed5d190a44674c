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
