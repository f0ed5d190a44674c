package web_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

var runHook = regexp.MustCompile(`data-run-id="([^"]+)"`)

// Someone who is support in two tenants sees the runs of both, page by page in their order, and of no tenant in which he is
// something else.
func TestSupportRuns_MergedPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	desk := member(s.A, cmo.RoleSupport)
	s.Admin(`INSERT INTO user_tenants (tenant_id, user_id, role, display_name) SELECT $1, id, 'support', 'Desk' FROM users WHERE email = $2`, s.B.ID, desk)
	for i, tenant := range []storetest.Tenant{s.A, s.B} {
		s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, created_at) SELECT $1, $1, gen_random_uuid(), 9200 + n, 'cmo-brand-intake', 'setup', now() - make_interval(secs => (n * 2 + $2) / 3) FROM generate_series(1, 40) n`, tenant.ID, i)
	}
	b, seen, path := s.as(desk), map[string]bool{}, "/support/runs"
	order := ""
	for range 6 {
		a := b.get(path)
		for _, m := range runHook.FindAllStringSubmatch(a.body, -1) {
			if seen[m[1]] {
				t.Errorf("%s twice", m[1])
			}
			seen[m[1]] = true
			order += m[1] + ","
		}
		_, rest, more := strings.Cut(a.body, `href="/support/runs?after=`)
		if !more {
			break
		}
		next, _, _ := strings.Cut(rest, `"`)
		path = "/support/runs?after=" + next
	}
	want := s.one(`SELECT string_agg(id::text, ',' ORDER BY created_at DESC, id DESC) || ',' FROM agent_runs WHERE tenant_id IN ($1, $2)`, s.A.ID, s.B.ID)
	if order != want {
		t.Errorf("%d runs, not in the order of %d", len(seen), strings.Count(want, ","))
	}
	s.Admin(`UPDATE user_tenants SET role = 'viewer' WHERE tenant_id = $1 AND display_name = 'Desk'`, s.B.ID)
	if a := b.get("/support/runs"); strings.Contains(a.body, "/t/"+s.B.Slug+"/runs/") || !strings.Contains(a.body, "/t/"+s.A.Slug+"/runs/") {
		t.Error("the next request still shows the tenant in which he is support no more, or not his own")
	}
	if a := s.as(member(s.A, cmo.RoleOwner)).get("/support/runs"); a.status != http.StatusNotFound {
		t.Errorf("an owner: %d", a.status)
	}
}

// A bundle holds what the run keeps without personal data or keys, its hash is right, and taking it is recorded.
func TestSupportBundle_MaskedHashedRecorded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE agent_runs SET status = 'failed', error_message = 'No answer for jane.doe@example.test', input = '{"api_key": "sk-abcdef123456", "phone": "+1 212 555 0100", "goal": "Camps"}' WHERE tenant_id = $1 AND id = $2`, s.A.ID, s.A.RowID("run"))
	b := s.as(member(s.A, cmo.RoleSupport))
	if a := b.get("/support/runs?status=failed"); !strings.Contains(a.body, s.A.RowID("run").String()) || strings.Contains(a.body, "jane.doe") {
		t.Fatalf("the log: %d", a.status)
	}
	a := b.post("/support/"+s.A.Slug+"/runs/"+s.A.RowID("run").String()+"/bundle", nil)
	var bundle struct {
		Sum    string          `json:"sha256_of_bundle"`
		Bundle json.RawMessage `json:"bundle"`
	}
	if err := json.Unmarshal([]byte(a.body), &bundle); a.status != http.StatusOK || err != nil {
		t.Fatalf("%d %v", a.status, err)
	}
	for _, secret := range []string{"jane.doe", "sk-abcdef", "555 0100"} {
		if strings.Contains(a.body, secret) {
			t.Errorf("shows %s", secret)
		}
	}
	if !strings.Contains(a.body, "Camps") || !strings.Contains(a.body, `"steps"`) {
		t.Error("the content is missing")
	}
	compact := compactJSON(t, bundle.Bundle)
	sum := sha256.Sum256(compact)
	if hex.EncodeToString(sum[:]) != bundle.Sum {
		t.Error("the hash is not that of the bundle, written compactly")
	}
	if got := s.one(`SELECT details->'filter'->>'sha256' FROM audit_log WHERE tenant_id = $1 AND event = 'export.made'`, s.A.ID); got != bundle.Sum {
		t.Errorf("recorded: %q", got)
	}
	for name, who := range map[string]string{"an owner": member(s.A, cmo.RoleOwner), "support of another tenant": member(s.B, cmo.RoleSupport), "a platform admin": storetest.Platform} {
		if a := s.as(who).post("/support/"+s.A.Slug+"/runs/"+s.A.RowID("run").String()+"/bundle", nil); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", name, a.status)
		}
	}
}

func compactJSON(t *testing.T, raw json.RawMessage) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, raw); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
