package seed

import "github.com/google/uuid"

// The people of the example, by the part of their address before the @.
const (
	owner    = "owner"
	marketer = "marketer"
	approver = "approver"
	support  = "support"
	viewer   = "viewer"
)

// people are the accounts; platform belongs to no tenant.
var people = []struct{ Key, Name string }{
	{owner, "Brand Lead"}, {marketer, "Growth Lead"}, {approver, "Marketing Director"},
	{support, "Support Desk"}, {viewer, "Viewer Desk"}, {"platform", "Platform Admin"},
}

// member is one person's role in a tenant.
type member struct{ Who, Role string }

func users() []User {
	var list []User
	for _, p := range people {
		list = append(list, User{ID: userID(p.Key).(uuid.UUID), Email: p.Key + "@example.test", Name: p.Name, PlatformAdmin: p.Key == "platform"})
	}
	return list
}

func nameOf(who string) string {
	for _, p := range people {
		if p.Key == who {
			return p.Name
		}
	}
	return ""
}

// addTenant adds the registry entry, workspace, members and modules.
func (b *builder) addTenant() {
	in, since := b.in, b.in.Founded(b.now)
	b.add("os_tenant_registry", "registry", Row{"slug": in.Slug, "name": in.Name, "description": in.Description, "is_active": true,
		"config":    JSON{object{"source": in.Source, "funnels": in.Funnels, "channels": in.Channels, "integration_type": "ai_cmo"}},
		"time_zone": in.Zone, "currency": "USD", "four_eyes": false, "run_budget_usd": 40.0, "run_concurrency": in.Concurrency, "version": 1,
		"created_at": since, "updated_at": since})
	ws := b.add("workspaces", "workspace", Row{"name": in.Name, "slug": in.Slug, "owner_id": nil, "settings": JSON{object{}}, "demo_mode": true,
		"stripe_connected": false, "is_default": true, "last_run_no": len(b.runs), "created_at": since, "updated_at": since})
	ws["id"] = in.ID
	for _, m := range in.Members {
		if m.Role == "owner" {
			ws["owner_id"] = userID(m.Who)
		}
		b.add("user_tenants", m.Who, Row{"user_id": userID(m.Who), "role": m.Role, "display_name": nameOf(m.Who), "beta": false,
			"last_used_workspace_id": in.ID, "onboarding_completed_at": since, "wants_product_updates": false, "created_at": since})
	}
	for _, m := range []struct {
		ID           string
		Enabled, Bet bool
		Rollout      int
	}{{"ai_cmo", true, false, 100}, {"ai_cro", false, false, 100}, {"ai_cfo", false, true, 0}, {"ai_coo", false, true, 0}} {
		b.add("tenant_module_access", m.ID, Row{"module_id": m.ID, "enabled": m.Enabled, "beta_only": m.Bet, "rollout_percentage": m.Rollout,
			"created_at": since, "updated_at": since})
	}
}
