package web

import (
	"cmp"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// funnelEditor is the form of a funnel. Its page does the arithmetic anew after each save.
var funnelEditor = editor{
	kind: cmo.KindFunnel, section: "Funnels",
	sets: []pages.FieldSet{
		{Title: "Funnel", Columns: []string{"funnel_name", "funnel_type", "description", "plan_id"}},
		{Title: "For whom and with what", Columns: []string{"target_icp_segments", "target_offers"}},
		{Title: "Expected", Columns: []string{"total_budget", "expected_conversion_rate", "expected_revenue"}},
	},
	done:  func(slug, id, _ string) string { return paths.Funnel(slug, id) },
	fresh: cmo.Fields{"funnel_type": "marketing"},
}

// stageEditor is the form of a funnel's stage.
var stageEditor = editor{
	kind: cmo.KindStage, section: "Funnels",
	sets: []pages.FieldSet{
		{Title: "Stage", Columns: []string{"stage_name", "stage_type", "stage_order", "objective", "description"}},
		{Title: "Plan", Columns: []string{"expected_volume", "conversion_rate_target", "budget_allocation", "kpis"}},
		{Title: "What fills it", Columns: []string{"channels", "campaign_types", "content_assets"}},
		{Title: "Who passes it", Columns: []string{"target_icps", "linked_offers", "entry_criteria", "exit_criteria"}},
	},
	done:  func(slug, _, funnel string) string { return paths.Funnel(slug, funnel) },
	fresh: cmo.Fields{"stage_type": "awareness", "stage_order": 99},
}

// stageMove puts a stage at another place of its funnel and shows the funnel with the new sums.
func (s *Server) stageMove(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	var moved store.MovedStage
	err = sc.Write(c.Request().Context(), func(w *store.Writer) (err error) {
		moved, err = w.MoveStage(id, cmp.Or(c.FormValue("place"), c.FormValue("to")))
		return err
	})
	if err != nil {
		return plainConflict(err)
	}
	if !isPartial(c) {
		return redirect(c, withDone(paths.Funnel(sc.Tenant().Slug, moved.Funnel.String()), "stage-moved"))
	}
	view, _, err := s.readFunnel(c, sc, moved.Funnel)
	if err != nil {
		return err
	}
	view.Status = pages.StageMoved(moved.Name, moved.Place, moved.Count)
	return s.write(c, http.StatusOK, pages.FunnelPart(view))
}
