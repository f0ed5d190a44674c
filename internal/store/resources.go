package store

import (
	"reflect"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// resource says how one kind of row is read for programs. Its columns are those of its type, by their JSON names.
type resource struct {
	table    string
	archives bool              // its rows can be archived; those are left out of lists
	computed map[string]string // what is no column of c
	filters  []string          // columns that a list can be narrowed by, with =
}

// children is a JSON array of the rows of another table that belong to c.
func children(columns []string, from, order string) string {
	pairs := make([]string, len(columns))
	for i, c := range columns {
		pairs[i] = "'" + c + "', x." + c
	}
	return `(SELECT coalesce(jsonb_agg(jsonb_build_object(` + strings.Join(pairs, ", ") + `) ORDER BY ` + order + `), '[]') FROM ` + from + ` AND x.archived_at IS NULL)`
}

var resources = map[reflect.Type]resource{
	reflect.TypeFor[cmo.CampaignResource](): {table: "cmo_campaigns", archives: true, filters: []string{"status", "review_state", "origin", "funnel_id", "run_id"}, computed: map[string]string{
		"target_icp": targetICPNow, "target_offer": targetOfferNow,
		"approved_at": `CASE WHEN c.review_state = 'approved' THEN (SELECT max(a.approved_at) FROM campaign_approvals a WHERE a.tenant_id = @tenant AND a.campaign_id = c.id) END`,
		"channels": children([]string{"id", "channel_name", "channel_type", "priority", "budget_percentage", "posting_frequency"},
			`cmo_campaign_channels x WHERE x.tenant_id = @tenant AND x.campaign_id = c.id`, "x.budget_percentage DESC, x.channel_name, x.id"),
		"content": children([]string{"id", "title", "content_type", "channel", "status", "origin"},
			`cmo_content_assets x WHERE x.tenant_id = @tenant AND x.campaign_id = c.id`, "x.position, x.id"),
	}},
	reflect.TypeFor[cmo.ContentResource](): {table: "cmo_content_assets", archives: true, filters: []string{"status", "channel", "campaign_id", "origin"}, computed: map[string]string{
		"variants": children([]string{"id", "variant_name", "variant_type", "subject_line", "headline", "body_content", "cta_text", "is_winner"},
			`cmo_content_variants x WHERE x.tenant_id = @tenant AND x.asset_id = c.id`, "x.variant_type, x.id"),
	}},
	reflect.TypeFor[cmo.FunnelResource](): {table: "cmo_funnels", archives: true, filters: []string{"status", "origin"}, computed: map[string]string{
		"stages": children([]string{"id", "stage_name", "stage_type", "stage_order", "description", "objective", "expected_volume", "conversion_rate_target", "budget_allocation"},
			`cmo_funnel_stages x WHERE x.tenant_id = @tenant AND x.funnel_id = c.id`, "x.stage_order, x.id"),
	}},
	reflect.TypeFor[cmo.BrandResource]():          {table: "cmo_brand_profiles", archives: true},
	reflect.TypeFor[cmo.ICPResource]():            {table: "cmo_icp_segments", archives: true, filters: []string{"origin"}},
	reflect.TypeFor[cmo.OfferResource]():          {table: "cmo_offers", archives: true, filters: []string{"status", "origin"}},
	reflect.TypeFor[cmo.EventResource]():          {table: "cmo_calendar_events", archives: true, filters: []string{"status", "campaign_id", "origin"}},
	reflect.TypeFor[cmo.SnapshotResource]():       {table: "cmo_metrics_snapshots", archives: true, filters: []string{"campaign_id", "data_mode"}},
	reflect.TypeFor[cmo.RecommendationResource](): {table: "cmo_recommendations", archives: true, filters: []string{"status", "campaign_id", "severity", "origin"}},
	reflect.TypeFor[cmo.ChannelResource]():        {table: "cmo_campaign_channels", archives: true},
	reflect.TypeFor[cmo.VariantResource]():        {table: "cmo_content_variants", archives: true},
	reflect.TypeFor[cmo.RunResource]():            {table: "agent_runs", filters: []string{"status", "agent", "mode"}},
}

const (
	targetICPNow   = `coalesce((SELECT n.segment_name FROM cmo_icp_segments n WHERE n.tenant_id = @tenant AND n.id = c.target_icp_id), c.target_icp)`
	targetOfferNow = `coalesce((SELECT n.offer_name FROM cmo_offers n WHERE n.tenant_id = @tenant AND n.id = c.target_offer_id), c.target_offer)`
)

// columns is the select list of a type.
func (d resource) columns(t reflect.Type) string {
	var out []string
	for _, f := range reflect.VisibleFields(t) {
		name := f.Tag.Get("json")
		switch sql, ok := d.computed[name]; {
		case f.Anonymous:
		case ok:
			out = append(out, sql+" AS "+name)
		case name == "ai_cmo_driven":
			out = append(out, "c.origin = 'ai_cmo' AS "+name)
		case f.Type == reflect.TypeFor[cmo.Day](), f.Type == reflect.TypeFor[*cmo.Day]():
			out = append(out, "c."+name+"::text AS "+name)
		default:
			out = append(out, "c."+name)
		}
	}
	return strings.Join(out, ", ")
}

// ResourceQuery narrows and cuts a list of resources. Empty fields do not narrow; a kind looks at those it has.
type ResourceQuery struct {
	Status, ReviewState, Origin, Channel, Severity, DataMode, Agent, Mode string
	CampaignID, FunnelID, RunID                                           *uuid.UUID
	Since                                                                 *time.Time // changed at or after
	After                                                                 *RunCursor
	Limit                                                                 int
}

// by gives the values to narrow by, by column.
func (q ResourceQuery) by() map[string]string {
	values := map[string]string{"status": q.Status, "review_state": q.ReviewState, "origin": q.Origin, "channel": q.Channel, "severity": q.Severity, "data_mode": q.DataMode,
		"agent": q.Agent, "mode": q.Mode}
	for column, id := range map[string]*uuid.UUID{"campaign_id": q.CampaignID, "funnel_id": q.FunnelID, "run_id": q.RunID} {
		if id != nil {
			values[column] = id.String()
		}
	}
	return values
}

// list reads up to Limit+1 rows of a kind, newest first.
func list[T any](r *Reader, q ResourceQuery) *Rows[T] {
	t := reflect.TypeFor[T]()
	d := resources[t]
	args, values := pgx.NamedArgs{"limit": q.Limit + 1}, q.by()
	where := []string{"c.tenant_id = @tenant"}
	if d.archives {
		where = append(where, "c.archived_at IS NULL")
	}
	for _, column := range d.filters {
		if values[column] != "" {
			where, args[column] = append(where, "c."+column+"::text = @"+column), values[column]
		}
	}
	if q.Since != nil {
		changed := "c.updated_at"
		if !d.archives {
			changed = "coalesce(c.completed_at, c.created_at)"
		}
		where, args["since"] = append(where, changed+" >= @since"), *q.Since
	}
	if q.After != nil {
		where = append(where, "(c.created_at, c.id) < (@at, @id)")
		args["at"], args["id"] = q.After.At, q.After.ID
	}
	return many[T](r, `SELECT `+d.columns(t)+` FROM `+d.table+` c WHERE `+strings.Join(where, " AND ")+` ORDER BY c.created_at DESC, c.id DESC LIMIT @limit`, args)
}

// single reads one row of a kind, archived or not.
func single[T any](r *Reader, id uuid.UUID) *One[T] {
	t := reflect.TypeFor[T]()
	d := resources[t]
	return one[T](r, `SELECT `+d.columns(t)+` FROM `+d.table+` c WHERE c.tenant_id = @tenant AND c.id = @id`, pgx.NamedArgs{"id": id})
}

// CampaignResources lists them, newest first.
func (r *Reader) CampaignResources(q ResourceQuery) *Rows[cmo.CampaignResource] {
	return list[cmo.CampaignResource](r, q)
}

// ContentResources lists them, newest first.
func (r *Reader) ContentResources(q ResourceQuery) *Rows[cmo.ContentResource] {
	return list[cmo.ContentResource](r, q)
}

// FunnelResources lists them, newest first.
func (r *Reader) FunnelResources(q ResourceQuery) *Rows[cmo.FunnelResource] {
	return list[cmo.FunnelResource](r, q)
}

// BrandResources lists them, newest first.
func (r *Reader) BrandResources(q ResourceQuery) *Rows[cmo.BrandResource] {
	return list[cmo.BrandResource](r, q)
}

// ICPResources lists them, newest first.
func (r *Reader) ICPResources(q ResourceQuery) *Rows[cmo.ICPResource] {
	return list[cmo.ICPResource](r, q)
}

// OfferResources lists them, newest first.
func (r *Reader) OfferResources(q ResourceQuery) *Rows[cmo.OfferResource] {
	return list[cmo.OfferResource](r, q)
}

// EventResources lists them, newest first.
func (r *Reader) EventResources(q ResourceQuery) *Rows[cmo.EventResource] {
	return list[cmo.EventResource](r, q)
}

// SnapshotResources lists them, newest first.
func (r *Reader) SnapshotResources(q ResourceQuery) *Rows[cmo.SnapshotResource] {
	return list[cmo.SnapshotResource](r, q)
}

// RecommendationResources lists them, newest first.
func (r *Reader) RecommendationResources(q ResourceQuery) *Rows[cmo.RecommendationResource] {
	return list[cmo.RecommendationResource](r, q)
}

// RunResources lists them, newest first.
func (r *Reader) RunResources(q ResourceQuery) *Rows[cmo.RunResource] {
	return list[cmo.RunResource](r, q)
}

// CampaignResource is one of them.
func (r *Reader) CampaignResource(id uuid.UUID) *One[cmo.CampaignResource] {
	return single[cmo.CampaignResource](r, id)
}

// ContentResource is one of them.
func (r *Reader) ContentResource(id uuid.UUID) *One[cmo.ContentResource] {
	return single[cmo.ContentResource](r, id)
}

// FunnelResource is one of them.
func (r *Reader) FunnelResource(id uuid.UUID) *One[cmo.FunnelResource] {
	return single[cmo.FunnelResource](r, id)
}

// ICPResource is one of them.
func (r *Reader) ICPResource(id uuid.UUID) *One[cmo.ICPResource] {
	return single[cmo.ICPResource](r, id)
}

// OfferResource is one of them.
func (r *Reader) OfferResource(id uuid.UUID) *One[cmo.OfferResource] {
	return single[cmo.OfferResource](r, id)
}

// EventResource is one of them.
func (r *Reader) EventResource(id uuid.UUID) *One[cmo.EventResource] {
	return single[cmo.EventResource](r, id)
}

// RecommendationResource is one of them.
func (r *Reader) RecommendationResource(id uuid.UUID) *One[cmo.RecommendationResource] {
	return single[cmo.RecommendationResource](r, id)
}

// RunResource is one of them.
func (r *Reader) RunResource(id uuid.UUID) *One[cmo.RunResource] {
	return single[cmo.RunResource](r, id)
}

// ChannelResource is one channel of a campaign.
func (r *Reader) ChannelResource(id uuid.UUID) *One[cmo.ChannelResource] {
	return single[cmo.ChannelResource](r, id)
}

// VariantResource is one wording of a piece of content.
func (r *Reader) VariantResource(id uuid.UUID) *One[cmo.VariantResource] {
	return single[cmo.VariantResource](r, id)
}
