package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// compareReads are the queries behind one side of a comparison.
type compareReads struct {
	run    *store.One[cmo.RunDetail]
	prompt *store.One[cmo.RunPrompt]
	steps  *store.Rows[cmo.RunStep]
}

func (q *compareReads) declare(r *store.Reader, id uuid.UUID) {
	q.run, q.prompt, q.steps = r.Run(id), r.RunPrompt(id), r.RunSteps(id)
}

func (q *compareReads) value() pages.ComparedRun {
	return pages.ComparedRun{Run: q.run.Value(), Prompt: q.prompt.Value(), Steps: q.steps.List()}
}

// runCompare puts two runs side by side. Without two it asks for them.
func (s *Server) runCompare(c echo.Context, sc store.Scope) error {
	tab, err := oneOf(c, "tab", pages.CompareTabs)
	if err != nil {
		return err
	}
	ask, ticked := compareAsk(c)
	if ask.Hint != "" || ask.A == "" || ask.B == "" {
		status := http.StatusOK
		if ticked && ask.A != "" {
			status = http.StatusUnprocessableEntity
		}
		return s.compareForm(c, sc, status, ask)
	}
	var a, b compareReads
	var nav navReads
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		ida, idb, err := comparedIDs(r, &ask)
		if err != nil || ask.ErrorA+ask.ErrorB != "" {
			return err
		}
		a.declare(r, ida)
		b.declare(r, idb)
		nav = readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	if ask.ErrorA+ask.ErrorB != "" {
		return s.compareForm(c, sc, http.StatusUnprocessableEntity, ask)
	}
	return s.renderCompare(c, nav, http.StatusOK, pages.NewCompareView(sc.Tenant(), a.value(), b.value(), tab, c.QueryParam("all") != "", s.now()))
}

// compareAsk reads which runs are asked for: a and b, or two ticked in the log.
func compareAsk(c echo.Context) (ask pages.CompareAsk, ticked bool) {
	ask = pages.CompareAsk{A: runName(c.QueryParam("a")), B: runName(c.QueryParam("b"))}
	list := c.QueryParams()["run"]
	if ask.A+ask.B != "" || len(list) == 0 && c.QueryParam("ticked") == "" {
		return ask, false
	}
	switch len(list) {
	case 2:
		ask.A, ask.B = runName(list[1]), runName(list[0]) // the log has the newer one above
		return ask, false
	case 0, 1:
		ask.Hint = "A comparison needs two runs."
	default:
		ask.Hint = "Two runs at a time."
	}
	if len(list) > 0 {
		ask.A = runName(list[0])
	}
	return ask, true
}

func runName(raw string) string { return strings.TrimLeft(strings.TrimSpace(raw), "#") }

// comparedIDs finds the runs by id or by number. A number that no run has is an error of its field.
func comparedIDs(r *store.Reader, ask *pages.CompareAsk) (a, b uuid.UUID, err error) {
	for _, side := range []struct {
		raw   string
		into  *uuid.UUID
		wrong *string
	}{{ask.A, &a, &ask.ErrorA}, {ask.B, &b, &ask.ErrorB}} {
		if len(side.raw) == 36 {
			if *side.into, err = parseID(side.raw); err != nil {
				return a, b, err
			}
			continue
		}
		no, nerr := strconv.ParseInt(side.raw, 10, 64)
		if nerr != nil || no < 1 {
			*side.wrong = "This is not the number of a run."
			continue
		}
		found, err := r.RunByNo(no).Get()
		if err != nil {
			return a, b, err
		}
		if len(found) == 0 {
			*side.wrong = "There is no run of this number."
			continue
		}
		*side.into = found[0].ID
	}
	return a, b, nil
}

func (s *Server) compareForm(c echo.Context, sc store.Scope, status int, ask pages.CompareAsk) error {
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error { nav = readNav(r); return nil })
	if err != nil {
		return err
	}
	return s.renderCompare(c, nav, status, pages.NewCompareForm(sc.Tenant(), ask))
}

func (s *Server) renderCompare(c echo.Context, nav navReads, status int, v pages.CompareView) error {
	return s.render(c, status, page{
		shell: s.shell(c, place{title: v.Title, section: "Runs", counts: nav.counts(), parent: []layout.Crumb{{Label: "Runs", Href: paths.Runs(c.Param("tenant"))}}}),
		body:  pages.Compare(v),
	})
}
