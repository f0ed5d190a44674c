package pages

import (
	"net/url"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestRegistry_Golden(t *testing.T) {
	on, off := registered(testID(3), "harbor-swim"), registered(testID(4), "still-water")
	on.Members, on.Runs, off.Active = 4, 12, false
	golden(t, "registry", Registry(NewRegistryView(url.Values{"state": {"active"}}, []cmo.RegisteredTenant{on, off}, 200, PersonalClock(cmo.User{}, now))))
	golden(t, "registry-none", Registry(NewRegistryView(url.Values{"text": {"nobody"}}, nil, 200, PersonalClock(cmo.User{}, now))))
	golden(t, "registered", Registered(NewRegisteredView(on, []cmo.RegisteredMember{}, cmo.TenantExtent{}, TenantAsk{}, PersonalClock(cmo.User{}, now))))
	golden(t, "registered-off-asked", Registered(NewRegisteredView(on, nil, cmo.TenantExtent{}, TenantAsk{Confirm: "harbor", ConfirmError: "Type the short name as it stands: harbor-swim"}, PersonalClock(cmo.User{}, now))))
}

func TestModules_Golden(t *testing.T) {
	x := registered(testID(3), "harbor-swim")
	golden(t, "modules", Matrix(NewMatrixView(url.Values{}, []cmo.RegisteredTenant{x}, 200)))
	reach := []cmo.ModuleReach{{ID: testID(1), Name: "Ada <b>", Role: cmo.RoleOwner, Bucket: 12, Gets: true}, {ID: testID(2), Name: "Bo", Role: cmo.RoleViewer, Bucket: 77}}
	golden(t, "module-half", ModuleSet(NewModuleView(ModuleAsk{Module: cmo.ModuleCMO, Enabled: true, Rollout: "50", Tenants: []cmo.RegisteredTenant{x}, Reach: [][]cmo.ModuleReach{reach}})))
}

func TestAccounts_Golden(t *testing.T) {
	golden(t, "accounts", Accounts(NewAccountsView("", "", []cmo.Account{{ID: testID(1), Name: "Ada <b>", Email: "ada@example.test", Tenants: 2, Sessions: 1, CreatedAt: now, SignedInAt: &now},
		{ID: testID(2), Name: "Bo", Email: "bo@example.test", Disabled: true, CreatedAt: now}}, 50, PersonalClock(cmo.User{}, now))))
	golden(t, "account-of", AccountOf(NewAccountOfView(cmo.AccountPage{ID: testID(2), Name: "Bo", Email: "bo@example.test", CreatedAt: now}, testID(1), "", PersonalClock(cmo.User{}, now))))
	golden(t, "access", Access(NewAccessView(AccessAsk{}, nil)))
}

func TestAudit_Golden(t *testing.T) {
	record := testID(9)
	from, to := now.AddDate(0, 0, -30), now.AddDate(0, 0, 1)
	golden(t, "audit", Audit(NewAuditView(tenant, url.Values{}, from, to, []cmo.AuditEntry{
		{ID: testID(1), At: now, Event: "campaign.launched", ActorKind: "person", Actor: "Ada <b>", RecordTable: "cmo_campaigns", RecordID: &record, RequestID: "req_1", Sealed: true,
			Before: cmo.Fields{"state": "approved"}, After: cmo.Fields{"state": "changes_requested"}},
		{ID: testID(2), At: now.Add(-time.Hour), Event: "run.completed", ActorKind: "run", Behalf: "Ada <b>"}}, []cmo.RecordOption{{Kind: "campaign", ID: record, Name: "Trial & win-back"}}, nil, "", now)))
	golden(t, "audit-none", Audit(NewAuditView(tenant, url.Values{"event": {"run"}}, from, to, nil, nil, nil, "", now)))
	golden(t, "audit-platform", Audit(NewPlatformAuditView(url.Values{}, from, to, nil, []cmo.AuditEntry{{ID: testID(3), At: now, Event: "user.disabled", Actor: "root@example.test", ActorKind: "person"},
		{ID: testID(4), At: now, Tenant: "harbor-swim", Event: "module.set", Actor: "root@example.test", ActorKind: "person", RecordTable: "tenant_module_access", RecordID: &record, Sealed: true}}, "", PersonalClock(cmo.User{}, now))))
}

func TestEntry_Golden(t *testing.T) {
	rec := cmo.Record{ID: testID(3), Version: 2, Name: "Harbor <b>", AuthorName: "Ada", CreatedAt: now, UpdatedAt: now, Data: cmo.Fields{"name": "Harbor <b>", "description": "A school", "config.source": "os",
		"config.funnels": []any{"Leads", "Trials"}, "config.channels": []any{}, "config.crm": map[string]any{"region": "north"}}}
	before := cmo.Fields{"name": "Harbor", "description": "A school", "config.source": "import", "config.old": true}
	f := NewEntryForm(rec)
	golden(t, "entry-form", RecordEdit(f))
	f.Errors = map[string]string{"other": "Write one JSON object."}
	golden(t, "entry-form-refused", RecordEdit(f))
	golden(t, "entry-history", RecordHistory(NewEntryHistory(rec, []cmo.RecordVersion{{Version: 2, Changed: []string{"config.source", "name"}, Data: rec.Data, AuthorName: "Ada", CreatedAt: now},
		{Version: 1, Data: before, AuthorName: "Whoever made it", CreatedAt: now.Add(-time.Hour)}}, 30, 0, PersonalClock(cmo.User{}, now))))
	golden(t, "entry-history-none", RecordHistory(NewEntryHistory(rec, nil, 30, 0, PersonalClock(cmo.User{}, now))))
	mine := cmo.Fields{"name": "Mine", "config.source": "import"}
	golden(t, "entry-conflict", RecordConflict(NewEntryConflict(cmo.EntryConflict(before, rec), f, mine, PersonalClock(cmo.User{}, now))))
}
