package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/ubigrowth/aicmo/internal/config"
	"github.com/ubigrowth/aicmo/internal/jobs"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/web"
)

// exampleOwner is whom the printed link of an example installation signs in.
const exampleOwner = "owner@example.test"

func serveCommand() *cobra.Command {
	var example bool
	work := true
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the console",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return serve(cmd.Context(), example, work) },
	}
	cmd.Flags().BoolVar(&work, "work", true, "work on agent runs, too; --work=false leaves them to aicmo work")
	cmd.Flags().BoolVar(&example, "example", false, "add the example tenants and print a sign-in link")
	return cmd
}

func serve(ctx context.Context, example, work bool) error {
	a, err := openApp(ctx, slog.LevelDebug)
	if err != nil {
		return err
	}
	defer a.close()
	listener, err := listen(ctx, a.cfg.Addr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
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
	defer a.startUpkeep(ctx, db)()
	fmt.Printf("AI CMO Console serves on %s\n", a.cfg.BaseURL)
	if example {
		if err := a.showExample(ctx); err != nil {
			return err
		}
	}
	var workers *jobs.Workers
	if work {
		if workers, err = a.startWorkers(ctx, db); errors.Is(err, errNoWorkRight) {
			a.log.Warn("runs wait until another process works on them", "error", err)
		} else if err != nil {
			return err
		}
	}
	hookKey, err := a.webhookKey()
	if err != nil {
		return err
	}
	server := web.Config{DB: db, Log: a.log, BaseURL: a.cfg.Base(), Proxies: a.cfg.Proxies(), MetricsToken: a.cfg.MetricsToken, Models: modelNames(a.cfg), Paid: a.cfg.LLM != config.Playbook,
		Version: versionText(), Disk: a.dataDisk, HookKey: hookKey}
	if workers != nil {
		server.Model = askModel(a.cfg)
	}
	sender, err := mailSender(a.cfg)
	if err != nil {
		return err
	}
	if sender != nil {
		server.Mailer = sender
	}
	return errors.Join(run(ctx, web.New(server), web.LimitPerAddress(listener, a.cfg.Proxies())), stopWorkers(ctx, workers))
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is taken by another program: stop it, or choose another address with AICMO_ADDR", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s (AICMO_ADDR): %w", addr, err)
	}
	return l, nil
}

// startUpkeep keeps the embedded server up and forgets what has expired, until ctx ends or stop is called. Stop waits, so that
// the pool does not close under the upkeep.
func (a *app) startUpkeep(ctx context.Context, db *store.DB) (stop func()) {
	if a.embedded != nil {
		go a.embedded.Watch(ctx)
	}
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() {
		for {
			if err := db.ForgetExpired(ctx); err != nil && ctx.Err() == nil {
				a.log.Warn("forgetting expired sessions", "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Hour):
			}
		}
	})
	return func() { cancel(); done.Wait() }
}

// showExample imports the example and prints a link that signs in its owner.
func (a *app) showExample(ctx context.Context) error {
	if a.operator == "" {
		return errors.New("--example needs AICMO_MIGRATE_DATABASE_URL beside DATABASE_URL")
	}
	op, err := store.OpenOperator(ctx, a.operator)
	if err != nil {
		return err
	}
	defer op.Close()
	if _, err := importExample(ctx, op); err != nil {
		return err
	}
	link, err := op.AddSignInLink(ctx, exampleOwner)
	if err != nil {
		return err
	}
	fmt.Printf("Sign in once as %s: %s\n", exampleOwner, a.cfg.BaseURL+paths.SignInLink(link.Encode()))
	return nil
}

// run serves until the signal, then lets requests under way end. A second signal ends at once.
func run(ctx context.Context, server *web.Server, listener net.Listener) error {
	h := server.HTTPServer(listener.Addr().String())
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	again := make(chan os.Signal, 1)
	signal.Notify(again, os.Interrupt, syscall.SIGTERM)
	go func() { <-again; os.Exit(1) }()
	server.Drain()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := h.Shutdown(grace); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("some requests did not end in 10 seconds: %w", err)
	}
	server.Wait()
	return nil
}
