package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// exportRoutes take a list out of the console, and copy a campaign inside it. Exporting writes an entry in the audit log, so
// it is a POST.
func (s *Server) exportRoutes() []Route {
	return []Route{
		{post, "/t/:tenant/campaigns/export", cmo.RightRead, scoped(s.campaignExport)},
		{get, "/t/:tenant/campaigns/:id/copy", cmo.RightEdit, scoped(s.campaignCopyForm)},
		{post, "/t/:tenant/campaigns/:id/copy", cmo.RightEdit, scoped(s.campaignCopy)},
	}
}

// campaignExport sends what a list's filter matches as a file.
func (s *Server) campaignExport(c echo.Context, sc store.Scope) error {
	form := c.Request().PostForm
	format, query := form.Get("format"), form.Get("query")
	if format != "csv" && format != "json" || len(query) > cmo.MaxViewQuery {
		return cmo.Errorf(cmo.Invalid, "There is no such export.")
	}
	ask, err := campaignRequest(asQuery(c, &url.URL{RawQuery: query}), sc)
	if err != nil {
		return err
	}
	filter := ask.query.Kept().Encode()
	var list []cmo.ExportedCampaign
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error {
		found, err := w.CampaignsMatching(ask.query.Filter, cmo.ExportLimit+1).Get()
		if err != nil {
			return err
		}
		if len(found) > cmo.ExportLimit {
			return cmo.Errorf(cmo.Invalid, "More than 10,000 campaigns match. Narrow the filter, then export in parts.")
		}
		for _, x := range found {
			list = append(list, x.Export(sc.Tenant().Currency))
		}
		return w.NoteCampaignExport(format, filter, len(list))
	})
	if err != nil {
		return err
	}
	return s.sendExport(c, sc, format, filter, list)
}

func (s *Server) sendExport(c echo.Context, sc store.Scope, format, filter string, list []cmo.ExportedCampaign) error {
	var file bytes.Buffer
	kind := "text/csv; charset=utf-8"
	if format == "csv" {
		if err := cmo.WriteCSV(&file, list); err != nil {
			return err
		}
	} else {
		kind = "application/json; charset=utf-8"
		if list == nil {
			list = []cmo.ExportedCampaign{}
		}
		out := json.NewEncoder(&file)
		out.SetIndent("", "  ")
		err := out.Encode(struct {
			Tenant     string                 `json:"tenant"`
			Filter     string                 `json:"filter"`
			ExportedAt time.Time              `json:"exported_at"`
			Count      int                    `json:"count"`
			Campaigns  []cmo.ExportedCampaign `json:"campaigns"`
		}{sc.Tenant().Slug, filter, s.now().UTC(), len(list), list})
		if err != nil {
			return err
		}
	}
	day := s.now().In(sc.Tenant().Zone).Format(time.DateOnly)
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="campaigns-`+sc.Tenant().Slug+"-"+day+"."+format+`"`)
	return c.Blob(http.StatusOK, kind, file.Bytes())
}
