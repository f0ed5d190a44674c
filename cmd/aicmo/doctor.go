package main

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/ubigrowth/aicmo/internal/store"
)

func doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what is wrong with this installation, in words",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			a, err := openApp(ctx, slog.LevelWarn)
			if err != nil {
				return err
			}
			defer a.close()
			db, err := store.Open(ctx, a.runtime, store.Options{})
			if err != nil {
				return err
			}
			defer db.Close()
			findings, err := db.Diagnose(ctx)
			if err != nil {
				return err
			}
			bad := 0
			model, err := modelClient(a.cfg)
			if err != nil {
				return err
			}
			provider, name := model.Describe()
			fmt.Println("ok  ", "Agents ask "+provider+": "+name+".")
			for _, f := range findings {
				mark := "ok  "
				if !f.OK {
					mark = "BAD "
					bad++
				}
				fmt.Println(mark, f.Text)
			}
			if bad > 0 {
				return errors.New("something above needs attention")
			}
			return nil
		},
	}
}
