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

// The pages of a brand, an ICP and an offer lead to their queue while something waits in it, and only then. Content that
// waits is redone by a run for its campaign.
func TestRecordPages_LeadToTheirQueue(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	asset := s.A.RowID("asset").String()
	home := "/t/" + s.A.Slug
	for kind, page := range map[cmo.RecordKind]string{cmo.KindBrand: home + "/brand", cmo.KindICP: home + "/icps/" + s.A.RowID("icp").String(), cmo.KindOffer: home + "/offers/" + s.A.RowID("offer").String()} {
		typ, id := kind.Type(), s.A.RowID(string(kind)).String()
		queue := home + "/" + typ.Collection + "/" + id + "/history"
		if a := b.get(page); a.status != http.StatusOK || strings.Contains(a.body, queue+"#built") {
			t.Errorf("%s leads to an empty queue: %d", kind, a.status)
		}
		s.Admin(`INSERT INTO record_sources (tenant_id, id, record_table, record_id, record_version, source_table, source_id, source_version)
			SELECT $1, gen_random_uuid(), 'cmo_content_assets', $2, 1, $3, $4, 1`, s.A.ID, asset, typ.Table, id)
		s.Admin(`UPDATE `+typ.Table+` SET version = 3 WHERE id = $1`, id)
		if a := b.get(page); !strings.Contains(a.body, `href="`+queue+`#built"`) || !strings.Contains(a.body, " built on an older version of this "+typ.Noun) {
			t.Errorf("%s does not lead to what waits: %d", kind, a.status)
		}
		if a := b.get(queue); !strings.Contains(a.body, "runs/new?asset="+asset+"&amp;mode=content") {
			t.Errorf("%s: content cannot be redone", kind)
		}
	}
	campaign := s.one(`SELECT campaign_id::text FROM cmo_content_assets WHERE id = $1`, asset)
	if a := b.get(home + "/runs/new?mode=content&asset=" + asset); a.status != http.StatusOK || !strings.Contains(a.body, "Content anew in place of") || !strings.Contains(a.body, campaign) {
		t.Errorf("the run's form: %d", a.status)
	}
	if a := b.get(home + "/runs/new?mode=content&asset=" + s.B.RowID("asset").String()); a.status != http.StatusNotFound {
		t.Errorf("another tenant's content: %d", a.status)
	}
}
