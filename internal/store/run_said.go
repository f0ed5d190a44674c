package store

import (
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// RunVerdicts lists who found a run helpful or not, the person's own first.
func (r *Reader) RunVerdicts(run uuid.UUID) *Rows[cmo.RunVerdict] {
	return many[cmo.RunVerdict](r, `
		SELECT coalesce(m.display_name, 'Former member') AS name, v.helpful, v.reason, v.created_by = app.user_id() AS mine, v.updated_at AS at
		FROM run_verdicts v LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = v.created_by
		WHERE v.tenant_id = @tenant AND v.run_id = @run AND v.helpful IS NOT NULL
		ORDER BY v.created_by = app.user_id() DESC, v.updated_at DESC, v.id LIMIT 50`, pgx.NamedArgs{"run": run})
}

// verdictsCounted is how many verdicts of a period are counted: the newest.
const verdictsCounted = 5000

// VerdictCounts counts what people said of each agent's runs since a time; zero is all time.
func (r *Reader) VerdictCounts(since time.Time) *Rows[cmo.VerdictCount] {
	return many[cmo.VerdictCount](r, `
		SELECT a.agent, count(*) FILTER (WHERE v.helpful) AS helpful, count(*) AS total
		FROM (SELECT x.run_id, x.helpful FROM run_verdicts x WHERE x.tenant_id = @tenant AND x.helpful IS NOT NULL ORDER BY x.created_at DESC LIMIT @most) v
		JOIN agent_runs a ON a.tenant_id = @tenant AND a.id = v.run_id
		WHERE a.created_at >= @since GROUP BY a.agent`, pgx.NamedArgs{"since": since, "most": verdictsCounted})
}

// SetRunVerdict keeps what the person says of a run; nil takes it back.
func (w *Writer) SetRunVerdict(run uuid.UUID, helpful *bool, reason string) error {
	if _, err := w.Run(run).Get(); err != nil {
		return err
	}
	w.add(`
		INSERT INTO run_verdicts (tenant_id, id, run_id, helpful, reason, created_by) VALUES (@tenant, @id, @run, @helpful, @reason, app.user_id())
		ON CONFLICT ON CONSTRAINT run_verdicts_person_key DO UPDATE SET helpful = excluded.helpful, reason = excluded.reason, updated_at = now()`,
		pgx.NamedArgs{"id": newID(), "run": run, "helpful": helpful, "reason": reason}, drain)
	return w.exec(`
		INSERT INTO audit_log (tenant_id, id, event, actor_id, actor_kind, record_table, record_id, details)
		VALUES (@tenant, @id, 'run.judged', app.user_id(), 'person', 'agent_runs', @run, jsonb_build_object('helpful', @helpful::boolean))`,
		pgx.NamedArgs{"id": newID(), "run": run, "helpful": helpful})
}

// RunComments lists the comments on a run, the oldest first.
func (r *Reader) RunComments(run uuid.UUID) *Rows[cmo.Comment] { return r.comments(runsTable, run) }

// InsertRunComment is InsertComment for a run.
func (w *Writer) InsertRunComment(id, run uuid.UUID, body string) error {
	if _, err := w.Run(run).Get(); err != nil {
		return err
	}
	return w.insertComment(id, runsTable, run, body)
}

const runsTable = "agent_runs"

// RunPace is how long a mode's latest runs took.
type RunPace struct {
	Runs     int
	MedianMS *float64
	MostMS   *int
}

// RunPace looks at the last fifty completed runs of a mode.
func (r *Reader) RunPace(mode cmo.Mode) *One[RunPace] {
	return one[RunPace](r, `
		SELECT count(*) AS runs, percentile_cont(0.5) WITHIN GROUP (ORDER BY l.duration_ms) AS median_ms, max(l.duration_ms) AS most_ms
		FROM (SELECT a.duration_ms FROM agent_runs a WHERE a.tenant_id = @tenant AND a.mode = @mode AND a.status = 'completed' AND a.duration_ms IS NOT NULL
		  ORDER BY a.created_at DESC LIMIT 50) l`, pgx.NamedArgs{"mode": string(mode)})
}
