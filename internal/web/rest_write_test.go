package web_test

import (
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// supabaseWrote looks at what the real library wrote: answers, rows, versions and the audit log.
func (s *site) supabaseWrote(got map[string]restAnswer) {
	t := s.t
	t.Helper()
	for name, status := range map[string]int{"insert": 201, "log": 201, "logged": 201, "ofRun": 201, "manual": 201, "channelsAdded": 201, "updated": 200, "silent": 204, "upserted": 200, "wholeBack": 200, "ignored": 201,
		"figures": 201, "figuresAgain": 200, "deleted": 200, "foreignUpdate": 200, "halfGone": 200} {
		if a := got[name]; a.Status != status || a.Error != nil {
			t.Errorf("%s: %d %+v %s", name, a.Status, a.Error, a.Data)
		}
	}
	for name, want := range map[string]string{
		"ofRun": `"origin":"ai_cmo"`, "manual": `"origin":"manual"`, "channelsAdded": `"campaign":{"campaign_name":"By hand"}`, "updated": `"version":2`, "upserted": `"campaign_name":"By hand, again"`,
		"wholeBack": `"objective":"From the whole row"`, "ignored": `[]`, "figuresAgain": `[{"clicks":4,"impressions":90}]`, "foreignUpdate": `[]`, "halfGone": `[]`, "deletedGone": `null`,
	} {
		if text := strings.ReplaceAll(string(got[name].Data), `": `, `":`); !strings.Contains(strings.ReplaceAll(text, `, "`, `,"`), want) {
			t.Errorf("%s: %s, want %s", name, got[name].Data, want)
		}
	}
	if text := string(got["ofRun"].Data); !strings.Contains(text, cmo.MarkPrefix) || !strings.Contains(text, s.A.ID.String()) {
		t.Errorf("a campaign of a run: %s", text)
	}
	for name, want := range map[string][2]any{"otherTenant": {403, "42501"}, "noTenant": {403, "42501"}, "twice": {409, "23505"}, "everyRow": {400, "21000"}, "live": {403, "42501"}, "mixed": {400, "PGRST102"}, "half": {400, "22P02"},
		"notWritten": {403, "42501"}, "registryWrite": {403, "42501"}} {
		if a := got[name]; a.Error == nil || a.Status != want[0] || a.Error.Code != want[1] {
			t.Errorf("%s: %d %+v", name, a.Status, a.Error)
		}
	}
	if a, b := got["otherTenant"], got["noTenant"]; a.Error == nil || b.Error == nil || *a.Error != *b.Error {
		t.Errorf("another tenant %+v, none %+v", a.Error, b.Error)
	}
	for what, c := range map[string]struct {
		sql  string
		want int
	}{
		"the specification's campaign is the AI CMO's, of a completed run": {`SELECT count(*) FROM cmo_campaigns c JOIN agent_runs r ON r.tenant_id = c.tenant_id AND r.id = c.run_id
			WHERE c.tenant_id = $1 AND c.campaign_name = 'New AI Campaign' AND c.origin = 'ai_cmo' AND c.ai_driven AND c.status = 'draft' AND c.workspace_id = c.tenant_id AND r.status = 'completed' AND r.started_via = 'api'`, 1},
		"the runs are logged in the token's name": {`SELECT count(*) FROM audit_log WHERE tenant_id = $1 AND event = 'run.logged' AND actor_kind = 'token' AND details -> 'token' ->> 'name' LIKE 'UI %'`, 3},
		"the specification's run":                 {`SELECT count(*) FROM agent_runs WHERE tenant_id = $1 AND agent = 'cmo-campaign-designer' AND status = 'completed' AND input = '{"goal": "leads"}' AND subject = 'New AI Campaign'`, 1},
		"versions name the token":                 {`SELECT count(*) FROM record_versions v JOIN cmo_campaigns c ON c.tenant_id = v.tenant_id AND c.id = v.record_id WHERE v.tenant_id = $1 AND v.token_name LIKE 'UI %' AND c.campaign_name = 'By hand, again'`, 6},
		"entries name the token":                  {`SELECT count(*) FROM audit_log a JOIN cmo_campaigns c ON c.tenant_id = a.tenant_id AND c.id = a.record_id WHERE a.tenant_id = $1 AND a.actor_kind = 'token' AND c.campaign_name = 'By hand, again'`, 6},
		"what was deleted is archived":            {`SELECT count(*) FROM cmo_campaigns WHERE tenant_id = $1 AND campaign_name = 'By hand, again' AND archived_at IS NOT NULL AND origin = 'manual'`, 1},
	} {
		var n int
		if err := s.AdminConn().QueryRow(t.Context(), c.sql, s.A.ID).Scan(&n); err != nil || n != c.want {
			t.Errorf("%s: %d, want %d, %v", what, n, c.want, err)
		}
	}
}
