package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

// unreadable are values that no form of ours sends: every route refuses them.
var unreadable = map[string]string{"NUL": "%00", "invalid UTF-8": "%ff%fe", "overlong UTF-8": "%c0%80", "surrogate": "%ed%a0%80", "broken escape": "%zz"}

// strange are values that a parser could stumble over: whatever a route makes of them, it is no fault of the server.
var strange = map[string]string{
	"long": strings.Repeat("a", 50_000), "bidi": "\u202etxt.exe\u2066", "zero width": "\u200b\ufeff", "control": "\x01\x1b[31m\x7f", "astral": strings.Repeat("🎷", 60),
	"combining": "Z" + strings.Repeat("\u0301", 500), "negative": "-1", "minimum": "-9223372036854775808", "beyond 64 bits": "99999999999999999999999999", "beyond a double": "1e309",
	"NaN": "NaN", "hexadecimal": "0x7fffffff", "no date": "2026-02-31", "far date": "294277-01-01", "zero date": "0000-00-00T00:00", "far time": "9999-12-31T23:59:60Z",
	"quote": `'";--`, "pattern": `%_\`, "markup": `</textarea><script>alert(1)</script>`, "braces": `{{.}}[]{"a":`, "path": "../../etc/passwd", "spaces": " \t\r\n ",
}

var (
	fieldName = regexp.MustCompile(`<(?:input|select|textarea|button)[^>]* name="([^"]+)"`)
	queryName = regexp.MustCompile(`[?&](?:amp;)?([a-z_]+)=`)
)

// names are the fields and query parameters that stand on the pages of A, found there.
func (s *site) names() []string {
	s.t.Helper()
	b, found := s.as(member(s.A, cmo.RoleOwner)), map[string]bool{"after": true, "before": true, "page": true, "limit": true, "next": true}
	for _, r := range s.server.Routes() {
		if r.Method != http.MethodGet || r.Right == web.Public {
			continue
		}
		body := b.get(s.fill(r.Path, s.A.Slug, s.rows(s.A))).body
		for _, m := range slices.Concat(fieldName.FindAllStringSubmatch(body, -1), queryName.FindAllStringSubmatch(body, -1)) {
			found[m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// send asks a route with a raw query or form. Outside tenants each request has a session of its own: some end it.
func (s *site) send(b *browser, r web.Route, raw string) answer {
	if r.Method != http.MethodGet && !strings.HasPrefix(r.Path, "/t/:tenant") {
		b = s.as(member(s.A, cmo.RoleOwner))
	}
	path := s.fill(r.Path, s.A.Slug, s.rows(s.A))
	if r.Method == http.MethodGet {
		return b.get(path + "?" + raw)
	}
	return b.do(r.Method, path, "application/x-www-form-urlencoded", raw)
}

func (s *site) noFault(r web.Route, what string, a answer) {
	s.t.Helper()
	if a.status >= 500 && !strings.HasPrefix(r.Path, "/readyz") {
		s.t.Errorf("%s %s, %s: %d", r.Method, r.Path, what, a.status)
	}
	for _, leak := range []string{"SQLSTATE", "goroutine ", "<script>alert(1)"} {
		if strings.Contains(a.body, leak) {
			s.t.Errorf("%s %s, %s: the page shows %q", r.Method, r.Path, what, leak)
		}
	}
}

// Every route, given what is no text, refuses it; given strange values in all fields and parameters that pages know, has
// no fault. The tables above and the names on the pages say what is tried; a new route joins by itself.
func TestEveryRoute_BadInput_NoFault(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of requests")
	}
	t.Parallel()
	s := newSite(t)
	b, names, sent := s.as(member(s.A, cmo.RoleOwner)), s.names(), 0
	for _, r := range s.server.Routes() {
		for what, value := range unreadable {
			sent++
			a := s.send(b, r, names[0]+"="+value)
			if s.noFault(r, what, a); a.status < 400 {
				t.Errorf("%s %s, %s: %d, not refused", r.Method, r.Path, what, a.status)
			}
		}
		for what, value := range strange {
			limit := len(names)
			if len(value) > 1000 && r.Method == http.MethodGet {
				limit = 5 // a URL
			}
			q := url.Values{}
			for _, n := range names[:limit] {
				q.Set(n, value)
			}
			sent++
			s.noFault(r, what, s.send(b, r, q.Encode()))
		}
	}
	if len(names) < 15 {
		t.Errorf("only the names %v found on pages", names)
	}
	t.Logf("%d requests to %d routes with %d names", sent, len(s.server.Routes()), len(names))
}

// Over-limit requests are refused by every route that takes them, and what is no id leads nowhere.
func TestEveryRoute_OverLimits_Refused(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of requests")
	}
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleOwner))
	flood := strings.Repeat("x=1&", 1200) + "x=1"
	for _, r := range s.server.Routes() {
		if a := s.send(b, r, flood); a.status < 400 || a.status >= 500 {
			t.Errorf("%s %s, 1,200 fields: %d", r.Method, r.Path, a.status)
		}
		if r.Method != http.MethodGet {
			for what, want := range map[string]int{"2 MB": http.StatusRequestEntityTooLarge, "JSON": http.StatusUnsupportedMediaType} {
				kind, body := "application/json", `{"id":"1"}`
				if what == "2 MB" {
					kind, body = "application/x-www-form-urlencoded", "a="+strings.Repeat("a", 2<<20)
				}
				if a := b.do(r.Method, s.fill(r.Path, s.A.Slug, s.rows(s.A)), kind, body); a.status != want {
					t.Errorf("%s %s, %s: %d, want %d", r.Method, r.Path, what, a.status, want)
				}
			}
		}
		for _, p := range s.params(r) {
			for _, bad := range []string{"x", "%00", "%ff", "%E2%80%AE", "..%2f..", "00000000000000000000000000000000", strings.Repeat("9", 3000), "%7B" + s.ID(s.A, p.Kind) + "%7D"} {
				path := s.fill(r.Path, s.A.Slug, func(q storetest.Param) string {
					if q == p {
						return bad
					}
					return s.ID(s.A, q.Kind)
				})
				if a := b.do(r.Method, path, "", ""); a.status < 400 || a.status >= 500 {
					t.Errorf("%s %s, :%s = %.40q: %d", r.Method, r.Path, p.Name, bad, a.status)
				}
			}
		}
	}
}
