package jobs_test

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/jobs"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// scheduled makes the fixture's campaign of A one that passes every check, approves it as it is and schedules it.
func scheduled(t *testing.T, k *storetest.Kit, zone string, start time.Time) uuid.UUID {
	t.Helper()
	id := k.A.RowID("campaign")
	k.Admin(`UPDATE os_tenant_registry SET time_zone = $1 WHERE tenant_id = $2`, zone, k.A.ID)
	k.Admin(`UPDATE cmo_content_variants SET body_content = 'Text. Unsubscribe here. {{sender_address}}' WHERE tenant_id = $1`, k.A.ID)
	k.Admin(`UPDATE cmo_campaigns SET primary_kpi = '{"metric": "leads", "target": 5}', start_date = $2, end_date = $2::date + 30, status = 'draft', review_state = 'in_review' WHERE id = $1`, id, start.Format(time.DateOnly))
	approver := k.Scope(storetest.Email(k.A, cmo.RoleApprover), k.A)
	err := approver.Write(t.Context(), func(w *store.Writer) error {
		if err := w.MoveCampaign(id, cmo.StateInReview, cmo.StateApproved, "", ""); err != nil {
			return err
		}
		return w.MoveCampaign(id, cmo.StateApproved, cmo.StateScheduled, "", "")
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func status(t *testing.T, k *storetest.Kit, id uuid.UUID) (status string) {
	t.Helper()
	if err := k.AdminConn().QueryRow(t.Context(), `SELECT status FROM cmo_campaigns WHERE id = $1`, id).Scan(&status); err != nil {
		t.Fatal(err)
	}
	return status
}

func launch(t *testing.T, k *storetest.Kit, now time.Time) {
	t.Helper()
	if err := jobs.Launch(t.Context(), k.Worker(), slog.New(slog.DiscardHandler), now); err != nil {
		t.Fatal(err)
	}
}

// A scheduled campaign starts when its date begins in its tenant's zone, not a minute before, and once.
func TestLaunch_OnItsDateInItsZone(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	zone, err := time.LoadLocation("Pacific/Kiritimati") // the first to begin a day
	if err != nil {
		t.Fatal(err)
	}
	today := time.Now().In(zone)
	id := scheduled(t, k, zone.String(), today)
	midnight := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, zone)
	launch(t, k, midnight.Add(-time.Minute))
	if got := status(t, k, id); got != "scheduled" {
		t.Fatalf("a minute before its date it is %s", got)
	}
	launch(t, k, midnight.Add(time.Second))
	launch(t, k, time.Now())
	var events int
	var kind, note string
	err = k.AdminConn().QueryRow(t.Context(), `SELECT count(*), max(actor_kind), max(details->>'note') FROM audit_log WHERE record_id = $1 AND event = 'campaign.moved' AND after->>'state' = 'active' AND actor_id IS NULL`, id).Scan(&events, &kind, &note)
	if got := status(t, k, id); got != "active" || err != nil || events != 1 || kind != "system" || note != "Started on its date" {
		t.Fatalf("%s, %d events of %q, %q, %v", got, events, kind, note, err)
	}
}

// A clock that runs ahead starts nothing before its time.
func TestLaunch_ClockAhead_Waits(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	id := scheduled(t, k, "UTC", time.Now().AddDate(0, 0, 3))
	launch(t, k, time.Now().AddDate(0, 0, 4))
	if got := status(t, k, id); got != "scheduled" {
		t.Fatalf("it is %s", got)
	}
}

// Without a fresh approval, or with a check that fails, it stays scheduled; the inbox says once why, until it passes.
func TestLaunch_Refused_InboxSaysWhy(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	id := scheduled(t, k, "UTC", time.Now().AddDate(0, 0, -1))
	k.Admin(`UPDATE cmo_brand_profiles SET version = version + 1 WHERE tenant_id = $1`, k.A.ID)
	for range 2 {
		launch(t, k, time.Now())
	}
	inbox := func() (out []cmo.InboxItem) {
		sc := k.Scope(storetest.Email(k.A, cmo.RoleApprover), k.A)
		var items *store.Rows[cmo.InboxItem]
		if err := sc.Read(t.Context(), func(r *store.Reader) error { items = r.Inbox(); return nil }); err != nil {
			t.Fatal(err)
		}
		for _, i := range items.List() {
			if i.Kind == "start" {
				out = append(out, i)
			}
		}
		return out
	}
	var refusals int
	err := k.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM audit_log WHERE record_id = $1 AND event = 'campaign.start_refused' AND actor_kind = 'system'`, id).Scan(&refusals)
	if items := inbox(); status(t, k, id) != "scheduled" || err != nil || refusals != 1 || len(items) != 1 || !strings.Contains(items[0].Note, "Brand, ICP and offer are those of the approval") {
		t.Fatalf("%s, %d refusals, inbox %+v, %v", status(t, k, id), refusals, items, err)
	}
	approver := k.Scope(storetest.Email(k.A, cmo.RoleApprover), k.A)
	if err := approver.Write(t.Context(), func(w *store.Writer) error { return w.RenewApproval(id, "", "") }); err != nil {
		t.Fatal(err)
	}
	launch(t, k, time.Now())
	if items := inbox(); status(t, k, id) != "active" || len(items) != 0 {
		t.Fatalf("renewed: %s, inbox %+v", status(t, k, id), items)
	}
}

// The database holds by itself that nothing starts over an approval whose inputs have moved on, whatever a worker found.
func TestStartCampaign_InputsMovedOn_NotStarted(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	id := scheduled(t, k, "UTC", time.Now().AddDate(0, 0, -1))
	k.Admin(`UPDATE cmo_brand_profiles SET version = version + 1 WHERE tenant_id = $1`, k.A.ID)
	due, err := k.Worker().DueStarts(t.Context(), time.Now(), 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("%d due, %v", len(due), err)
	}
	if done, err := k.Worker().StartCampaign(t.Context(), due[0], time.Now(), ""); err != nil || done || status(t, k, id) != "scheduled" {
		t.Errorf("%v, %v: it is %s", done, err, status(t, k, id))
	}
}

// Nothing starts in a tenant that is switched off, and nothing by somebody who is no worker.
func TestLaunch_TenantOff_NoRight(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	id := scheduled(t, k, "UTC", time.Now())
	due, err := k.Worker().DueStarts(t.Context(), time.Now(), 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("%d due, %v", len(due), err)
	}
	if done, err := k.DB.Worker(store.NewSecret()).StartCampaign(t.Context(), due[0], time.Now(), ""); err == nil || done {
		t.Errorf("without the right: %v, %v", done, err)
	}
	if done, err := k.Worker().StartCampaign(t.Context(), cmo.Start{TenantID: k.A.ID, ID: id, Hash: strings.Repeat("0", 64)}, time.Now(), ""); err != nil || done {
		t.Errorf("with another hash: %v, %v", done, err)
	}
	k.Admin(`UPDATE os_tenant_registry SET is_active = false WHERE tenant_id = $1`, k.A.ID)
	launch(t, k, time.Now())
	if got := status(t, k, id); got != "scheduled" {
		t.Errorf("in a tenant that is off it is %s", got)
	}
}

// What an approval covers is read for the checks as the pages read it.
func TestStart_RefusalReadsTheContent(t *testing.T) {
	t.Parallel()
	var s cmo.Start
	const content = `{"campaign": {"start_date": "2026-01-01", "end_date": "2026-02-01", "primary_kpi": {"metric": "leads", "target": 5}},
		"channel": {"1": {"channel_name": "sms"}}, "asset": {"a": {"title": "Text", "channel": "sms", "content_type": "sms"}},
		"variant": {"v": {"asset_id": "a", "variant_type": "A", "body_content": "Come along. Reply STOP to opt out"}}}`
	if err := json.Unmarshal([]byte(content), &s.Content); err != nil {
		t.Fatal(err)
	}
	at := time.Now()
	s.ApprovedAt, s.Hash, s.OldHash, s.Today = &at, "x", "x", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if got := s.Refusal(); got != "" {
		t.Errorf("refused: %s", got)
	}
	s.Content.Variant["v"]["body_content"] = "Come along"
	if got := s.Refusal(); !strings.Contains(got, "Opt-out line") || !strings.Contains(got, "Text (A)") {
		t.Errorf("without an opt-out line: %q", got)
	}
	s.OldHash = "y"
	if got := s.Refusal(); !strings.Contains(got, "The approval covers") {
		t.Errorf("stale: %q", got)
	}
}
