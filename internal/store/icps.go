package store

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// icpColumns are the fields of cmo.ICP of cmo_icp_segments c.
var icpColumns = recordColumns + `,
	c.segment_name AS name, coalesce(c.segment_description, '') AS description, c.demographics, c.psychographics AS psychography, c.pain_points AS pains, c.goals,
	c.buying_triggers AS triggers, c.objections, c.preferred_channels AS channels, c.content_preferences AS content, c.decision_criteria AS criteria,
	c.budget_range AS budget, coalesce(c.company_size, '') AS company_size, c.industry_verticals AS verticals, c.job_titles AS titles,
	c.is_primary AS primary, c.priority_score AS priority, c.reviewed_at,
	` + offerLinks(names("w.target_segments", "c.segment_name")) + ` AS offers,
	` + campaignLinks(`(k.target_icp_id = c.id OR k.target_icp_id IS NULL AND lower(k.target_icp) = lower(c.segment_name))`) + ` AS campaigns,
	` + funnelLinks(names("f.target_icp_segments", "c.segment_name")) + ` AS funnels,
	` + planLinks(names("p.target_icp_segments", "c.segment_name")) + ` AS plans
	FROM cmo_icp_segments c ` + recordJoins

// ICPs lists the tenant's segments: the primary one, then by priority.
func (r *Reader) ICPs() *Rows[cmo.ICP] {
	return many[cmo.ICP](r, `SELECT `+icpColumns+`
		WHERE c.tenant_id = @tenant AND c.archived_at IS NULL
		ORDER BY c.is_primary DESC, c.priority_score DESC, c.segment_name, c.id LIMIT @limit`, pgx.NamedArgs{"limit": RecordsPerList})
}

// ICP is one segment. Archived ones are found too: links to them stay good.
func (r *Reader) ICP(id uuid.UUID) *One[cmo.ICP] {
	return one[cmo.ICP](r, `SELECT `+icpColumns+` WHERE c.tenant_id = @tenant AND c.id = @id`, pgx.NamedArgs{"id": id})
}
