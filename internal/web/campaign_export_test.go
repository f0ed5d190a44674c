package web_test

import (
	"encoding/csv"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

var rowID = regexp.MustCompile(`<tr[^>]* data-campaign-id="([0-9a-f-]{36})"`)
var nextPage = regexp.MustCompile(`href="([^"]*[?&;]after=[^"]*)"`)

// listed are the ids that the pages of a filter's table show, sorted.
func (b *browser) listed(path string) (ids []string) {
	b.site.t.Helper()
	for path != "" {
		a := b.get(path)
		if a.status != http.StatusOK {
			b.site.t.Fatalf("%s: %d", path, a.status)
		}
		for _, m := range rowID.FindAllStringSubmatch(a.body, -1) {
			ids = append(ids, m[1])
		}
		path = ""
		if m := nextPage.FindStringSubmatch(a.body); m != nil {
			path = strings.ReplaceAll(m[1], "&amp;", "&")
		}
	}
	slices.Sort(ids)
	return ids
}

// The export of any filter holds exactly what its table shows, in both formats.
func TestCampaignExport_EqualsTheFilter(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`INSERT INTO cmo_campaigns (tenant_id, workspace_id, campaign_name, campaign_type, objective, status, review_state, funnel_stage, origin)
		SELECT $1, $1, (ARRAY['=cmd', 'Camp ', '@home '])[1 + n % 3] || n, (ARRAY['nurture', 'lead_gen', 'paid_media'])[1 + n % 3], 'Objective ' || n % 7,
		  CASE WHEN n % 5 = 0 THEN 'completed' WHEN n % 7 = 0 THEN 'active' ELSE 'draft' END, CASE WHEN n % 5 = 0 OR n % 7 = 0 THEN 'approved' ELSE (ARRAY['none', 'in_review', 'rejected', 'approved'])[1 + n % 4] END,
		  (ARRAY['awareness', 'conversion'])[1 + n % 2], (ARRAY['manual', 'import'])[1 + n % 2] FROM generate_series(1, 130) n`, s.A.ID)
	s.Admin(`INSERT INTO cmo_campaign_channels (tenant_id, workspace_id, campaign_id, channel_name)
		SELECT tenant_id, tenant_id, id, (ARRAY['email', 'sms'])[1 + length(objective) % 2] FROM cmo_campaigns WHERE tenant_id = $1 AND objective LIKE 'Objective %'`, s.A.ID)
	b := s.as(member(s.A, cmo.RoleViewer))
	board := "/t/" + s.A.Slug + "/campaigns"
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same filters in every run
	choices := map[string][]string{"origin": {"ai_cmo", "manual", "import"}, "state": {"draft", "in_review", "approved", "completed", "rejected", "active"}, "type": {"nurture", "lead_gen", "awareness"},
		"stage": {"awareness", "conversion"}, "channel": {"email", "sms"}, "ended": {"1"}, "q": {"camp", "objective 3", "=cmd", "none such"}}
	names := []string{"origin", "state", "type", "stage", "channel", "ended", "q"}
	whole := 0
	for range 25 {
		q := url.Values{}
		for _, name := range names {
			if random.IntN(4) == 0 {
				q.Add(name, choices[name][random.IntN(len(choices[name]))])
			}
		}
		want := b.listed(board + "?" + q.Encode() + "&view=table")
		whole += len(want)
		file := b.post(board+"/export", url.Values{"format": {"json"}, "query": {q.Encode()}})
		var doc struct {
			Count     int
			Campaigns []cmo.ExportedCampaign
		}
		if err := json.Unmarshal([]byte(file.body), &doc); err != nil || file.status != http.StatusOK {
			t.Fatalf("%s: %d, %v", q.Encode(), file.status, err)
		}
		var got []string
		for _, c := range doc.Campaigns {
			got = append(got, c.ID.String())
			if c.AI != (c.Origin == "ai_cmo") || c.AI && c.RunID == nil {
				t.Errorf("%s: attribution of %s", q.Encode(), c.ID)
			}
		}
		slices.Sort(got)
		rows, err := csv.NewReader(strings.NewReader(b.post(board+"/export", url.Values{"format": {"csv"}, "query": {q.Encode()}}).body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var cells []string
		for _, row := range rows[1:] {
			cells = append(cells, row[0])
		}
		slices.Sort(cells)
		if !slices.Equal(got, want) || !slices.Equal(cells, want) || doc.Count != len(want) {
			t.Errorf("%s: the table shows %d, JSON has %d, CSV %d", q.Encode(), len(want), len(got), len(cells))
		}
	}
	if whole < 100 {
		t.Errorf("only %d campaigns met a filter", whole)
	}
}

func TestCampaignExport_FileAndAudit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleViewer))
	export := "/t/" + s.A.Slug + "/campaigns/export"
	a := b.post(export, url.Values{"format": {"csv"}, "query": {"origin=ai_cmo"}})
	if a.header.Get("Content-Type") != "text/csv; charset=utf-8" || !regexp.MustCompile(`^attachment; filename="campaigns-tenant-a-\d{4}-\d\d-\d\d\.csv"$`).MatchString(a.header.Get("Content-Disposition")) {
		t.Errorf("headers: %q, %q", a.header.Get("Content-Type"), a.header.Get("Content-Disposition"))
	}
	if !strings.Contains(a.body, "ai_cmo_driven") || !strings.Contains(a.body, ",true,ai_cmo,"+s.A.RowID("run").String()) || strings.Contains(a.body, s.B.Canary) {
		t.Error("the file lacks attribution, or holds another tenant’s")
	}
	var count int
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT (details->>'count')::int FROM audit_log WHERE tenant_id = $1 AND event = 'campaigns.exported' AND details->>'filter' = 'origin=ai_cmo'`, s.A.ID).Scan(&count); err != nil || count != 1 {
		t.Errorf("audit: %d, %v", count, err)
	}
	for _, form := range []url.Values{{"format": {"xml"}}, {}, {"format": {"csv"}, "query": {"origin=robots"}}} {
		if a := b.post(export, form); a.status != http.StatusBadRequest && a.status != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", form, a.status)
		}
	}
}

func TestCampaignCopy_KeepsWhoseWorkItIs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	of := func(id string) string { return "/t/" + s.A.Slug + "/campaigns/" + id + "/copy" }
	for kind, want := range map[string]string{"campaign": "ai_cmo", "manual": "manual"} {
		id, form := uuid.NewString(), url.Values{"campaign_name": {"A copy"}}
		form.Set("copy", id)
		form.Set("origin", "manual") // nobody chooses it
		for range 2 {
			if a := b.post(of(s.A.RowID(kind).String()), form); a.status != http.StatusSeeOther {
				t.Fatalf("%s: %d", kind, a.status)
			}
		}
		var origin, run, state, mark string
		var parts int
		err := s.AdminConn().QueryRow(t.Context(), `SELECT c.origin, coalesce(c.run_id::text, ''), c.review_state, c.ai_driven::text,
			(SELECT count(*) FROM cmo_campaign_channels h WHERE h.campaign_id = c.id AND h.origin = c.origin) + (SELECT count(*) FROM cmo_content_variants v JOIN cmo_content_assets a ON a.id = v.asset_id WHERE a.campaign_id = c.id AND a.status = 'draft' AND v.origin = c.origin)
			FROM cmo_campaigns c WHERE c.id = $1`, id).Scan(&origin, &run, &state, &mark, &parts)
		if err != nil || origin != want || (run != "") != (want == "ai_cmo") || state != "none" || mark != map[string]string{"ai_cmo": "true", "manual": "false"}[want] || parts != map[string]int{"campaign": 2, "manual": 0}[kind] {
			t.Errorf("%s: %s, run %q, %s, mark %s, %d parts, %v", kind, origin, run, state, mark, parts, err)
		}
		if a := b.get("/t/" + s.A.Slug + "/campaigns/" + id); a.status != http.StatusOK || want == "ai_cmo" && !strings.Contains(a.body, "AI-driven, edited") {
			t.Errorf("%s: the copy’s page: %d", kind, a.status)
		}
	}
	if a := b.post(of(s.B.RowID("campaign").String()), url.Values{"copy": {uuid.NewString()}, "campaign_name": {"Stolen"}}); a.status != http.StatusNotFound {
		t.Errorf("another tenant’s: %d", a.status)
	}
	if a := b.post(of(s.A.RowID("campaign").String()), url.Values{"copy": {uuid.NewString()}, "campaign_name": {"  "}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "1 to 200") {
		t.Errorf("no name: %d", a.status)
	}
}
