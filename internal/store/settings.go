package store

import (
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Settings are the tenant's own.
func (r *Reader) Settings() *One[cmo.Settings] {
	return one[cmo.Settings](r, `
		SELECT t.name, t.slug, t.time_zone AS zone, t.currency, t.four_eyes, t.run_budget_usd, t.run_concurrency, t.version, t.created_at, t.updated_at
		FROM os_tenant_registry t WHERE t.tenant_id = @tenant`, nil)
}

// ModuleAccess lists the modules that a platform admin has set for the tenant.
func (r *Reader) ModuleAccess() *Rows[cmo.ModuleAccess] {
	return many[cmo.ModuleAccess](r, `
		SELECT m.module_id AS module, m.enabled, m.beta_only AS beta, m.rollout_percentage AS rollout
		FROM tenant_module_access m WHERE m.tenant_id = @tenant ORDER BY m.module_id LIMIT 20`, nil)
}

// MembersShown is how many members the page lists.
const MembersShown = 500

// Members lists the people of the tenant by role, the strongest first. The runtime role cannot read users, so that no
// address is here.
func (r *Reader) Members() *Rows[cmo.Member] {
	roles := make([]string, len(cmo.Roles))
	for i, role := range cmo.Roles {
		roles[i] = string(role)
	}
	return many[cmo.Member](r, `
		SELECT m.id, m.name, m.role, m.beta, m.since FROM (
		  SELECT u.user_id AS id, u.display_name AS name, CASE u.role WHEN 'member' THEN 'marketer' ELSE u.role END AS role, u.beta, u.created_at AS since
		  FROM user_tenants u WHERE u.tenant_id = @tenant) m
		ORDER BY array_position(@roles::text[], m.role), lower(m.name), m.id LIMIT @limit`, pgx.NamedArgs{"roles": roles, "limit": MembersShown})
}
