package main

import (
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

func tokenCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "token", Short: "API tokens of a tenant's own programs"}
	cmd.AddCommand(tokenAddCommand(), tokenListCommand(), tokenRevokeCommand())
	return cmd
}

func tokenAddCommand() *cobra.Command {
	var slug string
	var scopes []string
	t := cmo.NewToken{}
	cmd := &cobra.Command{
		Use:   "add --tenant SLUG --name NAME --scopes a,b",
		Short: "Make a token and print it once",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, s := range scopes {
				t.Scopes = append(t.Scopes, cmo.TokenScope(strings.TrimSpace(s)))
			}
			return withOperator(cmd.Context(), func(_ *app, op *store.Operator) error {
				secret, err := op.AddToken(cmd.Context(), slug, t, time.Now())
				if err == nil {
					fmt.Println(store.EncodeToken(secret))
				}
				return err
			})
		},
	}
	cmd.Flags().StringVar(&slug, "tenant", "", "slug of the tenant it acts for")
	cmd.Flags().StringVar(&t.Name, "name", "", "the program that will use it")
	cmd.Flags().StringSliceVar(&scopes, "scopes", nil, "what it may do: "+scopeNames())
	cmd.Flags().StringSliceVar(&t.Origins, "origins", nil, "web pages that may call with it, like https://app.example.test")
	cmd.Flags().IntVar(&t.Days, "days", 90, "until it ends, at most 366")
	return cmd
}

func scopeNames() string {
	names := make([]string, len(cmo.TokenScopes))
	for i, s := range cmo.TokenScopes {
		names[i] = string(s.Scope)
	}
	return strings.Join(names, ", ")
}

func tokenListCommand() *cobra.Command {
	var slug string
	cmd := &cobra.Command{
		Use:   "list [--tenant SLUG]",
		Short: "List tokens, never their secrets",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withOperator(cmd.Context(), func(_ *app, op *store.Operator) error {
				list, err := op.Tokens(cmd.Context(), slug)
				if err != nil {
					return err
				}
				w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
				for _, t := range list {
					used := "never used"
					if t.UsedAt != nil {
						used = "used " + t.UsedAt.UTC().Format(time.DateTime)
					}
					_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%v\tends %s\t%s\n", t.ID, t.Slug, t.Name, t.Scopes, t.ExpiresAt.UTC().Format(time.DateOnly), used)
				}
				return w.Flush()
			})
		},
	}
	cmd.Flags().StringVar(&slug, "tenant", "", "of this tenant only")
	return cmd
}

func tokenRevokeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "revoke ID",
		Short: "End a token at its next call",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := uuid.Parse(args[0])
			if err != nil {
				return cmo.Errorf(cmo.Invalid, "%q is no id of a token. `aicmo token list` shows them.", args[0])
			}
			return withOperator(cmd.Context(), func(_ *app, op *store.Operator) error { return op.RevokeToken(cmd.Context(), id) })
		},
	}
}
