package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
)

// runFlags are what `aicmo run` was told.
type runFlags struct {
	tenant, user, input string
	wait, json          bool
}

func runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run MODE --tenant SLUG",
		Short: "Start an agent: setup, strategy, funnels, campaigns, content or optimization",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.tenant == "" {
				return errors.New("say for which tenant: --tenant SLUG")
			}
			payload, err := runInput(cmd.InOrStdin(), f.input)
			if err != nil {
				return err
			}
			return withOperator(cmd.Context(), func(a *app, op *store.Operator) error {
				return a.runAgent(cmd.Context(), op, cmo.Mode(args[0]), payload, f)
			})
		},
	}
	cmd.Flags().StringVar(&f.tenant, "tenant", "", "the tenant's slug")
	cmd.Flags().StringVar(&f.user, "user", "", "the member it acts as (default: the first owner)")
	cmd.Flags().StringVar(&f.input, "input", "", "file with the input as JSON, - for standard input")
	cmd.Flags().BoolVar(&f.wait, "wait", false, "wait for its end; without a running server, do the work here")
	cmd.Flags().BoolVar(&f.json, "json", false, "print the kernel's response as JSON")
	return cmd
}

func runInput(stdin io.Reader, name string) (json.RawMessage, error) {
	switch name {
	case "":
		return nil, nil
	case "-":
		return io.ReadAll(io.LimitReader(stdin, 1<<20))
	}
	b, err := os.ReadFile(name) //nolint:gosec // the operator names it
	if err != nil {
		return nil, fmt.Errorf("--input: %w", err)
	}
	return b, nil
}

// runAgent starts a run in the name of a member, through a session of an hour that ends with the command.
func (a *app) runAgent(ctx context.Context, op *store.Operator, mode cmo.Mode, payload json.RawMessage, f runFlags) error {
	db, err := a.openDB(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	session, err := op.OpenSession(ctx, f.tenant, f.user)
	if err != nil {
		return err
	}
	defer func() { _ = db.CloseSession(context.WithoutCancel(ctx), session) }()
	sc, _, err := db.Enter(ctx, session, f.tenant)
	if err != nil {
		return err
	}
	worker, err := a.worker(ctx, db)
	if err != nil {
		return err
	}
	model, err := modelClient(a.cfg)
	if err != nil {
		return err
	}
	models, err := modelClients(a.cfg)
	if err != nil {
		return err
	}
	k := kernel.New(kernel.Config{DB: db, Worker: worker, Model: model, Models: models, Log: a.log})
	started, err := k.Start(ctx, sc, kernel.Request{Mode: mode, Payload: payload})
	if err != nil {
		return err
	}
	response, err := awaitRun(ctx, k, sc, store.RunRef{TenantID: sc.Tenant().ID, RunID: started.RunID}, f.wait)
	if err != nil {
		return err
	}
	return a.report(response, f)
}

// awaitRun reads how far the run is; with wait, until its end. A running server may be quicker to take it up: then this
// process only watches.
func awaitRun(ctx context.Context, k *kernel.Kernel, sc store.Scope, ref store.RunRef, wait bool) (kernel.Response, error) {
	for {
		if wait {
			if _, err := k.Execute(ctx, ref); err != nil && ctx.Err() == nil {
				return kernel.Response{}, err
			}
		}
		r, err := k.Response(ctx, sc, ref.RunID)
		if err != nil || !wait || (r.Status != "pending" && r.Status != "running") {
			return r, err
		}
		select {
		case <-ctx.Done():
			return r, errors.New("stopped waiting; the run goes on where a server runs")
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// report prints the response; a run that ended otherwise than completed is an error.
func (a *app) report(r kernel.Response, f runFlags) error {
	if f.json {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		if err := e.Encode(r); err != nil {
			return err
		}
	} else {
		fmt.Printf("%s: %s\n%s\n", r.Summary, r.Status, a.cfg.BaseURL+paths.Run(f.tenant, r.RunID.String()))
	}
	switch r.Status {
	case "completed", "pending", "running":
		return nil
	}
	reason := ""
	if r.Error != nil {
		reason = ": " + *r.Error
	}
	return fmt.Errorf("the run is %s%s", cmo.Label(r.Status), reason)
}
