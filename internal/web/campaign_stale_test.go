package web_test

import (
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// A card and a row say when a source has moved on, and when an approval no longer covers the campaign.
func TestCampaignBoard_SaysWhatIsStale(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleViewer))
	board := "/t/" + s.A.Slug + "/campaigns"
	has := func(text string) [2]bool {
		return [2]bool{strings.Contains(b.get(board).body, text), strings.Contains(b.get(board+"?view=table").body, text)}
	}
	if has("Built on") != [2]bool{} {
		t.Fatal("a fresh campaign is called stale")
	}
	s.Admin(`UPDATE cmo_brand_profiles SET version = 3 WHERE tenant_id = $1`, s.A.ID)
	if has("Built on brand v1, now v3") != [2]bool{true, true} {
		t.Error("nothing says that the brand has moved on")
	}
	id := s.A.RowID("campaign")
	s.Admin(`UPDATE cmo_campaigns SET review_state = 'approved' WHERE id = $1`, id)
	s.Admin(`SET ROLE aicmo_admin; SELECT app.adopt_approvals(); RESET ROLE`)
	if has("Approval stale") != [2]bool{} {
		t.Error("a fresh approval is called stale")
	}
	s.Admin(`UPDATE cmo_content_variants SET body_content = 'Another' WHERE id = $1`, s.A.RowID("variant"))
	if has("Approval stale") != [2]bool{true, true} || !strings.Contains(b.get(board).body, "1 stale") {
		t.Error("nothing says that the approval is stale")
	}
	if body := s.as(member(s.B, cmo.RoleViewer)).get("/t/" + s.B.Slug + "/campaigns").body; strings.Contains(body, "Built on") {
		t.Error("it is said in the other tenant")
	}
}
