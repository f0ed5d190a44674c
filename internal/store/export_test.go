package store

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// NewConns is how many connections the pool has opened so far.
func (db *DB) NewConns() int64 { return db.pool.Stat().NewConnsCount() }

// InUse is how many connections are with somebody, and how many there are.
func (db *DB) InUse() (acquired, total int32) {
	s := db.pool.Stat()
	return s.AcquiredConns(), s.TotalConns()
}

// LeftContext is what the settings of a scope hold on a connection between two transactions.
func (db *DB) LeftContext(ctx context.Context) (left string, err error) {
	err = db.row(ctx, `SELECT concat(current_setting('app.tenant', true), current_setting('app.user_id', true), current_setting('app.role', true),
		current_setting('app.run', true), current_setting('app.platform', true))`, nil, &left)
	return left, err
}

// Traced is the same database through a pool of its own that reports to tracer.
func (db *DB) Traced(ctx context.Context, tracer pgx.QueryTracer) (*DB, error) {
	cfg := db.pool.Config()
	cfg.ConnConfig.Tracer = tracer
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	traced := *db
	traced.pool = pool
	return &traced, err
}

// On is the scope over another pool of the same database.
func (sc Scope) On(db *DB) Scope {
	sc.db = db
	return sc
}

// ScopeOf is a scope for a capability of any kind: app.enter proves it as it proves a session.
func ScopeOf(db *DB, capability Secret, tenant cmo.Tenant, user cmo.User) Scope {
	return Scope{db: db, capability: capability, tenant: tenant, user: user}
}

// Reached reports whether anything was sent to the database.
func (r *Reader) Reached() bool { return r.conn != nil }

// Query declares any query, as the methods do.
func Query[T any](r *Reader, sql string, args pgx.NamedArgs) *Rows[T] { return many[T](r, sql, args) }

// VerifyAuditIn is VerifyAudit inside a transaction that is undone later.
func VerifyAuditIn(ctx context.Context, tx pgx.Tx, key AuditKey) (AuditReport, error) {
	return verifyAudit(ctx, tx, key)
}
