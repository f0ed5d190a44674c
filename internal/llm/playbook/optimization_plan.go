package playbook

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// milestones looks for those of the plan that are past and open.
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
		a.add(cmo.Advice{SourceType: "audience", SourceID: m.ID.String(), SourceName: m.MilestoneName, Category: "timing", Title: "Decide about the missed milestone “" + m.MilestoneName + "”",
			Description: "It was due on " + m.TargetDate + " and is not marked as reached. By how much it was missed is not recorded.", Severity: "info", Impact: "medium", Effort: "low",
			MetricsAffected:  []cmo.AdviceMetric{},
			SuggestedActions: []cmo.AdviceAction{{Action: "Mark it as reached, move its date or drop it", Timeline: "this week", Owner: "marketer", ExpectedOutcome: "A plan that can be kept"}},
			SupportingData:   cmo.AdviceReasoning{Trend: cmo.NotEnoughData, ComparisonPeriod: "the plan", BenchmarkComparison: "below"}})
	}
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
	slices.SortStableFunc(a.notes, strings.Compare)
	a.notes = slices.Compact(a.notes)
}
