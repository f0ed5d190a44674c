package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// brandEditor is the form of the one brand profile.
var brandEditor = editor{
	kind: cmo.KindBrand, section: "Brand",
	sets: []pages.FieldSet{
		{Title: "Identity", Hint: "Who you are", Columns: []string{"brand_name", "tagline", "mission_statement", "industry", "website_url", "logo_url"}},
		{Title: "Voice", Hint: "How you sound. Agents read this first", Columns: []string{"brand_voice", "brand_tone", "brand_personality", "core_values"}},
		{Title: "Value", Hint: "Why people choose you", Columns: []string{"unique_value_proposition", "key_differentiators", "competitors"}},
		{Title: "Themes", Hint: "What you talk about", Columns: []string{"messaging_pillars", "content_themes"}},
		{Title: "Look", Hint: "Used in previews and exports", Columns: []string{"brand_colors", "brand_fonts"}},
	},
	check: cmo.CheckBrand,
	body:  func(f pages.RecordForm) templ.Component { return pages.BrandEdit(pages.NewBrandEditView(f)) },
	done:  func(slug, _, _ string) string { return paths.Brand(slug) },
}

// icpEditor is the form of a segment.
var icpEditor = editor{
	kind: cmo.KindICP, section: "ICPs",
	sets: []pages.FieldSet{
		{Title: "Segment", Columns: []string{"segment_name", "segment_description", "priority_score", "is_primary"}},
		{Title: "Who they are", Columns: []string{"demographics", "company_size", "job_titles", "industry_verticals"}},
		{Title: "How they live", Columns: []string{"psychographics"}},
		{Title: "What moves them", Hint: "At least 3 pains, 3 goals, 2 triggers and 2 objections", Columns: []string{"pain_points", "goals", "buying_triggers", "objections"}},
		{Title: "How to reach them", Columns: []string{"preferred_channels", "content_preferences"}},
		{Title: "How they decide", Columns: []string{"budget_range", "decision_criteria"}},
	},
	check: cmo.CheckICP, before: onePrimary,
	done:  func(slug, id, _ string) string { return paths.ICP(slug, id) },
	fresh: cmo.Fields{"priority_score": 50.0},
}

// onePrimary moves the primary switch: a segment that becomes primary takes it from the one that was, in one transaction.
func onePrimary(w *store.Writer, id uuid.UUID, _ string, fields cmo.Fields) error {
	if on, _ := fields["is_primary"].(bool); !on {
		return nil
	}
	icps, err := w.ICPs().Get()
	if err != nil {
		return err
	}
	for _, i := range icps {
		if !i.Primary || i.ID == id {
			continue
		}
		if _, err := w.SaveRecord(cmo.KindICP, i.ID, i.Version, cmo.Fields{"is_primary": false}); err != nil {
			return plainConflict(err)
		}
	}
	return nil
}

// offerEditor is the form of an offer.
var offerEditor = editor{
	kind: cmo.KindOffer, section: "Offers",
	sets: []pages.FieldSet{
		{Title: "Offer", Columns: []string{"offer_name", "offer_type", "status", "description", "features", "launch_date", "is_flagship"}},
		{Title: "For", Hint: "Segments that campaigns may aim it at", Columns: []string{"target_segments"}},
		{Title: "Why people choose it", Columns: []string{"key_benefits", "use_cases", "competitive_positioning", "success_metrics"}},
		{Title: "Price", Columns: []string{"price_range", "pricing_model"}},
		{Title: "Proof", Columns: []string{"testimonials", "case_studies"}},
		{Title: "Pages", Hint: "Shown as links, never fetched", Columns: []string{"landing_page_url", "demo_url"}},
	},
	check: cmo.CheckOffer,
	done:  func(slug, id, _ string) string { return paths.Offer(slug, id) },
	fresh: cmo.Fields{"status": "draft"},
}

// planEditor is the form of a plan.
var planEditor = editor{
	kind: cmo.KindPlan, section: "90-day plan",
	sets: []pages.FieldSet{
		{Title: "Plan", Columns: []string{"plan_name", "start_date", "end_date", "executive_summary", "primary_objectives", "campaign_themes"}},
		{Title: "Aims at", Columns: []string{"target_icp_segments", "target_offers"}},
		{Title: "KPIs", Columns: []string{"key_metrics"}},
		{Title: "Budget and channels", Hint: "Shares add up to 100%", Columns: []string{"budget_allocation", "channel_mix"}},
		{Title: "Risks and needs", Columns: []string{"risks_mitigations", "resource_requirements", "dependencies", "content_calendar_outline"}},
		{Title: "Weekly checkpoints", Columns: []string{"month_1_plan", "month_2_plan", "month_3_plan"}},
	},
	check: cmo.CheckPlan, before: milestonesInside,
	done: func(slug, id, _ string) string { return paths.Plan(slug, id) },
}

// milestonesInside refuses dates of a plan that leave a milestone outside.
func milestonesInside(w *store.Writer, id uuid.UUID, _ string, fields cmo.Fields) error {
	list, err := w.PlanMilestones(id).Get()
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.TargetDate == nil || m.Status == "completed" || m.Status == "missed" {
			continue
		}
		day := m.TargetDate.Format("2006-01-02")
		if start, _ := fields["start_date"].(string); start != "" && day < start {
			return fieldError("start_date", "The milestone “"+m.Name+"” is due before this day. Move it first.")
		}
		if end, _ := fields["end_date"].(string); end != "" && day > end {
			return fieldError("end_date", "The milestone “"+m.Name+"” is due after this day. Move it first.")
		}
	}
	return nil
}

// milestoneEditor is the form of a plan's milestone.
var milestoneEditor = editor{
	kind: cmo.KindMilestone, section: "90-day plan",
	sets: []pages.FieldSet{
		{Title: "Milestone", Columns: []string{"milestone_name", "target_date", "status", "description", "milestone_order"}},
		{Title: "What it takes", Columns: []string{"deliverables", "dependencies", "kpis"}},
	},
	before: insidePlan,
	done:   func(slug, _, plan string) string { return paths.Plan(slug, plan) },
	fresh:  cmo.Fields{"status": "pending"},
}

// insidePlan refuses a milestone's day outside its plan.
func insidePlan(w *store.Writer, _ uuid.UUID, parent string, fields cmo.Fields) error {
	day, _ := fields["target_date"].(string)
	plan, err := parseID(parent)
	if day == "" || err != nil {
		return err
	}
	rec, err := w.Record(cmo.KindPlan, plan).Get()
	if err != nil {
		return err
	}
	if problem := cmo.OutsidePlan(day, rec.Data); problem != "" {
		return fieldError("target_date", problem)
	}
	return nil
}

// fieldError refuses a form from inside its transaction, beside one of its fields.
func fieldError(field, message string) error {
	return &cmo.Error{Kind: cmo.Invalid, Msg: message, Fields: map[string]string{field: message}}
}

// planMove moves a plan from one state to another.
func (s *Server) planMove(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	from, to := c.FormValue("from"), c.FormValue("to")
	if !slices.Contains(cmo.PlanMoves[from], to) {
		return cmo.Errorf(cmo.Invalid, "A plan cannot go from %s to %s.", strings.ToLower(cmo.Label(from)), strings.ToLower(cmo.Label(to)))
	}
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error {
		if _, err := w.Record(cmo.KindPlan, id).Get(); err != nil {
			return err
		}
		return w.MovePlan(id, from, to)
	})
	if err != nil {
		return err
	}
	return redirect(c, withDone(paths.Plan(sc.Tenant().Slug, id.String()), "moved"))
}

// reviewed records that a person has looked at a draft of the AI CMO.
func (s *Server) reviewed(kind cmo.RecordKind, back func(slug, id string) string) scoped {
	return func(c echo.Context, sc store.Scope) error {
		id, err := idParam(c)
		if err != nil {
			return err
		}
		if err := sc.Write(c.Request().Context(), func(w *store.Writer) error { return w.MarkReviewed(kind, id) }); err != nil {
			return err
		}
		return redirect(c, withDone(back(sc.Tenant().Slug, id.String()), "reviewed"))
	}
}

// strategyRoutes are the acts on the strategy's records besides their forms.
func (s *Server) strategyRoutes() []Route {
	const post = http.MethodPost
	return []Route{
		{post, "/t/:tenant/brand/:id/review", cmo.RightEdit, s.reviewed(cmo.KindBrand, func(slug, _ string) string { return paths.Brand(slug) })},
		{post, "/t/:tenant/icps/:id/review", cmo.RightEdit, s.reviewed(cmo.KindICP, paths.ICP)},
		{post, "/t/:tenant/offers/:id/review", cmo.RightEdit, s.reviewed(cmo.KindOffer, paths.Offer)},
		{post, "/t/:tenant/plans/:id/review", cmo.RightEdit, s.reviewed(cmo.KindPlan, paths.Plan)},
		{post, "/t/:tenant/funnels/:id/review", cmo.RightEdit, s.reviewed(cmo.KindFunnel, paths.Funnel)},
		{post, "/t/:tenant/plans/:id/move", cmo.RightEdit, scoped(s.planMove)},
	}
}
