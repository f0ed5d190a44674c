package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// saveView makes a view of the campaigns and gives its id.
func saveView(t *testing.T, s *site, b *browser, name, query string, more ...string) string {
	t.Helper()
	id := uuid.NewString()
	form := url.Values{"id": {id}, "page": {"campaigns"}, "name": {name}, "query": {query}}
	for _, m := range more {
		form.Set(m, "1")
	}
	if a := b.post("/t/"+s.A.Slug+"/views", form); a.status != http.StatusSeeOther || !strings.Contains(a.location(), "saved="+id) {
		t.Fatalf("saving %q: %d %s", name, a.status, a.location())
	}
	return id
}

func TestSavedViews_MineSharedAndOthers(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marketer, viewer := s.as(member(s.A, cmo.RoleMarketer)), s.as(member(s.A, cmo.RoleViewer))
	board := "/t/" + s.A.Slug + "/campaigns"
	saveView(t, s, marketer, "Only mine", "origin=manual&nonsense=1")
	shared := saveView(t, s, marketer, "For all", "state=in_review", "shared")
	if a := viewer.get(board); strings.Contains(a.body, "Only mine") || !strings.Contains(a.body, "For all") {
		t.Error("the viewer sees a private view, or not the shared one")
	}
	if a := marketer.get(board); !strings.Contains(a.body, "Only mine") || strings.Contains(a.body, "nonsense") {
		t.Error("the marketer lacks his view, or it keeps a parameter that the board does not have")
	}
	for name, form := range map[string]url.Values{"rename": {"act": {"rename"}, "name": {"Taken"}}, "delete": {"act": {"delete"}}, "save": {"act": {"save"}, "query": {"origin=ai_cmo"}}} {
		if a := viewer.post("/t/"+s.A.Slug+"/views/"+shared, form); a.status != http.StatusForbidden {
			t.Errorf("%s of another's view: %d", name, a.status)
		}
	}
	if a := viewer.post("/t/"+s.A.Slug+"/views", url.Values{"id": {uuid.NewString()}, "page": {"campaigns"}, "name": {"Pushed"}, "query": {"q=x"}, "shared": {"1"}}); a.status != http.StatusSeeOther {
		t.Errorf("a viewer’s own view: %d", a.status)
	}
	if a := marketer.get(board); strings.Contains(a.body, "Pushed") {
		t.Error("a viewer shared a view with the tenant")
	}
	if a := s.as(member(s.A, cmo.RoleAdmin)).post("/t/"+s.A.Slug+"/views/"+shared, url.Values{"act": {"delete"}}); a.status != http.StatusSeeOther {
		t.Errorf("a manager deletes a shared view: %d", a.status)
	}
	if a := viewer.get(board); strings.Contains(a.body, "For all") {
		t.Error("a deleted view is still offered")
	}
}

func TestSavedViews_BadInput(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	views := "/t/" + s.A.Slug + "/views"
	saveView(t, s, b, "Same", "q=a")
	for name, form := range map[string]url.Values{
		"no name":   {"name": {"  "}},
		"long name": {"name": {strings.Repeat("x", 81)}},
		"same name": {"name": {"same"}},
	} {
		form.Set("id", uuid.NewString())
		form.Set("page", "campaigns")
		form.Set("query", "q=typed")
		if a := b.post(views, form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "“typed”") {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	for name, form := range map[string]url.Values{
		"unknown list":  {"page": {"secrets"}, "query": {"q=a"}},
		"unknown value": {"page": {"campaigns"}, "query": {"origin=mars"}},
		"too long":      {"page": {"campaigns"}, "query": {"q=" + strings.Repeat("x", 3000)}},
	} {
		form.Set("id", uuid.NewString())
		form.Set("name", "N")
		if a := b.post(views, form); a.status != http.StatusBadRequest && a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	id := uuid.NewString()
	form := url.Values{"id": {id}, "page": {"campaigns"}, "name": {"Twice"}, "query": {"q=b"}}
	if a, again := b.post(views, form), b.post(views, form); a.status != http.StatusSeeOther || again.status != http.StatusSeeOther {
		t.Errorf("sent twice: %d, %d", a.status, again.status)
	}
}

func TestSavedViews_DefaultAndUnsavedChanges(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	base, board := "/t/"+s.A.Slug, "/t/"+s.A.Slug+"/campaigns"
	id := saveView(t, s, b, "Mine", "origin=manual", "start")
	a := b.get(board)
	if a.status != http.StatusSeeOther || a.location() != board+"?origin=manual&saved="+id {
		t.Fatalf("the default view does not open: %d %s", a.status, a.location())
	}
	if a := b.get(board + "?done=archived"); !strings.Contains(a.location(), "done=archived") {
		t.Errorf("the message is lost on the way: %s", a.location())
	}
	if a := b.get(a.location()); strings.Contains(a.body, "Unsaved changes") || strings.Contains(a.body, "data-keep") || !strings.Contains(a.body, "saved=none") {
		t.Error("an opened view says it has changes, or the way to everything leads back to it")
	}
	if a := b.get(board + "?saved=none"); a.status != http.StatusOK || !strings.Contains(a.body, s.A.RowID("campaign").String()) {
		t.Errorf("everything: %d", a.status)
	}
	changed := b.get(board + "?origin=ai_cmo&saved=" + id)
	if !strings.Contains(changed.body, "Unsaved changes to “Mine”") || !strings.Contains(changed.body, `data-keep-query="origin=ai_cmo&amp;saved=`+id) {
		t.Error("a changed view does not say so, or is not kept")
	}
	if a := b.post(base+"/views/last", url.Values{"page": {"campaigns"}, "query": {"origin=ai_cmo&saved=" + id}}); a.status != http.StatusNoContent {
		t.Fatalf("keeping: %d", a.status)
	}
	if a := b.get(board); a.location() != board+"?origin=ai_cmo&saved="+id {
		t.Errorf("what was left is not kept: %s", a.location())
	}
	if a := s.as(member(s.A, cmo.RoleApprover)).get(board); a.status != http.StatusOK {
		t.Errorf("somebody else’s board begins there: %d", a.status)
	}
	if a := b.post(base+"/views/"+id, url.Values{"act": {"save"}, "query": {"origin=ai_cmo"}}); a.status != http.StatusSeeOther {
		t.Fatalf("saving the changes: %d", a.status)
	}
	if a := b.get(board); a.location() != board+"?origin=ai_cmo&saved="+id {
		t.Errorf("the saved view does not open: %s", a.location())
	}
	b.post(base+"/views/"+id, url.Values{"act": {"delete"}})
	if a := b.get(board); a.status != http.StatusOK {
		t.Errorf("a deleted default view: %d %s", a.status, a.location())
	}
}
