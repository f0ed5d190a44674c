package web

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// campaignRows is how many rows a page of the table has.
const campaignRows = 50

// The ids of the elements that the campaign pages renew in place.
const (
	partCampaigns = "campaigns"
	partPeek      = "peek"
)

// campaignBoard lists the campaigns as a board, with one of them in a drawer, or as a table.
func (s *Server) campaignBoard(c echo.Context, sc store.Scope) error {
	req, err := campaignRequest(c, sc)
	if err != nil {
		return err
	}
	found := campaignReads{}
	peekOnly := isPartial(c) && targetID(c) == partPeek
	if err := sc.Read(c.Request().Context(), func(r *store.Reader) error { found.declare(r, req, peekOnly); return nil }); err != nil {
		return err
	}
	list := found.list(req)
	list.Moved, _ = c.Get(ctxMoved).(*pages.Moved)
	if start := list.Views.Start(); start != "" && plainPage(c) {
		return toStart(c, start)
	}
	v, _ := c.Get(ctxVisit).(store.Visit)
	table := v.User.Preferences.Campaigns == pages.ViewTable
	if table && plainPage(c) {
		return toStart(c, paths.With(paths.Campaigns(sc.Tenant().Slug), url.Values{"view": {pages.ViewTable}}))
	}
	req.query.Start = list.Views.Starts() || table
	if isPartial(c) && list.Moved == nil {
		c.Response().Header().Set("HX-Push-Url", req.query.Href()) // without the empty fields of a form
	}
	view := pages.NewCampaignsView(sc.Tenant(), req.query, list, found.drawer(sc.Tenant(), req.query, s.now()), s.now())
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "Campaigns", section: "Campaigns", flush: req.query.View == pages.ViewBoard, moves: sc.Tenant().Role.Can(cmo.RightEdit), counts: found.nav.counts()}),
		body:  pages.Campaigns(view),
		parts: map[string]templ.Component{partCampaigns: pages.CampaignsPart(view), partPeek: pages.CampaignPeek(view)},
	})
}

// campaignPage shows one campaign with its channels and content.
func (s *Server) campaignPage(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	return s.showCampaign(c, sc, http.StatusOK, id, pages.Said{})
}

func (s *Server) showCampaign(c echo.Context, sc store.Scope, status int, id uuid.UUID, said pages.Said) error {
	req, err := campaignRequest(c, sc)
	if err != nil {
		return err
	}
	var detail detailReads
	var nav navReads
	var tasks *store.Rows[cmo.Task]
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		tasks = r.RecordTasks(id)
		detail.declare(r, req.query.Filter, id)
		detail.assets, detail.review, detail.comments = r.CampaignAssets(id), r.CampaignReview(id), r.RecordComments(cmo.KindCampaign, id)
		nav = readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	view := pages.NewCampaignView(sc.Tenant(), req.query, detail.value(), s.now())
	view.Comments, view.Tasks = view.Comments.With(said), pages.AboutTasks(sc.Tenant(), tasks.List(), s.now())
	return s.render(c, status, page{
		shell: s.shell(c, place{
			title: view.Title, section: "Campaigns", counts: nav.counts(),
			parent: []layout.Crumb{{Label: "Campaigns", Href: req.query.List()}},
		}),
		body: pages.Campaign(view),
	})
}

// campaignAsk is a request for campaigns, read and checked.
type campaignAsk struct {
	query         pages.CampaignQuery
	after, before *store.Cursor
	peek          uuid.NullUUID
}

// campaignRequest reads the filter, view, order, page and drawer that the URL names.
func campaignRequest(c echo.Context, sc store.Scope) (campaignAsk, error) {
	ask := campaignAsk{query: pages.CampaignQuery{Slug: sc.Tenant().Slug, View: pages.ViewBoard, Sort: pages.SortUpdated}}
	q := &ask.query
	var origin, ended, view, sort string
	for _, p := range []struct {
		name    string
		allowed []string
		into    *string
	}{
		{"origin", []string{string(cmo.OriginAI), string(cmo.OriginManual), string(cmo.OriginImport)}, &origin},
		{"type", cmo.CampaignTypes, &q.Filter.Type},
		{"channel", cmo.Channels, &q.Filter.Channel},
		{"stage", cmo.Stages, &q.Filter.Stage},
		{"ended", []string{"0", "1"}, &ended},
		{"view", []string{pages.ViewBoard, pages.ViewTable}, &view},
		{"sort", []string{pages.SortUpdated, "name", "start", "budget"}, &sort},
		{"col", columnKeys(), &q.Col},
	} {
		v, err := oneOf(c, p.name, p.allowed)
		if err != nil {
			return ask, err
		}
		*p.into = v
	}
	q.Filter.Origin, q.Filter.Ended = cmo.Origin(origin), ended == "1"
	if view != "" {
		q.View = view
	}
	if sort != "" {
		q.Sort = sort
	}
	var err error
	if q.Filter.States, err = someOf(c, "state", cmo.CampaignStates); err != nil {
		return ask, err
	}
	if q.Filter.Text, err = textParam(c); err != nil {
		return ask, err
	}
	if q.Filter.Tag, err = tagParam(c); err != nil {
		return ask, err
	}
	q.Saved = savedParam(c)
	return ask, ask.readPlace(c)
}

// campaignViewQuery is what a saved view of the campaigns keeps.
func campaignViewQuery(_ *Server, c echo.Context, sc store.Scope) (url.Values, error) {
	ask, err := campaignRequest(c, sc)
	return ask.query.Kept(), err
}

// readPlace reads which page of the table, or which card of the board, is open.
func (a *campaignAsk) readPlace(c echo.Context) (err error) {
	if a.query.View == pages.ViewTable {
		a.query.After, a.query.Before = c.QueryParam("after"), c.QueryParam("before")
		if a.after, err = store.ParseCursor(a.query.After); err != nil {
			return err
		}
		a.before, err = store.ParseCursor(a.query.Before)
		return err
	}
	if a.query.Peek = c.QueryParam("peek"); a.query.Peek == "" {
		return nil
	}
	id, err := parseID(a.query.Peek)
	if err != nil {
		return err
	}
	a.query.Peek, a.peek = id.String(), uuid.NullUUID{UUID: id, Valid: true}
	return nil
}

func columnKeys() []string {
	keys := make([]string, len(cmo.CampaignColumns))
	for i, c := range cmo.CampaignColumns {
		keys[i] = c.Key
	}
	return keys
}

// tagParam is the tag a list is narrowed to, empty for any.
func tagParam(c echo.Context) (string, error) {
	if raw := c.QueryParam("tag"); raw != "" {
		return cmo.CleanTag(raw)
	}
	return "", nil
}
