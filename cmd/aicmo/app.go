package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"github.com/ubigrowth/aicmo/internal/config"
	"github.com/ubigrowth/aicmo/internal/jobs"
	"github.com/ubigrowth/aicmo/internal/postgres"
	"github.com/ubigrowth/aicmo/internal/store"
)

// The names in the embedded database.
const (
	database     = "aicmo"
	superuser    = "postgres"
	runtimeLogin = "aicmo_web"
)

// app is what every command needs: the environment and the addresses of its database.
type app struct {
	cfg      config.Config
	log      *slog.Logger
	embedded *postgres.Server // nil with DATABASE_URL
	runtime  string           // URL of the login that requests use
	operator string           // URL for migrations and operator commands; empty where only the runtime login is known
}

// openApp reads the environment and, without DATABASE_URL, starts the embedded server or joins the running one. It logs
// from level quiet on at the earliest: operator commands have their own words for what goes well.
func openApp(ctx context.Context, quiet slog.Level) (*app, error) {
	cfg, err := config.Load()
	if err != nil {
		return nil, err
	}
	a := &app{cfg: cfg, log: slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: max(cfg.Log, quiet)}))}
	if !cfg.Embedded() {
		a.runtime, a.operator = cfg.DatabaseURL, cfg.MigrateURL
		return a, nil
	}
	a.embedded, err = postgres.Ensure(ctx, postgres.Config{Dir: cfg.DataDir, Log: a.log})
	if err != nil {
		return nil, err
	}
	a.runtime, a.operator = a.embedded.URL(runtimeLogin, database), a.embedded.URL(superuser, database)
	return a, nil
}

// close gives the embedded server back; it ends with its last user.
func (a *app) close() {
	if a.embedded == nil {
		return
	}
	if err := a.embedded.Close(); err != nil {
		a.log.Error("stopping the embedded database", "error", err)
	}
}

// migrate brings the schema up to date.
func (a *app) migrate(ctx context.Context) error {
	return store.Migrate(ctx, a.operator, a.runtime, jobs.Migrate)
}

// withOperator runs fn with an Operator on an up-to-date schema.
func withOperator(ctx context.Context, fn func(*app, *store.Operator) error) error {
	a, err := openApp(ctx, slog.LevelWarn)
	if err != nil {
		return err
	}
	defer a.close()
	if a.operator == "" {
		return fmt.Errorf("this command needs AICMO_MIGRATE_DATABASE_URL: an operator's login beside DATABASE_URL")
	}
	if err := a.migrate(ctx); err != nil {
		return err
	}
	op, err := store.OpenOperator(ctx, a.operator)
	if err != nil {
		return err
	}
	defer op.Close()
	return fn(a, op)
}
