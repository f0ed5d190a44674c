// Command aicmo is AI CMO Console: the server and its operator commands.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // tenants' zones, also on machines without a zone database

	"github.com/spf13/cobra"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := root().ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "aicmo: "+sentence(err))
		os.Exit(1)
	}
}

func root() *cobra.Command {
	cmd := &cobra.Command{
		Use:           "aicmo",
		Short:         "AI CMO Console: campaigns that AI agents draft and people decide, tenant by tenant",
		Version:       versionText(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	cmd.CompletionOptions.HiddenDefaultCmd = true
	cmd.AddCommand(serveCommand(), workCommand(), runCommand(), migrateCommand(), seedCommand(), userCommand(), tenantCommand(), memberCommand(),
		moduleCommand(), metricsCommand(), tokenCommand(), mcpCommand(), routesCommand(), doctorCommand(), rotateKeyCommand())
	return cmd
}

// sentence is an error for an operator: what people may read of a known error, else its whole text on one line.
func sentence(err error) string {
	var e *cmo.Error
	if errors.As(err, &e) && e.Kind != cmo.Internal && e.Err == nil {
		return e.Msg
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}
