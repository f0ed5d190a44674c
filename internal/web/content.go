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

// contentRows is how many rows a page of the library has.
const contentRows = 50

// contentLibrary lists the content of the tenant.
func (s *Server) contentLibrary(c echo.Context, sc store.Scope) error {
	ask, err := contentRequest(c, sc)
	if err != nil {
		return err
	}
	var (
		rows      *store.Rows[store.ContentRow]
		facets    *store.Rows[cmo.Facet]
		campaigns *store.Rows[cmo.ContentCampaign]
		nav       navReads
	)
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		rows = r.Content(ask.query.Filter, store.ContentPage{Sort: store.ContentSort(ask.query.Sort), After: ask.after, Before: ask.before, Limit: contentRows})
		facets, campaigns, nav = r.ContentFacets(ask.query.Filter), r.ContentCampaigns(), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	if isPartial(c) {
		c.Response().Header().Set("HX-Push-Url", ask.query.Href()) // without the empty fields of a form
	}
	list := pages.ContentList{Facets: facets.List(), Campaigns: campaigns.List()}
	rowsHere, prev, next, _ := keysetPage(rows.List(), contentRows, ask.after != nil, ask.before != nil, func(r store.ContentRow) string {
		return store.Cursor{Key: r.SortKey, ID: r.ID}.Encode()
	})
	list.Prev, list.Next = prev, next
	for _, r := range rowsHere {
		list.Items = append(list.Items, r.ContentItem)
	}
	view := pages.NewContentView(sc.Tenant(), ask.query, list, s.now())
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "Content", section: "Content", counts: nav.counts()}),
		body:  pages.Content(view),
		parts: map[string]templ.Component{pages.ContentPartID: pages.ContentPart(view)},
	})
}

// assetPage shows one piece of content with its wordings.
func (s *Server) assetPage(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	return s.showAsset(c, sc, http.StatusOK, id, pages.WinnerAsk{})
}

// showAsset renders the page; ask is a choice of a winner that was refused.
func (s *Server) showAsset(c echo.Context, sc store.Scope, status int, id uuid.UUID, ask pages.WinnerAsk) error {
	look, err := oneOf(c, "look", pages.AssetLooks)
	if err != nil {
		return err
	}
	var asset *store.One[cmo.AssetDetail]
	var sources *store.Rows[cmo.SourceState]
	var choices *store.Rows[cmo.WinnerChoice]
	var nav navReads
	var tasks *store.Rows[cmo.Task]
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		tasks = r.RecordTasks(id)
		asset, sources, choices, nav = r.Asset(id), r.SourceStates(cmo.KindAsset, id), r.WinnerChoices(id), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	view := pages.NewAssetView(sc.Tenant(), asset.Value(), sources.List(), look, s.now())
	view.Tasks = pages.AboutTasks(sc.Tenant(), tasks.List(), s.now())
	view.Winner = pages.NewWinnerView(sc.Tenant(), asset.Value(), choices.List(), ask, s.now())
	return s.render(c, status, page{
		shell: s.shell(c, place{title: view.Title, section: "Content", counts: nav.counts(), parent: []layout.Crumb{{Label: "Content", Href: view.Back}}}),
		body:  pages.Asset(view),
	})
}

// contentAsk is a request for the library, read and checked.
type contentAsk struct {
	query         pages.ContentQuery
	after, before *store.Cursor
}

func contentRequest(c echo.Context, sc store.Scope) (ask contentAsk, err error) {
	ask.query = pages.ContentQuery{Slug: sc.Tenant().Slug, Sort: pages.SortUpdated}
	q := &ask.query
	var origin, sort string
	for _, p := range []struct {
		name    string
		allowed []string
		into    *string
	}{
		{"origin", []string{string(cmo.OriginAI), string(cmo.OriginManual), string(cmo.OriginImport)}, &origin},
		{"type", cmo.AssetTypes, &q.Filter.Type},
		{"channel", cmo.AssetChannels, &q.Filter.Channel},
		{"stage", cmo.Stages, &q.Filter.Stage},
		{"status", cmo.AssetStatuses, &q.Filter.Status},
		{"sort", []string{pages.SortUpdated, "title", "publish"}, &sort},
	} {
		if *p.into, err = oneOf(c, p.name, p.allowed); err != nil {
			return ask, err
		}
	}
	q.Filter.Origin = cmo.Origin(origin)
	if sort != "" {
		q.Sort = sort
	}
	if raw := c.QueryParam("campaign"); raw != "" {
		id, err := parseID(raw)
		if err != nil {
			return ask, err
		}
		q.Filter.Campaign = uuid.NullUUID{UUID: id, Valid: true}
	}
	if q.Filter.Text, err = textParam(c); err != nil {
		return ask, err
	}
	q.After, q.Before = c.QueryParam("after"), c.QueryParam("before")
	if ask.after, err = store.ParseCursor(q.After); err != nil {
		return ask, err
	}
	ask.before, err = store.ParseCursor(q.Before)
	return ask, err
}
