package store

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// planColumns are the fields of cmo.Plan of cmo_marketing_plans c.
var planColumns = recordColumns + `,
	c.plan_name AS name, c.plan_type AS type, c.status, c.start_date, c.end_date, coalesce(c.executive_summary, '') AS summary,
	c.primary_objectives AS objectives, c.key_metrics AS kpis, c.budget_allocation AS budget, c.month_1_plan AS month1, c.month_2_plan AS month2,
	c.month_3_plan AS month3, c.channel_mix AS channels, c.content_calendar_outline AS outline, c.campaign_themes AS themes,
	c.resource_requirements AS resources, c.dependencies, c.risks_mitigations AS risks, c.target_icp_segments AS segments, c.target_offers AS offers,
	c.generation_context AS context,
	` + icpLinks(names("c.target_icp_segments", "i.segment_name")) + ` AS icp_links,
	` + offerLinks(names("c.target_offers", "w.offer_name")) + ` AS offer_links,
	` + campaignLinks("k.plan_id = c.id") + ` AS campaigns,
	` + funnelLinks("f.plan_id = c.id") + ` AS funnels,
	(SELECT count(*) FROM cmo_plan_milestones m WHERE m.tenant_id = @tenant AND m.plan_id = c.id AND m.archived_at IS NULL) AS milestones,
	(SELECT count(*) FROM cmo_plan_milestones m WHERE m.tenant_id = @tenant AND m.plan_id = c.id AND m.archived_at IS NULL AND m.status = 'completed') AS done,
	(SELECT count(*) FROM cmo_plan_milestones m WHERE m.tenant_id = @tenant AND m.plan_id = c.id AND m.archived_at IS NULL AND m.status = 'missed') AS missed
	FROM cmo_marketing_plans c ` + recordJoins

// Plans lists the tenant's plans: those that run now first, then the latest.
func (r *Reader) Plans() *Rows[cmo.Plan] {
	return many[cmo.Plan](r, `SELECT `+planColumns+`
		WHERE c.tenant_id = @tenant AND c.archived_at IS NULL
		ORDER BY c.status <> 'active', c.start_date DESC NULLS LAST, c.id DESC LIMIT @limit`, pgx.NamedArgs{"limit": RecordsPerList})
}

// Plan is one plan. Archived ones are found too: links to them stay good.
func (r *Reader) Plan(id uuid.UUID) *One[cmo.Plan] {
	return one[cmo.Plan](r, `SELECT `+planColumns+` WHERE c.tenant_id = @tenant AND c.id = @id`, pgx.NamedArgs{"id": id})
}

// PlanMilestones lists a plan's milestones in their order.
func (r *Reader) PlanMilestones(plan uuid.UUID) *Rows[cmo.Milestone] {
	return many[cmo.Milestone](r, `SELECT `+recordColumns+`,
		  c.plan_id, c.milestone_name AS name, coalesce(c.description, '') AS description, c.target_date, c.status, c.kpis, c.deliverables,
		  c.dependencies, c.milestone_order AS "order", c.completed_at
		FROM cmo_plan_milestones c `+recordJoins+`
		WHERE c.tenant_id = @tenant AND c.plan_id = @plan AND c.archived_at IS NULL
		ORDER BY c.target_date NULLS LAST, c.milestone_order, c.id LIMIT @limit`, pgx.NamedArgs{"plan": plan, "limit": RecordsPerList})
}
