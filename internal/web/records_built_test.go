package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// The history of a brand is the queue of what was built on an older version of it: chosen ones are kept, the others wait on.
func TestHistory_BuiltOn_KeptInBulk(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	brand, kept, left := s.A.RowID("brand").String(), s.addCampaign(s.A, "Kept", "draft", "none"), s.addCampaign(s.A, "Left", "draft", "none")
	s.Admin(`UPDATE cmo_brand_profiles SET version = 3 WHERE id = $1`, brand)
	for _, id := range []string{kept, left} {
		s.Admin(`INSERT INTO record_sources (tenant_id, id, record_table, record_id, record_version, source_table, source_id, source_version)
			VALUES ($1, gen_random_uuid(), 'cmo_campaigns', $2, 1, 'cmo_brand_profiles', $3, 2)`, s.A.ID, id, brand)
	}
	at := "/t/" + s.A.Slug + "/brand/" + brand
	page := b.get(at + "/history")
	if !strings.Contains(page.body, "built on v2, now v3") || !strings.Contains(page.body, `value="`+kept+`"`) || !strings.Contains(page.body, "mode=campaigns") || !strings.Contains(page.body, "Keep the chosen as they are") {
		t.Fatalf("the queue: %d", page.status)
	}
	if a := b.post(at+"/keep", url.Values{"of": {"built"}, "built": {kept}}); a.status != http.StatusSeeOther {
		t.Fatalf("keeping one: %d", a.status)
	}
	page = b.get(at + "/history")
	if strings.Contains(page.body, `value="`+kept+`"`) || !strings.Contains(page.body, `value="`+left+`"`) || !strings.Contains(page.body, "built on v3") {
		t.Error("not the chosen one was kept")
	}
	for _, id := range []string{s.B.RowID("campaign").String(), uuid.NewString()} {
		if a := b.post(at+"/keep", url.Values{"of": {"built"}, "built": {left, id}}); a.status != http.StatusNotFound {
			t.Errorf("one that was not built on it: %d", a.status)
		}
	}
	if page = b.get(at + "/history"); !strings.Contains(page.body, `value="`+left+`"`) {
		t.Error("a refused choice was kept in part")
	}
	if page = s.as(member(s.A, cmo.RoleViewer)).get(at + "/history"); strings.Contains(page.body, "Keep the chosen") {
		t.Error("a viewer is offered to keep")
	}
}
