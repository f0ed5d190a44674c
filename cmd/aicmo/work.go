package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"github.com/ubigrowth/aicmo/internal/jobs"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/store"
)

func workCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "work",
		Short: "Work on agent runs without serving the console",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			a, err := openApp(ctx, slog.LevelDebug)
			if err != nil {
				return err
			}
			defer a.close()
			if a.operator != "" {
				if err := a.migrate(ctx); err != nil {
					return err
				}
			}
			db, err := a.openDB(ctx)
			if err != nil {
				return err
			}
			defer db.Close()
			if a.embedded != nil {
				go a.embedded.Watch(ctx)
			}
			w, err := a.startWorkers(ctx, db)
			if err != nil {
				return err
			}
			fmt.Println("Working on agent runs. Stop with Ctrl-C: runs under way are handed back.")
			<-ctx.Done()
			return stopWorkers(ctx, w)
		},
	}
}

// openDB opens the runtime login's pool on the present schema, with the job queue.
func (a *app) openDB(ctx context.Context) (*store.DB, error) {
	queue, err := jobs.NewQueue()
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, a.runtime, store.Options{Queue: queue})
	if err != nil {
		return nil, err
	}
	if current, err := db.Migrated(ctx); err != nil || !current {
		db.Close()
		return nil, errors.Join(err, errors.New("the schema is older than this version: run `aicmo migrate` with AICMO_MIGRATE_DATABASE_URL set"))
	}
	return db, nil
}

// errNoWorkRight says how a process that only has the runtime login may work.
var errNoWorkRight = errors.New("this process may not work on agent runs: set AICMO_MIGRATE_DATABASE_URL, or give `aicmo migrate` and this process the same AICMO_SECRET_KEY")

// worker is this process's right to work on runs: made by the operator's login where it is known, else exchanged for the
// one that the installation's key stands for.
func (a *app) worker(ctx context.Context, db *store.DB) (*store.Worker, error) {
	if a.operator == "" {
		if a.cfg.SecretKey == "" {
			return nil, errNoWorkRight
		}
		w := db.Worker(store.InstallationRight(a.cfg.SecretKey.Reveal()))
		if err := w.Renew(ctx); err != nil {
			return nil, errors.Join(errNoWorkRight, err)
		}
		return w, nil
	}
	op, err := store.OpenOperator(ctx, a.operator)
	if err != nil {
		return nil, err
	}
	defer op.Close()
	right, err := op.AddWorkerRight(ctx)
	return db.Worker(right), err
}

func (a *app) startWorkers(ctx context.Context, db *store.DB) (*jobs.Workers, error) {
	worker, err := a.worker(ctx, db)
	if err != nil {
		return nil, err
	}
	model, err := modelClient(a.cfg)
	if err != nil {
		return nil, err
	}
	models, err := modelClients(a.cfg)
	if err != nil {
		return nil, err
	}
	key, err := a.auditKey()
	if err != nil {
		return nil, err
	}
	hookKey, err := a.webhookKey()
	if err != nil {
		return nil, err
	}
	c := jobs.Config{URL: a.runtime, Worker: worker, Log: a.log, AuditKey: key, HookKey: hookKey}
	sender, err := mailSender(a.cfg)
	if err != nil {
		return nil, err
	}
	if sender != nil {
		c.Mailer = sender
	}
	c.Kernel = kernel.New(kernel.Config{DB: db, Worker: worker, Model: model, Models: models, Log: a.log})
	return jobs.Start(ctx, c)
}

// stopWorkers hands back what does not end soon.
func stopWorkers(ctx context.Context, w *jobs.Workers) error {
	if w == nil {
		return nil
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return w.Stop(grace)
}
