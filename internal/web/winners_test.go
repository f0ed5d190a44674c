package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// A winner needs a reason where figures do not speak; it is recorded with them, and may be taken back.
func TestAssetWinner_ReasonFiguresUndo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	asset, a, b := s.A.RowID("asset"), s.A.RowID("variant"), uuid.New()
	s.Admin(`INSERT INTO cmo_content_variants (tenant_id, workspace_id, id, asset_id, variant_name, variant_type) VALUES ($1, $1, $2, $3, 'Second', 'B')`, s.A.ID, b, asset)
	page := "/t/" + s.A.Slug + "/content/" + asset.String()
	marketer := s.as(member(s.A, cmo.RoleMarketer))
	choose := func(form url.Values, want int, says string) {
		t.Helper()
		if a := marketer.post(page+"/winner", form); a.status != want || !strings.Contains(a.body, says) {
			t.Errorf("%v: %d, says %q: %v", form, a.status, says, strings.Contains(a.body, says))
		}
	}
	winners := func() (id string) {
		if err := s.AdminConn().QueryRow(t.Context(), `SELECT coalesce(string_agg(id::text, ','), '') FROM cmo_content_variants WHERE asset_id = $1 AND is_winner`, asset).Scan(&id); err != nil {
			t.Fatal(err)
		}
		return id
	}
	choose(url.Values{"variant": {b.String()}}, http.StatusUnprocessableEntity, "say what you go by")
	choose(url.Values{"reason": {"Kept text"}}, http.StatusUnprocessableEntity, "Kept text")
	choose(url.Values{"variant": {s.B.RowID("variant").String()}, "reason": {"x"}}, http.StatusConflict, "no longer there")
	choose(url.Values{"variant": {b.String()}, "reason": {strings.Repeat("x", 1001)}}, http.StatusUnprocessableEntity, "at most 1,000")
	if got := winners(); got != "" {
		t.Fatalf("refused, yet %s won", got)
	}
	for range 2 {
		choose(url.Values{"variant": {b.String()}, "reason": {"Readers <b>liked</b> it"}}, http.StatusSeeOther, "")
	}
	if body := marketer.get(page).body; winners() != b.String() || strings.Count(body, "Readers &lt;b&gt;liked") != 1 || !strings.Contains(body, "Variant B won.") {
		t.Errorf("%s won; shown: %v", winners(), strings.Contains(body, "Variant B won."))
	}
	choose(url.Values{"act": {"back"}}, http.StatusSeeOther, "")
	if body := marketer.get(page).body; winners() != "" || !strings.Contains(body, "Taken back by") {
		t.Errorf("taken back, yet %s won", winners())
	}
	s.Admin(`UPDATE cmo_content_variants SET performance_metrics = '{"impressions": 100, "clicks": 7}' WHERE asset_id = $1`, asset)
	choose(url.Values{"variant": {a.String()}}, http.StatusSeeOther, "")
	if body := marketer.get(page).body; winners() != a.String() || !strings.Contains(body, "7 clicks of 100, 7%") {
		t.Errorf("by figures %s won", winners())
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).post(page+"/winner", url.Values{"act": {"back"}}); a.status != http.StatusForbidden || winners() == "" {
		t.Errorf("a viewer takes it back: %d", a.status)
	}
}
