package store

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// DriftListed is how many campaigns with drift a page lists.
const DriftListed = 200

// drifts mirrors cmo.DriftOf: the mark of campaign c disagrees with its origin.
const drifts = `(c.origin = 'ai_cmo' AND NOT c.ai_driven OR c.origin <> 'ai_cmo' AND starts_with(lower(coalesce(c.description, '')), 'ai cmo driven:'))`

// Drifted lists the campaigns whose public mark disagrees with who made them, the latest changed first: one more than
// DriftListed says that there are further ones.
func (r *Reader) Drifted() *Rows[cmo.Drifted] {
	return many[cmo.Drifted](r, `
		SELECT c.id, c.campaign_name AS name, c.origin, n.run_no, coalesce(c.description, '') AS description, c.status, c.review_state, c.updated_at,
		  EXISTS (SELECT FROM change_set_items i JOIN change_sets s ON s.tenant_id = @tenant AND s.id = i.change_set_id AND s.state = 'pending' AND s.campaign_id = c.id
		    WHERE i.tenant_id = @tenant AND i.record_id = c.id AND i.field = 'description' AND i.state = 'pending') AS waits
		FROM cmo_campaigns c LEFT JOIN agent_runs n ON n.tenant_id = @tenant AND n.id = c.run_id
		WHERE c.tenant_id = @tenant AND c.archived_at IS NULL AND `+drifts+`
		ORDER BY c.updated_at DESC, c.id LIMIT @limit`, pgx.NamedArgs{"limit": DriftListed + 1})
}

// RepairMark puts a campaign's public mark where its origin wants it, as a version with its audit row. Over a scheduled or
// live campaign the repair waits as a change set, once. False: there was nothing to repair, or it waits already.
func (w *Writer) RepairMark(id uuid.UUID) (bool, error) {
	t := cmo.KindCampaign.Type()
	rec, err := w.Record(cmo.KindCampaign, id).Get()
	if err != nil {
		return false, err
	}
	now, err := w.lockRecord(t, id, rec.Version)
	if err != nil || now.Archived {
		return false, err
	}
	text, _ := now.Data["description"].(string)
	if cmo.DriftOf(now.Origin, text) == "" {
		return false, nil
	}
	fields := cmo.Fields{"description": cmo.RepairMark(now.Origin, text)}
	live, err := w.live(cmo.KindCampaign, id)
	if err != nil {
		return false, err
	}
	if len(live) == 0 {
		_, err := w.writeVersion(t, id, now, fields, []string{"description"}, "campaign.mark_repaired", nil)
		return err == nil, err
	}
	waits, err := many[struct{ ID uuid.UUID }](w.Reader, `
		SELECT s.id FROM change_set_items i JOIN change_sets s ON s.tenant_id = @tenant AND s.id = i.change_set_id AND s.state = 'pending'
		WHERE i.tenant_id = @tenant AND i.record_id = @id AND i.field = 'description' AND i.state = 'pending' LIMIT 1`, pgx.NamedArgs{"id": id}).Get()
	if err != nil || len(waits) > 0 {
		return false, err
	}
	return true, w.suggest(t, id, now, fields, []string{"description"}, live[0])
}
