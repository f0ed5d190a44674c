package store

import (
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// openTask is the condition that entry e of the calendar is a task that is still to do.
const openTask = `e.event_type = 'task' AND e.status = 'scheduled' AND e.archived_at IS NULL`

// membersToAssign are the members who can be given a task, as what a record's field may refer to.
const membersToAssign = `(SELECT 'member', u.user_id, u.display_name, '' FROM user_tenants u WHERE u.tenant_id = @tenant AND u.role NOT IN ('viewer', 'support') ORDER BY lower(u.display_name), u.user_id LIMIT @limit)`

// taskAbout names the record that advice n is about, where that is no campaign.
const taskAbout = `LEFT JOIN LATERAL (
	SELECT 'funnel' AS kind, f.id, f.funnel_name AS name, NULL::uuid AS parent FROM cmo_funnels f WHERE f.tenant_id = @tenant AND f.id::text = n.details->>'source_id'
	UNION ALL SELECT 'milestone', s.id, s.milestone_name, s.plan_id FROM cmo_plan_milestones s WHERE s.tenant_id = @tenant AND s.id::text = n.details->>'source_id'
	UNION ALL SELECT 'plan', p.id, p.plan_name, NULL FROM cmo_marketing_plans p WHERE p.tenant_id = @tenant AND p.id::text = n.details->>'source_id'
	UNION ALL SELECT 'icp', i.id, i.segment_name, NULL FROM cmo_icp_segments i WHERE i.tenant_id = @tenant AND i.id::text = n.details->>'source_id'
	UNION ALL SELECT 'offer', o.id, o.offer_name, NULL FROM cmo_offers o WHERE o.tenant_id = @tenant AND o.id::text = n.details->>'source_id'
	UNION ALL SELECT 'asset', k.id, k.title, NULL FROM cmo_content_assets k WHERE k.tenant_id = @tenant AND k.id::text = n.details->>'source_id'
	UNION ALL SELECT 'channel', h.id, h.channel_name, h.campaign_id FROM cmo_campaign_channels h WHERE h.tenant_id = @tenant AND h.id::text = n.details->>'source_id' LIMIT 1) b ON true`

const taskColumns = `
	e.id, e.version, e.title, coalesce(e.description, '') AS text, e.scheduled_at AS due, CASE e.status WHEN 'scheduled' THEN 'open' WHEN 'completed' THEN 'done' ELSE 'dropped' END AS state,
	coalesce(e.close_note, '') AS note, e.assignee_id, coalesce(m.display_name, CASE WHEN e.assignee_id IS NOT NULL THEN 'Former member' END, '') AS assignee, coalesce(e.assignee_id = app.user_id(), false) AS mine,
	c.id AS campaign_id, coalesce(c.campaign_name, '') AS campaign_name, k.id AS asset_id, coalesce(k.title, '') AS asset_title, n.id AS advice_id, coalesce(n.title, '') AS advice_title,
	coalesce(b.kind, '') AS about_kind, b.id AS about_id, coalesce(b.name, '') AS about_name, b.parent AS about_parent,
	coalesce(d.display_name, CASE WHEN e.created_by IS NOT NULL THEN 'Former member' END, '') AS maker, e.origin, e.updated_at, e.archived_at
	FROM cmo_calendar_events e
	LEFT JOIN cmo_recommendations n ON n.tenant_id = @tenant AND n.task_id = e.id
	` + taskAbout + `
	LEFT JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.id = e.campaign_id
	LEFT JOIN cmo_content_assets k ON k.tenant_id = @tenant AND k.id = e.asset_id
	LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = e.assignee_id
	LEFT JOIN user_tenants d ON d.tenant_id = @tenant AND d.user_id = e.created_by
	WHERE e.tenant_id = @tenant AND e.event_type = 'task'`

// TasksShown is how many tasks a list shows.
const TasksShown = 100

// Tasks lists the tasks in a state, those that are due first; of mine only the person's own. Closed ones come latest first.
func (r *Reader) Tasks(state cmo.TaskState, mine bool) *Rows[cmo.Task] {
	order := "e.scheduled_at, e.id"
	if state != cmo.TaskOpen {
		order = "e.updated_at DESC, e.id"
	}
	return many[cmo.Task](r, `SELECT `+taskColumns+` AND e.archived_at IS NULL AND e.status = @state AND (NOT @mine OR e.assignee_id = app.user_id()) ORDER BY `+order+` LIMIT @limit`,
		pgx.NamedArgs{"state": state.EventState(), "mine": mine, "limit": TasksShown + 1})
}

// RecordTasks lists the open tasks about a record: a campaign's or an asset's, or those of advice about it.
func (r *Reader) RecordTasks(id uuid.UUID) *Rows[cmo.Task] {
	return many[cmo.Task](r, `SELECT `+taskColumns+` AND `+openTask+` AND (e.campaign_id = @id OR e.asset_id = @id OR b.id = @id OR b.parent = @id) ORDER BY e.scheduled_at, e.id LIMIT 20`,
		pgx.NamedArgs{"id": id})
}

// Task is one task, archived or not.
func (r *Reader) Task(id uuid.UUID) *One[cmo.Task] {
	return one[cmo.Task](r, `SELECT `+taskColumns+` AND e.id = @id`, pgx.NamedArgs{"id": id})
}

// Assignees lists who can be given a task.
func (r *Reader) Assignees() *Rows[cmo.RecordOption] {
	return many[cmo.RecordOption](r, `SELECT x.kind, x.id, x.name, x.of FROM `+membersToAssign+` AS x (kind, id, name, of)`, pgx.NamedArgs{"limit": optionsPerKind})
}

// insertTask makes the advice a task, due at nine in the morning of a day.
func (w *Writer) insertTask(rec cmo.Recommendation, a cmo.Acceptance) (*uuid.UUID, error) {
	id := newID()
	text := rec.Description
	for _, x := range rec.Actions {
		text += "\n– " + x.Action
	}
	y, m, d := a.Due.Date()
	fields := cmo.Fields{"title": rec.Title, "event_type": "task", "description": text, "status": cmo.TaskOpen.EventState(),
		"scheduled_at": time.Date(y, m, d, 9, 0, 0, 0, w.scope.tenant.Zone).Format(time.RFC3339)}
	if rec.CampaignID != nil {
		fields["campaign_id"] = rec.CampaignID.String()
	}
	if a.Assignee != nil {
		fields["assignee_id"] = a.Assignee.String()
	}
	_, err := w.InsertRecord(cmo.KindEvent, id, fields)
	return &id, err
}

// MoveTask closes a task, or opens it again. Dropping it needs a reason.
func (w *Writer) MoveTask(id uuid.UUID, to cmo.TaskState, note string) error {
	task, err := w.Task(id).Get()
	if err != nil {
		return err
	}
	if to == cmo.TaskDropped && note == "" {
		return cmo.Errorf(cmo.Invalid, "Say why in a few words.")
	}
	if to.EventState() == "" || task.State == to || to != cmo.TaskOpen && task.State != cmo.TaskOpen {
		return cmo.Errorf(cmo.Conflict, "This task was closed or opened meanwhile. Reload the page to see how it stands.")
	}
	fields := cmo.Fields{"status": to.EventState(), "close_note": nil}
	if note != "" {
		fields["close_note"] = note
	}
	_, err = w.SaveRecord(cmo.KindEvent, id, task.Version, fields)
	return err
}

// AssignTask gives a task to a member, or to nobody.
func (w *Writer) AssignTask(id uuid.UUID, to *uuid.UUID) error {
	task, err := w.Task(id).Get()
	if err != nil {
		return err
	}
	fields := cmo.Fields{"assignee_id": nil}
	if to != nil {
		fields["assignee_id"] = to.String()
	}
	_, err = w.SaveRecord(cmo.KindEvent, id, task.Version, fields)
	return err
}

// checkAssignee refuses whoever is no member of the tenant who could do a task. Somebody who left meanwhile may stay.
func (w *Writer) checkAssignee(t cmo.RecordType, present, fields cmo.Fields) error {
	to := fields["assignee_id"]
	if t.Kind != cmo.KindEvent || to == nil || cmo.Same(present["assignee_id"], to) {
		return nil
	}
	known, err := many[struct{ ID uuid.UUID }](w.Reader, `SELECT u.user_id AS id FROM user_tenants u WHERE u.tenant_id = @tenant AND u.role NOT IN ('viewer', 'support') AND u.user_id::text = lower(@to)`,
		pgx.NamedArgs{"to": to}).Get()
	if err == nil && len(known) == 0 {
		text := "Choose a member who can do it: who may only read cannot."
		err = &cmo.Error{Kind: cmo.Invalid, Msg: text, Fields: map[string]string{"assignee_id": text}}
	}
	return err
}

// followTask moves the advice that a task came from with it: done with the task, dismissed for the same reason when it is
// dropped, accepted again when it is opened again. A program's change moves no advice: a person marks that.
func (w *Writer) followTask(id uuid.UUID, now cmo.Fields) error {
	if w.scope.token.Name != "" {
		return nil
	}
	list, err := w.adviceOf("task_id", id)
	if err != nil || len(list) == 0 {
		return err
	}
	rec := list[0]
	note, _ := now["close_note"].(string)
	switch now["status"] {
	case cmo.TaskDone.EventState():
		if rec.Stored == "accepted" {
			return w.finish(rec)
		}
	case cmo.TaskDropped.EventState():
		if rec.Stored == "accepted" {
			if note == "" {
				note = "Its task was dropped."
			}
			return w.dropAdvice(rec, note)
		}
	case cmo.TaskOpen.EventState():
		return w.acceptAgain(rec, id)
	}
	return nil
}

// acceptAgain is advice whose task is open again: what was measured since it was done waits, and what was given up is measured
// anew.
func (w *Writer) acceptAgain(rec cmo.Recommendation, task uuid.UUID) error {
	dropped := rec.Stored == "dismissed"
	if rec.Stored != "implemented" && !dropped {
		return nil
	}
	if err := w.decide(rec, "accepted", "", nil, &task, nil); err != nil {
		return err
	}
	if dropped {
		return w.freezeOutcome(rec)
	}
	return w.holdOutcome(rec.ID)
}
