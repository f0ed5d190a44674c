package web

import (
	"net/http"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// maxCampaignName is the longest name that a copy gets.
const maxCampaignName = 200

// campaignCopyForm asks under which name a campaign is copied, and says what a copy is.
func (s *Server) campaignCopyForm(c echo.Context, sc store.Scope) error {
	return s.showCopy(c, sc, http.StatusOK, pages.CopyData{ID: uuid.Must(uuid.NewV7()).String()})
}

func (s *Server) showCopy(c echo.Context, sc store.Scope, status int, d pages.CopyData) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	var campaign *store.One[cmo.Campaign]
	var nav navReads
	if err := sc.Read(c.Request().Context(), func(r *store.Reader) error { campaign, nav = r.Campaign(id), readNav(r); return nil }); err != nil {
		return err
	}
	d.Campaign = campaign.Value()
	view := pages.NewCopyView(sc.Tenant(), d)
	slug := sc.Tenant().Slug
	return s.render(c, status, page{shell: s.shell(c, place{title: "Duplicate", section: "Campaigns", counts: nav.counts(),
		parent: []layout.Crumb{{Label: "Campaigns", Href: paths.Campaigns(slug)}, {Label: d.Campaign.Name, Href: paths.Campaign(slug, id.String())}}}), body: pages.CampaignCopy(view)})
}

func (s *Server) campaignCopy(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	copied, err := parseID(c.FormValue("copy"))
	if err != nil {
		return cmo.Errorf(cmo.Invalid, "This form is damaged. Open it again.")
	}
	name := strings.Join(strings.Fields(c.FormValue("campaign_name")), " ")
	if n := len([]rune(name)); n == 0 || n > maxCampaignName {
		return s.showCopy(c, sc, http.StatusUnprocessableEntity, pages.CopyData{ID: copied.String(), Name: c.FormValue("campaign_name"), Typed: true, Error: "A name has 1 to 200 characters."})
	}
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error { _, err := w.CopyCampaign(id, copied, name); return err })
	if err != nil {
		return err
	}
	return redirect(c, withDone(paths.Campaign(sc.Tenant().Slug, copied.String()), "copied"))
}
