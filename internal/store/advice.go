package store

import (
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// errDecided says that somebody else was quicker.
var errDecided = cmo.Errorf(cmo.Conflict, "This recommendation was decided meanwhile. Reload the page to see how.")

// adviceTargetsOf lists, by kind, the condition that record c is what advice n is about or a part of it.
var adviceTargetsOf = []struct {
	kind cmo.RecordKind
	is   string
}{
	{cmo.KindCampaign, `c.id = n.campaign_id`}, {cmo.KindChannel, `(c.id = n.about OR c.campaign_id = n.campaign_id)`},
	{cmo.KindStage, `(c.id = n.about OR c.funnel_id = n.about)`}, {cmo.KindMilestone, `c.id = n.about`},
	{cmo.KindPlan, `(c.id = n.about OR n.category = 'budget' AND c.id = (SELECT p.plan_id FROM cmo_campaigns p WHERE p.tenant_id = @tenant AND p.id = n.campaign_id))`},
	{cmo.KindAsset, `c.id = n.about`}, {cmo.KindVariant, `c.asset_id = n.about`},
}

// AdviceTargets lists the records whose fields accepting a recommendation may change: what it is about, and its parts.
func (r *Reader) AdviceTargets(id uuid.UUID) *Rows[cmo.AdviceTarget] {
	parts := make([]string, len(adviceTargetsOf))
	for i, t := range adviceTargetsOf {
		typ := t.kind.Type()
		name := "c." + typ.Name
		if t.kind == cmo.KindChannel {
			name = `initcap(replace(c.channel_name, '_', ' ')) || ' in ' || (SELECT p.campaign_name FROM cmo_campaigns p WHERE p.tenant_id = @tenant AND p.id = c.campaign_id)`
		}
		parts[i] = `(SELECT '` + string(t.kind) + `' AS kind, c.id, ` + name + ` AS name, c.version, ` + recordData(typ) + ` AS data
			FROM n JOIN ` + typ.Table + ` c ON c.tenant_id = @tenant AND c.archived_at IS NULL AND ` + t.is + ` ORDER BY c.created_at, c.id LIMIT 20)`
	}
	return many[cmo.AdviceTarget](r, `
		WITH n AS (SELECT x.campaign_id, x.category, CASE WHEN x.details->>'source_id' ~ '^[0-9a-fA-F-]{36}$' THEN x.details->>'source_id' END::uuid AS about
		  FROM cmo_recommendations x WHERE x.tenant_id = @tenant AND x.id = @id)
		`+strings.Join(parts, " UNION ALL "), pgx.NamedArgs{"id": id})
}

// AcceptRecommendation accepts advice: as a task for a day, or as a changed field that waits as a change set. Where the advice
// names a number of a campaign, what it is measured by is frozen now: the metric and the weeks before.
func (w *Writer) AcceptRecommendation(id uuid.UUID, a cmo.Acceptance) error {
	rec, err := w.Recommendation(id).Get()
	if err != nil {
		return err
	}
	if rec.Stored != "pending" && rec.Stored != "snoozed" {
		return errDecided
	}
	var task, change *uuid.UUID
	if a.Field != nil {
		change, err = w.suggestField(rec, *a.Field, a.Value)
	} else {
		task, err = w.insertTask(rec, a)
	}
	if err != nil {
		return err
	}
	if err := w.decide(rec, "accepted", "", nil, task, change); err != nil {
		return err
	}
	return w.freezeOutcome(rec)
}

// suggestField makes the change set of one field. What belongs to a live campaign waits for an approver.
func (w *Writer) suggestField(rec cmo.Recommendation, f cmo.AdviceField, value any) (*uuid.UUID, error) {
	kind := cmo.RecordKind(f.Target.Kind)
	now, err := w.Record(kind, f.Target.ID).Get()
	if err != nil {
		return nil, err
	}
	if cmo.Same(now.Data[f.Column], value) {
		return nil, cmo.Errorf(cmo.Invalid, "That is what it is already.")
	}
	live, err := w.live(kind, now.ID)
	if err != nil {
		return nil, err
	}
	var campaign *uuid.UUID
	if len(live) > 0 {
		campaign = &live[0].ID
	}
	id, err := w.InsertChangeSet(cut300(f.Label), campaign, []cmo.ChangeItem{{RecordTable: kind.Type().Table, RecordID: now.ID, BaseVersion: now.Version, Field: f.Column,
		Old: now.Data[f.Column], New: value, Reason: rec.Title}})
	return &id, err
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

// FinishRecommendation says that what was accepted is done, and its task with it: the weeks after begin.
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
		if done := cmo.TaskDone.EventState(); task.ArchivedAt == nil && task.Data["status"] != done { // the advice follows its task
			_, err := w.SaveRecord(cmo.KindEvent, task.ID, task.Version, cmo.Fields{"status": done})
			return err
		}
	}
	if rec.ChangeSetID != nil {
		return cmo.Errorf(cmo.Conflict, "Its change waits for a decision. Applying it makes this done, turning it down dismisses it.")
	}
	return w.finish(rec)
}

func (w *Writer) finish(rec cmo.Recommendation) error {
	if err := w.beginOutcome(rec.ID); err != nil {
		return err
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
	if err := w.decide(rec, "pending", "", nil, nil, nil); err != nil { // first, so that nothing follows what is done below
		return err
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
	return w.withdrawOutcome(id)
}

// withdrawChange turns down a change set that still waits. One that was applied stays what it is: what it changed has to be
// changed back by then, where it still holds.
func (w *Writer) withdrawChange(id uuid.UUID) error {
	set, err := w.ChangeSet(id).Get()
	if err != nil || set.State == "rejected" {
		return err
	}
	items, err := w.ChangeItems(id).Get()
	if err != nil {
		return err
	}
	if set.State != "pending" {
		return w.refuseApplied(items)
	}
	no := map[uuid.UUID]cmo.Decision{}
	for _, it := range items {
		no[it.ID] = cmo.Decision{Note: "The acceptance of the recommendation was taken back."}
	}
	return w.DecideChangeSet(id, no)
}

// refuseApplied refuses while a field is still what a change set made it.
func (w *Writer) refuseApplied(items []cmo.ChangeItem) error {
	for _, it := range items {
		t := cmo.TypeOfTable(it.RecordTable)
		now, err := w.Record(t.Kind, it.RecordID).Get()
		if err != nil {
			return err
		}
		if it.State == "accepted" && cmo.Same(now.Data[it.Field], it.New) {
			return cmo.Errorf(cmo.Conflict, "Its change was applied: “%s” of %s “%s” is still what it made it. Change that back first; then the decision can be taken back.", t.Label(it.Field), t.Noun, now.Name)
		}
	}
	return nil
}

// adviceOf is the accepted, done or dismissed advice that a task or change set came from, if any.
func (w *Writer) adviceOf(column string, id uuid.UUID) ([]cmo.Recommendation, error) {
	return many[cmo.Recommendation](w.Reader, `SELECT `+recommendationColumns+recommendationFrom+` WHERE n.tenant_id = @tenant AND n.`+column+` = @id`, pgx.NamedArgs{"id": id, "zone": w.zone()}).Get()
}

// followChange moves the advice that a decided change set came from: applied it is done, turned down it is dismissed for the
// same reason.
func (w *Writer) followChange(set uuid.UUID, applied bool, decisions map[uuid.UUID]cmo.Decision) error {
	list, err := w.adviceOf("change_set_id", set)
	if err != nil || len(list) == 0 || list[0].Stored != "accepted" {
		return err
	}
	if applied {
		return w.finish(list[0])
	}
	var reasons []string
	for _, d := range decisions {
		reasons = append(reasons, d.Note)
	}
	return w.dropAdvice(list[0], strings.Join(reasons, "; "))
}

// dropAdvice dismisses accepted advice: nothing is measured any more, and the next analysis is told why.
func (w *Writer) dropAdvice(rec cmo.Recommendation, reason string) error {
	if err := w.withdrawOutcome(rec.ID); err != nil {
		return err
	}
	return w.decide(rec, "dismissed", reason, nil, nil, nil)
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
