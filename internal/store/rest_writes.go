package store

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// RestChange is a writing of one table by a program.
type RestChange struct {
	Table   RestTable
	Rows    []cmo.Fields // to insert, or one with what to set
	Merge   bool         // over rows that are there: write over them
	Ignore  bool         // over rows that are there: leave them
	Keys    []string     // the columns that say whether a row is there; none for the id
	Filters []RestFilter // of the rows to change
	Back    *[]RestField // what to answer with; nil for nothing
}

// RestOutcome is what a writing did.
type RestOutcome struct {
	Docs    []json.RawMessage // the rows written, in the order of the request
	Rows    int               // written
	Added   int               // of those new
	Changed int               // of those that say something else now
	Waiting []uuid.UUID       // the change sets that edits of live campaigns became
}

// The most rows of one call.
const (
	RestMostAdded   = 500
	restMostChanged = 100
)

// RestInsert adds rows of a table that programs write, or writes over those that are there.
func (w *Writer) RestInsert(c RestChange) (RestOutcome, error) {
	var out RestOutcome
	if err := w.mayWrite(c.Table); err != nil {
		return out, err
	}
	if err := c.checkKeys(); err != nil {
		return out, err
	}
	var ids []uuid.UUID
	for _, in := range c.Rows {
		in = maps.Clone(in)
		id, did, err := w.put(c, in)
		if err != nil {
			return out, err
		}
		switch did {
		case putLeft:
			continue
		case putAdded:
			out.Added++
		case putChanged:
			out.Changed++
		}
		ids = append(ids, id)
	}
	out.Rows, out.Waiting = len(ids), w.waiting
	var err error
	out.Docs, err = w.restBack(c, ids)
	return out, err
}

// What became of a row that was put.
type putState int

const (
	putSame putState = iota // there, and it says the same already
	putLeft
	putAdded
	putChanged
)

// put adds one row, or writes over the one that is there.
func (w *Writer) put(c RestChange, in cmo.Fields) (id uuid.UUID, did putState, err error) {
	id = newID()
	if v := in["id"]; v != nil {
		given, ok := cmo.ReadID(v)
		if !ok {
			return id, did, &RestError{"22P02", 400, "invalid input syntax for type uuid: id"}
		}
		id = given
	}
	if c.Table == RestRuns {
		return id, putAdded, w.insertRun(id, in)
	}
	if !c.Merge && !c.Ignore {
		return id, putAdded, w.insertRow(c.Table, id, in)
	}
	there, err := w.rowThere(c, id, in)
	switch {
	case err != nil:
		return id, did, err
	case len(there) == 0:
		return id, putAdded, w.insertRow(c.Table, id, in)
	case c.Ignore:
		return id, putLeft, w.checkTenant(c.Table, in)
	case c.Table == RestSnapshots && there[0].Doc["data_mode"] != cmp.Or(in["data_mode"], any("live")):
		return id, did, cmo.Errorf(cmo.Conflict, "These figures stand there as %v ones: live and demo figures never replace each other.", there[0].Doc["data_mode"])
	}
	changed, err := w.changeRow(c.Table, there[0], in)
	if changed {
		did = putChanged
	}
	return there[0].ID, did, err
}

// rowThere holds the row that an upsert means: by its id, or of figures by campaign, channel, day and kind.
func (w *Writer) rowThere(c RestChange, id uuid.UUID, in cmo.Fields) ([]programRow, error) {
	if c.Table != RestSnapshots || in["id"] != nil {
		return w.lockRow(c.Table, id)
	}
	fields, wrong := cmo.SnapshotType.ReadJSON(in)
	if len(wrong) > 0 {
		return nil, invalidRow(wrong)
	}
	kind, _ := fields["metric_type"].(string)
	if kind == "" {
		kind = "daily"
	}
	return w.lockRows(c.Table, `c.tenant_id = @tenant AND c.campaign_id::text = lower(@campaign) AND c.channel_id::text IS NOT DISTINCT FROM lower(@channel) AND c.snapshot_date::text = @day AND c.metric_type = @kind`,
		pgx.NamedArgs{"campaign": fields["campaign_id"], "channel": fields["channel_id"], "day": fields["snapshot_date"], "kind": kind})
}

// checkKeys refuses a conflict target that is no key of the table. The key of an id is tenant_id and id.
func (c RestChange) checkKeys() error {
	natural := []string{"campaign_id", "channel_id", "snapshot_date", "metric_type"}
	for _, k := range c.Keys {
		if k == "id" && len(c.Keys) <= 2 || k == "tenant_id" || k == "workspace_id" || c.Table == RestSnapshots && slices.Contains(natural, k) && !slices.Contains(c.Keys, "id") {
			continue
		}
		return &RestError{"42P10", 400, "there is no unique or exclusion constraint matching the ON CONFLICT specification"}
	}
	return nil
}

// RestUpdate changes the rows that the filters name. Over live campaigns the change waits as a change set.
func (w *Writer) RestUpdate(c RestChange) (RestOutcome, error) {
	return w.restEach(c, func(row programRow) error { _, err := w.changeRow(c.Table, row, c.Rows[0]); return err }, false)
}

// RestArchive takes the rows that the filters name off every list.
func (w *Writer) RestArchive(c RestChange) (RestOutcome, error) {
	return w.restEach(c, func(row programRow) error { return w.archiveRow(c.Table, row) }, true)
}

func (w *Writer) restEach(c RestChange, do func(programRow) error, gone bool) (out RestOutcome, err error) {
	if err := w.mayWrite(c.Table); err != nil {
		return out, err
	}
	if c.Table == RestRuns {
		return out, denied("a logged run is history: it does not change")
	}
	if !slices.ContainsFunc(c.Filters, func(f RestFilter) bool { return f.Column != "tenant_id" && f.Column != "workspace_id" }) {
		return out, &RestError{"21000", 400, "A change needs a filter besides the tenant: name the rows, like id=eq.…"}
	}
	b := &restSQL{args: pgx.NamedArgs{}}
	where := b.where(c.Table, restTables[c.Table], c.Filters)
	if b.err != nil {
		return out, b.err
	}
	if !gone { // also when no row is met
		if err := checkColumns(c.Table, c.Rows[0]); err != nil {
			return out, err
		}
		if err := w.checkTenant(c.Table, c.Rows[0]); err != nil {
			return out, err
		}
	}
	rows, err := w.lockRows(c.Table, where, b.args)
	if err != nil {
		return out, err
	}
	if len(rows) > restMostChanged {
		return out, &RestError{"54000", 400, "The filter names more than " + strconv.Itoa(restMostChanged) + " rows: change fewer at once."}
	}
	ids := make([]uuid.UUID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	if gone { // as they were
		if out.Docs, err = w.restBack(c, ids); err != nil {
			return out, err
		}
	}
	for _, row := range rows {
		if err := do(row); err != nil {
			return out, err
		}
	}
	out.Rows, out.Waiting = len(rows), w.waiting
	if !gone {
		out.Docs, err = w.restBack(c, ids)
	}
	return out, err
}

// restBack reads what was written, in the order of the ids.
func (w *Writer) restBack(c RestChange, ids []uuid.UUID) ([]json.RawMessage, error) {
	if c.Back == nil {
		return nil, nil
	}
	b := &restSQL{args: pgx.NamedArgs{"ids": ids}}
	doc := b.doc(c.Table, "c", *c.Back, 0)
	if b.err != nil {
		return nil, b.err
	}
	rows, err := many[RestRow](w.Reader, `SELECT `+doc+` AS doc FROM `+string(c.Table)+` c WHERE c.tenant_id = @tenant AND c.id = ANY (@ids) ORDER BY array_position(@ids, c.id)`, b.args).Get()
	docs := make([]json.RawMessage, len(rows))
	for i, r := range rows {
		docs[i] = r.Doc
	}
	return docs, err
}
