package store

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// columnsOf is a draft as columns: the agents' JSON names are the columns' names. Lists without entries are empty, not
// NULL.
func columnsOf(draft any) made {
	m := made{}
	v := reflect.ValueOf(draft)
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		f := v.Field(i)
		if f.Kind() == reflect.Slice && f.IsNil() {
			m[name] = []any{}
			continue
		}
		m[name] = f.Interface()
	}
	return m
}

// objectOf is v as the JSON object of a column.
func objectOf(pairs made) json.RawMessage {
	b, err := json.Marshal(pairs)
	if err != nil {
		return json.RawMessage(`{}`) // values are drafts: cannot happen
	}
	return b
}

// listOf is never NULL.
func listOf[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// saveSetup adds what the tenant lacks. A brand, ICP or offer that exists is somebody's: what the answer says
// differently about it is suggested. Whether a segment is the primary one and an offer active is for people to say.
func (w *Writer) saveSetup(o cmo.SetupOutput, p Present, ids Made, s *suggesting) {
	if o.BrandProfile != nil {
		if p.Data.Brand == nil {
			ids["brand"] = w.insertMade("cmo_brand_profiles", []made{columnsOf(*o.BrandProfile)})
		} else {
			s.about(cmo.KindBrand, p.Data.Brand.ID, *o.BrandProfile)
		}
	}
	var icps, offers []made
	primary := false
	for _, i := range p.Data.ICPs {
		primary = primary || i.IsPrimary
	}
	for _, i := range o.ICPSegments {
		if id := idOf(p.Data.ICPs, i.SegmentName, icpName); id != nil {
			s.about(cmo.KindICP, *id, i, "segment_name", "is_primary")
			continue
		}
		row := columnsOf(i)
		row["is_primary"] = i.IsPrimary && !primary
		primary = primary || i.IsPrimary
		icps = append(icps, row)
	}
	for _, f := range o.Offers {
		if id := idOf(p.Data.Offers, f.OfferName, offerName); id != nil {
			s.about(cmo.KindOffer, *id, f, "offer_name", "status", "is_flagship")
			continue
		}
		row := columnsOf(f)
		row["status"] = "draft"
		offers = append(offers, row)
	}
	ids["icps"], ids["offers"] = w.insertMade("cmo_icp_segments", icps), w.insertMade("cmo_offers", offers)
}

// savePlan adds a plan, unless one of that name runs in the same time with the same milestones: then what differs is
// suggested for it.
func (w *Writer) savePlan(o cmo.StrategyOutput, in cmo.AgentInput, p Present, ids Made, s *suggesting) error {
	ask, _ := in.(cmo.StrategyInput)
	row := planRow(o.Plan, ask, p)
	milestones := milestoneRows(o.Plan)
	known, err := w.namesake(cmo.KindPlan, cmo.KindMilestone, o.Plan.Name, `c.status IN ('draft', 'active') AND c.end_date >= @from::date`, pgx.NamedArgs{"from": orNoDay(o.Plan.StartDate)})
	if err != nil {
		return err
	}
	if known.has(milestones, "milestone_name") {
		s.about(cmo.KindPlan, known.ID, row, "plan_name", "target_icp_segments", "target_offers", "primary_objectives")
		for _, m := range milestones {
			s.about(cmo.KindMilestone, known.part(m["milestone_name"]), m, "milestone_name", "status", "milestone_order")
		}
		return nil
	}
	id := newID()
	row["id"] = id
	ids["plan"] = w.insertMade("cmo_marketing_plans", []made{row})
	for _, m := range milestones {
		m["plan_id"] = id
	}
	ids["milestones"] = w.insertMade("cmo_plan_milestones", milestones)
	return nil
}

func planRow(plan cmo.PlanDraft, ask cmo.StrategyInput, p Present) made {
	var segments, offers []string
	for _, i := range p.Data.ICPs {
		segments = append(segments, i.SegmentName)
	}
	for _, f := range p.Data.Offers {
		offers = append(offers, f.OfferName)
	}
	months := monthsOf(plan.WeeklyCheckpoints)
	return made{
		"plan_name": plan.Name, "plan_type": "90-day", "start_date": plan.StartDate, "end_date": plan.EndDate, "executive_summary": plan.GoalSummary,
		"primary_objectives": []string{ask.PrimaryGoal}, "key_metrics": listOf(plan.KPIs),
		"budget_allocation": cmo.DraftBudget{Total: ask.Budget, Currency: p.Data.Tenant.Currency, Note: plan.BudgetNote},
		"month_1_plan":      months[0], "month_2_plan": months[1], "month_3_plan": months[2],
		"channel_mix": listOf(plan.ChannelAllocation), "risks_mitigations": listOf(plan.RiskFlags),
		"content_calendar_outline": []string{}, "campaign_themes": []string{}, "resource_requirements": []string{}, "dependencies": []string{},
		"target_icp_segments": listOf(segments), "target_offers": listOf(offers), "generation_context": objectOf(made{"input": ask}),
	}
}

func milestoneRows(plan cmo.PlanDraft) []made {
	var rows []made
	for i, m := range plan.Milestones {
		rows = append(rows, made{"milestone_name": m.Label, "description": m.FunnelAction, "target_date": m.TargetDate, "status": "pending",
			"kpis":         []made{{"metric": m.Metric, "target": m.TargetValue, "channels": listOf(m.Channels)}},
			"deliverables": []string{m.FunnelAction}, "dependencies": listOf(m.Dependencies), "milestone_order": i + 1})
	}
	return rows
}

// monthsOf groups a plan's weeks: four, four, the rest.
func monthsOf(weeks []cmo.CheckpointDraft) [3]json.RawMessage {
	var parts [3][]cmo.CheckpointDraft
	for _, c := range weeks {
		m := min(max(0, c.Week-1)/4, 2)
		parts[m] = append(parts[m], c)
	}
	var months [3]json.RawMessage
	for i, focus := range []string{"Foundation and launch", "Optimise", "Scale"} {
		months[i] = objectOf(made{"focus": focus, "weekly_checkpoints": listOf(parts[i])})
	}
	return months
}

// saveFunnel adds a funnel, unless there is one of that name with the same stages: then what differs is suggested for it.
func (w *Writer) saveFunnel(o cmo.FunnelsOutput, p Present, ids Made, s *suggesting) error {
	row := columnsOf(o.Funnel)
	if p.Data.Plan != nil {
		row["plan_id"] = p.Data.Plan.ID
	}
	var stages []made
	for _, g := range o.Stages {
		stages = append(stages, columnsOf(g))
	}
	known, err := w.namesake(cmo.KindFunnel, cmo.KindStage, o.Funnel.FunnelName, `c.status <> 'completed'`, nil)
	if err != nil {
		return err
	}
	if known.has(stages, "stage_name") {
		s.about(cmo.KindFunnel, known.ID, row, "funnel_name", "plan_id")
		for _, g := range stages {
			s.about(cmo.KindStage, known.part(g["stage_name"]), g, "stage_name", "stage_order")
		}
		return nil
	}
	id := newID()
	row["id"] = id
	ids["funnel"] = w.insertMade("cmo_funnels", []made{row})
	for _, g := range stages {
		g["funnel_id"] = id
	}
	ids["stages"] = w.insertMade("cmo_funnel_stages", stages)
	return nil
}

func (w *Writer) saveAdvice(o cmo.OptimizationOutput, p Present, ids Made) {
	campaigns := map[string]uuid.UUID{}
	for _, c := range p.Data.Campaigns {
		campaigns[c.ID.String()] = c.ID
	}
	var advice, changes []made
	for _, a := range o.Recommendations {
		var campaign any
		if id, ok := campaigns[a.SourceID]; ok {
			campaign = id
			changes = append(changes, made{"campaign_id": id, "optimization_type": a.Category, "changes": listOf(a.SuggestedActions), "summary": a.Title,
				"metrics_snapshot": objectOf(made{"metrics_affected": listOf(a.MetricsAffected)})})
		}
		advice = append(advice, made{"campaign_id": campaign, "recommendation_type": a.Category, "source_type": a.SourceType, "category": a.Category,
			"severity": a.Severity, "priority": priorityOf(a.PriorityScore), "title": a.Title, "description": a.Description, "rationale": reasoning(a),
			"expected_impact": expected(a), "effort_level": a.Effort, "action_items": listOf(a.SuggestedActions),
			"details": objectOf(made{"recommendation_id": a.RecommendationID, "source_id": a.SourceID, "source_name": a.SourceName, "impact": a.Impact,
				"priority_score": a.PriorityScore, "metrics_affected": listOf(a.MetricsAffected), "supporting_data": a.SupportingData})})
	}
	ids["recommendations"] = w.insertMade("cmo_recommendations", advice)
	ids["optimizations"] = w.insertMade("campaign_optimizations", changes)
}

func priorityOf(score float64) string {
	switch {
	case score >= 32:
		return "high"
	case score >= 20:
		return "medium"
	}
	return "low"
}

// reasoning is what a recommendation rests on, in a sentence.
func reasoning(a cmo.Advice) string {
	s := a.SupportingData
	if s.Trend == "" {
		return ""
	}
	text := "Trend: " + cmo.Label(s.Trend)
	if s.ComparisonPeriod != "" {
		text += ", compared with " + s.ComparisonPeriod
	}
	if s.BenchmarkComparison != "" {
		text += ". Against the benchmark: " + cmo.Label(s.BenchmarkComparison)
	}
	return text + "."
}

// expected is what would change, in words.
func expected(a cmo.Advice) string {
	var parts []string
	for _, m := range a.MetricsAffected {
		parts = append(parts, fmt.Sprintf("%s from %g to %g", cmo.Label(m.Metric), m.CurrentValue, m.TargetValue))
	}
	return strings.Join(parts, ", ")
}
