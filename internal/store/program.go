package store

import (
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// programTables are the tables that a tenant's programs write, with the scope for it. The scope agent writes the AI
// CMO's rows of those that can have some.
var programTables = map[RestTable]cmo.TokenScope{
	RestCampaigns: cmo.ScopeCampaignsWrite, RestChannels: cmo.ScopeCampaignsWrite, RestAssets: cmo.ScopeCampaignsWrite, RestVariants: cmo.ScopeCampaignsWrite,
	RestEvents: cmo.ScopeCampaignsWrite, RestSnapshots: cmo.ScopeMetricsWrite, RestRuns: cmo.ScopeAgent,
}

// programType describes the records of a table as programs write them.
func programType(t RestTable) cmo.RecordType {
	if t == RestSnapshots {
		return cmo.SnapshotType
	}
	return cmo.TypeOfTable(string(t))
}

// mayWrite refuses a table that the token cannot write at all. What it may write of it is decided row by row.
func (w *Writer) mayWrite(t RestTable) error {
	scope, ok := programTables[t]
	if _, known := restTables[t]; !known {
		return noTable(t)
	}
	token := w.scope.token
	switch {
	case !ok:
		return denied("programs do not write the table " + string(t))
	case token.Has(scope) || scope == cmo.ScopeCampaignsWrite && token.Has(cmo.ScopeAgent):
		return nil
	}
	return denied("permission denied for table " + string(t) + ": the token lacks the scope " + string(scope))
}

func denied(msg string) error { return &RestError{"42501", 403, msg} }

// setByServer are columns of a row that no program chooses. What a row has already may be said again.
var setByServer = map[string]bool{"status": true, "review_state": true, "origin": true, "run_id": true, "version": true, "created_at": true, "updated_at": true, "tenant_id": true, "workspace_id": true, "id": true}

// named are columns of names that stand for an id: the column of the id, and where the name is looked up.
var named = map[string]struct{ id, sql string }{
	"target_icp":   {"target_icp_id", `SELECT i.id FROM cmo_icp_segments i WHERE i.tenant_id = @tenant AND lower(i.segment_name) = lower(@name) AND i.archived_at IS NULL ORDER BY i.id LIMIT 1`},
	"target_offer": {"target_offer_id", `SELECT o.id FROM cmo_offers o WHERE o.tenant_id = @tenant AND lower(o.offer_name) = lower(@name) AND o.archived_at IS NULL ORDER BY o.id LIMIT 1`},
	"funnel_stage": {"funnel_stage_id", `SELECT g.id FROM cmo_funnel_stages g WHERE g.tenant_id = @tenant AND g.stage_type = @name AND g.funnel_id::text = @funnel AND g.archived_at IS NULL ORDER BY g.stage_order, g.id LIMIT 1`},
}

// invalidRow is a row that breaks rules, with what is wrong by column.
func invalidRow(wrong map[string]string) error {
	names := slices.Sorted(maps.Keys(wrong))
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i] = n + ": " + wrong[n]
	}
	return &cmo.Error{Kind: cmo.Invalid, Msg: strings.Join(parts, " "), Fields: wrong}
}

// checkTenant refuses a row that names another tenant, whether there is one or not, in the words of a policy.
func (w *Writer) checkTenant(table RestTable, in cmo.Fields) error {
	for _, c := range []string{"tenant_id", "workspace_id"} {
		v, ok := in[c]
		if !ok || v == nil {
			continue
		}
		if id, good := cmo.ReadID(v); !good || id != w.scope.tenant.ID {
			return denied(`new row violates row-level security policy for table "` + string(table) + `"`)
		}
	}
	return nil
}

// checkColumns refuses what the table does not have.
func checkColumns(table RestTable, in cmo.Fields) error {
	for _, c := range slices.Sorted(maps.Keys(in)) {
		if restTables[table].columns[c] == "" {
			return noneToWrite(table, c)
		}
	}
	return nil
}

// noneToWrite is PostgREST's answer to a written column that is not there; reading one has another, noColumn.
func noneToWrite(table RestTable, column string) error {
	return &RestError{"PGRST204", 400, "Could not find the '" + cmo.Cut(strings.ToValidUTF8(column, "?"), 61) + "' column of '" + string(table) + "' in the schema cache"}
}

// readRow checks what a program says of a row's own columns, the names that stand for an id included. before is the row
// as it is, nil for a new one.
func (w *Writer) readRow(table RestTable, in, before cmo.Fields) (cmo.Fields, error) {
	t := programType(table)
	fields, wrong := t.ReadJSON(in)
	if _, own := t.Field(t.Parent); t.Parent != "" && !own && in[t.Parent] != nil {
		if id, ok := cmo.ReadID(in[t.Parent]); ok {
			fields[t.Parent] = id.String()
		} else {
			wrong[t.Parent] = "This is no id."
		}
	}
	next := maps.Clone(before)
	if next == nil {
		next = cmo.Fields{}
		maps.Copy(wrong, without(t.Missing(in), wrong))
	}
	maps.Copy(next, fields)
	if err := w.readNames(t, in, next, fields, wrong, before == nil); err != nil {
		return nil, err
	}
	if t.Kind == cmo.KindCampaign {
		maps.Copy(wrong, without(cmo.CheckCampaign(next), wrong))
	}
	if len(wrong) > 0 {
		return nil, invalidRow(wrong)
	}
	return fields, nil
}

// readNames puts the ids that names stand for into the fields. A new row may hold a name that stands for no record, as the
// original's did.
func (w *Writer) readNames(t cmo.RecordType, in, next, fields cmo.Fields, wrong map[string]string, fresh bool) error {
	for column, n := range named {
		if _, own := t.Field(column); own || in[column] == nil {
			continue
		}
		text, ok := in[column].(string)
		if !ok || len(text) > 300 || strings.ContainsRune(text, 0) || column == "funnel_stage" && !slices.Contains(cmo.Stages, text) {
			wrong[column] = "This is no name that the column can hold."
			continue
		}
		args := pgx.NamedArgs{"name": text}
		if column == "funnel_stage" {
			args["funnel"], _ = next["funnel_id"].(string)
		}
		found, err := many[struct{ ID uuid.UUID }](w.Reader, n.sql, args).Get()
		given, chosen := fields[n.id].(string)
		switch {
		case err != nil:
			return err
		case len(found) == 0 && fresh && !chosen:
			fields[column] = text
		case len(found) == 0:
			wrong[column] = "There is none of this name."
		case chosen && given != found[0].ID.String():
			wrong[column] = "This is not the name of " + n.id + "."
		default:
			fields[n.id] = found[0].ID.String()
		}
	}
	return nil
}

func without(m, known map[string]string) map[string]string {
	for k := range known {
		delete(m, k)
	}
	return m
}

// programRow is a row that a program may be changing, held until the transaction ends.
type programRow struct {
	ID       uuid.UUID
	Version  int
	Doc      cmo.Fields
	Archived bool
}

func (r programRow) origin() cmo.Origin {
	text, _ := r.Doc["origin"].(string)
	return cmo.Origin(text)
}

// lockRows reads and holds the rows that the condition names, by id.
func (w *Writer) lockRows(table RestTable, where string, args pgx.NamedArgs) ([]programRow, error) {
	doc := (&restSQL{}).doc(table, "c", nil, 0)
	return many[programRow](w.Reader, `SELECT c.id, c.version, `+doc+` AS doc, c.archived_at IS NOT NULL AS archived FROM `+string(table)+` c
		WHERE `+where+` ORDER BY c.id LIMIT 501 FOR UPDATE`, args).Get()
}

func (w *Writer) lockRow(table RestTable, id uuid.UUID) ([]programRow, error) {
	return w.lockRows(table, `c.tenant_id = @tenant AND c.id = @id`, pgx.NamedArgs{"id": id})
}

// changeRow writes what a program says of a row that is there, and reports whether something is different now. Over a
// live campaign the change waits as a change set.
func (w *Writer) changeRow(table RestTable, row programRow, in cmo.Fields) (bool, error) {
	if err := w.checkTenant(table, in); err != nil {
		return false, err
	}
	if err := checkColumns(table, in); err != nil {
		return false, err
	}
	in, err := changedOf(table, row, in)
	if err != nil {
		return false, err
	}
	fields, err := w.readRow(table, in, row.Doc)
	if err == nil && table == RestSnapshots && (fields["channel_id"] != nil || fields["campaign_id"] != nil) {
		both := maps.Clone(row.Doc)
		maps.Copy(both, fields)
		err = w.checkChannel(both)
	}
	if err != nil {
		return false, err
	}
	version, err := w.save(programType(table), row.ID, row.Version, fields)
	return version != row.Version, err
}

// changedOf leaves out what a row has already, and refuses what no program changes.
func changedOf(table RestTable, row programRow, in cmo.Fields) (cmo.Fields, error) {
	t := programType(table)
	in = maps.Clone(in)
	for c, v := range in {
		_, own := t.Field(c)
		switch {
		case cmo.Same(v, row.Doc[c]) || c == "tenant_id" || c == "workspace_id":
			delete(in, c)
		case c == "version":
			return nil, &RestError{"40001", 409, "The row was changed meanwhile: it has another version now."}
		case setByServer[c] && !own:
			return nil, denied("the column " + c + " of " + string(table) + " is set by the server, or by people in the console")
		case c == t.Parent && !own:
			return nil, denied("a " + t.Noun + " stays where it is: make a new one")
		}
	}
	if text, _ := in["description"].(string); t.Kind == cmo.KindCampaign && row.origin() != cmo.OriginAI && cmo.Marked(text) {
		return nil, denied("only the AI CMO's own campaigns begin with “" + cmo.MarkPrefix + "”: the mark follows who made a campaign")
	}
	return in, nil
}

// archiveRow takes a row off every list. What is live is never taken away by a program.
func (w *Writer) archiveRow(table RestTable, row programRow) error {
	t := programType(table)
	live, err := w.live(t.Kind, row.ID)
	if err != nil {
		return err
	}
	if len(live) > 0 {
		return cmo.Errorf(cmo.Conflict, "“%s” is scheduled or live. A person ends it in the console first.", live[0].Name)
	}
	return w.setArchived(t, row.ID, row.Version, true, ".archived")
}
