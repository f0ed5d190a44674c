package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// one is the first column of a query as text.
func (s *site) one(sql string, args ...any) string {
	s.t.Helper()
	return s.One(sql, args...)
}

func TestBrandEdit_EveryColumnAndMessages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	edit := "/t/" + s.A.Slug + "/brand/" + s.A.RowID("brand").String() + "/edit"
	page := b.get(edit)
	for _, f := range cmo.KindBrand.Type().Fields {
		if !strings.Contains(page.body, `name="`+f.Column) {
			t.Errorf("the form has no control for %s", f.Column)
		}
	}
	form := url.Values{"base": {"1"}, "brand_name": {"New name"}, "brand_personality": {"Playful\nBrave"}, "brand_colors.primary": {"green"}, "website_url": {"javascript:alert(1)"}, "competitors": {""}, "competitors.name": {"League", ""}, "competitors.notes": {"Cheap", ""}}
	if a := b.post(edit, form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Write a colour like") || !strings.Contains(a.body, "Write a whole address") || !strings.Contains(a.body, "New name") || !strings.Contains(a.body, "League") {
		t.Fatalf("bad colour and address: %d", a.status)
	}
	form.Set("brand_colors.primary", "#1d4d3a")
	form.Set("website_url", "https://new.example.test")
	form.Set("resume", "1")
	if a := b.post(edit, form); a.status != http.StatusOK || !strings.Contains(a.body, `fill="#1d4d3a"`) || s.one(`SELECT brand_name FROM cmo_brand_profiles WHERE id = $1`, s.A.RowID("brand")) != s.A.Canary {
		t.Fatalf("the preview: %d, or it saved", a.status)
	}
	form.Del("resume")
	if a := b.post(edit, form); a.status != http.StatusSeeOther || a.location() != "/t/"+s.A.Slug+"/brand?done=saved" {
		t.Fatalf("%d to %q", a.status, a.location())
	}
	if got := s.one(`SELECT brand_name || ' ' || (brand_colors ->> 'primary') || ' ' || (competitors -> 0 ->> 'name') || ' ' || (brand_personality ->> 1) FROM cmo_brand_profiles WHERE id = $1`, s.A.RowID("brand")); got != "New name #1d4d3a League Brave" {
		t.Errorf("stored: %s", got)
	}
	if a := b.post("/t/"+s.A.Slug+"/brand/new", url.Values{"id": {uuid.NewString()}, "brand_name": {"Second"}}); a.status < 400 || a.status >= 500 {
		t.Errorf("a second brand: %d", a.status)
	}
}

func TestICPEdit_PrimaryMoves(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	id := uuid.NewString()
	form := url.Values{"id": {id}, "segment_name": {"Second"}, "priority_score": {"70"}, "is_primary": {"", "on"}, "pain_points": {"One\nTwo"}}
	for range 2 {
		if a := b.post("/t/"+s.A.Slug+"/icps/new", form); a.status != http.StatusSeeOther {
			t.Fatalf("%d: %s", a.status, a.body)
		}
	}
	if got := s.one(`SELECT string_agg(id::text, ',') FROM cmo_icp_segments WHERE tenant_id = $1 AND is_primary`, s.A.ID); got != id {
		t.Errorf("primary: %s, want %s", got, id)
	}
	if got := s.one(`SELECT string_agg(version::text, ',' ORDER BY version) FROM record_versions WHERE tenant_id = $1 AND record_id = $2`, s.A.ID, s.A.RowID("icp")); got != "1,2" {
		t.Errorf("versions of the one that lost it: %s", got)
	}
	edit := "/t/" + s.A.Slug + "/icps/" + s.A.RowID("icp").String() + "/edit"
	if a := b.get(edit); !strings.Contains(a.body, "was built on this version") && !strings.Contains(a.body, "At least 3") {
		t.Error("the form says nothing of its rules")
	}
	if a := b.post("/t/"+s.A.Slug+"/icps/new", url.Values{"id": {uuid.NewString()}, "segment_name": {"second"}, "priority_score": {"101"}, "budget_range.min": {"9"}, "budget_range.max": {"3"}, "budget_range.currency": {"usd"}}); a.status != http.StatusUnprocessableEntity ||
		!strings.Contains(a.body, "Less than where it starts") || !strings.Contains(a.body, "At most 100") || !strings.Contains(a.body, "Three capital letters") {
		t.Errorf("bad input: %d", a.status)
	}
}

func TestOfferEdit_SegmentsFromExistingOnes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	edit := "/t/" + s.A.Slug + "/offers/" + s.A.RowID("offer").String() + "/edit"
	a := b.get(edit)
	if !strings.Contains(a.body, `type="checkbox" name="target_segments" value="`+s.A.Canary+`" checked`) || !strings.Contains(a.body, `value="No such segment"`) || strings.Contains(a.body, s.B.Canary) {
		t.Fatalf("the form offers no segments: %d", a.status)
	}
	form := url.Values{"base": {"1"}, "offer_name": {"Camp"}, "offer_type": {"service"}, "status": {"active"}, "target_segments": {"", s.A.Canary}}
	if a := b.post(edit, form); a.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	if got := s.one(`SELECT target_segments::text FROM cmo_offers WHERE id = $1`, s.A.RowID("offer")); got != `["`+s.A.Canary+`"]` {
		t.Errorf("segments: %s", got)
	}
}

func TestPlanEdit_SumsAndDates(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	plan := "/t/" + s.A.Slug + "/plans/" + s.A.RowID("plan").String()
	form := url.Values{"base": {"1"}, "plan_name": {"Plan"}, "start_date": {"2026-01-01"}, "end_date": {"2026-03-31"}, "channel_mix": {""}, "channel_mix.channel": {"email", "sms"}, "channel_mix.budget_percentage": {"60", "30"}}
	if a := b.post(plan+"/edit", form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "The shares add up to 90%, not 100%.") || !strings.Contains(a.body, `value="30"`) {
		t.Fatalf("sum: %d", a.status)
	}
	form["channel_mix.budget_percentage"] = []string{"60", "40"}
	if a := b.post(plan+"/edit", form); a.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	milestone := "/t/" + s.A.Slug + "/milestones/" + s.A.RowID("milestone").String() + "/edit"
	step := url.Values{"base": {"1"}, "milestone_name": {"Step"}, "status": {"pending"}, "target_date": {"2026-04-01"}}
	if a := b.post(milestone, step); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "The plan ends on 31 Mar 2026.") {
		t.Fatalf("outside the plan: %d", a.status)
	}
	step.Set("target_date", "2026-03-30")
	if a := b.post(milestone, step); a.status != http.StatusSeeOther || !strings.HasPrefix(a.location(), plan) {
		t.Fatalf("inside: %d to %s", a.status, a.location())
	}
	form.Set("base", "2")
	form.Set("end_date", "2026-03-01")
	if a := b.post(plan+"/edit", form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "is due after this day") {
		t.Errorf("an end before a milestone: %d", a.status)
	}
}

func TestPlanMove_OnlyAllowedPairs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	plan := "/t/" + s.A.Slug + "/plans/" + s.A.RowID("plan").String()
	b := s.as(member(s.A, cmo.RoleMarketer))
	for _, step := range []struct {
		from, to string
		status   int
	}{{"draft", "completed", 400}, {"draft", "active", 303}, {"draft", "active", 409}, {"active", "paused", 303}, {"paused", "draft", 400}, {"x", "y", 400}} {
		if a := b.post(plan+"/move", url.Values{"from": {step.from}, "to": {step.to}}); a.status != step.status {
			t.Errorf("%s to %s: %d, want %d", step.from, step.to, a.status, step.status)
		}
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).post(plan+"/move", url.Values{"from": {"paused"}, "to": {"active"}}); a.status != http.StatusForbidden {
		t.Errorf("a viewer: %d", a.status)
	}
	if got := s.one(`SELECT string_agg(event, ',') FROM audit_log WHERE tenant_id = $1 AND record_id = $2`, s.A.ID, s.A.RowID("plan")); got != "plan.moved,plan.moved" {
		t.Errorf("audit: %s", got)
	}
}

func TestReview_TakesTheWarningAway(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	page := "/t/" + s.A.Slug + "/icps/" + s.A.RowID("icp").String()
	if a := b.get(page); !strings.Contains(a.body, "No person has reviewed") || !strings.Contains(a.body, page+"/review") {
		t.Fatal("the page of a draft does not ask for a review")
	}
	if a := b.post(page+"/review", nil); a.status != http.StatusSeeOther {
		t.Fatalf("%d", a.status)
	}
	if a := b.get(page); strings.Contains(a.body, "No person has reviewed") {
		t.Error("reviewed, and still a warning")
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).get(page); strings.Contains(a.body, page+"/edit") || strings.Contains(a.body, page+"/review") {
		t.Error("a viewer is offered acts")
	}
}
