package main

import (
	"context"
	"encoding/json"
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
	data := seed.Example(time.Now())
	tables := []store.Table{{Name: "users"}, {Name: "platform_admins"}}
	for _, u := range data.Users {
		tables[0].Rows = append(tables[0].Rows, map[string]any{"id": u.ID, "email": u.Email, "name": u.Name})
		if u.PlatformAdmin {
			tables[1].Rows = append(tables[1].Rows, map[string]any{"user_id": u.ID})
		}
	}
	for _, t := range data.Tables {
		table := store.Table{Name: t.Name}
		for _, row := range t.Rows {
			plain := make(map[string]any, len(row))
			for column, value := range row {
				if j, ok := value.(seed.JSON); ok {
					encoded, err := json.Marshal(j.V)
					if err != nil {
						return 0, fmt.Errorf("example row of %s: %w", t.Name, err)
					}
					value = json.RawMessage(encoded)
				}
				plain[column] = value
			}
			table.Rows = append(table.Rows, plain)
		}
		tables = append(tables, table)
	}
	return op.Import(ctx, tables)
}
