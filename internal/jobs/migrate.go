// Package jobs is the only one that knows River, the job queue. A job's arguments hold ids, never tenant text: the
// queue's tables have no row level security.
package jobs

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// Schema holds River's tables, apart from ours.
const Schema = "river"

// Migrate makes or updates River's tables and lets the runtime role use them. The pool acts as the schema's owner.
// River's own migrations cannot share a transaction: one adds an enum value that the next one uses.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	if _, err := pool.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+Schema); err != nil {
		return err
	}
	quiet := slog.New(slog.DiscardHandler)
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: Schema, Logger: quiet})
	if err != nil {
		return err
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrating the job queue: %w", err)
	}
	_, err = pool.Exec(ctx, `
		GRANT USAGE ON SCHEMA river TO aicmo_app;
		GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA river TO aicmo_app;
		GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA river TO aicmo_app;
		GRANT USAGE ON ALL SEQUENCES IN SCHEMA river TO aicmo_app`)
	return err
}
