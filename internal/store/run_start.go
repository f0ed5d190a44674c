package store

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// NewRun is a run to be made by one of the agents.
type NewRun struct {
	Agent          cmo.Agent
	Subject        string
	Input          json.RawMessage
	IdempotencyKey string // empty for none
	RetryOf        *uuid.UUID
	PlanID         *uuid.UUID
	FunnelID       *uuid.UUID
	CampaignID     *uuid.UUID
}

// RunLoad is how much a tenant has asked of its agents lately.
type RunLoad struct {
	Minute, Hour, Day int        // runs started
	MinuteFrees       *time.Time // when the oldest run of the minute leaves it, likewise below
	HourFrees         *time.Time
	DayFrees          *time.Time
	Tokens            int64 // that the day's runs took
	Waiting           int
	Concurrency       int // how many may work at once
	RunBudget
}

// RunBudget is what a tenant's runs cost this month, in its zone, and what they may.
type RunBudget struct{ Spent, Budget float64 }

const (
	runsSpent  = `(SELECT coalesce(sum(s.cost_usd), 0)::float8 FROM agent_runs s WHERE s.tenant_id = @tenant AND s.cost_usd > 0 AND s.created_at >= date_trunc('month', now(), @zone)) AS spent`
	runsBudget = `(SELECT g.run_budget_usd::float8 FROM os_tenant_registry g WHERE g.tenant_id = @tenant) AS budget`
)

// RunSpending is what a tenant's runs have taken, and what those at work may yet take.
type RunSpending struct {
	Tokens         int64 // of the last day
	ReservedTokens int64
	ReservedUSD    float64
	RunBudget
}

// RunSpending reads it, without the lease's own run. The transactions that do so pass one by one with those of RunLoad: what
// one of them sets aside the next one sees.
func (l *Lease) RunSpending(w *Writer) *One[RunSpending] {
	w.lockRuns()
	const others = ` FROM agent_runs o WHERE o.tenant_id = @tenant AND o.status = 'running' AND o.lease_expires_at >= now() AND o.id <> @run)`
	return one[RunSpending](w.Reader, `SELECT (SELECT coalesce(sum(coalesce(d.tokens_in, 0)::bigint + coalesce(d.tokens_out, 0)), 0)::bigint
		  FROM agent_runs d WHERE d.tenant_id = @tenant AND d.created_at > now() - interval '1 day') AS tokens,
		(SELECT coalesce(sum(o.reserved_tokens), 0)::bigint`+others+` AS reserved_tokens, (SELECT coalesce(sum(o.reserved_usd), 0)::float8`+others+` AS reserved_usd,
		`+runsSpent+`, `+runsBudget, pgx.NamedArgs{"run": l.Ref.RunID, "zone": w.scope.tenant.Zone.String()})
}

// lockRuns lets the transactions that count a tenant's runs pass one by one.
func (w *Writer) lockRuns() {
	w.add(`SELECT FROM workspaces WHERE tenant_id = @tenant FOR NO KEY UPDATE`, nil, drain)
}

// ModelChoice is the model that a tenant chose, empty for the installation's own.
type ModelChoice struct{ Model string }

// ModelChoice reads it.
func (r *Reader) ModelChoice() *One[ModelChoice] {
	return one[ModelChoice](r, `SELECT g.model FROM os_tenant_registry g WHERE g.tenant_id = @tenant`, nil)
}

// RunByKey is the run that an idempotency key belongs to.
type RunByKey struct {
	ID   uuid.UUID
	Same bool // what was asked for is the same
}

// RunByKey finds the run of an idempotency key, and says whether n asks for the same.
func (w *Writer) RunByKey(n NewRun) *Rows[RunByKey] {
	return many[RunByKey](w.Reader, `
		SELECT r.id, r.mode = @mode AND r.input = @input::jsonb AS same FROM agent_runs r
		WHERE r.tenant_id = @tenant AND r.idempotency_key = @key`,
		pgx.NamedArgs{"key": n.IdempotencyKey, "mode": string(n.Agent.Mode), "input": n.Input})
}

// RunLoad counts what the limits of a tenant look at. The transactions that do so pass one by one, so that limits and
// keys hold: what is declared after it sees what the one before has written.
func (w *Writer) RunLoad() *One[RunLoad] {
	w.lockRuns()
	return one[RunLoad](w.Reader, `
		WITH lately AS (SELECT r.created_at, coalesce(r.tokens_in, 0)::bigint + coalesce(r.tokens_out, 0) AS tokens FROM agent_runs r WHERE r.tenant_id = @tenant AND r.created_at > now() - interval '1 day' ORDER BY r.created_at DESC LIMIT 5000)
		SELECT count(*) FILTER (WHERE l.created_at > now() - interval '1 minute') AS minute, count(*) FILTER (WHERE l.created_at > now() - interval '1 hour') AS hour, count(*) AS day, coalesce(sum(l.tokens), 0)::bigint AS tokens,
		  min(l.created_at) FILTER (WHERE l.created_at > now() - interval '1 minute') + interval '1 minute' AS minute_frees,
		  min(l.created_at) FILTER (WHERE l.created_at > now() - interval '1 hour') + interval '1 hour' AS hour_frees, min(l.created_at) + interval '1 day' AS day_frees,
		  (SELECT count(*) FROM agent_runs p WHERE p.tenant_id = @tenant AND p.status = 'pending') AS waiting,
		  (SELECT g.run_concurrency FROM os_tenant_registry g WHERE g.tenant_id = @tenant) AS concurrency,
		  `+runsSpent+`, `+runsBudget+`
		FROM lately l`, pgx.NamedArgs{"zone": w.scope.tenant.Zone.String()})
}

// InsertRun writes the pending row of a run in the name of the person or the token, before any agent is called, and the job
// that works on it. The same idempotency key again is cmo.Conflict, known when the transaction ends.
func (w *Writer) InsertRun(n NewRun) (uuid.UUID, error) {
	id := newID()
	if err := w.enqueue(id); err != nil { // first, so that all the rest goes with the COMMIT
		return uuid.Nil, err
	}
	w.add(`
		WITH numbered AS (UPDATE workspaces SET last_run_no = last_run_no + 1 WHERE tenant_id = @tenant RETURNING last_run_no)
		INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, subject, input, started_by, started_via, token_id, token_name, idempotency_key, retry_of, plan_id, funnel_id, campaign_id)
		SELECT @tenant, @tenant, @id, last_run_no, @agent, @mode, @subject, @input, app.user_id(), CASE WHEN app.token_id() IS NULL THEN 'person' ELSE 'api' END,
		  app.token_id(), app.token_name(), nullif(@key, ''), @retry_of, @plan, @funnel, @campaign FROM numbered`,
		pgx.NamedArgs{"id": id, "agent": n.Agent.ID, "mode": string(n.Agent.Mode), "subject": n.Subject, "input": n.Input, "key": n.IdempotencyKey,
			"retry_of": n.RetryOf, "plan": n.PlanID, "funnel": n.FunnelID, "campaign": n.CampaignID}, drain)
	w.add(`
		INSERT INTO audit_log (tenant_id, id, event, actor_id, actor_kind, record_table, record_id, details)
		VALUES (@tenant, @audit, 'run.started', app.user_id(), CASE WHEN app.token_id() IS NULL THEN 'person' ELSE 'token' END, 'agent_runs', @id,
		  jsonb_build_object('mode', @mode::text) || app.token_mark())`,
		pgx.NamedArgs{"audit": newID(), "id": id, "mode": string(n.Agent.Mode)}, drain)
	w.add(`SELECT app.tell_run(@tenant, @id)`, pgx.NamedArgs{"id": id}, drain)
	return id, nil
}

// CancelRun asks that a run end. One that waits has ended with it; one at work ends when its worker next looks. An ended
// run is cmo.Conflict.
func (w *Writer) CancelRun(id uuid.UUID) error {
	type before struct{ Was *string }
	was, err := one[before](w.Reader, `SELECT app.cancel_run(@id) AS was WHERE @tenant = app.tenant_id()`, pgx.NamedArgs{"id": id}).Get()
	switch {
	case err != nil:
		return err
	case was.Was == nil:
		return cmo.ErrNotFound
	case *was.Was != "pending" && *was.Was != "running":
		return cmo.Errorf(cmo.Conflict, "The run has ended already.")
	}
	return nil
}
