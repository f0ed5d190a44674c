package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

// rightsFile says what each route answers to each kind of caller. It is written by people, and this test is its reader:
// a route that is not in it fails with the line to add, once someone has made sure that the line is right.
const rightsFile = "testdata/rights.txt"

// callers are the columns of the file, in order.
var callers = []string{"anonymous", "stranger", "viewer", "support", "marketer", "approver", "admin", "owner", "platform"}

// crowd keeps a browser of each kind of caller; a route outside a tenant gets one of its own.
type crowd struct {
	*site
	signedIn map[string]*browser
}

func (s *site) crowd() *crowd { return &crowd{s, map[string]*browser{}} }

func (c *crowd) ask(kind string, r web.Route, id ids) answer {
	if !strings.HasPrefix(r.Path, "/t/:tenant") {
		delete(c.signedIn, kind) // some end every session of the person
		return c.caller(kind).do(r.Method, c.fill(r.Path, c.A.Slug, id), "", "")
	}
	b := c.signedIn[kind]
	if b == nil {
		b = c.caller(kind)
		c.signedIn[kind] = b
	}
	return b.do(r.Method, c.fill(r.Path, c.A.Slug, id), "", "")
}

// caller opens a browser of a kind of caller, with a session of its own.
func (s *site) caller(kind string) *browser {
	switch kind {
	case "anonymous":
		return s.anonymous()
	case "stranger":
		return s.as(storetest.Stranger)
	case "platform":
		return s.as(storetest.Platform)
	}
	return s.as(member(s.A, cmo.Role(kind)))
}

// outcome is an answer in the file's words. An answer to an empty form, of whatever kind, is one of the handler: in.
func outcome(r web.Route, a answer) string {
	switch {
	case r.Right != web.Public && a.status == http.StatusSeeOther && strings.HasPrefix(a.location(), "/login"):
		return "sign-in"
	case a.status == http.StatusUnauthorized: // a stream: a browser would follow a redirect
		return "sign-in"
	case a.status == http.StatusNotFound, a.status == http.StatusForbidden:
		return fmt.Sprint(a.status)
	case a.status < 500:
		return "in"
	}
	return fmt.Sprintf("broken(%d)", a.status)
}

func readRights(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(rightsFile)
	if err != nil {
		t.Fatal(err)
	}
	table := map[string][]string{}
	for n, line := range strings.Split(string(text), "\n") {
		cells := strings.Fields(line)
		if len(cells) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		if len(cells) != 3+len(callers) {
			t.Fatalf("%s:%d: %d cells, not %d", rightsFile, n+1, len(cells), 3+len(callers))
		}
		table[cells[0]+" "+cells[1]] = cells[2:]
	}
	return table
}

// Every route, asked by every kind of caller for a row of the tenant, for another tenant's and for one that does not
// exist, answers what the file says. The safe routes come first, so that each finds the fixture as it was.
func TestRoutes_RightsFile(t *testing.T) {
	t.Parallel()
	s := newSite(t).crowd()
	table, asked := readRights(t), 0
	for _, safe := range []bool{true, false} {
		for _, r := range s.server.Routes() {
			if (r.Method == http.MethodGet) != safe {
				continue
			}
			key := r.Method + " " + r.Path
			got := []string{string(r.Right)}
			for _, kind := range callers {
				got = append(got, outcome(r, s.ask(kind, r, s.rows(s.A))))
				asked++
			}
			if want := table[key]; strings.Join(want, " ") != strings.Join(got, " ") {
				t.Errorf("%s\n  it says: %s\n  answers: %s %s", rightsFile, strings.Join(want, " "), key, strings.Join(got, " "))
			}
			delete(table, key)
			asked += s.askForOthersRows(r, got[1:])
		}
	}
	for key := range table {
		t.Errorf("%s: there is no route %s", rightsFile, key)
	}
	t.Logf("%d requests", asked)
}

// askForOthersRows asks a route for B's row and for a missing one, as every caller whom it lets in. An unsafe request may
// be refused for its empty form before the row is looked for.
func (s *crowd) askForOthersRows(r web.Route, outcomes []string) (asked int) {
	if len(s.params(r)) == 0 || !strings.HasPrefix(r.Path, "/t/:tenant") {
		return 0
	}
	for i, kind := range callers {
		for name, id := range map[string]ids{"foreign": s.rows(s.B), "missing": func(storetest.Param) string { return uuid.NewString() }} {
			asked++
			a := s.ask(kind, r, id)
			want := outcomes[i]
			if want == "in" {
				want = "404"
			}
			early := r.Method != http.MethodGet && (a.status == http.StatusBadRequest || a.status == http.StatusUnprocessableEntity)
			if outcome(r, a) != want && !early {
				s.t.Errorf("%s %s as %s, %s row: %d, want %s", r.Method, r.Path, kind, name, a.status, want)
			}
		}
	}
	return asked
}

// Ids of another tenant in bodies, queries, headers and cookies reach nothing of it: every route, asked by an owner of A
// with B's ids wherever one could stand, leaves each of B's rows as it is.
func TestRoutes_ForeignIDsEverywhere_ChangeNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	before := s.Checksum(s.B)
	form := url.Values{"tenant_id": {s.B.ID.String()}, "workspace_id": {s.B.ID.String()}, "workspaceId": {s.B.ID.String()}, "tenant": {s.B.Slug}, "slug": {s.B.Slug}}
	for _, kind := range []string{"campaign", "run", "funnel", "stage", "plan", "milestone", "asset", "variant", "brand", "icp", "offer", "event", "channel", "recommendation"} {
		id := s.B.RowID(kind).String()
		for _, name := range []string{kind, kind + "_id", kind + "Id", "target_" + kind + "_id", "id", "ids", "record_id"} {
			form.Add(name, id)
		}
	}
	for _, r := range s.server.Routes() {
		b := s.caller("owner") // a session of its own: some routes end it
		b.head.Set("X-Tenant-Id", s.B.ID.String())
		b.head.Set("HX-Current-URL", s.url+"/t/"+s.B.Slug+"/campaigns")
		b.head.Set("HX-Target", "div#"+s.B.Slug)
		b.head.Add("Cookie", "tenant="+s.B.Slug+"; tenant_id="+s.B.ID.String())
		path := s.fill(r.Path, s.A.Slug, s.rows(s.A))
		var a answer
		if r.Method == http.MethodGet {
			a = b.get(path + "?" + form.Encode())
		} else {
			a = b.post(path, form)
		}
		if a.status >= 500 || strings.Contains(a.body, s.B.Canary) {
			t.Errorf("%s %s: %d, B's canary: %v", r.Method, r.Path, a.status, strings.Contains(a.body, s.B.Canary))
		}
	}
	if changed := storetest.Differing(before, s.Checksum(s.B)); len(changed) > 0 {
		t.Errorf("rows of B changed in %v", changed)
	}
}

// A safe request writes nothing but that someone was here, or was refused.
func TestSafeRoutes_ChangeNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t).crowd()
	before := s.Checksum(s.A)
	for _, r := range s.server.Routes() {
		if r.Method != http.MethodGet {
			continue
		}
		for _, kind := range callers {
			s.ask(kind, r, s.rows(s.A))
		}
	}
	s.Admin(`DELETE FROM audit_log WHERE event IN ('access.refused', 'support.visited')`)
	if changed := storetest.Differing(before, s.Checksum(s.A)); len(changed) > 0 {
		t.Errorf("rows changed by GET in %v", changed)
	}
}
