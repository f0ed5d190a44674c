package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

var (
	hours24 = regexp.MustCompile(`\b([01]?\d|2[0-3]):[0-5]\d\b`)
	hours12 = regexp.MustCompile(`\b(1[0-2]|[1-9]):[0-5]\d(:[0-5]\d)? [ap]m\b`)
	written = regexp.MustCompile(`\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b`)
	inTag   = regexp.MustCompile(`(?s)<(script|style|svg|pre|code|textarea)\b.*?</(script|style|svg|pre|code|textarea)>|<[^>]*>`)
)

// shownText is what a page shows, without its markup.
func shownText(body string) string { return inTag.ReplaceAllString(body, " ") }

var american = url.Values{"hours": {"12"}, "dates": {"iso"}, "landing": {"calendar"}, "campaigns": {"table"}}

// How somebody reads times and dates holds on every page and part, and is nobody else's.
func TestPreferences_ClockOnEveryPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	owner := s.as(member(s.A, cmo.RoleOwner))
	if a := owner.post("/account/preferences", american); a.status != http.StatusSeeOther {
		t.Fatalf("%d", a.status)
	}
	base := "/t/" + s.A.Slug
	saw := 0
	check := func(path, body string) {
		text := shownText(body)
		if found := written.FindString(text); found != "" {
			t.Errorf("%s shows %q", path, found)
		}
		for _, at := range hours24.FindAllStringIndex(text, -1) {
			if !hours12.MatchString(text[at[0]:min(len(text), at[1]+10)]) {
				t.Errorf("%s shows %q", path, text[max(0, at[0]-20):min(len(text), at[1]+20)])
			}
		}
		saw += len(hours12.FindAllString(text, -1))
	}
	for _, path := range []string{"", "/reviews", "/changes", "/campaigns", "/campaigns?view=board", "/campaigns/" + s.A.RowID("campaign").String(), "/campaigns/" + s.A.RowID("campaign").String() + "/history", "/content", "/calendar", "/calendar?view=week",
		"/calendar?view=agenda", "/recommendations", "/metrics", "/brand", "/icps", "/offers", "/plans", "/funnels", "/runs", "/runs/" + s.A.RowID("run").String(), "/members", "/settings", "/audit", "/tokens", "/webhooks"} {
		check(path, owner.get(base+path).body)
	}
	check("/account", regexp.MustCompile(`<option.*?</option>`).ReplaceAllString(owner.get("/account").body, "")) // the page shows what can be chosen
	if saw < 10 {
		t.Errorf("only %d times are shown", saw)
	}
	if text := shownText(s.as(member(s.A, cmo.RoleAdmin)).get(base + "/audit").body); hours12.MatchString(text) || !written.MatchString(text) {
		t.Error("one person's choice holds for another, or the log shows no time")
	}
	admin := s.as(storetest.Platform)
	admin.post("/account/preferences", american)
	for _, path := range []string{"/admin/tenants", "/admin/tenants/" + s.A.ID.String(), "/admin/tenants/" + s.A.ID.String() + "/history", "/admin/users", "/admin/users/" + s.userID(member(s.A, cmo.RoleOwner)), "/admin/audit", "/admin/health", "/admin/onboarding"} {
		check(path, admin.get(path).body)
	}
}

// A stream's events show times as the person reads them.
func TestPreferences_ClockInStreams(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	owner := s.as(member(s.A, cmo.RoleOwner))
	owner.post("/account/preferences", american)
	a := owner.partial("/t/"+s.A.Slug+"/runs", "run-log")
	if text := shownText(a.body); strings.Contains(a.body, "<html") || !hours12.MatchString(text) || written.MatchString(text) {
		t.Errorf("a part: %.300s", text)
	}
}

// A tenant opens where the person wants it, and campaigns as he wants them, unless the URL says otherwise.
func TestPreferences_WhereThingsOpen(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	owner := s.as(member(s.A, cmo.RoleOwner))
	base := "/t/" + s.A.Slug
	owner.get(base)
	if a := owner.get("/"); a.location() != base {
		t.Errorf("before: to %s", a.location())
	}
	owner.post("/account/preferences", american)
	if a := owner.get("/"); a.location() != base+"/calendar" {
		t.Errorf("after signing in: to %s", a.location())
	}
	if a := owner.get("/tenants"); !strings.Contains(a.body, `href="`+base+`/calendar"`) {
		t.Error("the list of tenants leads elsewhere")
	}
	if a := owner.get(base + "/campaigns"); a.location() != base+"/campaigns?view=table" {
		t.Errorf("campaigns: %d to %s", a.status, a.location())
	}
	table := owner.get(base + "/campaigns?view=table")
	if !strings.Contains(table.body, `href="`+base+`/campaigns?saved=none"`) {
		t.Error("the way to the board leads back to the table")
	}
	if a := owner.get(base + "/campaigns?saved=none"); a.status != http.StatusOK || !strings.Contains(a.body, "data-column") && !strings.Contains(a.body, "board") {
		t.Errorf("the board: %d", a.status)
	}
	for name, bad := range map[string]string{"hours": "13", "dates": "us", "landing": "//evil.test", "campaigns": "list"} {
		if a := owner.post("/account/preferences", with(american, name, bad)); a.status != http.StatusBadRequest {
			t.Errorf("%s=%s: %d", name, bad, a.status)
		}
	}
}
