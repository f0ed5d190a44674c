package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"github.com/spf13/cobra"

	"github.com/ubigrowth/aicmo/internal/config"
	"github.com/ubigrowth/aicmo/internal/store"
)

func doctorCommand() *cobra.Command {
	audit, isolated, checksums := false, false, false
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say what is wrong with this installation, and what to do about it",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case audit:
				return examineAudit(cmd)
			case isolated:
				return examineIsolation(cmd)
			case checksums:
				return printChecksums(cmd)
			}
			return report(cmd.OutOrStdout(), examine(cmd.Context()))
		},
	}
	cmd.Flags().BoolVar(&isolated, "isolation", false, "prove with two tenants of its own, removed afterwards, that none reaches another's rows; the health page shows the result")
	cmd.Flags().BoolVar(&checksums, "checksums", false, "print how many rows each tenant has in each table, and a sum over them, to compare a restored backup")
	cmd.Flags().BoolVar(&audit, "audit", false, "read the whole audit log and find entries that were edited, removed or moved")
	cmd.MarkFlagsMutuallyExclusive("audit", "isolation", "checksums")
	return cmd
}

// report prints the findings and fails if one is bad.
func report(w io.Writer, findings []store.Finding) error {
	bad := 0
	for _, f := range findings {
		mark := "ok "
		if !f.OK {
			mark = "BAD"
			bad++
		}
		if _, err := fmt.Fprintln(w, mark, f.Text); err != nil {
			return err
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d findings need attention", bad, len(findings))
	}
	return nil
}

// examine looks at everything it can reach: what it cannot reach is itself a finding.
func examine(ctx context.Context) []store.Finding {
	cfg, err := config.Load()
	if err != nil {
		return []store.Finding{{Text: err.Error()}}
	}
	list := append(examineAddresses(cfg), examineModel(ctx, cfg), examineMail(ctx, cfg))
	a, err := openApp(ctx, slog.LevelError)
	if err != nil { // no usable binaries, a data directory that is closed or of another version: the error says what to do
		return append(list, store.Finding{Text: err.Error()})
	}
	defer a.close()
	if a.embedded != nil {
		list = append(list, store.Finding{OK: true, Text: fmt.Sprintf("The embedded PostgreSQL runs; its data are in %s.", cfg.DataDir)})
	}
	if a.operator != "" {
		list = append(list, store.DiagnoseOperator(ctx, a.operator)...)
	}
	db, err := store.Open(ctx, a.runtime, store.Options{})
	if err != nil {
		return append(list, store.Finding{Text: err.Error()})
	}
	defer db.Close()
	found, err := db.Diagnose(ctx)
	if err != nil {
		return append(list, store.Finding{Text: fmt.Sprintf("The database cannot be looked at: %v", errors.Unwrap(err))})
	}
	return append(list, found...)
}

// examineAddresses looks at what browsers see: cookies are only as safe as the address.
func examineAddresses(cfg config.Config) []store.Finding {
	base := cfg.Base()
	var list []store.Finding
	switch {
	case base.Scheme == "https":
		list = append(list, store.Finding{OK: true, Text: "Browsers reach the console over https; cookies are __Host- and Secure."})
	case loopback(base.Hostname()):
		list = append(list, store.Finding{OK: true, Text: "The console is for this machine only: " + base.String()})
	default:
		list = append(list, store.Finding{Text: fmt.Sprintf("Passwords and session cookies cross the network in the clear at %s: put a proxy with TLS before the console and set AICMO_BASE_URL to its https address.", base)})
	}
	if host, _, err := net.SplitHostPort(cfg.Addr); err == nil && base.Scheme == "https" && loopback(host) && len(cfg.Proxies()) == 0 {
		list = append(list, store.Finding{Text: "AICMO_TRUSTED_PROXIES is not set, so that every visitor seems to come from the proxy and shares one limit of sign-ins: set it to the proxy's address, like 127.0.0.1/32."})
	}
	return list
}

// examineModel says which language model the agents ask, and whether its provider answers.
func examineModel(ctx context.Context, cfg config.Config) store.Finding {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	m := askModel(cfg)(ctx)
	who := "Agents ask " + m.Provider + ": " + m.Model + "."
	switch {
	case m.Provider == "":
		return store.Finding{Text: m.Fault}
	case m.Unsure:
		return store.Finding{Text: who + " It answers, but has no list of models there: check AICMO_LLM_BASE_URL."}
	case m.Fault != "":
		return store.Finding{Text: who + " " + m.Fault}
	case m.Offline:
		return store.Finding{OK: true, Text: who}
	}
	return store.Finding{OK: true, Text: who + " It answers."}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
