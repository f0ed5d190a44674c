package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/isolation"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/web"
)

// examineIsolation proves on this installation that no tenant reaches another's rows.
func examineIsolation(cmd *cobra.Command) error {
	return withOperator(cmd.Context(), func(a *app, op *store.Operator) error {
		ctx, cancel := context.WithTimeout(cmd.Context(), 10*time.Minute)
		defer cancel()
		db, err := a.openDB(ctx)
		if err != nil {
			return err
		}
		defer db.Close()
		site, stop, err := proofSite(ctx, db)
		if err != nil {
			return err
		}
		defer stop()
		c := isolation.Config{Operator: op, DB: db, Site: site, Version: versionText(), Now: time.Now}
		if c.Seal, err = a.sealing(ctx, db); err != nil {
			return err
		}
		p, err := isolation.Prove(ctx, c)
		if rerr := report(cmd.OutOrStdout(), proofFindings(p)); err == nil {
			err = rerr
		}
		return err
	})
}

func proofFindings(p cmo.IsolationProof) []store.Finding {
	findings := []store.Finding{{OK: len(p.Faults) == 0 && p.Probes > 0, Text: fmt.Sprintf("%d attempts to cross from one tenant to another, over %d tables, %d queries and %d routes, in %s.",
		p.Probes, p.Tables, p.Queries, p.Routes, (time.Duration(p.TookMS) * time.Millisecond).Round(100*time.Millisecond))}}
	for _, f := range p.Faults {
		findings = append(findings, store.Finding{Text: f})
	}
	return findings
}

// proofSite serves the console to the proof alone: on a port of the loopback that nobody else knows, without a log.
func proofSite(ctx context.Context, db *store.DB) (site isolation.Site, stop func(), err error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return site, nil, err
	}
	base := &url.URL{Scheme: "http", Host: l.Addr().String()}
	server := web.New(web.Config{DB: db, Log: slog.New(slog.DiscardHandler), BaseURL: base, APIPerMinute: 1 << 20, Unrecorded: true})
	h := server.HTTPServer(l.Addr().String())
	go func() { _ = h.Serve(l) }()
	site = isolation.Site{URL: base.String(), Cookie: server.SessionCookie()}
	for _, r := range server.Routes() {
		site.Routes = append(site.Routes, isolation.Route{Method: r.Method, Path: r.Path, Right: string(r.Right)})
	}
	for _, r := range server.APIRoutes() {
		site.Routes = append(site.Routes, isolation.Route{Method: r.Method, Path: r.Path, Right: string(r.Right), API: true})
	}
	return site, func() {
		server.Drain()
		if err := h.Close(); err != nil && !errors.Is(err, http.ErrServerClosed) {
			slog.Debug("closing the proof's server", "error", err)
		}
	}, nil
}

// sealing seals the audit log once, nil where the installation has no key.
func (a *app) sealing(ctx context.Context, db *store.DB) (func(context.Context) error, error) {
	key, err := a.auditKey()
	if err != nil || key == nil {
		return nil, err
	}
	w, err := a.worker(ctx, db)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error { return w.SealAll(ctx, key) }, nil
}
