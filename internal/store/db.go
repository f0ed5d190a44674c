package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// DB is the door to the database. It hides its pool: outside this package nothing can query without a Scope.
type DB struct {
	pool    *pgxpool.Pool
	acquire time.Duration
	queue   Queue
}

// Options tune a DB; the zero value is right for a server.
type Options struct {
	MaxConns int32         // 0: 12
	Acquire  time.Duration // how long to wait for a connection; 0: 2 s
	Queue    Queue         // for processes that start or work on runs
}

// Open connects as the runtime login and refuses one that could get around row level security: a superuser, an
// owner of our tables or a BYPASSRLS role. The error is a sentence for an operator.
func Open(ctx context.Context, url string, opt Options) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("DATABASE_URL cannot be read: %w", err)
	}
	cfg.MaxConns = 12
	if opt.MaxConns > 0 {
		cfg.MaxConns = opt.MaxConns
	}
	cfg.ConnConfig.ConnectTimeout = 5 * time.Second
	cfg.ConnConfig.RuntimeParams["application_name"] = "aicmo"
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("cannot use DATABASE_URL: %w", err)
	}
	db := &DB{pool: pool, acquire: opt.Acquire, queue: opt.Queue}
	if db.acquire == 0 {
		db.acquire = 2 * time.Second
	}
	if err := db.checkLogin(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return db, nil
}

// Close ends the pool; queries under way end first.
func (db *DB) Close() { db.pool.Close() }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	conn, err := db.conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	return db.classify(ctx, conn.Ping(ctx))
}

// conn takes a connection from the pool, or gives up soon: a waiting page helps nobody.
func (db *DB) conn(ctx context.Context) (*pgxpool.Conn, error) {
	wait, cancel := context.WithTimeout(ctx, db.acquire)
	defer cancel()
	conn, err := db.pool.Acquire(wait)
	if err != nil { // whatever the reason, nothing was done and another try may succeed
		return nil, &cmo.Error{Kind: cmo.Unavailable, Msg: "The database does not answer. Nothing was changed; try again in a moment.", Err: err}
	}
	return conn, nil
}

func (db *DB) checkLogin(ctx context.Context) error {
	var (
		login, role             string
		version                 int
		super, bypass, owns, in bool
		migrated                bool
	)
	err := db.pool.QueryRow(ctx, `
		SELECT session_user, current_user, current_setting('server_version_num')::int,
		  bool_or(r.rolsuper), bool_or(r.rolbypassrls),
		  EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		          WHERE n.nspname IN ('public', 'app', 'river') AND pg_has_role(session_user, c.relowner, 'MEMBER') AND c.relname IN (SELECT tablename FROM pg_tables)),
		  coalesce((SELECT pg_has_role(session_user, a.oid, 'MEMBER') FROM pg_roles a WHERE a.rolname = 'aicmo_app'), false),
		  EXISTS (SELECT FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'app' AND p.proname = 'enter')
		FROM pg_roles r WHERE r.rolname IN (session_user, current_user)`,
	).Scan(&login, &role, &version, &super, &bypass, &owns, &in, &migrated)
	switch {
	case err != nil:
		return fmt.Errorf("the database of DATABASE_URL does not answer: %w", err)
	case version < 150000:
		return fmt.Errorf("PostgreSQL %d is too old: AI CMO Console needs 15 or newer", version/10000)
	case super:
		return fmt.Errorf("DATABASE_URL logs in as %q, a superuser, which would bypass the tenant scope: use a login that is a member of aicmo_app only", login)
	case bypass:
		return fmt.Errorf("DATABASE_URL logs in as %q, which bypasses row level security: use a login that is a member of aicmo_app only", login)
	case !migrated:
		return errors.New("the database has no AI CMO schema: run `aicmo migrate` with AICMO_MIGRATE_DATABASE_URL set")
	case owns:
		return fmt.Errorf("DATABASE_URL logs in as %q, which owns tables of AI CMO Console: use a login that is a member of aicmo_app only", login)
	case !in:
		return fmt.Errorf("DATABASE_URL logs in as %q, which is not a member of aicmo_app: run `aicmo migrate` or GRANT aicmo_app TO it", login)
	case role != appRole:
		return fmt.Errorf("login %q does not act as aicmo_app: run ALTER ROLE %s SET role = aicmo_app", login, pgx.Identifier{login}.Sanitize())
	}
	return nil
}

// row runs one of the definer functions that answer with one row. What it writes to the audit log names the request.
func (db *DB) row(ctx context.Context, sql string, args pgx.StrictNamedArgs, dst ...any) error {
	conn, err := db.conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	id := requestOf(ctx)
	if id == "" {
		return db.classify(ctx, conn.QueryRow(ctx, sql, args).Scan(dst...))
	}
	batch := &pgx.Batch{} // one trip and, without a BEGIN, one transaction
	batch.Queue(requestSQL, pgx.StrictNamedArgs{"request": id})
	batch.Queue(sql, args)
	results := conn.SendBatch(ctx, batch)
	_, err = results.Exec()
	if err == nil {
		err = results.QueryRow().Scan(dst...)
	}
	if cerr := results.Close(); err == nil {
		err = cerr
	}
	return db.classify(ctx, err)
}
