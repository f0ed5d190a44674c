package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ubigrowth/aicmo/internal/store"
)

// secretKey is the installation's secret: AICMO_SECRET_KEY, or beside the embedded database the content of a file that only
// its user reads. Without either it is empty.
func (a *app) secretKey() (string, error) {
	if a.cfg.SecretKey != "" || a.embedded == nil {
		return a.cfg.SecretKey.Reveal(), nil
	}
	file := a.keyFile()
	return keptKey(file)
}

// keyFile is where the installation's secret lies beside the embedded database.
func (a *app) keyFile() string { return filepath.Join(a.cfg.DataDir, "audit.key") }

// keptKey is the secret in a file, which is made when it is not there.
func keptKey(file string) (string, error) {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the operator's own directory
	if err == nil {
		_, err = f.WriteString(rand.Text() + rand.Text())
		err = errors.Join(err, f.Sync(), f.Close())
	} else if errors.Is(err, os.ErrExist) {
		err = nil
	}
	if err != nil {
		return "", fmt.Errorf("the installation's secret cannot be kept: %w", err)
	}
	secret, err := os.ReadFile(file) //nolint:gosec // as above
	if err != nil || len(secret) < 32 {
		return "", fmt.Errorf("%s holds no secret: %w", file, err)
	}
	return strings.TrimSpace(string(secret)), nil
}

// auditKey is the key of the seals of the audit log; without the installation's secret there is none.
func (a *app) auditKey() (store.AuditKey, error) {
	secret, err := a.secretKey()
	if err != nil || secret == "" {
		return nil, err
	}
	return store.NewAuditKey(secret), nil
}

// webhookKey is the key of the secrets of webhooks; without the installation's secret there is none.
func (a *app) webhookKey() (store.WebhookKey, error) {
	secret, err := a.secretKey()
	if err != nil || secret == "" {
		return nil, err
	}
	return store.NewWebhookKey(secret), nil
}

// examineAudit follows the chain of every tenant's audit log.
func examineAudit(cmd *cobra.Command) error {
	return withOperator(cmd.Context(), func(a *app, op *store.Operator) error {
		key, err := a.auditKey()
		if err != nil {
			return err
		}
		if key == nil {
			return errors.New("the audit log is not sealed: set AICMO_SECRET_KEY for this command and for every worker")
		}
		r, err := op.VerifyAudit(cmd.Context(), key)
		if err != nil {
			return err
		}
		findings := []store.Finding{{OK: len(r.Faults) == 0, Text: fmt.Sprintf("%d sealed entries in %d chains were read.", r.Entries, r.Chains)}}
		for _, f := range r.Faults {
			findings = append(findings, store.Finding{Text: f})
		}
		unsealed := store.Finding{OK: r.Unsealed == 0, Text: "Every entry older than ten minutes is sealed."}
		if r.Unsealed > 0 {
			unsealed.Text = fmt.Sprintf("%d entries older than ten minutes are not sealed: is a worker running, with AICMO_SECRET_KEY?", r.Unsealed)
		}
		return report(cmd.OutOrStdout(), append(findings, unsealed))
	})
}
