package web

import (
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// recommendationRows is how many recommendations a page of the inbox has.
const recommendationRows = 25

// recommendationList is the inbox of advice, the gravest first.
func (s *Server) recommendationList(c echo.Context, sc store.Scope) error {
	q := pages.AdviceQuery{Slug: sc.Tenant().Slug, After: c.QueryParam("after"), Before: c.QueryParam("before")}
	var err error
	if q.Status, err = oneOf(c, "status", append([]string{pages.AdviceAll}, cmo.RecommendationStatuses...)); err != nil {
		return err
	}
	ask := store.RecommendationPage{Limit: recommendationRows}
	if ask.After, err = store.ParseCursor(q.After); err != nil {
		return err
	}
	if ask.Before, err = store.ParseCursor(q.Before); err != nil {
		return err
	}
	status := q.Status
	switch status {
	case "":
		q.Status, status = pages.AdviceDefault, pages.AdviceDefault
	case pages.AdviceAll:
		status = ""
	}
	var rows *store.Rows[store.RecommendationRow]
	var facets *store.Rows[cmo.Facet]
	var nav navReads
	var outcomes store.OutcomeRows
	var tasks *store.Rows[cmo.Task]
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		rows, facets, outcomes, nav = r.Recommendations(status, ask), r.RecommendationFacets(), r.Outcomes(), readNav(r)
		tasks = r.Tasks(cmo.TaskOpen, false)
		return nil
	})
	if err != nil {
		return err
	}
	list := pages.AdviceList{Facets: facets.List(), Tasks: tasks.List()}
	if list.Outcomes, err = outcomes.List(); err != nil {
		return err
	}
	page1, prev, next, _ := keysetPage(rows.List(), recommendationRows, ask.After != nil, ask.Before != nil, func(r store.RecommendationRow) string {
		return store.Cursor{Key: r.SortKey, ID: r.ID}.Encode()
	})
	for _, r := range page1 {
		list.Rows = append(list.Rows, r.Recommendation)
	}
	list.Prev, list.Next = prev, next
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "Recommendations", section: "Recommendations", counts: nav.counts()}),
		body:  pages.Recommendations(pages.NewRecommendationsView(sc.Tenant(), q, list, s.now())),
	})
}

// recommendationPage shows one piece of advice.
func (s *Server) recommendationPage(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	return s.showRecommendation(c, sc, http.StatusOK, id, pages.AdviceForm{})
}

func (s *Server) showRecommendation(c echo.Context, sc store.Scope, status int, id uuid.UUID, typed pages.AdviceForm) error {
	var advice *store.One[cmo.Recommendation]
	var sources *store.Rows[cmo.Source]
	var outcomes store.OutcomeRows
	var nav navReads
	var targets *store.Rows[cmo.AdviceTarget]
	var people *store.Rows[cmo.RecordOption]
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		advice, sources, outcomes, nav = r.Recommendation(id), r.RecommendationSources(id), r.Outcome(id), readNav(r)
		targets, people = r.AdviceTargets(id), r.Assignees()
		return nil
	})
	if err != nil {
		return err
	}
	measured, err := outcomes.List()
	if err != nil {
		return err
	}
	view := pages.NewRecommendationView(sc.Tenant(), advice.Value(), sources.List(), s.now()).Decidable(sc.Tenant(), pages.AdviceData{Advice: advice.Value(), Measured: measured, Targets: targets.List(), People: people.List()}, typed, s.now())
	return s.render(c, status, page{
		shell: s.shell(c, place{title: view.Title, section: "Recommendations", counts: nav.counts(),
			parent: []layout.Crumb{{Label: "Recommendations", Href: paths.Recommendations(sc.Tenant().Slug)}}}),
		body: pages.Recommendation(view),
	})
}
