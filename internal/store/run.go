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
		  r.prompt <> '{}' AS prompt_kept,
		  c.id AS campaign_id, coalesce(c.campaign_name, '') AS campaign_name
		`+runFrom+`
		LEFT JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.id = r.campaign_id
		WHERE r.tenant_id = @tenant AND r.id = @id`, pgx.NamedArgs{"id": id})
}

// RunNamed is a run found by its number.
type RunNamed struct{ ID uuid.UUID }

// RunByNo finds a run by the number that people say.
func (r *Reader) RunByNo(no int64) *Rows[RunNamed] {
	return many[RunNamed](r, `SELECT r.id FROM agent_runs r WHERE r.tenant_id = @tenant AND r.run_no = @no`, pgx.NamedArgs{"no": no})
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

// madeTables are the records a run can make: kind, name, where it stands, and the record whose page shows it.
var madeTables = []struct{ kind, table, name, state, page string }{
	{"brand", "cmo_brand_profiles", "brand_name", reviewed, "id"},
	{"icp", "cmo_icp_segments", "segment_name", reviewed, "id"},
	{"offer", "cmo_offers", "offer_name", "CASE WHEN reviewed_at IS NULL THEN 'unreviewed' ELSE status END", "id"},
	{"plan", "cmo_marketing_plans", "plan_name", "status", "id"},
	{"milestone", "cmo_plan_milestones", "milestone_name", "status", "plan_id"},
	{"funnel", "cmo_funnels", "funnel_name", "status", "id"},
	{"stage", "cmo_funnel_stages", "stage_name", "''", "funnel_id"},
	{"campaign", "cmo_campaigns", "campaign_name", "app.campaign_state(status, review_state)", "id"},
	{"channel", "cmo_campaign_channels", "channel_name", "''", "campaign_id"},
	{"asset", "cmo_content_assets", "title", "status", "id"},
	{"variant", "cmo_content_variants", "variant_name", "''", "asset_id"},
	{"event", "cmo_calendar_events", "title", "status", "NULL::uuid"},
	{"recommendation", "cmo_recommendations", "title", "status", "id"},
	{"summary", "cmo_weekly_summaries", "'Week of ' || week_start", "''", "NULL::uuid"},
}

const reviewed = "CASE WHEN reviewed_at IS NULL THEN 'unreviewed' ELSE 'reviewed' END"

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

// RunMade lists what a run made as it is now, the first dozen of each kind; archived records count, too: the run made them.
func (r *Reader) RunMade(run uuid.UUID) *Rows[cmo.RunMade] {
	all := ""
	for i, t := range madeTables {
		if i > 0 {
			all += " UNION ALL "
		}
		all += `SELECT '` + t.kind + `' AS kind, id, ` + t.name + ` AS name, CASE WHEN archived_at IS NULL THEN ` + t.state + ` ELSE 'archived' END AS state, version, ` +
			t.page + ` AS page, created_at FROM ` + t.table + ` WHERE tenant_id = @tenant AND run_id = @run`
	}
	return many[cmo.RunMade](r, `
		SELECT kind, id, name, state, version, page, count FROM (
		  SELECT m.*, count(*) OVER (PARTITION BY kind) AS count, row_number() OVER (PARTITION BY kind ORDER BY created_at, name, id) AS place FROM (`+all+`) m) n
		WHERE place <= 12 ORDER BY kind, place`, pgx.NamedArgs{"run": run})
}

// RunPrompt is the prompt of a run as it was sent; empty where none was, or before it is.
func (r *Reader) RunPrompt(run uuid.UUID) *One[cmo.RunPrompt] {
	return one[cmo.RunPrompt](r, `SELECT coalesce(r.prompt->>'system', '') AS system, coalesce(r.prompt->>'prompt', '') AS prompt
		FROM agent_runs r WHERE r.tenant_id = @tenant AND r.id = @run`, pgx.NamedArgs{"run": run})
}

// RunChangeSets lists the change sets that hold what a run suggests for existing records.
func (r *Reader) RunChangeSets(run uuid.UUID) *Rows[cmo.ChangeSet] {
	return many[cmo.ChangeSet](r, `SELECT `+changeSetColumns+` AND s.run_id = @run ORDER BY s.created_at, s.id LIMIT 20`, pgx.NamedArgs{"run": run})
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

// RunState is what a program may ask of a run besides its columns.
type RunState struct {
	CancelRequested bool
	Own             bool // the token of this scope started it
}

// RunState tells it of one run.
func (r *Reader) RunState(id uuid.UUID) *One[RunState] {
	return one[RunState](r, `SELECT r.cancel_requested_at IS NOT NULL AS cancel_requested, r.token_id IS NOT NULL AND r.token_id IS NOT DISTINCT FROM app.token_id() AS own
		FROM agent_runs r WHERE r.tenant_id = @tenant AND r.id = @id`, pgx.NamedArgs{"id": id})
}
