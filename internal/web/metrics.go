package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// metricsPage shows what campaigns report over a period, beside the one before.
func (s *Server) metricsPage(c echo.Context, sc store.Scope) error {
	q, err := metricRequest(c, sc)
	if err != nil {
		return err
	}
	f := q.Filter(sc.Tenant().Zone, s.now())
	ofChannel, ofCampaign := f, f
	ofChannel.Campaign, ofCampaign.Channel = nil, ""
	var (
		campaign  *store.One[cmo.Campaign]
		days      *store.Rows[cmo.MetricDay]
		campaigns *store.Rows[cmo.MetricGroup]
		channels  *store.Rows[cmo.MetricGroup]
		week      *store.Rows[cmo.Week]
		nav       navReads
	)
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		if q.Campaign != nil {
			campaign = r.Campaign(*q.Campaign)
		}
		days, campaigns, channels = r.MetricDays(f), r.MetricCampaigns(ofChannel), r.MetricChannels(ofCampaign)
		week, nav = r.LatestWeek(), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	rec := pages.MetricRecord{Days: days.List(), Campaigns: campaigns.List(), Channels: channels.List(), Week: week.List()}
	if campaign != nil {
		one := campaign.Value()
		rec.Campaign = &one
	}
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "Metrics", section: "Metrics", counts: nav.counts()}),
		body:  pages.Metrics(pages.NewMetricsView(sc.Tenant(), q, rec, s.now())),
	})
}

// metricRequest reads the period and filter that the URL names.
func metricRequest(c echo.Context, sc store.Scope) (pages.MetricQuery, error) {
	q := pages.MetricQuery{Slug: sc.Tenant().Slug, Days: pages.MetricDaysDefault}
	period, err := oneOf(c, "period", pages.MetricPeriods)
	if err != nil {
		return q, err
	}
	if n, err := strconv.Atoi(strings.TrimSuffix(period, "d")); err == nil {
		q.Days = n
	}
	if q.Channel, err = oneOf(c, "channel", cmo.Channels); err != nil {
		return q, err
	}
	if q.Mode, err = oneOf(c, "data", pages.MetricModes); err != nil {
		return q, err
	}
	if raw := c.QueryParam("campaign"); raw != "" {
		id, err := parseID(raw)
		if err != nil {
			return q, err
		}
		q.Campaign = &id
	}
	return q, nil
}
