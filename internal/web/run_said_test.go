package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Each person says once whether a run helped; the last word counts, and can be taken back.
func TestRunVerdict_PerPerson(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	run := "/t/" + s.A.Slug + "/runs/" + s.A.RowID("run").String()
	marketer, owner, support := s.as(member(s.A, cmo.RoleMarketer)), s.as(member(s.A, cmo.RoleOwner)), s.as(member(s.A, cmo.RoleSupport))
	for _, say := range []struct {
		b    *browser
		form url.Values
		want int
	}{
		{marketer, url.Values{"helpful": {"yes"}}, http.StatusSeeOther},
		{marketer, url.Values{"helpful": {"no"}, "reason": {"It wrote to desk@example.test"}}, http.StatusSeeOther},
		{owner, url.Values{"helpful": {"yes"}}, http.StatusSeeOther},
		{owner, url.Values{"helpful": {"perhaps"}}, http.StatusBadRequest},
		{owner, url.Values{"helpful": {"yes"}, "reason": {strings.Repeat("x", 1001)}}, http.StatusUnprocessableEntity},
		{support, url.Values{"helpful": {"yes"}}, http.StatusForbidden},
	} {
		if a := say.b.post(run+"/verdict", say.form); a.status != say.want {
			t.Errorf("%v: %d, want %d", say.form, a.status, say.want)
		}
	}
	if a := owner.get(run); !strings.Contains(a.body, "1 of 2") || !strings.Contains(a.body, "It wrote to desk@example.test") || !strings.Contains(a.body, "Take it back") {
		t.Error("the owner does not see both words")
	}
	if a := support.get(run); !strings.Contains(a.body, "1 of 2") || strings.Contains(a.body, "desk@example.test") || strings.Contains(a.body, `action="`+run+`/verdict"`) {
		t.Error("support sees what is hidden, or a form")
	}
	if a := owner.get("/t/" + s.A.Slug + "/runs"); !strings.Contains(a.body, "1 of 2 found helpful") {
		t.Error("the log does not count them per agent")
	}
	if a := marketer.post(run+"/verdict", url.Values{"helpful": {"none"}}); a.status != http.StatusSeeOther {
		t.Fatalf("taking it back: %d", a.status)
	}
	if a := owner.get(run); !strings.Contains(a.body, "1 of 1") {
		t.Error("it still counts")
	}
}

func TestRunComments_ThreadAndMasks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	run := "/t/" + s.A.Slug + "/runs/" + s.A.RowID("run").String()
	b, id := s.as(member(s.A, cmo.RoleMarketer)), uuid.NewString()
	form := url.Values{"comment": {id}, "body": {"Ask desk@example.test, @" + s.A.Canary + " support"}}
	for range 2 { // sent twice, it is one
		if a := b.post(run+"/comments", form); a.status != http.StatusSeeOther || a.location() != run+"#comments" {
			t.Fatalf("%d %s", a.status, a.location())
		}
	}
	if a := b.get(run); strings.Count(a.body, "Ask desk@example.test") != 1 {
		t.Error("not one comment")
	}
	support := s.as(member(s.A, cmo.RoleSupport))
	inbox := support.get("/t/" + s.A.Slug + "/reviews").body
	if !strings.Contains(inbox, "named you in a comment on this run") || !strings.Contains(inbox, run+"#comments") || strings.Contains(inbox, "desk@example.test") || strings.Contains(support.get(run).body, "desk@example.test") {
		t.Error("the one who is named is not told, or sees what is hidden")
	}
	if a := b.post(run+"/comments", url.Values{"body": {"  "}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Write something first.") {
		t.Errorf("an empty one: %d", a.status)
	}
	if a := support.post(run+"/comments", form); a.status != http.StatusForbidden {
		t.Errorf("support: %d", a.status)
	}
	if a := b.post("/t/"+s.A.Slug+"/runs/"+s.B.RowID("run").String()+"/comments", form); a.status != http.StatusNotFound {
		t.Errorf("another tenant's run: %d", a.status)
	}
}
