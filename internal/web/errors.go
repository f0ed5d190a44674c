package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// statuses maps the kinds of error to HTTP. Internal is not here: it is the default.
var statuses = map[cmo.Kind]int{
	cmo.NotFound:    http.StatusNotFound,
	cmo.Forbidden:   http.StatusForbidden,
	cmo.Invalid:     http.StatusBadRequest,
	cmo.Conflict:    http.StatusConflict,
	cmo.Unavailable: http.StatusServiceUnavailable,
	cmo.TooMany:     http.StatusTooManyRequests,
}

// handleError is the only one that answers errors. What is not a cmo.Error shows no word of itself.
func (s *Server) handleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	if paths.ForProgram(c.Request().URL.Path) {
		s.problem(err, c)
		return
	}
	if cmo.KindOf(err) == cmo.SignIn {
		if err := s.toSignIn(c); err != nil {
			s.log.Error("redirect to sign-in", "error", err, ctxRequestID, requestIDOf(c))
		}
		return
	}
	status, msg := http.StatusInternalServerError, ""
	var own *cmo.Error
	var web *echo.HTTPError
	switch {
	case errors.As(err, &own) && own.Kind != cmo.Internal:
		status, msg = statuses[own.Kind], own.Msg
	case errors.As(err, &web) && web.Code < 500:
		status, msg = web.Code, webMessage(web.Code)
	}
	if status == http.StatusServiceUnavailable {
		c.Response().Header().Set("Retry-After", "5")
	}
	out := s.wayOut(c)
	shell := s.shell(c, place{title: pages.ErrorTitle(status)})
	shell.Path = out.Href // the address itself stays off the page: another tenant's id and a missing one answer alike
	view := pages.NewErrorView(status, msg, requestIDOf(c), out)
	if rerr := s.write(c, status, layout.Error(shell, view)); rerr != nil {
		s.log.Error("error page failed", "error", rerr, ctxRequestID, requestIDOf(c))
	}
}

func webMessage(status int) string {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return "The request is larger than 1 MB."
	case http.StatusMethodNotAllowed:
		return "This address does not take this kind of request."
	case http.StatusUnsupportedMediaType:
		return "This address takes forms only."
	case http.StatusNotFound:
		return cmo.ErrNotFound.Msg
	}
	return "The request could not be understood."
}

// wayOut is the link of an error page: the tenant's home inside one, else the list of tenants.
func (s *Server) wayOut(c echo.Context) (link pages.Link) {
	if sc, ok := c.Get(ctxScope).(store.Scope); ok && sc.Tenant().Slug != "" {
		return pages.Link{Label: "Go to " + sc.Tenant().Name, Href: paths.Tenant(sc.Tenant().Slug)}
	}
	return pages.Link{Label: "Go to your tenants", Href: paths.Tenants}
}

// toSignIn leads to the sign-in page, and from there back to where a GET wanted to go.
func (s *Server) toSignIn(c echo.Context) error {
	kept := s.keepForm(c)
	if err := s.sessions.end(c.Request(), c.Response()); err != nil {
		return err
	}
	target := paths.Login
	if kept {
		target = paths.LoginKept
	}
	if r := c.Request(); r.Method == http.MethodGet || r.Method == http.MethodHead {
		if back := requestedPage(c); back != paths.Root {
			target = paths.LoginNext(back)
		}
	}
	return redirect(c, target)
}

// requestedPage is the page a request belongs to: for a partial, the page that asked for it.
func requestedPage(c echo.Context) string {
	if isPartial(c) {
		if u, err := url.Parse(c.Request().Header.Get("HX-Current-URL")); err == nil {
			return localPath(u.RequestURI())
		}
	}
	return localPath(c.Request().URL.RequestURI())
}

// plainError answers a program with a line of text: it has no use for a page.
func (s *Server) plainError(c echo.Context, err error) error {
	var own *cmo.Error
	if errors.As(err, &own) && own.Kind != cmo.Internal && own.Kind != cmo.SignIn {
		if own.Kind == cmo.Unavailable {
			c.Response().Header().Set("Retry-After", "300")
		}
		return c.String(statuses[own.Kind], own.Msg+"\n")
	}
	s.log.Error("feed failed", "error", err, ctxRequestID, requestIDOf(c))
	return c.String(http.StatusInternalServerError, "Something went wrong. Reference: "+requestIDOf(c)+"\n")
}

// problem answers a program whose call did not come to an operation of the API.
func (s *Server) problem(err error, c echo.Context) {
	status, detail := http.StatusInternalServerError, "Something went wrong."
	var own *cmo.Error
	var web *echo.HTTPError
	switch {
	case errors.As(err, &own) && own.Kind != cmo.Internal:
		status, detail = statuses[own.Kind], own.Msg
	case errors.As(err, &web) && web.Code < 500:
		status, detail = web.Code, http.StatusText(web.Code)
	}
	c.Response().Header().Set(echo.HeaderContentType, "application/problem+json")
	body := map[string]any{"title": http.StatusText(status), "status": status, "detail": detail, "instance": requestIDOf(c)}
	if strings.HasPrefix(c.Request().URL.Path, paths.Rest) { // clients of PostgREST read these
		c.Response().Header().Set(echo.HeaderContentType, echo.MIMEApplicationJSON)
		body = map[string]any{"code": "PGRST" + strconv.Itoa(status), "message": detail, "details": "Reference: " + requestIDOf(c), "hint": nil}
	}
	if jerr := c.JSON(status, body); jerr != nil {
		s.log.Error("problem failed", "error", jerr, ctxRequestID, requestIDOf(c))
	}
}

// formError says what a form's reading failed at.
func formError(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return echo.ErrStatusRequestEntityTooLarge
	}
	return errUnreadable
}

// moduleOff is the page of a module that is switched off: what is off, and who can turn it on.
func (s *Server) moduleOff(c echo.Context, m cmo.Module) error {
	shell := s.shell(c, place{title: m.Label() + " is off"})
	return s.render(c, http.StatusForbidden, page{shell: shell, body: pages.NewModuleOffView(m, shell.Tenant.Name)})
}
