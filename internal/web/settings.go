package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// settingsPage shows what the tenant chose for itself and which modules it has.
func (s *Server) settingsPage(c echo.Context, sc store.Scope) error {
	var settings *store.One[cmo.Settings]
	var modules *store.Rows[cmo.ModuleAccess]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		settings, modules, nav = r.Settings(), r.ModuleAccess(), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	view := pages.NewSettingsView(sc.Tenant(), settings.Value(), modules.List(), s.now())
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "Settings", section: "Settings", counts: nav.counts()}),
		body:  pages.Settings(view),
	})
}

// memberList shows who is in the tenant.
func (s *Server) memberList(c echo.Context, sc store.Scope) error {
	var members *store.Rows[cmo.Member]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		members, nav = r.Members(), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	v, _ := c.Get(ctxVisit).(store.Visit)
	view := pages.NewMembersView(sc.Tenant(), members.List(), v.User.ID, s.now())
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "Members", section: "Members", counts: nav.counts()}),
		body:  pages.Members(view),
	})
}
