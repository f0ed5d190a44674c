package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/migrations"
)

const (
	appRole   = "aicmo_app"
	ownerRole = "aicmo_owner"
	adminRole = "aicmo_admin"
	// migrateLock serialises migrating processes of one database; any fixed number does.
	migrateLock = 7233902210451
)

// Migrate brings the database of url up to date: the database itself where missing, roles, schema, then extra (the
// job queue's own migrations, run as the owner of the schema), and the runtime login of runtimeURL where missing.
// Several processes may call it at once: one works, the others wait.
func Migrate(ctx context.Context, url, runtimeURL string, extra func(context.Context, *pgxpool.Pool) error) error {
	conn, err := connectOrCreate(ctx, url)
	if err != nil {
		return fmt.Errorf("AICMO_MIGRATE_DATABASE_URL: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, int64(migrateLock)); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, migrations.Roles); err != nil {
		return rolesError(err)
	}
	if err := ensureLogin(ctx, conn, runtimeURL); err != nil {
		return err
	}
	if err := migrateSchema(ctx, conn.Config()); err != nil {
		return err
	}
	if extra == nil {
		return nil
	}
	pool, err := rolePool(ctx, url, ownerRole)
	if err != nil {
		return err
	}
	defer pool.Close()
	return extra(ctx, pool)
}

// rolePool opens a small pool whose connections act as role.
func rolePool(ctx context.Context, url, role string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	cfg.MaxConns = 2
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET ROLE "+role)
		return err
	}
	return pgxpool.NewWithConfig(ctx, cfg)
}

// Migrated reports whether the schema is the one this binary was built with: every migration of it has been applied.
func (db *DB) Migrated(ctx context.Context) (bool, error) {
	state, err := db.SchemaState(ctx)
	return err == nil && state.Missing == 0, err
}

// SchemaState compares the schema with the migrations of this binary.
func (db *DB) SchemaState(ctx context.Context) (s cmo.SchemaState, err error) {
	known, err := migrationNumbers()
	if err != nil {
		return s, err
	}
	s.Known = slices.Max(known)
	err = db.row(ctx, `SELECT count(*) FILTER (WHERE NOT EXISTS (SELECT FROM public.goose_db_version g WHERE g.version_id = n AND g.is_applied)),
		coalesce((SELECT max(g.version_id) FROM public.goose_db_version g WHERE g.is_applied), 0) FROM unnest(@known::bigint[]) n`,
		pgx.StrictNamedArgs{"known": known}, &s.Missing, &s.Applied)
	return s, err
}

func migrationNumbers() ([]int64, error) {
	files, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		return nil, err
	}
	var known []int64
	for _, f := range files {
		number, _, _ := strings.Cut(f, "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("the migration %s has no number: %w", f, err)
		}
		known = append(known, n)
	}
	return known, nil
}

func connectOrCreate(ctx context.Context, url string) (*pgx.Conn, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	conn, err := pgx.ConnectConfig(ctx, cfg)
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "3D000" { // no such database
		return conn, err
	}
	maintenance := cfg.Copy()
	maintenance.Database = "postgres"
	m, err := pgx.ConnectConfig(ctx, maintenance)
	if err != nil {
		return nil, err
	}
	defer func() { _ = m.Close(context.WithoutCancel(ctx)) }()
	_, err = m.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{cfg.Database}.Sanitize())
	if errors.As(err, &pg) && (pg.Code == "42P04" || pg.Code == "23505") { // another process was quicker
		err = nil
	}
	if err != nil {
		return nil, err
	}
	return pgx.ConnectConfig(ctx, cfg)
}

func rolesError(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "42501" {
		return fmt.Errorf("the login of AICMO_MIGRATE_DATABASE_URL may not create the roles: have a superuser run migrations/roles.sql once, and grant the login %s and %s (%w)", ownerRole, adminRole, err)
	}
	return err
}

// ensureLogin makes the runtime login a member of aicmo_app that always acts as it: a SET ROLE after connecting could
// be undone, and is lost behind a transaction pooler.
func ensureLogin(ctx context.Context, conn *pgx.Conn, runtimeURL string) error {
	if runtimeURL == "" {
		return nil
	}
	cfg, err := pgx.ParseConfig(runtimeURL)
	if err != nil {
		return fmt.Errorf("DATABASE_URL cannot be read: %w", err)
	}
	var exists bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`, cfg.User).Scan(&exists); err != nil || exists {
		return err
	}
	login := pgx.Identifier{cfg.User}.Sanitize()
	statements := []string{
		"CREATE ROLE " + login + " LOGIN NOINHERIT PASSWORD " + quoteOrNull(cfg.Password),
		"GRANT " + appRole + " TO " + login,
		"ALTER ROLE " + login + " SET role = '" + appRole + "'",
		"ALTER ROLE " + login + " SET statement_timeout = '5s'",
		"ALTER ROLE " + login + " SET idle_in_transaction_session_timeout = '10s'",
		"ALTER ROLE " + login + " SET lock_timeout = '2s'",
	}
	_, err = conn.Exec(ctx, strings.Join(statements, ";\n"))
	var pg *pgconn.PgError
	if errors.As(err, &pg) && (pg.Code == "42710" || pg.Code == "23505") { // made for another database meanwhile
		return nil
	}
	return err
}

func quoteOrNull(s string) string {
	if s == "" {
		return "NULL"
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

func migrateSchema(ctx context.Context, cfg *pgx.ConnConfig) error {
	db := stdlib.OpenDB(*cfg, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET ROLE "+ownerRole)
		return err
	}))
	defer func(db *sql.DB) { _ = db.Close() }(db)
	p, err := goose.NewProvider(goose.DialectPostgres, db, migrations.FS)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrating the schema: %w", err)
	}
	_, err = db.ExecContext(ctx, "GRANT SELECT ON goose_db_version TO "+appRole)
	return err
}
