package store

import (
	"encoding/json"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// InsertCampaign adds a draft by the scope's person. The mark is the server's: it is taken off what he typed.
func (w *Writer) InsertCampaign(c cmo.NewCampaign) (uuid.UUID, error) {
	id := newID()
	err := w.exec(`
		INSERT INTO cmo_campaigns (tenant_id, workspace_id, id, campaign_name, campaign_type, objective, description, funnel_id, origin, created_by)
		VALUES (@tenant, @tenant, @id, @name, @type, @objective, @description, @funnel, 'manual', app.user_id())`,
		pgx.NamedArgs{"id": id, "name": c.Name, "type": c.Type, "objective": c.Objective,
			"description": cmo.WithMark(cmo.OriginManual, c.Description), "funnel": c.FunnelID})
	return id, err
}

// NewRun is a run to be made by one of the agents.
type NewRun struct {
	Agent          cmo.Agent
	Subject        string
	Input          json.RawMessage
	IdempotencyKey string // empty for none
}

// InsertRun writes the pending row of a run in the person's name, before any agent is called. The same idempotency key
// again is cmo.Conflict.
func (w *Writer) InsertRun(n NewRun) (uuid.UUID, error) {
	id := newID()
	err := w.exec(`
		WITH numbered AS (UPDATE workspaces SET last_run_no = last_run_no + 1 WHERE tenant_id = @tenant RETURNING last_run_no)
		INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, subject, input, started_by, idempotency_key)
		SELECT @tenant, @tenant, @id, last_run_no, @agent, @mode, @subject, @input, app.user_id(), nullif(@key, '') FROM numbered`,
		pgx.NamedArgs{"id": id, "agent": n.Agent.ID, "mode": string(n.Agent.Mode), "subject": n.Subject, "input": n.Input, "key": n.IdempotencyKey})
	return id, err
}
