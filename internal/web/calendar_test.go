package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestCalendar_ViewsAndDays(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE cmo_content_assets SET publish_date = '2026-03-31' WHERE id = $1`, s.A.RowID("asset"))
	b := s.as(member(s.A, cmo.RoleSupport))
	base := "/t/" + s.A.Slug + "/calendar"
	href := "/content/" + s.A.RowID("asset").String()
	for query, want := range map[string]bool{
		"?on=2026-03-01": true, "?on=2026-04-15": true, "?on=2026-02-01": false, "?view=week&on=2026-04-01": true, "?view=week&on=2026-03-28": false,
		"?view=agenda&on=2026-03-31": true, "?view=agenda&on=2026-04-01": false, "?view=&on=": false,
	} {
		if a := b.get(base + query); a.status != http.StatusOK || strings.Contains(a.body, href) != want {
			t.Errorf("%q: %d, found: %v", query, a.status, !want)
		}
	}
	for _, query := range []string{"?on=2026-02-30", "?on=0001-01-01", "?on=tomorrow", "?view=year"} {
		if a := b.get(base + query); a.status != http.StatusBadRequest {
			t.Errorf("%q: %d", query, a.status)
		}
	}
	if part := b.partial(base+"?on=2026-03-01", "calendar"); !strings.HasPrefix(part.body, `<div id="calendar"`) || !strings.Contains(part.body, "March 2026, ") {
		t.Errorf("part: %.80s", part.body)
	}
}

var feedAddress = regexp.MustCompile(`value="http://example\.test(/feed/calendar\.ics\?key=[\w-]+)"`)

// A feed is read without a cookie, ends when it is revoked, and is refused alike for every other secret.
func TestFeed_BySecretAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleViewer))
	base := "/t/" + s.A.Slug + "/calendar"
	made := b.post(base+"/feed", nil)
	m := feedAddress.FindStringSubmatch(made.body)
	if made.status != http.StatusOK || m == nil {
		t.Fatalf("%d, no address on the page", made.status)
	}
	if again := b.get(base); feedAddress.MatchString(again.body) || !strings.Contains(again.body, "End the address") {
		t.Error("the address is shown again, or cannot be ended")
	}
	program := s.anonymous()
	a := program.get(m[1])
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "text/calendar; charset=utf-8" || a.header.Get("Set-Cookie") != "" ||
		!strings.HasPrefix(a.body, "BEGIN:VCALENDAR\r\n") || !strings.Contains(a.body, s.A.Canary) || strings.Contains(a.body, s.B.Canary) {
		t.Errorf("%d %v %.200s", a.status, a.header, a.body)
	}
	if left := b.post(base+"/feed/revoke", nil); left.location() != base {
		t.Errorf("revoking leads to %q", left.location())
	}
	var answers []string
	for _, path := range []string{m[1], "/feed/calendar.ics", "/feed/calendar.ics?key=x", "/feed/calendar.ics?key=" + strings.Repeat("A", 43)} {
		a := program.get(path)
		if a.status != http.StatusNotFound || strings.Contains(a.body, "<") {
			t.Errorf("%s: %d %.80s", path, a.status, a.body)
		}
		answers = append(answers, a.masked())
	}
	for _, x := range answers {
		if x != answers[0] {
			t.Error("a revoked feed and one that never was answer differently")
		}
	}
}
