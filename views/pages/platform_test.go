package pages

import (
	"net/url"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func onboardingOf(first string) cmo.Onboarding {
	return cmo.Onboarding{ID: testID(7), Version: 2, ChangedBy: "platform@example.test", UpdatedAt: now, Plan: cmo.PlanTenant{Slug: "harbor-swim", Name: "Harbor <Swim>", Zone: "America/New_York", Currency: "USD",
		Owner: "coach@example.test", Funnels: []string{"Lessons"}, FirstBy: first, Template: "classes", Brief: "We teach swimming.", Brand: cmo.FirstBrand{Voice: "Calm"}, Campaigns: []cmo.FirstCampaign{{Name: "Open days", Type: "awareness"}}}}
}

func registered(id uuid.UUID, slug string) cmo.RegisteredTenant {
	return cmo.RegisteredTenant{TenantID: id, Slug: slug, Name: "Harbor <Swim>", Active: true, Zone: "America/New_York", Currency: "USD", Version: 1, Workspace: true, CreatedAt: now, UpdatedAt: now,
		Modules: []cmo.TenantModule{{Module: cmo.ModuleCMO, Enabled: true, Rollout: 50, Version: 1}, {Module: cmo.ModuleCRO, Version: 1}, {Module: cmo.ModuleCFO, Version: 1}, {Module: cmo.ModuleCOO, Version: 1}}}
}

func TestOnboard_Golden(t *testing.T) {
	golden(t, "onboard_plan", Onboard(NewOnboardView(OnboardAsk{Onboarding: onboardingOf(cmo.FirstTemplate), Errors: map[string]string{}})))
	golden(t, "onboard_wrong", Onboard(NewOnboardView(OnboardAsk{Onboarding: onboardingOf(cmo.FirstHand), Errors: map[string]string{"slug": "This name is taken.", "campaign.1.type": "Choose a type."}})))
	made, r := onboardingOf(cmo.FirstBrief), registered(testID(3), "harbor-swim")
	r.Invited = 1
	golden(t, "onboard_made", Onboard(NewOnboardView(OnboardAsk{Onboarding: made, Tenant: &r, Link: "https://example.test/invite?token=x"})))
}

func TestOnboardings_Golden(t *testing.T) {
	whole, drifted := registered(testID(3), "whole"), registered(testID(4), "drifted")
	whole.Owners, whole.Members, whole.Brands, whole.Campaigns = 1, 2, 1, 3
	drifted.Workspace, drifted.Active, drifted.Modules = false, false, drifted.Modules[:3]
	golden(t, "onboardings", Onboardings(NewOnboardingsView(url.Values{}, []cmo.RegisteredTenant{whole, drifted}, []cmo.Onboarding{onboardingOf("")}, 200, PersonalClock(cmo.User{}, now))))
}

// The state of the setup run decides what the last step says.
func TestOnboardMade_RunStates(t *testing.T) {
	o, r := onboardingOf(cmo.FirstBrief), registered(testID(3), "harbor-swim")
	r.Owners = 1
	for status, want := range map[string]string{"": "The brief has not been given to the setup agent yet.", "pending": "The setup run waits for a worker.", "failed": "The setup run failed. Its owner can run it again.", "completed": "The setup agent has drafted from the brief."} {
		o.RunStatus = status
		m := newOnboardMade(OnboardAsk{Onboarding: o, Tenant: &r})
		if m.Steps[4].Text != want || m.Repair != (status == "") {
			t.Errorf("%q: %q, repair %v", status, m.Steps[4].Text, m.Repair)
		}
	}
}
