package store_test

import (
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// Accepting freezes what the advice is measured by: numbers that come later do not move the baseline, those of the window
// are its result, and the job settles it once.
func TestAcceptRecommendation_Outcome(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A)
	id, campaign := k.A.RowID("recommendation"), k.A.RowID("campaign")
	k.Admin(`UPDATE cmo_recommendations SET details = '{"metrics_affected": [{"metric": "Click rate", "target_value": 4}]}' WHERE tenant_id = $1`, k.A.ID)
	report := func(from, to, clicks int) {
		k.Admin(`INSERT INTO cmo_metrics_snapshots (tenant_id, workspace_id, campaign_id, snapshot_date, metric_type, impressions, clicks)
			SELECT $1, $1, $2, (now() AT TIME ZONE 'America/Chicago')::date + d, 'daily', 1000, $5 FROM generate_series($3::int, $4::int) d`, k.A.ID, campaign, from, to, clicks)
	}
	report(-28, -1, 20)
	write := func(fn func(w *store.Writer) error) error { return sc.Write(t.Context(), fn) }
	outcome := func() []cmo.Outcome {
		t.Helper()
		var rows store.OutcomeRows
		if err := sc.Read(t.Context(), func(r *store.Reader) error { rows = r.Outcome(id); return nil }); err != nil {
			t.Fatal(err)
		}
		list, err := rows.List()
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	accept := func(w *store.Writer) error {
		return w.AcceptRecommendation(id, cmo.Acceptance{Due: time.Now().AddDate(0, 0, 7)})
	}
	if err := write(accept); err != nil {
		t.Fatal(err)
	}
	if err := write(accept); cmo.KindOf(err) != cmo.Conflict {
		t.Errorf("accepted twice: %v", err)
	}
	o := outcome()
	if len(o) != 1 || o[0].Metric != "click_rate" || *o[0].Target != 4 || o[0].Baseline.Days != 28 || *o[0].Baseline.Value("click_rate") != 2 || o[0].Agent != "cmo-campaign-designer" || o[0].Verdict(time.Now()) != cmo.OutcomeWaits {
		t.Fatalf("%+v", o)
	}
	if !o[0].Waits || o[0].Result.Days != 0 {
		t.Errorf("measured before its task is done: %+v", o[0])
	}
	k.Admin(`UPDATE cmo_metrics_snapshots SET clicks = 900 WHERE campaign_id = $1 AND metric_type = 'daily'`, campaign)
	report(1, 28, 40)
	worker := k.Worker()
	shift := `UPDATE recommendation_outcomes SET baseline_from = baseline_from + $1::int, baseline_to = baseline_to + $1::int, window_from = window_from + $1::int, window_to = window_to + $1::int`
	k.Admin(shift, -60)
	if n, err := worker.SettleOutcomes(t.Context()); err != nil || n != 0 {
		t.Errorf("settled %d whose task is not done: %v", n, err)
	}
	k.Admin(shift, 60)
	if err := write(func(w *store.Writer) error { return w.FinishRecommendation(id) }); err != nil {
		t.Fatal(err)
	}
	later := time.Now().AddDate(0, 0, 40)
	if o = outcome(); *o[0].Baseline.Value("click_rate") != 2 || *o[0].Result.Value("click_rate") != 4 || o[0].Verdict(later) != cmo.OutcomeImproved {
		t.Errorf("on read: %+v", o[0])
	}
	if n, err := worker.SettleOutcomes(t.Context()); err != nil || n != 0 {
		t.Errorf("settled %d before the window is over: %v", n, err)
	}
	k.Admin(shift, -60)
	for want := 1; want >= 0; want-- {
		if n, err := worker.SettleOutcomes(t.Context()); err != nil || n != want {
			t.Errorf("settled %d, want %d: %v", n, want, err)
		}
	}
	if o = outcome(); o[0].SettledAt == nil {
		t.Error("not settled")
	}
	var task string
	if err := k.AdminConn().QueryRow(t.Context(), `SELECT concat_ws(' ', e.event_type, e.status, n.status) FROM cmo_recommendations n JOIN cmo_calendar_events e ON e.id = n.task_id WHERE n.id = $1`, id).Scan(&task); err != nil || task != "task completed implemented" {
		t.Errorf("%q: %v", task, err)
	}
	if err := write(func(w *store.Writer) error { return w.ReopenRecommendation(id) }); err != nil {
		t.Fatal(err)
	}
	if len(outcome()) != 0 {
		t.Error("measured on after the acceptance was taken back")
	}
	if err := k.AdminConn().QueryRow(t.Context(), `SELECT concat_ws(' ', count(*), max(n.status)) FROM cmo_recommendations n, cmo_calendar_events e WHERE n.id = $1 AND e.event_type = 'task' AND e.archived_at IS NOT NULL`, id).Scan(&task); err != nil || task != "1 pending" {
		t.Errorf("%q: %v", task, err)
	}
}

func TestRecommendation_DismissSnoozeBudget(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A)
	id := k.A.RowID("recommendation")
	write := func(fn func(w *store.Writer) error) error { return sc.Write(t.Context(), fn) }
	if err := write(func(w *store.Writer) error { return w.DismissRecommendation(id, "") }); cmo.KindOf(err) != cmo.Invalid {
		t.Errorf("without a reason: %v", err)
	}
	if err := write(func(w *store.Writer) error {
		return w.SnoozeRecommendation(id, "After the holidays", time.Now().AddDate(0, 0, 9))
	}); err != nil {
		t.Fatal(err)
	}
	state := func() string {
		var r *store.One[cmo.Recommendation]
		if err := sc.Read(t.Context(), func(rd *store.Reader) error { r = rd.Recommendation(id); return nil }); err != nil {
			t.Fatal(err)
		}
		return r.Value().Status + " " + r.Value().Note
	}
	if s := state(); s != "snoozed After the holidays" {
		t.Error(s)
	}
	k.Admin(`UPDATE cmo_recommendations SET snoozed_until = (now() AT TIME ZONE 'America/Chicago')::date`)
	if s := state(); s != "pending After the holidays" {
		t.Errorf("on its day: %s", s)
	}
	if err := write(func(w *store.Writer) error { return w.DismissRecommendation(id, "We ran that last spring") }); err != nil {
		t.Fatal(err)
	}
	var data *store.One[store.AgentRows]
	if err := sc.Read(t.Context(), func(r *store.Reader) error { data = r.AgentData(cmo.AgentNeeds{}); return nil }); err != nil {
		t.Fatal(err)
	}
	if d, err := data.Value().Decode(); err != nil || len(d.Rejected) == 0 || d.Rejected[0].Reason != "We ran that last spring" {
		t.Errorf("the next analysis is not told: %+v, %v", d.Rejected, err)
	}
	if err := write(func(w *store.Writer) error { return w.ReopenRecommendation(id) }); err != nil {
		t.Fatal(err)
	}
	if err := write(func(w *store.Writer) error { return acceptField(w, id, "budget_allocation", "900") }); err != nil {
		t.Fatal(err)
	}
	var got string
	if err := k.AdminConn().QueryRow(t.Context(), `SELECT concat_ws(' ', s.state, i.field, i.new_value->>'value') FROM cmo_recommendations n JOIN change_sets s ON s.id = n.change_set_id JOIN change_set_items i ON i.change_set_id = s.id WHERE n.id = $1`, id).Scan(&got); err != nil || got != "pending budget_allocation 900" {
		t.Errorf("%q: %v", got, err)
	}
	for who, sc := range map[string]store.Scope{"viewer": k.Scope(storetest.Email(k.A, cmo.RoleViewer), k.A), "another tenant": k.Scope(storetest.Email(k.B, cmo.RoleOwner), k.B)} {
		if err := sc.Write(t.Context(), func(w *store.Writer) error { return w.ReopenRecommendation(id) }); err == nil {
			t.Errorf("%s decides", who)
		}
	}
}
