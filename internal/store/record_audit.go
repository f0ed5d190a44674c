package store

import (
	"maps"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// author is the person whose change set is being applied.
func (w *Writer) author() *uuid.UUID {
	if w.applied == nil {
		return nil
	}
	return w.applied.CreatedBy
}

// tokenName is the program that writes, or whose change set is being applied; nil for none.
func (w *Writer) tokenName() *string {
	name := w.scope.token.Name
	if w.applied != nil {
		name = w.applied.TokenName
	}
	if name == "" {
		return nil
	}
	return &name
}

// audit adds an entry in the name of the transaction's person, of his run, or of the token that acts.
func (w *Writer) audit(event, table string, id uuid.UUID, before, after, details cmo.Fields) error {
	if t := w.scope.token; t.ID != uuid.Nil {
		details = maps.Clone(details)
		details["token"] = map[string]any{"id": t.ID, "name": t.Name}
	}
	return w.exec(`
		INSERT INTO audit_log (tenant_id, id, event, actor_id, actor_kind, record_table, record_id, run_id, before, after, details)
		VALUES (@tenant, @audit, @event, app.user_id(), CASE WHEN app.token_id() IS NOT NULL THEN 'token' WHEN app.run_id() IS NULL THEN 'person' ELSE 'run' END, @table, @id, app.run_id(), @before, @after, @details)`,
		pgx.NamedArgs{"audit": newID(), "event": event, "table": table, "id": id, "before": orNull(before), "after": orNull(after), "details": details.JSON()})
}

func orNull(f cmo.Fields) any {
	if f == nil {
		return nil
	}
	return f.JSON()
}

func pick(f cmo.Fields, columns []string) cmo.Fields {
	out := cmo.Fields{}
	for _, c := range columns {
		if v, ok := f[c]; ok {
			out[c] = v
		}
	}
	return out
}
