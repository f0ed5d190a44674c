package main

import (
	"errors"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"github.com/ubigrowth/aicmo/internal/config"
	"github.com/ubigrowth/aicmo/internal/mcp"
)

func mcpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "mcp",
		Short: "Offer the six agents and the reads of a tenant as MCP tools on standard input and output",
		Long: "Offer the six agents and the reads of a tenant as MCP tools on standard input and output.\n\n" +
			"AICMO_TOKEN is an API token of the tenant, AICMO_BASE_URL the address of a running console. See docs/api.md.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := config.Load()
			if err != nil {
				return err
			}
			if cfg.Token == "" {
				return errors.New("AICMO_TOKEN is missing: make a token on Settings, API tokens, or with `aicmo token add`")
			}
			log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: max(cfg.Log, slog.LevelWarn)}))
			return mcp.Serve(cmd.Context(), mcp.Config{Base: cfg.Base(), Token: cfg.Token.Reveal(), Version: "1", Log: log})
		},
	}
}
