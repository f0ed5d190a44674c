package store

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// ViewsShown is how many saved views a list offers.
const ViewsShown = 100

// SavedViews lists the person's views of a list and those shared with the tenant, his own first.
func (r *Reader) SavedViews(page cmo.ViewPage) *Rows[cmo.SavedView] {
	return many[cmo.SavedView](r, `
		SELECT v.id, v.page, v.name, v.query, v.shared, v.created_by = app.user_id() AS mine, coalesce(m.display_name, 'Former member') AS owner,
		  s.id IS NOT NULL AS starts
		FROM saved_views v
		LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = v.created_by
		LEFT JOIN view_states s ON s.tenant_id = @tenant AND s.user_id = app.user_id() AND s.page = v.page AND s.default_view = v.id
		WHERE v.tenant_id = @tenant AND v.page = @page AND v.archived_at IS NULL AND (v.shared OR v.created_by = app.user_id())
		ORDER BY v.created_by = app.user_id() DESC, lower(v.name), v.id LIMIT @limit`, pgx.NamedArgs{"page": page, "limit": ViewsShown})
}

// ViewState is where the person's list begins, no row where nothing is kept.
func (r *Reader) ViewState(page cmo.ViewPage) *Rows[cmo.ViewState] {
	return many[cmo.ViewState](r, `
		SELECT v.id AS default_view, s.last_query FROM view_states s
		LEFT JOIN saved_views v ON v.tenant_id = @tenant AND v.id = s.default_view AND v.archived_at IS NULL AND (v.shared OR v.created_by = app.user_id())
		WHERE s.tenant_id = @tenant AND s.user_id = app.user_id() AND s.page = @page`, pgx.NamedArgs{"page": page})
}

// SavedView is one view that the person may see.
func (r *Reader) SavedView(id uuid.UUID) *One[cmo.SavedView] {
	return one[cmo.SavedView](r, `
		SELECT v.id, v.page, v.name, v.query, v.shared, v.created_by = app.user_id() AS mine, coalesce(m.display_name, 'Former member') AS owner, false AS starts
		FROM saved_views v LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = v.created_by
		WHERE v.tenant_id = @tenant AND v.id = @id AND v.archived_at IS NULL AND (v.shared OR v.created_by = app.user_id())`, pgx.NamedArgs{"id": id})
}

// InsertSavedView adds a view of the person under an id that the form chose: sent twice, it is made once. A second one of the
// same name is a cmo.Conflict.
func (w *Writer) InsertSavedView(v cmo.SavedView) error {
	made, err := many[struct{ ID uuid.UUID }](w.Reader, `
		INSERT INTO saved_views (tenant_id, id, page, name, query, shared, created_by)
		VALUES (@tenant, @id, @page, @name, @query, @shared, app.user_id())
		ON CONFLICT ON CONSTRAINT saved_views_pkey DO NOTHING RETURNING id`,
		pgx.NamedArgs{"id": v.ID, "page": v.Page, "name": v.Name, "query": v.Query, "shared": v.Shared}).Get()
	if err != nil || len(made) == 0 {
		return err
	}
	return w.audit("view.created", "saved_views", v.ID, nil, cmo.Fields{"name": v.Name, "shared": v.Shared}, cmo.Fields{"page": v.Page})
}

// SaveView changes a view's name, query and whether it is shared. Only its maker and, once shared, managers may.
func (w *Writer) SaveView(v cmo.SavedView) error {
	before, err := w.editableView(v.ID)
	if err != nil {
		return err
	}
	if v.Shared != before.Shared && !before.Mine {
		return cmo.Errorf(cmo.Forbidden, "Only the person who made a view shares it or takes it back.")
	}
	if err := w.exec(`UPDATE saved_views SET name = @name, query = @query, shared = @shared, updated_at = now()
		WHERE tenant_id = @tenant AND id = @id AND archived_at IS NULL`,
		pgx.NamedArgs{"id": v.ID, "name": v.Name, "query": v.Query, "shared": v.Shared}); err != nil {
		return err
	}
	return w.audit("view.saved", "saved_views", v.ID, cmo.Fields{"name": before.Name, "query": before.Query, "shared": before.Shared},
		cmo.Fields{"name": v.Name, "query": v.Query, "shared": v.Shared}, cmo.Fields{"page": before.Page})
}

// ArchiveSavedView deletes a view for everyone who saw it.
func (w *Writer) ArchiveSavedView(id uuid.UUID) error {
	before, err := w.editableView(id)
	if err != nil {
		return err
	}
	if err := w.exec(`UPDATE saved_views SET archived_at = now() WHERE tenant_id = @tenant AND id = @id AND archived_at IS NULL`, pgx.NamedArgs{"id": id}); err != nil {
		return err
	}
	return w.audit("view.deleted", "saved_views", id, cmo.Fields{"name": before.Name, "shared": before.Shared}, nil, cmo.Fields{"page": before.Page})
}

func (w *Writer) editableView(id uuid.UUID) (cmo.SavedView, error) {
	v, err := w.SavedView(id).Get()
	if err == nil && !v.Editable(w.scope.tenant.Role) {
		err = cmo.Errorf(cmo.Forbidden, "This view is %s’s. Save a copy under a name of your own.", v.Owner)
	}
	return v, err
}

// SetDefaultView makes the person's list open with a view, or with none.
func (w *Writer) SetDefaultView(page cmo.ViewPage, id *uuid.UUID) error {
	if id != nil {
		v, err := w.SavedView(*id).Get()
		if err != nil {
			return err
		}
		page = v.Page
	}
	return w.exec(`
		INSERT INTO view_states (tenant_id, id, user_id, page, default_view) VALUES (@tenant, @state, app.user_id(), @page, @view)
		ON CONFLICT ON CONSTRAINT view_states_person_key DO UPDATE SET default_view = @view, last_query = '', updated_at = now()`,
		pgx.NamedArgs{"state": newID(), "page": page, "view": id})
}

// KeepQuery keeps the filter that the person has set without saving it; an empty one is forgotten.
func (w *Writer) KeepQuery(page cmo.ViewPage, query string) error {
	return w.exec(`
		INSERT INTO view_states (tenant_id, id, user_id, page, last_query) VALUES (@tenant, @state, app.user_id(), @page, @query)
		ON CONFLICT ON CONSTRAINT view_states_person_key DO UPDATE SET last_query = @query, updated_at = now()`,
		pgx.NamedArgs{"state": newID(), "page": page, "query": query})
}
