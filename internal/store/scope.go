package store

import (
	"context"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Scope is the proof that a person, or a program of the tenant, may act in one tenant. Only DB.Enter and its twins make
// one; its zero value fails closed.
type Scope struct {
	db         *DB
	capability Secret
	tenant     cmo.Tenant
	user       cmo.User
	token      cmo.Token
}

// Tenant is the tenant of the scope.
func (sc Scope) Tenant() cmo.Tenant { return sc.tenant }

// User is the person the scope acts for; zero for a program.
func (sc Scope) User() cmo.User { return sc.user }

// Token is what the scope's program may do; zero for a person.
func (sc Scope) Token() cmo.Token { return sc.token }

// Enter proves that the session's person is a member of the active tenant with that slug. The error is ErrNoSession,
// or cmo.ErrNotFound for a tenant that does not exist, is inactive or is somebody else's: the same for each. The
// Visit is valid whenever there is a session.
func (db *DB) Enter(ctx context.Context, session Secret, slug string) (Scope, Visit, error) {
	v, err := db.resolve(ctx, session, &slug)
	if err != nil {
		return Scope{}, v, err
	}
	if v.tenant == nil {
		return Scope{}, v, cmo.ErrNotFound
	}
	return Scope{db: db, capability: session, tenant: *v.tenant, user: v.User}, v, nil
}

// Read runs fn with a Reader in one READ ONLY transaction. Queries that fn declares and does not look at are sent
// together when it returns, with BEGIN, the proof of membership and COMMIT around them: most pages are one trip.
func (sc Scope) Read(ctx context.Context, fn func(r *Reader) error) error {
	return sc.run(ctx, "BEGIN READ ONLY", fn)
}

// Write runs fn with a Writer in one transaction, committed if fn returns nil.
func (sc Scope) Write(ctx context.Context, fn func(w *Writer) error) error {
	return sc.run(ctx, "BEGIN", func(r *Reader) error { return fn(&Writer{Reader: r}) })
}

func (sc Scope) run(ctx context.Context, begin string, fn func(r *Reader) error) error {
	if sc.db == nil || sc.tenant.ID == uuid.Nil {
		return ErrNoScope
	}
	r := &Reader{ctx: ctx, scope: sc, begin: begin}
	defer r.release()
	if err := fn(r); err != nil {
		return sc.db.classify(ctx, err)
	}
	return sc.db.classify(ctx, r.flush(true))
}
