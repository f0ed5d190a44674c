package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

// desk signs in someone who is support in both tenants.
func (s *site) desk() *browser {
	s.Admin(`INSERT INTO user_tenants (tenant_id, user_id, role, display_name) SELECT $1, id, 'support', 'Desk' FROM users WHERE email = $2`, s.B.ID, member(s.A, cmo.RoleSupport))
	return s.as(member(s.A, cmo.RoleSupport))
}

func (s *site) addRuns(t storetest.Tenant, from int, columns, values string) {
	s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, created_at`+columns+`) SELECT $1, $1, gen_random_uuid(), $2 + n, 'cmo-plan-90day', 'strategy', now() - make_interval(secs => n)`+values+` FROM generate_series(1, 3) n`, t.ID, from)
}

var facetCount = regexp.MustCompile(`(?s)id="f-(model-0|tenant-[a-z-]+|status-failed)" name="[a-z]+".*?<span class="count">\s*([0-9]+)`)

// The filters are the run log's: each narrows over all tenants, and counts say what each would show.
func TestSupportRuns_FiltersAndCounts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.desk()
	s.addRuns(s.A, 9300, ", status, error_message, completed_at, model", ", 'failed', 'No answer in time', now(), 'model-x'")
	s.addRuns(s.B, 9300, ", status, error_message, completed_at, started_by", ", 'failed', 'Key refused', now(), (SELECT id FROM users WHERE email = '"+member(s.B, cmo.RoleMarketer)+"')")
	count := func(query string) int { return len(runHook.FindAllString(b.get("/support/runs?"+query).body, -1)) }
	who := s.userID(member(s.B, cmo.RoleMarketer))
	for query, want := range map[string]int{
		"agent=cmo-plan-90day&status=failed": 6, "mode=strategy&status=failed": 6, "model=model-x": 3, "who=" + who + "&agent=cmo-plan-90day": 3, "q=no+answer+in": 3, "status=failed&agent=cmo-plan-90day&tenant=" + s.A.Slug: 3,
		"period=24h&via=person&agent=cmo-plan-90day&tenant=" + s.A.Slug + "&tenant=" + s.B.Slug: 6, "agent=cmo-plan-90day&status=completed": 0,
	} {
		if got := count(query); got != want {
			t.Errorf("%s: %d runs, not %d", query, got, want)
		}
	}
	counts := map[string]string{}
	a := b.get("/support/runs?agent=cmo-plan-90day")
	for _, m := range facetCount.FindAllStringSubmatch(a.body, -1) {
		counts[m[1]] = m[2]
	}
	if counts["status-failed"] != "6" || counts["tenant-"+s.A.Slug] != "3" || counts["model-0"] != "3" {
		t.Errorf("counts: %v", counts)
	}
	for _, bad := range []string{"tenant=nobody", "status=odd", "who=x", "period=1y", "after=%00", "agent=magic"} {
		if a := b.get("/support/runs?" + bad); a.status != http.StatusBadRequest && a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", bad, a.status)
		}
	}
}

// Both ways through the pages shows the same runs.
func TestSupportRuns_ThereAndBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.desk()
	for i, tenant := range []storetest.Tenant{s.A, s.B} {
		s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, created_at) SELECT $1, $1, gen_random_uuid(), 9200 + n, 'cmo-brand-intake', 'setup', now() - make_interval(secs => (n * 2 + $2) / 3) FROM generate_series(1, 40) n`, tenant.ID, i)
	}
	page := func(a answer) string { return strings.Join(runHook.FindAllString(a.body, -1), " ") }
	first := b.get("/support/runs")
	next := regexp.MustCompile(`href="(/support/runs\?after=[^"]+)"`).FindStringSubmatch(first.body)
	if next == nil {
		t.Fatal("there is no second page")
	}
	second := b.get(next[1])
	back := regexp.MustCompile(`href="(/support/runs\?before=[^"]+)"`).FindStringSubmatch(second.body)
	if back == nil || page(second) == page(first) {
		t.Fatal("the second page has no way back, or is the first")
	}
	if a := b.get(back[1]); page(a) != page(first) {
		t.Error("back is another page")
	}
}

// Somebody who is support reads a tenant under a banner, changes nothing, and his visit is in its log once; others are neither told nor noted.
func TestSupport_VisitIsShownAndRecordedOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.desk()
	visits := func(t storetest.Tenant) string {
		return s.one(`SELECT count(*)::text || coalesce(min(request_id) IS NOT NULL, false)::text FROM audit_log WHERE tenant_id = $1 AND event = 'support.visited'`, t.ID)
	}
	for _, path := range []string{"", "/campaigns", "/runs", "/settings"} {
		if a := b.get("/t/" + s.A.Slug + path); a.status != http.StatusOK || !strings.Contains(a.body, "data-banner") || !strings.Contains(a.body, "as support") {
			t.Errorf("%s: %d without a banner", path, a.status)
		}
	}
	b.get("/t/" + s.B.Slug)
	b.get("/t/" + s.A.Slug)
	if a, other := visits(s.A), visits(s.B); a != "1true" || other != "1true" {
		t.Errorf("visits: %s and %s", a, other)
	}
	owner := s.as(member(s.A, cmo.RoleOwner))
	if a := owner.get("/t/" + s.A.Slug); strings.Contains(a.body, "data-banner") {
		t.Error("an owner has the banner")
	}
	s.Admin(`DELETE FROM capabilities WHERE kind = 'session' AND user_id = (SELECT id FROM users WHERE email = $1)`, member(s.A, cmo.RoleSupport))
	b.use(s.SignIn(member(s.A, cmo.RoleSupport)))
	s.Admin(`UPDATE audit_log SET at = at - interval '1 hour' WHERE event = 'support.visited'`)
	b.get("/t/" + s.A.Slug)
	if got := visits(s.A); got != "2true" {
		t.Errorf("another visit: %s", got)
	}
	for _, r := range s.server.Routes() {
		if r.Method == http.MethodPost && r.Right == cmo.RightEdit && strings.HasPrefix(r.Path, "/t/:tenant/") {
			if a := b.post(s.fill(r.Path, s.A.Slug, s.rows(s.A)), nil); a.status != http.StatusForbidden {
				t.Errorf("%s: %d", r.Path, a.status)
			}
		}
	}
}

// Entries about sessions name the request that made them, also those outside any tenant.
func TestAudit_SessionsNameTheirRequest(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	who := member(s.A, cmo.RoleMarketer)
	hash, err := web.HashPassword("violet tram over 4 hills")
	if err != nil {
		t.Fatal(err)
	}
	s.Admin(`UPDATE users SET password_hash = $1 WHERE email = $2`, hash, who)
	b := s.anonymous()
	for event, request := range map[string]string{
		"sign_in.failed":   b.post("/login", url.Values{"email": {who}, "password": {"wrong"}}).header.Get("X-Request-Id"),
		"sign_in":          b.post("/login", url.Values{"email": {who}, "password": {"violet tram over 4 hills"}}).header.Get("X-Request-Id"),
		"password.changed": b.post("/account/password", url.Values{"current": {"violet tram over 4 hills"}, "password": {"amber tram over 5 hills"}}).header.Get("X-Request-Id"),
		"sign_out":         b.post("/logout", nil).header.Get("X-Request-Id"),
	} {
		if got := s.one(`SELECT coalesce(string_agg(event, ','), '') FROM audit_log WHERE request_id = $1`, request); !strings.Contains(","+got+",", ","+event+",") {
			t.Errorf("%s: its request wrote %q", event, got)
		}
	}
}

// What ends a run does it on behalf of whoever started it.
func TestAudit_RunEndsOnBehalf(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	who := s.userID(member(s.A, cmo.RoleMarketer))
	s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, started_by) VALUES ($1, $1, gen_random_uuid(), 9102, 'cmo-brand-intake', 'setup', $2)`, s.A.ID, who)
	b := s.as(member(s.A, cmo.RoleOwner))
	b.post("/t/"+s.A.Slug+"/members/"+who+"/remove", url.Values{"confirm": {"remove"}})
	if got := s.one(`SELECT coalesce(string_agg(on_behalf_of::text, ','), '') FROM audit_log WHERE tenant_id = $1 AND event = 'run.cancelled' AND details->>'run_id' = (SELECT id::text FROM agent_runs WHERE run_no = 9102 AND tenant_id = $1)`, s.A.ID); got != who {
		t.Errorf("on behalf of %q", got)
	}
}
