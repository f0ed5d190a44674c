package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// The search is a page without script, and the palette's options with it; a group with the better fit stands first.
func TestSearch_PageAndPalette(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE cmo_campaigns SET campaign_name = 'Runs for <b>camps</b>' WHERE id = $1`, s.A.RowID("campaign"))
	b, viewer := s.as(member(s.A, cmo.RoleMarketer)), s.as(member(s.A, cmo.RoleViewer))
	page := "/t/" + s.A.Slug + "/search"
	a := b.get(page + "?q=runs")
	if a.status != http.StatusOK || !strings.Contains(a.body, "Runs for &lt;b&gt;camps") || strings.Index(a.body, `id="group-places"`) > strings.Index(a.body, `id="group-campaign"`) {
		t.Fatalf("%d: the page “Runs” does not stand before the campaign: %s", a.status, a.body)
	}
	if a := b.get(page + "?q=" + url.QueryEscape("no such thing")); !strings.Contains(a.body, "Nothing here has a name like “no such thing”") {
		t.Error("an empty result is not said")
	}
	if a := b.get(page + "?q=new"); !strings.Contains(a.body, "/campaigns/new") {
		t.Error("no actions")
	}
	if a := viewer.get(page + "?q=new"); strings.Contains(a.body, "/campaigns/new") {
		t.Error("a viewer is offered what he may not do")
	}
	if a := b.get(page + "?q=" + strings.Repeat("x", 201)); a.status != http.StatusUnprocessableEntity && a.status != http.StatusBadRequest {
		t.Errorf("too long a text: %d", a.status)
	}
	b.head = http.Header{"Hx-Request": {"true"}, "Hx-Request-Type": {"partial"}, "Hx-Target": {"div#find-results"}}
	a = b.get(page + "?q=runs")
	if strings.Contains(a.body, "<html") || !strings.Contains(a.body, `role="option"`) || !strings.Contains(a.body, `data-count="`) {
		t.Errorf("the palette gets %s", a.body)
	}
}

// Support does not find a run by words that it may not read.
func TestSearch_Support_NoMaskedWords(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE agent_runs SET subject = 'For anna@example.test' WHERE id = $1`, s.A.RowID("run"))
	for role, want := range map[cmo.Role]bool{cmo.RoleMarketer: true, cmo.RoleSupport: false} {
		a := s.as(member(s.A, role)).get("/t/" + s.A.Slug + "/search?q=anna")
		if got := strings.Contains(a.body, "/runs/"+s.A.RowID("run").String()); got != want {
			t.Errorf("%s finds the run: %v", role, got)
		}
	}
}
