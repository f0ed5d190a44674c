package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// A wording is edited and checked again on the page it leads back to; an edit of a live campaign's waits for a decision.
func TestVariantEdit_WaitsWhileLive(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	asset := "/t/" + s.A.Slug + "/content/" + s.A.RowID("asset").String()
	edit := "/t/" + s.A.Slug + "/variants/" + s.A.RowID("variant").String() + "/edit"
	form := url.Values{"base": {"1"}, "variant_name": {"Variant A"}, "variant_type": {"A"}, "subject_line": {"Hi"}, "body_content": {"Dear {{nobody}}"}}
	if a := b.get(asset); !strings.Contains(a.body, edit) {
		t.Fatal("the page does not lead to the form")
	}
	if a := b.post(edit, form); a.status != http.StatusSeeOther || !strings.HasPrefix(a.location(), asset) {
		t.Fatalf("%d to %q: %.300s", a.status, a.location(), a.body)
	}
	if a := b.get(asset); !strings.Contains(a.body, "Unknown tokens: {{nobody}}") {
		t.Error("the page does not check what was saved")
	}
	s.Admin(`UPDATE cmo_campaigns SET status = 'active', review_state = 'approved' WHERE id = $1`, s.A.RowID("campaign"))
	if a := b.get(asset); !strings.Contains(a.body, "Its campaign is scheduled or live.") {
		t.Error("the page of live content does not say so")
	}
	form.Set("base", "2")
	form.Set("body_content", "Changed while live")
	if a := b.post(edit, form); a.status != http.StatusSeeOther || !strings.HasSuffix(a.location(), "done=pending") {
		t.Errorf("live: %d to %s", a.status, a.location())
	}
	var body string
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT body_content FROM cmo_content_variants WHERE id = $1`, s.A.RowID("variant")).Scan(&body); err != nil || body != "Dear {{nobody}}" {
		t.Errorf("%q, %v", body, err)
	}
}

// An event's time is typed in the tenant's zone, and it stands on that day of the calendar.
func TestEventNew_InTheTenantsZone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	base := "/t/" + s.A.Slug + "/calendar"
	form := url.Values{"id": {uuid.NewString()}, "title": {"Photo day"}, "event_type": {"other"}, "status": {"scheduled"}, "scheduled_at": {"2026-03-08T23:30"}}
	if a := b.post(base+"/new", form); a.status != http.StatusSeeOther || !strings.HasPrefix(a.location(), base) {
		t.Fatalf("%d to %q: %.600s", a.status, a.location(), a.body)
	}
	var at string
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT to_char(scheduled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') FROM cmo_calendar_events WHERE title = 'Photo day'`).Scan(&at); err != nil || at != "2026-03-09 04:30" {
		t.Errorf("%s, %v", at, err)
	}
	if a := b.get(base + "?view=agenda&on=2026-03-08"); !strings.Contains(a.body, "Photo day") || !strings.Contains(a.body, "Sunday 8 March") {
		t.Error("the event does not stand on its day")
	}
}

// A piece of content can be given to a campaign by its form, not to one that is live.
func TestAssetForm_SetsTheCampaign(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	id, draft := uuid.NewString(), s.A.RowID("campaign").String()
	page := "/t/" + s.A.Slug + "/content/" + id
	form := url.Values{"id": {id}, "title": {"Loose"}, "content_type": {"email"}, "channel": {"email"}, "campaign_id": {""}}
	if a := b.post("/t/"+s.A.Slug+"/content/new", form); a.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	if a := b.get("/t/" + s.A.Slug + "/content/new?parent=" + draft); !strings.Contains(a.body, `value="`+draft+`" selected`) {
		t.Error("the form for new content does not choose the campaign it was opened from")
	}
	save := func(campaign string, want int) {
		t.Helper()
		form := url.Values{"base": {"1"}, "title": {"Loose"}, "content_type": {"email"}, "channel": {"email"}, "campaign_id": {campaign}}
		if a := b.post(page+"/edit", form); a.status != want {
			t.Fatalf("%d: %s", a.status, a.body)
		}
	}
	s.Admin(`INSERT INTO campaign_approvals (tenant_id, campaign_id, hash) VALUES ($1, $2, repeat('0', 64))`, s.A.ID, draft)
	s.Admin(`UPDATE cmo_campaigns SET status = 'active', review_state = 'approved' WHERE id = $1`, draft)
	save(draft, http.StatusUnprocessableEntity)
	s.Admin(`UPDATE cmo_campaigns SET status = 'draft', review_state = 'none' WHERE id = $1`, draft)
	save(s.B.RowID("campaign").String(), http.StatusUnprocessableEntity)
	save(draft, http.StatusSeeOther)
	if a := b.get(page); !strings.Contains(a.body, s.campaign("campaign")) {
		t.Error("the page does not lead to the campaign")
	}
}
