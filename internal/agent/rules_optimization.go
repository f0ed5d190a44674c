package agent

import (
	"fmt"
	"math"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func parseOptimization(out *cmo.OptimizationOutput, d cmo.AgentData, in cmo.OptimizationInput, f *faults) {
	s := &out.AnalysisSummary
	f.date("analysis_summary.analysis_date", s.AnalysisDate)
	f.oneOf("analysis_summary.period_analyzed", s.PeriodAnalyzed, cmo.Periods)
	if in.Period != "" && s.PeriodAnalyzed != in.Period {
		f.add("analysis_summary.period_analyzed is %q; the request says %s.", short(s.PeriodAnalyzed, 40), in.Period)
	}
	f.oneOf("analysis_summary.overall_health", s.OverallHealth, cmo.Healths)
	if len(d.Metrics) == 0 && s.OverallHealth != cmo.NotEnoughData {
		f.add("There are no numbers, so analysis_summary.overall_health must be %s.", cmo.NotEnoughData)
	}
	f.count("recommendations", len(out.Recommendations), 0, 12)
	rows := sources(d)
	var ids, titles []string
	for i, r := range out.Recommendations {
		ruleAdvice(fmt.Sprintf("recommendations[%d]", i), r, rows, f)
		ids, titles = append(ids, r.RecommendationID), append(titles, r.Title)
	}
	f.texts("The ids of recommendations", ids, 0, 0)
	f.texts("The titles of recommendations", titles, 0, 0)
	f.count("quick_wins", len(out.QuickWins), 0, 6)
	f.count("next_steps", len(out.NextSteps), 1, 3)
	for _, n := range out.NextSteps {
		f.need("next_steps.step", n.Step)
		f.oneOf("next_steps.priority", n.Priority, cmo.Levels)
	}
}

func ruleAdvice(at string, r cmo.Advice, rows map[string]bool, f *faults) {
	f.need(at+".recommendation_id", r.RecommendationID)
	f.need(at+".title", r.Title)
	f.need(at+".description", r.Description)
	f.oneOf(at+".source_type", r.SourceType, cmo.AdviceSources)
	f.oneOf(at+".category", r.Category, cmo.AdviceCategories)
	f.oneOf(at+".severity", r.Severity, cmo.Severities)
	f.oneOf(at+".impact", r.Impact, cmo.Levels)
	f.oneOf(at+".effort", r.Effort, cmo.Levels)
	f.oneOf(at+".supporting_data.trend", r.SupportingData.Trend, cmo.Trends)
	f.oneOf(at+".supporting_data.benchmark_comparison", r.SupportingData.BenchmarkComparison, cmo.Benchmarks)
	if !rows[r.SourceID] {
		f.add("%s.source_id %q is no record that was given.", at, short(r.SourceID, 40))
	}
	if want := cmo.AdviceScore(r.Impact, r.Severity, r.Effort); math.Abs(want-r.PriorityScore) > 0.01 {
		f.add("%s.priority_score is %g; impact × 3 + urgency × 2 − effort is %g.", at, r.PriorityScore, want)
	}
	f.count(at+".suggested_actions", len(r.SuggestedActions), 1, 6)
	for _, m := range r.MetricsAffected {
		f.need(at+".metrics_affected.metric", m.Metric)
		if math.Abs(m.TargetValue-m.CurrentValue-m.Gap) > math.Max(0.02, math.Abs(m.Gap)*0.02) {
			f.add("%s.metrics_affected: the gap of %q is not its target minus its current value.", at, short(m.Metric, 40))
		}
	}
}

// sources are the ids of every record the agent was given.
func sources(d cmo.AgentData) map[string]bool {
	ids := map[string]bool{}
	add := func(list ...uuid.UUID) {
		for _, id := range list {
			ids[id.String()] = true
		}
	}
	for _, c := range d.Campaigns {
		add(c.ID)
		for _, x := range c.Channels {
			add(x.ID)
		}
		for _, x := range c.Assets {
			add(x.ID)
		}
	}
	for _, x := range d.Funnels {
		add(x.ID)
		for _, s := range x.Stages {
			add(s.ID)
		}
	}
	if d.Funnel != nil {
		add(d.Funnel.ID)
	}
	if d.Plan != nil {
		add(d.Plan.ID)
		for _, m := range d.Plan.Milestones {
			add(m.ID)
		}
	}
	for _, x := range d.ICPs {
		add(x.ID)
	}
	for _, x := range d.Offers {
		add(x.ID)
	}
	return ids
}
