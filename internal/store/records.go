package store

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// recordColumns are the fields of cmo.Provenance and the id, of a table aliased c beside recordJoins. c.tenant_id = @tenant stands in
// the caller's WHERE.
const recordColumns = `
	c.id, c.origin, c.run_id, r.run_no, coalesce(r.agent, '') AS run_agent, coalesce(r.prompt_version, '') AS prompt, c.version,
	coalesce(o.display_name, CASE WHEN c.created_by IS NOT NULL THEN 'Former member' END, '') AS owner_name,
	coalesce(e.display_name, CASE WHEN c.updated_by IS NOT NULL THEN 'Former member' END, '') AS edited_by_name,
	c.created_at, c.updated_at, c.archived_at`

const recordJoins = `
	LEFT JOIN agent_runs r ON r.tenant_id = @tenant AND r.id = c.run_id
	LEFT JOIN user_tenants o ON o.tenant_id = @tenant AND o.user_id = c.created_by
	LEFT JOIN user_tenants e ON e.tenant_id = @tenant AND e.user_id = c.updated_by`

// RecordsPerList is how many records of one kind a list shows: more are not to be expected.
const RecordsPerList = 200

// sourceColumns and sourceJoins name the sources s of a record. s.tenant_id = @tenant stands in the caller's WHERE.
const (
	sourceColumns = `s.source_table, s.source_version,
	  coalesce(b.brand_name, i.segment_name, o.offer_name, f.funnel_name, g.stage_name, p.plan_name, c.campaign_name, '') AS name`
	sourceJoins = `
		FROM record_sources s
		LEFT JOIN cmo_brand_profiles b ON b.tenant_id = @tenant AND s.source_table = 'cmo_brand_profiles' AND b.id = s.source_id
		LEFT JOIN cmo_icp_segments i ON i.tenant_id = @tenant AND s.source_table = 'cmo_icp_segments' AND i.id = s.source_id
		LEFT JOIN cmo_offers o ON o.tenant_id = @tenant AND s.source_table = 'cmo_offers' AND o.id = s.source_id
		LEFT JOIN cmo_funnels f ON f.tenant_id = @tenant AND s.source_table = 'cmo_funnels' AND f.id = s.source_id
		LEFT JOIN cmo_funnel_stages g ON g.tenant_id = @tenant AND s.source_table = 'cmo_funnel_stages' AND g.id = s.source_id
		LEFT JOIN cmo_marketing_plans p ON p.tenant_id = @tenant AND s.source_table = 'cmo_marketing_plans' AND p.id = s.source_id
		LEFT JOIN cmo_campaigns c ON c.tenant_id = @tenant AND s.source_table = 'cmo_campaigns' AND c.id = s.source_id`
)

// RecordSources lists what a record's latest version was made from: brand, ICP, offer versions. An id is unique over
// all tables; they are named because the index begins with them.
func (r *Reader) RecordSources(record uuid.UUID) *Rows[cmo.Source] {
	return many[cmo.Source](r, `
		SELECT DISTINCT ON (s.source_table, s.source_id) `+sourceColumns+sourceJoins+`
		WHERE s.tenant_id = @tenant AND s.record_id = @record AND s.record_table IN ('cmo_brand_profiles', 'cmo_icp_segments', 'cmo_offers',
		  'cmo_marketing_plans', 'cmo_plan_milestones', 'cmo_funnels', 'cmo_funnel_stages', 'cmo_campaigns', 'cmo_content_assets')
		ORDER BY s.source_table, s.source_id, s.record_version DESC LIMIT 50`, pgx.NamedArgs{"record": record})
}

// campaignLinks, funnelLinks, planLinks and offerLinks list, as cmo.Links, the records that the condition holds for.
// An archived record is linked from nowhere.
func campaignLinks(condition string) string {
	return `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'name', k.campaign_name, 'status', k.status, 'review', k.review_state) ORDER BY k.campaign_name, k.id), '[]')
	  FROM cmo_campaigns k WHERE k.tenant_id = @tenant AND k.archived_at IS NULL AND ` + condition + `)`
}

func funnelLinks(condition string) string {
	return `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'name', f.funnel_name, 'status', f.status) ORDER BY f.funnel_name, f.id), '[]')
	  FROM cmo_funnels f WHERE f.tenant_id = @tenant AND f.archived_at IS NULL AND ` + condition + `)`
}

func planLinks(condition string) string {
	return `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.plan_name, 'status', p.status) ORDER BY p.plan_name, p.id), '[]')
	  FROM cmo_marketing_plans p WHERE p.tenant_id = @tenant AND p.archived_at IS NULL AND ` + condition + `)`
}

func offerLinks(condition string) string {
	return `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', w.id, 'name', w.offer_name, 'status', w.status) ORDER BY w.offer_name, w.id), '[]')
	  FROM cmo_offers w WHERE w.tenant_id = @tenant AND w.archived_at IS NULL AND ` + condition + `)`
}

func icpLinks(condition string) string {
	return `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'name', i.segment_name) ORDER BY i.priority_score DESC, i.segment_name, i.id), '[]')
	  FROM cmo_icp_segments i WHERE i.tenant_id = @tenant AND i.archived_at IS NULL AND ` + condition + `)`
}

// names is the condition that a JSON list of names, whatever shape an import gave it, holds a name. Case is no difference.
func names(list, name string) string {
	return `EXISTS (SELECT FROM jsonb_path_query(` + list + `, 'lax $[*]') n WHERE lower(coalesce(n ->> 'name', n #>> '{}')) = lower(` + name + `))`
}
