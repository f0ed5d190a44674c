package store

import (
	"encoding/json"
	"time"

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
	  o.baseline_from, o.baseline_to, o.window_from, o.window_to, o.baseline, coalesce(o.result, app.reported(@tenant, o.campaign_id, o.data_mode, o.window_from, o.window_to)) AS result, o.settled_at, o.accepted_at
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

// errDecided says that somebody else was quicker.
var errDecided = cmo.Errorf(cmo.Conflict, "This recommendation was decided meanwhile. Reload the page to see how.")

// AcceptRecommendation accepts advice: as a task in the calendar, or as a changed budget of its campaign that waits as a
// change set. Where the advice names a number of a campaign, what it is measured by is frozen now: the metric, the weeks
// before and the weeks after.
func (w *Writer) AcceptRecommendation(id uuid.UUID, a cmo.Acceptance) error {
	rec, err := w.Recommendation(id).Get()
	if err != nil {
		return err
	}
	if rec.Stored != "pending" && rec.Stored != "snoozed" {
		return errDecided
	}
	var task, change *uuid.UUID
	if a.Budget != nil {
		change, err = w.suggestBudget(rec, *a.Budget)
	} else {
		task, err = w.insertTask(rec, a.Due)
	}
	if err != nil {
		return err
	}
	if err := w.decide(rec, "accepted", "", nil, task, change); err != nil {
		return err
	}
	return w.freezeOutcome(rec)
}

// insertTask puts the advice into the calendar, at nine in the morning of a day.
func (w *Writer) insertTask(rec cmo.Recommendation, due time.Time) (*uuid.UUID, error) {
	id := newID()
	text := rec.Description
	for _, x := range rec.Actions {
		text += "\n– " + x.Action
	}
	y, m, d := due.Date()
	fields := cmo.Fields{"title": rec.Title, "event_type": "task", "description": text, "status": "scheduled",
		"scheduled_at": time.Date(y, m, d, 9, 0, 0, 0, w.scope.tenant.Zone).Format(time.RFC3339)}
	if rec.CampaignID != nil {
		fields["campaign_id"] = rec.CampaignID.String()
	}
	_, err := w.InsertRecord(cmo.KindEvent, id, fields)
	return &id, err
}

// suggestBudget makes the change set of a new budget.
func (w *Writer) suggestBudget(rec cmo.Recommendation, budget float64) (*uuid.UUID, error) {
	if rec.CampaignID == nil {
		return nil, cmo.Errorf(cmo.Invalid, "This recommendation is about no campaign whose budget could change.")
	}
	now, err := w.Record(cmo.KindCampaign, *rec.CampaignID).Get()
	if err != nil {
		return nil, err
	}
	if cmo.Same(now.Data["budget_allocation"], budget) {
		return nil, cmo.Errorf(cmo.Invalid, "That is the budget it has already.")
	}
	live, err := w.live(cmo.KindCampaign, now.ID)
	if err != nil {
		return nil, err
	}
	var campaign *uuid.UUID
	if len(live) > 0 {
		campaign = &live[0].ID
	}
	id, err := w.InsertChangeSet(cut300("Budget of "+now.Name), campaign, []cmo.ChangeItem{{RecordTable: "cmo_campaigns", RecordID: now.ID, BaseVersion: now.Version, Field: "budget_allocation",
		Old: now.Data["budget_allocation"], New: budget, Reason: rec.Title}})
	return &id, err
}

// freezeOutcome records what the advice is measured by. Live numbers count where there are some.
func (w *Writer) freezeOutcome(rec cmo.Recommendation) error {
	word, target := rec.Metric()
	metric := cmo.OutcomeMetricOf(word)
	if rec.CampaignID == nil || metric == "" {
		return nil
	}
	return w.exec(`
		INSERT INTO recommendation_outcomes (tenant_id, id, recommendation_id, campaign_id, metric, data_mode, target, baseline_from, baseline_to, window_from, window_to, baseline, accepted_by)
		SELECT @tenant, @id, @recommendation, @campaign, @metric, k.mode, @target, d.today - @days::int, d.today - 1, d.today + 1, d.today + @days::int,
		  app.reported(@tenant, @campaign, k.mode, d.today - @days::int, d.today - 1), app.user_id()
		FROM (SELECT (now() AT TIME ZONE @zone)::date AS today) d CROSS JOIN LATERAL (
		  SELECT CASE WHEN NOT EXISTS (SELECT FROM cmo_metrics_snapshots m WHERE m.tenant_id = @tenant AND m.campaign_id = @campaign AND m.data_mode = 'live' AND m.snapshot_date >= d.today - @days::int)
		    AND EXISTS (SELECT FROM cmo_metrics_snapshots m WHERE m.tenant_id = @tenant AND m.campaign_id = @campaign AND m.snapshot_date >= d.today - @days::int) THEN 'demo' ELSE 'live' END AS mode) k`,
		pgx.NamedArgs{"id": newID(), "recommendation": rec.ID, "campaign": rec.CampaignID, "metric": metric, "target": target, "days": cmo.OutcomeDays, "zone": w.zone()})
}

// DismissRecommendation turns advice down. The reason is given to the next analysis.
func (w *Writer) DismissRecommendation(id uuid.UUID, reason string) error {
	return w.turnDown(id, "dismissed", reason, nil)
}

// SnoozeRecommendation puts advice off until a day, from which on it waits again.
func (w *Writer) SnoozeRecommendation(id uuid.UUID, reason string, until time.Time) error {
	return w.turnDown(id, "snoozed", reason, &until)
}

func (w *Writer) turnDown(id uuid.UUID, to, reason string, until *time.Time) error {
	if reason == "" {
		return cmo.Errorf(cmo.Invalid, "Say why in a few words.")
	}
	rec, err := w.Recommendation(id).Get()
	if err != nil {
		return err
	}
	if rec.Stored != "pending" && rec.Stored != "snoozed" {
		return errDecided
	}
	return w.decide(rec, to, reason, until, nil, nil)
}

// FinishRecommendation says that what was accepted is done, and its task with it.
func (w *Writer) FinishRecommendation(id uuid.UUID) error {
	rec, err := w.Recommendation(id).Get()
	if err != nil {
		return err
	}
	if rec.Stored != "accepted" {
		return errDecided
	}
	if rec.TaskID != nil {
		task, err := w.Record(cmo.KindEvent, *rec.TaskID).Get()
		if err != nil {
			return err
		}
		if task.ArchivedAt == nil {
			if _, err := w.SaveRecord(cmo.KindEvent, task.ID, task.Version, cmo.Fields{"status": "completed"}); err != nil {
				return err
			}
		}
	}
	return w.decide(rec, "implemented", "", nil, nil, nil)
}

// ReopenRecommendation takes a decision back: its task is archived, its change set turned down if it still waits, and
// nothing is measured any more.
func (w *Writer) ReopenRecommendation(id uuid.UUID) error {
	rec, err := w.Recommendation(id).Get()
	if err != nil {
		return err
	}
	if rec.Stored == "pending" {
		return errDecided
	}
	if rec.TaskID != nil {
		task, err := w.Record(cmo.KindEvent, *rec.TaskID).Get()
		if err != nil {
			return err
		}
		if err := w.ArchiveRecord(cmo.KindEvent, task.ID, task.Version); err != nil {
			return err
		}
	}
	if rec.ChangeSetID != nil {
		if err := w.withdrawChange(*rec.ChangeSetID); err != nil {
			return err
		}
	}
	if err := w.exec(`UPDATE recommendation_outcomes o SET withdrawn_at = now() WHERE o.tenant_id = @tenant AND o.recommendation_id = @id AND o.withdrawn_at IS NULL`, pgx.NamedArgs{"id": id}); err != nil {
		return err
	}
	return w.decide(rec, "pending", "", nil, nil, nil)
}

// withdrawChange turns down a change set that still waits.
func (w *Writer) withdrawChange(id uuid.UUID) error {
	set, err := w.ChangeSet(id).Get()
	if err != nil {
		return err
	}
	if set.State != "pending" {
		if set.State == "rejected" {
			return nil
		}
		return cmo.Errorf(cmo.Conflict, "The change it made was applied already. Change the budget back first, then decide anew.")
	}
	items, err := w.ChangeItems(id).Get()
	if err != nil {
		return err
	}
	no := map[uuid.UUID]cmo.Decision{}
	for _, it := range items {
		no[it.ID] = cmo.Decision{Note: "The acceptance of the recommendation was taken back."}
	}
	return w.DecideChangeSet(id, no)
}

// decide moves advice from the state it was read in.
func (w *Writer) decide(rec cmo.Recommendation, to, note string, until *time.Time, task, change *uuid.UUID) error {
	type moved struct{ OK bool }
	m, err := one[moved](w.Reader, `SELECT app.decide_recommendation(@id, @from, @to, @note, @until::date, @task, @change) AS ok WHERE @tenant = app.tenant_id()`,
		pgx.NamedArgs{"id": rec.ID, "from": rec.Stored, "to": to, "note": note, "until": until, "task": task, "change": change}).Get()
	if err == nil && !m.OK {
		err = errDecided
	}
	return err
}
