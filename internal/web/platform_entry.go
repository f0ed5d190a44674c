package web

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// entryOf reads the registry's entry that a URL names.
func entryOf(c echo.Context, p store.Platform) (cmo.Record, error) {
	id, err := idParam(c)
	if err != nil {
		return cmo.Record{}, err
	}
	return p.TenantEntry(c.Request().Context(), id)
}

// entryPage renders a page about an entry.
func (s *Server) entryPage(c echo.Context, status int, rec cmo.Record, title string, body templ.Component) error {
	return s.platformPage(c, status, place{title: title, section: "All tenants", parent: []layout.Crumb{{Label: "All tenants", Href: paths.PlatformTenants}, {Label: rec.Name, Href: paths.PlatformTenant(rec.ID.String())}}}, body)
}

func (s *Server) entryEdit(c echo.Context, p store.Platform) error {
	rec, err := entryOf(c, p)
	if err != nil {
		return err
	}
	f := pages.NewEntryForm(rec)
	return s.entryPage(c, http.StatusOK, rec, f.Title, pages.RecordEdit(f))
}

// entrySave writes name, description and configuration over the version that was read.
func (s *Server) entrySave(c echo.Context, p store.Platform) error {
	rec, err := entryOf(c, p)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return formError(err)
	}
	f := pages.NewEntryForm(rec)
	f.Base, _ = strconv.Atoi(form.Get("base")) // none or nonsense is no version: a conflict
	f.Values = form
	pages.Picked(form, cmo.TenantEntry)
	fields, wrong := cmo.TenantEntry.ReadForm(form, time.UTC, cmo.EntryForm(rec.Data))
	edit, more := cmo.NewEntryEdit(rec.Data, fields)
	if len(wrong) == 0 {
		wrong = more
	}
	if len(wrong) > 0 {
		f.Errors = wrong
		return s.entryPage(c, http.StatusUnprocessableEntity, rec, f.Title, pages.RecordEdit(f))
	}
	err = p.SaveTenant(c.Request().Context(), rec.ID, f.Base, edit)
	var v *cmo.VersionConflict
	if errors.As(err, &v) {
		view := pages.NewEntryConflict(v, f, fields, s.clock(c))
		return s.entryPage(c, http.StatusConflict, rec, view.Title, pages.RecordConflict(view))
	}
	if err != nil {
		return err
	}
	return redirect(c, withDone(paths.PlatformTenant(rec.ID.String()), "saved"))
}

func (s *Server) entryHistory(c echo.Context, p store.Platform) error {
	rec, err := entryOf(c, p)
	if err != nil {
		return err
	}
	before, err := strconv.Atoi(c.QueryParam("before"))
	if err != nil || before < 0 || before > 1<<30 {
		before = 0
	}
	versions, err := p.TenantVersions(c.Request().Context(), rec.ID, before, store.VersionsPerPage+1)
	if err != nil {
		return err
	}
	return s.entryPage(c, http.StatusOK, rec, "History", pages.RecordHistory(pages.NewEntryHistory(rec, versions, store.VersionsPerPage, before, s.clock(c))))
}

// entryRestore writes an older version over the one that was read, as a new one.
func (s *Server) entryRestore(c echo.Context, p store.Platform) error {
	rec, err := entryOf(c, p)
	if err != nil {
		return err
	}
	base, _ := strconv.Atoi(c.FormValue("base"))
	version, err := strconv.Atoi(c.FormValue("version"))
	if err != nil || version < 1 || version > 1<<30 {
		return cmo.Errorf(cmo.Invalid, "Choose a version to bring back.")
	}
	if err := restoreEntry(c, p, rec.ID, base, version); err != nil {
		return plainConflict(err)
	}
	return redirect(c, withDone(paths.PlatformTenantHistory(rec.ID.String()), "restored"))
}

func restoreEntry(c echo.Context, p store.Platform, id uuid.UUID, base, version int) error {
	old, err := p.TenantVersion(c.Request().Context(), id, version)
	if err != nil {
		return err
	}
	if old == nil {
		return cmo.ErrNotFound
	}
	edit, wrong := cmo.NewEntryEdit(old, cmo.Fields{})
	if len(wrong) > 0 {
		return &cmo.Error{Kind: cmo.Invalid, Msg: "This version cannot be brought back.", Fields: wrong}
	}
	return p.SaveTenant(c.Request().Context(), id, base, edit)
}
