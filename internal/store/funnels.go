package store

import (
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// FunnelsListed is how many funnels the list shows.
const FunnelsListed = 60

// provenanceColumns are the fields of cmo.Provenance for a record x, with provenanceFrom.
const (
	provenanceColumns = `
	x.origin, x.run_id, r.run_no, coalesce(r.agent, '') AS run_agent, coalesce(r.model, '') AS run_model, coalesce(r.prompt_version, '') AS prompt, x.version,
	coalesce(e.display_name, CASE WHEN x.updated_by IS NOT NULL THEN 'Former member' END, '') AS edited_by_name,
	coalesce(o.display_name, CASE WHEN x.created_by IS NOT NULL THEN 'Former member' END, '') AS owner_name, x.created_at, x.updated_at, x.archived_at`
	provenanceFrom = `
	LEFT JOIN agent_runs r ON r.tenant_id = @tenant AND r.id = x.run_id
	LEFT JOIN user_tenants o ON o.tenant_id = @tenant AND o.user_id = x.created_by
	LEFT JOIN user_tenants e ON e.tenant_id = @tenant AND e.user_id = x.updated_by`
)

// funnelSelect reads the fields of cmo.Funnel. x.tenant_id = @tenant stands in the caller's WHERE.
const funnelSelect = `
	SELECT x.id, x.funnel_name AS name, x.funnel_type AS type, coalesce(x.description, '') AS description, x.status, x.plan_id,
	  coalesce(p.plan_name, '') AS plan_name, p.start_date AS plan_start, p.end_date AS plan_end, x.target_icp_segments AS icps, x.target_offers AS offers,
	  x.total_budget AS budget, x.expected_conversion_rate AS rate, x.expected_revenue AS revenue, x.reviewed_at,
	  (SELECT count(*) FROM cmo_campaigns c WHERE c.tenant_id = @tenant AND c.funnel_id = x.id AND c.archived_at IS NULL) AS campaigns,` + provenanceColumns + `
	FROM cmo_funnels x
	LEFT JOIN cmo_marketing_plans p ON p.tenant_id = @tenant AND p.id = x.plan_id` + provenanceFrom

// Funnels lists the tenant's funnels, active ones first, up to FunnelsListed.
func (r *Reader) Funnels() *Rows[cmo.Funnel] {
	return many[cmo.Funnel](r, funnelSelect+`
		WHERE x.tenant_id = @tenant AND x.archived_at IS NULL
		ORDER BY array_position('{active,draft,paused,completed}'::text[], x.status), x.created_at, x.id LIMIT @limit`, pgx.NamedArgs{"limit": FunnelsListed})
}

// Funnel is one funnel. Archived ones are found too: links to them stay good.
func (r *Reader) Funnel(id uuid.UUID) *One[cmo.Funnel] {
	return one[cmo.Funnel](r, funnelSelect+` WHERE x.tenant_id = @tenant AND x.id = @id`, pgx.NamedArgs{"id": id})
}

// ofFunnel narrows to one funnel, nil for all that are listed.
const ofFunnel = `(@funnel::uuid IS NULL OR s.funnel_id = @funnel)`

// Stages lists the stages of a funnel in their order, nil for those of every funnel.
func (r *Reader) Stages(funnel *uuid.UUID) *Rows[cmo.Stage] {
	return many[cmo.Stage](r, `
		SELECT s.id, s.funnel_id, s.stage_name AS name, s.stage_type AS type, coalesce(s.description, '') AS description, coalesce(s.objective, '') AS objective,
		  s.kpis, s.campaign_types, s.channels, s.content_assets AS content, s.target_icps AS icps, s.linked_offers AS offers,
		  coalesce(s.entry_criteria, '') AS entry, coalesce(s.exit_criteria, '') AS exit, s.expected_volume AS volume, s.conversion_rate_target AS rate,
		  s.budget_allocation AS budget, s.origin, s.version
		FROM cmo_funnel_stages s WHERE s.tenant_id = @tenant AND s.archived_at IS NULL AND `+ofFunnel+`
		ORDER BY s.funnel_id, s.stage_order, s.id LIMIT 1000`, pgx.NamedArgs{"funnel": funnel})
}

// placedStage is the stage that a campaign c counts for: its own, else its funnel's first of its kind.
const placedStage = `coalesce(c.funnel_stage_id, (SELECT p.id FROM cmo_funnel_stages p
	WHERE p.tenant_id = @tenant AND p.funnel_id = c.funnel_id AND p.stage_type = c.funnel_stage AND p.archived_at IS NULL ORDER BY p.stage_order, p.id LIMIT 1))`

// stageVolume is what a campaign's day d adds to its stage s: impressions for awareness, clicks for consideration,
// conversions from conversion on.
const stageVolume = `sum(CASE s.stage_type WHEN 'awareness' THEN d.impressions WHEN 'consideration' THEN d.clicks ELSE d.conversions END)::bigint`

// stageDays joins the stages s with the days d that their campaigns reported, for queries that begin with metricRows as days.
const stageDays = `
	FROM cmo_funnel_stages s
	JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.funnel_id = s.funnel_id AND c.archived_at IS NULL AND ` + placedStage + ` = s.id
	JOIN days d ON d.campaign_id = c.id
	WHERE s.tenant_id = @tenant AND s.archived_at IS NULL`

// StageReports sums up what the campaigns of each stage reported between two dates, per data mode; nil: of every funnel.
func (r *Reader) StageReports(funnel *uuid.UUID, from, to time.Time) *Rows[cmo.StageReport] {
	return many[cmo.StageReport](r, `
		WITH days AS MATERIALIZED (`+metricRows+`)
		SELECT s.id AS stage_id, d.data_mode AS mode, `+stageVolume+` AS volume, sum(d.cost) AS cost, sum(d.revenue) AS revenue,
		  count(DISTINCT d.snapshot_date) AS days, max(d.snapshot_date) AS last_day, max(d.received_at) AS received_at
		`+stageDays+` AND `+ofFunnel+`
		GROUP BY s.id, d.data_mode ORDER BY s.id, d.data_mode LIMIT 2000`, pgx.NamedArgs{"funnel": funnel, "from": from, "to": to})
}

// CampaignsPerFunnel is how many campaigns a funnel's page shows.
const CampaignsPerFunnel = 200

// FunnelCampaigns lists a funnel's campaigns with the stage that each counts for, up to CampaignsPerFunnel.
func (r *Reader) FunnelCampaigns(funnel uuid.UUID) *Rows[cmo.StageCampaign] {
	return many[cmo.StageCampaign](r, `
		SELECT `+campaignColumns+`, `+placedStage+` AS stage_id `+campaignFrom+`
		WHERE c.tenant_id = @tenant AND c.funnel_id = @funnel AND c.archived_at IS NULL
		ORDER BY `+campaignColumn+` = 6, c.start_date, c.campaign_name, c.id LIMIT @limit`, pgx.NamedArgs{"funnel": funnel, "limit": CampaignsPerFunnel})
}

// OfferPrices lists what the tenant's offers cost.
func (r *Reader) OfferPrices() *Rows[cmo.OfferPrice] {
	return many[cmo.OfferPrice](r, `
		SELECT offer_name AS name, price_range AS prices FROM cmo_offers WHERE tenant_id = @tenant AND archived_at IS NULL
		ORDER BY offer_name LIMIT 500`, nil)
}

// FunnelSources lists what the funnel's latest version was made from.
func (r *Reader) FunnelSources(funnel uuid.UUID) *Rows[cmo.Source] {
	return many[cmo.Source](r, recordSources, pgx.NamedArgs{"table": "cmo_funnels", "record": funnel})
}

// MovedStage is where a stage stands after a move, counted from 1.
type MovedStage struct {
	Funnel       uuid.UUID
	Name         string
	Place, Count int
}

// MoveStage puts a stage of a funnel at another place: one earlier, one later, or a place counted from 1. Each stage
// whose order changes gets a version. The funnel's stages are held until the transaction ends, so that two moves at once
// come one after the other.
func (w *Writer) MoveStage(id uuid.UUID, to string) (MovedStage, error) {
	type row struct {
		ID         uuid.UUID
		FunnelID   uuid.UUID
		Name       string
		Version    int
		StageOrder int
	}
	rows, err := many[row](w.Reader, `
		SELECT s.id, s.funnel_id, s.stage_name AS name, s.version, s.stage_order FROM cmo_funnel_stages s
		WHERE s.tenant_id = @tenant AND s.archived_at IS NULL
		  AND s.funnel_id = (SELECT o.funnel_id FROM cmo_funnel_stages o WHERE o.tenant_id = @tenant AND o.id = @id)
		ORDER BY s.stage_order, s.id FOR UPDATE`, pgx.NamedArgs{"id": id}).Get()
	if err != nil {
		return MovedStage{}, err
	}
	at := slices.IndexFunc(rows, func(r row) bool { return r.ID == id })
	if at < 0 {
		return MovedStage{}, cmo.ErrNotFound
	}
	place, err := cmo.StagePlace(at, len(rows), to)
	if err != nil {
		return MovedStage{}, err
	}
	moved := rows[at]
	rows = slices.Insert(slices.Delete(rows, at, at+1), place, moved)
	for i, r := range rows {
		if r.StageOrder == i+1 {
			continue
		}
		if _, err := w.SaveRecord(cmo.KindStage, r.ID, r.Version, cmo.Fields{"stage_order": i + 1}); err != nil {
			return MovedStage{}, err
		}
	}
	return MovedStage{moved.FunnelID, moved.Name, place + 1, len(rows)}, nil
}
