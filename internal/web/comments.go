package web

import (
	"net/http"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// recordComment adds a comment to a record of any kind. What is refused comes back in its form.
func (s *Server) recordComment(c echo.Context, sc store.Scope, kind cmo.RecordKind) error {
	record, err := idParam(c)
	if err != nil {
		return err
	}
	id, err := parseID(c.FormValue("comment"))
	if err != nil {
		id = uuid.Must(uuid.NewV7())
	}
	body, back := strings.TrimSpace(c.FormValue("body")), localPath(c.FormValue("next"))
	if problem := commentProblem(body); problem != "" {
		return s.commentAgain(c, sc, kind, record, pages.Said{ID: id.String(), Next: back, Text: body, Problem: problem})
	}
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error { return w.InsertComment(id, kind, record, body) })
	if err != nil {
		return err
	}
	next := paths.RecordHistory(sc.Tenant().Slug, kind.Type().Collection, record.String())
	if back != paths.Root {
		next = back
	}
	return redirect(c, next+"#comments")
}

func commentProblem(body string) string {
	switch {
	case body == "":
		return "Write something first."
	case len([]rune(body)) > maxComment:
		return "A comment has at most 5,000 characters."
	}
	return ""
}

// commentAgain is the page that the comment was typed on, with 422.
func (s *Server) commentAgain(c echo.Context, sc store.Scope, kind cmo.RecordKind, record uuid.UUID, said pages.Said) error {
	if kind == cmo.KindCampaign && said.Next == paths.Campaign(sc.Tenant().Slug, record.String()) {
		return s.showCampaign(c, sc, http.StatusUnprocessableEntity, record, said)
	}
	return s.showHistory(c, sc, http.StatusUnprocessableEntity, kind, record, said)
}
