package web

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// search looks for records by name, and for pages and actions: a page of its own, and what the palette shows while
// somebody types.
func (s *Server) search(c echo.Context, sc store.Scope) error {
	text, err := textParam(c)
	if err != nil {
		return err
	}
	part := isPartial(c) && targetID(c) == pages.FindPartID
	var found *store.Rows[cmo.Found]
	var nav navReads
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		found = r.Find(text)
		if !part {
			nav = readNav(r)
		}
		return nil
	})
	if err != nil {
		return err
	}
	view := pages.NewFindView(sc.Tenant(), text, places(sc.Tenant()), found.List(), s.now())
	return s.render(c, http.StatusOK, page{shell: s.shell(c, place{title: "Search", counts: nav.counts()}), body: pages.Find(view),
		parts: map[string]templ.Component{pages.FindPartID: pages.FindPart(view)}})
}

// places are the pages of a tenant, and what the person may make or start there.
func places(t cmo.Tenant) []pages.FindPlace {
	var out []pages.FindPlace
	for _, g := range navItems(t.Slug) {
		for _, i := range g.Items {
			out = append(out, pages.FindPlace{Label: i.Label, Icon: i.Icon, Href: i.Href})
		}
	}
	out = append(out, pages.FindPlace{Label: "Attribution", Icon: "unlink", Href: paths.Attribution(t.Slug)}, pages.FindPlace{Label: "All your tenants", Icon: "layers", Href: paths.Tenants},
		pages.FindPlace{Label: "Account and sessions", Icon: "user-round", Href: paths.Account})
	if !t.Role.Can(cmo.RightEdit) {
		return out
	}
	for _, kind := range []cmo.RecordKind{cmo.KindCampaign, cmo.KindAsset, cmo.KindEvent, cmo.KindICP, cmo.KindOffer, cmo.KindPlan, cmo.KindFunnel} {
		out = append(out, pages.FindPlace{Label: "New " + kind.Type().Noun, Icon: "plus", Href: paths.RecordNew(t.Slug, kind.Type().Collection)})
	}
	for _, a := range cmo.Agents {
		out = append(out, pages.FindPlace{Label: "Run " + a.Name, Icon: "play", Href: paths.RunNew(t.Slug, string(a.Mode))})
	}
	return out
}
