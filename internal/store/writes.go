package store

import (
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

// MoveCampaign moves a campaign from one state to another, with a note for its history. A pair that the person's role
// does not allow is cmo.Forbidden; a campaign that is no longer in from is cmo.Conflict.
func (w *Writer) MoveCampaign(id uuid.UUID, from, to cmo.CampaignState, note string) error {
	type moved struct{ Moved bool }
	m, err := one[moved](w.Reader, `SELECT app.move_campaign(@id, @from, @to, nullif(@note, '')) AS moved WHERE @tenant = app.tenant_id()`,
		pgx.NamedArgs{"id": id, "from": string(from), "to": string(to), "note": note}).Get()
	if err == nil && !m.Moved {
		err = cmo.Errorf(cmo.Conflict, "The campaign is no longer in the state %q. Reload to see where it is.", from)
	}
	return err
}
