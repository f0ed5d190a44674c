package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// settingsPage shows what the tenant chose for itself, which modules it has and what was changed lately.
func (s *Server) settingsPage(c echo.Context, sc store.Scope) error {
	var settings *store.One[cmo.Settings]
	var modules *store.Rows[cmo.ModuleAccess]
	var history *store.Rows[cmo.SettingsChange]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		settings, modules, history, nav = r.Settings(), r.ModuleAccess(), r.SettingsHistory(), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	view := pages.NewSettingsView(sc.Tenant(), settings.Value(), modules.List(), s.now()).WithMail(sc.Tenant(), settings.Value(), s.mailer != nil).WithHistory(sc.Tenant(), history.List(), s.now())
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "Settings", section: "Settings", counts: nav.counts()}),
		body:  pages.Settings(view),
	})
}

func (s *Server) settingsForm(c echo.Context, sc store.Scope) error {
	return s.showSettingsForm(c, sc, http.StatusOK, nil, nil)
}

// showSettingsForm shows the form, filled with what there is or with what was typed.
func (s *Server) showSettingsForm(c echo.Context, sc store.Scope, status int, typed func(string) string, problem *cmo.Error) error {
	var settings *store.One[cmo.Settings]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error { settings, nav = r.Settings(), readNav(r); return nil })
	if err != nil {
		return err
	}
	return s.render(c, status, page{
		shell: s.shell(c, place{title: "Edit settings", section: "Settings", counts: nav.counts(), parent: []layout.Crumb{{Label: "Settings", Href: paths.Settings(sc.Tenant().Slug)}}}),
		body:  pages.SettingsForm(pages.NewSettingsFormView(sc.Tenant(), settings.Value(), s.models, s.mailer != nil, typed, problem)),
	})
}

func (s *Server) settingsSave(c echo.Context, sc store.Scope) error {
	base, err := strconv.Atoi(c.FormValue("version"))
	if err != nil {
		return cmo.Errorf(cmo.Invalid, "The form is not whole. Open it again.")
	}
	edit := cmo.ReadSettings(c.FormValue)
	if err := s.offered(edit.Model); err != nil {
		return s.showSettingsForm(c, sc, http.StatusUnprocessableEntity, c.FormValue, err)
	}
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error { return w.SaveSettings(base, edit) })
	if problem := asFormProblem(err); problem != nil {
		status := http.StatusUnprocessableEntity
		if problem.Kind == cmo.Conflict {
			status = http.StatusConflict
		}
		return s.showSettingsForm(c, sc, status, c.FormValue, problem)
	}
	if err != nil {
		return err
	}
	return redirect(c, withDone(paths.Settings(sc.Tenant().Slug), "settings"))
}

// offered says that a model is not one of the installation's; empty is the installation's own choice.
func (s *Server) offered(model string) *cmo.Error {
	if model == "" || slices.Contains(s.models, model) {
		return nil
	}
	return &cmo.Error{Kind: cmo.Invalid, Msg: "Some settings are not right.", Fields: map[string]string{"model": "This installation does not offer this model. Choose one of the list."}}
}

// settingsRestore sets back what one change of the settings changed, as a new version over the one that was seen.
func (s *Server) settingsRestore(c echo.Context, sc store.Scope) error {
	id, err := parseID(c.FormValue("change"))
	if err != nil {
		return cmo.Errorf(cmo.Invalid, "Choose a change to set back.")
	}
	base, err := strconv.Atoi(c.FormValue("version"))
	if err != nil {
		return cmo.Errorf(cmo.Invalid, "The form is not whole. Open it again.")
	}
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error {
		settings, history := w.Settings(), w.SettingsHistory()
		list, err := history.Get()
		if err != nil {
			return err
		}
		at := slices.IndexFunc(list, func(x cmo.SettingsChange) bool { return x.ID == id })
		if at < 0 {
			return cmo.ErrNotFound
		}
		now, err := settings.Get()
		if err != nil {
			return err
		}
		edit := now.Edit().Restored(list[at])
		if bad := s.offered(edit.Model); bad != nil && edit.Model != now.Model {
			return bad
		}
		return w.SaveSettings(base, edit)
	})
	if err != nil {
		return err
	}
	return redirect(c, withDone(paths.Settings(sc.Tenant().Slug), "settings"))
}

// asFormProblem is an error that a form shows beside what was typed: values that are not right, or someone was quicker.
func asFormProblem(err error) *cmo.Error {
	var own *cmo.Error
	if errors.As(err, &own) && (own.Kind == cmo.Conflict || own.Kind == cmo.Invalid && len(own.Fields) > 0) {
		return own
	}
	return nil
}
