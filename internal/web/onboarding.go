package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

func (s *Server) onboardingRoutes() []Route {
	one := paths.PlatformOnboardings + "/:id"
	return []Route{
		{get, paths.PlatformTenantNew, PlatformRight, platformed(s.onboardForm)},
		{post, paths.PlatformTenantNew, PlatformRight, platformed(s.onboard)},
		{get, paths.PlatformOnboardings, PlatformRight, platformed(s.onboardingList)},
		{post, paths.PlatformOnboardingRepair, PlatformRight, platformed(s.onboardingRepair)},
		{get, one, PlatformRight, platformed(s.onboardingPage)},
		{post, one, PlatformRight, platformed(s.onboardingSave)},
		{post, one + "/undo", PlatformRight, platformed(s.onboardingUndo)},
	}
}

func (s *Server) onboardForm(c echo.Context, p store.Platform) error {
	plan := cmo.PlanTenant{Zone: "America/New_York", Currency: "USD"}
	return s.showOnboarding(c, p, http.StatusOK, pages.OnboardAsk{Onboarding: cmo.Onboarding{Plan: plan}})
}

// onboard keeps what was typed for the first time, so that nothing of it is lost from here on.
func (s *Server) onboard(c echo.Context, p store.Platform) error {
	return s.onboardStep(c, p, cmo.Onboarding{})
}

// onboardingPage is the one page of an onboarding: before it is made a form with its dry run, then what came of it.
func (s *Server) onboardingPage(c echo.Context, p store.Platform) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	o, err := p.Onboarding(c.Request().Context(), id)
	if err != nil {
		return err
	}
	ask := pages.OnboardAsk{Onboarding: o}
	if o.TenantID == nil {
		if err := s.checkPlan(c, p, &ask); err != nil {
			return err
		}
	}
	return s.showOnboarding(c, p, http.StatusOK, ask)
}

func (s *Server) onboardingSave(c echo.Context, p store.Platform) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	o, err := p.Onboarding(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return s.onboardStep(c, p, o)
}

// onboardStep saves the form, then checks it or makes what it asks for. What is wrong stands beside what was typed, and what was
// typed is kept all the same.
func (s *Server) onboardStep(c echo.Context, p store.Platform, o cmo.Onboarding) error {
	ctx := c.Request().Context()
	act := c.FormValue("act")
	if o.TenantID != nil {
		return s.onboardMake(c, p, pages.OnboardAsk{Onboarding: o}, act == "invite")
	}
	version, err := strconv.Atoi(cmp.Or(c.FormValue("version"), "0"))
	if err != nil || o.ID == uuid.Nil != (version == 0) {
		return cmo.Errorf(cmo.Invalid, "The form is not whole. Open it again.")
	}
	o.Version, o.Plan = version, cmo.ReadPlan(c.FormValue)
	ask := pages.OnboardAsk{Onboarding: o}
	id, err := p.SaveOnboarding(ctx, o.ID, version, o.Plan)
	if ask.Problem = conflictText(err); ask.Problem != "" {
		return s.showOnboarding(c, p, http.StatusConflict, ask)
	}
	if err != nil {
		return err
	}
	if ask.Onboarding, err = p.Onboarding(ctx, id); err != nil {
		return err
	}
	if act == "save" {
		return redirect(c, withDone(paths.PlatformOnboarding(id.String()), "onboarding-saved"))
	}
	if err := s.checkPlan(c, p, &ask); err != nil {
		return err
	}
	switch {
	case len(ask.Errors) > 0:
		return s.showOnboarding(c, p, http.StatusUnprocessableEntity, ask)
	case act == "make":
		return s.onboardMake(c, p, ask, true)
	}
	return redirect(c, paths.PlatformOnboarding(id.String())+"#plan")
}

// checkPlan says what is wrong with a plan, or else what it will do.
func (s *Server) checkPlan(c echo.Context, p store.Platform, ask *pages.OnboardAsk) error {
	ctx := c.Request().Context()
	slugs, err := p.Slugs(ctx)
	if err != nil {
		return err
	}
	plan := ask.Onboarding.Plan
	ask.Errors = plan.Check(slugs)
	if id := plan.ID(); id != nil && ask.Errors["tenant_id"] == "" {
		_, err := p.Tenant(ctx, *id)
		switch {
		case err == nil:
			ask.Errors["tenant_id"] = "A tenant with this id is registered already."
		case cmo.KindOf(err) != cmo.NotFound:
			return err
		}
	}
	if len(ask.Errors) > 0 || plan.Owner == "" {
		return nil
	}
	known, err := p.Access(ctx, plan.Owner, "", cmo.ModuleCMO)
	ask.OwnerKnown = known.Account && !known.Disabled
	return err
}

// onboardMake makes what the plan asks for; of a tenant that is made, what is missing.
func (s *Server) onboardMake(c echo.Context, p store.Platform, ask pages.OnboardAsk, invite bool) error {
	ctx := c.Request().Context()
	var setup *store.NewRun
	if plan := ask.Onboarding.Plan; plan.FirstBy == cmo.FirstBrief {
		run, err := s.kernel.PrepareSetup(plan.BriefPayload())
		if cmo.KindOf(err) == cmo.Invalid {
			ask.Errors = map[string]string{"brief": err.Error()}
			return s.showOnboarding(c, p, http.StatusUnprocessableEntity, ask)
		}
		if err != nil {
			return err
		}
		setup = run
	}
	made, err := p.MakeOnboarding(ctx, ask.Onboarding, setup, invite)
	if problem := asFormProblem(err); problem != nil {
		ask.Errors, ask.Problem = problem.Fields, conflictText(err)
		return s.showOnboarding(c, p, map[bool]int{true: http.StatusConflict, false: http.StatusUnprocessableEntity}[problem.Kind == cmo.Conflict], ask)
	}
	if err != nil {
		return err
	}
	if ask.Onboarding, err = p.Onboarding(ctx, ask.Onboarding.ID); err != nil {
		return err
	}
	if plan := ask.Onboarding.Plan; made.Invited {
		ask.Link = s.absolute(paths.InviteLink(made.Link.Encode()))
		ask.Mailed = s.mailInvite(c, cmo.InviteMail{To: plan.Owner, Tenant: plan.Name, Role: cmo.RoleOwner.Label(), Link: ask.Link})
	}
	return s.showOnboarding(c, p, http.StatusOK, ask)
}

func (s *Server) showOnboarding(c echo.Context, p store.Platform, status int, ask pages.OnboardAsk) error {
	title := "Onboard a tenant"
	if id := ask.Onboarding.TenantID; id != nil {
		t, err := p.Tenant(c.Request().Context(), *id)
		if err != nil {
			return err
		}
		ask.Tenant, title = &t, "Onboarding of "+t.Name
	}
	view := pages.NewOnboardView(ask)
	return s.platformPage(c, status, place{title: title, section: "All tenants", parent: onboardingCrumbs()}, pages.Onboard(view))
}

func onboardingCrumbs() []layout.Crumb {
	return []layout.Crumb{{Label: "All tenants", Href: paths.PlatformTenants}, {Label: "Onboarding", Href: paths.PlatformOnboardings}}
}

// onboardingUndo takes back what an onboarding made. All of it asks for the short name, so that nobody does it by mistake.
func (s *Server) onboardingUndo(c echo.Context, p store.Platform) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	what := c.FormValue("what")
	if !slices.Contains([]string{"rows", "owner", "all"}, what) {
		return cmo.Errorf(cmo.Invalid, "What is taken back is the first records, the owner, or all of it.")
	}
	o, err := p.Onboarding(c.Request().Context(), id)
	if err != nil {
		return err
	}
	if typed := c.FormValue("confirm"); o.TenantID != nil && what == "all" && typed != o.Plan.Slug {
		return s.showOnboarding(c, p, http.StatusUnprocessableEntity, pages.OnboardAsk{Onboarding: o, Confirm: typed, ConfirmError: "Type the short name as it stands: " + o.Plan.Slug})
	}
	err = p.UndoOnboarding(c.Request().Context(), id, what)
	if problem := conflictText(err); problem != "" {
		return s.showOnboarding(c, p, http.StatusConflict, pages.OnboardAsk{Onboarding: o, Problem: problem})
	}
	switch {
	case err != nil:
		return err
	case o.TenantID == nil:
		return redirect(c, withDone(paths.PlatformOnboardings, "onboarding-dropped"))
	case what == "all":
		return redirect(c, withDone(paths.PlatformOnboardings, "onboarding-undone"))
	}
	return redirect(c, withDone(paths.PlatformOnboarding(id.String()), "onboarding-undone"))
}

// onboardingList is every tenant with the five steps as they stand now, and what waits to be onboarded.
func (s *Server) onboardingList(c echo.Context, p store.Platform) error {
	ctx := c.Request().Context()
	q, err := tenantQuery(c)
	if err != nil {
		return err
	}
	list, err := p.Tenants(ctx, q)
	if err != nil {
		return err
	}
	waiting, err := p.Onboardings(ctx)
	if err != nil {
		return err
	}
	view := pages.NewOnboardingsView(registryFilter(q), list, waiting, tenantsShown, s.clock(c))
	return s.platformPage(c, http.StatusOK, place{title: "Onboarding", section: "All tenants", parent: []layout.Crumb{{Label: "All tenants", Href: paths.PlatformTenants}}}, pages.Onboardings(view))
}

// onboardingRepair adds what the chosen tenants lack, each in its own transaction.
func (s *Server) onboardingRepair(c echo.Context, p store.Platform) error {
	form, err := c.FormParams()
	if err != nil {
		return formError(err)
	}
	if len(form["tenant"]) > tenantsShown {
		return cmo.Errorf(cmo.Invalid, "At most %d tenants at once.", tenantsShown)
	}
	mended := 0
	for _, text := range form["tenant"] {
		id, err := parseID(text)
		if err != nil {
			return err
		}
		t, err := p.Tenant(c.Request().Context(), id)
		if errors.Is(err, cmo.ErrNotFound) {
			continue // undone meanwhile
		}
		if err != nil {
			return err
		}
		made, err := p.MendTenant(c.Request().Context(), t)
		if err != nil {
			return err
		}
		if made.Workspace || made.Modules > 0 {
			mended++
		}
	}
	return redirect(c, withDone(paths.PlatformOnboardings, map[bool]string{true: "repaired", false: "whole"}[mended > 0]))
}

// startKept starts the agent on the brief that waited for this owner. If it does not start now, the owner finds the step on the
// start page and the platform on the onboarding's.
func (s *Server) startKept(c echo.Context, session store.Secret, slug string) {
	sc, _, err := s.db.Enter(c.Request().Context(), session, slug)
	if err == nil {
		err = s.kernel.StartKept(c.Request().Context(), sc)
	}
	if err != nil && cmo.KindOf(err) != cmo.NotFound {
		s.log.WarnContext(c.Request().Context(), "the brief that waited was not started", "tenant", slug, "error", err)
	}
}
