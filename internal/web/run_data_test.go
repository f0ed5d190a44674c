package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// plantPrompt adds a run that keeps everything, with things to hide in each part.
func plantPrompt(s *site) uuid.UUID {
	s.t.Helper()
	id := uuid.New()
	s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, status, subject, error_message, error_kind, input, output, raw_answer, prompt, created_at, completed_at)
		VALUES ($1, $1, $2, 77, 'cmo-content-engine', 'content', 'failed', 'For desk@example.test', 'No word to desk@example.test', 'provider', '{"to":"desk@example.test","api_key":"not shown"}',
		  '{"reply":"desk@example.test"}', 'Dear desk@example.test', '{"system":"You write.","prompt":"To desk@example.test: {\"api_key\": \"not shown\"}"}', now(), now())`, s.A.ID, id)
	return id
}

// What a role does not see on the page it does not get as a file.
func TestRunDownload_PartsAndMasks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path := "/t/" + s.A.Slug + "/runs/" + plantPrompt(s).String() + "/download"
	for _, role := range cmo.Roles {
		b := s.as(member(s.A, role))
		for part, says := range map[string]string{"": `"run_no":77`, "?part=output": `"reply"`, "?part=input": `"to"`, "?part=prompt": "You write.", "?part=raw": "Dear"} {
			a := b.get(path + part)
			if a.status != http.StatusOK || !json.Valid([]byte(a.body)) || !strings.Contains(a.body, says) || !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment; filename=\"run-77") {
				t.Errorf("%s%s: %d, %q: %.200s", role, part, a.status, a.header.Get("Content-Disposition"), a.body)
			}
			if shows := strings.Contains(a.body, "desk@example.test"); shows == role.Masked() {
				t.Errorf("%s%s: shows an address: %v", role, part, shows)
			}
			if strings.Contains(a.body, "not shown") && role.Masked() {
				t.Errorf("%s%s shows a key", role, part)
			}
		}
	}
	if a := s.as(member(s.A, cmo.RoleOwner)).get(path + "?part=steps"); a.status != http.StatusBadRequest {
		t.Errorf("an unknown part: %d", a.status)
	}
}

// The prompt as it was sent is a tab of its own, where one was kept.
func TestRunPage_Prompt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := "/t/" + s.A.Slug + "/runs/" + plantPrompt(s).String()
	if a := s.as(member(s.A, cmo.RoleMarketer)).get(page + "?tab=prompt"); !strings.Contains(a.body, "You write.") || !strings.Contains(a.body, "To desk@example.test") {
		t.Errorf("%d without the prompt", a.status)
	}
	if a := s.as(member(s.A, cmo.RoleSupport)).get(page + "?tab=prompt"); !strings.Contains(a.body, "You write.") || strings.Contains(a.body, "desk@") || strings.Contains(a.body, "not shown") {
		t.Errorf("support: %d", a.status)
	}
	if a := s.as(member(s.A, cmo.RoleOwner)).get("/t/" + s.A.Slug + "/runs/" + s.A.RowID("run").String()); strings.Contains(a.body, "Prompt as sent") {
		t.Error("a run without a kept prompt offers one")
	}
}
