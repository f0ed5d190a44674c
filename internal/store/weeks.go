package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// WeekRef names a week of a tenant by its Monday. It is all that a job holds.
type WeekRef struct {
	TenantID uuid.UUID
	Week     time.Time
}

// DueWeeks lists the tenants whose last whole week has no summary yet.
func (w *Worker) DueWeeks(ctx context.Context) ([]WeekRef, error) {
	return workerRows[WeekRef](ctx, w, `SELECT tenant_id, week FROM app.due_weeks(@system)`, pgx.StrictNamedArgs{})
}

// WeekFacts is what happened in a week; false: the tenant or its module is off.
func (w *Worker) WeekFacts(ctx context.Context, ref WeekRef) (f cmo.WeekFacts, ok bool, err error) {
	var raw json.RawMessage
	if err := w.db.row(ctx, `SELECT app.week_facts(@system, @tenant, @week)`, pgx.StrictNamedArgs{"system": w.hash(), "tenant": ref.TenantID, "week": ref.Week}, &raw); err != nil || raw == nil {
		return f, false, err
	}
	err = json.Unmarshal(raw, &f)
	return f, err == nil, err
}

// PutWeek keeps a summary, and reports whether the week had none yet.
func (w *Worker) PutWeek(ctx context.Context, ref WeekRef, s cmo.WeekSummary) (ok bool, err error) {
	doc, err := json.Marshal(s)
	if err != nil {
		return false, err
	}
	err = w.db.row(ctx, `SELECT app.put_week(@system, @tenant, @week, @doc)`, pgx.StrictNamedArgs{"system": w.hash(), "tenant": ref.TenantID, "week": ref.Week, "doc": doc}, &ok)
	return ok, err
}

// LatestWeek is the newest summary of a week, if there is one.
func (r *Reader) LatestWeek() *Rows[cmo.Week] {
	return many[cmo.Week](r, `
		SELECT s.id, s.week_start AS start, s.week_end AS "end", coalesce(s.executive_summary, '') AS text, s.key_wins AS wins, s.challenges AS problems, s.next_week_priorities AS next, s.created_at
		FROM cmo_weekly_summaries s WHERE s.tenant_id = @tenant AND s.archived_at IS NULL ORDER BY s.week_start DESC LIMIT 1`, nil)
}
