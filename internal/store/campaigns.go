package store

import (
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// CampaignFilter narrows the campaigns of a tenant.
type CampaignFilter = cmo.CampaignFilter

// campaignState and campaignColumn mirror cmo.NewCampaignState and cmo.CampaignColumns.
const (
	campaignState  = `(CASE WHEN c.status <> 'draft' THEN c.status WHEN c.review_state = 'none' THEN 'draft' ELSE c.review_state END)`
	campaignColumn = `(CASE ` + campaignState + ` WHEN 'draft' THEN 1 WHEN 'in_review' THEN 2 WHEN 'changes_requested' THEN 3 WHEN 'approved' THEN 4
	  WHEN 'scheduled' THEN 4 WHEN 'active' THEN 5 WHEN 'paused' THEN 5 ELSE 6 END)`
)

// campaignOrder is the order inside a column: the longest waiting first in review, else the latest changed first.
const campaignOrder = `CASE WHEN c.review_state = 'in_review' THEN c.review_since END, c.updated_at DESC, c.id`

// campaignDims holds one predicate per dimension of the filter, so that a facet's counts can leave out its own.
var campaignDims = []struct{ name, sql string }{
	{"origin", `(@origin::text = '' OR c.origin = @origin)`},
	{"state", `(CASE WHEN cardinality(@states::text[]) > 0 THEN ` + campaignState + ` = ANY (@states)
	  ELSE @ended::boolean OR (c.status <> 'completed' AND c.review_state <> 'rejected') END)`},
	{"type", `(@type::text = '' OR ` + campaignType + ` = @type)`},
	{"channel", `(@channel::text = '' OR EXISTS (SELECT FROM cmo_campaign_channels h WHERE h.tenant_id = @tenant AND h.campaign_id = c.id AND h.archived_at IS NULL AND h.channel_name = @channel))`},
	{"stage", `(@stage::text = '' OR c.funnel_stage = @stage)`},
	{"tag", `(@tag::text = '' OR c.tags @> jsonb_build_array(@tag::text))`},
	{"text", `(@text::text = '' OR position(lower(@text) IN lower(concat_ws(' ', c.campaign_name, c.objective,
	  CASE WHEN c.ai_driven THEN substr(c.description, 15) ELSE c.description END))) > 0)`}, // the mark itself is no text,
}

// campaignType mirrors cmo.CampaignType.
const campaignType = `(CASE c.campaign_type WHEN 'email_nurture' THEN 'nurture' WHEN 'autopilot' THEN 'nurture' WHEN 'paid_media' THEN 'lead_gen' ELSE c.campaign_type END)`

func campaignArgs(f CampaignFilter) pgx.NamedArgs {
	states := make([]string, len(f.States))
	for i, s := range f.States {
		states[i] = string(s)
	}
	return pgx.NamedArgs{"origin": string(f.Origin), "states": states, "type": f.Type, "channel": f.Channel, "stage": f.Stage, "tag": f.Tag, "text": f.Text, "ended": f.Ended}
}

// campaignWhere is the whole filter as a condition on c.
func campaignWhere() string {
	parts := []string{"c.tenant_id = @tenant", "c.archived_at IS NULL"}
	for _, d := range campaignDims {
		parts = append(parts, d.sql)
	}
	return strings.Join(parts, " AND ")
}

// targetICP and targetOffer name what a campaign c is aimed at: as it is called now, else the text an import brought.
const (
	targetICP   = `coalesce((SELECT n.segment_name FROM cmo_icp_segments n WHERE n.tenant_id = @tenant AND n.id = c.target_icp_id), c.target_icp, '')`
	targetOffer = `coalesce((SELECT n.offer_name FROM cmo_offers n WHERE n.tenant_id = @tenant AND n.id = c.target_offer_id), c.target_offer, '')`
)

// campaignColumns are the fields of cmo.Campaign. c.tenant_id = @tenant stands in the caller's WHERE.
const campaignColumns = `
	c.id, c.campaign_name AS name, c.campaign_type AS type, coalesce(c.objective, '') AS objective, coalesce(c.description, '') AS description,
	c.origin, c.run_id, r.run_no, coalesce(r.agent, '') AS run_agent, coalesce(r.model, '') AS run_model, coalesce(r.prompt_version, '') AS prompt, c.ai_driven AS marked, c.status, c.review_state, c.review_since, coalesce(c.review_note, '') AS review_note,
	coalesce(c.funnel_stage, '') AS stage, c.funnel_id, coalesce(f.funnel_name, '') AS funnel_name, ` + targetICP + ` AS icp_name,
	` + targetOffer + ` AS offer_name, c.start_date, c.end_date, c.budget_allocation AS budget, c.primary_kpi, c.tags, c.version,
	coalesce(e.display_name, CASE WHEN c.updated_by IS NOT NULL THEN 'Former member' END, '') AS edited_by_name,
	coalesce(o.display_name, CASE WHEN c.created_by IS NOT NULL THEN 'Former member' END, '') AS owner_name, c.created_at, c.updated_at, c.archived_at,
	(SELECT coalesce(array_agg(h.channel_name ORDER BY h.budget_percentage DESC, h.channel_name), '{}') FROM cmo_campaign_channels h
	  WHERE h.tenant_id = @tenant AND h.campaign_id = c.id AND h.archived_at IS NULL) AS channels,
	(SELECT count(*) FROM cmo_content_assets a WHERE a.tenant_id = @tenant AND a.campaign_id = c.id AND a.archived_at IS NULL) AS assets,
	(SELECT count(*) FROM cmo_content_variants v JOIN cmo_content_assets a ON a.tenant_id = @tenant AND a.id = v.asset_id AND a.archived_at IS NULL
	  WHERE v.tenant_id = @tenant AND a.campaign_id = c.id AND v.archived_at IS NULL) AS variants`

const campaignFrom = `
	FROM cmo_campaigns c
	LEFT JOIN cmo_funnels f ON f.tenant_id = @tenant AND f.id = c.funnel_id
	LEFT JOIN agent_runs r ON r.tenant_id = @tenant AND r.id = c.run_id
	LEFT JOIN user_tenants o ON o.tenant_id = @tenant AND o.user_id = c.created_by
	LEFT JOIN user_tenants e ON e.tenant_id = @tenant AND e.user_id = c.updated_by`

// CampaignsPerColumn is how many cards a column of the board shows; the table shows the rest.
const CampaignsPerColumn = 50

// CampaignBoard lists the campaigns of a board: up to CampaignsPerColumn of each column, in its order. The array makes
// the planner fetch those few by key; a join let it compare each with every row where statistics are old.
func (r *Reader) CampaignBoard(f CampaignFilter) *Rows[cmo.Campaign] {
	args := campaignArgs(f)
	args["limit"] = CampaignsPerColumn
	return many[cmo.Campaign](r, `
		SELECT `+campaignColumns+campaignFrom+`
		WHERE c.tenant_id = @tenant AND c.id = ANY (ARRAY(
		  SELECT p.id FROM (SELECT c.id, row_number() OVER (PARTITION BY `+campaignColumn+` ORDER BY `+campaignOrder+`) AS place
		    FROM cmo_campaigns c WHERE `+campaignWhere()+`) p WHERE p.place <= @limit))
		ORDER BY `+campaignOrder, args)
}

// CampaignPlace says where a campaign stands in the filtered board. No row: the filter leaves it out.
func (r *Reader) CampaignPlace(f CampaignFilter, id uuid.UUID) *Rows[cmo.CampaignPlace] {
	args := campaignArgs(f)
	args["id"] = id
	return many[cmo.CampaignPlace](r, `
		SELECT state, position, count, prev_id, next_id FROM (
		  SELECT c.id, `+campaignState+` AS state, row_number() OVER col AS position, count(*) OVER (PARTITION BY `+campaignColumn+`) AS count,
		    lag(c.id) OVER board AS prev_id, lead(c.id) OVER board AS next_id
		  FROM cmo_campaigns c WHERE `+campaignWhere()+`
		  WINDOW col AS (PARTITION BY `+campaignColumn+` ORDER BY `+campaignOrder+`), board AS (ORDER BY `+campaignColumn+`, `+campaignOrder+`)) p
		WHERE p.id = @id`, args)
}

// CampaignCounts counts a tenant's campaigns without any filter.
func (r *Reader) CampaignCounts() *One[cmo.CampaignCounts] {
	return one[cmo.CampaignCounts](r, `
		SELECT count(*) AS total, count(*) FILTER (WHERE c.status <> 'completed' AND c.review_state <> 'rejected') AS open
		FROM cmo_campaigns c WHERE c.tenant_id = @tenant AND c.archived_at IS NULL`, nil)
}

// CampaignSort is an order of the campaign table.
type CampaignSort string

// campaignSorts maps each order to its key as text; the page is cut at (key, id).
var campaignSorts = map[CampaignSort]struct{ key, dir, cmp string }{
	"updated": {`to_char(c.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`, "DESC", "<"},
	"name":    {`left(lower(c.campaign_name), 120) COLLATE "C"`, "ASC", ">"},
	"start":   {`coalesce(to_char(c.start_date, 'YYYY-MM-DD'), '9999-99-99')`, "ASC", ">"},
	"budget":  {`to_char(c.budget_allocation, 'FM000000000000.00')`, "DESC", "<"},
}

// Valid reports whether the order exists.
func (s CampaignSort) Valid() bool { _, ok := campaignSorts[s]; return ok }

// CampaignRow is a row of the table with the key its page can be continued from.
type CampaignRow struct {
	cmo.Campaign
	SortKey string
}

// CampaignPage says which page of the table is wanted: the one after a row, before it, or with neither the first.
type CampaignPage struct {
	Sort          CampaignSort
	After, Before *Cursor
	Limit         int
}

// Campaigns is one page of the table. It gives up to Limit+1 rows: one more than asked says that there is a further
// page. With Before the rows come in reverse, nearest first.
func (r *Reader) Campaigns(f CampaignFilter, p CampaignPage) *Rows[CampaignRow] {
	order, ok := campaignSorts[p.Sort]
	if !ok {
		order = campaignSorts["updated"]
	}
	dir, cmp, cut := order.dir, order.cmp, p.After
	if p.Before != nil {
		dir, cmp, cut = map[string]string{"ASC": "DESC", "DESC": "ASC"}[dir], map[string]string{"<": ">", ">": "<"}[cmp], p.Before
	}
	args := campaignArgs(f)
	args["limit"] = p.Limit + 1
	where := campaignWhere()
	if cut != nil {
		where += ` AND (` + order.key + `, c.id) ` + cmp + ` (@key, @id)`
		args["key"], args["id"] = cut.Key, cut.ID
	}
	return many[CampaignRow](r, `
		SELECT `+campaignColumns+`, `+order.key+` AS sort_key `+campaignFrom+`
		WHERE `+where+`
		ORDER BY `+order.key+` `+dir+`, c.id `+dir+` LIMIT @limit`, args)
}

// TagsListed is how many tags a list of campaigns offers: the most used ones.
const TagsListed = 50

// CampaignFacets counts per facet value what choosing it would show.
func (r *Reader) CampaignFacets(f CampaignFilter) *Rows[cmo.Facet] {
	flags := make([]string, len(campaignDims))
	for i, d := range campaignDims {
		flags[i] = d.sql + " AS in_" + d.name
	}
	except := func(name string) string {
		var all []string
		for _, d := range campaignDims {
			if d.name != name {
				all = append(all, "in_"+d.name)
			}
		}
		return strings.Join(all, " AND ")
	}
	args := campaignArgs(f)
	args["tags"] = TagsListed
	return many[cmo.Facet](r, `
		WITH base AS MATERIALIZED (
		  SELECT c.id, c.origin, `+campaignType+` AS type, coalesce(c.funnel_stage, '') AS stage,
		    `+campaignState+` AS state, c.tags,
		    `+strings.Join(flags, ", ")+`
		  FROM cmo_campaigns c WHERE c.tenant_id = @tenant AND c.archived_at IS NULL)
		SELECT 'origin' AS name, origin AS value, count(*) AS count FROM base WHERE `+except("origin")+` GROUP BY origin
		UNION ALL SELECT 'state', state, count(*) FROM base WHERE `+except("state")+` GROUP BY state
		UNION ALL SELECT 'type', type, count(*) FROM base WHERE `+except("type")+` GROUP BY type
		UNION ALL SELECT 'stage', stage, count(*) FROM base WHERE `+except("stage")+` AND stage <> '' GROUP BY stage
		UNION ALL SELECT 'channel', h.channel_name, count(DISTINCT b.id) FROM base b
		  JOIN cmo_campaign_channels h ON h.tenant_id = @tenant AND h.campaign_id = b.id AND h.archived_at IS NULL
		  WHERE `+except("channel")+` GROUP BY h.channel_name
		UNION ALL (SELECT 'tag', t.tag, count(*) FROM base b, jsonb_array_elements_text(b.tags) AS t (tag) WHERE `+except("tag")+` GROUP BY t.tag ORDER BY count(*) DESC, t.tag LIMIT @tags)`, args)
}

// Campaign is one campaign. Archived ones are found too: links to them stay good.
func (r *Reader) Campaign(id uuid.UUID) *One[cmo.Campaign] {
	return one[cmo.Campaign](r, `SELECT `+campaignColumns+campaignFrom+` WHERE c.tenant_id = @tenant AND c.id = @id`, pgx.NamedArgs{"id": id})
}

// CampaignChannels lists a campaign's channels, the largest share first.
func (r *Reader) CampaignChannels(campaign uuid.UUID) *Rows[cmo.CampaignChannel] {
	return many[cmo.CampaignChannel](r, `
		SELECT id, channel_name AS name, coalesce(channel_type, '') AS type, priority, budget_percentage AS share,
		  coalesce(posting_frequency, '') AS frequency, coalesce(targeting_notes, '') AS targeting, expected_metrics AS expected
		FROM cmo_campaign_channels WHERE tenant_id = @tenant AND campaign_id = @campaign AND archived_at IS NULL
		ORDER BY budget_percentage DESC, channel_name, id LIMIT 100`, pgx.NamedArgs{"campaign": campaign})
}

// CampaignContent counts a campaign's content by type.
func (r *Reader) CampaignContent(campaign uuid.UUID) *Rows[cmo.ContentCount] {
	return many[cmo.ContentCount](r, `
		SELECT a.content_type, count(DISTINCT a.id) AS assets, count(v.id) AS variants
		FROM cmo_content_assets a
		LEFT JOIN cmo_content_variants v ON v.tenant_id = @tenant AND v.asset_id = a.id AND v.archived_at IS NULL
		WHERE a.tenant_id = @tenant AND a.campaign_id = @campaign AND a.archived_at IS NULL
		GROUP BY a.content_type ORDER BY assets DESC, a.content_type`, pgx.NamedArgs{"campaign": campaign})
}

// AssetsPerCampaign is how many pieces of content a campaign's page shows.
const AssetsPerCampaign = 100

// CampaignAssets lists a campaign's content in its order, up to AssetsPerCampaign.
func (r *Reader) CampaignAssets(campaign uuid.UUID) *Rows[cmo.Asset] {
	return many[cmo.Asset](r, `
		SELECT `+assetColumns+`
		FROM cmo_content_assets a WHERE a.tenant_id = @tenant AND a.campaign_id = @campaign AND a.archived_at IS NULL
		ORDER BY a.position, a.publish_date, a.id LIMIT @limit`, pgx.NamedArgs{"campaign": campaign, "limit": AssetsPerCampaign})
}

// CampaignSources lists what the campaign's latest version was made from: brand, ICP, offer versions.
func (r *Reader) CampaignSources(campaign uuid.UUID) *Rows[cmo.Source] {
	return many[cmo.Source](r, recordSources, pgx.NamedArgs{"table": "cmo_campaigns", "record": campaign})
}

// recordSources reads the fields of cmo.Source for a record of a table.
const recordSources = `
	SELECT DISTINCT ON (s.source_table, s.source_id) s.source_table, s.source_version,
	  coalesce(b.brand_name, i.segment_name, o.offer_name, f.funnel_name, g.stage_name, p.plan_name, '') AS name
	FROM record_sources s
	LEFT JOIN cmo_brand_profiles b ON b.tenant_id = @tenant AND s.source_table = 'cmo_brand_profiles' AND b.id = s.source_id
	LEFT JOIN cmo_icp_segments i ON i.tenant_id = @tenant AND s.source_table = 'cmo_icp_segments' AND i.id = s.source_id
	LEFT JOIN cmo_offers o ON o.tenant_id = @tenant AND s.source_table = 'cmo_offers' AND o.id = s.source_id
	LEFT JOIN cmo_funnels f ON f.tenant_id = @tenant AND s.source_table = 'cmo_funnels' AND f.id = s.source_id
	LEFT JOIN cmo_funnel_stages g ON g.tenant_id = @tenant AND s.source_table = 'cmo_funnel_stages' AND g.id = s.source_id
	LEFT JOIN cmo_marketing_plans p ON p.tenant_id = @tenant AND s.source_table = 'cmo_marketing_plans' AND p.id = s.source_id
	WHERE s.tenant_id = @tenant AND s.record_table = @table AND s.record_id = @record
	ORDER BY s.source_table, s.source_id, s.record_version DESC LIMIT 50`
