package store

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// AgentRows is a tenant's rows as one JSON object in the shape of cmo.AgentData, columns under their own names.
type AgentRows struct{ Data json.RawMessage }

// Decode reads the rows. A field of another shape than the agents know, of an import say, is left empty.
func (a AgentRows) Decode() (cmo.AgentData, error) {
	var d cmo.AgentData
	err := json.Unmarshal(a.Data, &d)
	var odd *json.UnmarshalTypeError
	if errors.As(err, &odd) {
		err = nil
	}
	return d, err
}

// agentColumns are the columns of alias that T has fields for, without those that the caller writes itself.
func agentColumns[T any](alias string, without ...string) string {
	var list []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		if name := f.Tag.Get("json"); !f.Anonymous && !slices.Contains(without, name) {
			list = append(list, alias+"."+name)
		}
	}
	return strings.Join(list, ", ")
}

// agentRow is one row as JSON, NULL for none; agentList any number. It is json, which is read once here: jsonb takes
// several times as long to build.
func agentRow(columns, from string) string {
	return `(SELECT row_to_json(n) FROM (SELECT ` + columns + ` FROM ` + from + `) n)`
}

func agentList(columns, from string) string {
	return `coalesce((SELECT json_agg(row_to_json(n)) FROM (SELECT ` + columns + ` FROM ` + from + `) n), '[]')`
}

// What is read of each kind. p, f, c … are the row at hand.
var (
	agentFunnel = agentColumns[cmo.AgentFunnel]("f", "stages") + `, ` + agentList(agentColumns[cmo.AgentStage]("s"),
		`cmo_funnel_stages s WHERE s.tenant_id = @tenant AND s.funnel_id = f.id AND s.archived_at IS NULL ORDER BY s.stage_order, s.id`) + ` AS stages`
	agentPlan = agentColumns[cmo.AgentPlan]("p", "milestones") + `, ` + agentList(agentColumns[cmo.AgentMilestone]("m"),
		`cmo_plan_milestones m WHERE m.tenant_id = @tenant AND m.plan_id = p.id AND m.archived_at IS NULL ORDER BY m.milestone_order, m.id`) + ` AS milestones`
	agentCampaign = agentColumns[cmo.AgentCampaign]("c", "description", "channels", "assets") +
		`, regexp_replace(coalesce(c.description, ''), '^` + cmo.MarkPrefix + ` ?', '') AS description, ` + agentList(agentColumns[cmo.AgentChannel]("h"),
		`cmo_campaign_channels h WHERE h.tenant_id = @tenant AND h.campaign_id = c.id AND h.archived_at IS NULL ORDER BY h.budget_percentage DESC, h.id`) + ` AS channels`
	agentAssets = agentList(agentColumns[cmo.AgentAsset]("a", "variants")+`, `+agentList(agentColumns[cmo.AgentVariant]("v"),
		`cmo_content_variants v WHERE v.tenant_id = @tenant AND v.asset_id = a.id AND v.archived_at IS NULL ORDER BY v.variant_type, v.id`)+` AS variants`,
		`cmo_content_assets a WHERE a.tenant_id = @tenant AND a.campaign_id = c.id AND a.archived_at IS NULL ORDER BY a.position, a.id`)
)

// AgentData reads what an agent may know of the tenant: brand, ICPs, offers and rejected suggestions, and the rows that
// the needs name. What does not exist is null. Lists stop where a prompt could not hold more.
func (r *Reader) AgentData(n cmo.AgentNeeds) *One[AgentRows] {
	q := &agentQuery{args: pgx.NamedArgs{"name": r.scope.tenant.Name, "zone": r.scope.tenant.Zone.String(), "currency": r.scope.tenant.Currency}}
	q.add("tenant", `json_build_object('name', @name::text, 'zone', @zone::text, 'currency', @currency::text)`, nil)
	q.add("today", `(now() AT TIME ZONE @zone)::date`, nil)
	q.add("brand", agentRow(agentColumns[cmo.AgentBrand]("b"), `cmo_brand_profiles b WHERE b.tenant_id = @tenant AND b.archived_at IS NULL`), nil)
	q.add("icps", agentList(agentColumns[cmo.AgentICP]("x"), `cmo_icp_segments x WHERE x.tenant_id = @tenant AND x.archived_at IS NULL
		ORDER BY x.is_primary DESC, x.priority_score DESC, x.id LIMIT 20`), nil)
	q.add("offers", agentList(agentColumns[cmo.AgentOffer]("x"), `cmo_offers x WHERE x.tenant_id = @tenant AND x.archived_at IS NULL AND x.status IN ('draft', 'active')
		ORDER BY x.is_flagship DESC, x.created_at, x.id LIMIT 30`), nil)
	q.add("rejected", agentList(`x.mode, x.kind, x.name, x.reason, x.at::date AS day`, `(`+agentRejected+`) x ORDER BY x.at DESC LIMIT 40`), nil)
	q.named(n, agentPlan, agentFunnel, agentColumns[cmo.AgentStage]("s"), agentCampaign+`, `+agentAssets+` AS assets`)
	if n.Funnels {
		q.add("funnels", agentList(agentFunnel, `cmo_funnels f WHERE f.tenant_id = @tenant AND f.archived_at IS NULL ORDER BY f.created_at DESC, f.id LIMIT 20`), nil)
	}
	q.campaigns(n)
	return one[AgentRows](r, q.sql(), q.args)
}

// AgentNames reads so much of AgentData as a request is judged and described by: whether there is a brand with an ICP, and
// the names of the plan, funnel, stage and campaign that the needs name.
func (r *Reader) AgentNames(n cmo.AgentNeeds) *One[AgentRows] {
	q := &agentQuery{args: pgx.NamedArgs{}}
	q.add("brand", agentRow(`b.id`, `cmo_brand_profiles b WHERE b.tenant_id = @tenant AND b.archived_at IS NULL`), nil)
	q.add("icps", agentList(`x.id`, `cmo_icp_segments x WHERE x.tenant_id = @tenant AND x.archived_at IS NULL LIMIT 1`), nil)
	q.named(n, `p.id, p.plan_name`, `f.id, f.funnel_name`, `s.id, s.stage_name`, `c.id, c.campaign_name`)
	return one[AgentRows](r, q.sql(), q.args)
}

// agentQuery collects the parts of one JSON object, and what they ask for.
type agentQuery struct {
	parts []string
	args  pgx.NamedArgs
}

func (q *agentQuery) add(name, sql string, args pgx.NamedArgs) {
	q.parts = append(q.parts, `'`+name+`', `+sql)
	maps.Copy(q.args, args)
}

func (q *agentQuery) sql() string {
	return `SELECT json_build_object(` + strings.Join(q.parts, `, `) + `) AS data`
}

// agentRejected are the suggestions people have turned down, with their reasons: the latest forty.
const agentRejected = `
	  SELECT 'campaigns' AS mode, 'campaign' AS kind, c.campaign_name AS name, coalesce(c.review_note, '') AS reason, coalesce(c.review_since, c.updated_at) AS at
	    FROM cmo_campaigns c WHERE c.tenant_id = @tenant AND c.origin = 'ai_cmo' AND c.review_state IN ('rejected', 'changes_requested')
	  UNION ALL SELECT 'optimization', 'recommendation', n.title, coalesce(n.decision_note, ''), n.updated_at
	    FROM cmo_recommendations n WHERE n.tenant_id = @tenant AND n.status = 'dismissed'
	  UNION ALL SELECT coalesce(g.mode, ''), 'change', i.field || ': ' || left(coalesce(i.new_value->>'value', ''), 300), coalesce(i.decision_note, ''), coalesce(i.decided_at, s.created_at)
	    FROM change_set_items i JOIN change_sets s ON s.tenant_id = @tenant AND s.id = i.change_set_id LEFT JOIN agent_runs g ON g.tenant_id = @tenant AND g.id = s.run_id
	    WHERE i.tenant_id = @tenant AND i.state = 'rejected' AND s.run_id IS NOT NULL`

// named adds the plan, funnel, stage and campaign that the needs name, with those columns of each.
func (q *agentQuery) named(n cmo.AgentNeeds, plan, funnel, stage, campaign string) {
	switch {
	case n.PlanID != nil:
		q.add("plan", agentRow(plan, `cmo_marketing_plans p WHERE p.tenant_id = @tenant AND p.id = @plan AND p.archived_at IS NULL`), pgx.NamedArgs{"plan": n.PlanID})
	case n.Plan:
		q.add("plan", agentRow(plan, `cmo_marketing_plans p WHERE p.tenant_id = @tenant AND p.archived_at IS NULL
			ORDER BY p.status = 'active' DESC, p.created_at DESC, p.id LIMIT 1`), nil)
	}
	switch {
	case n.FunnelID != nil:
		q.add("funnel", agentRow(funnel, `cmo_funnels f WHERE f.tenant_id = @tenant AND f.id = @funnel AND f.archived_at IS NULL`), pgx.NamedArgs{"funnel": n.FunnelID})
	case n.Funnel && n.StageID != nil:
		q.add("funnel", agentRow(funnel, `cmo_funnels f WHERE f.tenant_id = @tenant AND f.archived_at IS NULL
			AND f.id = (SELECT s.funnel_id FROM cmo_funnel_stages s WHERE s.tenant_id = @tenant AND s.id = @funnel_stage)`), pgx.NamedArgs{"funnel_stage": n.StageID})
	case n.Funnel:
		q.add("funnel", agentRow(funnel, `cmo_funnels f WHERE f.tenant_id = @tenant AND f.archived_at IS NULL ORDER BY f.created_at DESC, f.id LIMIT 1`), nil)
	}
	if n.StageID != nil {
		q.add("stage", agentRow(stage, `cmo_funnel_stages s WHERE s.tenant_id = @tenant AND s.id = @stage AND s.archived_at IS NULL`), pgx.NamedArgs{"stage": n.StageID})
	}
	if n.CampaignID != nil {
		q.add("campaign", agentRow(campaign, `cmo_campaigns c WHERE c.tenant_id = @tenant AND c.id = @campaign AND c.archived_at IS NULL`), pgx.NamedArgs{"campaign": n.CampaignID})
	}
}

// campaigns adds summaries of campaigns and what they reported.
func (q *agentQuery) campaigns(n cmo.AgentNeeds) {
	var alone *uuid.UUID
	if n.Alone {
		alone = n.CampaignID
	}
	if n.Campaigns {
		q.add("campaigns", agentList(agentCampaign, `cmo_campaigns c WHERE c.tenant_id = @tenant AND c.archived_at IS NULL
			AND (@alone::uuid IS NULL OR c.id = @alone)
			AND (@of_funnel::uuid IS NULL OR c.funnel_id = @of_funnel)
			AND (@of_plan::uuid IS NULL OR c.plan_id = @of_plan OR c.funnel_id IN (SELECT f.id FROM cmo_funnels f WHERE f.tenant_id = @tenant AND f.plan_id = @of_plan))
			ORDER BY c.status = 'active' DESC, c.created_at DESC, c.id LIMIT 60`), pgx.NamedArgs{"of_funnel": n.FunnelID, "of_plan": n.PlanID, "alone": alone})
	}
	if n.MetricDays > 0 {
		q.add("metrics", agentList(agentColumns[cmo.AgentMetric]("m", "channel_name")+`, coalesce(h.channel_name, '') AS channel_name`,
			`cmo_metrics_snapshots m LEFT JOIN cmo_campaign_channels h ON h.tenant_id = @tenant AND h.id = m.channel_id
			WHERE m.tenant_id = @tenant AND m.archived_at IS NULL AND m.campaign_id IS NOT NULL AND (@of_campaign::uuid IS NULL OR m.campaign_id = @of_campaign) AND m.snapshot_date < (now() AT TIME ZONE @zone)::date
			  AND m.snapshot_date >= (now() AT TIME ZONE @zone)::date - @days::int
			ORDER BY m.snapshot_date DESC, m.campaign_id, m.id LIMIT 5000`), pgx.NamedArgs{"days": n.MetricDays, "of_campaign": alone})
	}
}
