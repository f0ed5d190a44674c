package web

import (
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

// accountsShown is how many people a page lists.
const accountsShown = 100

func (s *Server) accountList(c echo.Context, p store.Platform) error {
	q, err := textParam(c)
	if err != nil {
		return err
	}
	after := c.QueryParam("after")
	if len(after) > 254 {
		return cmo.Errorf(cmo.Invalid, "There is no such page.")
	}
	list, err := p.Accounts(c.Request().Context(), q, after, accountsShown+1)
	if err != nil {
		return err
	}
	view := pages.NewAccountsView(q, after, list, accountsShown, s.clock(c))
	return s.platformPage(c, http.StatusOK, place{title: "Users", section: "Users"}, pages.Accounts(view))
}

func (s *Server) accountPage(c echo.Context, p store.Platform) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	return s.showAccountOf(c, p, http.StatusOK, id, "")
}

func (s *Server) showAccountOf(c echo.Context, p store.Platform, status int, id uuid.UUID, problem string) error {
	u, err := p.Account(c.Request().Context(), id)
	if err != nil {
		return err
	}
	view := pages.NewAccountOfView(u, p.User().ID, problem, s.clock(c))
	return s.platformPage(c, status, place{title: u.Name, section: "Users", parent: []layout.Crumb{{Label: "Users", Href: paths.PlatformUsers}}}, pages.AccountOf(view))
}

// accountDisable disables an account or enables it again. Disabling asks for a tick.
func (s *Server) accountDisable(c echo.Context, p store.Platform) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	to := c.FormValue("to")
	switch {
	case to != "off" && to != "on":
		return cmo.Errorf(cmo.Invalid, "An account is switched on or off.")
	case to == "off" && c.FormValue("confirm") != "disable":
		return s.showAccountOf(c, p, http.StatusUnprocessableEntity, id, "Tick the box, so that nobody is disabled by mistake.")
	}
	err = p.DisableAccount(c.Request().Context(), id, to == "off")
	if problem := conflictText(err); problem != "" {
		return s.showAccountOf(c, p, http.StatusConflict, id, problem)
	}
	if err != nil {
		return err
	}
	return redirect(c, withDone(paths.PlatformUser(id.String()), "account-"+to))
}

// accountSessions ends one session of a person, or all.
func (s *Server) accountSessions(c echo.Context, p store.Platform) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	var session *uuid.UUID
	if c.FormValue("all") != "on" {
		one, err := parseID(c.FormValue("session"))
		if err != nil {
			return cmo.Errorf(cmo.Invalid, "Choose a session.")
		}
		session = &one
	}
	if err := p.EndSessions(c.Request().Context(), id, session); err != nil {
		return err
	}
	return redirect(c, withDone(paths.PlatformUser(id.String()), "sessions"))
}

// accessPage answers why a person can or cannot do something in a tenant.
func (s *Server) accessPage(c echo.Context, p store.Platform) error {
	ask := pages.AccessAsk{Email: strings.ToLower(strings.TrimSpace(c.QueryParam("email"))), Slug: strings.TrimSpace(c.QueryParam("tenant"))}
	if len(ask.Email) > 254 || len(ask.Slug) > 63 {
		return cmo.Errorf(cmo.Invalid, "An address has at most 254 characters, a short name 63.")
	}
	module, err := oneOf(c, "module", moduleNames())
	if err != nil {
		return err
	}
	right, err := oneOf(c, "right", []string{string(cmo.RightRead), string(cmo.RightEdit), string(cmo.RightApprove), string(cmo.RightManage), string(cmo.RightOwn)})
	if err != nil {
		return err
	}
	ask.Module, ask.Right = cmo.Module(module), cmo.Right(right)
	if ask.Module == "" {
		ask.Module = cmo.ModuleCMO
	}
	if ask.Right == "" {
		ask.Right = cmo.RightRead
	}
	var access *cmo.Access
	if ask.Email != "" && ask.Slug != "" {
		a, err := p.Access(c.Request().Context(), ask.Email, ask.Slug, ask.Module)
		if err != nil {
			return err
		}
		access = &a
	}
	return s.platformPage(c, http.StatusOK, place{title: "Why can, why can’t they?", section: "Why can they?"}, pages.Access(pages.NewAccessView(ask, access)))
}
