package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// tokenRoutes are the tokens of a tenant's own programs.
func (s *Server) tokenRoutes() []Route {
	return []Route{
		{get, "/t/:tenant/tokens", cmo.RightManage, scoped(s.tokenList)},
		{post, "/t/:tenant/tokens", cmo.RightManage, scoped(s.tokenAdd)},
		{post, "/t/:tenant/tokens/revoke", cmo.RightManage, scoped(s.tokenRevoke)},
	}
}

func (s *Server) tokenList(c echo.Context, sc store.Scope) error {
	return s.showTokens(c, sc, http.StatusOK, cmo.NewToken{Days: 90}, nil, "")
}

func (s *Server) showTokens(c echo.Context, sc store.Scope, status int, typed cmo.NewToken, wrong map[string]string, made string) error {
	var tokens *store.Rows[cmo.Token]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error { tokens, nav = r.Tokens(), readNav(r); return nil })
	if err != nil {
		return err
	}
	view := pages.NewTokensView(sc.Tenant(), tokens.List(), typed, wrong, made, s.absolute(paths.API), s.now())
	return s.render(c, status, page{
		shell: s.shell(c, place{title: "API tokens", section: "Settings", counts: nav.counts(), parent: []layout.Crumb{{Label: "Settings", Href: paths.Settings(sc.Tenant().Slug)}}}),
		body:  pages.Tokens(view),
	})
}

// tokenAdd makes a token and shows it, this once.
func (s *Server) tokenAdd(c echo.Context, sc store.Scope) error {
	days, _ := strconv.Atoi(c.FormValue("days")) // none is refused like any other
	ask := cmo.NewToken{Name: strings.TrimSpace(c.FormValue("name")), Origins: strings.Fields(c.FormValue("origins")), Days: days}
	for _, scope := range c.Request().PostForm["scopes"] {
		ask.Scopes = append(ask.Scopes, cmo.TokenScope(scope))
	}
	wrong := ask.Check()
	if len(wrong) > 0 {
		return s.showTokens(c, sc, http.StatusUnprocessableEntity, ask, wrong, "")
	}
	var secret store.Secret
	err := sc.Write(c.Request().Context(), func(w *store.Writer) (err error) { secret, err = w.AddToken(ask, s.now()); return err })
	if cmo.KindOf(err) == cmo.Conflict {
		return s.showTokens(c, sc, http.StatusUnprocessableEntity, ask, map[string]string{"name": "There is a token of this name already. Revoke it first, or choose another name."}, "")
	}
	if err != nil {
		return err
	}
	return s.showTokens(c, sc, http.StatusOK, cmo.NewToken{Days: 90}, nil, store.EncodeToken(secret))
}

func (s *Server) tokenRevoke(c echo.Context, sc store.Scope) error {
	id, err := parseID(c.FormValue("token"))
	if err != nil {
		return err
	}
	if err := sc.Write(c.Request().Context(), func(w *store.Writer) error { return w.RevokeToken(id) }); err != nil {
		return err
	}
	return redirect(c, withDone(paths.Tokens(sc.Tenant().Slug), "token-revoked"))
}
