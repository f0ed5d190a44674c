package store

import (
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// assetColumns are the fields of cmo.Asset. a.tenant_id = @tenant stands in the caller's WHERE.
const assetColumns = `
	a.id, a.title, a.content_type, coalesce(a.channel, '') AS channel, a.status, coalesce(a.key_message, '') AS key_message,
	coalesce(a.cta, '') AS cta, a.publish_date, a.origin,
	(SELECT coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'name', v.variant_name, 'type', v.variant_type, 'subject', coalesce(v.subject_line, ''),
	   'headline', coalesce(v.headline, ''), 'body', coalesce(v.body_content, ''), 'cta', coalesce(v.cta_text, ''), 'winner', v.is_winner,
	   'visual', coalesce(v.visual_description, ''), 'metadata', v.metadata, 'results', v.performance_metrics) ORDER BY v.variant_type, v.variant_name, v.id), '[]')
	 FROM cmo_content_variants v WHERE v.tenant_id = @tenant AND v.asset_id = a.id AND v.archived_at IS NULL) AS variants`

// assetICP names whom a piece of content a is for, as the segment is called now.
const assetICP = `coalesce((SELECT n.segment_name FROM cmo_icp_segments n WHERE n.tenant_id = @tenant AND n.id = a.target_icp_id), a.target_icp, '')`

// contentColumns are the fields of cmo.ContentItem.
const contentColumns = assetColumns + `,
	coalesce(a.funnel_stage, '') AS stage, c.id AS campaign_id, coalesce(c.campaign_name, '') AS campaign_name, coalesce(c.status, '') AS campaign_status,
	coalesce(c.review_state, '') AS campaign_review, coalesce(e.display_name, CASE WHEN a.updated_by IS NOT NULL THEN 'Former member' END, '') AS edited_by_name, a.updated_at`

const contentFrom = `
	FROM cmo_content_assets a
	LEFT JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.id = a.campaign_id
	LEFT JOIN user_tenants e ON e.tenant_id = @tenant AND e.user_id = a.updated_by`

// contentDims holds one predicate per dimension of the filter, so that a facet's counts can leave out its own.
var contentDims = []dim{
	{"origin", `(@origin::text = '' OR a.origin = @origin)`},
	{"type", `(@type::text = '' OR a.content_type = @type)`},
	{"channel", `(@channel::text = '' OR a.channel = @channel)`},
	{"stage", `(@stage::text = '' OR a.funnel_stage = @stage)`},
	{"status", `(@status::text = '' OR a.status = @status)`},
	{"campaign", `(@campaign::uuid IS NULL OR a.campaign_id = @campaign)`},
	{"text", `(@text::text = '' OR position(lower(@text) IN lower(concat_ws(' ', a.title, a.key_message))) > 0 OR EXISTS (
	  SELECT FROM cmo_content_variants v WHERE v.tenant_id = @tenant AND v.asset_id = a.id AND v.archived_at IS NULL
	    AND position(lower(@text) IN lower(concat_ws(' ', v.subject_line, v.headline, v.body_content, v.cta_text))) > 0))`},
}

func contentArgs(f cmo.ContentFilter) pgx.NamedArgs {
	return pgx.NamedArgs{"origin": string(f.Origin), "type": f.Type, "channel": f.Channel, "stage": f.Stage, "status": f.Status, "campaign": f.Campaign, "text": f.Text}
}

// ContentSort is an order of the library.
type ContentSort string

// contentSorts maps each order to its key as text; the page is cut at (key, id).
var contentSorts = map[ContentSort]struct{ key, dir, cmp string }{
	"updated": {`to_char(a.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`, "DESC", "<"},
	"title":   {`left(lower(a.title), 120) COLLATE "C"`, "ASC", ">"},
	"publish": {`coalesce(to_char(a.publish_date, 'YYYY-MM-DD'), '9999-99-99')`, "ASC", ">"},
}

// ContentRow is a row of the library with the key its page can be continued from.
type ContentRow struct {
	cmo.ContentItem
	SortKey string
}

// ContentPage says which page of the library is wanted: the one after a row, before it, or with neither the first.
type ContentPage struct {
	Sort          ContentSort
	After, Before *Cursor
	Limit         int
}

// Content is one page of the library. It gives up to Limit+1 rows: one more than asked says that there is a further
// page. With Before the rows come in reverse, nearest first.
func (r *Reader) Content(f cmo.ContentFilter, p ContentPage) *Rows[ContentRow] {
	order, ok := contentSorts[p.Sort]
	if !ok {
		order = contentSorts["updated"]
	}
	dir, cmp, cut := order.dir, order.cmp, p.After
	if p.Before != nil {
		dir, cmp, cut = map[string]string{"ASC": "DESC", "DESC": "ASC"}[dir], map[string]string{"<": ">", ">": "<"}[cmp], p.Before
	}
	args := contentArgs(f)
	args["limit"] = p.Limit + 1
	where := []string{"a.tenant_id = @tenant", "a.archived_at IS NULL"}
	for _, d := range contentDims {
		where = append(where, d.sql)
	}
	if cut != nil {
		where = append(where, `(`+order.key+`, a.id) `+cmp+` (@key, @id)`)
		args["key"], args["id"] = cut.Key, cut.ID
	}
	return many[ContentRow](r, `
		SELECT `+contentColumns+`, `+order.key+` AS sort_key `+contentFrom+`
		WHERE `+strings.Join(where, " AND ")+`
		ORDER BY `+order.key+` `+dir+`, a.id `+dir+` LIMIT @limit`, args)
}

// ContentFacets counts per facet value what choosing it would show; the facet all holds what the filter leaves, and the
// facet total everything.
func (r *Reader) ContentFacets(f cmo.ContentFilter) *Rows[cmo.Facet] {
	flags := make([]string, len(contentDims))
	for i, d := range contentDims {
		flags[i] = d.sql + " AS in_" + d.name
	}
	of := func(name string) string {
		return ` UNION ALL SELECT '` + name + `', ` + name + `, count(*) FROM base WHERE ` + matchesAll(contentDims, name) + ` AND ` + name + ` <> '' GROUP BY ` + name
	}
	return many[cmo.Facet](r, `
		WITH base AS MATERIALIZED (
		  SELECT a.origin, a.content_type AS type, coalesce(a.channel, '') AS channel, coalesce(a.funnel_stage, '') AS stage, a.status,
		    coalesce(a.campaign_id::text, '') AS campaign, `+strings.Join(flags, ", ")+`
		  FROM cmo_content_assets a WHERE a.tenant_id = @tenant AND a.archived_at IS NULL)
		SELECT 'total' AS name, '' AS value, count(*) AS count FROM base
		UNION ALL SELECT 'all', '', count(*) FROM base WHERE `+matchesAll(contentDims, "")+
		of("origin")+of("type")+of("channel")+of("stage")+of("status")+of("campaign"), contentArgs(f))
}

// ContentCampaigns lists the campaigns that have content, by name.
func (r *Reader) ContentCampaigns() *Rows[cmo.ContentCampaign] {
	return many[cmo.ContentCampaign](r, `
		SELECT c.id, c.campaign_name AS name, n.assets FROM (
		  SELECT a.campaign_id, count(*) AS assets FROM cmo_content_assets a
		  WHERE a.tenant_id = @tenant AND a.archived_at IS NULL AND a.campaign_id IS NOT NULL GROUP BY a.campaign_id) n
		JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.id = n.campaign_id
		ORDER BY lower(c.campaign_name), c.id LIMIT 200`, nil)
}

// Asset is one piece of content. Archived ones are found too: links to them stay good.
func (r *Reader) Asset(id uuid.UUID) *One[cmo.AssetDetail] {
	return one[cmo.AssetDetail](r, `
		SELECT `+contentColumns+`, coalesce(a.content_id, '') AS content_id, `+assetICP+` AS icp_name, `+targetOffer+` AS offer_name,
		  coalesce(a.tone, '') AS tone, coalesce(a.estimated_production_time, '') AS effort,
		  ARRAY(SELECT jsonb_array_elements_text(a.supporting_points)) AS points, ARRAY(SELECT jsonb_array_elements_text(a.dependencies)) AS needs,
		  a.run_id, r.run_no, coalesce(r.agent, '') AS run_agent, coalesce(r.model, '') AS run_model, coalesce(r.prompt_version, '') AS prompt, a.version,
		  coalesce(o.display_name, CASE WHEN a.created_by IS NOT NULL THEN 'Former member' END, '') AS owner_name, a.created_at, a.archived_at
		`+contentFrom+`
		LEFT JOIN agent_runs r ON r.tenant_id = @tenant AND r.id = a.run_id
		LEFT JOIN user_tenants o ON o.tenant_id = @tenant AND o.user_id = a.created_by
		WHERE a.tenant_id = @tenant AND a.id = @id`, pgx.NamedArgs{"id": id})
}
