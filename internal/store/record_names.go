package store

import (
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// namedIn says which lists hold the names of segments and offers: a list of names, or with a part rows of which one part is
// a name. References with an id beside their name are not here: pages show those by the id.
var namedIn = []struct {
	of, kind     cmo.RecordKind
	column, part string
}{
	{cmo.KindICP, cmo.KindOffer, "target_segments", ""}, {cmo.KindICP, cmo.KindPlan, "target_icp_segments", ""}, {cmo.KindICP, cmo.KindPlan, "channel_mix", "target_icp"},
	{cmo.KindICP, cmo.KindFunnel, "target_icp_segments", ""}, {cmo.KindICP, cmo.KindStage, "target_icps", ""}, {cmo.KindICP, cmo.KindStage, "content_assets", "target_icp"},
	{cmo.KindOffer, cmo.KindPlan, "target_offers", ""}, {cmo.KindOffer, cmo.KindFunnel, "target_offers", ""}, {cmo.KindOffer, cmo.KindStage, "linked_offers", ""},
}

// followName writes the new name of a segment or an offer into every list that holds the old one, each as a version of
// its own, in the transaction of the rename: no list is left with a name that nothing has.
func (w *Writer) followName(of cmo.RecordKind, before, after string) error {
	if before == after || before == "" || after == "" {
		return nil
	}
	for _, kind := range []cmo.RecordKind{cmo.KindOffer, cmo.KindPlan, cmo.KindFunnel, cmo.KindStage} {
		t, conditions := kind.Type(), []string{}
		for _, n := range namedIn {
			if n.of == of && n.kind == kind {
				conditions = append(conditions, holdsName("c."+n.column, n.part))
			}
		}
		if len(conditions) == 0 {
			continue
		}
		type row struct {
			ID      uuid.UUID
			Version int
			Data    cmo.Fields
		}
		rows, err := many[row](w.Reader, `SELECT c.id, c.version, `+recordData(t)+` AS data FROM `+t.Table+` c
			WHERE c.tenant_id = @tenant AND c.archived_at IS NULL AND (`+strings.Join(conditions, " OR ")+`) ORDER BY c.id FOR UPDATE`, pgx.NamedArgs{"name": before}).Get()
		if err != nil {
			return err
		}
		for _, r := range rows {
			fields := cmo.Fields{}
			for _, n := range namedIn {
				if n.of == of && n.kind == kind {
					fields[n.column] = renamed(r.Data[n.column], n.part, before, after)
				}
			}
			if _, err := w.SaveRecord(kind, r.ID, r.Version, fields); err != nil {
				return err
			}
		}
	}
	return nil
}

// holdsName is the condition that a list holds @name. Case is no difference.
func holdsName(list, part string) string {
	if part == "" {
		return names(list, "@name::text")
	}
	return `EXISTS (SELECT FROM jsonb_path_query(` + list + `, 'lax $[*]') n WHERE lower(n ->> '` + part + `') = lower(@name::text))`
}

// renamed is a stored list with one name in place of another.
func renamed(list any, part, before, after string) any {
	items, ok := list.([]any)
	if !ok {
		return list
	}
	items = slices.Clone(items)
	for i, item := range items {
		switch x := item.(type) {
		case string:
			if part == "" && strings.EqualFold(x, before) {
				items[i] = after
			}
		case map[string]any:
			key := part
			if key == "" {
				key = "name"
			}
			if name, ok := x[key].(string); ok && strings.EqualFold(name, before) {
				next := map[string]any{}
				for k, v := range x {
					next[k] = v
				}
				next[key] = after
				items[i] = next
			}
		}
	}
	return items
}
