package store

import (
	"maps"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// RestTable is a shared table as programs of the original read it.
type RestTable string

// The tables that such programs may read.
const (
	RestRegistry        RestTable = "os_tenant_registry"
	RestBrands          RestTable = "cmo_brand_profiles"
	RestICPs            RestTable = "cmo_icp_segments"
	RestOffers          RestTable = "cmo_offers"
	RestPlans           RestTable = "cmo_marketing_plans"
	RestMilestones      RestTable = "cmo_plan_milestones"
	RestFunnels         RestTable = "cmo_funnels"
	RestStages          RestTable = "cmo_funnel_stages"
	RestCampaigns       RestTable = "cmo_campaigns"
	RestChannels        RestTable = "cmo_campaign_channels"
	RestAssets          RestTable = "cmo_content_assets"
	RestVariants        RestTable = "cmo_content_variants"
	RestEvents          RestTable = "cmo_calendar_events"
	RestSnapshots       RestTable = "cmo_metrics_snapshots"
	RestRecommendations RestTable = "cmo_recommendations"
	RestRuns            RestTable = "agent_runs"
)

// restTable is what may be read of a table.
type restTable struct {
	scope    cmo.TokenScope // empty: any token
	kind     cmo.RecordKind // whose editable columns it has, empty for none
	columns  map[string]string
	archives bool
}

// everyRecord are the columns of each table of records, with the types that values are compared as.
var everyRecord = map[string]string{"tenant_id": "uuid", "workspace_id": "uuid", "id": "uuid", "origin": "text", "run_id": "uuid", "version": "int", "created_at": "timestamptz", "updated_at": "timestamptz"}

// restTables is the allow-list. Columns that are not here do not exist for programs.
var restTables = map[RestTable]restTable{
	RestRegistry: {columns: map[string]string{"id": "uuid", "tenant_id": "uuid", "slug": "text", "name": "text", "description": "text", "is_active": "boolean", "config": "jsonb", "created_at": "timestamptz", "updated_at": "timestamptz"}},
	RestBrands:   record(cmo.KindBrand, cmo.ScopeBrandRead, ""), RestICPs: record(cmo.KindICP, cmo.ScopeBrandRead, ""), RestOffers: record(cmo.KindOffer, cmo.ScopeBrandRead, ""),
	RestPlans: record(cmo.KindPlan, cmo.ScopeBrandRead, "status"), RestMilestones: record(cmo.KindMilestone, cmo.ScopeBrandRead, ""),
	RestFunnels: record(cmo.KindFunnel, cmo.ScopeFunnelsRead, "status"), RestStages: record(cmo.KindStage, cmo.ScopeFunnelsRead, ""),
	RestCampaigns: record(cmo.KindCampaign, cmo.ScopeCampaignsRead, "status review_state target_icp target_offer funnel_stage"), RestChannels: record(cmo.KindChannel, cmo.ScopeCampaignsRead, ""),
	RestAssets: record(cmo.KindAsset, cmo.ScopeCampaignsRead, "status target_icp"), RestVariants: record(cmo.KindVariant, cmo.ScopeCampaignsRead, ""), RestEvents: record(cmo.KindEvent, cmo.ScopeCampaignsRead, ""),
	RestSnapshots: {scope: cmo.ScopeCampaignsRead, archives: true, columns: join(everyRecord, map[string]string{"campaign_id": "uuid", "channel_id": "uuid", "snapshot_date": "date", "metric_type": "text", "impressions": "int", "clicks": "int",
		"conversions": "int", "engagement_rate": "numeric", "conversion_rate": "numeric", "cost": "numeric", "revenue": "numeric", "roi": "numeric", "custom_metrics": "jsonb", "data_mode": "text"})},
	RestRecommendations: {scope: cmo.ScopeCampaignsRead, archives: true, columns: join(everyRecord, map[string]string{"campaign_id": "uuid", "recommendation_type": "text", "source_type": "text", "category": "text", "severity": "text", "priority": "text",
		"title": "text", "description": "text", "rationale": "text", "expected_impact": "text", "effort_level": "text", "action_items": "jsonb", "status": "text", "implemented_at": "timestamptz"})},
	RestRuns: {scope: cmo.ScopeRunsRead, columns: map[string]string{"tenant_id": "uuid", "workspace_id": "uuid", "id": "uuid", "run_no": "bigint", "agent": "text", "mode": "text", "status": "text", "error_kind": "text", "prompt_version": "text", "provider": "text",
		"model": "text", "tokens_in": "int", "tokens_out": "int", "cost_usd": "numeric", "created_at": "timestamptz", "started_at": "timestamptz", "completed_at": "timestamptz", "duration_ms": "int"}},
}

// restLinks are the references that a program may follow: a row of from has the id of one row of to in column.
var restLinks = []struct {
	from   RestTable
	column string
	to     RestTable
}{
	{RestChannels, "campaign_id", RestCampaigns}, {RestAssets, "campaign_id", RestCampaigns}, {RestEvents, "campaign_id", RestCampaigns}, {RestSnapshots, "campaign_id", RestCampaigns},
	{RestRecommendations, "campaign_id", RestCampaigns}, {RestVariants, "asset_id", RestAssets}, {RestStages, "funnel_id", RestFunnels}, {RestMilestones, "plan_id", RestPlans},
	{RestCampaigns, "funnel_id", RestFunnels},
}

// sqlTypes are the types of the editable columns.
var sqlTypes = map[cmo.FieldType]string{cmo.FieldNumber: "numeric", cmo.FieldPercent: "numeric", cmo.FieldInt: "int", cmo.FieldBool: "boolean", cmo.FieldDay: "date", cmo.FieldMoment: "timestamptz",
	cmo.FieldList: "jsonb", cmo.FieldGroup: "jsonb", cmo.FieldRows: "jsonb", cmo.FieldRef: "uuid"}

func record(kind cmo.RecordKind, scope cmo.TokenScope, texts string) restTable {
	columns, t := join(everyRecord, nil), kind.Type()
	for _, f := range t.Fields {
		columns[f.Column] = "text"
		if typ, ok := sqlTypes[f.Type]; ok {
			columns[f.Column] = typ
		}
	}
	for column := range strings.FieldsSeq(texts) {
		columns[column] = "text"
	}
	if t.Parent != "" {
		columns[t.Parent] = "uuid"
	}
	return restTable{scope: scope, kind: kind, columns: columns, archives: true}
}

func join(a, b map[string]string) map[string]string {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}
