package web

import (
	"cmp"
	"net/http"
	"net/url"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// savedPage is a list whose filters people save as views.
type savedPage struct {
	page   cmo.ViewPage
	label  string // the nav item and the list's name
	target string // DOM id that its links renew
	path   func(slug string) string
	// clean reads the query of a request as the list does and gives what a view of it keeps: an unknown value is
	// cmo.Invalid, an unknown parameter is left out.
	clean func(s *Server, c echo.Context, sc store.Scope) (url.Values, error)
}

// savedPages are the lists with saved views. A list joins by a line here, readViews in its read and viewBar in its view.
var savedPages = []savedPage{
	{cmo.ViewCampaigns, "Campaigns", partCampaigns, paths.Campaigns, campaignViewQuery},
	{cmo.ViewRuns, "Runs", partRunLog, paths.Runs, runViewQuery},
}

func savedPageOf(page string) (savedPage, error) {
	for _, p := range savedPages {
		if string(p.page) == page {
			return p, nil
		}
	}
	return savedPage{}, cmo.Errorf(cmo.Invalid, "There is no such list.")
}

// viewRoutes are the saved views of every list, and what is done with many of its items.
func (s *Server) viewRoutes() []Route {
	return append(append(s.bulkRoutes(), s.exportRoutes()...), []Route{
		{get, "/t/:tenant/views", cmo.RightRead, scoped(s.viewList)},
		{post, "/t/:tenant/views", cmo.RightRead, scoped(s.viewCreate)},
		{post, "/t/:tenant/views/last", cmo.RightRead, scoped(s.viewLast)},
		{post, "/t/:tenant/views/:id", cmo.RightRead, scoped(s.viewChange)},
	}...)
}

// viewReads are the queries of a list's saved views: declared with those of the list, they cost no trip.
type viewReads struct {
	of     savedPage
	views  *store.Rows[cmo.SavedView]
	state  *store.Rows[cmo.ViewState]
	opened string
}

func readViews(r *store.Reader, page cmo.ViewPage, opened string) viewReads {
	of, _ := savedPageOf(string(page))
	return viewReads{of: of, views: r.SavedViews(page), state: r.ViewState(page), opened: opened}
}

// data is what the bar of views is built of. query is what a view of the present filter keeps.
func (q viewReads) data(slug string, query url.Values) pages.ViewBarData {
	return pages.ViewBarData{Page: q.of.page, Base: q.of.path(slug), Target: q.of.target, Opened: q.opened, Query: query.Encode(), Views: q.views.List(), State: q.state.List()}
}

// savedParam is the view that a list's URL says is opened.
func savedParam(c echo.Context) string {
	v := c.QueryParam("saved")
	if id, err := parseID(v); err == nil {
		return id.String()
	}
	if v == pages.NoView {
		return v
	}
	return ""
}

// plainPage reports that a request names a list and nothing of it: its default view opens. A step back in the browser's
// history wants what stood there.
func plainPage(c echo.Context) bool {
	q := c.QueryParams()
	for name := range q {
		if name != "done" && name != "undo" {
			return false
		}
	}
	return !isPartial(c) && c.Request().Header.Get("HX-History-Restore-Request") == ""
}

// toStart leads from a list's plain URL to where the person's list begins.
func toStart(c echo.Context, start string) error {
	u, err := url.Parse(start)
	if err != nil {
		return err
	}
	q := u.Query()
	for _, name := range []string{"done", "undo"} {
		if v := c.QueryParam(name); v != "" {
			q.Set(name, v)
		}
	}
	u.RawQuery = q.Encode()
	return c.Redirect(http.StatusSeeOther, u.String())
}

// cleanQuery checks a query that a form sent as the list itself would.
func (s *Server) cleanQuery(c echo.Context, sc store.Scope, p savedPage, raw string) (url.Values, error) {
	if len(raw) > cmo.MaxViewQuery {
		return nil, cmo.Errorf(cmo.Invalid, "This filter is too long to be kept.")
	}
	return p.clean(s, asQuery(c, &url.URL{Path: p.path(sc.Tenant().Slug), RawQuery: raw}), sc)
}

// asQuery is the request as if it had asked for another URL.
func asQuery(c echo.Context, u *url.URL) echo.Context {
	req := c.Request().Clone(c.Request().Context())
	req.URL, req.Form, req.PostForm = u, nil, nil
	return c.Echo().NewContext(req, c.Response())
}

func (s *Server) viewList(c echo.Context, sc store.Scope) error {
	p, err := savedPageOf(cmp.Or(c.QueryParam("page"), string(cmo.ViewCampaigns)))
	if err != nil {
		return err
	}
	d := pages.SavedViewsData{New: c.QueryParam("query") != "", ID: uuid.Must(uuid.NewV7()).String()}
	query, err := s.cleanQuery(c, sc, p, c.QueryParam("query"))
	if err != nil {
		return err
	}
	return s.showViews(c, sc, http.StatusOK, p, query, d)
}

func (s *Server) showViews(c echo.Context, sc store.Scope, status int, p savedPage, query url.Values, d pages.SavedViewsData) error {
	var views viewReads
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error { views, nav = readViews(r, p.page, ""), readNav(r); return nil })
	if err != nil {
		return err
	}
	slug := sc.Tenant().Slug
	d.ViewBarData, d.Label = views.data(slug, query), p.label
	view := pages.NewSavedViewsView(sc.Tenant(), d)
	return s.render(c, status, page{shell: s.shell(c, place{title: view.Title, section: p.label, counts: nav.counts(),
		parent: []layout.Crumb{{Label: p.label, Href: p.path(slug)}}}), body: pages.SavedViews(view)})
}

func (s *Server) viewCreate(c echo.Context, sc store.Scope) error {
	p, err := savedPageOf(c.FormValue("page"))
	if err != nil {
		return err
	}
	id, err := parseID(c.FormValue("id"))
	if err != nil {
		return cmo.Errorf(cmo.Invalid, "This form is damaged. Open it again.")
	}
	query, err := s.cleanQuery(c, sc, p, c.Request().PostForm.Get("query"))
	if err != nil {
		return err
	}
	name, wrong := cmo.CheckViewName(c.FormValue("name"))
	v := cmo.SavedView{ID: id, Page: p.page, Name: name, Query: query.Encode(), Shared: c.FormValue("shared") != "" && sc.Tenant().Role.Can(cmo.RightEdit)}
	start := c.FormValue("start") != ""
	if wrong == "" {
		err = sc.Write(c.Request().Context(), func(w *store.Writer) error {
			if err := w.InsertSavedView(v); err != nil {
				return err
			}
			if !start {
				return w.KeepQuery(p.page, "")
			}
			return w.SetDefaultView(p.page, &id)
		})
		if cmo.KindOf(err) == cmo.Conflict {
			err, wrong = nil, "You have a view of this name already."
		}
	}
	if err != nil {
		return err
	}
	if wrong != "" {
		return s.showViews(c, sc, http.StatusUnprocessableEntity, p, query, pages.SavedViewsData{New: true, ID: id.String(), Name: c.FormValue("name"), Error: wrong, Share: v.Shared, Start: start})
	}
	query.Set("saved", id.String())
	query.Set("done", "view-saved")
	return redirect(c, paths.With(p.path(sc.Tenant().Slug), query))
}

// viewChange does one thing with a view: what the button says.
func (s *Server) viewChange(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	next := ""
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error {
		v, err := w.SavedView(id).Get()
		if err != nil {
			return err
		}
		p, err := savedPageOf(string(v.Page))
		if err != nil {
			return err
		}
		next = withDone(paths.Views(sc.Tenant().Slug, string(v.Page)), "view-changed")
		if c.FormValue("act") != "save" {
			return changeView(w, c, sc, v)
		}
		query, err := s.cleanQuery(c, sc, p, c.Request().PostForm.Get("query"))
		if err != nil {
			return err
		}
		v.Query = query.Encode()
		query.Set("saved", id.String())
		next = withDone(paths.With(p.path(sc.Tenant().Slug), query), "view-saved")
		if err := w.SaveView(v); err != nil {
			return err
		}
		return w.KeepQuery(p.page, "")
	})
	if cmo.KindOf(err) == cmo.Conflict {
		return cmo.Errorf(cmo.Conflict, "There is a view of this name already. Go back: nothing was changed.")
	}
	if err != nil {
		return err
	}
	return redirect(c, next)
}

func changeView(w *store.Writer, c echo.Context, sc store.Scope, v cmo.SavedView) error {
	switch act := c.FormValue("act"); act {
	case "rename":
		name, wrong := cmo.CheckViewName(c.FormValue("name"))
		if wrong != "" {
			return cmo.Errorf(cmo.Invalid, "%s Go back: nothing was changed.", wrong)
		}
		v.Name = name
		return w.SaveView(v)
	case "share", "unshare":
		if !sc.Tenant().Role.Can(cmo.RightEdit) {
			return cmo.Errorf(cmo.Forbidden, "Your role in %s, %s, does not share views.", sc.Tenant().Name, sc.Tenant().Role)
		}
		v.Shared = act == "share"
		return w.SaveView(v)
	case "start":
		return w.SetDefaultView(v.Page, &v.ID)
	case "unstart":
		return w.SetDefaultView(v.Page, nil)
	case "delete":
		return w.ArchiveSavedView(v.ID)
	}
	return cmo.Errorf(cmo.Invalid, "There is no such step.")
}

// viewLast keeps the filter that a person set without saving it, so that his list opens with it. What a view holds, or no
// filter at all, needs no keeping.
func (s *Server) viewLast(c echo.Context, sc store.Scope) error {
	p, err := savedPageOf(c.FormValue("page"))
	if err != nil {
		return err
	}
	raw := c.Request().PostForm.Get("query")
	query, err := s.cleanQuery(c, sc, p, raw)
	if err != nil {
		return err
	}
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error {
		views, err := w.SavedViews(p.page).Get()
		if err != nil {
			return err
		}
		asked, _ := url.ParseQuery(raw)
		d := pages.ViewBarData{Opened: asked.Get("saved"), Query: query.Encode(), Views: views}
		return w.KeepQuery(p.page, d.Left())
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
