package web

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// supportReads are what a page of the log over all tenants has gathered.
type supportReads struct {
	runs    []pages.SupportRun
	bound   *store.RunCursor // where looking ended in the tenant in which it ended first, nil where no filter stopped it
	list    pages.RunList
	tenants []cmo.Membership // in which he still is support
}

// supportRuns merges the logs of the tenants in which the person is support: a page of each, read through its own scope,
// and of them together the newest. Filters, counts and pages are the run log's own; texts are masked as there.
func (s *Server) supportRuns(c echo.Context, v visitor) error {
	mine := supports(v.Memberships)
	if len(mine) == 0 {
		return cmo.ErrNotFound
	}
	ask, err := s.readRunRequest(c, pages.RunQuery{})
	if err != nil {
		return err
	}
	slugs := make([]string, len(mine))
	for i, m := range mine {
		slugs[i] = m.Slug
	}
	if ask.query.Tenants, err = someOf(c, "tenant", slugs); err != nil {
		return err
	}
	ask.since.Masked = true
	found, err := s.supportRead(c, v, mine, ask)
	if err != nil {
		return err
	}
	if isPartial(c) {
		c.Response().Header().Set("HX-Push-Url", ask.query.Href())
	}
	view := pages.NewSupportView(ask.query, found.page(ask), found.list, s.now())
	sh := s.shell(c, place{title: "Runs, all tenants", section: "Runs, all tenants"})
	sh.Crumbs = []layout.Crumb{{Label: "Support", Href: paths.SupportRuns}, {Label: "Runs, all tenants"}}
	return s.render(c, http.StatusOK, page{shell: sh, body: pages.SupportRuns(view), parts: map[string]templ.Component{partRunLog: pages.SupportRunsPart(view)}})
}

// supportRead reads each tenant's part through its own scope; one that the person has left since is left out.
func (s *Server) supportRead(c echo.Context, v visitor, mine []cmo.Membership, ask runAsk) (found supportReads, err error) {
	ctx := c.Request().Context()
	for _, m := range mine {
		sc, _, err := s.db.Enter(ctx, v.session, m.Slug)
		if cmo.KindOf(err) == cmo.NotFound || err == nil && (sc.Tenant().Role != cmo.RoleSupport || !sc.Tenant().Has(cmo.ModuleCMO)) {
			continue // not any more
		}
		if err != nil {
			return found, err
		}
		found.tenants = append(found.tenants, m)
		part, a := runReads{}, ask
		err = sc.Read(ctx, func(r *store.Reader) error {
			part.horizon, err = withinHorizon(r, &a)
			part.runs, part.facets, part.summary, part.people = r.Runs(a.since, a.page), r.RunFacets(a.since), r.RunSummary(a.since), r.RunStarters()
			return err
		})
		if err != nil {
			return found, err
		}
		found.add(sc.Tenant(), part, ask)
	}
	found.list.Tenants, found.list.Reach = found.tenants, ask.since.Horizon()
	return found, nil
}

// add merges one tenant's part. Counts of facets add up; a tenant that the filter leaves out is still counted for its own facet.
func (f *supportReads) add(t cmo.Tenant, part runReads, ask runAsk) {
	f.list.Facets = addFacet(f.list.Facets, cmo.Facet{Name: "tenant", Value: t.Slug, Count: part.summary.Value().Total})
	if len(ask.query.Tenants) > 0 && !slices.Contains(ask.query.Tenants, t.Slug) {
		return
	}
	for _, x := range part.facets.List() {
		f.list.Facets = addFacet(f.list.Facets, x)
	}
	sum := part.summary.Value()
	f.list.Summary.Window += sum.Window
	f.list.Summary.Total += sum.Total
	if sum.RunCut() { // one of them was not counted to its end, so that the sum is a lower bound
		f.list.Summary.Most = 1
	}
	f.list.People = append(f.list.People, part.people.List()...)
	for _, r := range part.runs.List() {
		f.runs = append(f.runs, pages.SupportRun{Tenant: t, Run: r})
	}
	if h := part.horizon; h != nil && len(part.runs.List()) <= runRows && (f.bound == nil || nearer(*h, *f.bound, ask.page.Before != nil)) {
		f.bound = h
	}
}

func addFacet(list []cmo.Facet, x cmo.Facet) []cmo.Facet {
	for i := range list {
		if list[i].Name == x.Name && list[i].Value == x.Value {
			list[i].Count += x.Count
			return list
		}
	}
	return append(list, x)
}

// nearer tells whether a comes before b on the way that a page looks.
func nearer(a, b store.RunCursor, upwards bool) bool {
	order := cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID.String(), b.ID.String()))
	return order > 0 != upwards && order != 0
}

// page is the merged page, newest first. It ends where looking ended in any of the tenants: beyond, runs of that one are not known.
func (f *supportReads) page(ask runAsk) []pages.SupportRun {
	upwards := ask.page.Before != nil
	cursor := func(r pages.SupportRun) store.RunCursor { return store.RunCursor{At: r.Run.CreatedAt, ID: r.Run.ID} }
	rows := slices.DeleteFunc(f.runs, func(r pages.SupportRun) bool { return f.bound != nil && nearer(*f.bound, cursor(r), upwards) })
	slices.SortFunc(rows, func(a, b pages.SupportRun) int {
		switch x, y := cursor(a), cursor(b); {
		case nearer(x, y, upwards):
			return -1
		case nearer(y, x, upwards):
			return 1
		}
		return 0
	})
	rows, prev, next, further := keysetPage(rows, runRows, ask.page.After != nil, upwards, func(r pages.SupportRun) string { return cursor(r).Encode() })
	f.list.Prev, f.list.Next = prev, next
	if f.list.Horizon = f.bound != nil && !further; f.list.Horizon && upwards {
		f.list.Prev = f.bound.Encode()
	} else if f.list.Horizon {
		f.list.Next = f.bound.Encode()
	}
	return rows
}
