package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// maxKept is the largest form that is kept over an ended session.
const maxKept = 64 << 10

// secretField matches fields that are never kept.
var secretField = regexp.MustCompile(`(?i)pass|secret|token`)

// keepForm keeps a form of a tenant's page that came over an ended session, for the person whose session it was. It is
// offered after the next sign-in. It reports whether it is kept.
func (s *Server) keepForm(c echo.Context) (kept bool) {
	r := c.Request()
	session, ok := s.sessions.secret(r)
	if !ok || r.Method != http.MethodPost || !strings.HasPrefix(r.URL.Path, "/t/") || len(r.PostForm) == 0 {
		return false
	}
	form := url.Values{}
	for name, values := range r.PostForm {
		if !secretField.MatchString(name) {
			form[name] = values
		}
	}
	text := form.Encode()
	if len(text) > maxKept {
		return false
	}
	kept, err := s.db.ParkForm(r.Context(), session, localPath(r.URL.RequestURI()), text)
	if err != nil {
		s.log.Error("keeping a form", "error", err, ctxRequestID, requestIDOf(c))
	}
	return kept && err == nil
}

// keptForms offers what was sent over an ended session.
func (s *Server) keptForms(c echo.Context, v visitor) error {
	list, err := s.db.ParkedForms(c.Request().Context(), v.session)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return redirect(c, paths.Root)
	}
	shell := s.shell(c, place{title: "Kept for you"})
	shell.Path = paths.Kept
	return s.render(c, http.StatusOK, page{shell: shell, body: pages.KeptForms(pages.NewKeptView(pages.PersonalClock(v.User, s.now()), list))})
}

// keptDrop forgets one kept form.
func (s *Server) keptDrop(c echo.Context, v visitor) error {
	id, err := parseID(c.FormValue("kept"))
	if err != nil {
		return err
	}
	if err := s.db.DropParkedForm(c.Request().Context(), v.session, id); err != nil {
		return err
	}
	return redirect(c, paths.Kept)
}

// afterSignIn leads to what was kept for the person, if anything was, else to next.
func (s *Server) afterSignIn(c echo.Context, session store.Secret, next string) string {
	list, err := s.db.ParkedForms(c.Request().Context(), session)
	if err != nil || len(list) == 0 {
		return next
	}
	return paths.Kept
}

// takeKept forgets a kept form that is being sent again.
func (s *Server) takeKept(c echo.Context, session store.Secret) {
	id, err := parseID(c.Request().PostFormValue("kept"))
	if err != nil {
		return
	}
	if err := s.db.DropParkedForm(c.Request().Context(), session, id); err != nil {
		s.log.Error("forgetting a kept form", "error", err, ctxRequestID, requestIDOf(c))
	}
}
