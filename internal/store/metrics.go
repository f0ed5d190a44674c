package store

import (
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// metricRows is one row per campaign, day, kind and data mode. A campaign's own row is the sum of its channels, so the
// channels count only where it is missing; weekly and other totals repeat days that are counted already.
const (
	metricRows   = metricSelect + metricFrom + metricGroup
	metricSelect = `
	SELECT m.campaign_id, m.snapshot_date, m.data_mode, max(m.updated_at) AS received_at,
	  coalesce(sum(m.impressions) FILTER (WHERE m.channel_id IS NULL), sum(m.impressions)) AS impressions,
	  coalesce(sum(m.clicks) FILTER (WHERE m.channel_id IS NULL), sum(m.clicks)) AS clicks,
	  coalesce(sum(m.conversions) FILTER (WHERE m.channel_id IS NULL), sum(m.conversions)) AS conversions,
	  coalesce(sum(m.cost) FILTER (WHERE m.channel_id IS NULL), sum(m.cost)) AS cost,
	  coalesce(sum(m.revenue) FILTER (WHERE m.channel_id IS NULL), sum(m.revenue)) AS revenue`
	metricFrom = `
	FROM cmo_metrics_snapshots m
	WHERE m.tenant_id = @tenant AND m.snapshot_date BETWEEN @from AND @to AND m.archived_at IS NULL AND m.campaign_id IS NOT NULL
	  AND m.metric_type NOT IN ('weekly', 'monthly', 'total', 'summary')`
	metricGroup = `
	GROUP BY m.campaign_id, m.snapshot_date, m.metric_type, m.data_mode`
)

// metricSums are the fields of cmo.MetricSums over rows d.
const metricSums = `
	sum(d.impressions)::bigint AS impressions, sum(d.clicks)::bigint AS clicks, sum(d.conversions)::bigint AS conversions, sum(d.cost) AS cost, sum(d.revenue) AS revenue,
	sum(d.impressions) FILTER (WHERE d.clicks IS NOT NULL)::bigint AS seen_impressions, sum(d.clicks) FILTER (WHERE d.impressions IS NOT NULL)::bigint AS seen_clicks,
	sum(d.clicks) FILTER (WHERE d.conversions IS NOT NULL)::bigint AS won_clicks, sum(d.conversions) FILTER (WHERE d.clicks IS NOT NULL)::bigint AS won_conversions,
	sum(d.cost) FILTER (WHERE d.conversions IS NOT NULL) AS paid_cost, sum(d.conversions) FILTER (WHERE d.cost IS NOT NULL)::bigint AS paid_conversions,
	sum(d.cost) FILTER (WHERE d.revenue IS NOT NULL) AS back_cost, sum(d.revenue) FILTER (WHERE d.cost IS NOT NULL) AS back_revenue`

// metricRowsOf is metricRows under a filter, the period before included. Under a channel, its rows are all there is.
func metricRowsOf(f cmo.MetricFilter) (sql string, args pgx.NamedArgs) {
	args = pgx.NamedArgs{"from": f.Before, "to": f.To}
	where := metricFrom
	if f.Before.IsZero() {
		args["from"] = f.From
	}
	if f.Campaign != nil {
		where += ` AND m.campaign_id = @campaign`
		args["campaign"] = *f.Campaign
	}
	if f.Channel != "" {
		where += ` AND m.channel_id IN (SELECT h.id FROM cmo_campaign_channels h WHERE h.tenant_id = @tenant AND h.channel_name = @channel)`
		args["channel"] = f.Channel
	}
	return metricSelect + where + metricGroup, args
}

// MetricDays sums up what the campaigns reported per day and data mode, oldest first.
func (r *Reader) MetricDays(f cmo.MetricFilter) *Rows[cmo.MetricDay] {
	rows, args := metricRowsOf(f)
	return many[cmo.MetricDay](r, `
		SELECT d.snapshot_date AS day, d.data_mode AS mode, count(DISTINCT d.campaign_id) AS campaigns,`+metricSums+`, max(d.received_at) AS received_at
		FROM (`+rows+`) d GROUP BY d.snapshot_date, d.data_mode
		ORDER BY d.snapshot_date, d.data_mode LIMIT 1600`, args)
}

// MetricCampaigns sums up what each campaign reported in the period and in the one before it.
func (r *Reader) MetricCampaigns(f cmo.MetricFilter) *Rows[cmo.MetricGroup] {
	rows, args := metricRowsOf(f)
	args["start"] = f.From
	return many[cmo.MetricGroup](r, `
		SELECT c.id AS campaign_id, c.campaign_name AS name, c.origin, d.data_mode AS mode, d.snapshot_date >= @start AS current, count(DISTINCT d.snapshot_date) AS days,`+metricSums+`
		FROM (`+rows+`) d JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.id = d.campaign_id
		GROUP BY c.id, c.campaign_name, c.origin, d.data_mode, d.snapshot_date >= @start
		ORDER BY sum(d.clicks) DESC NULLS LAST, c.id LIMIT 1000`, args)
}

// MetricChannels sums up what each channel reported in the period and in the one before it. What campaigns report
// without naming a channel is in none of them.
func (r *Reader) MetricChannels(f cmo.MetricFilter) *Rows[cmo.MetricGroup] {
	_, args := metricRowsOf(f)
	where := ""
	if f.Campaign != nil {
		where += ` AND m.campaign_id = @campaign`
	}
	if f.Channel != "" {
		where += ` AND h.channel_name = @channel`
	}
	args["start"] = f.From
	return many[cmo.MetricGroup](r, `
		SELECT NULL::uuid AS campaign_id, d.channel_name AS name, '' AS origin, d.data_mode AS mode, d.snapshot_date >= @start AS current, count(DISTINCT d.snapshot_date) AS days,`+metricSums+`
		FROM (SELECT h.channel_name, m.* FROM cmo_metrics_snapshots m
		  JOIN cmo_campaign_channels h ON h.tenant_id = @tenant AND h.id = m.channel_id
		  WHERE m.tenant_id = @tenant AND m.snapshot_date BETWEEN @from AND @to AND m.archived_at IS NULL
		    AND m.metric_type NOT IN ('weekly', 'monthly', 'total', 'summary')`+where+`) d
		GROUP BY d.channel_name, d.data_mode, d.snapshot_date >= @start
		ORDER BY d.channel_name LIMIT 200`, args)
}
