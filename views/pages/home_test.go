package pages

import (
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func homeRecord() HomeRecord {
	day := func(ago int, mode string, conversions *int64, cost *float64) cmo.MetricDay {
		return cmo.MetricDay{Day: time.Date(2026, 1, 13-ago, 0, 0, 0, 0, time.UTC), Mode: mode, Campaigns: 2, MetricSums: cmo.MetricSums{Conversions: conversions, Cost: cost}, ReceivedAt: now.Add(-9 * time.Hour)}
	}
	campaign, run := testID(1), testID(45)
	return HomeRecord{
		Setup: cmo.Setup{Brands: 1}, Waiting: campaigns()[:3], WaitingTotal: 11,
		Stages: []cmo.FunnelStage{{FunnelID: testID(1), FunnelName: "Camp", Name: "Reached", Type: "awareness", Planned: 4200, Live: ptr(int64(3860)), Demo: ptr(int64(9))},
			{FunnelID: testID(1), FunnelName: "Camp", Name: "Registered", Planned: 60}, {FunnelID: testID(2), FunnelName: "Bare"}},
		Days: []cmo.MetricDay{day(40, "live", ptr(int64(20)), nil), day(3, "live", ptr(int64(12)), ptr(1200.4)), day(2, "demo", ptr(int64(900)), nil), day(1, "live", ptr(int64(0)), ptr(34.0))},
		Runs: runs()[:3],
		Events: []cmo.UpcomingEvent{{ID: testID(1), Type: "content_publish", Channel: "email", Title: "Email 2", At: now.Add(time.Hour), CampaignID: &campaign, CampaignName: "Camp", Status: "draft", ReviewState: "in_review"},
			{ID: testID(2), Type: "milestone", Title: "Half-way", At: now.Add(50 * time.Hour)}, {ID: testID(3), Type: "campaign_start", Title: "Starts", At: now.Add(51 * time.Hour), CampaignID: &campaign, Status: "active", ReviewState: "approved"}},
		Advice: []cmo.Recommendation{{ID: testID(1), Title: "Move <15 %>", Rationale: "Replies fell.", Severity: "critical", Impact: "high", Effort: "low", CampaignID: &campaign, CampaignName: "Camp", RunID: &run, RunNo: ptr(int64(1845)), Total: 7},
			{ID: testID(2), Title: "Send on Sunday", Description: "Opens.", Severity: "info", Total: 7}},
	}
}

func TestHome_Golden(t *testing.T) {
	golden(t, "home", Home(NewHomeView(tenant, homeRecord(), now)))
	golden(t, "home-first-run", Home(NewHomeView(tenant, HomeRecord{}, now)))
	golden(t, "home-quiet", Home(NewHomeView(tenant, HomeRecord{Setup: cmo.Setup{Brands: 1}}, now)))
}

// Live and demo figures are never added up, and what nobody reported is no zero.
func TestHomeResults_Honest(t *testing.T) {
	l, rec := newLocal(tenant, now), homeRecord()
	r := newHomeResults(l, rec)
	if r.Demo || r.Left == "" || r.KPIs[0].Value != "12" || r.KPIs[0].Sub != "20 in the 30 days before" || r.KPIs[2].Value != "$1,234" || r.KPIs[3].Value != "–" || r.KPIs[1].Sub != "Not reported" {
		t.Errorf("%+v", r.KPIs)
	}
	if s := r.Funnels[0].Stages; s[0].ActualText != "3,860" || !s[1].Unknown || len(r.Funnels[1].Stages) != 0 {
		t.Errorf("%+v", r.Funnels)
	}
	for i := range rec.Days {
		rec.Days[i].Mode = "demo"
	}
	if r := newHomeResults(l, rec); !r.Demo || r.KPIs[0].Value != "912" || r.Funnels[0].Stages[0].ActualText != "9" {
		t.Errorf("demo: %+v", r.KPIs)
	}
}

func TestHomeSpan_InTheTenantsDays(t *testing.T) {
	before, from, to := HomeSpan(chicago, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	if to.Format(time.DateOnly) != "2026-02-28" || from.Format(time.DateOnly) != "2026-01-30" || before.Format(time.DateOnly) != "2025-12-31" {
		t.Errorf("%s, %s, %s", before, from, to)
	}
}

func TestOffset(t *testing.T) {
	for seconds, want := range map[int]string{0: "±0", -6 * 3600: "−6", 19800: "+5:30"} {
		if got := offset(now.In(time.FixedZone("", seconds))); got != want {
			t.Errorf("%d: %s", seconds, got)
		}
	}
}
