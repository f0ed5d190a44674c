package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
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
	list := found.list(ask)
	if start := list.Views.Start(); start != "" && plainPage(c) {
		return toStart(c, start)
	}
	ask.query.Start = list.Views.Starts()
	if isPartial(c) {
		c.Response().Header().Set("HX-Push-Url", ask.query.Href()) // without the empty fields of a form
	}
	view := pages.NewRunsView(sc.Tenant(), ask.query, list, s.now())
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
	ask, err := s.readRunRequest(c, pages.RunQuery{Slug: sc.Tenant().Slug, Saved: savedParam(c)})
	ask.since.Masked = sc.Tenant().Role.Masked()
	return ask, err
}

func (s *Server) readRunRequest(c echo.Context, query pages.RunQuery) (runAsk, error) {
	query.Period = pages.PeriodDefault
	ask := runAsk{query: query, page: store.RunPage{Limit: runRows}}
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
	helped  *store.Rows[cmo.VerdictCount]
	views   viewReads
	nav     navReads
}

// runViewQuery is what a saved view of the log keeps.
func runViewQuery(s *Server, c echo.Context, sc store.Scope) (url.Values, error) {
	ask, err := s.runRequest(c, sc)
	return ask.query.Kept(), err
}

func (q *runReads) declare(r *store.Reader, a runAsk, t cmo.Tenant) error {
	if err := q.declareRows(r, a); err != nil {
		return err
	}
	q.facets, q.summary = r.RunFacets(a.since), r.RunSummary(a.since)
	q.buckets = r.RunBuckets(a.since, a.query.Period == "24h", t.Zone)
	q.people, q.helped, q.nav = r.RunStarters(), r.VerdictCounts(a.since.Since), readNav(r)
	q.views = readViews(r, cmo.ViewRuns, a.query.Saved)
	return nil
}

// declareRows asks for the rows alone.
func (q *runReads) declareRows(r *store.Reader, a runAsk) error {
	horizon, err := withinHorizon(r, &a)
	if err != nil {
		return err
	}
	q.horizon, q.runs = horizon, r.Runs(a.since, a.page)
	return nil
}

// withinHorizon bounds a filtered page by the run where looking ends; nil for the log's own end.
func withinHorizon(r *store.Reader, a *runAsk) (*store.RunCursor, error) {
	if !a.since.Narrows() {
		return nil, nil //nolint:nilnil // none is no error
	}
	horizon, err := r.RunHorizon(a.since, a.page).Get()
	if err != nil || len(horizon) == 0 {
		return nil, err
	}
	a.page.Until = &horizon[0]
	return &horizon[0], nil
}

// list is the page with the cursors beside it.
func (q *runReads) list(a runAsk) pages.RunList {
	list := pages.RunList{Facets: q.facets.List(), Summary: q.summary.Value(), Buckets: q.buckets.List(), People: q.people.List(), Helped: q.helped.List(), Views: q.views.data(a.query.Slug, a.query.Kept())}
	q.page(&list, a)
	return list
}

// page puts the rows into the list, with the cursors beside them.
func (q *runReads) page(list *pages.RunList, a runAsk) {
	var further bool
	list.Runs, list.Prev, list.Next, further = keysetPage(q.runs.List(), runRows, a.page.After != nil, a.page.Before != nil, cursorOf)
	list.Horizon, list.Reach = q.horizon != nil && !further, a.since.Horizon()
	if list.Horizon && a.page.Before != nil {
		list.Prev = q.horizon.Encode()
	} else if list.Horizon {
		list.Next = q.horizon.Encode()
	}
}

func cursorOf(r cmo.Run) string { return store.RunCursor{At: r.CreatedAt, ID: r.ID}.Encode() }
