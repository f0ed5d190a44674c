package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// A step is taken back from its message, where nothing is approved or launched by that.
func TestMove_UndoneFromTheMessage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, approver := s.as(member(s.A, cmo.RoleMarketer)), s.as(member(s.A, cmo.RoleApprover))
	board := "/t/" + s.A.Slug + "/campaigns"
	id := s.addCampaign(s.A, "There and back", "draft", "none")
	a := b.post(board+"/"+id+"/move", url.Values{"from": {"draft"}, "to": {"in_review"}})
	page := b.get(a.location())
	undo := hidden(between(page.body, `<form id="flash-undo"`, "</form>"))
	if undo.Get("from") != "in_review" || undo.Get("to") != "draft" || undo.Get("next") != "" && !strings.HasPrefix(undo.Get("next"), board) {
		t.Fatalf("the message offers %v", undo)
	}
	if a := b.post(board+"/"+id+"/move", undo); a.status != http.StatusSeeOther || s.campaignState(id) != "none" {
		t.Errorf("undone: %d, %s", a.status, s.campaignState(id))
	}
	list := b.inPlace(board+"/"+id+"/move", url.Values{"from": {"draft"}, "to": {"in_review"}, "next": {board}})
	if !strings.Contains(list.body, "Moved to Needs review") || !strings.Contains(list.body, `name="to" value="draft"`) {
		t.Errorf("the board offers no way back: %d", list.status)
	}
	live := s.addCampaign(s.A, "Paused again", "active", "approved")
	if a := approver.post(board+"/"+live+"/move", url.Values{"from": {"active"}, "to": {"paused"}}); !strings.Contains(a.location(), "undo=moves."+live+".active") {
		t.Errorf("a pause cannot be taken back: %s", a.location())
	}
	for _, undo := range []string{"moves." + live + ".active", "moves." + live + ".draft", "moves.x.active", "moves." + live} {
		if page := b.get(board + "?saved=none&done=moved-paused&undo=" + undo); strings.Contains(page.body, "flash-undo") {
			t.Errorf("a marketer is offered %q", undo)
		}
	}
	for _, step := range [][2]cmo.CampaignState{{cmo.StateApproved, cmo.StateInReview}, {cmo.StateScheduled, cmo.StateApproved}, {cmo.StateChanges, cmo.StateInReview}, {cmo.StateActive, cmo.StateCompleted}} {
		if back, ok := cmo.UndoOf(step[0], step[1], cmo.RoleOwner); ok {
			t.Errorf("%v is taken back by %q", step, back.Verb)
		}
	}
}
