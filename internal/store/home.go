package store

import (
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Setup counts what the tenant has of each thing the AI CMO builds on.
func (r *Reader) Setup() *One[cmo.Setup] {
	return one[cmo.Setup](r, `
		SELECT (SELECT count(*) FROM cmo_brand_profiles WHERE tenant_id = @tenant AND archived_at IS NULL) AS brands,
		  (SELECT count(*) FROM cmo_icp_segments WHERE tenant_id = @tenant AND archived_at IS NULL) AS icps,
		  (SELECT count(*) FROM cmo_offers WHERE tenant_id = @tenant AND archived_at IS NULL) AS offers,
		  (SELECT count(*) FROM cmo_marketing_plans WHERE tenant_id = @tenant AND archived_at IS NULL) AS plans,
		  (SELECT count(*) FROM cmo_funnels WHERE tenant_id = @tenant AND archived_at IS NULL) AS funnels,
		  (SELECT count(*) FROM cmo_campaigns WHERE tenant_id = @tenant AND archived_at IS NULL) AS campaigns,
		  EXISTS (SELECT FROM agent_runs WHERE tenant_id = @tenant) AS runs`, nil)
}

// ReviewsOnHome is how many waiting campaigns the home page shows.
const ReviewsOnHome = 8

// Waiting is a campaign that waits for a person, with how many there are in all.
type Waiting struct {
	cmo.Campaign
	Total int
}

// WaitingCampaigns lists the campaigns that wait for a review or for requested changes, the longest waiting first.
func (r *Reader) WaitingCampaigns() *Rows[Waiting] {
	return many[Waiting](r, `
		SELECT `+campaignColumns+`, count(*) OVER () AS total `+campaignFrom+`
		WHERE c.tenant_id = @tenant AND c.archived_at IS NULL AND c.status = 'draft' AND c.review_state IN ('in_review', 'changes_requested')
		ORDER BY c.review_since NULLS LAST, c.id LIMIT @limit`, pgx.NamedArgs{"limit": ReviewsOnHome})
}

// FunnelsOnHome is how many active funnels the home page shows.
const FunnelsOnHome = 4

// FunnelStages lists the stages of the active funnels with what their campaigns reported between two dates.
func (r *Reader) FunnelStages(from, to time.Time) *Rows[cmo.FunnelStage] {
	return many[cmo.FunnelStage](r, `
		WITH shown AS (
		  SELECT f.id, f.funnel_name, row_number() OVER (ORDER BY f.created_at, f.id) AS place
		  FROM cmo_funnels f WHERE f.tenant_id = @tenant AND f.status = 'active' AND f.archived_at IS NULL
		  ORDER BY f.created_at, f.id LIMIT @limit),
		stages AS (
		  SELECT s.* FROM cmo_funnel_stages s WHERE s.tenant_id = @tenant AND s.archived_at IS NULL AND s.funnel_id IN (SELECT id FROM shown)),
		days AS MATERIALIZED (`+metricRows+`),
		reported AS (
		  SELECT s.id, d.data_mode, `+stageVolume+` AS volume `+stageDays+` AND s.funnel_id IN (SELECT id FROM shown)
		  GROUP BY s.id, d.data_mode)
		SELECT shown.id AS funnel_id, shown.funnel_name, coalesce(s.stage_name, '') AS name, coalesce(s.stage_type, '') AS type, coalesce(s.expected_volume, 0) AS planned,
		  (SELECT volume FROM reported WHERE reported.id = s.id AND data_mode = 'live') AS live,
		  (SELECT volume FROM reported WHERE reported.id = s.id AND data_mode = 'demo') AS demo
		FROM shown LEFT JOIN stages s ON s.funnel_id = shown.id
		ORDER BY shown.place, s.stage_order, s.id LIMIT 60`, pgx.NamedArgs{"from": from, "to": to, "limit": FunnelsOnHome})
}

// EventsOnHome is how many coming events the home page shows.
const EventsOnHome = 7

// UpcomingEvents lists what the calendar holds next.
func (r *Reader) UpcomingEvents(now time.Time) *Rows[cmo.UpcomingEvent] {
	return many[cmo.UpcomingEvent](r, `
		SELECT e.id, e.event_type AS type, e.title, e.scheduled_at AS at, coalesce(e.channel, '') AS channel, c.id AS campaign_id,
		  coalesce(c.campaign_name, '') AS campaign_name, coalesce(c.status, '') AS status, coalesce(c.review_state, '') AS review_state
		FROM cmo_calendar_events e
		LEFT JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.id = e.campaign_id
		WHERE e.tenant_id = @tenant AND e.scheduled_at >= @now AND e.status = 'scheduled' AND e.archived_at IS NULL
		ORDER BY e.scheduled_at, e.id LIMIT @limit`, pgx.NamedArgs{"now": now, "limit": EventsOnHome})
}

// RecommendationsOnHome is how many pending recommendations the home page shows.
const RecommendationsOnHome = 5

// PendingRecommendations lists the advice nobody has decided on, the most severe first.
func (r *Reader) PendingRecommendations() *Rows[cmo.Recommendation] {
	return many[cmo.Recommendation](r, `
		SELECT `+recommendationColumns+recommendationFrom+`
		WHERE n.tenant_id = @tenant AND `+adviceStatus+` = 'pending' AND n.archived_at IS NULL
		ORDER BY `+recommendationOrder+`, n.id
		LIMIT @limit`, pgx.NamedArgs{"limit": RecommendationsOnHome, "zone": r.zone()})
}
