package store

import (
	"encoding/json"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// CampaignsMatching lists the campaigns of a filter in the order of the board, up to a limit.
func (r *Reader) CampaignsMatching(f CampaignFilter, limit int) *Rows[cmo.Campaign] {
	args := campaignArgs(f)
	args["limit"] = limit
	return many[cmo.Campaign](r, `SELECT `+campaignColumns+campaignFrom+` WHERE `+campaignWhere()+`
		ORDER BY `+campaignColumn+`, `+campaignOrder+` LIMIT @limit`, args)
}

// CampaignsOf lists the campaigns of these ids, archived ones too, in the order of the board.
func (r *Reader) CampaignsOf(ids []uuid.UUID) *Rows[cmo.Campaign] {
	return many[cmo.Campaign](r, `SELECT `+campaignColumns+campaignFrom+` WHERE c.tenant_id = @tenant AND c.id = ANY (@ids)
		ORDER BY `+campaignColumn+`, `+campaignOrder+` LIMIT @limit`, pgx.NamedArgs{"ids": ids, "limit": cmo.BulkLimit})
}

// BulkAction is one act on many campaigns.
func (r *Reader) BulkAction(id uuid.UUID) *One[cmo.BulkAction] {
	return one[cmo.BulkAction](r, `
		SELECT b.id, b.act, coalesce(b.note, '') AS note, b.outcomes, coalesce(m.display_name, 'Former member') AS actor, b.created_by = app.user_id() AS mine, b.created_at, b.finished_at
		FROM bulk_actions b LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = b.created_by
		WHERE b.tenant_id = @tenant AND b.id = @id`, pgx.NamedArgs{"id": id})
}

// StartBulk notes that an act on many begins, under an id that the form chose: the same id again reports false.
func (w *Writer) StartBulk(id uuid.UUID, act cmo.BulkAct, note string, count int) (bool, error) {
	made, err := many[struct{ ID uuid.UUID }](w.Reader, `
		INSERT INTO bulk_actions (tenant_id, id, act, note, created_by) VALUES (@tenant, @id, @act, nullif(@note, ''), app.user_id())
		ON CONFLICT ON CONSTRAINT bulk_actions_pkey DO NOTHING RETURNING id`, pgx.NamedArgs{"id": id, "act": act, "note": note}).Get()
	if err != nil || len(made) == 0 {
		return false, err
	}
	return true, w.audit("campaigns.bulk", "bulk_actions", id, nil, nil, cmo.Fields{"act": act, "count": count})
}

// FinishBulk keeps what became of each campaign.
func (w *Writer) FinishBulk(id uuid.UUID, outcomes []cmo.BulkOutcome) error {
	if outcomes == nil {
		outcomes = []cmo.BulkOutcome{}
	}
	text, err := json.Marshal(outcomes)
	if err != nil {
		return err
	}
	return w.exec(`UPDATE bulk_actions SET outcomes = @outcomes::jsonb, finished_at = now() WHERE tenant_id = @tenant AND id = @id AND created_by = app.user_id() AND finished_at IS NULL`,
		pgx.NamedArgs{"id": id, "outcomes": string(text)})
}

// TakeBulk does an act with one campaign and tells what became of it: a reason to leave it out is no error.
func (w *Writer) TakeBulk(rule cmo.BulkRule, id uuid.UUID, note string) (cmo.BulkOutcome, error) {
	out := cmo.BulkOutcome{ID: id}
	c, err := w.Campaign(id).Get()
	if err != nil {
		return out, err
	}
	out.Name, out.Version = c.Name, c.Version
	if out.Why = rule.Skip(c); out.Why != "" {
		return out, nil
	}
	switch rule.Act {
	case cmo.BulkArchive:
		err, out.Version = w.ArchiveRecord(cmo.KindCampaign, id, c.Version), c.Version+1
	case cmo.BulkUnarchive:
		err, out.Version = w.UnarchiveRecord(cmo.KindCampaign, id, c.Version), c.Version+1
	default:
		err = w.MoveCampaign(id, c.State(), rule.To, note, "")
	}
	out.Done = err == nil
	return out, err
}
