package store

import (
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// CopyCampaign copies a campaign with its channels, content and wordings as drafts under an id that the form chose: the same
// id again copies nothing and reports false. Origin and run are those of what is copied.
func (w *Writer) CopyCampaign(id, copied uuid.UUID, name string) (bool, error) {
	m, err := one[struct{ Made bool }](w.Reader, `SELECT app.copy_campaign(@id, @copy, @name) AS made WHERE @tenant = app.tenant_id()`,
		pgx.NamedArgs{"id": id, "copy": copied, "name": name}).Get()
	return m.Made, err
}

// NoteExport records that the person took a copy of a list out of the console.
func (w *Writer) NoteExport(what, format, filter string, count int, at time.Time) error {
	return w.exec(`
		INSERT INTO audit_log (tenant_id, id, event, actor_id, actor_kind, details)
		SELECT @tenant, @audit, @event, app.user_id(), 'person', @details`,
		pgx.NamedArgs{"audit": newID(), "event": what + ".exported", "details": cmo.Fields{"format": format, "filter": filter, "count": count, "at": at.UTC().Format(time.RFC3339)}.JSON()})
}
