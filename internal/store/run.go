package store

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Run is one run with all it keeps.
func (r *Reader) Run(id uuid.UUID) *One[cmo.RunDetail] {
	return one[cmo.RunDetail](r, `
		SELECT `+runColumns+`, r.input, r.output, coalesce(r.raw_answer, '') AS raw_answer, coalesce(r.provider, '') AS provider,
		  coalesce(r.model, '') AS model, coalesce(r.prompt_version, '') AS prompt_version, r.tokens_in, r.tokens_out, r.progress, r.cancel_requested_at IS NOT NULL AS cancel_requested,
		  c.id AS campaign_id, coalesce(c.campaign_name, '') AS campaign_name
		`+runFrom+`
		LEFT JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.id = r.campaign_id
		WHERE r.tenant_id = @tenant AND r.id = @id`, pgx.NamedArgs{"id": id})
}

// StepsPerRun is how many steps a run's page shows.
const StepsPerRun = 200

// RunSteps lists a run's steps in order, up to StepsPerRun.
func (r *Reader) RunSteps(run uuid.UUID) *Rows[cmo.RunStep] {
	return many[cmo.RunStep](r, `
		SELECT s.step_no AS no, s.kind, s.title, s.attempt, s.status, s.detail, s.waited_ms, s.started_at, s.finished_at
		FROM agent_run_steps s WHERE s.tenant_id = @tenant AND s.run_id = @run
		ORDER BY s.step_no LIMIT @limit`, pgx.NamedArgs{"run": run, "limit": StepsPerRun})
}

// madeTables are the records a run can make: kind, name, and the campaign whose page shows them.
var madeTables = []struct{ kind, table, name, campaign string }{
	{"brand", "cmo_brand_profiles", "brand_name", "NULL::uuid"},
	{"icp", "cmo_icp_segments", "segment_name", "NULL::uuid"},
	{"offer", "cmo_offers", "offer_name", "NULL::uuid"},
	{"plan", "cmo_marketing_plans", "plan_name", "NULL::uuid"},
	{"milestone", "cmo_plan_milestones", "milestone_name", "NULL::uuid"},
	{"funnel", "cmo_funnels", "funnel_name", "NULL::uuid"},
	{"stage", "cmo_funnel_stages", "stage_name", "NULL::uuid"},
	{"campaign", "cmo_campaigns", "campaign_name", "id"},
	{"channel", "cmo_campaign_channels", "channel_name", "NULL::uuid"},
	{"asset", "cmo_content_assets", "title", "campaign_id"},
	{"variant", "cmo_content_variants", "variant_name", "NULL::uuid"},
	{"event", "cmo_calendar_events", "title", "NULL::uuid"},
	{"recommendation", "cmo_recommendations", "title", "campaign_id"},
	{"summary", "cmo_weekly_summaries", "'Week of ' || week_start", "NULL::uuid"},
}

// RunRecord is one record that a run made.
type RunRecord struct {
	Kind string
	ID   uuid.UUID
}

// RunRecords lists the records a run made, in the order of their making.
func (r *Reader) RunRecords(run uuid.UUID) *Rows[RunRecord] {
	all := ""
	for i, t := range madeTables {
		if i > 0 {
			all += " UNION ALL "
		}
		all += `SELECT '` + t.kind + `' AS kind, id FROM ` + t.table + ` WHERE tenant_id = @tenant AND run_id = @run`
	}
	return many[RunRecord](r, `SELECT kind, id FROM (`+all+`) m ORDER BY id LIMIT 500`, pgx.NamedArgs{"run": run})
}

// RunMade lists what a run made, one row per kind; archived records count, too: the run made them.
func (r *Reader) RunMade(run uuid.UUID) *Rows[cmo.RunMade] {
	all := ""
	for i, t := range madeTables {
		if i > 0 {
			all += " UNION ALL "
		}
		all += `SELECT '` + t.kind + `' AS kind, ` + t.name + ` AS name, ` + t.campaign + ` AS campaign, created_at FROM ` + t.table + ` WHERE tenant_id = @tenant AND run_id = @run`
	}
	return many[cmo.RunMade](r, `
		SELECT kind, count(*) AS count, (array_agg(name ORDER BY created_at, name, campaign))[1:12] AS names,
		  (array_agg(campaign ORDER BY created_at, name, campaign))[1:12] AS campaigns
		FROM (`+all+`) m GROUP BY kind`, pgx.NamedArgs{"run": run})
}

// RunSources lists the record versions that what a run made was built from.
func (r *Reader) RunSources(run uuid.UUID) *Rows[cmo.Source] {
	return many[cmo.Source](r, `
		SELECT DISTINCT ON (s.source_table, s.source_id) s.source_table, s.source_version,
		  coalesce(b.brand_name, i.segment_name, o.offer_name, f.funnel_name, p.plan_name, g.stage_name, c.campaign_name, '') AS name
		FROM record_sources s
		LEFT JOIN cmo_brand_profiles b ON b.tenant_id = @tenant AND s.source_table = 'cmo_brand_profiles' AND b.id = s.source_id
		LEFT JOIN cmo_icp_segments i ON i.tenant_id = @tenant AND s.source_table = 'cmo_icp_segments' AND i.id = s.source_id
		LEFT JOIN cmo_offers o ON o.tenant_id = @tenant AND s.source_table = 'cmo_offers' AND o.id = s.source_id
		LEFT JOIN cmo_funnels f ON f.tenant_id = @tenant AND s.source_table = 'cmo_funnels' AND f.id = s.source_id
		LEFT JOIN cmo_marketing_plans p ON p.tenant_id = @tenant AND s.source_table = 'cmo_marketing_plans' AND p.id = s.source_id
		LEFT JOIN cmo_funnel_stages g ON g.tenant_id = @tenant AND s.source_table = 'cmo_funnel_stages' AND g.id = s.source_id
		LEFT JOIN cmo_campaigns c ON c.tenant_id = @tenant AND s.source_table = 'cmo_campaigns' AND c.id = s.source_id
		WHERE s.tenant_id = @tenant AND s.run_id = @run
		ORDER BY s.source_table, s.source_id, s.source_version DESC LIMIT 50`, pgx.NamedArgs{"run": run})
}

// RunLinks lists the runs beside one: what it retries and is retried by, its parent and parts, its neighbours by number.
func (r *Reader) RunLinks(run uuid.UUID) *Rows[cmo.RunLink] {
	const link = `l.id, l.run_no AS no, l.status, coalesce(l.error_kind, '') AS error_kind FROM agent_runs r JOIN agent_runs l ON l.tenant_id = @tenant AND `
	const here = ` WHERE r.tenant_id = @tenant AND r.id = @run `
	return many[cmo.RunLink](r, `
		(SELECT 'retry_of' AS kind, `+link+`l.id = r.retry_of`+here+`)
		UNION ALL (SELECT 'retried_by', `+link+`l.retry_of = r.id`+here+`ORDER BY l.run_no LIMIT 20)
		UNION ALL (SELECT 'parent', `+link+`l.id = r.parent_id`+here+`)
		UNION ALL (SELECT 'part', `+link+`l.parent_id = r.id`+here+`ORDER BY l.run_no LIMIT 20)
		UNION ALL (SELECT 'older', `+link+`l.run_no < (SELECT run_no FROM agent_runs WHERE tenant_id = @tenant AND id = @run)`+here+`ORDER BY l.run_no DESC LIMIT 1)
		UNION ALL (SELECT 'newer', `+link+`l.run_no > (SELECT run_no FROM agent_runs WHERE tenant_id = @tenant AND id = @run)`+here+`ORDER BY l.run_no LIMIT 1)`, pgx.NamedArgs{"run": run})
}
