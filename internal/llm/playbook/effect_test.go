package playbook

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/agent"
	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/llm"
)

func ask(t *testing.T, d cmo.AgentData, mode cmo.Mode, in any) string {
	t.Helper()
	raw, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	a, err := New().Complete(context.Background(), llm.Request{Mode: mode, Data: d, Input: raw}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a.Text
}

// Each field of an input changes the answer, not only the question.
func TestPlaybook_EveryInputHasAnEffect(t *testing.T) {
	x := tenants[0]
	d := build(t, x.key, x.currency, x.goal, x.brief).data
	d.Campaign = &cmo.AgentCampaign{ID: d.Campaign.ID, CampaignDraft: d.Campaign.CampaignDraft, Channels: d.Campaign.Channels}
	n, other := 3000.0, uuid.New()
	noStage, noFunnel, noPlan := d, d, d
	noStage.Stage, noFunnel.Funnel, noFunnel.Stage, noPlan.Plan = nil, nil, nil, nil
	talk := func(s string) []cmo.Message { return []cmo.Message{{Role: "user", Content: s}} }
	base := map[cmo.Mode]any{cmo.ModeSetup: cmo.SetupInput{Messages: talk(x.brief)}, cmo.ModeStrategy: cmo.StrategyInput{PrimaryGoal: "Grow"}, cmo.ModeFunnels: cmo.FunnelsInput{},
		cmo.ModeCampaigns: cmo.CampaignsInput{}, cmo.ModeContent: cmo.ContentInput{}, cmo.ModeOptimization: cmo.OptimizationInput{}}
	for name, c := range map[string]struct {
		mode cmo.Mode
		data cmo.AgentData
		in   any
	}{
		"messages":    {cmo.ModeSetup, d, cmo.SetupInput{Messages: talk(tenants[1].brief)}},
		"currentStep": {cmo.ModeSetup, d, cmo.SetupInput{Messages: talk(x.brief), CurrentStep: "offers"}},
		"primaryGoal": {cmo.ModeStrategy, d, cmo.StrategyInput{PrimaryGoal: "Sell private lessons"}}, "budget": {cmo.ModeStrategy, d, cmo.StrategyInput{PrimaryGoal: "Grow", Budget: &n}},
		"targetMetrics": {cmo.ModeStrategy, d, cmo.StrategyInput{PrimaryGoal: "Grow", TargetMetrics: &cmo.TargetMetrics{Revenue: &n}}}, "mqls": {cmo.ModeStrategy, d, cmo.StrategyInput{PrimaryGoal: "Grow", TargetMetrics: &cmo.TargetMetrics{MQLs: &n}}},
		"reach": {cmo.ModeStrategy, d, cmo.StrategyInput{PrimaryGoal: "Grow", TargetMetrics: &cmo.TargetMetrics{Reach: &n}}}, "channels": {cmo.ModeStrategy, d, cmo.StrategyInput{PrimaryGoal: "Grow", Constraints: &cmo.PlanConstraint{Channels: []string{"blog"}}}},
		"timeframe": {cmo.ModeStrategy, d, cmo.StrategyInput{PrimaryGoal: "Grow", Constraints: &cmo.PlanConstraint{Timeframe: "12 weeks"}}}, "startDate": {cmo.ModeStrategy, d, cmo.StrategyInput{PrimaryGoal: "Grow", StartDate: "2026-05-01"}},
		"planId, funnel": {cmo.ModeFunnels, noPlan, cmo.FunnelsInput{}}, "funnelType": {cmo.ModeFunnels, d, cmo.FunnelsInput{FunnelType: "product"}},
		"goal": {cmo.ModeCampaigns, d, cmo.CampaignsInput{Goal: "reactivation"}}, "preferredChannels": {cmo.ModeCampaigns, d, cmo.CampaignsInput{PreferredChannels: []string{"blog"}}},
		"budgetNotes": {cmo.ModeCampaigns, d, cmo.CampaignsInput{BudgetNotes: "At most 900"}}, "stageId": {cmo.ModeCampaigns, noStage, cmo.CampaignsInput{Goal: "awareness"}}, "funnelId": {cmo.ModeCampaigns, noFunnel, cmo.CampaignsInput{}},
		"funnelStage": {cmo.ModeContent, d, cmo.ContentInput{FunnelStage: "retention"}}, "content channels": {cmo.ModeContent, d, cmo.ContentInput{Channels: []string{"voice"}}}, "ctaIntent": {cmo.ModeContent, d, cmo.ContentInput{CTAIntent: "refer"}},
		"contentTypes": {cmo.ModeContent, d, cmo.ContentInput{ContentTypes: []string{"blog"}}}, "period": {cmo.ModeOptimization, d, cmo.OptimizationInput{Period: "last_7_days"}},
		"funnelId, analysis": {cmo.ModeOptimization, d, cmo.OptimizationInput{FunnelID: &other}}, "planId, analysis": {cmo.ModeOptimization, d, cmo.OptimizationInput{PlanID: &other}},
		"campaignId, analysis": {cmo.ModeOptimization, d, cmo.OptimizationInput{CampaignID: &d.Campaign.ID}},
	} {
		if ask(t, c.data, c.mode, c.in) == ask(t, d, c.mode, base[c.mode]) {
			t.Errorf("%s changes nothing", name)
		}
	}
	bare := d // what a caller has besides the records counts where there are none
	bare.Brand, bare.ICPs, bare.Offers = nil, nil, nil
	known := &cmo.ExistingData{Offers: []cmo.OfferDraft{{OfferName: "Private Lessons"}, {OfferName: "Summer Camp Weeks"}}, ICP: []cmo.ICPDraft{{SegmentName: "Schools"}}}
	if ask(t, bare, cmo.ModeSetup, cmo.SetupInput{Messages: talk(x.brief), ExistingData: known}) == ask(t, bare, cmo.ModeSetup, cmo.SetupInput{Messages: talk(x.brief)}) {
		t.Error("existingData changes nothing")
	}
}

// A second setup over records that people own repeats them and changes what the brief says: prices, tone, competitors.
func TestSetup_Again(t *testing.T) {
	x := tenants[0]
	d := build(t, x.key, x.currency, x.goal, x.brief).data
	d.Brand.MissionStatement, d.ICPs[0].PainPoints = "Ours", []string{"p1", "p2", "p3"}
	read := func(brief string) (out cmo.SetupOutput) {
		in := cmo.SetupInput{Messages: []cmo.Message{{Role: "user", Content: brief}}}
		a, _ := agent.For(cmo.ModeSetup)
		parsed, err := a.Parse(ask(t, d, cmo.ModeSetup, in), d, in)
		if err != nil {
			t.Fatal(err)
		}
		return parsed.(cmo.SetupOutput)
	}
	same := read(x.brief)
	if len(same.ICPSegments)+len(same.Offers) != 0 || same.BrandProfile.MissionStatement != "Ours" || same.BrandProfile.BrandVoice != d.Brand.BrandVoice {
		t.Errorf("the same brief again says something new: %+v", same)
	}
	next := read(strings.Replace(x.brief, "$65 per hour. We want to sound energetic, encouraging and friendly.", "$72 per hour. We want to sound calm, precise and kind. We also offer goalkeeper clinics for $49. We compete with big clubs.", 1))
	if next.BrandProfile.BrandVoice != "Calm, Precise, Kind" || len(next.BrandProfile.Competitors) != 1 || next.BrandProfile.MissionStatement != "Ours" {
		t.Errorf("brand: %+v", next.BrandProfile)
	}
	prices := map[string]float64{}
	for _, o := range next.Offers {
		prices[o.OfferName] = *o.PriceRange.Min
	}
	if prices["Private Lessons"] != 72 || prices["Goalkeeper Clinics"] != 49 || len(prices) != 2 {
		t.Errorf("offers: %v", prices)
	}
}

// Little or no data is said, not judged; demo numbers are named; rejected advice does not come back.
func TestOptimization_SaysWhatItCannotKnow(t *testing.T) {
	x := tenants[2]
	d := build(t, x.key, x.currency, x.goal, x.brief).data
	read := func(d cmo.AgentData) (out cmo.OptimizationOutput) {
		if err := json.Unmarshal([]byte(ask(t, d, cmo.ModeOptimization, cmo.OptimizationInput{Period: "last_30_days"})), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	full := read(d)
	if full.AnalysisSummary.OverallHealth != "critical" || len(full.Recommendations) == 0 || full.Recommendations[0].Severity != "critical" {
		t.Fatalf("a click rate that fell by 60 %%: %+v", full.AnalysisSummary)
	}
	none, few, demo := d, d, d
	none.Metrics = nil
	few.Metrics = nil
	for _, m := range d.Metrics {
		one := int64(1)
		m.Clicks, m.Conversions = &one, nil
		few.Metrics = append(few.Metrics, m)
		m.Clicks, m.DataMode = d.Metrics[0].Clicks, "demo"
		demo.Metrics = append(demo.Metrics[:len(demo.Metrics):len(demo.Metrics)], m)
	}
	demo.Metrics = demo.Metrics[len(d.Metrics):]
	for name, data := range map[string]cmo.AgentData{"no rows": none, "few clicks": few} {
		out := read(data)
		if out.AnalysisSummary.OverallHealth != cmo.NotEnoughData || len(out.Recommendations) != 0 || !strings.Contains(strings.Join(out.AnalysisSummary.Notes, " "), "Not enough data") {
			t.Errorf("%s: %+v, %d recommendations", name, out.AnalysisSummary, len(out.Recommendations))
		}
	}
	if notes := strings.Join(read(demo).AnalysisSummary.Notes, " "); !strings.Contains(notes, "Only demo numbers") {
		t.Errorf("demo: %s", notes)
	}
	d.Rejected = []cmo.AgentRejected{{Mode: cmo.ModeOptimization, Kind: "recommendation", Name: full.Recommendations[0].Title, Reason: "Seasonal"}}
	for _, r := range read(d).Recommendations {
		if r.Title == full.Recommendations[0].Title {
			t.Error("rejected advice came back")
		}
	}
}

// A milestone that was missed by more than a fifth is a warning, one that was reached is to be marked; a click rate that
// falls three weeks in a row is a warning, though the two periods do not differ.
func TestOptimization_MilestonesAndFallingWeeks(t *testing.T) {
	x := tenants[0]
	d := build(t, x.key, x.currency, x.goal, x.brief).data
	plan := *d.Plan
	d.Plan, d.Funnels = &plan, nil
	c := d.Campaigns[0]
	c.PlanID, c.Channels = &plan.ID, nil
	d.Campaigns = []cmo.AgentCampaign{c}
	plan.StartDate = "2026-01-20"
	plan.Milestones = []cmo.AgentMilestone{{ID: id("far"), MilestoneName: "Far off", TargetDate: "2026-02-20", Status: "pending", KPIs: []cmo.KPI{{Metric: "conversions", Target: 100}}},
		{ID: id("near"), MilestoneName: "Nearly", TargetDate: "2026-02-20", Status: "pending", KPIs: []cmo.KPI{{Metric: "conversions", Target: 36}}},
		{ID: id("done"), MilestoneName: "Done", TargetDate: "2026-02-20", Status: "pending", KPIs: []cmo.KPI{{Metric: "conversions", Target: 10}}},
		{ID: id("odd"), MilestoneName: "Unmeasured", TargetDate: "2026-02-20", Status: "missed", KPIs: []cmo.KPI{{Metric: "engagement", Target: 10}}}}
	d.Metrics = nil
	today := day(today)
	for i := 60; i >= 1; i-- {
		seen, clicks, sales := int64(1000), int64(33), int64(1)
		if i <= 28 {
			clicks = 42 - int64(28-i)/7*6 // 42, 36, 30, 24 a day
		}
		d.Metrics = append(d.Metrics, cmo.AgentMetric{CampaignID: c.ID, Day: date(today.AddDate(0, 0, -i)), MetricType: "daily", DataMode: "live", Impressions: &seen, Clicks: &clicks, Conversions: &sales})
	}
	var out cmo.OptimizationOutput
	if err := json.Unmarshal([]byte(ask(t, d, cmo.ModeOptimization, cmo.OptimizationInput{Period: "last_30_days"})), &out); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, r := range out.Recommendations {
		got[r.Title] = r.Severity
	}
	for title, severity := range map[string]string{"Decide about the missed milestone “Far off”": "warning", "Decide about the missed milestone “Nearly”": "info", "Mark the milestone “Done” as reached": "info",
		"Decide about the missed milestone “Unmeasured”": "info", "Stop the falling click rate of " + c.CampaignName: "warning"} {
		if got[title] != severity {
			t.Errorf("%s: %q, want %q", title, got[title], severity)
		}
	}
}
