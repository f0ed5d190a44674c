package pages

import (
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestSettings_Golden(t *testing.T) {
	s := cmo.Settings{Name: "First Touch <Coaching>", Slug: "first-touch-coaching", Zone: "America/Chicago", Currency: "EUR", FourEyes: true, RunBudgetUSD: 40, RunConcurrency: 3, CreatedAt: now}
	access := []cmo.ModuleAccess{{Module: cmo.ModuleCMO, Enabled: true, Rollout: 100}, {Module: cmo.ModuleCRO, Enabled: true, Rollout: 25}, {Module: cmo.ModuleCFO, Enabled: true, Beta: true, Rollout: 100}, {Module: cmo.ModuleCOO, Rollout: 100}}
	viewer := tenant
	viewer.Role, viewer.Modules = cmo.RoleViewer, map[cmo.Module]bool{cmo.ModuleCMO: true, cmo.ModuleCRO: true}
	golden(t, "settings", Settings(NewSettingsView(viewer, s, access, now)))
	if v := NewSettingsView(cmo.Tenant{Role: cmo.RoleAdmin}, s, nil, now); v.Note != "" || v.Modules[0].State != "Off" {
		t.Errorf("an admin is told who may change it (%q), or a module without a row is %s", v.Note, v.Modules[0].State)
	}
}

func TestMembers_Golden(t *testing.T) {
	members := []cmo.Member{
		{ID: testID(1), Name: "Brand <Lead>", Role: cmo.RoleOwner, Since: now.Add(-400 * 24 * time.Hour)},
		{ID: testID(2), Name: "Growth Lead", Role: cmo.RoleMarketer, Since: now, Beta: true},
		{ID: testID(3), Name: "Support Desk", Role: cmo.RoleSupport, Since: now},
	}
	golden(t, "members", Members(NewMembersView(tenant, members, testID(2), now)))
}
