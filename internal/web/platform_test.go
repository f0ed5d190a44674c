package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

var plan = url.Values{"slug": {"harbor-swim"}, "name": {"Harbor Swim"}, "time_zone": {"America/New_York"}, "currency": {"USD"}, "owner": {"Head.Coach@Example.test"},
	"funnels": {"Lessons\nCamps"}, "channels": {"Email"}, "description": {"Swim school"}}

func with(form url.Values, pairs ...string) url.Values {
	out := url.Values{}
	for k, v := range form {
		out[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

// Off holds at the next request and ends what waits; on brings everything back.
func TestTenantSwitch_OffAndOn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, member := s.as(storetest.Platform), s.as(member(s.A, cmo.RoleOwner))
	s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode) VALUES ($1, $1, gen_random_uuid(), 9101, 'cmo-brand-intake', 'setup')`, s.A.ID)
	path := "/admin/tenants/" + s.A.ID.String() + "/switch"
	if a := b.post(path, url.Values{"to": {"off"}, "confirm": {"tenant-b"}}); a.status != http.StatusUnprocessableEntity || member.get("/t/"+s.A.Slug).status != http.StatusOK {
		t.Fatalf("with the wrong name: %d", a.status)
	}
	if a := b.post(path, url.Values{"to": {"off"}, "confirm": {s.A.Slug}}); a.status != http.StatusSeeOther {
		t.Fatalf("off: %d", a.status)
	}
	if a := member.get("/t/" + s.A.Slug); a.status != http.StatusNotFound {
		t.Errorf("a member's next request: %d", a.status)
	}
	if got := s.one(`SELECT status || ' ' || error_message FROM agent_runs WHERE run_no = 9101 AND tenant_id = $1`, s.A.ID); got != "cancelled The tenant is switched off." {
		t.Errorf("a waiting run: %s", got)
	}
	if a := b.post(path, url.Values{"to": {"off"}, "confirm": {s.A.Slug}}); a.status != http.StatusConflict {
		t.Errorf("off again: %d", a.status)
	}
	b.post(path, url.Values{"to": {"on"}})
	if a := member.get("/t/" + s.A.Slug); a.status != http.StatusOK {
		t.Errorf("on again: %d", a.status)
	}
	if got := s.one(`SELECT string_agg(event, ' ' ORDER BY at) FROM audit_log WHERE tenant_id = $1 AND event LIKE 'tenant.%activated'`, s.A.ID); got != "tenant.deactivated tenant.activated" {
		t.Errorf("audit: %s", got)
	}
}

// The page of a tenant says what it holds, who was last here and where to see what happened; switching it off names the
// runs that end, as many as really do.
func TestTenantPage_ExtentAndEffect(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, path := s.as(storetest.Platform), "/admin/tenants/"+s.A.ID.String()
	s.as(member(s.A, cmo.RoleMarketer)).get("/t/" + s.A.Slug)
	s.Admin(`UPDATE agent_runs SET status = 'cancelled', completed_at = now() WHERE tenant_id = $1 AND status IN ('pending', 'running')`, s.A.ID)
	if a := b.get(path); !strings.Contains(a.body, "No run is open now.") || !regexp.MustCompile(`\d kB in \d+ records`).MatchString(a.body) || !strings.Contains(a.body, `/admin/audit?tenant=`+s.A.Slug) {
		t.Errorf("%d: storage, activity or effect is missing", a.status)
	}
	s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode) SELECT $1, $1, gen_random_uuid(), 9200 + n, 'cmo-brand-intake', 'setup' FROM generate_series(1, 3) n`, s.A.ID)
	s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode) VALUES ($1, $1, gen_random_uuid(), 9301, 'cmo-brand-intake', 'setup')`, s.B.ID)
	s.Admin(`INSERT INTO record_comments (tenant_id, id, record_table, record_id, body, created_by) SELECT $1, gen_random_uuid(), 'cmo_campaigns', $2, repeat('x', 900), $3 FROM generate_series(1, 5100) n`, s.A.ID, s.A.RowID("campaign"), s.userID(member(s.A, cmo.RoleOwner)))
	a := b.get(path)
	if !strings.Contains(a.body, "3 waiting, 0 at work.") || !regexp.MustCompile(`More than \d\.\d MB in [\d,]+ records`).MatchString(a.body) {
		t.Errorf("%d: 3 waiting runs, or 4.6 MB, are not named", a.status)
	}
	_, text, _ := strings.Cut(a.body, "<dt>Last sign-in")
	if text, _, _ = strings.Cut(text, "</dd>"); text == "" || strings.Contains(text, "–") || strings.Contains(text, "Never") {
		t.Errorf("the last sign-in is %q", text)
	}
}

func TestTenantRepair(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Platform)
	path := "/admin/tenants/" + s.A.ID.String()
	s.Admin(`DELETE FROM tenant_module_access WHERE tenant_id = $1 AND module_id = 'ai_cfo'`, s.A.ID)
	if a := b.get(path); !strings.Contains(a.body, "/repair") {
		t.Error("drift is not offered for repair")
	}
	if a := b.post(path+"/repair", nil); !strings.HasSuffix(a.location(), "done=repaired") {
		t.Errorf("repair: %d to %s", a.status, a.location())
	}
	if a := b.post(path+"/repair", nil); !strings.HasSuffix(a.location(), "done=whole") {
		t.Errorf("repair of what is whole: to %s", a.location())
	}
}

// The page says before saving exactly who will have the module, and the gate then lets exactly those in.
func TestModuleSet_WhoGetsIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Platform)
	id := s.A.ID.String()
	a := b.get("/admin/modules/set?set=ai_cmo&tenant=" + id + "&enabled=on&rollout=50")
	names := regexp.MustCompile(`(?s)<span class="font-medium">(`+s.A.Canary+` \w+)</span>.*?(Gets it|Does not get it)`).FindAllStringSubmatch(a.body, -1)
	if a.status != http.StatusOK || len(names) < len(cmo.Roles) {
		t.Fatalf("%d, %d people", a.status, len(names))
	}
	said := map[string]bool{}
	for _, n := range names {
		said[n[1]] = n[2] == "Gets it"
	}
	if a := b.post("/admin/modules/set", url.Values{"set": {"ai_cmo"}, "tenant": {id + ":1"}, "enabled": {"on"}, "rollout": {"50"}}); a.status != http.StatusSeeOther {
		t.Fatalf("saving: %d", a.status)
	}
	for _, role := range cmo.Roles {
		in := s.as(member(s.A, role)).get("/t/"+s.A.Slug).status == http.StatusOK
		if in != said[s.A.Canary+" "+string(role)] {
			t.Errorf("%s: gets in %v, was said to: %v", role, in, !in)
		}
	}
}

// Two admins set one cell at once: the second is told, and nothing of the first is lost. Bulk says for which tenants.
func TestModuleSet_Conflict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Platform)
	cell := func(tenant storetest.Tenant, version int) string { return fmt.Sprintf("%s:%d", tenant.ID, version) }
	first := url.Values{"set": {"ai_cro"}, "tenant": {cell(s.A, 1)}, "enabled": {"on"}, "rollout": {"100"}}
	if a := b.post("/admin/modules/set", first); a.status != http.StatusSeeOther {
		t.Fatalf("%d", a.status)
	}
	a := b.post("/admin/modules/set", url.Values{"set": {"ai_cro"}, "tenant": {cell(s.A, 1), cell(s.B, 1)}, "enabled": {"on"}, "beta": {"on"}, "rollout": {"10"}})
	if a.status != http.StatusConflict || !strings.Contains(a.body, "meanwhile for "+s.A.Canary) {
		t.Errorf("the second: %d", a.status)
	}
	if got := s.one(`SELECT string_agg(concat_ws(' ', enabled, beta_only, rollout_percentage), ', ' ORDER BY tenant_id) FROM tenant_module_access WHERE module_id = 'ai_cro'`); got != "t f 100, t t 10" {
		t.Errorf("stored: %s", got)
	}
	for _, bad := range []string{"", "-1", "101", "x"} {
		if a := b.post("/admin/modules/set", with(first, "rollout", bad)); a.status != http.StatusUnprocessableEntity {
			t.Errorf("rollout %q: %d", bad, a.status)
		}
	}
}

// A change of a module over a filter is for exactly the tenants that match, and says how many. A filter that matches none
// is no change for everybody.
func TestModuleForm_ExactlyTheFiltered(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Platform)
	filter := "q=" + url.QueryEscape(s.B.Canary)
	matrix := b.get("/admin/modules?" + filter).body
	if !strings.Contains(matrix, "Set for all 1 tenant shown") || !strings.Contains(matrix, `<input type="hidden" name="q" value="`+s.B.Canary+`">`) {
		t.Error("the matrix does not offer the one tenant that matches")
	}
	for name, ask := range map[string]string{"nothing ticked": "", "all that match": "&all=on&tenant=" + s.A.ID.String()} {
		a := b.get("/admin/modules/set?set=ai_cmo&" + filter + ask)
		held := regexp.MustCompile(`name="tenant" value="([^":]+):`).FindAllStringSubmatch(a.body, -1)
		if a.status != http.StatusOK || len(held) != 1 || held[0][1] != s.B.ID.String() || !strings.Contains(a.body, "in 1 tenant would have it") || !strings.Contains(a.body, "Save for 1 tenant") {
			t.Errorf("%s: %d, for %v", name, a.status, held)
		}
	}
	if a := b.get("/admin/modules/set?set=ai_cmo&q=no+such+tenant"); a.status != http.StatusBadRequest {
		t.Errorf("a filter that matches none: %d", a.status)
	}
}

func TestAccounts_DisableAndSessions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Platform)
	who := member(s.A, cmo.RoleMarketer)
	them, path := s.as(who), "/admin/users/"+s.userID(member(s.A, cmo.RoleMarketer))
	if a := b.post(path+"/sessions", url.Values{"all": {"on"}}); a.status != http.StatusSeeOther || them.get("/account").status != http.StatusSeeOther {
		t.Fatalf("sessions: %d", a.status)
	}
	them = s.as(who)
	if a := b.post(path+"/disabled", url.Values{"to": {"off"}}); a.status != http.StatusUnprocessableEntity || them.get("/account").status != http.StatusOK {
		t.Fatalf("without the tick: %d", a.status)
	}
	b.post(path+"/disabled", url.Values{"to": {"off"}, "confirm": {"disable"}})
	if a := them.get("/account"); a.status != http.StatusSeeOther {
		t.Errorf("a disabled person's next request: %d", a.status)
	}
	if a := b.get("/admin/access?email=" + url.QueryEscape(who) + "&tenant=" + s.A.Slug); !strings.Contains(a.body, "The account is disabled.") || !strings.Contains(a.body, "No, this person cannot.") {
		t.Error("the chain does not say so")
	}
	b.post(path+"/disabled", url.Values{"to": {"on"}})
	if a := s.as(who).get("/t/" + s.A.Slug); a.status != http.StatusOK {
		t.Errorf("enabled: %d", a.status)
	}
	own := "/admin/users/" + s.userID(storetest.Platform) + "/disabled"
	if a := b.post(own, url.Values{"to": {"off"}, "confirm": {"disable"}}); a.status != http.StatusConflict {
		t.Errorf("oneself: %d", a.status)
	}
}

// What the page answers is what a request gets, for each role and right.
func TestAccess_AnswersLikeARequest(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Platform)
	routes := map[cmo.Right]string{cmo.RightRead: "/campaigns", cmo.RightEdit: "/runs/new", cmo.RightManage: "/settings/edit"}
	check := func(state string) {
		for _, role := range cmo.Roles {
			for right, route := range routes {
				who := member(s.A, role)
				a := b.get("/admin/access?email=" + url.QueryEscape(who) + "&tenant=" + s.A.Slug + "&right=" + string(right))
				if says, in := strings.Contains(a.body, "Yes, this person can."), s.as(who).get("/t/"+s.A.Slug+route).status == http.StatusOK; says != in {
					t.Errorf("%s: %s, %s: the page says %v, a request %v", state, role, right, says, in)
				}
			}
		}
	}
	check("as it is")
	s.Admin(`UPDATE tenant_module_access SET rollout_percentage = 40 WHERE tenant_id = $1 AND module_id = 'ai_cmo'`, s.A.ID)
	check("rollout 40")
	s.Admin(`UPDATE os_tenant_registry SET is_active = false WHERE tenant_id = $1`, s.A.ID)
	check("switched off")
	if a := b.get("/admin/access?email=" + url.QueryEscape(storetest.Platform) + "&tenant=" + s.B.Slug); !strings.Contains(a.body, "Not a member.") {
		t.Error("a platform admin is said to be let in")
	}
}

// The platform's pages show metadata only: no text of a tenant's records. The tenant's name and its people are metadata.
func TestPlatformPages_NoContent(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Platform)
	s.Admin(`UPDATE os_tenant_registry SET name = 'Plain', description = NULL WHERE tenant_id = $1`, s.A.ID)
	s.Admin(`UPDATE user_tenants SET display_name = 'Person' WHERE tenant_id = $1`, s.A.ID)
	s.Admin(`UPDATE users SET name = 'Person'`)
	s.Admin(`UPDATE onboardings SET plan = plan || '{"name": "Plain"}' WHERE made_tenant = $1`, s.A.ID)
	for _, r := range s.server.Routes() {
		if r.Method != http.MethodGet || !strings.HasPrefix(r.Path, "/admin/") {
			continue
		}
		a := b.get(s.fill(r.Path, s.A.Slug, s.rows(s.A)) + "?set=ai_cmo&tenant=" + s.A.ID.String())
		if a.status >= 500 || strings.Contains(a.body, s.A.Canary) {
			t.Errorf("%s: %d, A's canary: %v", r.Path, a.status, strings.Contains(a.body, s.A.Canary))
		}
	}
}

// Strange values in every field and parameter of the platform's pages are no fault of the server.
func TestPlatformPages_BadInput_NoFault(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	names := []string{"q", "state", "module", "sort", "tenant", "set", "enabled", "beta", "rollout", "email", "right", "after", "slug", "name", "description", "config", "version", "time_zone", "currency", "owner", "funnels", "channels", "act", "to", "confirm", "session", "all"}
	b := s.as(storetest.Platform)
	for _, r := range s.server.Routes() {
		if !strings.HasPrefix(r.Path, "/admin/") {
			continue
		}
		for what, value := range strange {
			if r.Method == http.MethodGet && len(value) > 1000 {
				continue
			}
			q := url.Values{}
			for _, n := range names {
				q.Set(n, value)
			}
			path := s.fill(r.Path, s.A.Slug, s.rows(s.A))
			var a answer
			if r.Method == http.MethodGet {
				a = b.get(path + "?" + q.Encode())
			} else {
				a = b.post(path, q)
			}
			s.noFault(r, what, a)
		}
	}
}

func TestHealth_SaysWhatToDo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Platform)
	s.Admin(`UPDATE audit_log SET at = now()`) // a fresh log: its sealer is about to come
	if a := b.get("/admin/health"); !strings.Contains(a.body, "Look at: isolation.") || !strings.Contains(a.body, "Run aicmo doctor --isolation") {
		t.Errorf("never proved: %d", a.status)
	}
	s.Admin(`INSERT INTO isolation_proofs (id, version, took_ms, tables, queries, routes, probes) VALUES (gen_random_uuid(), 'test', 1, 30, 90, 200, 12345)`)
	if a := b.get("/admin/health"); !strings.Contains(a.body, "12345 attempts to cross") && !strings.Contains(a.body, "12,345 attempts to cross") {
		t.Errorf("proved: %d", a.status)
	}
	if a := b.get("/admin/health"); a.status != http.StatusOK || !strings.Contains(a.body, "All is well.") {
		t.Errorf("well: %d", a.status)
	}
	s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, created_at) VALUES ($1, $1, gen_random_uuid(), 9300, 'cmo-brand-intake', 'setup', now() - interval '1 hour')`, s.A.ID)
	if a := b.get("/admin/health"); !strings.Contains(a.body, "Not well: queue.") || !strings.Contains(a.body, "Start aicmo work") {
		t.Errorf("a run that waits for an hour: %d", a.status)
	}
}
