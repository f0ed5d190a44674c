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
	w.tellChange("cmo_campaigns", id)
	return id, err
}
