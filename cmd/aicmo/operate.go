package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/web"
)

func migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database schema up to date",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withOperator(cmd.Context(), func(a *app, op *store.Operator) error {
				if a.cfg.SecretKey != "" {
					if err := op.AddInstallationRight(cmd.Context(), a.cfg.SecretKey.Reveal()); err != nil {
						return err
					}
				}
				fmt.Println("The schema is up to date.")
				return nil
			})
		},
	}
}

func userCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "user", Short: "Accounts"}
	var stdin, admin bool
	var name string
	add := &cobra.Command{
		Use:   "add EMAIL",
		Short: "Add an account, or change an existing one's password or right",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			hash, err := passwordHash(cmd.InOrStdin(), stdin, args[0])
			if err != nil {
				return err
			}
			return withOperator(cmd.Context(), func(_ *app, op *store.Operator) error {
				if _, err := op.AddUser(cmd.Context(), args[0], name, hash, admin); err != nil {
					return err
				}
				fmt.Printf("%s can sign in. Without a password: aicmo user link %s\n", args[0], args[0])
				return nil
			})
		},
	}
	add.Flags().BoolVar(&stdin, "password-stdin", false, "read a password from standard input")
	add.Flags().BoolVar(&admin, "platform-admin", false, "may manage tenants, modules and users of the whole installation")
	add.Flags().StringVar(&name, "name", "", "name on pages (default: the part before @)")
	link := &cobra.Command{
		Use:   "link EMAIL",
		Short: "Print a sign-in link that works once within a day",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withOperator(cmd.Context(), func(a *app, op *store.Operator) error {
				secret, err := op.AddSignInLink(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				fmt.Println(a.cfg.BaseURL + paths.SignInLink(secret.Encode()))
				return nil
			})
		},
	}
	cmd.AddCommand(add, link)
	return cmd
}

func passwordHash(in io.Reader, read bool, email string) (string, error) {
	if !read {
		return "", nil
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && line == "" {
		return "", fmt.Errorf("no password on standard input")
	}
	password := strings.TrimRight(line, "\r\n")
	local, _, _ := strings.Cut(email, "@")
	if err := web.CheckNewPassword(password, local); err != nil {
		return "", err
	}
	return web.HashPassword(password)
}

func tenantCommand() *cobra.Command {
	var t store.NewTenant
	var brief string
	cmd := &cobra.Command{Use: "tenant", Short: "Tenants"}
	add := &cobra.Command{
		Use:   "add SLUG --name NAME",
		Short: "Add a tenant: registry row, workspace, modules, owner, and what its brand and campaigns begin with",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			t.Slug = args[0]
			payload, err := briefInput(cmd.InOrStdin(), brief, t.Owner)
			if err != nil {
				return err
			}
			return withOperator(cmd.Context(), func(a *app, op *store.Operator) error {
				id, err := op.AddTenant(cmd.Context(), t)
				if err != nil {
					return err
				}
				fmt.Printf("%s (%s): %s\n", t.Name, id, a.cfg.BaseURL+paths.Tenant(t.Slug))
				if payload == nil {
					return nil
				}
				return a.runAgent(cmd.Context(), op, cmo.ModeSetup, payload, runFlags{tenant: t.Slug, user: t.Owner})
			})
		},
	}
	add.Flags().StringVar(&t.Name, "name", "", "name on pages")
	add.Flags().StringVar(&t.Owner, "owner", "", "email of an existing account that becomes the owner")
	add.Flags().StringVar(&t.Zone, "zone", "UTC", "time zone, like America/Chicago")
	add.Flags().StringVar(&t.TenantID, "id", "", "its tenant id, if another system has given it one")
	add.Flags().StringVar(&t.Template, "template", "", "begin with brand and campaigns for a line of business: "+strings.Join(templateIDs(), ", "))
	add.Flags().StringVar(&brief, "brief", "", "file with a brief for the setup agent, - for standard input; asks for --owner, in whose name it runs")
	cmd.AddCommand(add)
	return cmd
}

func templateIDs() []string {
	ids := make([]string, len(cmo.TenantTemplates))
	for i, t := range cmo.TenantTemplates {
		ids[i] = t.ID
	}
	return ids
}

// briefInput is the setup agent's input from a file of plain text, nil without one.
func briefInput(stdin io.Reader, name, owner string) (json.RawMessage, error) {
	text, err := runInput(stdin, name)
	if err != nil || name == "" {
		return nil, err
	}
	if owner == "" {
		return nil, fmt.Errorf("a brief asks for --owner: the setup agent runs in the owner's name")
	}
	return cmo.PlanTenant{Brief: string(text)}.BriefPayload(), nil
}

func memberCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "member", Short: "Members of tenants"}
	cmd.AddCommand(&cobra.Command{
		Use:   "add SLUG EMAIL ROLE",
		Short: "Give an account a role in a tenant: " + fmt.Sprint(cmo.Roles),
		Args:  cobra.ExactArgs(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withOperator(cmd.Context(), func(_ *app, op *store.Operator) error {
				return op.SetMember(cmd.Context(), args[0], args[1], cmo.Role(args[2]))
			})
		},
	})
	return cmd
}

func moduleCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "module", Short: "Modules of tenants"}
	cmd.AddCommand(&cobra.Command{
		Use:   "set SLUG MODULE on|off",
		Short: "Switch a module of a tenant: " + fmt.Sprint(cmo.Modules),
		Args:  cobra.ExactArgs(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[2] != "on" && args[2] != "off" {
				return fmt.Errorf("a module is set to on or off, not %q", args[2])
			}
			return withOperator(cmd.Context(), func(_ *app, op *store.Operator) error {
				return op.SetModule(cmd.Context(), args[0], cmo.Module(args[1]), args[2] == "on")
			})
		},
	})
	return cmd
}

func routesCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "routes",
		Short: "List every route with the right it asks for",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			s := web.New(web.Config{Log: slog.New(slog.DiscardHandler), BaseURL: &url.URL{Scheme: "http"}})
			routes := append(s.Routes(), s.APIRoutes()...)
			if asJSON {
				return json.NewEncoder(os.Stdout).Encode(routes)
			}
			w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
			for _, r := range routes {
				_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", r.Method, r.Path, r.Right)
			}
			return w.Flush()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as an array of {method, path, right}")
	return cmd
}
