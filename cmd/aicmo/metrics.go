package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// importFlags are what `aicmo metrics import` was told.
type importFlags struct {
	tenant, user, data string
	dry                bool
}

func metricsCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "metrics", Short: "What campaigns report"}
	var f importFlags
	load := &cobra.Command{
		Use:   "import FILE --tenant SLUG",
		Short: "Save the numbers of a CSV file; - reads standard input. The same file again changes nothing",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.tenant == "" {
				return errors.New("say for which tenant: --tenant SLUG")
			}
			if f.data != "live" && f.data != "demo" {
				return fmt.Errorf("--data is live or demo, not %q", f.data)
			}
			text, err := importText(cmd.InOrStdin(), args[0])
			if err != nil {
				return err
			}
			return withOperator(cmd.Context(), func(a *app, op *store.Operator) error {
				return a.importNumbers(cmd.Context(), op, filepath.Base(args[0]), text, f)
			})
		},
	}
	load.Flags().StringVar(&f.tenant, "tenant", "", "the tenant's slug")
	load.Flags().StringVar(&f.user, "user", "", "the member it acts as (default: the first owner)")
	load.Flags().StringVar(&f.data, "data", "live", "live, or demo for numbers that were made up")
	load.Flags().BoolVar(&f.dry, "dry-run", false, "say what would be saved, and save nothing")
	cmd.AddCommand(load)
	return cmd
}

// maxImportFile is the largest file.
const maxImportFile = 4 << 20

func importText(stdin io.Reader, name string) ([]byte, error) {
	r := stdin
	if name != "-" {
		file, err := os.Open(name) //nolint:gosec // the operator names it
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }()
		r = file
	}
	text, err := io.ReadAll(io.LimitReader(r, maxImportFile+1))
	if err == nil && len(text) > maxImportFile {
		err = fmt.Errorf("the file is larger than %d MB: split it by month", maxImportFile>>20)
	}
	return text, err
}

// importNumbers reads a file and saves its lines in the name of a member. Lines that cannot be read are named on standard
// error and make the command fail after the others were saved.
func (a *app) importNumbers(ctx context.Context, op *store.Operator, name string, text []byte, f importFlags) error {
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
	if !sc.Tenant().Role.Can(cmo.RightEdit) {
		return cmo.Errorf(cmo.Forbidden, "The role of this member, %s, does not include importing numbers.", sc.Tenant().Role)
	}
	var targets *store.Rows[cmo.ImportTarget]
	if err := sc.Read(ctx, func(r *store.Reader) error { targets = r.ImportTargets(); return nil }); err != nil {
		return err
	}
	zone := sc.Tenant().Zone
	file, err := cmo.ReadMetricFile(text, cmo.ImportFrame{Targets: targets.List(), Zone: zone, Currency: sc.Tenant().Currency, Today: cmo.DayOf(time.Now().In(zone))})
	if err != nil {
		return err
	}
	for _, p := range file.Problems {
		_, _ = fmt.Fprintf(os.Stderr, "line %d: %s\n", p.Line, p.Text)
	}
	if f.dry {
		fmt.Printf("Lines that can be saved: %d, that cannot be read: %d. Nothing was saved.\n", len(file.Lines), len(file.Problems))
		return nil
	}
	if len(file.Lines) > 0 {
		if err := saveNumbers(ctx, sc, store.NewImport{FileName: name, Mode: f.data, Lines: file.Lines, Problems: file.Problems}); err != nil {
			return err
		}
	}
	if len(file.Problems) > 0 {
		return fmt.Errorf("lines left out because they could not be read: %d", len(file.Problems))
	}
	return nil
}

func saveNumbers(ctx context.Context, sc store.Scope, n store.NewImport) error {
	var count cmo.ImportCount
	err := sc.Write(ctx, func(w *store.Writer) error {
		var id uuid.UUID
		id, err := w.InsertImport(n)
		if err == nil {
			count, err = w.ApplyImport(id)
		}
		return err
	})
	if err == nil {
		fmt.Printf("%d added, %d changed, %d as before.\n", count.Added, count.Changed, count.Unchanged)
	}
	return err
}
