package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// DueStarts lists scheduled campaigns of all tenants whose start date has come in their tenant's zone as of now: those that
// were never looked at first.
func (w *Worker) DueStarts(ctx context.Context, now time.Time, limit int) ([]cmo.Start, error) {
	return workerRows[cmo.Start](ctx, w, `SELECT s.tenant_id, s.id, s.today, s.hash, s.content, s.inputs, s.approved_at, s.old_hash, s.old_inputs, s.problem FROM app.due_starts(@system, @now, @limit) s`,
		pgx.StrictNamedArgs{"now": now, "limit": limit})
}

// StartCampaign starts a due campaign, or with a problem records why it cannot be started: its makers and approvers
// find it in their inbox. False: it changed since it was listed.
func (w *Worker) StartCampaign(ctx context.Context, s cmo.Start, now time.Time, problem string) (done bool, err error) {
	err = w.db.row(ctx, `SELECT app.start_campaign(@system, @tenant, @campaign, @now, @hash, nullif(@problem, ''))`,
		pgx.StrictNamedArgs{"system": w.hash(), "tenant": s.TenantID, "campaign": s.ID, "now": now, "hash": s.Hash, "problem": problem}, &done)
	return done, err
}
