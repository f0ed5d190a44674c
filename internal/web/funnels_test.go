package web_test

import (
	"net/http"
	"strings"
	"testing"

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
