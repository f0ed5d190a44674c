package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

func (s *Server) loginForm(c echo.Context) error {
	return s.showLogin(c, http.StatusOK, pages.LoginView{Next: localPath(c.QueryParam("next")), Kept: c.QueryParam("kept") != ""})
}

func (s *Server) showLogin(c echo.Context, status int, v pages.LoginView) error {
	return s.render(c, status, page{shell: s.shell(c, place{title: "Sign in"}), body: pages.Login(v), bare: true})
}

// login answers alike for an unknown account, one without a password and a wrong password.
func (s *Server) login(c echo.Context) error {
	ctx := c.Request().Context()
	email, password := strings.TrimSpace(c.FormValue("email")), c.FormValue("password")
	v := pages.LoginView{Email: email, Next: localPath(c.FormValue("next"))}
	if email == "" || password == "" || len(email) > 254 || len(password) > 4*maxPassword {
		v.Error = "Enter your email and your password."
		return s.showLogin(c, http.StatusUnprocessableEntity, v)
	}
	login, err := s.db.LookupLogin(ctx, strings.ToLower(email), c.RealIP())
	if err != nil {
		return err
	}
	if login.RetryAfter > 0 {
		v.Error = waitMessage(login.RetryAfter)
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(login.RetryAfter.Seconds())))
		return s.showLogin(c, http.StatusTooManyRequests, v)
	}
	ok, err := s.verifyPassword(password, login.PasswordHash)
	if err != nil {
		return err
	}
	if !ok {
		v.Error = "Email and password do not match. After ten tries sign-in pauses for 15 minutes."
		if err := s.db.LoginFailed(ctx, login); err != nil {
			return err
		}
		return s.showLogin(c, http.StatusUnprocessableEntity, v)
	}
	session, err := s.db.OpenSession(ctx, login, c.Request().UserAgent())
	if err != nil {
		return err
	}
	return s.enter(c, session, v.Next)
}

func waitMessage(d time.Duration) string {
	return fmt.Sprintf("Too many tries. Wait %d minutes, or ask an administrator for a sign-in link.", int(d.Round(time.Minute)/time.Minute)+1)
}

// linkForm shows one button: mail scanners that follow links must not use them up.
func (s *Server) linkForm(c echo.Context) error {
	return s.showLink(c, http.StatusOK, pages.LinkView{Token: c.QueryParam("token")})
}

func (s *Server) showLink(c echo.Context, status int, v pages.LinkView) error {
	return s.render(c, status, page{shell: s.shell(c, place{title: "Sign in by link"}), body: pages.SignInLink(v), bare: true})
}

func (s *Server) link(c echo.Context) error {
	bad := pages.LinkView{Error: "This link has been used or is older than a day. Ask an administrator for a new one."}
	secret, ok := store.ParseSecret(c.FormValue("token"))
	if !ok {
		return s.showLink(c, http.StatusUnprocessableEntity, bad)
	}
	session, ok, wait, err := s.db.RedeemLink(c.Request().Context(), secret, c.Request().UserAgent(), c.RealIP())
	switch {
	case err != nil:
		return err
	case wait > 0:
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())))
		return s.showLink(c, http.StatusTooManyRequests, pages.LinkView{Error: waitMessage(wait)})
	case !ok:
		return s.showLink(c, http.StatusUnprocessableEntity, bad)
	}
	return s.enter(c, session, paths.Root)
}

// enter gives the browser its new session and goes on.
func (s *Server) enter(c echo.Context, session store.Secret, next string) error {
	if err := s.sessions.start(c.Request(), c.Response(), session); err != nil {
		return err
	}
	return redirect(c, s.afterSignIn(c, session, next))
}

func (s *Server) logout(c echo.Context) error {
	if err := s.sessions.end(c.Request(), c.Response()); err != nil {
		return err
	}
	return redirect(c, paths.Login)
}
