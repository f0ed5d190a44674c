package store

import (
	"encoding/json"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// outcomeRow is cmo.Outcome as the database holds it.
type outcomeRow struct {
	cmo.Outcome
	Baseline json.RawMessage
	Result   json.RawMessage
}

const outcomeColumns = `
	SELECT o.id, o.recommendation_id, n.title, coalesce(x.agent, '') AS agent, coalesce(c.campaign_name, '') AS campaign_name, o.metric, o.data_mode AS mode, o.target::float8 AS target,
	  o.baseline_from, o.baseline_to, o.window_from, o.window_to, o.baseline, coalesce(o.result, CASE WHEN o.waits THEN '{}' ELSE app.reported(@tenant, o.campaign_id, o.data_mode, o.window_from, o.window_to) END) AS result, o.settled_at, o.accepted_at, o.waits
	FROM recommendation_outcomes o
	JOIN cmo_recommendations n ON n.tenant_id = @tenant AND n.id = o.recommendation_id
	LEFT JOIN agent_runs x ON x.tenant_id = @tenant AND x.id = n.run_id
	LEFT JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.id = o.campaign_id
	WHERE o.tenant_id = @tenant AND o.withdrawn_at IS NULL`

// OutcomeRows is a list of outcomes as the database holds it; List reads it.
type OutcomeRows struct{ rows *Rows[outcomeRow] }

// List gives the outcomes after Scope.Read has returned without an error.
func (o OutcomeRows) List() ([]cmo.Outcome, error) {
	list := make([]cmo.Outcome, 0, len(o.rows.List()))
	for _, r := range o.rows.List() {
		if err := json.Unmarshal(r.Baseline, &r.Outcome.Baseline); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(r.Result, &r.Outcome.Result); err != nil {
			return nil, err
		}
		list = append(list, r.Outcome)
	}
	return list, nil
}

// OutcomesCounted is how many of the latest outcomes a hit rate is counted from.
const OutcomesCounted = 200

// Outcomes lists what accepted recommendations are measured by, the latest first, with the numbers of their window: those
// it was settled with, else those there are so far.
func (r *Reader) Outcomes() OutcomeRows {
	return OutcomeRows{many[outcomeRow](r, outcomeColumns+` ORDER BY o.accepted_at DESC, o.id LIMIT @limit`, pgx.NamedArgs{"limit": OutcomesCounted})}
}

// Outcome is that of one recommendation, if it is measured.
func (r *Reader) Outcome(recommendation uuid.UUID) OutcomeRows {
	return OutcomeRows{many[outcomeRow](r, outcomeColumns+` AND o.recommendation_id = @id`, pgx.NamedArgs{"id": recommendation})}
}

// freezeOutcome records what the advice is measured by, with the weeks before. The weeks after begin when what accepting made is
// done (beginOutcome): nothing has changed until then, and days without the change would be counted as days with it. Live
// numbers count where there are some.
func (w *Writer) freezeOutcome(rec cmo.Recommendation) error {
	word, target := rec.Metric()
	metric := cmo.OutcomeMetricOf(word)
	if rec.CampaignID == nil || metric == "" {
		return nil
	}
	return w.exec(`
		INSERT INTO recommendation_outcomes (tenant_id, id, recommendation_id, campaign_id, metric, data_mode, target, baseline_from, baseline_to, window_from, window_to, baseline, accepted_by, waits)
		SELECT @tenant, @id, @recommendation, @campaign, @metric, k.mode, @target, d.today - @days::int, d.today - 1, d.today + 1, d.today + @days::int,
		  app.reported(@tenant, @campaign, k.mode, d.today - @days::int, d.today - 1), app.user_id(), true
		FROM (SELECT (now() AT TIME ZONE @zone)::date AS today) d CROSS JOIN LATERAL (
		  SELECT CASE WHEN NOT EXISTS (SELECT FROM cmo_metrics_snapshots m WHERE m.tenant_id = @tenant AND m.campaign_id = @campaign AND m.data_mode = 'live' AND m.snapshot_date >= d.today - @days::int)
		    AND EXISTS (SELECT FROM cmo_metrics_snapshots m WHERE m.tenant_id = @tenant AND m.campaign_id = @campaign AND m.snapshot_date >= d.today - @days::int) THEN 'demo' ELSE 'live' END AS mode) k`,
		pgx.NamedArgs{"id": newID(), "recommendation": rec.ID, "campaign": rec.CampaignID, "metric": metric, "target": target, "days": cmo.OutcomeDays, "zone": w.zone()})
}

// beginOutcome lets the weeks after begin tomorrow; again, if the work turned out not to be done and was done later.
func (w *Writer) beginOutcome(recommendation uuid.UUID) error {
	return w.exec(`
		UPDATE recommendation_outcomes o SET waits = false, window_from = d.today + 1, window_to = d.today + @days::int
		FROM (SELECT (now() AT TIME ZONE @zone)::date AS today) d
		WHERE o.tenant_id = @tenant AND o.recommendation_id = @id AND o.withdrawn_at IS NULL AND o.settled_at IS NULL AND o.waits`,
		pgx.NamedArgs{"id": recommendation, "days": cmo.OutcomeDays, "zone": w.zone()})
}

// holdOutcome makes the weeks after wait again.
func (w *Writer) holdOutcome(recommendation uuid.UUID) error {
	return w.exec(`UPDATE recommendation_outcomes o SET waits = true WHERE o.tenant_id = @tenant AND o.recommendation_id = @id AND o.withdrawn_at IS NULL AND o.settled_at IS NULL`,
		pgx.NamedArgs{"id": recommendation})
}

// withdrawOutcome ends the measuring of advice that is not followed.
func (w *Writer) withdrawOutcome(recommendation uuid.UUID) error {
	return w.exec(`UPDATE recommendation_outcomes o SET withdrawn_at = now() WHERE o.tenant_id = @tenant AND o.recommendation_id = @id AND o.withdrawn_at IS NULL`, pgx.NamedArgs{"id": recommendation})
}
