package paths

import "net/url"

// Pages of the platform.
const (
	PlatformTenants   = "/admin/tenants"
	PlatformTenantNew = "/admin/tenants/new"
	PlatformModules   = "/admin/modules"
	PlatformModuleSet = "/admin/modules/set"
	PlatformUsers     = "/admin/users"
	PlatformAccess    = "/admin/access"
	PlatformAudit     = "/admin/audit"
	PlatformHealth    = "/admin/health"

	PlatformAuditExport = "/admin/audit/export"
)

// PlatformTenant is the registry's page of a tenant.
func PlatformTenant(id string) string { return PlatformTenants + "/" + url.PathEscape(id) }

// PlatformTenantEdit is the form of the registry's entry.
func PlatformTenantEdit(id string) string { return PlatformTenant(id) + "/edit" }

// PlatformTenantHistory lists the entry's versions.
func PlatformTenantHistory(id string) string { return PlatformTenant(id) + "/history" }

// PlatformTenantRestore brings back one of them.
func PlatformTenantRestore(id string) string { return PlatformTenant(id) + "/restore" }

// PlatformTenantSwitch switches a tenant off or on.
func PlatformTenantSwitch(id string) string { return PlatformTenant(id) + "/switch" }

// PlatformTenantRepair adds what a tenant lacks.
func PlatformTenantRepair(id string) string { return PlatformTenant(id) + "/repair" }

// PlatformUser is the page of an account.
func PlatformUser(id string) string { return PlatformUsers + "/" + url.PathEscape(id) }

// PlatformUserDisabled disables an account or enables it.
func PlatformUserDisabled(id string) string { return PlatformUser(id) + "/disabled" }

// PlatformUserSessions ends sessions of an account.
func PlatformUserSessions(id string) string { return PlatformUser(id) + "/sessions" }

// PlatformOnboardings lists what waits to be onboarded, and every tenant with its steps.
const PlatformOnboardings = "/admin/onboarding"

// PlatformOnboarding is one of them, from its first save to what came of it.
func PlatformOnboarding(id string) string { return PlatformOnboardings + "/" + url.PathEscape(id) }

// PlatformOnboardingUndo takes back what it made.
func PlatformOnboardingUndo(id string) string { return PlatformOnboarding(id) + "/undo" }

// PlatformOnboardingRepair adds what tenants lack.
const PlatformOnboardingRepair = PlatformOnboardings + "/repair"
