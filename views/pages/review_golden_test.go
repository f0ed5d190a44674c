package pages

import (
	"net/url"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// approving is the tenant as an approver sees it.
func approving() cmo.Tenant {
	t := tenant
	t.Role = cmo.RoleApprover
	return t
}

// Two people saved: what both changed is to be chosen, what one changed is taken, and what was typed travels along.
func TestConflict_Golden(t *testing.T) {
	t.Parallel()
	c := cmo.VersionConflict{Kind: cmo.KindCampaign,
		Base: cmo.Fields{"campaign_name": "Nurture", "objective": "More", "description": "Five", "start_date": "2026-01-19"},
		Current: cmo.Record{ID: testID(1), Name: "Camp <Nurture>", Version: 3, AuthorName: "Growth Lead", UpdatedAt: now.Add(-time.Minute),
			Data: cmo.Fields{"campaign_name": "Camp <Nurture>", "objective": "Their objective", "description": "Five", "start_date": "2026-01-19"}}}
	mine := cmo.Fields{"campaign_name": "Nurture", "objective": "My <objective>", "description": "Six", "start_date": "2026-01-19"}
	typed := url.Values{"base": {"2"}, "objective": {"My <objective>"}, "description": {"Six"}, "campaign_name": {"Nurture"}}
	golden(t, "conflict", RecordConflict(NewConflictView(approving(), &c, typed, mine, nil, "/t/x/campaigns/1/edit", "/t/x/campaigns/1", now)))
}

func TestHistory_Golden(t *testing.T) {
	t.Parallel()
	d := HistoryData{Limit: 2, Record: cmo.Record{ID: testID(1), Name: "Camp Parents", Version: 3, UpdatedAt: now, Data: cmo.Fields{"segment_name": "Camp Parents"}},
		Versions: []cmo.RecordVersion{
			{Version: 3, Changed: []string{"pain_points"}, Data: cmo.Fields{"segment_name": "Camp Parents", "pain_points": []any{"Time", "Trust"}}, AuthorName: "Growth Lead", CreatedAt: now.Add(-time.Hour)},
			{Version: 2, Changed: []string{"segment_name"}, Data: cmo.Fields{"segment_name": "Camp Parents", "pain_points": []any{"Time"}}, RunNo: ptr(int64(7)), CreatedAt: now.Add(-2 * time.Hour)},
			{Version: 1, Data: cmo.Fields{"segment_name": "Parents <b>", "pain_points": []any{"Time"}}, RunNo: ptr(int64(7)), CreatedAt: now.Add(-3 * time.Hour)}},
		States: []cmo.SourceState{{Kind: "brand", ID: testID(2), Name: "First Touch", BuiltOn: 3, Now: 5}},
		Built:  []cmo.Built{{Kind: "campaign", ID: testID(3), Name: "Nurture", Version: 2, Live: true}, {Kind: "plan", ID: testID(4), Name: "Gone", Version: 1, Archived: true}}}
	said := []cmo.Comment{{ID: testID(5), Body: "Is this <b>right</b>?\n@Growth", Author: "Coach", Told: []string{"Growth Lead"}, CreatedAt: now.Add(-time.Hour)}}
	for name, change := range map[string]func(*HistoryView){
		"history": func(*HistoryView) {},
		"history-refused": func(v *HistoryView) {
			*v.Comments = v.Comments.With(Said{ID: "form-1", Next: "/next", Text: "Too <long>", Problem: "A comment has at most 5,000 characters."})
		},
	} {
		v := NewHistoryView(approving(), cmo.KindICP, d, now)
		talk := NewComments(approving(), cmo.KindICP, testID(1), said, "", now)
		v.Comments = &talk
		v.Comments.ID = "comment-1" // else another each time
		change(&v)
		golden(t, name, RecordHistory(v))
	}
	archived := now
	d.Record.ArchivedAt, d.Versions = &archived, nil
	golden(t, "history-archived", RecordHistory(NewHistoryView(approving(), cmo.KindICP, d, now)))
}

// reviewed is a campaign whose approval covers other words than it holds now.
func reviewed() cmo.Review {
	at := now.Add(-48 * time.Hour)
	return cmo.Review{Hash: "b", OldHash: "a", ApprovedAt: &at, ApprovedBy: "Coach", Note: "Go <on>", FourEyes: true,
		Now:    cmo.Covered{Campaign: cmo.Fields{"objective": "New <words>"}},
		Old:    cmo.Covered{Campaign: cmo.Fields{"objective": "Old words"}},
		Inputs: []cmo.Input{{Kind: "brand", ID: testID(2), Name: "First Touch", Version: 5}}, OldInputs: []cmo.Input{{Kind: "brand", ID: testID(2), Name: "First Touch", Version: 3}}}
}

func TestMove_Golden(t *testing.T) {
	t.Parallel()
	inReview, approved := nurture(), nurture()
	approved.ReviewState = "approved"
	golden(t, "move", CampaignMove(NewMoveView(approving(), MoveData{Campaign: inReview, Review: cmo.Review{Hash: "b"}}, now)))
	golden(t, "move-refused", CampaignMove(NewMoveView(approving(), MoveData{Campaign: inReview, Review: reviewed(), To: cmo.StateChanges, Note: "Typed <note>", Problem: "What should change is missing."}, now)))
	golden(t, "move-stale", CampaignMove(NewMoveView(approving(), MoveData{Campaign: approved, Review: reviewed(), To: cmo.StateActive}, now)))
}

func TestReviews_Golden(t *testing.T) {
	t.Parallel()
	at := now.Add(-3 * time.Hour)
	items := []cmo.InboxItem{
		{Kind: "review", ID: testID(1), Name: "Camp <Nurture>", State: cmo.StateInReview, Note: "Please", At: at, Waiting: true},
		{Kind: "change_set", ID: testID(2), Name: "Edit of Camp", State: cmo.StateDraft, Actor: "Coach", At: at, Waiting: true},
		{Kind: "start", ID: testID(3), Name: "Late", State: cmo.StateScheduled, Note: "There is a channel: Add a channel.", At: at, Waiting: true},
		{Kind: "inputs", ID: testID(4), Name: "Old inputs", State: cmo.StateApproved, At: at, Waiting: true},
		{Kind: "moved", ID: testID(5), Name: "Started", State: cmo.StateActive, At: at, Unread: true},
		{Kind: "moved", ID: testID(6), Name: "Sent back", State: cmo.StateChanges, Actor: "Coach", Note: "Shorter <b>", At: at},
		{Kind: "comment", ID: testID(7), Name: "Talked about", State: cmo.StateDraft, Actor: "Coach", Note: "Why?", At: at},
		{Kind: "mention", ID: testID(8), Of: "cmo_icp_segments", Name: "Camp Parents", Actor: "Coach", Note: "@Growth", At: at, Unread: true},
	}
	golden(t, "reviews", Reviews(NewReviewsView(approving(), items, now)))
	golden(t, "reviews-none", Reviews(NewReviewsView(tenant, nil, now)))
}

func TestChanges_Golden(t *testing.T) {
	t.Parallel()
	campaign, decided := testID(1), now.Add(-time.Hour)
	open := cmo.ChangeSet{ID: testID(10), Title: "Edit of Camp <b>", CampaignID: &campaign, NeedsApproval: true, State: "pending", AuthorName: "Growth Lead", CreatedAt: now.Add(-2 * time.Hour), Items: 2}
	done := cmo.ChangeSet{ID: testID(11), Title: "Advice", State: "partly", RunNo: ptr(int64(7)), CreatedAt: now.Add(-3 * time.Hour), DeciderName: "Coach", DecidedAt: &decided, Items: 1}
	items := []cmo.ChangeItem{
		{ID: testID(12), No: 1, RecordTable: "cmo_campaigns", RecordID: campaign, BaseVersion: 1, Field: "objective", Old: "Fill it", New: "Fill <it>", State: "pending"},
		{ID: testID(13), No: 2, RecordTable: "cmo_campaigns", RecordID: campaign, BaseVersion: 1, Field: "start_date", Old: "2026-01-19", New: "2026-01-20", State: "pending"}}
	golden(t, "changes", Changes(NewChangesView(approving(), []cmo.ChangeSet{open, done}, now)))
	golden(t, "changes-none", Changes(NewChangesView(approving(), nil, now)))
	golden(t, "change", Change(NewChangeView(approving(), open, items, nil, map[string]string{"decide." + items[0].ID.String(): "reject"}, "A rejection needs a reason.", now)))
	barred := open
	barred.Mine, barred.FourEyes = true, true
	golden(t, "change-barred", Change(NewChangeView(approving(), barred, items, nil, nil, "", now)))
}

func TestKept_Golden(t *testing.T) {
	t.Parallel()
	golden(t, "kept", KeptForms(NewKeptView(PersonalClock(cmo.User{}, now), []cmo.ParkedForm{
		{ID: testID(1), Path: "/t/x/campaigns/1/edit", Form: "base=2&objective=Hours+of+%3Cwork%3E", CreatedAt: now},
		{ID: testID(2), Path: "/t/x/reviews/renew", Form: "note=Once+more", CreatedAt: now}})))
}

func TestFind_Golden(t *testing.T) {
	t.Parallel()
	of := testID(1)
	found := []cmo.Found{{Kind: "campaign", ID: testID(1), Name: "Camp <b>", Rank: 2, UpdatedAt: now.Add(-time.Hour)}, {Kind: "stage", ID: testID(2), ParentID: &of, Name: "Camp stage", Of: "Funnel", Rank: 1, UpdatedAt: now},
		{Kind: "run", ID: testID(3), Name: "#12 cmo-plan-90day", Rank: 4, UpdatedAt: now}}
	places := []FindPlace{{Label: "Campaigns", Icon: "megaphone", Href: "/t/x/campaigns"}, {Label: "New campaign", Icon: "plus", Href: "/t/x/campaigns/new"}, {Label: "Metrics", Icon: "megaphone", Href: "/t/x/metrics"}}
	golden(t, "find", Find(NewFindView(tenant, "camp", places, found, now)))
	golden(t, "find-part", FindPart(NewFindView(tenant, "camp", places, found, now)))
	golden(t, "find-none", Find(NewFindView(tenant, "<none>", places, nil, now)))
	golden(t, "find-part-none", FindPart(NewFindView(tenant, "<none>", places, nil, now)))
}

func TestReschedule_Golden(t *testing.T) {
	t.Parallel()
	d := RescheduleData{Record: cmo.Record{ID: testID(1), Name: "Camp <b>", Version: 2, Data: cmo.Fields{"start_date": "2026-02-01", "end_date": "2026-03-01"}}, Plan: &cmo.Span{Name: "Q1", Start: date(2026, 2, 1), End: date(2026, 2, 28)}}
	golden(t, "reschedule", Reschedule(NewRescheduleView(tenant, MoveAsk{Item: "start", ID: testID(1).String()}, d, now)))
	golden(t, "reschedule-clash", Reschedule(NewRescheduleView(tenant, MoveAsk{Item: "end", ID: testID(1).String(), Day: "2025-01-01", Both: true, Sent: true, Wrong: map[string]string{"day": "The campaign would end before it starts."}}, d, now)))
}

func TestWinner_Golden(t *testing.T) {
	t.Parallel()
	t2 := approving()
	a := cmo.AssetDetail{ContentItem: cmo.ContentItem{Asset: cmo.Asset{ID: testID(1), Variants: []cmo.Variant{{ID: testID(2), Type: "A", Results: map[string]any{"impressions": 100.0, "clicks": 7.0}}, {ID: testID(3), Type: "B"}}}}}
	golden(t, "winner", winnerCard(*NewWinnerView(t2, a, nil, WinnerAsk{Variant: testID(3).String(), Wrong: map[string]string{"reason": "Say what you go by."}}, now)))
	a.Variants[1].Winner = true
	golden(t, "winner-chosen", winnerCard(*NewWinnerView(t2, a, []cmo.WinnerChoice{{Variant: "B", Actor: "Coach", Reason: "Readers <b>", At: now.Add(-time.Hour), Figures: map[string]map[string]any{"A": {"impressions": 100.0, "clicks": 7.0}}}}, WinnerAsk{}, now)))
}
