package store

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// suggesting collects what a run's answer says differently about records that exist.
type suggesting struct {
	w     *Writer
	name  string // of the mode, for the title
	notes []string
	list  []draftOf
}

// draftOf is what an answer says about one record, all columns it has words for but those to skip.
type draftOf struct {
	kind  cmo.RecordKind
	id    uuid.UUID
	draft any
	skip  []string
}

func (s *suggesting) about(kind cmo.RecordKind, id uuid.UUID, draft any, skip ...string) {
	s.list = append(s.list, draftOf{kind, id, draft, skip})
}

// save turns the differences into one change set of the run. A value that people turned down before, or that waits
// already, is not suggested again.
func (s *suggesting) save(ids Made) error {
	if len(s.list) == 0 {
		return nil
	}
	before, err := s.w.suggestedBefore(s.list)
	if err != nil {
		return err
	}
	var items []cmo.ChangeItem
	names := map[string]bool{}
	repeated := 0
	for _, d := range s.list {
		rec, err := s.w.Record(d.kind, d.id).Get()
		if err != nil {
			return err
		}
		draft, err := cmo.FieldsOf(d.draft)
		if err != nil {
			return err
		}
		t := d.kind.Type()
		columns, values := t.Suggest(rec.Data, draft, d.skip...)
		for _, c := range columns {
			if slices.ContainsFunc(before, func(b suggested) bool { return b.RecordID == d.id && b.Field == c && cmo.Same(b.New, values[c]) }) {
				repeated++
				continue
			}
			items = append(items, cmo.ChangeItem{RecordTable: t.Table, RecordID: d.id, BaseVersion: rec.Version, Field: c, Old: rec.Data[c], New: values[c]})
			names[rec.Name] = true
		}
	}
	if repeated > 0 {
		s.notes = append(s.notes, counted(repeated, "suggestion")+" left out: turned down before, or still waiting.")
	}
	if len(items) == 0 {
		return nil
	}
	set, err := s.w.InsertChangeSet(cut300(s.name+": changes of "+nameSome(names)), nil, items)
	ids["changes"] = []uuid.UUID{set}
	s.notes = append(s.notes, counted(len(items), "field")+" of existing records would change: that waits for a decision.")
	return err
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// nameSome names the records of a change set, the first two of many.
func nameSome(names map[string]bool) string {
	list := make([]string, 0, len(names))
	for n := range names {
		list = append(list, n)
	}
	slices.Sort(list)
	if len(list) > 3 {
		return fmt.Sprintf("%s, %s and %d more", list[0], list[1], len(list)-2)
	}
	return strings.Join(list, ", ")
}

// cut300 fits a text into a column of 300 characters.
func cut300(s string) string { return cmo.Cut(s, 300) }

// suggested is a value that was suggested for a field before.
type suggested struct {
	RecordID uuid.UUID
	Field    string
	New      any
}

// suggestedBefore lists the values for the records of the list that wait or were turned down, the latest first.
func (w *Writer) suggestedBefore(list []draftOf) ([]suggested, error) {
	ids := make([]uuid.UUID, len(list))
	for i, d := range list {
		ids[i] = d.id
	}
	return many[suggested](w.Reader, `
		SELECT i.record_id, i.field, i.new_value->'value' AS new FROM change_set_items i JOIN change_sets s ON s.tenant_id = @tenant AND s.id = i.change_set_id
		WHERE i.tenant_id = @tenant AND i.record_id = ANY(@ids) AND i.state IN ('pending', 'rejected') AND s.run_id IS NOT NULL
		ORDER BY s.created_at DESC, i.item_no LIMIT 1000`, pgx.NamedArgs{"ids": ids}).Get()
}

// namesake is a record with the name of one that an answer drafts, and the parts it has.
type namesake struct {
	ID    uuid.UUID
	Parts map[string]uuid.UUID // by name in lower case
}

// namesake finds the record of a kind that has the name and meets the condition: the newest of several. None is the zero
// value.
func (w *Writer) namesake(kind, parts cmo.RecordKind, name, also string, args pgx.NamedArgs) (namesake, error) {
	t, p := kind.Type(), parts.Type()
	bound := pgx.NamedArgs{"name": name}
	for k, v := range args {
		bound[k] = v
	}
	found, err := many[struct {
		ID   uuid.UUID
		Part *uuid.UUID
		Name *string
	}](w.Reader, `
		SELECT x.id, g.id AS part, lower(g.`+p.Name+`) AS name FROM (
		  SELECT c.id FROM `+t.Table+` c WHERE c.tenant_id = @tenant AND lower(c.`+t.Name+`) = lower(@name) AND c.archived_at IS NULL AND `+also+`
		  ORDER BY c.created_at DESC, c.id LIMIT 1) x
		LEFT JOIN `+p.Table+` g ON g.tenant_id = @tenant AND g.`+p.Parent+` = x.id AND g.archived_at IS NULL LIMIT 200`, bound).Get()
	n := namesake{Parts: map[string]uuid.UUID{}}
	for _, f := range found {
		n.ID = f.ID
		if f.Part != nil && f.Name != nil {
			n.Parts[*f.Name] = *f.Part
		}
	}
	return n, err
}

// has reports that there is such a record and that its parts are those of the rows.
func (n namesake) has(rows []made, column string) bool {
	if n.ID == uuid.Nil || len(n.Parts) != len(rows) {
		return false
	}
	for _, r := range rows {
		if n.part(r[column]) == uuid.Nil {
			return false
		}
	}
	return true
}

func (n namesake) part(name any) uuid.UUID {
	s, _ := name.(string)
	return n.Parts[strings.ToLower(s)]
}

// orNoDay is a date for SQL; without one every day is later.
func orNoDay(day string) string {
	if day == "" {
		return "-infinity"
	}
	return day
}
