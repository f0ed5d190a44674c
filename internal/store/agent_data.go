package store

import (
	"encoding/json"
	"errors"

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

// The rows of each kind as JSON. c is the row at hand.
const (
	agentStages = `coalesce((SELECT jsonb_agg(to_jsonb(s) ORDER BY s.stage_order, s.id) FROM cmo_funnel_stages s
		WHERE s.tenant_id = @tenant AND s.funnel_id = f.id AND s.archived_at IS NULL), '[]')`
	agentFunnel = `to_jsonb(f) || jsonb_build_object('stages', ` + agentStages + `)`
	agentPlan   = `to_jsonb(p) || jsonb_build_object('milestones', coalesce((SELECT jsonb_agg(to_jsonb(m) ORDER BY m.milestone_order, m.id) FROM cmo_plan_milestones m
		WHERE m.tenant_id = @tenant AND m.plan_id = p.id AND m.archived_at IS NULL), '[]'))`
	agentChannels = `coalesce((SELECT jsonb_agg(to_jsonb(h) ORDER BY h.budget_percentage DESC, h.id) FROM cmo_campaign_channels h
		WHERE h.tenant_id = @tenant AND h.campaign_id = c.id AND h.archived_at IS NULL), '[]')`
	agentCampaign = `to_jsonb(c) || jsonb_build_object('channels', ` + agentChannels + `, 'description', regexp_replace(coalesce(c.description, ''), '^` + cmo.MarkPrefix + ` ?', ''))`
	agentAssets   = `coalesce((SELECT jsonb_agg(to_jsonb(a) || jsonb_build_object('variants', coalesce((SELECT jsonb_agg(to_jsonb(v) ORDER BY v.variant_type, v.id) FROM cmo_content_variants v
		WHERE v.tenant_id = @tenant AND v.asset_id = a.id AND v.archived_at IS NULL), '[]')) ORDER BY a.position, a.id)
		FROM cmo_content_assets a WHERE a.tenant_id = @tenant AND a.campaign_id = c.id AND a.archived_at IS NULL), '[]')`
)

// AgentData reads what an agent may know of the tenant: brand, ICPs, offers and rejected suggestions, and the rows that
// the needs name. What does not exist is null. Lists stop where a prompt could not hold more.
func (r *Reader) AgentData(n cmo.AgentNeeds) *One[AgentRows] {
	parts := `
		'tenant', jsonb_build_object('name', @name::text, 'zone', @zone::text, 'currency', @currency::text),
		'today', (now() AT TIME ZONE @zone)::date,
		'brand', (SELECT to_jsonb(b) FROM cmo_brand_profiles b WHERE b.tenant_id = @tenant AND b.archived_at IS NULL),
		'icps', (SELECT jsonb_agg(i.doc) FROM (SELECT to_jsonb(x) AS doc FROM cmo_icp_segments x WHERE x.tenant_id = @tenant AND x.archived_at IS NULL
		  ORDER BY x.is_primary DESC, x.priority_score DESC, x.id LIMIT 20) i),
		'offers', (SELECT jsonb_agg(o.doc) FROM (SELECT to_jsonb(x) AS doc FROM cmo_offers x WHERE x.tenant_id = @tenant AND x.archived_at IS NULL AND x.status IN ('draft', 'active')
		  ORDER BY x.is_flagship DESC, x.created_at, x.id LIMIT 30) o),
		'rejected', (SELECT jsonb_agg(j.doc) FROM (` + agentRejected + `) j)`
	args := pgx.NamedArgs{"name": r.scope.tenant.Name, "zone": r.scope.tenant.Zone.String(), "currency": r.scope.tenant.Currency}
	add := func(sql string, more pgx.NamedArgs) {
		parts += ", " + sql
		for k, v := range more {
			args[k] = v
		}
	}
	agentPlanPart(n, add)
	if n.StageID != nil {
		add(`'stage', (SELECT to_jsonb(s) FROM cmo_funnel_stages s WHERE s.tenant_id = @tenant AND s.id = @stage AND s.archived_at IS NULL)`, pgx.NamedArgs{"stage": n.StageID})
	}
	if n.CampaignID != nil {
		add(`'campaign', (SELECT `+agentCampaign+` || jsonb_build_object('assets', `+agentAssets+`) FROM cmo_campaigns c
			WHERE c.tenant_id = @tenant AND c.id = @campaign AND c.archived_at IS NULL)`, pgx.NamedArgs{"campaign": n.CampaignID})
	}
	if n.Funnels {
		add(`'funnels', (SELECT jsonb_agg(g.doc) FROM (SELECT `+agentFunnel+` AS doc FROM cmo_funnels f WHERE f.tenant_id = @tenant AND f.archived_at IS NULL
			ORDER BY f.created_at DESC, f.id LIMIT 20) g)`, nil)
	}
	agentCampaignsPart(n, add)
	return one[AgentRows](r, `SELECT jsonb_build_object(`+parts+`) AS data`, args)
}

// agentRejected are the suggestions people have turned down, with their reasons: the latest forty.
const agentRejected = `
	SELECT jsonb_build_object('mode', x.mode, 'kind', x.kind, 'name', x.name, 'reason', x.reason, 'day', x.at::date) AS doc FROM (
	  SELECT 'campaigns' AS mode, 'campaign' AS kind, c.campaign_name AS name, coalesce(c.review_note, '') AS reason, coalesce(c.review_since, c.updated_at) AS at
	    FROM cmo_campaigns c WHERE c.tenant_id = @tenant AND c.origin = 'ai_cmo' AND c.review_state IN ('rejected', 'changes_requested')
	  UNION ALL SELECT 'optimization', 'recommendation', n.title, coalesce(n.decision_note, ''), n.updated_at
	    FROM cmo_recommendations n WHERE n.tenant_id = @tenant AND n.status = 'dismissed'
	  UNION ALL SELECT coalesce(g.mode, ''), 'change', i.field || ': ' || left(coalesce(i.new_value->>'value', ''), 300), coalesce(i.decision_note, ''), coalesce(i.decided_at, s.created_at)
	    FROM change_set_items i JOIN change_sets s ON s.tenant_id = @tenant AND s.id = i.change_set_id LEFT JOIN agent_runs g ON g.tenant_id = @tenant AND g.id = s.run_id
	    WHERE i.tenant_id = @tenant AND i.state = 'rejected' AND s.run_id IS NOT NULL
	) x ORDER BY x.at DESC LIMIT 40`

func agentPlanPart(n cmo.AgentNeeds, add func(string, pgx.NamedArgs)) {
	switch {
	case n.PlanID != nil:
		add(`'plan', (SELECT `+agentPlan+` FROM cmo_marketing_plans p WHERE p.tenant_id = @tenant AND p.id = @plan AND p.archived_at IS NULL)`, pgx.NamedArgs{"plan": n.PlanID})
	case n.Plan:
		add(`'plan', (SELECT `+agentPlan+` FROM cmo_marketing_plans p WHERE p.tenant_id = @tenant AND p.archived_at IS NULL
			ORDER BY p.status = 'active' DESC, p.created_at DESC, p.id LIMIT 1)`, nil)
	}
	switch {
	case n.FunnelID != nil:
		add(`'funnel', (SELECT `+agentFunnel+` FROM cmo_funnels f WHERE f.tenant_id = @tenant AND f.id = @funnel AND f.archived_at IS NULL)`, pgx.NamedArgs{"funnel": n.FunnelID})
	case n.Funnel && n.StageID != nil:
		add(`'funnel', (SELECT `+agentFunnel+` FROM cmo_funnels f WHERE f.tenant_id = @tenant AND f.archived_at IS NULL
			AND f.id = (SELECT s.funnel_id FROM cmo_funnel_stages s WHERE s.tenant_id = @tenant AND s.id = @funnel_stage))`, pgx.NamedArgs{"funnel_stage": n.StageID})
	case n.Funnel:
		add(`'funnel', (SELECT `+agentFunnel+` FROM cmo_funnels f WHERE f.tenant_id = @tenant AND f.archived_at IS NULL
			ORDER BY f.created_at DESC, f.id LIMIT 1)`, nil)
	}
}

func agentCampaignsPart(n cmo.AgentNeeds, add func(string, pgx.NamedArgs)) {
	var alone *uuid.UUID
	if n.Alone {
		alone = n.CampaignID
	}
	if n.Campaigns {
		args := pgx.NamedArgs{"of_funnel": n.FunnelID, "of_plan": n.PlanID, "alone": alone}
		add(`'campaigns', (SELECT jsonb_agg(k.doc) FROM (SELECT `+agentCampaign+` AS doc FROM cmo_campaigns c WHERE c.tenant_id = @tenant AND c.archived_at IS NULL
			AND (@alone::uuid IS NULL OR c.id = @alone)
			AND (@of_funnel::uuid IS NULL OR c.funnel_id = @of_funnel)
			AND (@of_plan::uuid IS NULL OR c.plan_id = @of_plan OR c.funnel_id IN (SELECT f.id FROM cmo_funnels f WHERE f.tenant_id = @tenant AND f.plan_id = @of_plan))
			ORDER BY c.status = 'active' DESC, c.created_at DESC, c.id LIMIT 60) k)`, args)
	}
	if n.MetricDays > 0 {
		add(`'metrics', (SELECT jsonb_agg(d.doc) FROM (SELECT to_jsonb(m) || jsonb_build_object('channel_name', coalesce(h.channel_name, '')) AS doc
			FROM cmo_metrics_snapshots m LEFT JOIN cmo_campaign_channels h ON h.tenant_id = @tenant AND h.id = m.channel_id
			WHERE m.tenant_id = @tenant AND m.archived_at IS NULL AND m.campaign_id IS NOT NULL AND (@of_campaign::uuid IS NULL OR m.campaign_id = @of_campaign) AND m.snapshot_date < (now() AT TIME ZONE @zone)::date
			  AND m.snapshot_date >= (now() AT TIME ZONE @zone)::date - @days::int
			ORDER BY m.snapshot_date DESC, m.campaign_id, m.id LIMIT 5000) d)`, pgx.NamedArgs{"days": n.MetricDays, "of_campaign": alone})
	}
}
