package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// addCampaign adds a campaign of A in a state.
func (s *site) addCampaign(tenant storetest.Tenant, name, status, review string) string {
	s.t.Helper()
	id := uuid.NewString()
	s.Admin(`INSERT INTO cmo_campaigns (tenant_id, workspace_id, id, campaign_name, campaign_type, status, review_state) VALUES ($1, $1, $2, $3, 'nurture', $4, $5)`, tenant.ID, id, name, status, review)
	return id
}

func (s *site) campaignState(id string) string {
	s.t.Helper()
	var state string
	if err := s.AdminConn().QueryRow(s.t.Context(), `SELECT CASE WHEN archived_at IS NOT NULL THEN 'archived' WHEN status <> 'draft' THEN status ELSE review_state END FROM cmo_campaigns WHERE id = $1`, id).Scan(&state); err != nil {
		s.t.Fatal(err)
	}
	return state
}

func TestBulk_EachByItself(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	bulk := "/t/" + s.A.Slug + "/campaigns/bulk"
	one, two, live := s.addCampaign(s.A, "Draft one", "draft", "none"), s.addCampaign(s.A, "Draft two", "draft", "none"), s.addCampaign(s.A, "Live one", "active", "approved")
	foreign := s.B.RowID("manual").String()
	ids := []string{one, two, live, foreign}

	ask := b.post(bulk, url.Values{"act": {"review"}, "id": ids})
	if ask.status != http.StatusOK || !strings.Contains(ask.body, "Request review of 2 campaigns?") || !strings.Contains(ask.body, "1 picked campaign cannot be found") ||
		!strings.Contains(ask.body, "There is no such step from its state") || strings.Contains(ask.body, foreign) || s.campaignState(one) != "none" {
		t.Fatalf("the question: %d", ask.status)
	}
	act := uuid.NewString()
	s.Admin(`UPDATE cmo_campaigns SET review_state = 'in_review' WHERE id = $1`, two) // somebody was quicker
	form := url.Values{"step": {"do"}, "act": {"review"}, "bulk": {act}, "id": {one, two, foreign}}
	a := b.post(bulk, form)
	if a.status != http.StatusSeeOther || a.location() != bulk+"/"+act {
		t.Fatalf("doing it: %d %s", a.status, a.location())
	}
	result := b.get(a.location())
	if !strings.Contains(result.body, "Sent to review: 1 of 3 campaigns") || !strings.Contains(result.body, "It is there already.") || !strings.Contains(result.body, cmo.ErrNotFound.Msg) || s.campaignState(one) != "in_review" {
		t.Errorf("the result: %d, %s", result.status, s.campaignState(one))
	}
	if s.campaignState(foreign) != "none" {
		t.Error("another tenant’s campaign was moved")
	}
	s.Admin(`UPDATE cmo_campaigns SET review_state = 'none' WHERE id = $1`, one)
	if again := b.post(bulk, form); again.status != http.StatusSeeOther || s.campaignState(one) != "none" {
		t.Errorf("sent twice it acts twice: %d, %s", again.status, s.campaignState(one))
	}
	if a := b.post(bulk, url.Values{"act": {"pause"}, "id": {live}, "step": {"do"}, "bulk": {uuid.NewString()}}); a.status != http.StatusForbidden || s.campaignState(live) != "active" {
		t.Errorf("a marketer pauses: %d", a.status)
	}
	approver := s.as(member(s.A, cmo.RoleApprover))
	if a := approver.post(bulk, url.Values{"act": {"pause"}, "id": {live}, "step": {"do"}, "bulk": {uuid.NewString()}}); a.status != http.StatusSeeOther || s.campaignState(live) != "paused" {
		t.Errorf("an approver pauses: %d, %s", a.status, s.campaignState(live))
	}
	for _, act := range []string{"approve", "approved", "", "launch"} {
		if a := approver.post(bulk, url.Values{"act": {act}, "id": ids}); a.status != http.StatusBadRequest && a.status != http.StatusUnprocessableEntity {
			t.Errorf("%q in bulk: %d", act, a.status)
		}
	}
}

func TestBulk_AllMatchingAndUndo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleOwner))
	bulk := "/t/" + s.A.Slug + "/campaigns/bulk"
	a, c := s.addCampaign(s.A, "Sweep A", "draft", "none"), s.addCampaign(s.A, "Sweep C", "scheduled", "approved")
	list := b.get("/t/" + s.A.Slug + "/campaigns?q=sweep&view=table")
	if !strings.Contains(list.body, `name="query" value="q=sweep&amp;view=table"`) || !strings.Contains(list.body, `name="shown" value="2"`) || !strings.Contains(list.body, `form="bulk"`) {
		t.Fatal("the table has no bar of acts")
	}
	s.addCampaign(s.A, "Sweep late", "draft", "none")
	ask := b.post(bulk, url.Values{"act": {"archive"}, "all": {"1"}, "query": {"q=sweep&view=table"}, "shown": {"2"}, "id": {s.A.RowID("manual").String()}})
	if !strings.Contains(ask.body, "It said 2 campaigns; now 3 match") || !strings.Contains(ask.body, "Archive 2 campaigns?") || !strings.Contains(ask.body, "It is scheduled, live or paused.") || strings.Contains(ask.body, s.A.RowID("manual").String()) {
		t.Fatalf("the question: %d", ask.status)
	}
	done := b.post(bulk, url.Values{"step": {"do"}, "act": {"archive"}, "bulk": {uuid.NewString()}, "query": {"q=sweep"}, "id": {a, c}})
	if s.campaignState(a) != "archived" || s.campaignState(c) != "scheduled" {
		t.Fatalf("archived: %s, %s", s.campaignState(a), s.campaignState(c))
	}
	page := b.get(done.location())
	if !strings.Contains(page.body, "Undo: bring back 1 campaign") || !strings.Contains(page.body, "/campaigns?q=sweep") {
		t.Fatal("there is no way back")
	}
	undo := between(page.body, `<form class="flex" method="post" action="`+bulk+`"`, "</form>")
	of := between(undo, `name="of" value="`, `"`)
	b.post(bulk, url.Values{"step": {"do"}, "act": {"unarchive"}, "bulk": {uuid.NewString()}, "of": {of}})
	if s.campaignState(a) != "none" {
		t.Errorf("brought back: %s", s.campaignState(a))
	}
	var ids []string
	for range cmo.BulkPicked + 1 {
		ids = append(ids, uuid.NewString())
	}
	if a := b.post(bulk, url.Values{"act": {"archive"}, "id": ids}); a.status < 400 || !strings.Contains(a.body, "At most 500") {
		t.Errorf("over the limit: %d", a.status)
	}
}

func TestArchive_UndoneFromTheMessage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	board := "/t/" + s.A.Slug + "/campaigns"
	id := s.addCampaign(s.A, "Gone and back", "draft", "none")
	a := b.post(board+"/"+id+"/archive", url.Values{"base": {"1"}, "next": {board + "?q=gone"}})
	if a.status != http.StatusSeeOther || s.campaignState(id) != "archived" || !strings.Contains(a.location(), "undo=campaigns."+id+".2") {
		t.Fatalf("archived: %d %s", a.status, a.location())
	}
	page := b.get(a.location())
	form := between(page.body, `<form id="flash-undo"`, "</form>")
	if !strings.Contains(form, board+"/"+id+"/unarchive") || !strings.Contains(form, `name="base" value="2"`) || !strings.Contains(form, `value="`+board+`?q=gone"`) {
		t.Fatalf("the message has no way back: %s", form)
	}
	if a := b.post(board+"/"+id+"/unarchive", url.Values{"base": {"2"}, "next": {board + "?q=gone"}}); a.status != http.StatusSeeOther || s.campaignState(id) != "none" {
		t.Errorf("undone: %d, %s", a.status, s.campaignState(id))
	}
	for _, undo := range []string{"campaigns." + id, "secrets." + id + ".2", "campaigns.x.2", "campaigns." + id + ".x"} {
		if page := b.get(board + "?done=archived&undo=" + undo); strings.Contains(page.body, "flash-undo") {
			t.Errorf("%q offers a way back", undo)
		}
	}
}
