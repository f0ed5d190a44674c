package web

import (
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// funnelList lists the funnels with their stages beside the plan.
func (s *Server) funnelList(c echo.Context, sc store.Scope) error {
	from, to := pages.FunnelSpan(pages.FunnelPeriod, cmo.Funnel{}, sc.Tenant().Zone, s.now())
	var (
		funnels *store.Rows[cmo.Funnel]
		stages  *store.Rows[cmo.Stage]
		reports *store.Rows[cmo.StageReport]
		prices  *store.Rows[cmo.OfferPrice]
		nav     navReads
	)
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		funnels, stages = r.Funnels(), r.Stages(nil)
		reports, prices = r.StageReports(nil, from, to), r.OfferPrices()
		nav = readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	list := pages.FunnelList{Funnels: funnels.List(), Stages: stages.List(), Reports: reports.List(), Prices: prices.List()}
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "Funnels", section: "Funnels", counts: nav.counts()}),
		body:  pages.Funnels(pages.NewFunnelsView(sc.Tenant(), list, s.now())),
	})
}

// funnelPage shows one funnel's stages as columns, planned against actual.
func (s *Server) funnelPage(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	view, nav, err := s.readFunnel(c, sc, id)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{
			title: view.Title, section: "Funnels", counts: nav.counts(),
			parent: []layout.Crumb{{Label: "Funnels", Href: paths.Funnels(sc.Tenant().Slug)}},
		}),
		body: pages.Funnel(view),
	})
}

// readFunnel reads all of a funnel's page over the period that the request names.
func (s *Server) readFunnel(c echo.Context, sc store.Scope, id uuid.UUID) (view pages.FunnelView, nav navReads, err error) {
	period, err := oneOf(c, "period", pages.FunnelPeriods)
	if err != nil {
		return view, nav, err
	}
	if period == "" {
		period = pages.FunnelPeriod
	}
	d := pages.FunnelDetail{Period: period}
	var (
		funnels   *store.Rows[cmo.Funnel]
		stages    *store.Rows[cmo.Stage]
		reports   *store.Rows[cmo.StageReport]
		campaigns *store.Rows[cmo.StageCampaign]
		prices    *store.Rows[cmo.OfferPrice]
		sources   *store.Rows[cmo.Source]
		tasks     *store.Rows[cmo.Task]
	)
	err = sc.Read(c.Request().Context(), func(r *store.Reader) (err error) {
		tasks = r.RecordTasks(id)
		funnel := r.Funnel(id)
		funnels, stages, campaigns = r.Funnels(), r.Stages(&id), r.FunnelCampaigns(id)
		prices, sources, nav = r.OfferPrices(), r.FunnelSources(id), readNav(r)
		if d.Funnel, err = funnel.Get(); err != nil { // its plan decides the days
			return err
		}
		d.From, d.To = pages.FunnelSpan(period, d.Funnel, sc.Tenant().Zone, s.now())
		reports = r.StageReports(&id, d.From, d.To)
		return nil
	})
	if err != nil {
		return view, nav, err
	}
	d.Others, d.Stages, d.Reports, d.Campaigns = funnels.List(), stages.List(), reports.List(), campaigns.List()
	d.Prices, d.Sources = prices.List(), sources.List()
	view = pages.NewFunnelView(sc.Tenant(), d, s.now())
	view.Tasks = pages.AboutTasks(sc.Tenant(), tasks.List(), s.now())
	return view, nav, nil
}
