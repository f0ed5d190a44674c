package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestFunnelPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleViewer))
	list := "/t/" + s.A.Slug + "/funnels"
	id := s.A.RowID("funnel").String()
	if a := b.get(list); a.status != http.StatusOK || !strings.Contains(a.body, `data-funnel-id="`+id+`" data-status="active" data-ai="true"`) {
		t.Errorf("list: %d", a.status)
	}
	s.Admin(`UPDATE cmo_funnel_stages SET kpis = '["reach", {"metric": "leads"}]', content_assets = '["Letter", 3]', channels = '[{"channel": "email"}]', target_icps = '[null]' WHERE funnel_id = $1`, id)
	s.Admin(`UPDATE cmo_offers SET price_range = '{"min": "from 20"}' WHERE tenant_id = $1`, s.A.ID)
	for query, want := range map[string]int{"": http.StatusOK, "?period=90d": http.StatusOK, "?period=plan": http.StatusOK, "?period=1y": http.StatusBadRequest} {
		a := b.get(list + "/" + id + query)
		if a.status != want || want == http.StatusOK && (!strings.Contains(a.body, "Planned and actual volume") || !strings.Contains(a.body, s.A.Canary+" nurture") || !strings.Contains(a.body, "AI CMO Driven: ")) {
			t.Errorf("%q: %d", query, a.status)
		}
	}
	s.Admin(`UPDATE cmo_funnels SET archived_at = now() WHERE id = $1`, id)
	if a := b.get(list); strings.Contains(a.body, id) || !strings.Contains(a.body, "No funnels yet") {
		t.Error("an archived funnel stands in the list")
	}
	if a := b.get(list + "/" + id); a.status != http.StatusOK || !strings.Contains(a.body, "Archived on") {
		t.Errorf("archived: %d", a.status)
	}
}

// plantStages gives A's funnel three more stages behind its own and returns the ids in their order.
func plantStages(s *site) []string {
	ids := []string{s.A.RowID("stage").String()}
	for i, name := range []string{"Second", "Third", "Fourth"} {
		id := uuid.NewString()
		s.Admin(`INSERT INTO cmo_funnel_stages (tenant_id, workspace_id, id, funnel_id, stage_name, stage_type, stage_order) VALUES ($1, $1, $2, $3, $4, 'conversion', $5)`, s.A.ID, id, s.A.RowID("funnel"), name, i+7)
		ids = append(ids, id)
	}
	return ids
}

func (s *site) stageOrder() []string {
	s.t.Helper()
	rows, err := s.AdminConn().Query(s.t.Context(), `SELECT id::text FROM cmo_funnel_stages WHERE funnel_id = $1 ORDER BY stage_order`, s.A.RowID("funnel"))
	if err != nil {
		s.t.Fatal(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		s.t.Fatal(err)
	}
	return ids
}

func TestStageMove(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ids := plantStages(s)
	b := s.as(member(s.A, cmo.RoleMarketer))
	funnel := "/t/" + s.A.Slug + "/funnels/" + s.A.RowID("funnel").String()
	move := func(id string, form url.Values) answer { return b.post("/t/"+s.A.Slug+"/stages/"+id+"/move", form) }

	if a := move(ids[1], url.Values{"to": {"earlier"}, "place": {""}}); a.status != http.StatusSeeOther || a.location() != funnel+"?done=stage-moved" {
		t.Fatalf("%d to %q", a.status, a.location())
	}
	if got := s.stageOrder(); !slices.Equal(got, []string{ids[1], ids[0], ids[2], ids[3]}) {
		t.Errorf("earlier: %v of %v", got, ids)
	}
	if a := move(ids[1], url.Values{"to": {"earlier"}}); a.status != http.StatusSeeOther { // already first
		t.Errorf("first, earlier: %d", a.status)
	}
	b.head = http.Header{"Hx-Request": {"true"}, "Hx-Request-Type": {"partial"}, "Hx-Target": {"div#funnel"}}
	a := move(ids[1], url.Values{"place": {"4"}, "to": {"later"}})
	if a.status != http.StatusOK || !strings.HasPrefix(a.body, `<div id="funnel"`) || !strings.Contains(a.body, `hx-swap-oob="innerHTML">Second is now stage 4 of 4.<`) || !slices.Equal(s.stageOrder(), []string{ids[0], ids[2], ids[3], ids[1]}) {
		t.Errorf("to the end: %d, %v", a.status, s.stageOrder())
	}
	b.head = http.Header{}
	for _, bad := range []string{"", "0", "5", "up", "1e9"} {
		if a := move(ids[1], url.Values{"to": {bad}}); a.status != http.StatusBadRequest {
			t.Errorf("%q: %d", bad, a.status)
		}
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).post("/t/"+s.A.Slug+"/stages/"+ids[0]+"/move", url.Values{"to": {"later"}}); a.status != http.StatusForbidden {
		t.Errorf("viewer: %d", a.status)
	}
	if a := b.get("/t/" + s.A.Slug + "/stages/" + ids[1] + "/history"); a.status != http.StatusOK || !strings.Contains(a.body, "Order") {
		t.Errorf("history: %d", a.status)
	}
}

// A funnel made by hand, with a stage that plans more than it gets: saved, and named on the funnel's page.
func TestFunnelEditor_NewFunnelAndItsSums(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	base := "/t/" + s.A.Slug
	id := uuid.NewString()
	if a := b.post(base+"/funnels/new", url.Values{"id": {id}, "funnel_name": {""}, "funnel_type": {"sales"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Name is missing.") {
		t.Errorf("without a name: %d", a.status)
	}
	if a := b.post(base+"/funnels/new", url.Values{"id": {id}, "funnel_name": {"By hand"}, "funnel_type": {"sales"}, "total_budget": {"1,000"}}); a.status != http.StatusSeeOther || a.location() != base+"/funnels/"+id+"?done=created" {
		t.Fatalf("new: %d to %q", a.status, a.location())
	}
	for i, volume := range []string{"100", "120"} {
		form := url.Values{"id": {uuid.NewString()}, "stage_name": {"Stage " + volume}, "stage_type": {[]string{"awareness", "conversion"}[i]}, "stage_order": {volume}, "expected_volume": {volume}, "budget_allocation": {"600"}}
		if a := b.post(base+"/funnels/"+id+"/stages/new", form); a.status != http.StatusSeeOther || a.location() != base+"/funnels/"+id+"?done=created" {
			t.Fatalf("stage %s: %d to %q %s", volume, a.status, a.location(), a.body)
		}
	}
	a := b.get(base + "/funnels/" + id)
	for _, want := range []string{"Stage 120 is larger than the stage before it", "Stage budgets exceed the funnel budget", "Made by hand", "Add stage", "over 100"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).get(base + "/funnels/" + id); strings.Contains(a.body, "Add stage") || strings.Contains(a.body, "/move") {
		t.Error("a viewer is offered changes")
	}
}
