package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// deskRoutes are the pages around the records: attribution, search, winners, the calendar's moves.
func (s *Server) deskRoutes() []Route {
	return []Route{
		{get, "/t/:tenant/attribution", cmo.RightRead, scoped(s.attributionPage)},
		{post, "/t/:tenant/content/:id/winner", cmo.RightEdit, scoped(s.assetWinner)},
		{get, "/t/:tenant/calendar/move", cmo.RightEdit, scoped(s.calendarMove)},
		{post, "/t/:tenant/calendar/move", cmo.RightEdit, scoped(s.calendarReschedule)},
		{get, "/t/:tenant/search", cmo.RightRead, scoped(s.search)},
		{post, "/t/:tenant/attribution", cmo.RightEdit, scoped(s.attributionRepair)},
	}
}

// attributionPage lists the campaigns whose public mark disagrees with who made them.
func (s *Server) attributionPage(c echo.Context, sc store.Scope) error {
	var list *store.Rows[cmo.Drifted]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error { list, nav = r.Drifted(), readNav(r); return nil })
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page{shell: s.shell(c, place{title: "Attribution", section: "Settings", counts: nav.counts(),
		parent: []layout.Crumb{{Label: "Settings", Href: paths.Settings(sc.Tenant().Slug)}}}),
		body: pages.Attribution(pages.NewAttributionView(sc.Tenant(), list.List(), store.DriftListed, s.now()))})
}

// attributionRepair repairs the marks of the campaigns that the page showed, each in a transaction of its own: one that
// was changed meanwhile does not keep the others from it, and the page still lists it.
func (s *Server) attributionRepair(c echo.Context, sc store.Scope) error {
	ids := c.Request().PostForm["id"]
	if len(ids) > store.DriftListed {
		return cmo.Errorf(cmo.Invalid, "Repair at most %d campaigns at once.", store.DriftListed)
	}
	for _, raw := range ids {
		id, err := parseID(raw)
		if err != nil {
			return err
		}
		err = sc.Write(c.Request().Context(), func(w *store.Writer) error { _, err := w.RepairMark(id); return err })
		if err != nil && cmo.KindOf(err) != cmo.Conflict {
			return err
		}
	}
	return redirect(c, withDone(paths.Attribution(sc.Tenant().Slug), "marks"))
}
