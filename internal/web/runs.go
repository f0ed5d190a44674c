package web

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// runRows is how many runs a page of the log has.
const runRows = 25

// The ids of the elements that the run pages renew in place.
const (
	partRunLog  = "run-log"
	partRunData = "run-data"
	partRun     = "run"
)

// runLog lists the tenant's runs, newest first.
func (s *Server) runLog(c echo.Context, sc store.Scope) error {
	ask, err := s.runRequest(c, sc)
	if err != nil {
		return err
	}
	var found runReads
	if err := sc.Read(c.Request().Context(), func(r *store.Reader) error { return found.declare(r, ask, sc.Tenant()) }); err != nil {
		return err
	}
	if isPartial(c) {
		c.Response().Header().Set("HX-Push-Url", ask.query.Href()) // without the empty fields of a form
	}
	view := pages.NewRunsView(sc.Tenant(), ask.query, found.list(ask), s.now())
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "Runs", section: "Runs", counts: found.nav.counts()}),
		body:  pages.Runs(view),
		parts: map[string]templ.Component{partRunLog: pages.RunsPart(view)},
	})
}

// runAsk is a request for runs, read and checked.
type runAsk struct {
	query pages.RunQuery
	since cmo.RunFilter // the query's filter with its period
	page  store.RunPage
}

// runRequest reads the period, filter and page that the URL names.
func (s *Server) runRequest(c echo.Context, sc store.Scope) (runAsk, error) {
	ask := runAsk{query: pages.RunQuery{Slug: sc.Tenant().Slug, Period: pages.PeriodDefault}, page: store.RunPage{Limit: runRows}}
	q := &ask.query
	period, err := oneOf(c, "period", []string{"24h", "7d", "30d", "all"})
	if err != nil {
		return ask, err
	}
	if period != "" {
		q.Period = period
	}
	agents, modes := agentKeys()
	for _, p := range []struct {
		name    string
		allowed []string
		into    *[]string
	}{
		{"status", append(slices.Clone(cmo.RunStatuses), cmo.RunInvalid), &q.Filter.Statuses},
		{"agent", agents, &q.Filter.Agents},
		{"via", cmo.RunVias, &q.Filter.Vias},
	} {
		if *p.into, err = someOf(c, p.name, p.allowed); err != nil {
			return ask, err
		}
	}
	if err := runValues(c, &q.Filter); err != nil {
		return ask, err
	}
	if q.Filter.Mode, err = oneOf(c, "mode", modes); err != nil {
		return ask, err
	}
	if q.Filter.Text, err = textParam(c); err != nil {
		return ask, err
	}
	ask.since = q.Filter
	ask.since.Masked = sc.Tenant().Role.Masked()
	if length := cmo.RunPeriods[q.Period]; length > 0 {
		ask.since.Since = s.now().Add(-length)
	}
	return ask, ask.readPage(c)
}

// runValues reads the filters whose values the tenant's own runs give.
func runValues(c echo.Context, f *cmo.RunFilter) error {
	for _, v := range c.QueryParams()["model"] {
		if v != "" && !slices.Contains(f.Models, v) {
			f.Models = append(f.Models, v)
		}
	}
	for _, v := range c.QueryParams()["who"] {
		if v == "" {
			continue
		}
		id, err := uuid.Parse(v)
		if err != nil || len(v) != 36 {
			return cmo.Errorf(cmo.Invalid, "The filter who has no value %q.", abbreviate(v))
		}
		if !slices.Contains(f.Starters, id) {
			f.Starters = append(f.Starters, id)
		}
	}
	if len(f.Models) > 50 || len(f.Starters) > 50 {
		return cmo.Errorf(cmo.Invalid, "A filter has at most 50 values.")
	}
	return nil
}

func (a *runAsk) readPage(c echo.Context) (err error) {
	a.query.After, a.query.Before = c.QueryParam("after"), c.QueryParam("before")
	if a.page.After, err = store.ParseRunCursor(a.query.After); err != nil {
		return err
	}
	a.page.Before, err = store.ParseRunCursor(a.query.Before)
	return err
}

func agentKeys() (agents, modes []string) {
	for _, a := range cmo.Agents {
		agents, modes = append(agents, a.ID), append(modes, string(a.Mode))
	}
	return agents, modes
}

// runReads are the queries of a page of the log: one trip to the database, under a filter two.
type runReads struct {
	runs    *store.Rows[cmo.Run]
	horizon *store.RunCursor // where a filtered page stops looking, nil at the log's own end
	facets  *store.Rows[cmo.Facet]
	summary *store.One[cmo.RunSummary]
	buckets *store.Rows[cmo.RunBucket]
	people  *store.Rows[cmo.RunStarter]
	nav     navReads
}

func (q *runReads) declare(r *store.Reader, a runAsk, t cmo.Tenant) error {
	if a.since.Narrows() {
		horizon, err := r.RunHorizon(a.since, a.page).Get()
		if err != nil {
			return err
		}
		if len(horizon) > 0 {
			q.horizon, a.page.Until = &horizon[0], &horizon[0]
		}
	}
	q.runs, q.facets, q.summary = r.Runs(a.since, a.page), r.RunFacets(a.since), r.RunSummary(a.since)
	q.buckets = r.RunBuckets(a.since, a.query.Period == "24h", t.Zone)
	q.people, q.nav = r.RunStarters(), readNav(r)
	return nil
}

// list is the page with the cursors beside it.
func (q *runReads) list(a runAsk) pages.RunList {
	list := pages.RunList{Facets: q.facets.List(), Summary: q.summary.Value(), Buckets: q.buckets.List(), People: q.people.List()}
	var further bool
	list.Runs, list.Prev, list.Next, further = keysetPage(q.runs.List(), runRows, a.page.After != nil, a.page.Before != nil, cursorOf)
	list.Horizon, list.Reach = q.horizon != nil && !further, a.since.Horizon()
	if list.Horizon && a.page.Before != nil {
		list.Prev = q.horizon.Encode()
	} else if list.Horizon {
		list.Next = q.horizon.Encode()
	}
	return list
}

func cursorOf(r cmo.Run) string { return store.RunCursor{At: r.CreatedAt, ID: r.ID}.Encode() }

// runPage shows one run: what it was given, what happened and what came of it.
func (s *Server) runPage(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	tab, err := oneOf(c, "tab", pages.RunTabs)
	if err != nil {
		return err
	}
	var (
		run     *store.One[cmo.RunDetail]
		steps   *store.Rows[cmo.RunStep]
		made    *store.Rows[cmo.RunMade]
		sources *store.Rows[cmo.Source]
		links   *store.Rows[cmo.RunLink]
		changes *store.Rows[cmo.ChangeSet]
		prompt  *store.One[cmo.RunPrompt]
		nav     navReads
	)
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		run, steps, made = r.Run(id), r.RunSteps(id), r.RunMade(id)
		sources, links, changes = r.RunSources(id), r.RunLinks(id), r.RunChangeSets(id)
		if tab == "prompt" {
			prompt = r.RunPrompt(id)
		}
		nav = readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	rec := pages.RunRecord{Run: run.Value(), Steps: steps.List(), Made: made.List(), Sources: sources.List(), Links: links.List(), Changes: changes.List(), AgainKey: uuid.NewString()}
	if prompt != nil {
		rec.Prompt = prompt.Value()
	}
	view := pages.NewRunView(sc.Tenant(), rec, tab, s.now())
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: view.Title, section: "Runs", counts: nav.counts(), parent: []layout.Crumb{view.Log}}),
		body:  pages.Run(view),
		parts: map[string]templ.Component{partRunData: pages.RunData(view.Data), partRun: pages.Run(view)},
	})
}
