package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

const newTenant = "/admin/tenants/new"

var planVersion = regexp.MustCompile(`name="version" value="(\d+)"`)

// onboarding is where an answer to the first save leads.
func onboarding(t *testing.T, a answer) string {
	t.Helper()
	path, _, _ := strings.Cut(a.location(), "#")
	path, _, _ = strings.Cut(path, "?")
	if a.status != http.StatusSeeOther || !strings.HasPrefix(path, "/admin/onboarding/") {
		t.Fatalf("%d to %s", a.status, a.location())
	}
	return path
}

// made makes the plan's tenant and answers with its page.
func (b *browser) made(form url.Values) answer {
	b.site.t.Helper()
	a := b.post(newTenant, with(form, "act", "make"))
	if a.status != http.StatusOK || !strings.Contains(a.body, "as they stand now") {
		b.site.t.Fatalf("made: %d %.400s", a.status, a.body)
	}
	return a
}

var undoPath = regexp.MustCompile(`action="(/admin/onboarding/[0-9a-f-]{36})/undo"`)

// A dry run makes nothing; making it makes all five steps' rows; the owner comes by the link; a second time is refused.
func TestOnboard_DryRunThenOwnerComes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Platform)
	path := onboarding(t, b.post(newTenant, with(plan, "act", "check", "first", "template", "template", "classes")))
	a := b.get(path)
	if a.status != http.StatusOK || !strings.Contains(a.body, "A link for head.coach@example.test") || !strings.Contains(a.body, "Season registration, Trial lesson follow-up") ||
		s.one(`SELECT count(*)::text FROM os_tenant_registry`) != "2" {
		t.Fatalf("dry run: %d", a.status)
	}
	a = b.post(path, with(plan, "act", "make", "version", "1", "first", "template", "template", "classes"))
	link := inviteURL.FindStringSubmatch(a.body)
	if a.status != http.StatusOK || link == nil {
		t.Fatalf("made: %d, link %v", a.status, link)
	}
	if got := s.one(`SELECT concat_ws(' ', r.name, w.id = r.tenant_id, r.time_zone, r.config->>'funnels', (SELECT count(*) FROM tenant_module_access m WHERE m.tenant_id = r.tenant_id AND (m.module_id = 'ai_cmo') = m.enabled),
		(SELECT concat(b.brand_name, b.origin, b.version) FROM cmo_brand_profiles b WHERE b.tenant_id = r.tenant_id), (SELECT count(*) FROM cmo_campaigns c WHERE c.tenant_id = r.tenant_id AND c.status = 'draft' AND c.origin = 'manual'))
		FROM os_tenant_registry r JOIN workspaces w ON w.tenant_id = r.tenant_id WHERE r.slug = 'harbor-swim'`); got != `Harbor Swim t America/New_York ["Lessons", "Camps"] 4 Harbor Swimmanual1 3` {
		t.Errorf("made: %s", got)
	}
	owner := s.anonymous()
	if a := owner.post("/invite", url.Values{"token": {token(html.UnescapeString(link[1]))}, "name": {"Head Coach"}}); a.status != http.StatusSeeOther {
		t.Fatalf("the owner: %d", a.status)
	}
	if a := owner.get("/t/harbor-swim/campaigns"); a.status != http.StatusOK || !strings.Contains(a.body, "Trial lesson follow-up") {
		t.Errorf("the owner's first board: %d", a.status)
	}
	if a := b.get("/t/harbor-swim"); a.status != http.StatusNotFound {
		t.Errorf("the platform admin enters it: %d", a.status)
	}
	if a := b.post(newTenant, with(plan, "act", "make")); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "This name is taken.") {
		t.Errorf("again: %d", a.status)
	}
}

// Closed half-way and opened by another admin elsewhere: what was typed is there, also what is not right yet, and the first
// admin's old page replaces nothing.
func TestOnboard_ResumedElsewhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`INSERT INTO platform_admins SELECT id FROM users WHERE email = $1`, storetest.Stranger)
	first, second := s.as(storetest.Platform), s.as(storetest.Stranger)
	half := with(plan, "slug", "", "act", "save", "first", "brief", "brief", "Too short")
	path := onboarding(t, first.post(newTenant, half))
	if a := second.get("/admin/onboarding"); a.status != http.StatusOK || !strings.Contains(a.body, path) || !strings.Contains(a.body, "Harbor Swim") {
		t.Fatalf("the list: %d", a.status)
	}
	a := second.get(path)
	version := planVersion.FindStringSubmatch(a.body)
	if a.status != http.StatusOK || !strings.Contains(a.body, "Too short") || !strings.Contains(a.body, `value="head.coach@example.test"`) || version == nil {
		t.Fatalf("reopened: %d", a.status)
	}
	if a := second.post(path, with(half, "slug", "harbor-swim", "version", version[1], "act", "save")); a.status != http.StatusSeeOther {
		t.Fatalf("saved elsewhere: %d", a.status)
	}
	if a := first.post(path, with(half, "version", version[1], "name", "Replaced", "act", "save")); a.status != http.StatusConflict || !strings.Contains(a.body, `value="Replaced"`) {
		t.Errorf("the old page: %d", a.status)
	}
	if got := s.one(`SELECT plan->>'slug' || ' ' || (plan->>'name') || (SELECT count(*) FROM os_tenant_registry)::text FROM onboardings WHERE made_tenant IS NULL`); got != "harbor-swim Harbor Swim2" {
		t.Errorf("kept: %s", got)
	}
	if a := second.post(path+"/undo", url.Values{"what": {"all"}}); a.status != http.StatusSeeOther || second.get(path).status != http.StatusNotFound {
		t.Errorf("dropped: %d", a.status)
	}
}

// With an owner who has an account the setup run is queued in his name at once, the platform admin on record; made again, no
// second one is. The run is the kernel's like any other.
func TestOnboard_BriefQueuesSetup(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Platform)
	brief := with(plan, "owner", storetest.Stranger, "first", "brief", "brief", "We teach swimming in Harbor Bay to children and adults. Our offer: a camp for $180.")
	path := undoPath.FindStringSubmatch(b.made(brief).body)[1]
	if a := b.post(path, url.Values{"act": {"repair"}}); a.status != http.StatusOK {
		t.Errorf("made again: %d", a.status)
	}
	if got := s.one(`SELECT string_agg(concat_ws(' ', a.mode, a.status, a.run_no, (SELECT email FROM users WHERE id = a.started_by), a.input->'messages'->0->>'role',
		(SELECT string_agg(concat_ws(' ', (SELECT email FROM users WHERE id = l.actor_id), (SELECT email FROM users WHERE id = l.on_behalf_of)), ',') FROM audit_log l WHERE l.record_id = a.id),
		(SELECT count(*) FROM river.river_job j WHERE j.args::text LIKE '%' || a.id || '%')), ';') FROM agent_runs a JOIN os_tenant_registry r ON r.tenant_id = a.tenant_id WHERE r.slug = 'harbor-swim'`); got != "setup pending 1 "+storetest.Stranger+" user "+storetest.Platform+" "+storetest.Stranger+" 1" {
		t.Errorf("queued: %s", got)
	}
	if a := b.get(path); !strings.Contains(a.body, "The setup run waits for a worker.") {
		t.Error("the page does not say that it waits")
	}
	if a := b.post(path+"/undo", url.Values{"what": {"all"}, "confirm": {"harbor-swim"}}); a.status != http.StatusConflict || !strings.Contains(a.body, "Switch the tenant off instead") {
		t.Errorf("undone with a run: %d", a.status)
	}
	if a := s.as(storetest.Stranger).get("/t/harbor-swim/runs"); a.status != http.StatusOK {
		t.Errorf("undo that was refused took something: %d", a.status)
	}
}

// For an owner who is only invited the brief waits, and starts when he has come.
func TestOnboard_BriefWaitsForOwner(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Platform)
	a := b.made(with(plan, "first", "brief", "brief", "We teach swimming in Harbor Bay to children and adults. Our offer: a camp for $180."))
	link := inviteURL.FindStringSubmatch(a.body)
	if link == nil || !strings.Contains(a.body, "The brief is kept.") || s.one(`SELECT count(*)::text FROM agent_runs WHERE mode = 'setup' AND status = 'pending' AND idempotency_key LIKE 'onboarding:%'`) != "0" {
		t.Fatalf("made: link %v", link)
	}
	owner := s.anonymous()
	owner.post("/invite", url.Values{"token": {token(html.UnescapeString(link[1]))}, "name": {"Head Coach"}})
	if got := s.one(`SELECT string_agg(a.status || ' ' || (SELECT email FROM users WHERE id = a.started_by), ',') FROM agent_runs a WHERE idempotency_key LIKE 'onboarding:%'`); got != "pending head.coach@example.test" {
		t.Errorf("started: %s", got)
	}
	if a := b.get(undoPath.FindStringSubmatch(a.body)[1]); !strings.Contains(a.body, "The setup run waits for a worker.") {
		t.Error("the page does not say so")
	}
}

// Everything that was made is taken back while nobody has used it: rows, owner, all. Edited rows stay.
func TestOnboard_Undo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Platform)
	hand := with(plan, "owner", storetest.Stranger, "first", "hand", "brand.voice", "Calm, clear", "campaign.1.name", "Open water days", "campaign.1.type", "awareness", "campaign.1.objective", "Be known")
	path := undoPath.FindStringSubmatch(b.made(hand).body)[1]
	rows := func() string {
		return s.one(`SELECT concat_ws(' ', (SELECT count(*) FROM cmo_campaigns c WHERE c.tenant_id = r.tenant_id), (SELECT count(*) FROM cmo_brand_profiles c WHERE c.tenant_id = r.tenant_id), (SELECT count(*) FROM user_tenants c WHERE c.tenant_id = r.tenant_id)) FROM os_tenant_registry r WHERE r.slug = 'harbor-swim'`)
	}
	if got := rows(); got != "1 1 1" {
		t.Fatalf("made: %s", got)
	}
	s.Admin(`UPDATE cmo_campaigns SET version = 2 WHERE campaign_name = 'Open water days'`)
	for _, what := range []string{"rows", "all"} {
		if a := b.post(path+"/undo", url.Values{"what": {what}, "confirm": {"harbor-swim"}}); a.status != http.StatusConflict || rows() != "1 1 1" {
			t.Errorf("%s of what was edited: %d, %s", what, a.status, rows())
		}
	}
	s.Admin(`UPDATE cmo_campaigns SET version = 1 WHERE campaign_name = 'Open water days'`)
	if a := b.post(path+"/undo", url.Values{"what": {"all"}, "confirm": {"harbor"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("with the wrong name: %d", a.status)
	}
	b.post(path+"/undo", url.Values{"what": {"rows"}})
	if got := rows(); got != "0 0 1" {
		t.Errorf("rows: %s", got)
	}
	b.post(path+"/undo", url.Values{"what": {"owner"}})
	if got := rows(); got != "0 0 0" || s.as(storetest.Stranger).get("/t/harbor-swim").status != http.StatusNotFound {
		t.Errorf("owner: %s", got)
	}
	if a := b.post(path+"/undo", url.Values{"what": {"all"}, "confirm": {"harbor-swim"}}); a.status != http.StatusSeeOther || s.one(`SELECT count(*)::text FROM os_tenant_registry`) != "2" {
		t.Errorf("all: %d", a.status)
	}
	b.made(plan) // its name is free again
}

// A tenant in which people have made anything is not taken back, whatever they made.
func TestOnboard_UndoKeepsWhatIsUsed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Platform)
	path := undoPath.FindStringSubmatch(b.made(with(plan, "owner", storetest.Stranger)).body)[1]
	s.Admin(`INSERT INTO cmo_offers (tenant_id, workspace_id, id, offer_name, offer_type) SELECT tenant_id, tenant_id, gen_random_uuid(), 'Camp', 'service' FROM os_tenant_registry WHERE slug = 'harbor-swim'`)
	if a := b.post(path+"/undo", url.Values{"what": {"all"}, "confirm": {"harbor-swim"}}); a.status != http.StatusConflict || !strings.Contains(a.body, "People have worked with it") || s.one(`SELECT count(*)::text FROM os_tenant_registry`) != "3" {
		t.Errorf("%d", a.status)
	}
}

func TestOnboard_BadInput_NothingMade(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Platform)
	for field, values := range map[string][]string{
		"slug":      {"", "Tenant A", "admin", strings.Repeat("a", 64), "-x", "tenant-a", "tenant-\u0430", "tenanta", "tena-nt-a", "../x"},
		"name":      {"", strings.Repeat("n", 301)},
		"time_zone": {"Mars/Base", "Local"}, "currency": {"XXX"}, "owner": {"nobody", "a b@c.test"}, "description": {strings.Repeat("d", 2001)},
		"tenant_id": {"x", s.A.ID.String(), "00000000-0000-0000-0000-000000000000", strings.ToUpper(s.B.ID.String())}, "first": {"magic"},
	} {
		for _, v := range values {
			a := b.post(newTenant, with(plan, field, v, "act", "make"))
			if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="`+field+`-e"`) || !strings.Contains(a.body, "Lessons\nCamps") {
				t.Errorf("%s = %.40q: %d", field, v, a.status)
			}
		}
	}
	for field, form := range map[string]url.Values{
		"template": with(plan, "first", "template", "template", "none"), "brief": with(plan, "first", "brief", "brief", "short"), "brand.website": with(plan, "first", "hand", "brand.website", "javascript:alert(1)"),
		"campaign.2.type": with(plan, "first", "hand", "campaign.1.name", "A", "campaign.1.type", "nurture", "campaign.2.name", "B", "campaign.2.type", "magic"), "campaign.1.name": with(plan, "first", "hand", "campaign.1.objective", cmo.MarkPrefix+" x"),
	} {
		if a := b.post(newTenant, with(form, "act", "make")); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="`+field+`-e"`) {
			t.Errorf("%s: %d", field, a.status)
		}
	}
	if got := s.one(`SELECT count(*)::text FROM os_tenant_registry`); got != "2" {
		t.Errorf("%s tenants", got)
	}
}

// A tenant id of another system is taken over; drift of any tenant is offered for repair, one by one and together.
func TestOnboardings_MatrixAndRepair(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Platform)
	const id = "4161ee82-be97-4fa8-9017-5c40be3ebe19"
	b.made(with(plan, "tenant_id", id))
	if got := s.one(`SELECT r.tenant_id::text || w.id FROM os_tenant_registry r JOIN workspaces w ON w.tenant_id = r.tenant_id WHERE r.slug = 'harbor-swim'`); got != id+id {
		t.Fatalf("its id: %s", got)
	}
	s.Admin(`DELETE FROM tenant_module_access WHERE module_id = 'ai_cfo'`)
	s.Admin(`DELETE FROM workspaces WHERE tenant_id = $1`, id)
	a := b.get("/admin/onboarding")
	if a.status != http.StatusOK || strings.Count(a.body, "Rows are missing") != 3 || strings.Count(a.body, "It is missing") != 1 || !strings.Contains(a.body, "3 tenants lack") {
		t.Fatalf("%d", a.status)
	}
	if a := b.post("/admin/onboarding/repair", url.Values{"tenant": {id, s.A.ID.String()}}); !strings.HasSuffix(a.location(), "done=repaired") {
		t.Errorf("to %s", a.location())
	}
	if a := b.get("/admin/onboarding"); strings.Count(a.body, "Rows are missing") != 1 || strings.Contains(a.body, "It is missing") {
		t.Error("not repaired, or more than was asked for")
	}
}

// Two who make a tenant of one short name, or set one cell of the matrix, at the same moment: one does, the other is told.
func TestPlatform_AtTheSameMoment_OneDoes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	both := []*browser{s.as(storetest.Platform), s.as(storetest.Platform)}
	together := func(do func(b *browser) answer) (codes []int) {
		got := make([]int, len(both))
		var wait sync.WaitGroup
		for i, b := range both {
			wait.Go(func() { got[i] = do(b).status })
		}
		wait.Wait()
		slices.Sort(got)
		return got
	}
	for n := range 5 {
		slug := fmt.Sprintf("quarry-number-%c", 'a'+n*5)
		if got := together(func(b *browser) answer { return b.post(newTenant, with(plan, "slug", slug, "act", "make")) }); got[0] >= 400 || got[1] != http.StatusUnprocessableEntity && got[1] != http.StatusConflict {
			t.Errorf("a short name: %v", got)
		}
		if got := s.one(`SELECT count(*)::text FROM os_tenant_registry WHERE slug = $1`, slug); got != "1" {
			t.Errorf("%s tenants have one name", got)
		}
	}
	for n := range 5 {
		cell := s.A.ID.String() + ":" + s.one(`SELECT version::text FROM tenant_module_access WHERE tenant_id = $1 AND module_id = 'ai_cro'`, s.A.ID)
		shares := make(chan string, 2)
		shares <- fmt.Sprint(10 + n)
		shares <- fmt.Sprint(60 + n)
		if got := together(func(b *browser) answer {
			return b.post("/admin/modules/set", url.Values{"set": {"ai_cro"}, "tenant": {cell}, "enabled": {"on"}, "rollout": {<-shares}})
		}); got[0] != http.StatusSeeOther || got[1] != http.StatusConflict {
			t.Errorf("a cell: %v", got)
		}
	}
}

// Removing oneself asks like removing anybody, and leaves a tenant that goes on with its owners.
func TestMemberRemove_Oneself(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := member(s.A, cmo.RoleAdmin)
	b, path := s.as(admin), "/t/"+s.A.Slug+"/members/"+s.userID(admin)+"/remove"
	if a := b.post(path, nil); a.status != http.StatusUnprocessableEntity || s.roleOf(s.A, admin) != "admin" {
		t.Errorf("without the tick: %d", a.status)
	}
	if a := b.post(path, url.Values{"confirm": {"remove"}}); a.location() != "/tenants?done=left" || b.get("/t/"+s.A.Slug).status != http.StatusNotFound {
		t.Errorf("leaving: %d to %s", a.status, a.location())
	}
}
