package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// A funnel that an agent drafted waits on the first run's page until a person has looked at it.
func TestFunnelReview_FirstRunWaits(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.A.RowID("funnel").String()
	page, start := "/t/"+s.A.Slug+"/funnels/"+id, "/t/"+s.A.Slug+"/start"
	s.Admin(`UPDATE cmo_funnels SET origin = 'ai_cmo', run_id = $2, status = 'draft', updated_by = NULL, created_by = NULL, reviewed_at = NULL WHERE id = $1`, id, s.A.RowID("run"))
	step := func(b *browser) string {
		_, rest, _ := strings.Cut(b.get(start).body, `id="step-funnels"`)
		rest, _, _ = strings.Cut(rest, `id="step-campaigns"`)
		return rest
	}
	b := s.as(member(s.A, cmo.RoleMarketer))
	if got := step(b); !strings.Contains(got, "Waits for review") || !strings.Contains(got, "not reviewed yet") {
		t.Errorf("an unreviewed funnel counts as done: %s", got)
	}
	if a := b.get(page); !strings.Contains(a.body, "No person has reviewed this funnel yet") || !strings.Contains(a.body, "Mark as reviewed") {
		t.Error("its page does not ask for a review")
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).post(page+"/review", nil); a.status != http.StatusForbidden {
		t.Errorf("a viewer reviews it: %d", a.status)
	}
	if a := s.as(member(s.B, cmo.RoleMarketer)).post("/t/"+s.B.Slug+"/funnels/"+id+"/review", nil); a.status != http.StatusNotFound {
		t.Errorf("another tenant reviews it: %d", a.status)
	}
	if a := b.post(page+"/review", nil); a.status != http.StatusSeeOther {
		t.Fatalf("%d", a.status)
	}
	if got := step(b); strings.Contains(got, "Waits for review") {
		t.Errorf("it still waits: %s", got)
	}
	if a := b.get(page); strings.Contains(a.body, "Mark as reviewed") || !strings.Contains(a.body, "reviewed ") {
		t.Error("the page does not say that it was reviewed")
	}
}
