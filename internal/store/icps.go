package store

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// icpColumns are the fields of cmo.ICP of cmo_icp_segments x.
var icpColumns = `x.id, ` + provenanceColumns + `,
	x.segment_name AS name, coalesce(x.segment_description, '') AS description, x.demographics, x.psychographics AS psychography, x.pain_points AS pains, x.goals,
	x.buying_triggers AS triggers, x.objections, x.preferred_channels AS channels, x.content_preferences AS content, x.decision_criteria AS criteria,
	x.budget_range AS budget, coalesce(x.company_size, '') AS company_size, x.industry_verticals AS verticals, x.job_titles AS titles,
	x.is_primary AS primary, x.priority_score AS priority, x.reviewed_at,
	` + offerLinks(names("w.target_segments", "x.segment_name")) + ` AS offers,
	` + campaignLinks(`(k.target_icp_id = x.id OR k.target_icp_id IS NULL AND lower(k.target_icp) = lower(x.segment_name))`) + ` AS campaigns,
	` + funnelLinks(names("f.target_icp_segments", "x.segment_name")) + ` AS funnels,
	` + planLinks(names("p.target_icp_segments", "x.segment_name")) + ` AS plans
	FROM cmo_icp_segments x ` + provenanceFrom

// ICPs lists the tenant's segments: the primary one, then by priority.
func (r *Reader) ICPs() *Rows[cmo.ICP] {
	return many[cmo.ICP](r, `SELECT `+icpColumns+`
		WHERE x.tenant_id = @tenant AND x.archived_at IS NULL
		ORDER BY x.is_primary DESC, x.priority_score DESC, x.segment_name, x.id LIMIT @limit`, pgx.NamedArgs{"limit": RecordsPerList})
}

// ICP is one segment. Archived ones are found too: links to them stay good.
func (r *Reader) ICP(id uuid.UUID) *One[cmo.ICP] {
	return one[cmo.ICP](r, `SELECT `+icpColumns+` WHERE x.tenant_id = @tenant AND x.id = @id`, pgx.NamedArgs{"id": id})
}

// ICPSources lists what the segment's latest version was made from.
func (r *Reader) ICPSources(id uuid.UUID) *Rows[cmo.Source] {
	return many[cmo.Source](r, recordSources, pgx.NamedArgs{"table": "cmo_icp_segments", "record": id})
}
