package web

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// runPage shows one run: what it was given, what happened and what came of it.
func (s *Server) runPage(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	return s.showRun(c, sc, http.StatusOK, id, runSaid{})
}

// runSaid is what a person said of a run and has to say again.
type runSaid struct {
	Comment pages.Said
	Verdict pages.VerdictSaid
}

// runPageReads are the queries of a run's page: one trip.
type runPageReads struct {
	run      *store.One[cmo.RunDetail]
	steps    *store.Rows[cmo.RunStep]
	made     *store.Rows[cmo.RunMade]
	sources  *store.Rows[cmo.Source]
	links    *store.Rows[cmo.RunLink]
	changes  *store.Rows[cmo.ChangeSet]
	prompt   *store.One[cmo.RunPrompt]
	comments *store.Rows[cmo.Comment]
	verdicts *store.Rows[cmo.RunVerdict]
}

func (q *runPageReads) declare(r *store.Reader, id uuid.UUID, tab string) {
	q.run, q.steps, q.made = r.Run(id), r.RunSteps(id), r.RunMade(id)
	q.sources, q.links, q.changes = r.RunSources(id), r.RunLinks(id), r.RunChangeSets(id)
	q.comments, q.verdicts = r.RunComments(id), r.RunVerdicts(id)
	if tab == "prompt" {
		q.prompt = r.RunPrompt(id)
	}
}

func (q *runPageReads) value() pages.RunRecord {
	rec := pages.RunRecord{Run: q.run.Value(), Steps: q.steps.List(), Made: q.made.List(), Sources: q.sources.List(), Links: q.links.List(), Changes: q.changes.List(),
		Comments: q.comments.List(), Verdicts: q.verdicts.List(), AgainKey: uuid.NewString()}
	if q.prompt != nil {
		rec.Prompt = q.prompt.Value()
	}
	return rec
}

func (s *Server) showRun(c echo.Context, sc store.Scope, status int, id uuid.UUID, said runSaid) error {
	tab, err := oneOf(c, "tab", pages.RunTabs)
	if err != nil {
		return err
	}
	var found runPageReads
	var nav navReads
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		found.declare(r, id, tab)
		nav = readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	view := pages.NewRunView(sc.Tenant(), found.value(), tab, s.now())
	view.Comments, view.Verdict = view.Comments.With(said.Comment), view.Verdict.With(said.Verdict)
	return s.render(c, status, page{
		shell: s.shell(c, place{title: view.Title, section: "Runs", counts: nav.counts(), parent: []layout.Crumb{view.Log}}),
		body:  pages.Run(view),
		parts: map[string]templ.Component{partRunData: pages.RunData(view.Data), partRun: pages.Run(view)},
	})
}
