package seed

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// output is what a completed run answered, in the shape of its mode: the rows it made, or the records it looked at
// where it made none.
func (b *builder) output(r run) object {
	switch r.Mode {
	case "setup":
		return b.setupOutput(r)
	case "strategy":
		return b.strategyOutput()
	case "funnels":
		return b.funnelOutput(r)
	case "campaigns":
		return b.campaignOutput(r)
	case "content":
		return b.contentOutput(r)
	}
	return b.optimizationOutput(r)
}

var brandColumns = []string{"brand_name", "tagline", "mission_statement", "brand_voice", "brand_tone", "brand_personality", "core_values", "brand_colors",
	"brand_fonts", "logo_url", "website_url", "industry", "competitors", "unique_value_proposition", "key_differentiators", "messaging_pillars", "content_themes"}

var icpColumns = []string{"segment_name", "segment_description", "demographics", "psychographics", "pain_points", "goals", "buying_triggers", "objections",
	"preferred_channels", "content_preferences", "decision_criteria", "budget_range", "company_size", "industry_verticals", "job_titles", "is_primary", "priority_score"}

var offerColumns = []string{"offer_name", "offer_type", "description", "key_benefits", "features", "pricing_model", "price_range", "target_segments", "use_cases",
	"success_metrics", "competitive_positioning", "is_flagship", "status"}

func objects(rows []Row, columns ...string) []object {
	list := []object{}
	for _, r := range rows {
		list = append(list, pick(r, columns...))
	}
	return list
}

func (b *builder) setupOutput(r run) object {
	return object{"brand_profile": pick(b.find("cmo_brand_profiles", "brand"), brandColumns...),
		"icp_segments": objects(b.made("cmo_icp_segments", r.Key), icpColumns...), "offers": objects(b.made("cmo_offers", r.Key), offerColumns...)}
}

func (b *builder) strategyOutput() object {
	row := b.find("cmo_marketing_plans", b.in.Plan.Key)
	plan := pick(row, "start_date", "end_date")
	plan["name"], plan["goal_summary"], plan["budget_note"] = row["plan_name"], row["executive_summary"], b.in.Plan.Note
	plan["kpis"], plan["channel_allocation"], plan["risk_flags"] = plain(row["key_metrics"]), plain(row["channel_mix"]), plain(row["risks_mitigations"])
	milestones, weeks := []object{}, []object{}
	for _, m := range b.in.Plan.Milestones {
		milestones = append(milestones, object{"label": m.Name, "target_date": row["start_date"].(time.Time).AddDate(0, 0, m.Day).Format(time.DateOnly),
			"metric": m.Metric, "target_value": m.Target, "funnel_action": m.Action, "channels": m.Channels, "dependencies": plain(list(m.Before...))})
	}
	for i, w := range b.in.Plan.Weeks {
		weeks = append(weeks, checkpoint(i, w))
	}
	plan["milestones"], plan["weekly_checkpoints"] = milestones, weeks
	return object{"plan": plan}
}

func (b *builder) funnelOutput(r run) object {
	f := b.find("cmo_funnels", r.Funnel)
	var stages []Row
	for _, s := range b.rows["cmo_funnel_stages"] {
		if s["funnel_id"] == f["id"] {
			stages = append(stages, s)
		}
	}
	return object{
		"funnel": pick(f, "funnel_name", "funnel_type", "description", "target_icp_segments", "target_offers", "total_budget", "expected_conversion_rate", "expected_revenue"),
		"stages": objects(stages, "stage_name", "stage_type", "stage_order", "description", "objective", "kpis", "campaign_types", "channels", "content_assets",
			"target_icps", "linked_offers", "entry_criteria", "exit_criteria", "expected_volume", "conversion_rate_target", "budget_allocation"),
	}
}

func (b *builder) campaignOutput(r run) object {
	key := strings.TrimPrefix(r.Key, "campaigns/")
	row := b.find("cmo_campaigns", key)
	c := pick(b.firstVersion(row), "campaign_name", "campaign_type", "objective", "description", "target_icp", "target_offer", "funnel_stage", "start_date",
		"end_date", "budget_allocation", "primary_kpi", "secondary_kpis", "success_criteria")
	outline := []object{}
	for _, a := range b.copies[key] {
		outline = append(outline, object{"content_id": key + "-" + a.Name, "title": a.Header["title"], "content_type": kinds[a.Kind][0],
			"channel": kinds[a.Kind][1], "funnel_stage": row["funnel_stage"], "target_icp": row["target_icp"], "key_message": a.Header["message"],
			"supporting_points": plain(list(splitList(a.Header["points"])...)), "cta": a.header("cta", "A"), "tone": b.in.Brand["brand_tone"],
			"estimated_production_time": a.Header["time"], "dependencies": []string{}, "publish_date": nil})
	}
	return object{"campaign": c,
		"channels": objects(b.made("cmo_campaign_channels", r.Key), "channel_name", "channel_type", "priority", "budget_percentage", "content_types",
			"posting_frequency", "targeting_notes", "expected_metrics"),
		"content_outline": outline,
		"timeline": []object{
			{"week": 1, "phase": "Prepare", "activities": []string{"Write the content", "Have it reviewed"}, "deliverables": []string{"Approved content"}, "milestones": []string{"Approval"}},
			{"week": 2, "phase": "Run", "activities": []string{"Hand over to the tenant's own system", "Watch the click rate"}, "deliverables": []string{"First numbers"}, "milestones": []string{"Launch"}},
		},
		"complementary_suggestions": []object{{"campaign_type": "retention", "rationale": "Keeps the families this campaign brings", "synergy_score": 7}}}
}

// firstVersion is the row as its run made it, before a person's edit.
func (b *builder) firstVersion(row Row) Row {
	for _, v := range b.rows["record_versions"] {
		if v["record_id"] == row["id"] && v["version"] == 1 {
			return v["data"].(JSON).V.(object)
		}
	}
	return row
}

func (b *builder) contentOutput(r run) object {
	assets, stages := []object{}, map[string]bool{}
	var channels []string
	for _, a := range b.made("cmo_content_assets", r.Key) {
		channels = append(channels, a["channel"].(string))
		stages[a["funnel_stage"].(string)] = true
		for _, v := range b.made("cmo_content_variants", r.Key) {
			if v["asset_id"] != a["id"] {
				continue
			}
			assets = append(assets, object{"asset_id": a["content_id"], "channel": a["channel"], "asset_type": a["content_type"], "funnel_stage": a["funnel_stage"],
				"title": a["title"], "body": v["body_content"], "variant": v["variant_type"], "metadata": plain(v["metadata"]),
				"design_notes":            object{"visual_style": v["visual_description"], "color_emphasis": "primary", "layout_suggestion": "One column, one button"},
				"performance_predictions": object{"expected_ctr": 4.5, "expected_engagement": 6.0, "confidence": "medium"}})
		}
	}
	covered := []string{}
	for s := range stages {
		covered = append(covered, s)
	}
	return object{"assets": assets, "content_summary": object{"total_assets": len(assets), "channels_covered": channels, "funnel_stages_covered": covered,
		"estimated_production_time": fmt.Sprintf("%d h", len(assets)/2)}}
}

func (b *builder) optimizationOutput(r run) object {
	from, to := r.At.AddDate(0, 0, -7), r.At.AddDate(0, 0, -1)
	name, best := b.bestCampaign(from.Truncate(24*time.Hour), to)
	recs := []object{}
	for i, rec := range b.made("cmo_recommendations", r.Key) {
		effort := map[string]int{"low": 2, "medium": 5, "high": 8}[rec["effort_level"].(string)]
		recs = append(recs, object{"recommendation_id": fmt.Sprintf("R%d", i+1), "source_type": rec["source_type"], "source_id": rec["campaign_id"],
			"source_name": b.campaignName(rec["campaign_id"]), "category": rec["category"], "title": rec["title"], "description": rec["description"],
			"severity": rec["severity"], "impact": "medium", "effort": rec["effort_level"], "priority_score": 6*3 + 5*2 - effort, "metrics_affected": []object{},
			"suggested_actions": plain(rec["action_items"]),
			"supporting_data":   object{"trend": "stable", "comparison_period": "previous 14 days", "benchmark_comparison": "at"}})
	}
	return object{
		"analysis_summary": object{"analysis_date": b.runDate(r), "period_analyzed": b.input(r)["period"], "overall_health": "needs_attention",
			"top_performer":       object{"type": "campaign", "name": name, "key_metric": "conversions", "value": max(0, best.Conversions)},
			"biggest_opportunity": object{"type": "channel", "name": "email", "potential_lift": "10 % more clicks"}},
		"recommendations": recs,
		"quick_wins":      []object{{"action": "Retire the wording that trails", "expected_impact": fmt.Sprintf("%.0f more clicks a week", math.Ceil(float64(best.Clicks)/20)), "time_to_implement": "15 minutes"}},
		"next_steps":      []object{{"step": "Decide the open recommendations", "priority": "high", "timeline": "this week", "resources_needed": "30 minutes of the Growth Lead"}},
	}
}

func (b *builder) campaignName(id any) any {
	for _, c := range b.in.Campaigns {
		if id == b.id("cmo_campaigns", c.Key) {
			return b.named(c)
		}
	}
	return nil
}
