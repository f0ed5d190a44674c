package agent

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func parseStrategy(out *cmo.StrategyOutput, d cmo.AgentData, in cmo.StrategyInput, f *faults) {
	p := out.Plan
	f.need("plan.name", p.Name)
	f.need("plan.goal_summary", p.GoalSummary)
	start, ok := f.date("plan.start_date", p.StartDate)
	end, okEnd := f.date("plan.end_date", p.EndDate)
	if !ok || !okEnd {
		return
	}
	rulePlanDates(start, end, in, f)
	ruleMilestones(p, start, end, f)
	ruleKPIs(p.KPIs, f)
	weeks := int(math.Ceil(end.Sub(start).Hours()/24/7)) + 1
	for i, w := range p.WeeklyCheckpoints {
		if w.Week != i+1 {
			f.add("plan.weekly_checkpoints[%d].week is %d; the weeks count from 1.", i, w.Week)
		}
		f.need(fmt.Sprintf("plan.weekly_checkpoints[%d].focus", i), w.Focus)
	}
	f.count("plan.weekly_checkpoints", len(p.WeeklyCheckpoints), 8, weeks)
	ruleAllocation(p.ChannelAllocation, d, in, f)
	f.count("plan.risk_flags", len(p.RiskFlags), 1, 10)
	for i, r := range p.RiskFlags {
		f.need(fmt.Sprintf("plan.risk_flags[%d].risk", i), r.Risk)
		f.need(fmt.Sprintf("plan.risk_flags[%d].mitigation", i), r.Mitigation)
	}
}

func rulePlanDates(start, end time.Time, in cmo.StrategyInput, f *faults) {
	if in.StartDate != "" && start.Format(time.DateOnly) != in.StartDate {
		f.add("plan.start_date is %s; the request says %s.", start.Format(time.DateOnly), in.StartDate)
	}
	want := 90
	if in.Constraints != nil {
		want, _ = cmo.TimeframeDays(in.Constraints.Timeframe)
	}
	if days := int(end.Sub(start).Hours()/24) + 1; days < want-7 || days > want+7 {
		f.add("The plan runs for %d days; the request is about %d.", days, want)
	}
}

func ruleMilestones(p cmo.PlanDraft, start, end time.Time, f *faults) {
	f.count("plan.milestones", len(p.Milestones), 8, 12)
	before := start
	var labels []string
	for i, m := range p.Milestones {
		at := fmt.Sprintf("plan.milestones[%d].", i)
		f.need(at+"label", m.Label)
		f.oneOf(at+"metric", m.Metric, cmo.MilestoneMetrics)
		f.need(at+"funnel_action", m.FunnelAction)
		f.allOf(at+"channels", m.Channels, cmo.Channels, 1)
		if m.TargetValue <= 0 {
			f.add("%starget_value is %g; a milestone needs a number above 0.", at, m.TargetValue)
		}
		if day, ok := f.date(at+"target_date", m.TargetDate); ok {
			if day.Before(start) || day.After(end) {
				f.add("%starget_date %s lies outside the plan.", at, m.TargetDate)
			}
			if day.Before(before) {
				f.add("%starget_date %s comes before that of the milestone above.", at, m.TargetDate)
			}
			before = day
		}
		for _, dep := range m.Dependencies {
			if !slices.Contains(labels, dep) {
				f.add("%sdependencies names %q, which is no earlier milestone.", at, short(dep, 60))
			}
		}
		labels = append(labels, m.Label)
	}
	f.texts("The labels of plan.milestones", labels, 0, 0)
}

func ruleKPIs(list []cmo.PlanKPI, f *faults) {
	f.count("plan.kpis", len(list), 2, 10)
	for i, k := range list {
		f.need(fmt.Sprintf("plan.kpis[%d].metric", i), k.Metric)
		f.need(fmt.Sprintf("plan.kpis[%d].measurement", i), k.Measurement)
		if k.Target <= 0 {
			f.add("plan.kpis[%d].target is %g; a goal needs a number above 0.", i, k.Target)
		}
	}
}

func ruleAllocation(list []cmo.ChannelShare, d cmo.AgentData, in cmo.StrategyInput, f *faults) {
	var shares []float64
	var channels []string
	for i, c := range list {
		at := fmt.Sprintf("plan.channel_allocation[%d].", i)
		f.oneOf(at+"channel", c.Channel, cmo.Channels)
		f.need(at+"primary_metric", c.PrimaryMetric)
		f.known(at+"target_icp", "ICP", c.TargetICP, icpNames(d))
		if in.Constraints != nil && len(in.Constraints.Channels) > 0 && !slices.Contains(in.Constraints.Channels, c.Channel) {
			f.add("%schannel is %s, which the request does not allow.", at, c.Channel)
		}
		shares, channels = append(shares, c.BudgetPercentage), append(channels, c.Channel)
	}
	f.texts("plan.channel_allocation", channels, 1, 0)
	f.share("plan.channel_allocation", shares)
}
