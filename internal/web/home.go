package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// runsOnHome is how many runs the home page shows.
const runsOnHome = 6

// home shows what waits for a person, how it goes and what comes next.
func (s *Server) home(c echo.Context, sc store.Scope) error {
	now := s.now()
	before, from, to := pages.HomeSpan(sc.Tenant().Zone, now)
	var (
		setup   *store.One[cmo.Setup]
		waiting *store.Rows[store.Waiting]
		stages  *store.Rows[cmo.FunnelStage]
		days    *store.Rows[cmo.MetricDay]
		runs    *store.Rows[cmo.Run]
		events  *store.Rows[cmo.UpcomingEvent]
		advice  *store.Rows[cmo.Recommendation]
		week    *store.Rows[cmo.Week]
		tasks   *store.Rows[cmo.Task]
		nav     navReads
	)
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		setup, waiting = r.Setup(), r.WaitingCampaigns()
		stages, days = r.FunnelStages(from, to), r.MetricDays(cmo.MetricFilter{Before: before, From: from, To: to})
		runs = r.Runs(cmo.RunFilter{}, store.RunPage{Limit: runsOnHome})
		events, advice = r.UpcomingEvents(now), r.PendingRecommendations()
		week, tasks = r.LatestWeek(), r.Tasks(cmo.TaskOpen, true)
		nav = readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	rec := pages.HomeRecord{Setup: setup.Value(), Stages: stages.List(), Days: days.List(), Events: events.List(), Advice: advice.List(), Week: week.List(), Tasks: tasks.List()}
	rec.Runs = runs.List()[:min(len(runs.List()), runsOnHome)]
	for _, w := range waiting.List() {
		rec.Waiting, rec.WaitingTotal = append(rec.Waiting, w.Campaign), w.Total
	}
	view := pages.NewHomeView(sc.Tenant(), rec, now)
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "Home", section: "Home", counts: nav.counts()}),
		body:  pages.Home(view),
	})
}
