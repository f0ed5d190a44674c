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

// campaignForm is what the form of the fixture's campaign sends, with changes.
func campaignForm(base string, change ...string) url.Values {
	f := url.Values{"base": {base}, "campaign_name": {"Nurture"}, "campaign_type": {"nurture"}, "objective": {"More"}, "description": {"Five touches"}, "budget_allocation": {"1,200.50"},
		"start_date": {"2026-02-01"}, "end_date": {"2026-03-01"}}
	for i := 0; i < len(change); i += 2 {
		f.Set(change[i], change[i+1])
	}
	return f
}

func (s *site) campaign(kind string) string {
	return "/t/" + s.A.Slug + "/campaigns/" + s.A.RowID(kind).String()
}

func TestRecordEdit_SavesAndKeepsTheMark(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	a := b.get(s.campaign("campaign") + "/edit")
	shown := regexp.MustCompile(`name="description"[^>]*>` + cmo.MarkPrefix).MatchString(a.body)
	if a.status != http.StatusOK || shown || !strings.Contains(a.body, `name="base" value="1"`) {
		t.Fatalf("the form: %d, offers the mark as text: %v", a.status, shown)
	}
	a = b.post(s.campaign("campaign")+"/edit", campaignForm("1"))
	if a.status != http.StatusSeeOther || a.location() != s.campaign("campaign")+"?done=saved" {
		t.Fatalf("%d to %q: %s", a.status, a.location(), a.body)
	}
	var description, budget string
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT description, budget_allocation::text FROM cmo_campaigns WHERE id = $1`, s.A.RowID("campaign")).Scan(&description, &budget); err != nil ||
		description != "AI CMO Driven: Five touches" || budget != "1200.50" {
		t.Fatalf("%q, %q, %v", description, budget, err)
	}
	if a := b.get(s.campaign("campaign") + "/history"); !strings.Contains(a.body, "Restore version 1") || !strings.Contains(a.body, s.A.Canary+" marketer") {
		t.Errorf("the history shows neither version nor editor")
	}
}

func TestRecordEdit_BadInput_SameForm(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	for name, c := range map[string]struct{ field, value, says string }{
		"no name":        {"campaign_name", " ", "Name is missing."},
		"long name":      {"campaign_name", strings.Repeat("ä", 301), "301 characters are too many"},
		"two lines":      {"campaign_name", "a\nb", "Only one line."},
		"type":           {"campaign_type", "spam", "Choose one of the list."},
		"negative":       {"budget_allocation", "-5", "Not below 0."},
		"words":          {"budget_allocation", "1.200,50", "Write a number like"},
		"huge":           {"budget_allocation", "9999999999999", "At most"},
		"30 February":    {"start_date", "2026-02-30", "There is no such day."},
		"end first":      {"end_date", "2026-01-01", "The end lies before the start."},
		"bidi override":  {"objective", "abc\u202edef", "invisible character"},
		"no id":          {"funnel_id", "1 OR 1=1", "Choose one of the list."},
		"foreign id":     {"funnel_id", s.B.RowID("funnel").String(), "does not exist"},
		"missing id":     {"funnel_id", uuid.NewString(), "does not exist"},
		"markup is text": {"campaign_name", `<img src=x onerror=alert(1)>` + strings.Repeat("x", 300), "&lt;img src=x"},
	} {
		a := b.post(s.campaign("campaign")+"/edit", campaignForm("1", c.field, c.value))
		kept := strings.Contains(a.body, "Five touches") && strings.Contains(a.body, `value="1"`)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, c.says) || !kept || strings.Contains(a.body, "<img src=x") {
			t.Errorf("%s: %d, says so: %v, typed text kept: %v", name, a.status, strings.Contains(a.body, c.says), kept)
		}
	}
	var version int
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT version FROM cmo_campaigns WHERE id = $1`, s.A.RowID("campaign")).Scan(&version); err != nil || version != 1 {
		t.Fatalf("version %d, %v", version, err)
	}
}

var hiddenInput = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// Two people over one version: the second sees both texts, what only one changed needs no choice, and both survive.
func TestRecordEdit_Collision(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first, second := s.as(member(s.A, cmo.RoleMarketer)), s.as(member(s.A, cmo.RoleAdmin))
	first.post(s.campaign("campaign")+"/edit", campaignForm("1"))
	first.post(s.campaign("campaign")+"/edit", campaignForm("2", "objective", "Their objective", "campaign_name", "Their name"))
	a := second.post(s.campaign("campaign")+"/edit", campaignForm("2", "objective", "My objective", "description", "My text"))
	if a.status != http.StatusConflict || !strings.Contains(a.body, "My objective") || !strings.Contains(a.body, "Their objective") || !strings.Contains(a.body, "Their name") ||
		strings.Count(a.body, `type="radio"`) != 2 || !strings.Contains(a.body, s.A.Canary+" marketer saved version 3") {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	form := url.Values{"pick.objective": {"mine"}}
	for _, m := range hiddenInput.FindAllStringSubmatch(a.body, -1) {
		form.Add(m[1], m[2])
	}
	if a := second.post(s.campaign("campaign")+"/edit", form); a.status != http.StatusSeeOther {
		t.Fatalf("the choice: %d: %s", a.status, a.body)
	}
	var name, objective, description string
	var version int
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT campaign_name, objective, description, version FROM cmo_campaigns WHERE id = $1`, s.A.RowID("campaign")).Scan(&name, &objective, &description, &version); err != nil ||
		name != "Their name" || objective != "My objective" || description != "AI CMO Driven: My text" || version != 4 {
		t.Fatalf("%q, %q, %q, version %d, %v", name, objective, description, version, err)
	}
}

func TestRecordNew_SentTwice_OneRow(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	form := campaignForm("0", "id", uuid.NewString(), "description", "AI CMO Driven: forged")
	for range 2 {
		a := b.post("/t/"+s.A.Slug+"/campaigns/new", form)
		if a.status != http.StatusSeeOther || a.location() != "/t/"+s.A.Slug+"/campaigns/"+form.Get("id")+"?done=created" {
			t.Fatalf("%d to %q: %s", a.status, a.location(), a.body)
		}
	}
	var n int
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM cmo_campaigns WHERE campaign_name = 'Nurture' AND origin = 'manual' AND description = 'forged'`).Scan(&n); err != nil || n != 1 {
		t.Fatalf("%d rows, %v", n, err)
	}
}

// A form over an ended session comes back after sign-in with its text, for the same person only.
func TestKeptForm_OfferedAfterSignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	s.Admin(`UPDATE capabilities SET last_seen_at = now() - interval '31 minutes'`)
	a := b.post(s.campaign("campaign")+"/edit", campaignForm("1", "objective", "Hours of work", "api_token", "hidden"))
	if a.status != http.StatusSeeOther || !strings.HasPrefix(a.location(), "/login") {
		t.Fatalf("%d to %q", a.status, a.location())
	}
	if a := s.as(member(s.A, cmo.RoleAdmin)).get("/kept"); a.status != http.StatusSeeOther {
		t.Errorf("somebody else sees a kept form: %d", a.status)
	}
	same := s.as(member(s.A, cmo.RoleMarketer))
	a = same.get("/kept")
	if a.status != http.StatusOK || !strings.Contains(a.body, "Hours of work") || strings.Contains(a.body, "hidden</dd>") || !strings.Contains(a.body, "Open the form again") {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	form := url.Values{}
	before, _, _ := strings.Cut(a.body, "Open the form again")
	for _, m := range hiddenInput.FindAllStringSubmatch(before, -1) {
		form.Add(m[1], m[2])
	}
	a = same.post(s.campaign("campaign")+"/edit", form)
	if a.status != http.StatusOK || !strings.Contains(a.body, "Hours of work") || !strings.Contains(a.body, `id="record-form"`) {
		t.Fatalf("the form again: %d", a.status)
	}
	if a := same.get("/kept"); a.status != http.StatusSeeOther {
		t.Errorf("the form is still kept: %d", a.status)
	}
}
