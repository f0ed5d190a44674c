package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/ubigrowth/aicmo/internal/store"
)

// shortestKey is how long a new secret of the installation is at least.
const shortestKey = 32

func rotateKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rotate-key",
		Short: "Change the installation's secret: seal the audit log and encrypt secrets of webhooks anew, end the rights of workers",
		Long: `Stop every server and worker first. The old secret comes from AICMO_OLD_SECRET_KEY, or with the embedded database from
audit.key; the new one from AICMO_SECRET_KEY, or with the embedded database it is made. Nothing is changed unless everything
is, so that the command may be interrupted and run again.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withOperator(cmd.Context(), func(a *app, op *store.Operator) error {
				from, to, err := a.keysToChange()
				if err != nil {
					return err
				}
				r, err := op.RotateKey(cmd.Context(), from, to, a.embedded == nil)
				if err != nil {
					return err
				}
				if len(r.Faults) > 0 {
					return refuseRotation(cmd, r)
				}
				if err := a.keepNewKey(from); err != nil {
					return err
				}
				return printRotation(cmd, r)
			})
		},
	}
}

// keysToChange are the old and the new secret of the installation.
func (a *app) keysToChange() (from, to string, err error) {
	from, to = a.cfg.OldSecretKey.Reveal(), a.cfg.SecretKey.Reveal()
	if a.embedded == nil && (from == "" || to == "") {
		return "", "", errors.New("set AICMO_OLD_SECRET_KEY to the secret of now and AICMO_SECRET_KEY to the new one: a long random text")
	}
	if from == "" {
		if from, err = keptKey(a.keyFile()); err != nil {
			return "", "", err
		}
	}
	if to == "" { // kept before anything changes: a command that was interrupted goes on with it
		if to, err = keptKey(a.keyFile() + ".new"); err != nil {
			return "", "", err
		}
	}
	if len(to) < shortestKey {
		return "", "", fmt.Errorf("the new AICMO_SECRET_KEY is too short to be a secret: use %d random characters or more", shortestKey)
	}
	if from == to {
		return "", "", errors.New("the old and the new secret are the same")
	}
	return from, to, nil
}

// keepNewKey puts a made secret into the place of the old one, which stays beside it: backups of before need it.
func (a *app) keepNewKey(from string) error {
	if a.embedded == nil || a.cfg.SecretKey != "" {
		return nil
	}
	if err := os.WriteFile(a.keyFile()+".old", []byte(from), 0o600); err != nil {
		return err
	}
	return os.Rename(a.keyFile()+".new", a.keyFile())
}

func refuseRotation(cmd *cobra.Command, r store.Rotation) error {
	for _, f := range r.Faults {
		if _, err := fmt.Fprintln(cmd.OutOrStdout(), "BAD", f); err != nil {
			return err
		}
	}
	return errors.New("nothing was changed: the audit log is not whole under the old secret. Is it the right one? If so, see `aicmo doctor --audit` with it")
}

func printRotation(cmd *cobra.Command, r store.Rotation) error {
	said := fmt.Sprintf("%d entries in %d chains are sealed anew, %d secrets of webhooks encrypted anew, %d rights of workers ended. Start servers and workers with the new secret.",
		r.Entries, r.Chains, r.Secrets, r.Rights)
	if r.Done {
		said = "The secret was changed before."
		if r.Secrets+int(r.Rights) > 0 {
			said += fmt.Sprintf(" Of what was made with the old one since, %d secrets of webhooks are encrypted anew and %d rights ended.", r.Secrets, r.Rights)
		}
	}
	_, err := fmt.Fprintln(cmd.OutOrStdout(), said)
	return err
}
