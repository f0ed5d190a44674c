package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// maxPersonName is the longest name of a person.
const maxPersonName = 120

// inviteForm shows an invitation. Opening it uses nothing up: mail scanners follow links, too.
func (s *Server) inviteForm(c echo.Context) error {
	token := c.QueryParam("token")
	return s.showInvite(c, http.StatusOK, token, "", "")
}

func (s *Server) showInvite(c echo.Context, status int, token, name, problem string) error {
	session, _ := s.sessions.secret(c.Request())
	view := pages.InviteView{Token: token, Name: name, NameError: problem, Next: paths.LoginNext(paths.InviteLink(token)), Open: cmo.OpenInvitation{Standing: cmo.StandingGone}}
	if link, ok := store.ParseSecret(token); ok {
		open, err := s.db.Invitation(c.Request().Context(), link, session)
		if err == nil {
			view.Open = open
		} else if cmo.KindOf(err) != cmo.NotFound {
			return err
		}
	}
	if view.Open.Standing == cmo.StandingGone {
		status = http.StatusNotFound
	}
	return s.render(c, status, page{shell: s.shell(c, place{title: "Invitation"}), body: pages.Invite(view), bare: true})
}

// inviteAccept makes the bearer a member. A new account gets its session here; a password it sets itself.
func (s *Server) inviteAccept(c echo.Context) error {
	token, name := c.FormValue("token"), strings.TrimSpace(c.FormValue("name"))
	link, ok := store.ParseSecret(token)
	if !ok {
		return s.showInvite(c, http.StatusNotFound, "", "", "")
	}
	session, _ := s.sessions.secret(c.Request())
	open, err := s.db.Invitation(c.Request().Context(), link, session)
	if cmo.KindOf(err) == cmo.NotFound {
		return s.showInvite(c, http.StatusNotFound, token, "", "")
	}
	if err != nil {
		return err
	}
	if n := len([]rune(name)); open.Standing == cmo.StandingNew && (n < 1 || n > maxPersonName) {
		return s.showInvite(c, http.StatusUnprocessableEntity, token, name, "Write your name as the others should see it, at most 120 characters.")
	}
	standing, slug, next, err := s.db.AcceptInvitation(c.Request().Context(), link, session, name, c.Request().UserAgent())
	switch {
	case err != nil:
		return err
	case standing == cmo.StandingNew:
		s.startKept(c, next, slug)
		return s.enter(c, next, withDone(paths.Account, "joined"))
	case standing == cmo.StandingReady:
		s.startKept(c, session, slug)
		return redirect(c, withDone(paths.Tenant(slug), "welcome"))
	}
	return s.showInvite(c, http.StatusConflict, token, name, "")
}
