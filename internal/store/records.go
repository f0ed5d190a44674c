package store

import (
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// derived are columns that follow another: the name beside an id, as clients of the original read it. n is what is
// being written; a new row of a program may hold a name that stands for no record.
var derived = map[string]map[string]string{
	"cmo_campaigns": {
		"target_icp":   `coalesce((SELECT i.segment_name FROM cmo_icp_segments i WHERE i.tenant_id = @tenant AND i.id = n.target_icp_id), n.target_icp)`,
		"target_offer": `coalesce((SELECT o.offer_name FROM cmo_offers o WHERE o.tenant_id = @tenant AND o.id = n.target_offer_id), n.target_offer)`,
		"funnel_stage": `coalesce((SELECT g.stage_type FROM cmo_funnel_stages g WHERE g.tenant_id = @tenant AND g.id = n.funnel_stage_id), n.funnel_stage)`,
	},
	"cmo_content_assets": {
		"target_icp": `coalesce((SELECT i.segment_name FROM cmo_icp_segments i WHERE i.tenant_id = @tenant AND i.id = n.target_icp_id), n.target_icp)`,
	},
}

// derivedFrom names the column a derived one follows.
var derivedFrom = map[string]string{"target_icp": "target_icp_id", "target_offer": "target_offer_id", "funnel_stage": "funnel_stage_id"}

// recordColumns are the type's columns that the fields hold, in the type's order: the allow-list of every statement.
func recordColumns(t cmo.RecordType, fields cmo.Fields, more ...string) []string {
	var columns []string
	for _, c := range more {
		if _, ok := fields[c]; ok && c != "" {
			columns = append(columns, c)
		}
	}
	for _, f := range t.Fields {
		if _, ok := fields[f.Column]; ok && !slices.Contains(columns, f.Column) {
			columns = append(columns, f.Column)
		}
	}
	return columns
}

// recordData is the editable columns of row c as one JSON object: what a version keeps. It stays under the limit of
// arguments of a function by joining groups of columns.
func recordData(t cmo.RecordType) string {
	var groups []string
	for at := 0; at < len(t.Fields); at += 20 {
		var pairs []string
		for _, f := range t.Fields[at:min(at+20, len(t.Fields))] {
			pairs = append(pairs, "'"+f.Column+"', c."+f.Column)
		}
		groups = append(groups, "jsonb_build_object("+strings.Join(pairs, ", ")+")")
	}
	return strings.Join(groups, " || ")
}

// stored is a row as the statements of this file see it.
type stored struct {
	Version  int
	Data     cmo.Fields
	Origin   cmo.Origin
	Archived bool
}

func storedColumns(t cmo.RecordType) string {
	return `c.version, ` + recordData(t) + ` AS data, c.origin, c.archived_at IS NOT NULL AS archived`
}

// SaveRecord writes the fields over the version base and returns the record's version, which stays base if nothing
// differs. Over a scheduled or live campaign, or a part of one, nothing is written: the edit waits as a change set, and
// the version is 0. A version that is not current is a cmo.VersionConflict. Each save is a version with its audit row, in the
// same transaction. Columns that the kind does not let people edit are not written.
func (w *Writer) SaveRecord(kind cmo.RecordKind, id uuid.UUID, base int, fields cmo.Fields) (int, error) {
	return w.save(kind.Type(), id, base, fields)
}

func (w *Writer) save(t cmo.RecordType, id uuid.UUID, base int, fields cmo.Fields) (int, error) {
	now, err := w.lockRecord(t, id, base)
	if err != nil {
		return 0, err
	}
	if now.Archived {
		return 0, cmo.Errorf(cmo.Conflict, "This %s is archived. Bring it back before you edit it.", t.Noun)
	}
	changed := t.Changed(now.Data, markFields(t, now, fields))
	if err := w.checkAssignee(t, now.Data, fields); err != nil {
		return 0, err
	}
	if len(changed) == 0 {
		return now.Version, nil
	}
	if slices.Contains(changed, t.Parent) {
		if err := w.refuseLiveParent(t, fields); err != nil {
			return 0, err
		}
	}
	if w.applied == nil && !ordering(t, changed) {
		live, err := w.live(t.Kind, id)
		if err != nil {
			return 0, err
		}
		if len(live) > 0 {
			return 0, w.suggest(t, id, now, markFields(t, now, fields), changed, live[0])
		}
	}
	return w.writeVersion(t, id, now, markFields(t, now, fields), changed, t.Noun+".saved", nil)
}

// ordering reports that only a campaign's tags changed: they are no content, so that no approval has to wait for them.
func ordering(t cmo.RecordType, changed []string) bool {
	return t.Kind == cmo.KindCampaign && len(changed) == 1 && changed[0] == "tags"
}

// markFields makes the public mark of a campaign's description follow its origin, whatever was typed: nobody types it
// and nobody strips it. It is set with every save, since a row whose mark has drifted takes no other change.
func markFields(t cmo.RecordType, now stored, fields cmo.Fields) cmo.Fields {
	if t.Kind != cmo.KindCampaign {
		return fields
	}
	out := cmo.Fields{"description": now.Data["description"]}
	for k, v := range fields {
		out[k] = v
	}
	text, _ := out["description"].(string)
	if marked := cmo.WithMark(now.Origin, text); marked != "" || now.Data["description"] != nil {
		out["description"] = marked
	} else {
		out["description"] = nil // none stays none: an approval tells it from an empty text
	}
	return out
}

// lockRecord reads the record for a change and holds it until the transaction ends.
func (w *Writer) lockRecord(t cmo.RecordType, id uuid.UUID, base int) (stored, error) {
	if t.Table == "" {
		return stored{}, cmo.ErrNotFound
	}
	now, err := one[stored](w.Reader, `SELECT `+storedColumns(t)+` FROM `+t.Table+` c WHERE c.tenant_id = @tenant AND c.id = @id FOR UPDATE`,
		pgx.NamedArgs{"id": id}).Get()
	if err != nil || now.Version == base {
		return now, err
	}
	current, err := w.Record(t.Kind, id).Get()
	if err != nil {
		return now, err
	}
	v := cmo.VersionConflict{Kind: t.Kind, Current: current}
	before, err := w.RecordVersion(t.Kind, id, base).Get()
	if err != nil {
		return now, err
	}
	if len(before) > 0 {
		v.Base = before[0].Data
	}
	return now, cmo.NewVersionConflict(v)
}

// writeVersion updates the locked row, keeps the version before it if none is on record, and records the new one.
func (w *Writer) writeVersion(t cmo.RecordType, id uuid.UUID, now stored, fields cmo.Fields, changed []string, event string, archive *bool) (int, error) {
	if err := w.keepVersion(t, id); err != nil {
		return 0, err
	}
	fields = pick(fields, append([]string{"description"}, changed...)) // the mark is set with every change
	set := []string{"version = c.version + 1", "updated_at = now()"}
	if !ordering(t, changed) { // who tags the AI's work has not edited it
		set = append(set, "updated_by = CASE WHEN app.run_id() IS NULL THEN app.user_id() ELSE c.updated_by END")
	}
	for _, col := range recordColumns(t, fields) {
		set = append(set, col+" = n."+col)
	}
	for col, sql := range derived[t.Table] {
		if _, ok := fields[derivedFrom[col]]; ok {
			set = append(set, col+" = "+sql)
		}
	}
	switch {
	case archive != nil && *archive:
		set = append(set, "archived_at = now()")
	case archive != nil:
		set = append(set, "archived_at = NULL")
	}
	after, err := one[stored](w.Reader, `
		UPDATE `+t.Table+` c SET `+strings.Join(set, ", ")+`
		FROM jsonb_populate_record(NULL::`+t.Table+`, @fields::jsonb) n
		WHERE c.tenant_id = @tenant AND c.id = @id AND c.version = @base RETURNING `+storedColumns(t),
		pgx.NamedArgs{"id": id, "base": now.Version, "fields": fields.JSON()}).Get()
	if err != nil {
		return 0, err
	}
	if err := w.recordChange(t, id, after, changed, event, pick(now.Data, changed)); err != nil {
		return 0, err
	}
	if t.Kind == cmo.KindEvent && slices.Contains(changed, "status") {
		return after.Version, w.followTask(id, after.Data)
	}
	if t.Kind == cmo.KindICP || t.Kind == cmo.KindOffer {
		before, _ := now.Data[t.Name].(string)
		name, _ := after.Data[t.Name].(string)
		return after.Version, w.followName(t.Kind, before, name)
	}
	return after.Version, nil
}

// keepVersion writes the present version of a record into its history if it has none: as kept, with its own author.
func (w *Writer) keepVersion(t cmo.RecordType, id uuid.UUID) error {
	return w.exec(`
		INSERT INTO record_versions (tenant_id, id, record_table, record_id, version, actor_id, run_id, data, created_at, kept, author_id, author_run)
		SELECT @tenant, @version, @table, c.id, c.version, CASE WHEN app.run_id() IS NULL THEN app.user_id() END, app.run_id(), `+recordData(t)+`, c.updated_at, true,
		  coalesce(c.updated_by, CASE WHEN c.run_id IS NULL THEN c.created_by END), CASE WHEN c.updated_by IS NULL THEN c.run_id END
		FROM `+t.Table+` c WHERE c.tenant_id = @tenant AND c.id = @id
		ON CONFLICT ON CONSTRAINT record_versions_key DO NOTHING`,
		pgx.NamedArgs{"version": newID(), "table": t.Table, "id": id})
}

// recordChange writes the version and audit rows of a change.
func (w *Writer) recordChange(t cmo.RecordType, id uuid.UUID, after stored, changed []string, event string, before cmo.Fields) error {
	args := pgx.NamedArgs{"version_id": newID(), "table": t.Table, "id": id, "version": after.Version, "changed": changed, "data": after.Data.JSON(), "author": w.author(), "token": w.tokenName()}
	if err := w.exec(`
		INSERT INTO record_versions (tenant_id, id, record_table, record_id, version, actor_id, run_id, changed, data, author_id, token_name)
		VALUES (@tenant, @version_id, @table, @id, @version, CASE WHEN app.run_id() IS NULL THEN app.user_id() END, app.run_id(), @changed, @data, @author, @token)`, args); err != nil {
		return err
	}
	w.tellChange(t.Table, id)
	return w.audit(event, t.Table, id, before, pick(after.Data, changed), cmo.Fields{"version": after.Version})
}

// InsertRecord adds a record under an id that the caller chose before: the same id again, a form sent twice, adds
// nothing and reports false. In a person's transaction the record is his and manual; in that of a run's lease it is the
// run's, with its mark. Parents are set by the type's Parent column in the fields.
func (w *Writer) InsertRecord(kind cmo.RecordKind, id uuid.UUID, fields cmo.Fields) (created bool, err error) {
	return w.insert(kind.Type(), id, fields)
}

func (w *Writer) insert(t cmo.RecordType, id uuid.UUID, fields cmo.Fields) (created bool, err error) {
	if t.Table == "" {
		return false, cmo.ErrNotFound
	}
	if err := w.checkAssignee(t, nil, fields); err != nil {
		return false, err
	}
	columns := recordColumns(t, fields, t.Parent)
	values := make([]string, len(columns))
	for i, c := range columns {
		values[i] = "n." + c
		if t.Kind == cmo.KindCampaign && c == "description" {
			values[i] = `CASE WHEN app.run_id() IS NULL THEN n.description ELSE rtrim('` + cmo.MarkPrefix + ` ' || coalesce(n.description, '')) END`
		}
	}
	fields = maps.Clone(fields)
	if text, ok := fields["description"].(string); ok && t.Kind == cmo.KindCampaign {
		fields["description"] = cmo.WithoutMark(text)
	} else if _, there := fields["description"]; !there && t.Kind == cmo.KindCampaign {
		columns, values = append(columns, "description"), append(values, `CASE WHEN app.run_id() IS NOT NULL THEN '`+cmo.MarkPrefix+`' END`)
	}
	for col, sql := range derived[t.Table] {
		columns, values = append(columns, col), append(values, sql)
	}
	if err := w.refuseLiveParent(t, fields); err != nil {
		return false, err
	}
	made, err := many[stored](w.Reader, `
		INSERT INTO `+t.Table+` AS c (tenant_id, workspace_id, id, origin, run_id, `+strings.Join(append(columns, "created_by"), ", ")+`)
		SELECT @tenant, @tenant, @id, CASE WHEN app.run_id() IS NULL THEN 'manual' ELSE 'ai_cmo' END, app.run_id(), `+strings.Join(append(values, "app.user_id()"), ", ")+`
		FROM jsonb_populate_record(NULL::`+t.Table+`, @fields::jsonb) n
		ON CONFLICT (tenant_id, id) DO NOTHING RETURNING `+storedColumns(t), pgx.NamedArgs{"id": id, "fields": fields.JSON()}).Get()
	if err != nil || len(made) == 0 {
		return false, err
	}
	return true, w.recordChange(t, id, made[0], []string{}, t.Noun+".created", nil)
}

// ArchiveRecord takes a record off every list; links to it stay good.
func (w *Writer) ArchiveRecord(kind cmo.RecordKind, id uuid.UUID, base int) error {
	return w.setArchived(kind.Type(), id, base, true, ".archived")
}

// UnarchiveRecord brings an archived record back.
func (w *Writer) UnarchiveRecord(kind cmo.RecordKind, id uuid.UUID, base int) error {
	return w.setArchived(kind.Type(), id, base, false, ".unarchived")
}

func (w *Writer) setArchived(t cmo.RecordType, id uuid.UUID, base int, archived bool, event string) error {
	now, err := w.lockRecord(t, id, base)
	if err != nil || now.Archived == archived {
		return err
	}
	if err := w.refuseLive(t.Kind, id); err != nil {
		return err
	}
	_, err = w.writeVersion(t, id, now, markFields(t, now, cmo.Fields{}), []string{"archived_at"}, t.Noun+event, &archived)
	return err
}

// RestoreVersion writes an older version over the version base, as a new version.
func (w *Writer) RestoreVersion(kind cmo.RecordKind, id uuid.UUID, base, version int) (int, error) {
	old, err := w.RecordVersion(kind, id, version).Get()
	if err != nil {
		return 0, err
	}
	if len(old) == 0 {
		return 0, cmo.ErrNotFound
	}
	return w.SaveRecord(kind, id, base, old[0].Data)
}
