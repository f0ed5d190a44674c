package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// changeList lists the change sets that wait and the latest decided ones.
func (s *Server) changeList(c echo.Context, sc store.Scope) error {
	var sets *store.Rows[cmo.ChangeSet]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error { sets, nav = r.ChangeSets(), readNav(r); return nil })
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page{shell: s.shell(c, place{title: "Changes", section: "Changes", counts: nav.counts()}),
		body: pages.Changes(pages.NewChangesView(sc.Tenant(), sets.List(), s.now()))})
}

// changePage shows one change set, field by field.
func (s *Server) changePage(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	return s.showChange(c, sc, http.StatusOK, id, nil, "")
}

func (s *Server) showChange(c echo.Context, sc store.Scope, status int, id uuid.UUID, typed map[string]string, problem string) error {
	var set *store.One[cmo.ChangeSet]
	var items *store.Rows[cmo.ChangeItem]
	var names *store.Rows[cmo.RecordOption]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		set, items, names, nav = r.ChangeSet(id), r.ChangeItems(id), r.RecordOptions(cmo.KindCampaign), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	view := pages.NewChangeView(sc.Tenant(), set.Value(), items.List(), names.List(), typed, problem, s.now())
	return s.render(c, status, page{shell: s.shell(c, place{title: view.Title, section: "Changes", counts: nav.counts(),
		parent: []layout.Crumb{{Label: "Changes", Href: paths.Changes(sc.Tenant().Slug)}}}), body: pages.Change(view)})
}

// changeDecide accepts or rejects each field of a change set. What was decided stays on the form when something is
// missing or was changed meanwhile.
func (s *Server) changeDecide(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	decisions, typed := map[uuid.UUID]cmo.Decision{}, map[string]string{}
	for name, values := range c.Request().PostForm {
		typed[name] = values[len(values)-1]
		raw, ok := strings.CutPrefix(name, "decide.")
		if !ok {
			continue
		}
		item, err := parseID(raw)
		if err != nil {
			return err
		}
		note := strings.TrimSpace(c.FormValue("note." + raw))
		if len([]rune(note)) > maxNote {
			return s.showChange(c, sc, http.StatusUnprocessableEntity, id, typed, "A reason has at most 1,000 characters.")
		}
		decisions[item] = cmo.Decision{Accept: typed[name] == "accept", Note: note}
	}
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error { return w.DecideChangeSet(id, decisions) })
	var own *cmo.Error
	switch {
	case errors.As(err, &own) && own.Kind == cmo.Invalid:
		return s.showChange(c, sc, http.StatusUnprocessableEntity, id, typed, own.Msg)
	case errors.As(err, &own) && own.Kind == cmo.Conflict:
		return s.showChange(c, sc, http.StatusConflict, id, typed, own.Msg)
	case err != nil:
		return err
	}
	return redirect(c, withDone(paths.Change(sc.Tenant().Slug, id.String()), "decided"))
}
