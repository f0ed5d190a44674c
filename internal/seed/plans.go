package seed

import (
	"fmt"
	"time"
)

// plan is one 90-day plan. Days count from its start.
type plan struct {
	Key, Name, Summary, Note string
	StartedAgo               int
	Budget                   int
	Objectives, Themes       []string
	Resources, Dependencies  []string
	Outline                  []string
	ICPs, Offers             []string
	KPIs                     []goal
	Mix                      []share
	Risks                    []risk
	Milestones               []milestone
	Weeks                    []week
}

type goal struct {
	Metric           string
	Baseline, Target float64
	How              string
}

type share struct {
	Channel, Metric, ICP string
	Percent              int
}

type risk struct{ Risk, Mitigation, Trigger string }

type milestone struct {
	Name             string
	Day              int
	Metric           string
	Target           float64
	Action, Status   string
	Channels, Before []string
}

type week struct{ Focus, Deliverable, Success string }

func (b *builder) addPlan(p plan) {
	start := b.day(-p.StartedAgo)
	mix, kpis, risks := []object{}, []object{}, []object{}
	for _, s := range p.Mix {
		mix = append(mix, object{"channel": s.Channel, "budget_percentage": s.Percent, "primary_metric": s.Metric, "target_icp": s.ICP})
	}
	for _, k := range p.KPIs {
		kpis = append(kpis, object{"metric": k.Metric, "baseline": k.Baseline, "target": k.Target, "measurement": k.How})
	}
	for _, r := range p.Risks {
		risks = append(risks, object{"risk": r.Risk, "mitigation": r.Mitigation, "trigger": r.Trigger})
	}
	months := b.months(p)
	row := b.record("cmo_marketing_plans", p.Key, maker{Run: "strategy"}, Row{
		"plan_name": p.Name, "plan_type": "90-day", "status": "active", "start_date": start, "end_date": start.AddDate(0, 0, 89),
		"executive_summary": p.Summary, "primary_objectives": list(p.Objectives...), "key_metrics": JSON{kpis},
		"budget_allocation": JSON{object{"total": p.Budget, "currency": "USD", "note": p.Note}},
		"month_1_plan":      JSON{months[0]}, "month_2_plan": JSON{months[1]}, "month_3_plan": JSON{months[2]},
		"channel_mix": JSON{mix}, "content_calendar_outline": list(p.Outline...), "campaign_themes": list(p.Themes...),
		"resource_requirements": list(p.Resources...), "dependencies": list(p.Dependencies...), "risks_mitigations": JSON{risks},
		"target_icp_segments": list(p.ICPs...), "target_offers": list(p.Offers...),
		"generation_context": JSON{object{"prompt_version": promptVersions["strategy"], "brand_version": 1}},
	})
	b.source("cmo_marketing_plans", row, "cmo_brand_profiles", "brand")
	for _, i := range b.in.ICPs {
		if i.Run == "setup" {
			b.source("cmo_marketing_plans", row, "cmo_icp_segments", i.Key)
		}
	}
	for _, o := range b.in.Offers {
		b.source("cmo_marketing_plans", row, "cmo_offers", o.Key)
	}
	for i, m := range p.Milestones {
		b.addMilestone(p, start, i, m)
	}
}

func (b *builder) addMilestone(p plan, start time.Time, i int, m milestone) {
	due := start.AddDate(0, 0, m.Day)
	row := b.record("cmo_plan_milestones", fmt.Sprintf("%s/%02d", p.Key, i+1), maker{Run: "strategy"}, Row{
		"plan_id": b.id("cmo_marketing_plans", p.Key), "milestone_name": m.Name, "description": m.Action, "target_date": due, "status": m.Status,
		"kpis":         JSON{[]object{{"metric": m.Metric, "target": m.Target, "channels": m.Channels}}},
		"deliverables": list(m.Action), "dependencies": list(m.Before...), "milestone_order": i + 1, "completed_at": nil,
	})
	if m.Status == "completed" {
		row["completed_at"] = b.clock(due, 16, 30)
		row["updated_at"], row["updated_by"], row["version"] = row["completed_at"], userID(marketer), 2
	}
}

// months groups the weekly checkpoints of a plan by month: four weeks, four weeks, the rest.
func (b *builder) months(p plan) [3]object {
	var months [3]object
	names := [3]string{"Foundation and launch", "Optimise", "Scale"}
	var weeks [3][]object
	for i, w := range p.Weeks {
		m := min(i/4, 2)
		weeks[m] = append(weeks[m], checkpoint(i, w))
	}
	for m := range months {
		months[m] = object{"focus": names[m], "weekly_checkpoints": weeks[m]}
	}
	return months
}

func checkpoint(i int, w week) object {
	return object{"week": i + 1, "focus": w.Focus, "deliverables": []string{w.Deliverable}, "success_criteria": w.Success}
}
