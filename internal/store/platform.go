package store

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Platform is the proof that a person may manage tenants, modules and users of the installation. Only DB.EnterPlatform
// makes one. It reaches no content of a tenant.
type Platform struct {
	db      *DB
	session Secret
	user    cmo.User
}

// User is the person it acts for.
func (p Platform) User() cmo.User { return p.user }

// EnterPlatform proves that the session's person is a platform admin; for anyone else the platform does not exist. The Visit
// is valid whenever there is a session.
func (db *DB) EnterPlatform(ctx context.Context, session Secret) (Platform, Visit, error) {
	v, err := db.Resolve(ctx, session)
	if err != nil {
		return Platform{}, v, err
	}
	if !v.User.Platform {
		return Platform{}, v, cmo.ErrNotFound
	}
	return Platform{db, session, v.User}, v, nil
}

// run runs fn in a transaction that has proved the right again.
func (p Platform) run(ctx context.Context, fn func(tx pgx.Tx) error) error {
	if p.db == nil {
		return ErrNoScope
	}
	conn, err := p.db.conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	return p.db.classify(ctx, pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT app.enter_platform(@session)`, pgx.StrictNamedArgs{"session": p.session.hash()}); err != nil {
			return err
		}
		if id := requestOf(ctx); id != "" {
			if _, err := tx.Exec(ctx, requestSQL, pgx.StrictNamedArgs{"request": id}); err != nil {
				return err
			}
		}
		return fn(tx)
	}))
}

// platformRows is the result of one of the platform's functions.
func platformRows[T any](ctx context.Context, p Platform, sql string, args pgx.StrictNamedArgs) (list []T, err error) {
	err = p.run(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sql, args)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByName[T])
		return err
	})
	return list, err
}

func platformRow[T any](ctx context.Context, p Platform, sql string, args pgx.StrictNamedArgs) (row T, err error) {
	list, err := platformRows[T](ctx, p, sql, args)
	if err == nil && len(list) == 0 {
		err = cmo.ErrNotFound
	}
	if err == nil {
		row = list[0]
	}
	return row, err
}

// change calls a function that answers with what is in the way, NULL for nothing.
func (p Platform) change(ctx context.Context, reasons map[string]string, sql string, args pgx.StrictNamedArgs) error {
	g, err := platformRow[gap](ctx, p, sql, args)
	switch {
	case err != nil || g.Gap == nil:
		return err
	case *g.Gap == "missing":
		return cmo.ErrNotFound
	}
	return cmo.Errorf(cmo.Conflict, "%s", reasons[*g.Gap])
}

// TenantQuery narrows and orders the registry.
type TenantQuery struct {
	Text   string
	State  string // active, inactive, or empty
	Module cmo.Module
	Sort   string // name, created, runs, members; empty is name
	Limit  int
}

var tenantOrders = map[string]string{
	"": "lower(t.name), t.tenant_id", "name": "lower(t.name), t.tenant_id", "created": "t.created_at DESC, t.tenant_id", "runs": "t.runs DESC, lower(t.name), t.tenant_id", "members": "t.members DESC, lower(t.name), t.tenant_id",
}

// Tenants lists the registry.
func (p Platform) Tenants(ctx context.Context, q TenantQuery) ([]cmo.RegisteredTenant, error) {
	where := `WHERE (@text = '' OR position(lower(@text) IN lower(t.name || ' ' || t.slug || ' ' || t.description)) > 0) AND (@state = '' OR t.active = (@state = 'active'))
		AND (@module = '' OR t.modules @> jsonb_build_array(jsonb_build_object('module', @module::text, 'enabled', true)))`
	return platformRows[cmo.RegisteredTenant](ctx, p, `SELECT t.* FROM app.platform_tenants(NULL) t `+where+` ORDER BY `+tenantOrders[q.Sort]+` LIMIT @limit`,
		pgx.StrictNamedArgs{"text": q.Text, "state": q.State, "module": string(q.Module), "limit": q.Limit})
}

// Tenant is one row of the registry.
func (p Platform) Tenant(ctx context.Context, id uuid.UUID) (cmo.RegisteredTenant, error) {
	return platformRow[cmo.RegisteredTenant](ctx, p, `SELECT t.* FROM app.platform_tenants(@id) t`, pgx.StrictNamedArgs{"id": id})
}

// Slugs lists the short names there are.
func (p Platform) Slugs(ctx context.Context) ([]string, error) {
	type slug struct{ Slug string }
	list, err := platformRows[slug](ctx, p, `SELECT t.slug FROM os_tenant_registry t ORDER BY 1`, nil)
	slugs := make([]string, len(list))
	for i, s := range list {
		slugs[i] = s.Slug
	}
	return slugs, err
}

// TenantMembers lists the people of a tenant.
func (p Platform) TenantMembers(ctx context.Context, id uuid.UUID) ([]cmo.RegisteredMember, error) {
	return platformRows[cmo.RegisteredMember](ctx, p, `SELECT m.* FROM app.platform_members(@id) m`, pgx.StrictNamedArgs{"id": id})
}

// TenantExtent is how much a tenant holds, and how many of its runs are open.
func (p Platform) TenantExtent(ctx context.Context, id uuid.UUID) (cmo.TenantExtent, error) {
	return platformRow[cmo.TenantExtent](ctx, p, `SELECT e.* FROM app.platform_extent(@id) e`, pgx.StrictNamedArgs{"id": id})
}

var tenantReasons = map[string]string{"already": "Somebody else did this meanwhile."}

// SwitchTenant switches a tenant off or on, effective at everybody's next transaction.
func (p Platform) SwitchTenant(ctx context.Context, id uuid.UUID, active bool) error {
	return p.change(ctx, tenantReasons, `SELECT app.switch_tenant(@id, @active) AS gap`, pgx.StrictNamedArgs{"id": id, "active": active})
}

// MendTenant adds what a tenant lacks of the steps of onboarding, and changes nothing that is there.
func (p Platform) MendTenant(ctx context.Context, t cmo.RegisteredTenant) (made cmo.TenantMade, err error) {
	args := makeArgs(cmo.PlanTenant{Slug: t.Slug, Name: t.Name, Zone: t.Zone, Currency: t.Currency}, NewSecret())
	return platformRow[cmo.TenantMade](ctx, p, `SELECT t.* FROM app.onboard_tenant(@id, @slug, @name, @description, @zone, @currency, @config, @owner, @invitation, @link) t`, args)
}

// makeArgs are the arguments of app.make_tenant, which operators and platform admins share.
func makeArgs(t cmo.PlanTenant, link Secret) pgx.StrictNamedArgs {
	id := newID()
	if given := t.ID(); given != nil {
		id = *given
	}
	return pgx.StrictNamedArgs{"id": id, "slug": t.Slug, "name": t.Name, "description": t.Description, "zone": t.Zone, "currency": t.Currency, "config": t.Config().JSON(),
		"owner": t.Owner, "invitation": newID(), "link": link.hash()}
}

// ModuleReach lists who of a tenant's members would get a module with these values.
func (p Platform) ModuleReach(ctx context.Context, tenant uuid.UUID, m cmo.TenantModule) ([]cmo.ModuleReach, error) {
	return platformRows[cmo.ModuleReach](ctx, p, `SELECT r.* FROM app.module_reach(@tenant, @module, @enabled, @beta, @rollout) r`,
		pgx.StrictNamedArgs{"tenant": tenant, "module": string(m.Module), "enabled": m.Enabled, "beta": m.Beta, "rollout": m.Rollout})
}

// SetModule sets a cell of the matrix over the version that its reader saw.
func (p Platform) SetModule(ctx context.Context, tenant uuid.UUID, m cmo.TenantModule) error {
	return p.change(ctx, map[string]string{"conflict": "Somebody else set this module meanwhile. What it is now stands on the page."},
		`SELECT app.set_module(@tenant, @module, @version, @enabled, @beta, @rollout) AS gap`,
		pgx.StrictNamedArgs{"tenant": tenant, "module": string(m.Module), "version": m.Version, "enabled": m.Enabled, "beta": m.Beta, "rollout": m.Rollout})
}

// Accounts lists people by address, after one address.
func (p Platform) Accounts(ctx context.Context, text, after string, limit int) ([]cmo.Account, error) {
	return platformRows[cmo.Account](ctx, p, `SELECT u.* FROM app.platform_users(@text, @after, @limit) u`, pgx.StrictNamedArgs{"text": text, "after": after, "limit": limit})
}

// Account is one person.
func (p Platform) Account(ctx context.Context, id uuid.UUID) (cmo.AccountPage, error) {
	return platformRow[cmo.AccountPage](ctx, p, `SELECT u.* FROM app.platform_user(@id) u`, pgx.StrictNamedArgs{"id": id})
}

// DisableAccount disables an account, which ends its sessions, or enables it again.
func (p Platform) DisableAccount(ctx context.Context, id uuid.UUID, disabled bool) error {
	return p.change(ctx, map[string]string{"self": "Nobody disables himself. Another platform admin can."},
		`SELECT app.set_user_disabled(@id, @disabled) AS gap`, pgx.StrictNamedArgs{"id": id, "disabled": disabled})
}

// EndSessions ends one session of a person, or with a nil id all.
func (p Platform) EndSessions(ctx context.Context, user uuid.UUID, session *uuid.UUID) error {
	n, err := platformRow[struct{ N int }](ctx, p, `SELECT app.revoke_user_sessions(@user, @session) AS n`, pgx.StrictNamedArgs{"user": user, "session": session})
	if err == nil && n.N == 0 && session != nil {
		err = cmo.ErrNotFound
	}
	return err
}

// Access is what decides whether a person may enter a tenant and use a module.
func (p Platform) Access(ctx context.Context, email, slug string, module cmo.Module) (cmo.Access, error) {
	return platformRow[cmo.Access](ctx, p, `SELECT a.* FROM app.explain_access(@email, @slug, @module) a`, pgx.StrictNamedArgs{"email": email, "slug": slug, "module": string(module)})
}

// Health are figures of the installation.
func (p Platform) Health(ctx context.Context) (cmo.Health, error) {
	return platformRow[cmo.Health](ctx, p, `SELECT h.* FROM app.platform_health() h`, nil)
}

// IsolationProof is what `aicmo doctor --isolation` found last, nil before the first time.
func (p Platform) IsolationProof(ctx context.Context) (*cmo.IsolationProof, error) {
	list, err := platformRows[cmo.IsolationProof](ctx, p, `SELECT f.* FROM app.platform_proof() f`, nil)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}
