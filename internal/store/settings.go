package store

import (
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Settings are the tenant's own.
func (r *Reader) Settings() *One[cmo.Settings] {
	return one[cmo.Settings](r, settingsSQL, nil)
}

const settingsSQL = `
	SELECT t.name, t.slug, t.time_zone AS zone, t.currency, t.four_eyes, t.run_budget_usd, t.run_concurrency, t.model,
	  coalesce((SELECT string_agg(r.email, E'\n' ORDER BY r.email COLLATE "C") FROM mail_recipients r WHERE r.tenant_id = @tenant), '') AS notify,
	  coalesce((SELECT m.problem FROM mails m WHERE m.tenant_id = @tenant ORDER BY m.created_at DESC, m.id DESC LIMIT 1), '') AS mail_problem,
	  t.version, t.created_at, t.updated_at
	FROM os_tenant_registry t WHERE t.tenant_id = @tenant`

// SaveSettings writes what owners and admins change over the version base, and records it. A version that is not current is
// cmo.Conflict; nothing that differs changes nothing.
func (w *Writer) SaveSettings(base int, e cmo.SettingsEdit) error {
	now, err := one[cmo.Settings](w.Reader, settingsSQL+` FOR UPDATE`, nil).Get()
	if err != nil {
		return err
	}
	if err := e.Check(); err != nil {
		return err
	}
	if now.Version != base {
		return cmo.Errorf(cmo.Conflict, "Somebody else saved the settings meanwhile. What they are now stands beside what you typed.")
	}
	changed := e.Changed(now.Edit())
	if len(changed) == 0 {
		return nil
	}
	known, err := one[struct{ Known bool }](w.Reader, `SELECT EXISTS (SELECT FROM pg_timezone_names z WHERE z.name = @zone) AND @tenant = app.tenant_id() AS known`, pgx.NamedArgs{"zone": e.Zone}).Get()
	if err != nil {
		return err
	}
	if !known.Known {
		return &cmo.Error{Kind: cmo.Invalid, Msg: "Some settings are not right.", Fields: map[string]string{"time_zone": "The database does not know this time zone."}}
	}
	err = w.exec(`
		UPDATE os_tenant_registry SET time_zone = @zone, currency = @currency, four_eyes = @four_eyes, run_budget_usd = @budget, run_concurrency = @concurrency, model = @model,
		  version = version + 1, updated_at = now()
		WHERE tenant_id = @tenant`, pgx.NamedArgs{"zone": e.Zone, "currency": e.Currency, "four_eyes": e.FourEyes, "budget": e.RunBudgetUSD, "concurrency": e.RunConcurrency, "model": e.Model})
	if err != nil {
		return err
	}
	before, after := now.Edit().Fields(), e.Fields()
	if slices.Contains(changed, "notify_emails") {
		before["notify_emails"], after["notify_emails"] = cmo.CountMailRecipients(now.Notify, e.Notify)
		w.add(`SELECT app.set_mail_recipients(@emails) WHERE @tenant = app.tenant_id()`, pgx.NamedArgs{"emails": append([]string{}, strings.Fields(e.Notify)...)}, drain)
	}
	return w.audit("settings.saved", "os_tenant_registry", w.scope.tenant.ID, pick(before, changed), pick(after, changed), cmo.Fields{"version": now.Version + 1})
}

// SettingsHistory lists the latest changes of the settings, newest first. Viewers see none: the audit log is not theirs.
func (r *Reader) SettingsHistory() *Rows[cmo.SettingsChange] {
	return many[cmo.SettingsChange](r, `
		SELECT l.id, l.at, coalesce(m.display_name, CASE l.actor_kind WHEN 'operator' THEN 'Operator' ELSE 'Former member' END) AS actor, coalesce(l.before, '{}') AS before, coalesce(l.after, '{}') AS after
		FROM audit_log l LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = l.actor_id
		WHERE l.tenant_id = @tenant AND l.event = 'settings.saved' ORDER BY l.at DESC, l.id DESC LIMIT 10`, nil)
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
