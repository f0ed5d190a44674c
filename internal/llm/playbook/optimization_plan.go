package playbook

import (
	"fmt"
	"math"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// milestones looks for those of the plan that are past and open, and by how much they were missed where the numbers say.
func (a *analysis) milestones(in cmo.OptimizationInput) {
	p := a.d.Plan
	if p == nil || in.FunnelID != nil {
		return
	}
	for _, m := range p.Milestones {
		late := m.Status == "missed" || m.TargetDate != "" && m.TargetDate < a.d.Today && m.Status != "completed"
		if !late {
			continue
		}
		x := cmo.Advice{SourceType: "audience", SourceID: m.ID.String(), SourceName: m.MilestoneName, Category: "timing", Title: "Decide about the missed milestone “" + m.MilestoneName + "”",
			Description: "It was due on " + m.TargetDate + " and is not marked as reached. By how much it was missed is not recorded.", Severity: "info", Impact: "medium", Effort: "low",
			MetricsAffected:  []cmo.AdviceMetric{},
			SuggestedActions: []cmo.AdviceAction{{Action: "Mark it as reached, move its date or drop it", Timeline: "this week", Owner: "marketer", ExpectedOutcome: "A plan that can be kept"}},
			SupportingData:   cmo.AdviceReasoning{Trend: cmo.NotEnoughData, ComparisonPeriod: "the plan", BenchmarkComparison: "below"}}
		if k, reached, ok := a.reached(*p, m); ok {
			x.MetricsAffected = []cmo.AdviceMetric{metric(k.Metric, reached, k.Target)}
			x.Description = fmt.Sprintf("It was due on %s: %s of %s %s were reported by then.", m.TargetDate, cmo.Figure(reached, 2), cmo.Figure(k.Target, 2), k.Metric)
			switch missed := (k.Target - reached) / k.Target; {
			case missed <= 0:
				x.Title, x.SupportingData.BenchmarkComparison = "Mark the milestone “"+m.MilestoneName+"” as reached", "above"
			case missed > 0.2:
				x.Severity, x.Impact = "warning", "high"
			}
		}
		a.add(x)
	}
}

// reached is what was reported for a milestone's number from the plan's start to its date. The numbers must go back to
// that start; what nobody reported is not zero.
func (a *analysis) reached(p cmo.AgentPlan, m cmo.AgentMilestone) (k cmo.KPI, reached float64, ok bool) {
	if len(m.KPIs) == 0 || m.KPIs[0].Target <= 0 || m.TargetDate == "" || p.StartDate == "" || p.StartDate < a.before {
		return k, 0, false
	}
	k = m.KPIs[0]
	for _, c := range a.d.Campaigns {
		if c.PlanID == nil || *c.PlanID != p.ID {
			continue
		}
		s := a.between(c.ID, "", p.StartDate, m.TargetDate)
		var count *int64
		switch k.Metric {
		case "conversions", "signups", "leads":
			count = s.conversions
		case "traffic":
			count = s.clicks
		case "reach":
			count = s.impressions
		case "revenue":
			if s.revenue != nil {
				reached, ok = reached+*s.revenue, true
			}
		}
		if count != nil {
			reached, ok = reached+float64(*count), true
		}
	}
	return k, reached, ok
}

// fallingWeeks is how many weeks in a row a rate has to fall.
const fallingWeeks = 3

// falling warns of a click rate that fell three weeks in a row, if chance does not explain the whole of it.
func (a *analysis) falling(c cmo.AgentCampaign) bool {
	last := day(a.to)
	var weeks []sum
	for n := fallingWeeks; n >= 0; n-- {
		weeks = append(weeks, a.between(c.ID, "", date(last.AddDate(0, 0, -7*n-6)), date(last.AddDate(0, 0, -7*n))))
	}
	rates := make([]float64, len(weeks))
	for i, w := range weeks {
		if w.clicks == nil || w.impressions == nil || *w.impressions == 0 || *w.clicks > *w.impressions {
			return false
		}
		rates[i] = float64(*w.clicks) / float64(*w.impressions)
		if i > 0 && rates[i] >= rates[i-1] {
			return false
		}
	}
	first, end := weeks[0], weeks[len(weeks)-1]
	if *first.clicks < enoughClicks || math.Abs(zScore(*end.clicks, *end.impressions, *first.clicks, *first.impressions)) < 1.96 {
		return false
	}
	now, before := rates[len(rates)-1]*100, rates[0]*100
	x := a.changed(source{"campaign", c.ID, c.CampaignName, "content"}, "click rate", now, before, (now-before)/before*100)
	x.Severity, x.Impact = "warning", "high"
	x.Description = fmt.Sprintf("The click rate fell three weeks in a row, from %s to %s. The counts are large enough that chance does not explain it.", cmo.Percent(before), cmo.Percent(now))
	x.SupportingData.ComparisonPeriod = "the last four weeks, one by one"
	a.add(x)
	return true
}

// funnels does the arithmetic of the funnels that are looked at.
func (a *analysis) funnels(in cmo.OptimizationInput) {
	for _, f := range a.d.Funnels {
		if in.FunnelID != nil && f.ID != *in.FunnelID {
			continue
		}
		for i := 1; i < len(f.Stages); i++ {
			before, s := f.Stages[i-1], f.Stages[i]
			yield := float64(before.ExpectedVolume) * before.ConversionRateTarget / 100
			gap := float64(s.ExpectedVolume) - yield
			if before.ExpectedVolume == 0 || before.ConversionRateTarget == 0 || gap <= yield*0.05+1 {
				continue
			}
			severity := "info"
			if gap > yield*0.2 {
				severity = "warning"
			}
			a.add(cmo.Advice{SourceType: "funnel", SourceID: f.ID.String(), SourceName: f.FunnelName, Category: "performance", Title: "Close the gap between " + before.StageName + " and " + s.StageName,
				Description: fmt.Sprintf("%s plans %s, but %s hands over %s (%s at %s).", s.StageName, cmo.Figure(float64(s.ExpectedVolume), 0), before.StageName, cmo.Figure(yield, 0), cmo.Figure(float64(before.ExpectedVolume), 0), cmo.Percent(before.ConversionRateTarget)),
				Severity:    severity, Impact: "medium", Effort: "low", MetricsAffected: []cmo.AdviceMetric{metric("volume of "+s.StageName, float64(s.ExpectedVolume), yield)},
				SuggestedActions: []cmo.AdviceAction{{Action: "Plan " + s.StageName + " with " + cmo.Figure(yield, 0) + ", or raise the volume before it", Timeline: "this week", Owner: "marketer", ExpectedOutcome: "A funnel whose arithmetic closes"}},
				SupportingData:   cmo.AdviceReasoning{Trend: "stable", ComparisonPeriod: "the plan of the stage before", BenchmarkComparison: "above"}})
		}
	}
}
