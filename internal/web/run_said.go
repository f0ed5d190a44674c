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

// runComment adds a comment to a run. What is refused comes back in its form.
func (s *Server) runComment(c echo.Context, sc store.Scope) error {
	run, err := idParam(c)
	if err != nil {
		return err
	}
	id, err := parseID(c.FormValue("comment"))
	if err != nil {
		id = uuid.Must(uuid.NewV7())
	}
	body := strings.TrimSpace(c.FormValue("body"))
	if problem := commentProblem(body); problem != "" {
		return s.showRun(c, sc, http.StatusUnprocessableEntity, run, runSaid{Comment: pages.Said{ID: id.String(), Text: body, Problem: problem}})
	}
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error { return w.InsertRunComment(id, run, body) })
	if err != nil {
		return err
	}
	return redirect(c, paths.Run(sc.Tenant().Slug, run.String())+"#comments")
}

// runJudge keeps whether a run helped the person.
func (s *Server) runJudge(c echo.Context, sc store.Scope) error {
	run, err := idParam(c)
	if err != nil {
		return err
	}
	said := pages.VerdictSaid{Reason: strings.TrimSpace(c.FormValue("reason"))}
	var helpful *bool
	switch v := c.FormValue("helpful"); v {
	case "yes", "no":
		yes := v == "yes"
		helpful = &yes
	case "none":
		said.Reason = ""
	default:
		return cmo.Errorf(cmo.Invalid, "Say whether the run helped: yes or no.")
	}
	if len([]rune(said.Reason)) > maxNote {
		said.Problem = "A reason has at most 1,000 characters."
		return s.showRun(c, sc, http.StatusUnprocessableEntity, run, runSaid{Verdict: said})
	}
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error { return w.SetRunVerdict(run, helpful, said.Reason) })
	if err != nil {
		return err
	}
	return redirect(c, paths.Run(sc.Tenant().Slug, run.String())+"#verdict")
}
