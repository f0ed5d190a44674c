package store

import (
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
		ORDER BY `+campaignColumn+`, `+campaignOrder+` LIMIT @limit`, pgx.NamedArgs{"ids": ids, "limit": cmo.BulkPicked})
}

// BulkAction is one act on many campaigns. It is idle when nothing has happened for a while although it has not ended.
func (r *Reader) BulkAction(id uuid.UUID) *One[cmo.BulkAction] {
	return one[cmo.BulkAction](r, `
		SELECT b.id, b.act, coalesce(b.note, '') AS note, coalesce(b.tag, '') AS tag, coalesce(m.display_name, 'Former member') AS actor, coalesce(b.created_by = app.user_id(), false) AS mine, b.created_at, b.finished_at,
			b.finished_at IS NULL AND coalesce((SELECT max(i.ended_at) FROM bulk_items i WHERE i.tenant_id = @tenant AND i.bulk_id = b.id), b.created_at) < now() - interval '20 seconds' AS idle
		FROM bulk_actions b LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = b.created_by
		WHERE b.tenant_id = @tenant AND b.id = @id`, pgx.NamedArgs{"id": id})
}

// BulkItems are campaigns of an act on many in its order, with what became of each: up to a number of those that are done, of
// those left out and of those that wait.
func (r *Reader) BulkItems(id uuid.UUID, each int) *Rows[cmo.BulkItem] {
	return many[cmo.BulkItem](r, `SELECT i.id, i.campaign_id, coalesce(i.name, '') AS name, coalesce(c.origin, '') AS origin, i.done, i.why
		FROM (SELECT b.id, b.campaign_id, b.name, b.done, b.why, b.item_no, row_number() OVER (PARTITION BY b.done ORDER BY b.item_no) AS place FROM bulk_items b WHERE b.tenant_id = @tenant AND b.bulk_id = @id) i
		LEFT JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.id = i.campaign_id WHERE i.place <= @each ORDER BY i.item_no`, pgx.NamedArgs{"id": id, "each": each})
}

// BulkCounts counts what became of the campaigns of an act on many.
func (r *Reader) BulkCounts(id uuid.UUID) *One[cmo.BulkCounts] {
	return one[cmo.BulkCounts](r, `SELECT count(*) FILTER (WHERE i.done) AS done, count(*) FILTER (WHERE NOT i.done) AS left_out, count(*) FILTER (WHERE i.done IS NULL) AS waiting
		FROM bulk_items i WHERE i.tenant_id = @tenant AND i.bulk_id = @id`, pgx.NamedArgs{"id": id})
}

// BulkChanged are the campaigns that an act on many changed, in its order: what undoing it is about.
func (r *Reader) BulkChanged(id uuid.UUID) *Rows[cmo.BulkItem] {
	return many[cmo.BulkItem](r, `SELECT i.id, i.campaign_id, coalesce(i.name, '') AS name, '' AS origin, i.done, i.why
		FROM bulk_items i WHERE i.tenant_id = @tenant AND i.bulk_id = @id AND i.done ORDER BY i.item_no LIMIT @limit`, pgx.NamedArgs{"id": id, "limit": cmo.BulkLimit})
}

// BulkStarted finds an act on many that has begun under an id. No row: none has.
func (r *Reader) BulkStarted(id uuid.UUID) *Rows[cmo.BulkStart] {
	return many[cmo.BulkStart](r, `SELECT b.id FROM bulk_actions b WHERE b.tenant_id = @tenant AND b.id = @id`, pgx.NamedArgs{"id": id})
}

// StartBulk notes that an act on these campaigns begins, under an id that the form chose: the same id again reports false.
func (w *Writer) StartBulk(id uuid.UUID, rule cmo.BulkRule, note string, campaigns []uuid.UUID) (bool, error) {
	made, err := many[struct{ ID uuid.UUID }](w.Reader, `
		INSERT INTO bulk_actions (tenant_id, id, act, note, tag, created_by) VALUES (@tenant, @id, @act, nullif(@note, ''), nullif(@tag, ''), app.user_id())
		ON CONFLICT ON CONSTRAINT bulk_actions_pkey DO NOTHING RETURNING id`, pgx.NamedArgs{"id": id, "act": rule.Act, "note": note, "tag": rule.Tag}).Get()
	if err != nil || len(made) == 0 {
		return false, err
	}
	items := make([]uuid.UUID, len(campaigns))
	for i := range items {
		items[i] = newID()
	}
	err = w.exec(`INSERT INTO bulk_items (tenant_id, id, bulk_id, item_no, campaign_id, name, created_by)
		SELECT @tenant, n.id, @bulk, n.no, n.campaign, c.campaign_name, app.user_id()
		FROM unnest(@items::uuid[], @campaigns::uuid[]) WITH ORDINALITY AS n (id, campaign, no) LEFT JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.id = n.campaign`,
		pgx.NamedArgs{"bulk": id, "items": items, "campaigns": campaigns})
	if err != nil {
		return false, err
	}
	return true, w.audit("campaigns.bulk", "bulk_actions", id, nil, nil, bulkDetails(rule, len(campaigns)))
}

// NextBulkItem is the first campaign of an act on many that waits and that nobody else has taken up: it is this
// transaction's. There is none left when the list is empty.
func (w *Writer) NextBulkItem(id uuid.UUID) *Rows[cmo.BulkItem] {
	return many[cmo.BulkItem](w.Reader, `SELECT i.id, i.campaign_id, coalesce(i.name, '') AS name, '' AS origin, i.done, i.why
		FROM bulk_items i WHERE i.tenant_id = @tenant AND i.bulk_id = @id AND i.created_by = app.user_id() AND i.done IS NULL
		ORDER BY i.item_no LIMIT 1 FOR UPDATE SKIP LOCKED`, pgx.NamedArgs{"id": id})
}

// TakeBulk does an act with one campaign and keeps what became of it: a reason to leave it out is no error.
func (w *Writer) TakeBulk(rule cmo.BulkRule, item cmo.BulkItem, note string) error {
	c, err := w.Campaign(item.CampaignID).Get()
	if err != nil {
		return err
	}
	version := c.Version
	why := rule.Skip(c)
	switch {
	case why != "":
	case rule.Act == cmo.BulkArchive:
		err, version = w.ArchiveRecord(cmo.KindCampaign, c.ID, c.Version), c.Version+1
	case rule.Act == cmo.BulkUnarchive:
		err, version = w.UnarchiveRecord(cmo.KindCampaign, c.ID, c.Version), c.Version+1
	case rule.Act == cmo.BulkTag:
		version, err = w.SaveRecord(cmo.KindCampaign, c.ID, c.Version, cmo.Fields{"tags": tagList(cmo.WithTag(c.Tags, rule.Tag))})
	case rule.Act == cmo.BulkUntag:
		version, err = w.SaveRecord(cmo.KindCampaign, c.ID, c.Version, cmo.Fields{"tags": tagList(cmo.WithoutTag(c.Tags, rule.Tag))})
	default:
		err = w.MoveCampaign(c.ID, c.State(), rule.To, note, "")
	}
	if err != nil {
		return err
	}
	if rule.Tags() && why == "" && version == 0 { // its mark has to be set again, too, and it is live
		why = "It is live, and its mark has drifted: the tag waits as a change."
	}
	return w.EndBulkItem(item.ID, c.Name, version, why)
}

func bulkDetails(rule cmo.BulkRule, count int) cmo.Fields {
	d := cmo.Fields{"act": rule.Act, "count": count}
	if rule.Tag != "" {
		d["tag"] = rule.Tag
	}
	return d
}

func tagList(tags []string) []any {
	out := make([]any, len(tags))
	for i, t := range tags {
		out[i] = t
	}
	return out
}

// EndBulkItem keeps what became of one campaign of an act on many: done, or left out because of why.
func (w *Writer) EndBulkItem(item uuid.UUID, name string, version int, why string) error {
	return w.exec(`UPDATE bulk_items SET done = @why = '', why = @why, name = nullif(@name, ''), version = nullif(@version, 0), ended_at = clock_timestamp()
		WHERE tenant_id = @tenant AND id = @id AND done IS NULL`, pgx.NamedArgs{"id": item, "name": name, "version": version, "why": why})
}

// FinishBulk ends an act on many whose campaigns have all been looked at; else it changes nothing.
func (w *Writer) FinishBulk(id uuid.UUID) error {
	ended, err := many[struct{ Done, Left int }](w.Reader, `
		UPDATE bulk_actions b SET finished_at = now()
		WHERE b.tenant_id = @tenant AND b.id = @id AND b.created_by = app.user_id() AND b.finished_at IS NULL
			AND NOT EXISTS (SELECT FROM bulk_items i WHERE i.tenant_id = @tenant AND i.bulk_id = @id AND i.done IS NULL)
		RETURNING (SELECT count(*) FROM bulk_items i WHERE i.tenant_id = @tenant AND i.bulk_id = @id AND i.done)::int AS done,
			(SELECT count(*) FROM bulk_items i WHERE i.tenant_id = @tenant AND i.bulk_id = @id AND NOT i.done)::int AS "left"`, pgx.NamedArgs{"id": id}).Get()
	if err != nil || len(ended) == 0 {
		return err
	}
	return w.audit("campaigns.bulk_ended", "bulk_actions", id, nil, nil, cmo.Fields{"done": ended[0].Done, "left_out": ended[0].Left})
}
