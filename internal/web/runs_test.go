package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

var runRow = regexp.MustCompile(`<tr role="row" id="r-[^"]+"[^>]* data-run-id="([^"]+)" data-status="([^"]+)"`)

// plantRuns adds finished runs to A, every third one failed.
func plantRuns(s *site, n int) {
	for i := range n {
		status, message := "completed", any(nil)
		if i%3 == 2 {
			status, message = "failed", "No answer for desk@example.test"
		}
		s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, status, subject, error_message, input, created_at, completed_at, duration_ms)
			VALUES ($1, $1, $2, $3::bigint, 'cmo-content-engine', 'content', $4, 'Letter to desk@example.test', $5, '{"to":"desk@example.test","key":"Bearer abcdef123456"}', now() - $3::bigint * interval '1 hour', now(), 900)`,
			s.A.ID, uuid.New(), i+1, status, message)
	}
}

func TestRunLog_PagesAndFilters(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	plantRuns(s, 60)
	b := s.as(member(s.A, cmo.RoleMarketer))
	log := "/t/" + s.A.Slug + "/runs"
	older := regexp.MustCompile(`href="([^"]+after=[^"]+)"`)
	seen := map[string]bool{}
	path := log
	for range 5 {
		a := b.get(path)
		if a.status != http.StatusOK {
			t.Fatalf("%s: %d", path, a.status)
		}
		for _, m := range runRow.FindAllStringSubmatch(a.body, -1) {
			if seen[m[1]] {
				t.Errorf("run %s stands on two pages", m[1])
			}
			seen[m[1]] = true
		}
		next := older.FindStringSubmatch(a.body)
		if next == nil {
			break
		}
		path = strings.ReplaceAll(next[1], "&amp;", "&")
	}
	if len(seen) != 61 { // and the fixture's own
		t.Errorf("%d runs over the pages", len(seen))
	}
	for query, want := range map[string]int{"?status=failed": 20, "?status=completed&mode=campaigns": 1, "?agent=cmo-content-engine&period=24h&status=failed": 7, "?q=NO+ANSWER": 20, "?via=api": 0, "?status=invalid_output": 0} {
		n := 0
		for _, m := range runRow.FindAllStringSubmatch(b.get(log+query).body, -1) {
			n++
			if strings.Contains(query, "failed") && m[2] != "failed" {
				t.Errorf("%s shows a run that is %s", query, m[2])
			}
		}
		if n != want {
			t.Errorf("%s: %d runs, want %d", query, n, want)
		}
	}
}

// A search reads input and output, too; people and models are facets with counts.
func TestRunLog_SearchesDataAndFindsByModelAndPerson(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, status, model, input, output, created_at, completed_at, started_by)
		SELECT $1, $1, gen_random_uuid(), i, 'cmo-content-engine', 'content', 'completed', 'model-' || i % 2, jsonb_build_object('goal', 'Say "hello" to ' || i),
		  jsonb_build_object('title', 'Élan no ' || i), now() - i * interval '1 minute', now(), (SELECT id FROM users WHERE email = $2) FROM generate_series(1, 6) i`, s.A.ID, member(s.A, cmo.RoleMarketer))
	var who uuid.UUID
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT id FROM users WHERE email = $1`, member(s.A, cmo.RoleMarketer)).Scan(&who); err != nil {
		t.Fatal(err)
	}
	log := "/t/" + s.A.Slug + "/runs"
	found := func(b *browser, query string) int { return len(runRow.FindAllString(b.get(log+query).body, -1)) }
	b := s.as(member(s.A, cmo.RoleMarketer))
	for query, want := range map[string]int{"?q=%C3%A9lan+NO+3": 1, "?q=%22hello%22+to+4": 1, "?model=model-1": 3, "?model=model-1&model=model-0": 6, "?model=none": 0,
		"?who=" + who.String(): 6, "?who=" + uuid.NewString(): 0, "?who=" + who.String() + "&model=model-0&q=hello": 3} {
		if n := found(b, query); n != want {
			t.Errorf("%s: %d runs, want %d", query, n, want)
		}
	}
	body := b.get(log).body
	for _, want := range []string{`name="model" value="model-1"`, `name="who" value="` + who.String() + `"`, "How each agent did", ">100%<"} {
		if !strings.Contains(body, want) {
			t.Errorf("the log lacks %s", want)
		}
	}
	if n := found(s.as(member(s.A, cmo.RoleSupport)), "?q=hello"); n != 0 {
		t.Errorf("support finds %d runs by what their data hold", n)
	}
	for _, bad := range []string{"?who=me", "?who=" + strings.ToUpper(who.String()) + "x"} {
		if a := b.get(log + bad); a.status != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, a.status)
		}
	}
}

// For roles that see texts masked, a search looks only where nothing is hidden, whatever kind of thing it is.
func TestRunLog_SearchIsNoOracle(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	secrets := []string{"desk@example.test", "desk%40example.test", "+43 660 123 45 67", "(212) 555-0199", "555-0199", "01 2345", "0043 660 1234567", "2125550199", "Bearer abcdef123",
		"Basic YWJjZGVm", "sk-abcdefgh", "pk_live_abcdef", "ghp_abcdefabcdef1", "github_pat_abcdefabcdef", "xoxb-abcdefgh1", "AKIAABCDEFGHIJKL", "AIzaabcdefghijklmnopqrstu", "eyJhbGci.eyJzdWI.sig", "https://me:word@host"}
	for i, secret := range secrets {
		s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, status, subject, error_message, created_at, completed_at)
			VALUES ($1, $1, gen_random_uuid(), $2, 'cmo-content-engine', 'content', 'failed', 'Zebra ' || $3::text, 'Yak ' || $3::text, now(), now())`, s.A.ID, i+1, secret)
	}
	s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, status, subject, error_message, created_at, completed_at)
		VALUES ($1, $1, gen_random_uuid(), 900, 'cmo-content-engine', 'content', 'failed', 'Plain zebra', 'Plain yak', now(), now())`, s.A.ID)
	b := s.as(member(s.A, cmo.RoleSupport))
	for _, q := range []string{"zebra", "yak"} {
		if n := len(runRow.FindAllString(b.get("/t/"+s.A.Slug+"/runs?q="+q).body, -1)); n != 1 {
			t.Errorf("%s: %d runs, want the one that hides nothing", q, n)
		}
	}
}

// A filter of the log is kept as a view, which opens with it.
func TestRunLog_SavedViews(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	log, id := "/t/"+s.A.Slug+"/runs", uuid.NewString()
	a := b.post("/t/"+s.A.Slug+"/views", url.Values{"id": {id}, "page": {"runs"}, "name": {"My failures"}, "query": {"status=failed&period=30d&after=&junk=1"}, "start": {"1"}})
	if want := log + "?done=view-saved&period=30d&saved=" + id + "&status=failed"; a.status != http.StatusSeeOther || a.location() != want {
		t.Fatalf("saving: %d to %s", a.status, a.location())
	}
	if a := b.get(log); a.status != http.StatusSeeOther || a.location() != log+"?period=30d&saved="+id+"&status=failed" {
		t.Errorf("the log begins with %d %s", a.status, a.location())
	}
	if a := b.get(log + "?period=30d&saved=" + id + "&status=completed"); !strings.Contains(a.body, "Unsaved changes to “My failures”") {
		t.Error("a changed filter is not said to be unsaved")
	}
	if a := b.get(log + "?saved=none"); a.status != http.StatusOK || !strings.Contains(a.body, "My failures") {
		t.Errorf("without a view: %d", a.status)
	}
	if a := b.post("/t/"+s.A.Slug+"/views", url.Values{"id": {uuid.NewString()}, "page": {"runs"}, "name": {"x"}, "query": {"status=flying"}}); a.status != http.StatusBadRequest {
		t.Errorf("a filter that the log does not have: %d", a.status)
	}
}

func TestRunLog_Partial(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	plantRuns(s, 3)
	b := s.as(member(s.A, cmo.RoleMarketer))
	b.head.Set("HX-Request", "true")
	b.head.Set("HX-Request-Type", "partial")
	b.head.Set("HX-Target", "div#run-log")
	a := b.get("/t/" + s.A.Slug + "/runs?q=&status=failed&mode=&period=7d")
	if !strings.HasPrefix(strings.TrimSpace(a.body), `<div id="run-log"`) || strings.Contains(a.body, "<html") || !strings.Contains(a.body, `id="status"`) {
		t.Errorf("the part is not the log: %.200s", a.body)
	}
	if got, want := a.header.Get("HX-Push-Url"), "/t/"+s.A.Slug+"/runs?status=failed"; got != want {
		t.Errorf("pushes %q, want %q", got, want)
	}
	b.head.Set("HX-Target", "section#run-data")
	a = b.get("/t/" + s.A.Slug + "/runs/" + s.A.RowID("run").String() + "?tab=input")
	if !strings.HasPrefix(strings.TrimSpace(a.body), `<section class="card overflow-hidden" id="run-data"`) || strings.Contains(a.body, "<html") {
		t.Errorf("the part is not the data: %.200s", a.body)
	}
}

// Support and viewers see runs without personal data and keys, and cannot find them out by searching.
func TestRuns_Masked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	plantRuns(s, 3)
	var failed uuid.UUID
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT id FROM agent_runs WHERE tenant_id = $1 AND status = 'failed'`, s.A.ID).Scan(&failed); err != nil {
		t.Fatal(err)
	}
	home := "/t/" + s.A.Slug
	for _, role := range cmo.Roles {
		b, masked := s.as(member(s.A, role)), role == cmo.RoleSupport || role == cmo.RoleViewer
		body := b.get(home).body + b.get(home+"/runs").body + b.get(home+"/runs/"+failed.String()).body + b.get(home+"/runs/"+failed.String()+"?tab=input").body
		for _, secret := range []string{"desk@example.test", "Bearer abcdef"} {
			if shows := strings.Contains(body, secret); shows == masked {
				t.Errorf("%s: shows %q: %v", role, secret, shows)
			}
		}
		for _, guess := range []string{"No+answer+for+desk", "to+desk%40"} {
			found := len(runRow.FindAllString(b.get(home+"/runs?q="+guess).body, -1))
			if (found == 0) != masked {
				t.Errorf("%s finds %d runs by hidden words, %s", role, found, guess)
			}
		}
	}
}

func TestRuns_BadInput_Clear4xx(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleOwner))
	run := "/t/" + s.A.Slug + "/runs/" + s.A.RowID("run").String()
	for path, want := range map[string]int{
		"/runs?agent=nobody": 400, "/runs?via=pigeon": 400, "/runs?mode=x": 400, "/runs?status=failed&status=flying": 400, "/runs?before=AAAA": 400,
		"/runs?q=" + strings.Repeat("a", 201): 400, "/runs?after=" + "MDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAxeHl6": 400,
	} {
		if a := b.get("/t/" + s.A.Slug + path); a.status != want || strings.Contains(a.body, "SQLSTATE") {
			t.Errorf("%.60s: %d, want %d", path, a.status, want)
		}
	}
	for tab, want := range map[string]int{"": 200, "?tab=input": 200, "?tab=raw": 200, "?tab=prompt": 200, "?tab=steps": 400} {
		if a := b.get(run + tab); a.status != want {
			t.Errorf("%s: %d, want %d", tab, a.status, want)
		}
	}
}

func TestHome_ShowsWhatWaits_AndAnEmptyTenant(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleViewer))
	a := b.get("/t/" + s.A.Slug)
	for _, want := range []string{fmt.Sprintf(`data-campaign-id="%s" data-status="draft" data-review="in_review" data-ai="true"`, s.A.RowID("campaign")), "AI CMO Driven", "Recommendations", "Next events"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("home lacks %q", want)
		}
	}
	s.Admin(`TRUNCATE agent_runs CASCADE`) // every record refers to it
	if a := b.get("/t/" + s.A.Slug); a.status != http.StatusOK || !strings.Contains(a.body, "Nothing here yet") || strings.Contains(a.body, "Needs your review") {
		t.Errorf("empty tenant: %d", a.status)
	}
	if a := b.get("/t/" + s.A.Slug + "/runs?period=all"); a.status != http.StatusOK || !strings.Contains(a.body, "No runs yet") {
		t.Errorf("empty log: %d", a.status)
	}
}

// A search for what is rare stops after so many runs, says so, and can go on from there; back again, too.
func TestRunLog_SearchesInReaches(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, status, error_message, created_at, completed_at)
		SELECT $1, $1, gen_random_uuid(), 20000 + i, 'cmo-content-engine', CASE WHEN i = $2::int + 5 THEN 'failed' ELSE 'completed' END, 'x', now() - i * interval '1 second', now() FROM generate_series(1, $2::int + 5) i`, s.A.ID, cmo.RunHorizon)
	b := s.as(member(s.A, cmo.RoleMarketer))
	a := b.get("/t/" + s.A.Slug + "/runs?status=failed")
	further := regexp.MustCompile(`href="([^"]+after=[^"]+)"`).FindStringSubmatch(a.body)
	if further == nil || !strings.Contains(a.body, "No match in 20,000 runs") || !strings.Contains(a.body, "1,000+") || len(runRow.FindAllString(a.body, -1)) != 0 {
		t.Fatalf("%d, way on: %v", a.status, further)
	}
	a = b.get(strings.ReplaceAll(further[1], "&amp;", "&"))
	if rows := runRow.FindAllStringSubmatch(a.body, -1); len(rows) != 1 || rows[0][2] != "failed" {
		t.Fatalf("further on: %v", rows)
	}
	newer := regexp.MustCompile(`href="([^"]+before=[^"]+)"`).FindStringSubmatch(a.body)
	if newer == nil {
		t.Fatal("no way back")
	}
	if a = b.get(strings.ReplaceAll(newer[1], "&amp;", "&")); !strings.Contains(a.body, "No match in 20,000 runs") {
		t.Error("the way back says nothing about where looking ended")
	}
}
