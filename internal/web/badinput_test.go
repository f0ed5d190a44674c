package web_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

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

// Text of every script is stored exactly as it was typed, in every text field of every kind.
func TestEditors_StrangeText_StoredExactly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE cmo_campaigns SET status = 'draft', review_state = 'none' WHERE tenant_id = $1`, s.A.ID)
	b := s.as(member(s.A, cmo.RoleOwner))
	const text = `Zoë’s 👩‍👩‍👧‍👦 “camp” — 50 % off; Žluťoučký kůň, 日本語, עברית, عربى, ½ & <b> \ %_ $1 {{first_name}}`
	s.plant(b, text, text)
	for _, typ := range cmo.RecordTypes {
		var got string
		if err := s.AdminConn().QueryRow(t.Context(), `SELECT to_jsonb(c)::text FROM `+typ.Table+` c WHERE id = $1`, s.A.RowID(string(typ.Kind))).Scan(&got); err != nil {
			t.Fatal(err)
		}
		var row map[string]any
		if err := json.Unmarshal([]byte(got), &row); err != nil {
			t.Fatal(err)
		}
		form := controls(t, b.get("/t/"+s.A.Slug+"/"+typ.Collection+"/"+s.A.RowID(string(typ.Kind)).String()+"/edit").body, "record-form")
		for _, f := range typ.Fields {
			if _, offered := form[f.Column]; !offered {
				if row[f.Column] == text {
					t.Errorf("%s.%s was changed by a form that does not show it", typ.Kind, f.Column)
				}
				continue
			}
			want := map[cmo.FieldType]bool{cmo.FieldText: true, cmo.FieldLong: true}[f.Type] && f.Max != 3
			if v, _ := row[f.Column].(string); want && strings.TrimPrefix(v, cmo.MarkPrefix+" ") != text {
				t.Errorf("%s.%s holds %q", typ.Kind, f.Column, v)
			}
		}
	}
}

// Whatever the kind: too long a name, a hidden direction sign, a negative number, no such day, letters for a number are
// refused beside their field, and everything typed stays in the form.
func TestEditors_BadValues_BesideTheField(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE cmo_campaigns SET status = 'draft', review_state = 'none' WHERE tenant_id = $1`, s.A.ID)
	b := s.as(member(s.A, cmo.RoleOwner))
	bad := map[cmo.FieldType][]string{
		cmo.FieldText: {"a\u202eb", strings.Repeat("x", 501)}, cmo.FieldLong: {"a\u202eb", strings.Repeat("x", 20_001)}, cmo.FieldNumber: {"-5", "1.200,50", "1e309", "NaN", "12 apples"},
		cmo.FieldInt: {"-1", "1.5", "99999999999999999999"}, cmo.FieldPercent: {"101", "-1"}, cmo.FieldDay: {"2026-02-30", "2026-13-01", "31.01.2026"}, cmo.FieldMoment: {"2026-02-30T10:00", "soon"}, cmo.FieldURL: {"ftp://x.example.test", "//x"},
		cmo.FieldChoice: {"no_such_choice"}, cmo.FieldRef: {"1 OR 1=1"},
	}
	tried := 0
	for _, typ := range cmo.RecordTypes {
		page := "/t/" + s.A.Slug + "/" + typ.Collection + "/" + s.A.RowID(string(typ.Kind)).String() + "/edit"
		form := controls(t, b.get(page).body, "record-form")
		for _, f := range typ.Fields {
			if _, offered := form[f.Column]; !offered {
				continue
			}
			for _, value := range bad[f.Type] {
				sent := maps.Clone(form)
				sent[f.Column] = []string{value}
				a := b.post(page, sent)
				tried++
				shown := html.UnescapeString(a.body)
				beside := strings.Contains(a.body, `aria-describedby="f-`+f.Column+`-e`) || strings.Contains(a.body, `id="f-`+f.Column+`-e"`)
				kept := f.Type == cmo.FieldChoice || f.Type == cmo.FieldRef || strings.Contains(shown, value)
				if a.status != http.StatusUnprocessableEntity || !beside || !kept {
					t.Errorf("%s.%s = %.40q: %d, beside its field: %v, kept: %v", typ.Kind, f.Column, value, a.status, beside, kept)
				}
			}
		}
	}
	t.Logf("%d values", tried)
}

// A moment is typed in the tenant's zone. When the tenant's zone changes, the moment stays and its clock time changes with
// the zone; an hour that clocks skip is refused.
func TestEventForm_ZoneChange(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	page := "/t/" + s.A.Slug + "/calendar/" + s.A.RowID("event").String() + "/edit"
	zone := func(name string) {
		s.Admin(`UPDATE os_tenant_registry SET time_zone = $1 WHERE tenant_id = $2`, name, s.A.ID)
	}
	zone("America/Chicago")
	form := controls(t, b.get(page).body, "record-form")
	form.Set("scheduled_at", "2030-03-10T02:30")
	if a := b.post(page, form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "2030-03-10T02:30") {
		t.Errorf("an hour that clocks skip: %d", a.status)
	}
	form.Set("scheduled_at", "2030-01-15T09:30")
	if a := b.post(page, form); a.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	for name, want := range map[string]string{"America/Chicago": "2030-01-15T09:30", "Asia/Tokyo": "2030-01-16T00:30"} {
		zone(name)
		if got := controls(t, b.get(page).body, "record-form").Get("scheduled_at"); got != want {
			t.Errorf("in %s it is at %s, want %s", name, got, want)
		}
	}
}
