package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/ubigrowth/aicmo/internal/store"
)

// printChecksums prints a line a tenant and table. Two databases with the same lines hold the same rows.
func printChecksums(cmd *cobra.Command) error {
	return withOperator(cmd.Context(), func(_ *app, op *store.Operator) error {
		list, err := op.Checksums(cmd.Context())
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
		for _, c := range list {
			tenant := c.Tenant
			if tenant == "" {
				tenant = c.TenantID.String() // the platform's own entries of the audit log
			}
			if _, err := fmt.Fprintf(w, "%s\t%s\t%d\t%s\n", tenant, c.Table, c.Rows, c.Sum); err != nil {
				return err
			}
		}
		return w.Flush()
	})
}
