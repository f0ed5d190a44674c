package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// AddWorkerRight makes the capability with which a process may take up runs. It lasts a day unless its holder renews it.
func (o *Operator) AddWorkerRight(ctx context.Context) (Secret, error) {
	s := NewSecret()
	return s, o.addSystem(ctx, s, 24*time.Hour, nil)
}

// AddInstallationRight makes the capability that processes without an operator's login derive from the installation's
// key. They exchange it for one of their own at once.
func (o *Operator) AddInstallationRight(ctx context.Context, key string) error {
	return o.addSystem(ctx, InstallationRight(key), installationTerm, installationScope)
}

const installationTerm = 5 * 365 * 24 * time.Hour

var installationScope = []string{"installation"}

// InstallationRight is the secret that follows from the installation's key.
func InstallationRight(key string) Secret {
	m := hmac.New(sha256.New, []byte(key))
	_, _ = m.Write([]byte("aicmo: the right to work on runs"))
	return Secret{b: [32]byte(m.Sum(nil))}
}

func (o *Operator) addSystem(ctx context.Context, s Secret, term time.Duration, scopes []string) error {
	return o.write(ctx, func(tx pgx.Tx) error { return putSystem(ctx, tx, s, term, scopes) })
}

func putSystem(ctx context.Context, tx pgx.Tx, s Secret, term time.Duration, scopes []string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO capabilities (hash, kind, scopes, expires_at) VALUES ($1, 'system', coalesce($2::text[], '{}'), now() + $3::interval)
		ON CONFLICT (hash) DO UPDATE SET expires_at = EXCLUDED.expires_at`, s.hash(), scopes, term)
	return err
}

// OpenSession opens an hour's session for a command that acts as a member of a tenant: the one with that address, or
// without one the first owner.
func (o *Operator) OpenSession(ctx context.Context, slug, email string) (Secret, error) {
	s := NewSecret()
	err := o.write(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			INSERT INTO capabilities (hash, kind, user_id, user_agent, expires_at)
			SELECT @hash, 'session', u.id, 'aicmo command', now() + interval '1 hour'
			FROM users u JOIN user_tenants m ON m.user_id = u.id JOIN os_tenant_registry r ON r.tenant_id = m.tenant_id
			WHERE r.slug = @slug AND r.is_active AND u.disabled_at IS NULL AND (u.email = lower(@email) OR @email = '' AND m.role = 'owner')
			ORDER BY m.created_at, m.id LIMIT 1`, pgx.StrictNamedArgs{"hash": s.hash(), "slug": slug, "email": email})
		if err == nil && tag.RowsAffected() == 0 {
			err = errNobody(slug, email)
		}
		return err
	})
	return s, err
}

func errNobody(slug, email string) error {
	if email == "" {
		return cmo.Errorf(cmo.NotFound, "There is no active tenant %q with an owner. Name a member with --user, or give it an owner with `aicmo member add %s EMAIL owner`.", slug, slug)
	}
	return cmo.Errorf(cmo.NotFound, "%s is no member of an active tenant %q.", email, slug)
}
