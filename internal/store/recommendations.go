package store

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// adviceStatus is the state of advice n: what was put off until today or earlier waits again.
const adviceStatus = `CASE WHEN n.status = 'snoozed' AND n.snoozed_until <= (now() AT TIME ZONE @zone)::date THEN 'pending' ELSE n.status END`

// recommendationColumns are the fields of cmo.Recommendation; n.tenant_id = @tenant stands in the caller's WHERE.
const (
	recommendationColumns = `
	n.id, n.title, coalesce(n.description, '') AS description, coalesce(n.rationale, '') AS rationale, n.severity, n.priority,
	coalesce(n.expected_impact, '') AS impact, coalesce(n.effort_level, '') AS effort, ` + adviceStatus + ` AS status, n.status AS stored, coalesce(n.category, '') AS category,
	coalesce(n.source_type, '') AS source, n.action_items AS actions, c.id AS campaign_id, coalesce(c.campaign_name, '') AS campaign_name,
	n.run_id, x.run_no, coalesce(x.agent, '') AS run_agent, coalesce(x.model, '') AS run_model, coalesce(x.prompt_version, '') AS prompt, n.origin,
	coalesce(e.display_name, CASE WHEN n.updated_by IS NOT NULL THEN 'Former member' END, '') AS decided_by, n.created_at, n.updated_at,
	n.implemented_at AS done_at, coalesce(n.decision_note, '') AS note, n.snoozed_until AS until, n.task_id, n.change_set_id, n.details, (count(*) OVER ())::int AS total`
	recommendationFrom = `
	FROM cmo_recommendations n
	LEFT JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.id = n.campaign_id
	LEFT JOIN agent_runs x ON x.tenant_id = @tenant AND x.id = n.run_id
	LEFT JOIN user_tenants e ON e.tenant_id = @tenant AND e.user_id = n.updated_by`
	recommendationOrder = `array_position('{critical,warning,info}'::text[], n.severity), array_position('{high,medium,low}'::text[], n.priority), n.created_at DESC`
)

// recommendationKey is the order of the inbox as text: the gravest first, then the weightiest, then the newest.
const recommendationKey = `(array_position('{critical,warning,info}'::text[], n.severity)::text || array_position('{high,medium,low}'::text[], n.priority)::text ||
	to_char(9999999999999 - floor(extract(epoch FROM n.created_at) * 1000), 'FM0000000000000')) COLLATE "C"`

// RecommendationRow is a row of the inbox with the key its page can be continued from.
type RecommendationRow struct {
	cmo.Recommendation
	SortKey string
}

// RecommendationPage says which page of the inbox is wanted: the one after a row, before it, or with neither the first.
type RecommendationPage struct {
	After, Before *Cursor
	Limit         int
}

// Recommendations is one page of the advice in a state (empty: any), up to Limit+1 rows. With Before the rows come in
// reverse, nearest first.
func (r *Reader) Recommendations(status string, p RecommendationPage) *Rows[RecommendationRow] {
	dir, beyond, cut := "ASC", ">", p.After
	if p.Before != nil {
		dir, beyond, cut = "DESC", "<", p.Before
	}
	args := pgx.NamedArgs{"status": status, "limit": p.Limit + 1, "zone": r.zone()}
	where := `n.tenant_id = @tenant AND n.archived_at IS NULL AND (@status::text = '' OR ` + adviceStatus + ` = @status)`
	if cut != nil {
		where += ` AND (` + recommendationKey + `, n.id) ` + beyond + ` (@key, @id)`
		args["key"], args["id"] = cut.Key, cut.ID
	}
	return many[RecommendationRow](r, `SELECT `+recommendationColumns+`, `+recommendationKey+` AS sort_key `+recommendationFrom+`
		WHERE `+where+` ORDER BY sort_key `+dir+`, n.id `+dir+` LIMIT @limit`, args)
}

// RecommendationSources lists what advice was drawn from.
func (r *Reader) RecommendationSources(id uuid.UUID) *Rows[cmo.Source] {
	return many[cmo.Source](r, recordSources, pgx.NamedArgs{"table": "cmo_recommendations", "record": id})
}

// Recommendation is one piece of advice, archived or not.
func (r *Reader) Recommendation(id uuid.UUID) *One[cmo.Recommendation] {
	return one[cmo.Recommendation](r, `SELECT `+recommendationColumns+recommendationFrom+` WHERE n.tenant_id = @tenant AND n.id = @id`, pgx.NamedArgs{"id": id, "zone": r.zone()})
}

// RecommendationFacets counts the advice per state.
func (r *Reader) RecommendationFacets() *Rows[cmo.Facet] {
	return many[cmo.Facet](r, `
		SELECT 'status' AS name, `+adviceStatus+` AS value, count(*) AS count FROM cmo_recommendations n
		WHERE n.tenant_id = @tenant AND n.archived_at IS NULL GROUP BY 2`, pgx.NamedArgs{"zone": r.zone()})
}

// zone is the tenant's time zone as the database names it.
func (r *Reader) zone() string { return r.scope.tenant.Zone.String() }
