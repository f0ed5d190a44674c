package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Operator does what the operator commands do: people, tenants, memberships, modules, imports. It acts as aicmo_admin
// over AICMO_MIGRATE_DATABASE_URL; no request ever holds it. Every change writes the audit log in its transaction.
type Operator struct{ pool *pgxpool.Pool }

// OpenOperator connects with the operator's url.
func OpenOperator(ctx context.Context, url string) (*Operator, error) {
	pool, err := rolePool(ctx, url, adminRole)
	if err != nil {
		return nil, fmt.Errorf("AICMO_MIGRATE_DATABASE_URL cannot be read: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("cannot act as %s: %w", adminRole, err)
	}
	return &Operator{pool}, nil
}

// Close ends its connections.
func (o *Operator) Close() { o.pool.Close() }

// AddUser makes an account, or gives an existing one the password and right named here. An empty hash leaves the
// password as it is: the person then signs in by link.
func (o *Operator) AddUser(ctx context.Context, email, name, passwordHash string, platformAdmin bool) (id uuid.UUID, err error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if name == "" {
		name, _, _ = strings.Cut(email, "@")
	}
	err = o.write(ctx, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `
			INSERT INTO users AS u (id, email, name, password_hash) VALUES (@id, @email, @name, nullif(@hash, ''))
			ON CONFLICT (email) DO UPDATE SET password_hash = coalesce(nullif(@hash, ''), u.password_hash), updated_at = now()
			RETURNING id`, pgx.StrictNamedArgs{"id": newID(), "email": email, "name": name, "hash": passwordHash}).Scan(&id)
		if err != nil {
			return err
		}
		if platformAdmin {
			if _, err := tx.Exec(ctx, `INSERT INTO platform_admins (user_id) VALUES ($1) ON CONFLICT DO NOTHING`, id); err != nil {
				return err
			}
		}
		return audit(ctx, tx, uuid.Nil, "user.added", map[string]any{"user_id": id, "platform_admin": platformAdmin})
	})
	return id, err
}

// AddSignInLink makes a link that signs the account in once within a day.
func (o *Operator) AddSignInLink(ctx context.Context, email string) (Secret, error) {
	s := NewSecret()
	err := o.write(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO sign_in_links (hash, user_id, expires_at)
			SELECT $1, id, now() + interval '1 day' FROM users WHERE email = lower($2) AND disabled_at IS NULL`, s.hash(), email)
		if err == nil && tag.RowsAffected() == 0 {
			return cmo.Errorf(cmo.NotFound, "There is no active account %s. Add it with `aicmo user add %s`.", email, email)
		}
		return err
	})
	return s, err
}

// NewTenant is what AddTenant needs to know.
type NewTenant struct {
	Slug, Name string
	Zone       string // IANA name, empty for UTC
	Owner      string // email of an existing account, or empty
	TenantID   string // given by another system, or empty
	Template   string // of cmo.TenantTemplates, or empty: what brand and campaigns begin with
}

// AddTenant makes a tenant by the function that the platform's pages use, too. Adding it again adds what it lacks.
func (o *Operator) AddTenant(ctx context.Context, t NewTenant) (id uuid.UUID, err error) {
	plan := cmo.PlanTenant{Slug: t.Slug, Name: t.Name, Zone: t.Zone, Currency: "USD", Owner: t.Owner, TenantID: t.TenantID, Template: t.Template}
	if t.Template != "" {
		plan.FirstBy = cmo.FirstTemplate
	}
	if plan.Zone == "" {
		plan.Zone = "UTC"
	}
	for field, fault := range plan.Check(nil) {
		if field == "slug" {
			fault = fmt.Sprintf("%q is no slug: %s", t.Slug, fault)
		}
		return id, cmo.Errorf(cmo.Invalid, "%s", fault)
	}
	err = o.write(ctx, func(tx pgx.Tx) error {
		args := makeArgs(plan, Secret{})
		args["link"] = nil // an operator names an account there is
		rows, err := tx.Query(ctx, `SELECT t.* FROM app.make_tenant(@id, @slug, @name, @description, @zone, @currency, @config, @owner, @invitation, @link) t`, args)
		if err != nil {
			return err
		}
		made, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[cmo.TenantMade])
		if err != nil {
			return err
		}
		id = made.TenantID
		first := onboardingArgs(plan, &Secret{}, nil)
		if _, err := tx.Exec(ctx, `SELECT app.make_first_rows($1, $2, $3)`, id, first["brand"], first["campaigns"]); err != nil {
			return err
		}
		if t.Owner == "" {
			return nil
		}
		return setMember(ctx, tx, t.Slug, t.Owner, cmo.RoleOwner)
	})
	return id, err
}

// SetMember gives an account a role in a tenant.
func (o *Operator) SetMember(ctx context.Context, slug, email string, role cmo.Role) error {
	return o.write(ctx, func(tx pgx.Tx) error { return setMember(ctx, tx, slug, email, role) })
}

func setMember(ctx context.Context, tx pgx.Tx, slug, email string, role cmo.Role) error {
	if !role.Valid() {
		return cmo.Errorf(cmo.Invalid, "%q is no role: use one of %v.", role, cmo.Roles)
	}
	var tenant, user uuid.UUID
	err := tx.QueryRow(ctx, `
		INSERT INTO user_tenants (tenant_id, id, user_id, role, display_name)
		SELECT r.tenant_id, @id, u.id, @role, u.name FROM os_tenant_registry r, users u WHERE r.slug = @slug AND u.email = lower(@email)
		ON CONFLICT (tenant_id, user_id) DO UPDATE SET role = EXCLUDED.role, display_name = EXCLUDED.display_name
		RETURNING tenant_id, user_id`,
		pgx.StrictNamedArgs{"id": newID(), "slug": slug, "email": email, "role": role}).Scan(&tenant, &user)
	if errors.Is(err, pgx.ErrNoRows) {
		return cmo.Errorf(cmo.NotFound, "There is no tenant %q or no account %s.", slug, email)
	}
	if err != nil {
		return err
	}
	return audit(ctx, tx, tenant, "member.set", map[string]any{"user_id": user, "role": role})
}

// SetModule switches a module of a tenant on or off.
func (o *Operator) SetModule(ctx context.Context, slug string, module cmo.Module, on bool) error {
	if !slices.Contains(cmo.Modules, module) {
		return cmo.Errorf(cmo.Invalid, "%q is no module: use one of %v.", module, cmo.Modules)
	}
	return o.write(ctx, func(tx pgx.Tx) error {
		var tenant uuid.UUID
		err := tx.QueryRow(ctx, `
			INSERT INTO tenant_module_access (tenant_id, module_id, enabled)
			SELECT tenant_id, @module, @enabled FROM os_tenant_registry WHERE slug = @slug
			ON CONFLICT (tenant_id, module_id) DO UPDATE SET enabled = EXCLUDED.enabled, version = tenant_module_access.version + 1, updated_at = now()
			RETURNING tenant_id`, pgx.StrictNamedArgs{"slug": slug, "module": module, "enabled": on}).Scan(&tenant)
		if errors.Is(err, pgx.ErrNoRows) {
			return cmo.Errorf(cmo.NotFound, "There is no tenant %q.", slug)
		}
		if err != nil {
			return err
		}
		return audit(ctx, tx, tenant, "module.set", map[string]any{"module": module, "enabled": on})
	})
}

// Table is rows to import, by column name.
type Table struct {
	Name string
	Rows []map[string]any
}

// Import inserts rows in the order given, in one transaction. Rows that exist already, by any key, stay as they are.
// It returns how many were new.
func (o *Operator) Import(ctx context.Context, tables []Table) (inserted int64, err error) {
	err = o.write(ctx, func(tx pgx.Tx) error {
		for _, t := range tables {
			for chunk := range slices.Chunk(t.Rows, 200) {
				n, err := importRows(ctx, tx, t.Name, chunk)
				if err != nil {
					return fmt.Errorf("importing %s: %w", t.Name, err)
				}
				inserted += n
			}
		}
		_, err := tx.Exec(ctx, `SELECT app.adopt_approvals()`)
		return err
	})
	return inserted, err
}

func importRows(ctx context.Context, tx pgx.Tx, table string, rows []map[string]any) (inserted int64, err error) {
	batch := &pgx.Batch{}
	for _, row := range rows {
		var columns, places []string
		var values []any
		for c, v := range row {
			columns = append(columns, pgx.Identifier{c}.Sanitize())
			values = append(values, v)
			places = append(places, fmt.Sprintf("$%d", len(values)))
		}
		batch.Queue(fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s) ON CONFLICT DO NOTHING", //nolint:gosec // identifiers are quoted, values are bound
			pgx.Identifier{table}.Sanitize(), strings.Join(columns, ", "), strings.Join(places, ", ")), values...)
	}
	results := tx.SendBatch(ctx, batch)
	for range rows {
		tag, err := results.Exec()
		if err != nil {
			return 0, errors.Join(err, results.Close())
		}
		inserted += tag.RowsAffected()
	}
	return inserted, results.Close()
}

func (o *Operator) write(ctx context.Context, fn func(pgx.Tx) error) error {
	err := pgx.BeginFunc(ctx, o.pool, fn)
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23514" {
		return &cmo.Error{Kind: cmo.Invalid, Msg: fmt.Sprintf("A value breaks the rule %s of %s.", pg.ConstraintName, pg.TableName), Err: err}
	}
	return err
}

// audit records a change by an operator. The nil tenant is the platform.
func audit(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, event string, details map[string]any) error {
	_, err := tx.Exec(ctx, `INSERT INTO audit_log (tenant_id, id, event, actor_kind, details) VALUES ($1, $2, $3, 'operator', $4)`, tenant, newID(), event, details)
	return err
}

// newID makes a UUIDv7: keys that grow with time keep indexes tight.
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }
