package store

import (
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// liveOf finds, by kind of record, the campaign that it is or is a part of, if that is scheduled, active or paused.
var liveOf = map[cmo.RecordKind]string{
	cmo.KindCampaign: `SELECT c.id, c.campaign_name AS name FROM cmo_campaigns c WHERE c.tenant_id = @tenant AND c.status IN ('scheduled', 'active', 'paused') AND c.id = @id`,
	cmo.KindChannel: `SELECT c.id, c.campaign_name AS name FROM cmo_campaigns c JOIN cmo_campaign_channels h ON h.tenant_id = @tenant AND h.campaign_id = c.id AND h.id = @id
		WHERE c.tenant_id = @tenant AND c.status IN ('scheduled', 'active', 'paused')`,
	cmo.KindAsset: `SELECT c.id, c.campaign_name AS name FROM cmo_campaigns c JOIN cmo_content_assets a ON a.tenant_id = @tenant AND a.campaign_id = c.id AND a.id = @id
		WHERE c.tenant_id = @tenant AND c.status IN ('scheduled', 'active', 'paused')`,
	cmo.KindVariant: `SELECT c.id, c.campaign_name AS name FROM cmo_campaigns c JOIN cmo_content_assets a ON a.tenant_id = @tenant AND a.campaign_id = c.id
		JOIN cmo_content_variants v ON v.tenant_id = @tenant AND v.asset_id = a.id AND v.id = @id WHERE c.tenant_id = @tenant AND c.status IN ('scheduled', 'active', 'paused')`,
}

type liveCampaign struct {
	ID   uuid.UUID
	Name string
}

// live is the live campaign that a record is covered by, if there is one.
func (w *Writer) live(kind cmo.RecordKind, id uuid.UUID) ([]liveCampaign, error) {
	sql, ok := liveOf[kind]
	if !ok {
		return nil, nil
	}
	return many[liveCampaign](w.Reader, sql, pgx.NamedArgs{"id": id}).Get()
}

// refuseLive keeps parts of a live campaign from being added, archived or brought back: only their fields can wait as a
// change set.
func (w *Writer) refuseLive(kind cmo.RecordKind, id uuid.UUID) error {
	if kind == cmo.KindCampaign {
		return nil
	}
	live, err := w.live(kind, id)
	if err == nil && len(live) > 0 {
		err = cmo.Errorf(cmo.Conflict, "“%s” is scheduled or live. Parts are added and taken away before that: unschedule it, or work on a copy.", live[0].Name)
	}
	return err
}

// refuseLiveParent keeps a part from being put into a live campaign.
func (w *Writer) refuseLiveParent(t cmo.RecordType, fields cmo.Fields) error {
	parent, _ := fields[t.Parent].(string)
	id, err := uuid.Parse(parent)
	if err != nil {
		return nil //nolint:nilerr // no parent
	}
	live, err := w.live(t.ParentKind, id)
	if err == nil && len(live) > 0 {
		own := cmo.Errorf(cmo.Conflict, "“%s” is scheduled or live. Parts are added before that: unschedule it, or work on a copy.", live[0].Name)
		if _, ok := t.Field(t.Parent); ok {
			own.Fields = map[string]string{t.Parent: own.Msg}
		}
		err = own
	}
	return err
}

// InsertChangeSet records changes that wait for a decision. campaign is the live one they are for, nil for none.
func (w *Writer) InsertChangeSet(title string, campaign *uuid.UUID, items []cmo.ChangeItem) (uuid.UUID, error) {
	set := newID()
	w.add(`
		INSERT INTO change_sets (tenant_id, id, title, campaign_id, needs_approval, run_id, created_by, token_name)
		VALUES (@tenant, @id, @title, @campaign, @campaign::uuid IS NOT NULL, app.run_id(), app.user_id(), app.token_name())`,
		pgx.NamedArgs{"id": set, "title": title, "campaign": campaign}, drain)
	for i, it := range items {
		w.add(`
			INSERT INTO change_set_items (tenant_id, id, change_set_id, item_no, record_table, record_id, base_version, field, old_value, new_value, reason)
			VALUES (@tenant, @id, @set, @no, @table, @record, @base, @field, @old, @new, nullif(@reason, ''))`,
			pgx.NamedArgs{"id": newID(), "set": set, "no": i + 1, "table": it.RecordTable, "record": it.RecordID, "base": it.BaseVersion, "field": it.Field,
				"old": cmo.Fields{"value": it.Old}.JSON(), "new": cmo.Fields{"value": it.New}.JSON(), "reason": it.Reason}, drain)
	}
	return set, w.audit("changes.suggested", "change_sets", set, nil, nil, cmo.Fields{"items": len(items)})
}

// suggest turns a save over a live campaign into a change set.
func (w *Writer) suggest(t cmo.RecordType, id uuid.UUID, now stored, fields cmo.Fields, changed []string, live liveCampaign) error {
	items := make([]cmo.ChangeItem, len(changed))
	for i, c := range changed {
		items[i] = cmo.ChangeItem{RecordTable: t.Table, RecordID: id, BaseVersion: now.Version, Field: c, Old: now.Data[c], New: fields[c]}
	}
	set, err := w.InsertChangeSet(cut300("Edit of "+live.Name), &live.ID, items)
	w.waiting = append(w.waiting, set)
	return err
}

// tokenAuthor comes before the name of a token: what it wrote shows this as its author. Without a token it is NULL.
const tokenAuthor = `'Token ' || ` //nolint:gosec // SQL before a name, no secret

const changeSetColumns = `
	s.id, s.title, s.campaign_id, s.needs_approval, s.state, r.run_no, s.run_id, coalesce(` + tokenAuthor + `s.token_name, m.display_name, CASE WHEN s.created_by IS NOT NULL THEN 'Former member' END, '') AS author_name,
	s.created_by, coalesce(s.token_name, '') AS token_name, s.created_at, coalesce(d.display_name, CASE WHEN s.decided_by IS NOT NULL THEN 'Former member' END, '') AS decider_name, s.decided_at,
	(SELECT count(*) FROM change_set_items i WHERE i.tenant_id = @tenant AND i.change_set_id = s.id) AS items, t.four_eyes, coalesce(s.created_by = app.user_id(), false) AS mine
	FROM change_sets s
	JOIN os_tenant_registry t ON t.tenant_id = @tenant
	LEFT JOIN agent_runs r ON r.tenant_id = @tenant AND r.id = s.run_id
	LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = s.created_by
	LEFT JOIN user_tenants d ON d.tenant_id = @tenant AND d.user_id = s.decided_by
	WHERE s.tenant_id = @tenant`

// ChangeSets lists the change sets that wait, and the latest decided ones: up to 100 of each.
func (r *Reader) ChangeSets() *Rows[cmo.ChangeSet] {
	return many[cmo.ChangeSet](r, `
		(SELECT `+changeSetColumns+` AND s.state = 'pending' ORDER BY s.created_at, s.id LIMIT 100)
		UNION ALL (SELECT `+changeSetColumns+` AND s.state <> 'pending' ORDER BY s.decided_at DESC, s.id LIMIT 100)`, nil)
}

// ChangeSet is one change set.
func (r *Reader) ChangeSet(id uuid.UUID) *One[cmo.ChangeSet] {
	return one[cmo.ChangeSet](r, `SELECT `+changeSetColumns+` AND s.id = @id`, pgx.NamedArgs{"id": id})
}

// ChangeItems lists a change set's fields, in their order.
func (r *Reader) ChangeItems(set uuid.UUID) *Rows[cmo.ChangeItem] {
	return many[cmo.ChangeItem](r, `
		SELECT i.id, i.item_no AS no, i.record_table, i.record_id, `+itemName()+` AS record_name, i.base_version, i.field, i.old_value->'value' AS old, i.new_value->'value' AS new,
		  coalesce(i.reason, '') AS reason, i.state, coalesce(i.decision_note, '') AS decision_note
		FROM change_set_items i WHERE i.tenant_id = @tenant AND i.change_set_id = @set ORDER BY i.item_no LIMIT 500`, pgx.NamedArgs{"set": set})
}

// itemName is the present name of the record that item i is about, empty where it is gone.
func itemName() string {
	var cases strings.Builder
	for _, t := range cmo.RecordTypes {
		cases.WriteString(` WHEN '` + t.Table + `' THEN (SELECT c.` + t.Name + ` FROM ` + t.Table + ` c WHERE c.tenant_id = @tenant AND c.id = i.record_id)`)
	}
	return `coalesce(CASE i.record_table` + cases.String() + ` END, '')`
}

// DecideChangeSet accepts or rejects each item of a waiting change set and writes what is accepted, in one transaction.
// Applied to a live campaign it renews the approval. A field that was changed meanwhile is cmo.Conflict, and nothing is
// written.
func (w *Writer) DecideChangeSet(id uuid.UUID, decisions map[uuid.UUID]cmo.Decision) error {
	set, err := w.ChangeSet(id).Get()
	if err != nil {
		return err
	}
	if set.Barred() {
		return cmo.Errorf(cmo.Conflict, "%s", gaps["four_eyes"])
	}
	items, err := w.ChangeItems(id).Get()
	if err != nil {
		return err
	}
	accepted := map[uuid.UUID]cmo.Fields{}
	var order []cmo.ChangeItem
	for _, it := range items {
		d, ok := decisions[it.ID]
		if !ok || !d.Accept && d.Note == "" {
			return cmo.Errorf(cmo.Invalid, "Decide every field; a rejection needs a reason.")
		}
		if !d.Accept {
			continue
		}
		if accepted[it.RecordID] == nil {
			accepted[it.RecordID] = cmo.Fields{}
			order = append(order, it)
		}
		accepted[it.RecordID][it.Field] = it.New
	}
	if err := w.closeChangeSet(set, len(items), items, decisions); err != nil {
		return err
	}
	w.applied = &set
	defer func() { w.applied = nil }()
	for _, it := range order {
		if err := w.applyItems(it, accepted[it.RecordID], items); err != nil {
			return err
		}
	}
	if set.CampaignID != nil && len(order) > 0 {
		if err := w.RenewApproval(*set.CampaignID, "Change set applied", ""); err != nil {
			return err
		}
	}
	return w.followChange(id, len(order) > 0, decisions)
}

// closeChangeSet writes the decisions; the set must still wait.
func (w *Writer) closeChangeSet(set cmo.ChangeSet, total int, items []cmo.ChangeItem, decisions map[uuid.UUID]cmo.Decision) error {
	yes := 0
	for _, it := range items {
		d, state := decisions[it.ID], "rejected"
		if d.Accept {
			state, yes = "accepted", yes+1
		}
		err := w.exec(`
			UPDATE change_set_items i SET state = @state, decision_note = nullif(@note, ''), decided_by = app.user_id(), decided_at = now()
			WHERE i.tenant_id = @tenant AND i.id = @id AND i.state = 'pending'`, pgx.NamedArgs{"id": it.ID, "state": state, "note": d.Note})
		if err != nil {
			return err
		}
	}
	state := "partly"
	switch yes {
	case 0:
		state = "rejected"
	case total:
		state = "applied"
	}
	closed, err := many[struct{ ID uuid.UUID }](w.Reader, `
		UPDATE change_sets s SET state = @state, decided_by = app.user_id(), decided_at = now() WHERE s.tenant_id = @tenant AND s.id = @id AND s.state = 'pending' RETURNING s.id`,
		pgx.NamedArgs{"id": set.ID, "state": state}).Get()
	if err != nil {
		return err
	}
	if len(closed) == 0 { // decided by somebody else, or not this person's to decide
		return cmo.Errorf(cmo.Conflict, "This change set was decided meanwhile, or needs an approver.")
	}
	return w.audit("changes."+state, "change_sets", set.ID, nil, nil, cmo.Fields{"accepted": yes, "rejected": total - yes})
}

// applyItems writes the accepted fields of one record, if they are still what the change set started from.
func (w *Writer) applyItems(first cmo.ChangeItem, fields cmo.Fields, items []cmo.ChangeItem) error {
	t := cmo.TypeOfTable(first.RecordTable)
	rec, err := w.Record(t.Kind, first.RecordID).Get()
	if err != nil {
		return err
	}
	for _, it := range items {
		if _, ok := fields[it.Field]; ok && it.RecordID == first.RecordID && !cmo.Same(rec.Data[it.Field], it.Old) {
			return cmo.Errorf(cmo.Conflict, "%s of “%s” was changed meanwhile, in version %s. Reject this field, or ask for the change again.", t.Label(it.Field), rec.Name, strconv.Itoa(rec.Version))
		}
	}
	_, err = w.SaveRecord(t.Kind, first.RecordID, rec.Version, fields)
	return err
}
