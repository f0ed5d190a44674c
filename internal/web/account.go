package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// root leads to the tenant the person was in last, to his only one, or to the list.
func (s *Server) root(c echo.Context, v visitor) error {
	switch {
	case v.LastSlug != "":
		return redirect(c, landing(v.User, v.LastSlug))
	case len(v.Memberships) == 1:
		return redirect(c, landing(v.User, v.Memberships[0].Slug))
	}
	return redirect(c, paths.Tenants)
}

// tenantList is the switcher as a page: all tenants, searchable, also without JavaScript.
func (s *Server) tenantList(c echo.Context, v visitor) error {
	q, err := textParam(c)
	if err != nil {
		return err
	}
	var links []layout.TenantLink
	for _, m := range v.Memberships {
		if strings.Contains(strings.ToLower(m.Name+" "+m.Slug), strings.ToLower(q)) {
			links = append(links, tenantLink(m, s.zoneName(m.Zone), landing(v.User, m.Slug), false))
		}
	}
	view := pages.TenantsView{Query: q, Tenants: links, Total: len(v.Memberships), UserEmail: v.User.Email}
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "Tenants", section: "Tenants"}),
		body:  pages.Tenants(view),
		parts: map[string]templ.Component{"tenant-list": pages.TenantList(view)},
	})
}

func (s *Server) account(c echo.Context, v visitor) error {
	return s.showAccount(c, http.StatusOK, v, nil)
}

func (s *Server) showAccount(c echo.Context, status int, v visitor, fields map[string]string) error {
	sessions, err := s.db.Sessions(c.Request().Context(), v.session)
	if err != nil {
		return err
	}
	shell := s.shell(c, place{title: "Account", section: "Account"})
	shell.Path = paths.Account
	view := pages.NewAccountView(v.User, sessions, fields, s.now())
	return s.render(c, status, page{shell: shell, body: pages.Account(view)})
}

func (s *Server) passwordSet(c echo.Context, v visitor) error {
	ctx := c.Request().Context()
	password := c.FormValue("password")
	hash, err := s.db.PasswordHash(ctx, v.session)
	if err != nil {
		return err
	}
	fields := map[string]string{}
	if hash != "" {
		ok, err := s.verifyPassword(c.FormValue("current"), hash)
		if err != nil {
			return err
		}
		if !ok {
			fields["current"] = "This is not your present password."
		}
	}
	if err := CheckNewPassword(password, append(strings.FieldsFunc(v.User.Email, func(r rune) bool { return r == '@' || r == '.' }), v.User.Name, "aicmo")...); err != nil {
		fields["password"] = err.Error()
	}
	if len(fields) > 0 {
		return s.showAccount(c, http.StatusUnprocessableEntity, v, fields)
	}
	next, err := HashPassword(password)
	if err != nil {
		return err
	}
	session, err := s.db.SetPassword(ctx, v.session, hash, next)
	if err != nil {
		return err
	}
	return s.enter(c, session, paths.Account+"?done=password")
}

func (s *Server) themeSet(c echo.Context, v visitor) error {
	theme := c.FormValue("theme")
	if !slices.Contains([]string{"light", "dark", "system"}, theme) {
		return cmo.Errorf(cmo.Invalid, "The theme is light, dark or system.")
	}
	if err := s.db.SetTheme(c.Request().Context(), v.session, theme); err != nil {
		return err
	}
	return redirect(c, localPath(c.FormValue("next")))
}

func (s *Server) sessionRevoke(c echo.Context, v visitor) error {
	id, err := parseID(c.FormValue("id"))
	if err != nil {
		return err
	}
	if err := s.db.RevokeSession(c.Request().Context(), v.session, id); err != nil {
		return err
	}
	return redirect(c, paths.Account+"?done=session")
}

func (s *Server) sessionRevokeAll(c echo.Context, v visitor) error {
	if err := s.db.RevokeSessions(c.Request().Context(), v.session); err != nil {
		return err
	}
	return redirect(c, paths.Login)
}
