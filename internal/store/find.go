package store

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// findAmong is how many records of a kind are looked at, the newest: indexes for text do not work under row level
// security, so that the search reads along the primary key and ends there.
const findAmong = 5000

// FindPerKind is how many records of a kind are found: the best.
const FindPerKind = 6

// findRank is how well name @text fits; text is as cmo.FindText makes it.
const findRank = `CASE WHEN lower(f.name) = @text THEN 1 WHEN starts_with(lower(f.name), @text) THEN 2 WHEN position(' ' || @text IN lower(f.name)) > 0 THEN 3 ELSE 4 END`

// Find looks for records of every kind whose name holds all words of a text: up to FindPerKind of each kind, the best fitting
// first, of those the latest changed. Without a text it gives the latest changed.
func (r *Reader) Find(text string) *Rows[cmo.Found] {
	text = cmo.FindText(text)
	parts := make([]string, 0, len(cmo.RecordTypes)+2)
	for _, t := range cmo.RecordTypes {
		name, parent, of := "c."+t.Name, "NULL::uuid", "''"
		switch t.Kind {
		case cmo.KindChannel:
			name = "replace(c.channel_name, '_', ' ')"
		case cmo.KindVariant:
			name = "coalesce(nullif(c.subject_line, ''), nullif(c.headline, ''), c.variant_name)"
		}
		if t.Parent != "" {
			p := t.ParentKind.Type()
			parent, of = "c."+t.Parent, "coalesce((SELECT p."+p.Name+" FROM "+p.Table+" p WHERE p.tenant_id = @tenant AND p.id = f.parent_id), '')"
		}
		if t.Kind == cmo.KindEvent { // tasks are entries of the calendar with a page of their own
			parts = append(parts, findIn("task", `SELECT c.id, NULL::uuid AS parent_id, c.title AS name, c.updated_at, c.archived_at FROM (SELECT * FROM cmo_calendar_events e WHERE e.tenant_id = @tenant AND e.event_type = 'task') c`, "''"),
				findIn("event", `SELECT c.id, NULL::uuid AS parent_id, c.title AS name, c.updated_at, c.archived_at FROM (SELECT * FROM cmo_calendar_events e WHERE e.tenant_id = @tenant AND e.event_type <> 'task') c`, "''"))
			continue
		}
		parts = append(parts, findIn(string(t.Kind), `SELECT c.id, `+parent+` AS parent_id, `+name+` AS name, c.updated_at, c.archived_at FROM `+t.Table+` c`, of))
	}
	subject := `coalesce(nullif(c.subject, ''), c.agent)`
	if r.scope.tenant.Role.Masked() { // what he may not read whole he does not find by its words either
		subject = `c.agent`
	}
	parts = append(parts, findIn("recommendation", `SELECT c.id, NULL::uuid AS parent_id, c.title AS name, c.updated_at, c.archived_at FROM cmo_recommendations c`, "''"),
		findIn("run", `SELECT c.id, NULL::uuid AS parent_id, '#' || c.run_no || ' ' || `+subject+` AS name, c.created_at AS updated_at, NULL::timestamptz AS archived_at FROM agent_runs c`, "''"))
	return many[cmo.Found](r, strings.Join(parts, " UNION ALL "), pgx.NamedArgs{"text": text, "words": strings.Fields(text), "among": findAmong, "limit": FindPerKind})
}

func findIn(kind, from, of string) string {
	return `(SELECT '` + kind + `' AS kind, f.id, f.parent_id, f.name, ` + of + ` AS of, ` + findRank + ` AS rank, f.updated_at
		FROM (` + from + ` WHERE c.tenant_id = @tenant ORDER BY c.id DESC LIMIT @among) f
		WHERE f.archived_at IS NULL AND NOT EXISTS (SELECT FROM unnest(@words::text[]) w WHERE position(w IN lower(f.name)) = 0)
		ORDER BY rank, f.updated_at DESC, f.id LIMIT @limit)`
}
