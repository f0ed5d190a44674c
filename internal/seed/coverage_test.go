package seed

import (
	"math"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/ubigrowth/aicmo/internal/cmo"
)

func named(t *testing.T, rows []Row, column, name string) Row {
	t.Helper()
	for _, r := range rows {
		if r["tenant_id"] == firstTouch.ID && r[column] == name {
			return r
		}
	}
	t.Fatalf("no %s %q", column, name)
	return nil
}

func TestFirstTouch_AsSpecified(t *testing.T) {
	d := Example(testNow)
	reg := named(t, table(d, "os_tenant_registry"), "slug", "first-touch-coaching")
	if reg["tenant_id"] != uuid.MustParse("4161ee82-be97-4fa8-9017-5c40be3ebe19") || reg["name"] != "First Touch Coaching" || reg["time_zone"] != "America/Chicago" {
		t.Errorf("registry %v", reg)
	}
	brand := table(d, "cmo_brand_profiles")[0]
	if brand["brand_voice"] != "Encouraging, Energetic, Supportive" || brand["industry"] != "Youth Sports / Soccer Coaching" {
		t.Errorf("brand %v %v", brand["brand_voice"], brand["industry"])
	}
	for name, want := range map[string][2]any{"Camp Parents": {true, 90}, "Private Lesson Seekers": {false, 75}} {
		if i := named(t, table(d, "cmo_icp_segments"), "segment_name", name); i["is_primary"] != want[0] || i["priority_score"] != want[1] {
			t.Errorf("%s: %v %v", name, i["is_primary"], i["priority_score"])
		}
	}
	for _, name := range []string{"Camp Registration", "Private Lessons"} {
		if f := named(t, table(d, "cmo_funnels"), "funnel_name", name); f["funnel_type"] != "lead_nurture" || f["status"] != "active" {
			t.Errorf("%s: %v %v", name, f["funnel_type"], f["status"])
		}
	}
	for name, want := range map[string][3]string{"Camp Interest Nurture": {"consideration", "2025-12-06", "2026-03-06"}, "Private Lesson Follow-up": {"conversion", "2025-12-06", "2026-02-04"}} {
		c := named(t, table(d, "cmo_campaigns"), "campaign_name", name)
		if c["funnel_stage"] != want[0] || plain(c["start_date"]) != want[1] || plain(c["end_date"]) != want[2] || c["campaign_type"] != "email_nurture" || c["status"] != "draft" {
			t.Errorf("%s: %v %v %v %v %v", name, c["funnel_stage"], c["start_date"], c["end_date"], c["campaign_type"], c["status"])
		}
		if c["origin"] != "ai_cmo" || cmo.WithMark(cmo.OriginAI, c["description"].(string)) != c["description"] {
			t.Errorf("%s: %v %v", name, c["origin"], c["description"])
		}
	}
}

func TestFirstTouch_EveryStateByAIAndManual(t *testing.T) {
	have := map[string]bool{}
	for _, c := range of(table(Example(testNow), "cmo_campaigns"), firstTouch.ID) {
		state := cmo.NewCampaignState(c["status"].(string), c["review_state"].(string))
		have[c["origin"].(string)+"/"+string(state)] = true
		if (state == cmo.StateChanges || state == cmo.StateRejected) && c["review_note"] == nil {
			t.Errorf("%v: no note", c["campaign_name"])
		}
		if c["status"] != "draft" && c["review_state"] != "approved" {
			t.Errorf("%v: live without approval", c["campaign_name"])
		}
		if start, ok := c["start_date"].(time.Time); ok && c["end_date"].(time.Time).Before(start) {
			t.Errorf("%v: ends before it starts", c["campaign_name"])
		}
	}
	for _, s := range cmo.CampaignStates {
		for _, o := range []string{"ai_cmo", "manual"} {
			if !have[o+"/"+string(s)] {
				t.Errorf("no %s campaign is %s", o, s)
			}
		}
	}
}

func TestFirstTouch_EveryAgentInEveryStatus(t *testing.T) {
	have, kinds := map[string]bool{}, map[any]bool{}
	for _, r := range of(table(Example(testNow), "agent_runs"), firstTouch.ID) {
		have[r["agent"].(string)+"/"+r["status"].(string)] = true
		kinds[r["error_kind"]] = true
	}
	for _, a := range cmo.Agents {
		for _, s := range []string{"pending", "running", "completed", "failed", "cancelled", "timed_out"} {
			if !have[a.ID+"/"+s] {
				t.Errorf("no %s run is %s", a.ID, s)
			}
		}
	}
	for _, k := range []string{"invalid_output", "provider", "budget", "access", "internal"} {
		if !kinds[k] {
			t.Errorf("no run failed by %s", k)
		}
	}
}

func TestExample_RunsAreWhole(t *testing.T) {
	for _, now := range someNows {
		d := Example(now)
		for _, tenant := range []uuid.UUID{firstTouch.ID, riverside.ID} {
			runs := of(table(d, "agent_runs"), tenant)
			if last := of(table(d, "workspaces"), tenant)[0]["last_run_no"]; last != len(runs) {
				t.Errorf("last_run_no %v, %d runs", last, len(runs))
			}
			for i, r := range runs {
				checkRun(t, i, runs, r)
			}
		}
		checkSteps(t, d)
	}
}

func checkRun(t *testing.T, i int, runs []Row, r Row) {
	t.Helper()
	ended := r["status"] != "pending" && r["status"] != "running"
	if r["run_no"] != i+1 || i > 0 && r["created_at"].(time.Time).Before(runs[i-1]["created_at"].(time.Time)) {
		t.Errorf("run %v out of order", r["run_no"])
	}
	if ended != (r["completed_at"] != nil) || ended != (r["duration_ms"] != nil) {
		t.Errorf("run %v: %v without a whole end", r["run_no"], r["status"])
	}
	if (r["status"] == "failed" || r["status"] == "timed_out") != (r["error_message"] != nil) || (r["status"] == "failed") != (r["error_kind"] != nil) {
		t.Errorf("run %v: %v with message %v, kind %v", r["run_no"], r["status"], r["error_message"], r["error_kind"])
	}
	if out := r["output"].(JSON).V.(object); (r["status"] == "completed") != (len(out) > 0) {
		t.Errorf("run %v: %v with output %v", r["run_no"], r["status"], out)
	}
	if r["provider"] == "playbook" && (r["cost_usd"] != 0.0 || r["model"] != "built-in playbook") {
		t.Errorf("run %v: the playbook costs %v", r["run_no"], r["cost_usd"])
	}
	if (r["started_by"] == nil) != (r["started_via"] != "person") {
		t.Errorf("run %v: started by %v via %v", r["run_no"], r["started_by"], r["started_via"])
	}
}

// checkSteps: the steps of a run follow one another, and those of an ended run end with it.
func checkSteps(t *testing.T, d Dataset) {
	t.Helper()
	last := map[any]Row{}
	for _, s := range table(d, "agent_run_steps") {
		if p := last[s["run_id"]]; p != nil && p["finished_at"] != s["started_at"] {
			t.Errorf("step %v of a run does not follow", s["step_no"])
		}
		if f, ok := s["finished_at"].(time.Time); ok && f.Before(s["started_at"].(time.Time)) {
			t.Errorf("step %v ends before it starts", s["step_no"])
		}
		last[s["run_id"]] = s
	}
	for _, r := range table(d, "agent_runs") {
		s := last[r["id"]]
		if s["finished_at"] != r["completed_at"] {
			t.Errorf("run %v ends at %v, its last step at %v", r["run_no"], r["completed_at"], s["finished_at"])
		}
		want := map[any]string{"pending": "running", "running": "running", "completed": "completed", "cancelled": "cancelled", "timed_out": "timed_out"}[r["status"]]
		if want != "" && s["status"] != want {
			t.Errorf("run %v is %v, its last step %v", r["run_no"], r["status"], s["status"])
		}
	}
}

func TestExample_SharesAddUp(t *testing.T) {
	d := Example(testNow)
	sum := map[any]float64{}
	for _, c := range table(d, "cmo_campaign_channels") {
		sum[c["campaign_id"]] += c["budget_percentage"].(float64)
	}
	for _, c := range table(d, "cmo_campaigns") {
		if sum[c["id"]] != 100 {
			t.Errorf("%v: shares add up to %v", c["campaign_name"], sum[c["id"]])
		}
	}
}

// Funnels close stage by stage, but for the one gap that Camp Registration is there to show.
func TestExample_FunnelArithmetic(t *testing.T) {
	gaps := []any{}
	stages := table(Example(testNow), "cmo_funnel_stages")
	for i := 1; i < len(stages); i++ {
		a, b := stages[i-1], stages[i]
		if a["funnel_id"] == b["funnel_id"] && math.Abs(float64(a["expected_volume"].(int))*a["conversion_rate_target"].(float64)/100-float64(b["expected_volume"].(int))) > 0.5 {
			gaps = append(gaps, b["stage_name"])
		}
	}
	if len(gaps) != 1 || gaps[0] != "Register" {
		t.Errorf("gaps before %v, want Register only", gaps)
	}
}

func TestExample_Snapshots(t *testing.T) {
	for _, now := range someNows {
		d := Example(now)
		zones := map[any]string{firstTouch.ID: firstTouch.Zone, riverside.ID: riverside.Zone}
		clicks, byChannel := map[[2]any]int{}, map[[2]any]int{}
		days := map[any]map[any]bool{}
		for _, s := range table(d, "cmo_metrics_snapshots") {
			zone, _ := time.LoadLocation(zones[s["tenant_id"]])
			if !s["snapshot_date"].(time.Time).Before(now.In(zone)) || s["data_mode"] != "demo" || s["clicks"].(int) > s["impressions"].(int) {
				t.Errorf("snapshot %v", s)
			}
			k := [2]any{s["campaign_id"], s["snapshot_date"]}
			if s["channel_id"] == nil {
				clicks[k] = s["clicks"].(int)
			} else {
				byChannel[k] += s["clicks"].(int)
			}
			if days[s["campaign_id"]] == nil {
				days[s["campaign_id"]] = map[any]bool{}
			}
			days[s["campaign_id"]][s["snapshot_date"]] = true
		}
		for k, n := range clicks {
			if byChannel[k] != n {
				t.Errorf("%v: campaign %d clicks, channels %d", k, n, byChannel[k])
			}
		}
		for _, c := range table(d, "cmo_campaigns") {
			live := c["status"] == "active" || c["status"] == "paused" || c["status"] == "completed"
			if live != (len(days[c["id"]]) > 0) {
				t.Errorf("%v is %v with %d days", c["campaign_name"], c["status"], len(days[c["id"]]))
			}
		}
	}
}

func TestExample_WeeklySummariesMatchSnapshots(t *testing.T) {
	d := Example(testNow)
	for _, w := range table(d, "cmo_weekly_summaries") {
		clicks := 0
		for _, s := range of(table(d, "cmo_metrics_snapshots"), w["tenant_id"].(uuid.UUID)) {
			at := s["snapshot_date"].(time.Time)
			if s["channel_id"] == nil && !at.Before(w["week_start"].(time.Time)) && !at.After(w["week_end"].(time.Time)) {
				clicks += s["clicks"].(int)
			}
		}
		if got := w["metrics_summary"].(JSON).V.(object)["total_clicks"]; got != clicks || clicks == 0 || w["week_start"].(time.Time).Weekday() != time.Monday {
			t.Errorf("week of %v: %v clicks, want %d", w["week_start"], got, clicks)
		}
	}
}
