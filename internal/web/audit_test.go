package web_test

import (
	"encoding/csv"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// Every refusal of somebody signed in is recorded where he may look for it: in the tenant for its member, else beside the
// sign-ins. It names route, right and request.
func TestRefusals_AreRecorded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	viewer := s.as(member(s.A, cmo.RoleViewer))
	a := viewer.get("/t/" + s.A.Slug + "/settings/edit")
	if a.status != http.StatusForbidden {
		t.Fatalf("%d", a.status)
	}
	if got := s.one(`SELECT concat_ws(' ', actor_id, details->>'route', details->>'right', request_id) FROM audit_log WHERE tenant_id = $1 AND event = 'access.refused'`, s.A.ID); got !=
		s.userID(member(s.A, cmo.RoleViewer))+" GET /t/:tenant/settings/edit manage "+a.header.Get("X-Request-Id") {
		t.Errorf("recorded: %s", got)
	}
	viewer.get("/t/" + s.B.Slug)
	viewer.get("/admin/tenants")
	if got := s.one(`SELECT count(*) || ' ' || count(*) FILTER (WHERE tenant_id = '00000000-0000-0000-0000-000000000000') FROM audit_log WHERE event = 'access.refused'`); got != "3 2" {
		t.Errorf("recorded: %s", got)
	}
	for range 150 {
		viewer.get("/admin/tenants")
	}
	if got := s.one(`SELECT count(*)::text FROM audit_log WHERE event = 'access.refused'`); got != "120" {
		t.Errorf("a flood leaves %s entries", got)
	}
}

func TestAudit_ShowsFollowsExports(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleAdmin))
	saved := b.post("/t/"+s.A.Slug+"/settings", settingsForm)
	approver := s.userID(member(s.A, cmo.RoleApprover))
	b.post("/t/"+s.A.Slug+"/members/"+approver, url.Values{"role": {"viewer"}})
	campaign := s.A.RowID("campaign").String()
	name := s.one(`UPDATE cmo_campaigns SET campaign_name = 'Trial & win-back' WHERE tenant_id = $1 AND id = $2 RETURNING campaign_name`, s.A.ID, campaign)
	if moved := b.post(paths.RecordAct(s.A.Slug, "campaigns", campaign, "archive"), url.Values{"base": {"1"}}); moved.status != http.StatusSeeOther {
		t.Fatalf("archiving answers %d", moved.status)
	}
	a := b.get("/t/" + s.A.Slug + "/audit")
	if !strings.Contains(a.body, ">"+html.EscapeString(name)+" <") {
		t.Error("the log does not name the record")
	}
	for _, want := range []string{"Settings: saved", "America/Chicago → Europe/Berlin", "Member: role changed", "Approver → Viewer", saved.header.Get("X-Request-Id")} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the log lacks %q", want)
		}
	}
	a = b.get("/t/" + s.A.Slug + "/audit?record=" + approver)
	if !strings.Contains(a.body, "Member: role changed") || strings.Contains(a.body, "Settings: saved") {
		t.Error("following a record shows others, or not its own")
	}
	a = b.post("/t/"+s.A.Slug+"/audit/export", url.Values{"event": {"member"}})
	rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	if err != nil || a.status != http.StatusOK || len(rows) < 2 || !strings.Contains(a.header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("export: %d, %d rows, %v", a.status, len(rows), err)
	}
	for _, r := range rows[1:] {
		if !strings.HasPrefix(r[2], "member.") || r[1] != s.A.Slug {
			t.Errorf("the export is not narrowed: %v", r)
		}
	}
	var file cmo.AuditExport
	a = b.post("/t/"+s.A.Slug+"/audit/export", url.Values{"event": {"settings"}, "format": {"json"}})
	if err := json.Unmarshal([]byte(a.body), &file); err != nil || file.Tenant != s.A.Slug || file.Count != 1 || file.Entries[0].After["time_zone"] != "Europe/Berlin" {
		t.Errorf("JSON: %v, %+v", err, file)
	}
	if got := s.one(`SELECT details->>'what' || ' ' || (details->>'rows') FROM audit_log WHERE tenant_id = $1 AND event = 'export.made' ORDER BY at LIMIT 1`, s.A.ID); !strings.HasPrefix(got, "audit log ") {
		t.Errorf("the export is recorded as %q", got)
	}
	for _, role := range []cmo.Role{cmo.RoleViewer, cmo.RoleSupport, cmo.RoleMarketer} {
		if a := s.as(member(s.A, role)).get("/t/" + s.A.Slug + "/audit"); a.status != http.StatusForbidden {
			t.Errorf("%s: %d", role, a.status)
		}
	}
}

// Every page of a long log holds the next entries, none twice and none left out.
func TestAudit_Pages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`INSERT INTO audit_log (tenant_id, id, event, actor_kind, at) SELECT $1, gen_random_uuid(), 'plan.test_' || n, 'system', now() - make_interval(secs => n / 3) FROM generate_series(1, 120) n`, s.A.ID)
	for _, who := range []struct{ as, path string }{{member(s.A, cmo.RoleOwner), "/t/" + s.A.Slug + "/audit"}, {storetest.Platform, "/admin/audit"}} {
		b, seen, path := s.as(who.as), map[string]bool{}, who.path+"?event=plan"
		for range 4 {
			a := b.get(path)
			for _, part := range strings.Split(a.body, "Plan: test ")[1:] {
				n, _, _ := strings.Cut(part, "<")
				if seen[n] {
					t.Errorf("%s: %s twice", who.path, n)
				}
				seen[n] = true
			}
			_, rest, more := strings.Cut(a.body, `href="`+who.path+"?after=")
			if !more {
				break
			}
			next, _, _ := strings.Cut(rest, `"`)
			path = who.path + "?after=" + strings.ReplaceAll(next, "&amp;", "&")
		}
		if len(seen) != 120 {
			t.Errorf("%s: %d of 120", who.path, len(seen))
		}
	}
}

// The platform's log follows a tenant, a person, a cell of the matrix and an invitation through time, whoever did what to them.
func TestPlatformAudit_FollowsRecords(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.as(storetest.Platform)
	invited := s.as(member(s.A, cmo.RoleOwner)).post("/t/"+s.A.Slug+"/members", url.Values{"email": {"new@example.test"}, "role": {"viewer"}})
	if invited.status != http.StatusOK {
		t.Fatalf("inviting: %d", invited.status)
	}
	invitation := s.one(`SELECT id::text FROM invitations WHERE tenant_id = $1 AND email = 'new@example.test'`, s.A.ID)
	s.as(member(s.A, cmo.RoleOwner)).post("/t/"+s.A.Slug+"/invitations/"+invitation+"/revoke", nil)
	cell := s.one(`SELECT id::text FROM tenant_module_access WHERE tenant_id = $1 AND module_id = 'ai_cmo'`, s.A.ID)
	version := s.one(`SELECT version::text FROM tenant_module_access WHERE id = $1`, cell)
	if a := admin.post("/admin/modules/set", url.Values{"set": {"ai_cmo"}, "tenant": {s.A.ID.String() + ":" + version}, "enabled": {"on"}, "rollout": {"70"}}); a.status != http.StatusSeeOther {
		t.Fatalf("module: %d", a.status)
	}
	// as entries were written before they named the cell
	s.Admin(`INSERT INTO audit_log (tenant_id, id, event, actor_kind, record_table, details, at) VALUES ($1, gen_random_uuid(), 'module.set_long_ago', 'person', 'tenant_module_access', '{"module": "ai_cmo"}', now() - interval '400 days')`, s.A.ID)
	viewer := s.userID(member(s.A, cmo.RoleViewer))
	admin.post("/admin/users/"+viewer+"/disabled", url.Values{"to": {"off"}, "confirm": {"disable"}})
	admin.post("/admin/tenants/"+s.A.ID.String()+"/switch", url.Values{"to": {"off"}, "confirm": {s.A.Slug}})
	for record, want := range map[string][]string{
		s.A.ID.String(): {"Tenant: deactivated"}, viewer: {"User: disabled"}, cell: {"Module: set", "Module: set long ago"}, invitation: {"Member: invited", "Member: invitation revoked"},
	} {
		a := admin.get("/admin/audit?from=2020-01-01&record=" + record)
		rows := strings.Count(a.body, `<th role="rowheader"`)
		for _, event := range want {
			if !strings.Contains(a.body, ">"+event+"<") {
				t.Errorf("%s: %q is missing", record, event)
			}
		}
		if other := map[bool]int{true: 1}[record == s.A.ID.String()]; rows != len(want)+other { // the tenant has an entry already
			t.Errorf("%s: %d rows, want %d", record, rows, len(want))
		}
		if !strings.Contains(a.body, "record="+record) {
			t.Errorf("%s: nothing leads on along the record", record)
		}
	}
	a := admin.get("/admin/audit?actor=" + url.QueryEscape(storetest.Platform))
	if !strings.Contains(a.body, "Tenant: deactivated") || strings.Contains(a.body, "Member: invited") {
		t.Error("what one person did shows others, or not his own")
	}
	if a := admin.get("/admin/audit?actor=nobody@example.test"); !strings.Contains(a.body, "Nothing happened") {
		t.Error("somebody unknown did something")
	}
	if a := admin.get("/admin/audit?actor=a@b@c"); a.status != http.StatusBadRequest {
		t.Errorf("no address: %d", a.status)
	}
}

// What leaves the platform's log is what its page is narrowed to, as a table or as data, without values and formulas, and it is
// itself in the log.
func TestPlatformAudit_Export(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.as(storetest.Platform)
	s.Admin(`UPDATE users SET email = '=cmd@example.test' WHERE id = $1`, s.userID(member(s.B, cmo.RoleMarketer)))
	s.Admin(`INSERT INTO audit_log (tenant_id, id, event, actor_kind, actor_id, before, after, details) VALUES
		($1, gen_random_uuid(), 'plan.saved', 'person', (SELECT user_id FROM user_tenants WHERE tenant_id = $2 AND role = 'marketer'), $3, $3, $3), ($2, gen_random_uuid(), 'plan.saved', 'system', NULL, $3, $3, $3)`,
		s.A.ID, s.B.ID, map[string]any{"objective": s.A.Canary})
	a := admin.post("/admin/audit/export", url.Values{"event": {"plan"}, "tenant": {s.A.Slug}, "format": {"csv"}})
	rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	if err != nil || a.status != http.StatusOK || a.header.Get("Content-Disposition") != `attachment; filename="audit-platform.csv"` {
		t.Fatalf("%d %v", a.status, err)
	}
	if len(rows) != 2 || rows[1][1] != s.A.Slug || rows[1][2] != "plan.saved" || rows[1][3] != "'=cmd@example.test" {
		t.Errorf("rows: %v", rows)
	}
	var file struct {
		Tenant  string
		Filter  map[string]string
		Count   int
		Entries []map[string]any
	}
	j := admin.post("/admin/audit/export", url.Values{"event": {"plan"}, "format": {"json"}})
	if err := json.Unmarshal([]byte(j.body), &file); err != nil || file.Tenant != "platform" || file.Count != 2 || len(file.Entries) != 2 || file.Filter["event"] != "plan" {
		t.Errorf("%v: %+v", err, file)
	}
	if strings.Contains(a.body+j.body, s.A.Canary) {
		t.Error("values of a tenant left with the platform's log")
	}
	if got := s.one(`SELECT string_agg(concat_ws(' ', l.details->>'rows', l.details->'filter'->>'format', l.details->'filter'->>'tenant', u.email), ', ' ORDER BY l.at) FROM audit_log l JOIN users u ON u.id = l.actor_id
		WHERE l.event = 'export.made' AND l.tenant_id = '00000000-0000-0000-0000-000000000000'`); got != "1 csv "+s.A.Slug+" "+storetest.Platform+", 2 json "+storetest.Platform {
		t.Errorf("recorded: %s", got)
	}
	if a := admin.post("/admin/audit/export", url.Values{"format": {"xml"}}); a.status != http.StatusBadRequest {
		t.Errorf("xml: %d", a.status)
	}
	s.Admin(`INSERT INTO audit_log (tenant_id, id, event, actor_kind) SELECT $1, gen_random_uuid(), 'plan.test', 'system' FROM generate_series(1, 10000)`, s.B.ID)
	all := url.Values{"event": {"plan"}, "tenant": {s.B.Slug}, "format": {"csv"}}
	if a := admin.post("/admin/audit/export", all); a.status == http.StatusOK || !strings.Contains(a.body, "10,000") {
		t.Errorf("10,001 entries: %d", a.status)
	}
	s.Admin(`DELETE FROM audit_log WHERE ctid IN (SELECT ctid FROM audit_log WHERE event = 'plan.test' LIMIT 1)`)
	if a := admin.post("/admin/audit/export", all); a.status != http.StatusOK || strings.Count(a.body, "plan.test") != 9999 {
		t.Errorf("10,000 entries: %d", a.status)
	}
}

// The platform's log has no value of a tenant's record.
func TestPlatformAudit_MetadataOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`INSERT INTO audit_log (tenant_id, id, event, actor_kind, before, after, details) VALUES ($1, gen_random_uuid(), 'campaign.saved', 'system', $2, $2, $2)`, s.A.ID, map[string]any{"objective": s.A.Canary})
	s.Admin(`UPDATE os_tenant_registry SET name = 'Plain'`)
	a := s.as(storetest.Platform).get("/admin/audit?tenant=" + s.A.Slug)
	if a.status != http.StatusOK || !strings.Contains(a.body, "Campaign: saved") || strings.Contains(a.body, s.A.Canary) {
		t.Errorf("%d, values shown: %v", a.status, strings.Contains(a.body, s.A.Canary))
	}
}

func TestPlainCell_NoFormula(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE user_tenants SET display_name = '=cmd|x' WHERE tenant_id = $1 AND role = 'marketer'`, s.A.ID)
	s.Admin(`INSERT INTO audit_log (tenant_id, id, event, actor_kind, actor_id) VALUES ($1, gen_random_uuid(), 'plan.x', 'person', (SELECT user_id FROM user_tenants WHERE tenant_id = $1 AND role = 'marketer'))`, s.A.ID)
	a := s.as(member(s.A, cmo.RoleOwner)).post("/t/"+s.A.Slug+"/audit/export", url.Values{"event": {"plan"}})
	if !strings.Contains(a.body, ",'=cmd|x,") {
		t.Error("a name can be a formula")
	}
}

// What an agent, a token or the console did names the person it was done for, on the page and in the export, and leads to
// its run.
func TestAudit_OnWhoseBehalf(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	owner := s.userID(member(s.A, cmo.RoleOwner))
	run := s.A.RowID("run")
	s.Admin(`UPDATE user_tenants SET display_name = 'Olive Owner' WHERE tenant_id = $1 AND user_id = $2`, s.A.ID, owner)
	s.Admin(`UPDATE agent_runs SET started_by = $3 WHERE tenant_id = $1 AND id = $2`, s.A.ID, run, owner)
	s.Admin(`INSERT INTO audit_log (tenant_id, id, event, actor_kind, actor_id, details) VALUES ($1, gen_random_uuid(), 'run.completed', 'run', NULL, jsonb_build_object('run_id', $2::text)),
		($1, gen_random_uuid(), 'run.timed_out', 'system', NULL, jsonb_build_object('run_id', $2::text)), ($1, gen_random_uuid(), 'run.judged', 'person', $3, '{}')`, s.A.ID, run.String(), owner)
	b := s.as(member(s.A, cmo.RoleAdmin))
	page := strings.Join(strings.Fields(b.get("/t/"+s.A.Slug+"/audit?event=run").body), " ")
	for want, n := range map[string]int{"for Olive Owner": 2, "AI CMO <span": 1, "The console <span": 1, "record=" + run.String(): 2} {
		if got := strings.Count(page, want); got < n {
			t.Errorf("%q stands %d times on the page, want %d", want, got, n)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(b.post("/t/"+s.A.Slug+"/audit/export", url.Values{"event": {"run"}}).body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		want := map[string]string{"run.completed": "run Olive Owner agent_runs " + run.String(), "run.timed_out": "system Olive Owner agent_runs " + run.String(), "run.judged": "person   "}[r[2]]
		if got := strings.Join(r[4:8], " "); want != "" && got != want {
			t.Errorf("%s: %q, want %q", r[2], got, want)
		}
	}
}

// An export is whole or refused: it never leaves out the oldest entries without a word.
func TestAudit_ExportIsWhole(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`INSERT INTO audit_log (tenant_id, id, event, actor_kind) SELECT $1, gen_random_uuid(), 'plan.test', 'system' FROM generate_series(1, 10001)`, s.A.ID)
	b := s.as(member(s.A, cmo.RoleOwner))
	if a := b.post("/t/"+s.A.Slug+"/audit/export", url.Values{"event": {"plan"}}); a.status == http.StatusOK || !strings.Contains(a.body, "10,000") {
		t.Errorf("10,001 entries: %d", a.status)
	}
	s.Admin(`DELETE FROM audit_log WHERE ctid IN (SELECT ctid FROM audit_log WHERE event = 'plan.test' LIMIT 1)`)
	if a := b.post("/t/"+s.A.Slug+"/audit/export", url.Values{"event": {"plan"}}); a.status != http.StatusOK || strings.Count(a.body, "plan.test") != 10000 {
		t.Errorf("10,000 entries: %d", a.status)
	}
}
