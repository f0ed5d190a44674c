package store

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// planColumns are the fields of cmo.Plan of cmo_marketing_plans x.
var planColumns = `x.id, ` + provenanceColumns + `,
	x.plan_name AS name, x.plan_type AS type, x.status, x.start_date, x.end_date, coalesce(x.executive_summary, '') AS summary,
	x.primary_objectives AS objectives, x.key_metrics AS kpis, x.budget_allocation AS budget, x.month_1_plan AS month1, x.month_2_plan AS month2,
	x.month_3_plan AS month3, x.channel_mix AS channels, x.content_calendar_outline AS outline, x.campaign_themes AS themes,
	x.resource_requirements AS resources, x.dependencies, x.risks_mitigations AS risks, x.target_icp_segments AS segments, x.target_offers AS offers,
	x.generation_context AS context, x.reviewed_at,
	` + icpLinks(names("x.target_icp_segments", "i.segment_name")) + ` AS icp_links,
	` + offerLinks(names("x.target_offers", "w.offer_name")) + ` AS offer_links,
	` + campaignLinks("k.plan_id = x.id") + ` AS campaigns,
	` + funnelLinks("f.plan_id = x.id") + ` AS funnels,
	(SELECT count(*) FROM cmo_plan_milestones m WHERE m.tenant_id = @tenant AND m.plan_id = x.id AND m.archived_at IS NULL) AS milestones,
	(SELECT count(*) FROM cmo_plan_milestones m WHERE m.tenant_id = @tenant AND m.plan_id = x.id AND m.archived_at IS NULL AND m.status = 'completed') AS done,
	(SELECT count(*) FROM cmo_plan_milestones m WHERE m.tenant_id = @tenant AND m.plan_id = x.id AND m.archived_at IS NULL AND m.status = 'missed') AS missed
	FROM cmo_marketing_plans x ` + provenanceFrom

// Plans lists the tenant's plans: those that run now first, then the latest.
func (r *Reader) Plans() *Rows[cmo.Plan] {
	return many[cmo.Plan](r, `SELECT `+planColumns+`
		WHERE x.tenant_id = @tenant AND x.archived_at IS NULL
		ORDER BY x.status <> 'active', x.start_date DESC NULLS LAST, x.id DESC LIMIT @limit`, pgx.NamedArgs{"limit": RecordsPerList})
}

// Plan is one plan. Archived ones are found too: links to them stay good.
func (r *Reader) Plan(id uuid.UUID) *One[cmo.Plan] {
	return one[cmo.Plan](r, `SELECT `+planColumns+` WHERE x.tenant_id = @tenant AND x.id = @id`, pgx.NamedArgs{"id": id})
}

// PlanMilestones lists a plan's milestones in their order.
func (r *Reader) PlanMilestones(plan uuid.UUID) *Rows[cmo.Milestone] {
	return many[cmo.Milestone](r, `SELECT x.id, `+provenanceColumns+`,
		  x.plan_id, x.milestone_name AS name, coalesce(x.description, '') AS description, x.target_date, x.status, x.kpis, x.deliverables,
		  x.dependencies, x.milestone_order AS "order", x.completed_at
		FROM cmo_plan_milestones x `+provenanceFrom+`
		WHERE x.tenant_id = @tenant AND x.plan_id = @plan AND x.archived_at IS NULL
		ORDER BY x.target_date NULLS LAST, x.milestone_order, x.id LIMIT @limit`, pgx.NamedArgs{"plan": plan, "limit": RecordsPerList})
}

// PlanSources lists what the plan's latest version was made from.
func (r *Reader) PlanSources(id uuid.UUID) *Rows[cmo.Source] {
	return many[cmo.Source](r, recordSources, pgx.NamedArgs{"table": "cmo_marketing_plans", "record": id})
}
