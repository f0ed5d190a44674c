package web

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/api"
	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// programRoutes show to people what programs get.
func (s *Server) programRoutes() []Route {
	return []Route{
		{get, "/t/:tenant/campaigns/:id/preview", cmo.RightRead, scoped(s.campaignPreview)},
		{get, "/t/:tenant/api", cmo.RightRead, scoped(s.apiReference)},
	}
}

// campaignPreview shows a campaign as the tenant's own programs receive it: read and written by what serves them.
func (s *Server) campaignPreview(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	query, err := api.CampaignRow(id)
	if err != nil {
		return err
	}
	var campaign *store.One[cmo.CampaignResource]
	var rows *store.Rows[store.RestRow]
	var nav navReads
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		campaign, rows, nav = r.CampaignResource(id), r.Rest(query), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	p := pages.Preview{Campaign: campaign.Value(), API: s.absolute(paths.API), Rest: s.absolute(paths.Rest)}
	if err := fillPreview(&p, rows.List()); err != nil {
		return err
	}
	slug := sc.Tenant().Slug
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "As programs receive it", section: "Campaigns", counts: nav.counts(),
			parent: []layout.Crumb{{Label: "Campaigns", Href: paths.Campaigns(slug)}, {Label: p.Campaign.CampaignName, Href: paths.Campaign(slug, id.String())}}}),
		body: pages.PreviewPage(pages.NewPreviewView(sc.Tenant(), p)),
	})
}

func fillPreview(p *pages.Preview, rows []store.RestRow) error {
	var answer, row strings.Builder
	docs := make([]json.RawMessage, len(rows))
	for i, r := range rows {
		docs[i] = r.Doc
	}
	message, err := cmo.NewEvent(cmo.EventCampaignChanged, p.Campaign.UpdatedAt, p.Campaign)
	if err != nil {
		return err
	}
	if err := cmo.WriteJSON(&answer, p.Campaign); err != nil {
		return err
	}
	if err := json.NewEncoder(&row).Encode(docs); err != nil {
		return err
	}
	p.Answer, p.Row, p.Message = answer.String(), row.String(), string(message)
	return nil
}

// apiReference describes the API for people.
func (s *Server) apiReference(c echo.Context, sc store.Scope) error {
	var nav navReads
	if err := sc.Read(c.Request().Context(), func(r *store.Reader) error { nav = readNav(r); return nil }); err != nil {
		return err
	}
	t := sc.Tenant()
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "API reference", section: "Settings", counts: nav.counts(), parent: []layout.Crumb{{Label: "Settings", Href: paths.Settings(t.Slug)}}}),
		body:  pages.Reference(pages.NewReferenceView(t, s.api.Describe(), s.absolute(paths.API))),
	})
}
