package web_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
)

// What the page shows are the bytes that a program gets.
func TestCampaignPreview_BytesOfTheAPI(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE cmo_campaigns SET objective = 'Fill <the> "trial" classes & more – ä' WHERE tenant_id = $1`, s.A.ID)
	program := s.program(s.A, everyScope...)
	for kind, mark := range map[string]string{"campaign": "AI CMO Driven", "manual": "A person made it"} {
		id := s.A.RowID(kind).String()
		a := s.as(member(s.A, cmo.RoleViewer)).get(paths.CampaignPreview(s.A.Slug, id))
		if a.status != http.StatusOK || !strings.Contains(a.body, mark) {
			t.Fatalf("%s: %d", kind, a.status)
		}
		shown := func(part string) string {
			found := regexp.MustCompile(`(?s)data-body="` + part + `"><code>(.*?)</code>`).FindStringSubmatch(a.body)
			if found == nil {
				t.Fatalf("%s has no %s", kind, part)
			}
			return html.UnescapeString(found[1])
		}
		answer := program.get("/api/v1/campaigns/" + id).body
		if shown("answer") != answer {
			t.Errorf("%s: shown\n%s\nserved\n%s", kind, shown("answer"), answer)
		}
		if row := program.get("/rest/v1/cmo_campaigns?id=eq." + id).body; shown("row") != row {
			t.Errorf("%s: shown\n%s\nserved\n%s", kind, shown("row"), row)
		}
		if !strings.HasSuffix(shown("message"), `,"data":`+strings.TrimSuffix(answer, "\n")+"}") || !strings.HasPrefix(shown("message"), `{"type":"campaign.changed","timestamp":"`) {
			t.Errorf("%s: the message is\n%s", kind, shown("message"))
		}
	}
}

// The reference names every call and shape of the served description, and asks nobody else for anything.
func TestReference_EveryCall(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := s.as(member(s.A, cmo.RoleViewer)).get(paths.Reference(s.A.Slug))
	if a.status != http.StatusOK {
		t.Fatal(a.status)
	}
	for _, r := range s.server.APIRoutes() {
		if strings.HasPrefix(r.Path, paths.API) && !strings.Contains(a.body, ">"+r.Path+"<") {
			t.Errorf("%s %s is not described", r.Method, r.Path)
		}
	}
	for _, want := range []string{`id="schema-CampaignResource"`, "ai_cmo_driven", "campaigns:read", "curl -H &#34;Authorization: Bearer $AICMO_TOKEN&#34;", "next_cursor"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("it lacks %s", want)
		}
	}
	if regexp.MustCompile(`(src|href)="https?://`).MatchString(a.body) {
		t.Error("it asks somebody else for something")
	}
}
