package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/ubigrowth/aicmo/internal/seed"
	"github.com/ubigrowth/aicmo/internal/store"
)

func seedCommand() *cobra.Command {
	var example bool
	cmd := &cobra.Command{
		Use:   "seed --example",
		Short: "Add the example tenants: First Touch Coaching and Riverside Music School",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !example {
				return errors.New("say what to add: aicmo seed --example")
			}
			return withOperator(cmd.Context(), func(_ *app, op *store.Operator) error {
				n, err := importExample(cmd.Context(), op)
				if err == nil {
					fmt.Printf("Added %d rows of the example. Sign in: aicmo user link %s\n", n, exampleOwner)
				}
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&example, "example", false, "add the example tenants")
	return cmd
}

// importExample adds what is missing of the example; what is there stays as it is.
func importExample(ctx context.Context, op *store.Operator) (int64, error) {
	var tables []store.Table
	for _, t := range seed.Example(time.Now()).All() {
		tables = append(tables, store.Table(t))
	}
	return op.Import(ctx, tables)
}
