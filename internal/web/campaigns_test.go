package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// partial makes a browser ask as htmx does for the element with that id.
func (b *browser) partial(path, id string) answer {
	b.head = http.Header{"Hx-Request": {"true"}, "Hx-Request-Type": {"partial"}, "Hx-Target": {"div#" + id}, "Hx-Current-Url": {b.site.url + path}}
	defer func() { b.head = http.Header{} }()
	return b.get(path)
}

func TestCampaignBoard_HooksAndFilters(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleViewer))
	base := "/t/" + s.A.Slug + "/campaigns"
	id := s.A.RowID("campaign").String()
	ai := `data-campaign-id="` + id + `" data-review="in_review" data-status="draft"`
	for query, want := range map[string]bool{
		"": true, "?view=table": true, "?origin=ai_cmo": true, "?origin=manual": false, "?q=NURTURE": true, "?q=none+such": false, "?state=in_review": true,
		"?state=draft&state=in_review&view=table": true, "?state=approved": false, "?channel=email": true, "?channel=sms": false, "?stage=consideration&type=nurture": true, "?ended=1": true,
		"?q=&origin=&state=&type=&channel=&stage=": true,
	} {
		a := b.get(base + query)
		if a.status != http.StatusOK || strings.Contains(a.body, `data-campaign-id="`+id+`"`) != want {
			t.Errorf("%q: %d, found: %v", query, a.status, !want)
		}
	}
	if a := b.get(base); !strings.Contains(a.body, `data-ai="true" `+ai) || !strings.Contains(a.body, `data-ai="false"`) || !strings.Contains(a.body, "AI CMO Driven") {
		t.Error("the board lacks a hook")
	}
}

func TestCampaignBoard_Parts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleOwner))
	base := "/t/" + s.A.Slug + "/campaigns"
	peek := base + "?peek=" + s.A.RowID("campaign").String()

	list := b.partial(base+"?q=nurture&origin=&view=board", "campaigns")
	if got := list.header.Get("HX-Push-Url"); got != base+"?q=nurture" || !strings.HasPrefix(list.body, `<div id="campaigns"`) || !strings.Contains(list.body, `hx-swap-oob="innerHTML">1 campaign<`) {
		t.Errorf("list: pushes %q, %.80s", got, list.body)
	}
	drawer := b.partial(peek, "peek")
	if got := drawer.header.Get("HX-Push-Url"); got != peek || !strings.HasPrefix(drawer.body, `<div id="peek"><section class="drawer"`) || strings.Contains(drawer.body, "data-list") {
		t.Errorf("drawer: pushes %q, %.80s", got, drawer.body)
	}
	if closed := b.partial(base, "peek"); closed.body != `<div id="peek"></div>` {
		t.Errorf("closed drawer: %.80s", closed.body)
	}
	if whole := b.get(peek); !strings.Contains(whole.body, "<html") || !strings.Contains(whole.body, `class="drawer"`) || !strings.Contains(whole.body, `class="k is-open"`) {
		t.Error("without htmx the drawer is not on the page")
	}
	if gone := b.get(base + "?peek=" + s.B.RowID("campaign").String()); gone.status != http.StatusNotFound {
		t.Errorf("another tenant's drawer: %d", gone.status)
	}
}

func TestCampaignPage_ArchivedSaysSo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleSupport))
	page := "/t/" + s.A.Slug + "/campaigns/" + s.A.RowID("campaign").String()
	if a := b.get(page); strings.Contains(a.body, "Archived on") || !strings.Contains(a.body, "/runs/"+s.A.RowID("run").String()) {
		t.Error("the page of a campaign in use says it is archived, or does not lead to its run")
	}
	s.Admin(`UPDATE cmo_campaigns SET archived_at = now() WHERE id = $1`, s.A.RowID("campaign"))
	if a := b.get(page); a.status != http.StatusOK || !strings.Contains(a.body, "Archived on") {
		t.Errorf("archived: %d", a.status)
	}
}
