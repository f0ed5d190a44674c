package store_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

func reviewOf(t *testing.T, sc store.Scope, id uuid.UUID) (r cmo.Review) {
	t.Helper()
	if err := sc.Read(t.Context(), func(rd *store.Reader) (err error) { r, err = rd.CampaignReview(id).Get(); return err }); err != nil {
		t.Fatal(err)
	}
	return r
}

func move(t *testing.T, sc store.Scope, id uuid.UUID, from, to cmo.CampaignState, hash string) error {
	t.Helper()
	return sc.Write(t.Context(), func(w *store.Writer) error { return w.MoveCampaign(id, from, to, "note", hash) })
}

// An approval covers campaign, channels, assets and variants as they were seen; any edit of one makes it stale and the
// database refuses the launch; the edit taken back makes it fresh again.
func TestApproval_StaleAfterAnyEdit(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	approver, marketer := k.Scope(storetest.Email(k.A, cmo.RoleApprover), k.A), k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A)
	id := k.A.RowID("campaign")
	if err := move(t, approver, id, cmo.StateInReview, cmo.StateApproved, "0000"); cmo.KindOf(err) != cmo.Conflict {
		t.Fatalf("approved what nobody saw: %v", err)
	}
	if err := move(t, approver, id, cmo.StateInReview, cmo.StateApproved, reviewOf(t, approver, id).Hash); err != nil {
		t.Fatal(err)
	}
	if r := reviewOf(t, approver, id); !r.Fresh() || r.ApprovedBy != k.A.Canary+" approver" || len(r.Inputs) != 1 {
		t.Fatalf("%+v", r)
	}
	for _, edit := range []struct {
		kind   cmo.RecordKind
		column string
	}{{cmo.KindCampaign, "objective"}, {cmo.KindChannel, "targeting_notes"}, {cmo.KindAsset, "key_message"}, {cmo.KindVariant, "body_content"}} {
		row := k.A.RowID(string(edit.kind))
		rec, _ := record(t, marketer, edit.kind, row)
		v, err := save(t, marketer, edit.kind, row, rec.Version, cmo.Fields{edit.column: "One word"})
		if err != nil {
			t.Fatal(err)
		}
		r := reviewOf(t, approver, id)
		changes := r.Changes(cmo.Words{})
		if !r.Stale() || len(changes) != 1 || changes[0].Kind != edit.kind || changes[0].Diffs[0].New != "One word" {
			t.Errorf("%s: stale %v, %+v", edit.kind, r.Stale(), changes)
		}
		for _, to := range []cmo.CampaignState{cmo.StateActive, cmo.StateScheduled} {
			if err := move(t, approver, id, cmo.StateApproved, to, ""); cmo.KindOf(err) != cmo.Conflict {
				t.Errorf("%s: %s while stale: %v", edit.kind, to, err)
			}
		}
		if _, err := save(t, marketer, edit.kind, row, v, rec.Data); err != nil {
			t.Fatal(err)
		}
		if r := reviewOf(t, approver, id); r.Stale() {
			t.Errorf("%s: still stale after the edit was taken back: %+v", edit.kind, r.Changes(cmo.Words{}))
		}
	}
	if err := move(t, approver, id, cmo.StateApproved, cmo.StateActive, ""); err != nil {
		t.Errorf("fresh launch: %v", err)
	}
}

// A changed brand blocks new launches until an approver renews; it stops nothing that is live.
func TestApproval_InputsMoved(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	approver := k.Scope(storetest.Email(k.A, cmo.RoleApprover), k.A)
	id := k.A.RowID("campaign")
	if err := move(t, approver, id, cmo.StateInReview, cmo.StateApproved, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := save(t, approver, cmo.KindBrand, k.A.RowID("brand"), 1, cmo.Fields{"tagline": "New"}); err != nil {
		t.Fatal(err)
	}
	r := reviewOf(t, approver, id)
	if r.Stale() || r.Fresh() || len(r.InputsMoved()) != 1 {
		t.Fatalf("%+v", r.InputsMoved())
	}
	if err := move(t, approver, id, cmo.StateApproved, cmo.StateActive, ""); cmo.KindOf(err) != cmo.Conflict {
		t.Fatalf("launched over a changed brand: %v", err)
	}
	renew := func(sc store.Scope) error {
		return sc.Write(t.Context(), func(w *store.Writer) error { return w.RenewApproval(id, "still right", r.Hash) })
	}
	if err := renew(k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A)); cmo.KindOf(err) != cmo.Forbidden {
		t.Errorf("a marketer renews: %v", err)
	}
	if err := renew(approver); err != nil {
		t.Fatal(err)
	}
	if err := move(t, approver, id, cmo.StateApproved, cmo.StateActive, ""); err != nil {
		t.Errorf("launch after renewal: %v", err)
	}
}

// Four eyes: who edited anything covered, or started the run, does not approve it; somebody else does.
func TestApproval_FourEyes(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	k.Admin(`UPDATE os_tenant_registry SET four_eyes = true WHERE tenant_id = $1`, k.A.ID)
	approver, owner := k.Scope(storetest.Email(k.A, cmo.RoleApprover), k.A), k.Scope(storetest.Email(k.A, cmo.RoleOwner), k.A)
	id := k.A.RowID("campaign")
	if _, err := save(t, approver, cmo.KindVariant, k.A.RowID("variant"), 1, cmo.Fields{"cta_text": "Mine"}); err != nil {
		t.Fatal(err)
	}
	if err := move(t, approver, id, cmo.StateInReview, cmo.StateApproved, ""); cmo.KindOf(err) != cmo.Conflict || !reviewOf(t, approver, id).Barred() {
		t.Errorf("approved his own edit: %v", err)
	}
	if err := move(t, owner, id, cmo.StateInReview, cmo.StateApproved, ""); err != nil {
		t.Errorf("somebody else: %v", err)
	}
}

// Comments are one per id, name members, and are counted until the inbox is seen.
func TestComments_InboxCounts(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	marketer, approver := k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A), k.Scope(storetest.Email(k.A, cmo.RoleApprover), k.A)
	id, record := uuid.New(), k.A.RowID("manual")
	comment := func(sc store.Scope, id, record uuid.UUID) error {
		return sc.Write(t.Context(), func(w *store.Writer) error {
			return w.InsertComment(id, cmo.KindCampaign, record, "Ask @"+k.A.Canary+" approver about this")
		})
	}
	for range 2 {
		if err := comment(marketer, id, record); err != nil {
			t.Fatal(err)
		}
	}
	if err := comment(marketer, uuid.New(), k.B.RowID("manual")); cmo.KindOf(err) != cmo.NotFound {
		t.Errorf("comment on another tenant's record: %v", err)
	}
	count := func() (n cmo.InboxCount) {
		if err := approver.Read(t.Context(), func(r *store.Reader) (err error) { n, err = r.InboxCount().Get(); return err }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	// The fixture has a campaign in review and a change set.
	if n := count(); n.Unread != 1 || n.Waiting != 2 {
		t.Errorf("before: %+v", n)
	}
	if err := approver.Write(t.Context(), func(w *store.Writer) error { return w.SeeInbox() }); err != nil {
		t.Fatal(err)
	}
	if n := count(); n.Unread != 0 || n.Waiting != 2 {
		t.Errorf("after: %+v", n)
	}
}

// An edit to what is live waits as a change set: nothing changes until an approver who is not its author applies it,
// which renews the approval; a field changed meanwhile is a conflict.
func TestLiveEdit_WaitsForApproval(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	k.Admin(`UPDATE os_tenant_registry SET four_eyes = true WHERE tenant_id = $1`, k.A.ID)
	approver, admin, marketer := k.Scope(storetest.Email(k.A, cmo.RoleApprover), k.A), k.Scope(storetest.Email(k.A, cmo.RoleAdmin), k.A), k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A)
	id := k.A.RowID("campaign")
	for _, step := range [][2]cmo.CampaignState{{cmo.StateInReview, cmo.StateApproved}, {cmo.StateApproved, cmo.StateActive}} {
		if err := move(t, approver, id, step[0], step[1], ""); err != nil {
			t.Fatal(err)
		}
	}
	for kind, column := range map[cmo.RecordKind]string{cmo.KindCampaign: "objective", cmo.KindVariant: "body_content"} {
		row := k.A.RowID(string(kind))
		before, _ := record(t, marketer, kind, row)
		if v, err := save(t, approver, kind, row, before.Version, cmo.Fields{column: "Waiting"}); err != nil || v != 0 {
			t.Fatalf("%s: version %d, %v", kind, v, err)
		}
		if after, _ := record(t, marketer, kind, row); after.Version != before.Version || after.Data[column] != before.Data[column] {
			t.Fatalf("%s: a live record was changed", kind)
		}
	}
	var sets []cmo.ChangeSet
	items := map[uuid.UUID]map[uuid.UUID]cmo.Decision{}
	err := approver.Read(t.Context(), func(r *store.Reader) (err error) {
		sets, err = r.ChangeSets().Get()
		sets = slices.DeleteFunc(sets, func(s cmo.ChangeSet) bool { return s.ID == k.A.RowID("change") }) // the fixture's own
		for _, s := range sets {
			list, err := r.ChangeItems(s.ID).Get()
			if err != nil {
				return err
			}
			items[s.ID] = map[uuid.UUID]cmo.Decision{}
			for _, it := range list {
				items[s.ID][it.ID] = cmo.Decision{Accept: true}
			}
		}
		return err
	})
	if err != nil || len(sets) != 2 {
		t.Fatalf("%d sets, %v", len(sets), err)
	}
	decide := func(sc store.Scope, set uuid.UUID) error {
		return sc.Write(t.Context(), func(w *store.Writer) error { return w.DecideChangeSet(set, items[set]) })
	}
	if err := decide(approver, sets[0].ID); cmo.KindOf(err) != cmo.Conflict {
		t.Errorf("the author decides under four eyes: %v", err)
	}
	if err := decide(marketer, sets[0].ID); cmo.KindOf(err) != cmo.Conflict {
		t.Errorf("a marketer decides: %v", err)
	}
	for _, s := range sets {
		if err := decide(admin, s.ID); err != nil {
			t.Fatal(err)
		}
		if err := decide(admin, s.ID); cmo.KindOf(err) != cmo.Conflict {
			t.Errorf("decided twice: %v", err)
		}
	}
	rec, versions := record(t, marketer, cmo.KindCampaign, id)
	if rec.Data["objective"] != "Waiting" || versions[0].AuthorName != k.A.Canary+" approver" || !reviewOf(t, admin, id).Fresh() {
		t.Errorf("after applying: %+v, %+v", rec.Data["objective"], versions[0])
	}
	add := func() error {
		return marketer.Write(t.Context(), func(w *store.Writer) error {
			_, err := w.InsertRecord(cmo.KindChannel, uuid.New(), cmo.Fields{"campaign_id": id.String(), "channel_name": "sms", "priority": "secondary"})
			return err
		})
	}
	if err := add(); cmo.KindOf(err) != cmo.Conflict {
		t.Errorf("a channel joined a live campaign: %v", err)
	}
}
