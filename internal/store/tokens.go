package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// TokenPrefix starts every token as it is shown, so that people and secret scanners know one when they see it.
const TokenPrefix = "aicmo_"

// EncodeToken is a token's secret as its program sends it.
func EncodeToken(s Secret) string { return TokenPrefix + s.Encode() }

// ParseToken reads what EncodeToken wrote. ok is false for anything else.
func ParseToken(text string) (s Secret, ok bool) {
	rest, ok := strings.CutPrefix(text, TokenPrefix)
	if !ok {
		return Secret{}, false
	}
	return ParseSecret(rest)
}

// ErrNoToken means that a call carries no token that is valid now.
var ErrNoToken = cmo.Errorf(cmo.SignIn, "A valid API token is needed: send it as “Authorization: Bearer …”.")

type resolvedToken struct {
	TokenID    uuid.UUID
	TokenName  string
	Scopes     []cmo.TokenScope
	Origins    []string
	TouchDue   bool
	TenantID   uuid.UUID
	TenantSlug string
	TenantName string
	TimeZone   string
	Currency   string
	ModuleOn   bool
}

// EnterToken proves a token: the tenant is the token's, nothing else names one. Without a valid one the error is
// ErrNoToken; with the module off it is Forbidden. The user of such a scope is nobody and its role is cmo.RoleAPI.
func (db *DB) EnterToken(ctx context.Context, token Secret) (Scope, cmo.Token, error) {
	conn, err := db.conn(ctx)
	if err != nil {
		return Scope{}, cmo.Token{}, err
	}
	defer conn.Release()
	rows, err := conn.Query(ctx, `SELECT * FROM app.token_resolve(@token)`, pgx.StrictNamedArgs{"token": token.hash()})
	if err != nil {
		return Scope{}, cmo.Token{}, db.classify(ctx, err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[resolvedToken])
	if errors.Is(err, pgx.ErrNoRows) {
		return Scope{}, cmo.Token{}, ErrNoToken
	}
	if err != nil {
		return Scope{}, cmo.Token{}, db.classify(ctx, err)
	}
	if !r.ModuleOn {
		return Scope{}, cmo.Token{}, cmo.Errorf(cmo.Forbidden, "AI CMO is switched off for %s.", r.TenantName)
	}
	zone, err := cmo.Zone(r.TimeZone)
	if err != nil {
		return Scope{}, cmo.Token{}, err
	}
	if r.TouchDue {
		if _, err := conn.Exec(ctx, `SELECT app.token_touch(@token)`, pgx.StrictNamedArgs{"token": token.hash()}); err != nil {
			return Scope{}, cmo.Token{}, db.classify(ctx, err)
		}
	}
	tenant := cmo.Tenant{ID: r.TenantID, Slug: r.TenantSlug, Name: r.TenantName, Role: cmo.RoleAPI, Zone: zone, Currency: r.Currency, Modules: map[cmo.Module]bool{cmo.ModuleCMO: true}}
	kept := cmo.Token{ID: r.TokenID, Name: r.TokenName, Scopes: r.Scopes, Origins: r.Origins}
	return Scope{db: db, capability: token, tenant: tenant, token: kept}, kept, nil
}

// Tokens lists the tenant's tokens by name: for those who manage it, and empty for everybody else.
func (r *Reader) Tokens() *Rows[cmo.Token] {
	return many[cmo.Token](r, `SELECT t.* FROM app.token_list() t WHERE @tenant::uuid = app.tenant_id()`, nil)
}

// AddToken makes a token and returns its secret, which is stored nowhere. A name that another valid token has is a conflict.
func (w *Writer) AddToken(t cmo.NewToken, now time.Time) (Secret, error) {
	s := NewSecret()
	_, err := one[struct{ ID uuid.UUID }](w.Reader, `SELECT app.token_add(@token, @name, @scopes, @origins, @expires) AS id WHERE @tenant::uuid = app.tenant_id()`,
		pgx.NamedArgs{"token": s.hash(), "name": t.Name, "scopes": t.Scopes, "origins": orEmpty(t.Origins), "expires": now.AddDate(0, 0, t.Days)}).Get()
	return s, err
}

// RevokeToken ends a token at its next call.
func (w *Writer) RevokeToken(id uuid.UUID) error {
	gone, err := one[struct{ Name *string }](w.Reader, `SELECT app.token_revoke(@id) AS name WHERE @tenant::uuid = app.tenant_id()`, pgx.NamedArgs{"id": id}).Get()
	if err == nil && gone.Name == nil {
		err = cmo.ErrNotFound
	}
	return err
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// AddToken makes a token of the tenant with that slug.
func (o *Operator) AddToken(ctx context.Context, slug string, t cmo.NewToken, now time.Time) (Secret, error) {
	for _, problem := range t.Check() {
		return Secret{}, cmo.Errorf(cmo.Invalid, "%s", problem)
	}
	s := NewSecret()
	err := o.write(ctx, func(tx pgx.Tx) error {
		var tenant, id uuid.UUID
		err := tx.QueryRow(ctx, `
			INSERT INTO capabilities (hash, kind, tenant_id, name, scopes, origins, expires_at)
			SELECT @hash, 'token', tenant_id, @name, @scopes, @origins, @expires FROM os_tenant_registry WHERE slug = @slug RETURNING tenant_id, id`,
			pgx.StrictNamedArgs{"hash": s.hash(), "slug": slug, "name": t.Name, "scopes": t.Scopes, "origins": orEmpty(t.Origins), "expires": now.AddDate(0, 0, t.Days)}).Scan(&tenant, &id)
		if err != nil {
			return tokenError(err, slug, t.Name)
		}
		return audit(ctx, tx, tenant, "token.added", map[string]any{"token_id": id, "name": t.Name, "scopes": t.Scopes})
	})
	return s, err
}

func tokenError(err error, slug, name string) error {
	switch cmo.KindOf(classify(err)) {
	case cmo.NotFound:
		return cmo.Errorf(cmo.NotFound, "There is no tenant %q.", slug)
	case cmo.Conflict:
		return cmo.Errorf(cmo.Conflict, "There is a token named %q already. Revoke it first, or choose another name.", name)
	}
	return err
}

// TenantToken is a token with the slug of its tenant.
type TenantToken struct {
	Slug string
	cmo.Token
}

// Tokens lists the tokens of one tenant, or with an empty slug of all.
func (o *Operator) Tokens(ctx context.Context, slug string) ([]TenantToken, error) {
	rows, err := o.pool.Query(ctx, `
		SELECT r.slug, c.id, c.name, c.scopes, c.origins, '' AS made_by, c.created_at, CASE WHEN c.last_seen_at > c.created_at THEN c.last_seen_at END AS used_at, c.expires_at
		FROM capabilities c JOIN os_tenant_registry r ON r.tenant_id = c.tenant_id
		WHERE c.kind = 'token' AND NOT c.inner_use AND (@slug = '' OR r.slug = @slug) ORDER BY r.slug, lower(c.name)`, pgx.StrictNamedArgs{"slug": slug})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[TenantToken])
}

// RevokeToken ends a token at its next call.
func (o *Operator) RevokeToken(ctx context.Context, id uuid.UUID) error {
	return o.write(ctx, func(tx pgx.Tx) error {
		var tenant uuid.UUID
		var name string
		err := tx.QueryRow(ctx, `DELETE FROM capabilities WHERE kind = 'token' AND NOT inner_use AND id = $1 RETURNING tenant_id, name`, id).Scan(&tenant, &name)
		if errors.Is(err, pgx.ErrNoRows) {
			return cmo.Errorf(cmo.NotFound, "There is no token %s. `aicmo token list` shows them.", id)
		}
		if err != nil {
			return err
		}
		return audit(ctx, tx, tenant, "token.revoked", map[string]any{"token_id": id, "name": name})
	})
}
