package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Every kind of drift is listed and repaired by one button: a version, an audit row, and over a live campaign a change
// that waits, once.
func TestAttribution_ListsAndRepairs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := "/t/" + s.A.Slug + "/attribution"
	marketer, viewer := s.as(member(s.A, cmo.RoleMarketer)), s.as(member(s.A, cmo.RoleViewer))
	if a := viewer.get(page); a.status != http.StatusOK || !strings.Contains(a.body, "Record and marker agree") {
		t.Fatalf("%d, says that all agree: %v", a.status, strings.Contains(a.body, "Record and marker agree"))
	}
	for name, sql := range map[string]string{
		"Lost": `'ai_cmo', 'draft', 'none', 'five touches'`, "Turned": `'ai_cmo', 'draft', 'none', 'Five. AI CMO Driven: touches'`, "Loud": `'ai_cmo', 'draft', 'none', 'AI CMO DRIVEN: five'`,
		"Posed": `'import', 'draft', 'none', 'AI CMO Driven: by hand'`, "Running": `'ai_cmo', 'active', 'approved', 'live'`,
	} {
		s.Admin(`INSERT INTO cmo_campaigns (tenant_id, workspace_id, campaign_name, campaign_type, origin, status, review_state, description) VALUES ($1, $1, $2, 'nurture', `+sql+`)`, s.A.ID, name)
	}
	s.Admin(`INSERT INTO campaign_approvals (tenant_id, campaign_id, hash) SELECT $1, id, repeat('0', 64) FROM cmo_campaigns WHERE campaign_name = 'Running'`, s.A.ID)
	a := viewer.get(page)
	for _, want := range []string{"Missing", "Moved", "Other letters", "Forged", "the repair will wait for an approver", "Posed"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	if strings.Contains(a.body, "Repair 5") {
		t.Error("a viewer is offered the repair")
	}
	form := url.Values{}
	shown := marketer.get(page).body
	for _, m := range hiddenInput.FindAllStringSubmatch(shown, -1) {
		form.Add(m[1], m[2])
	}
	if len(form["id"]) != 5 || !strings.Contains(shown, "Repair 5 markers") {
		t.Fatalf("%d to repair", len(form["id"]))
	}
	if a := viewer.post(page, form); a.status != http.StatusForbidden {
		t.Errorf("a viewer repairs: %d", a.status)
	}
	for range 2 {
		if a := marketer.post(page, form); a.status != http.StatusSeeOther {
			t.Fatalf("%d: %s", a.status, a.body)
		}
	}
	var right, versions, events, sets int
	err := s.AdminConn().QueryRow(t.Context(), `SELECT
		(SELECT count(*) FROM cmo_campaigns WHERE tenant_id = $1 AND description IN ('AI CMO Driven: five touches', 'AI CMO Driven: Five. touches', 'AI CMO Driven: five', 'by hand', 'live')),
		(SELECT count(*) FROM record_versions WHERE tenant_id = $1 AND version = 2 AND changed = '{description}'), (SELECT count(*) FROM audit_log WHERE tenant_id = $1 AND event = 'campaign.mark_repaired' AND actor_kind = 'person'),
		(SELECT count(*) FROM change_sets WHERE tenant_id = $1 AND title = 'Edit of Running')`, s.A.ID).Scan(&right, &versions, &events, &sets)
	if err != nil || right != 5 || versions != 4 || events != 4 || sets != 1 {
		t.Errorf("%d right, %d versions, %d events, %d change sets, %v", right, versions, events, sets, err)
	}
	if a := marketer.get(page); !strings.Contains(a.body, "waits for an approver") || strings.Contains(a.body, "Repair 1") || strings.Contains(a.body, "Posed") {
		t.Error("the page still offers what was repaired")
	}
}
