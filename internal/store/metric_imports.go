package store

import (
	"encoding/json"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// ImportTargets lists the campaigns that numbers can be reported for, each with its channels and, once, without one.
func (r *Reader) ImportTargets() *Rows[cmo.ImportTarget] {
	return many[cmo.ImportTarget](r, `
		SELECT c.id, c.campaign_name AS name, coalesce(g.stage_name, '') AS stage, coalesce(g.stage_type, c.funnel_stage, '') AS stage_type, h.channel_id, coalesce(h.channel_name, '') AS channel_name
		FROM cmo_campaigns c
		LEFT JOIN cmo_funnel_stages g ON g.tenant_id = @tenant AND g.id = c.funnel_stage_id
		CROSS JOIN LATERAL (SELECT NULL::uuid AS channel_id, NULL::text AS channel_name
		  UNION ALL SELECT x.id, x.channel_name FROM cmo_campaign_channels x WHERE x.tenant_id = @tenant AND x.campaign_id = c.id AND x.archived_at IS NULL) h
		WHERE c.tenant_id = @tenant AND c.archived_at IS NULL ORDER BY c.created_at, c.id, h.channel_name NULLS FIRST LIMIT 20000`, nil)
}

// importLines is the recordset of cmo.MetricLine.
const importLines = `jsonb_to_recordset(@lines::jsonb) AS x (line int, campaign_id uuid, channel_id uuid, day date, kind text, impressions int, clicks int, conversions int,
	engagement_rate numeric, conversion_rate numeric, cost numeric, revenue numeric)`

// importDiffers: what line x says and snapshot m does not. What a line leaves out is no difference.
const importDiffers = `(x.impressions <> m.impressions OR x.clicks <> m.clicks OR x.conversions <> m.conversions OR x.engagement_rate <> m.engagement_rate OR x.conversion_rate <> m.conversion_rate
	OR x.cost <> m.cost OR x.revenue <> m.revenue OR x.impressions IS NOT NULL AND m.impressions IS NULL OR x.clicks IS NOT NULL AND m.clicks IS NULL OR x.conversions IS NOT NULL AND m.conversions IS NULL
	OR x.engagement_rate IS NOT NULL AND m.engagement_rate IS NULL OR x.conversion_rate IS NOT NULL AND m.conversion_rate IS NULL OR x.cost IS NOT NULL AND m.cost IS NULL OR x.revenue IS NOT NULL AND m.revenue IS NULL)`

// importMatch joins line x with the snapshot of its key.
const importMatch = `LEFT JOIN cmo_metrics_snapshots m ON m.tenant_id = @tenant AND m.campaign_id = x.campaign_id AND m.channel_id IS NOT DISTINCT FROM x.channel_id
	AND m.snapshot_date = x.day AND m.metric_type = x.kind`

// ImportState is what saving a line would do: new, changed, same, or clash where the day has numbers of the other kind,
// live or demo, or was taken off the list.
type ImportState struct {
	Line  int
	State string
}

// ImportStates says of each line what saving it would do now.
func (r *Reader) ImportStates(mode string, lines json.RawMessage) *Rows[ImportState] {
	return many[ImportState](r, `
		SELECT x.line, CASE WHEN m.id IS NULL THEN 'new' WHEN m.data_mode <> @mode OR m.archived_at IS NOT NULL THEN 'clash' WHEN `+importDiffers+` THEN 'changed' ELSE 'same' END AS state
		FROM `+importLines+` `+importMatch+` ORDER BY x.line LIMIT 10000`, pgx.NamedArgs{"mode": mode, "lines": orEmptyList(lines)})
}

func orEmptyList(raw json.RawMessage) json.RawMessage {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil || list == nil {
		return json.RawMessage(`[]`)
	}
	return raw
}

// NewImport is a read file that waits for a decision.
type NewImport struct {
	FileName string
	Mode     string // live or demo
	Lines    []cmo.MetricLine
	Problems []cmo.LineProblem
}

// InsertImport keeps a read file for its preview. Files that nobody decided about for a day go with it.
func (w *Writer) InsertImport(n NewImport) (uuid.UUID, error) {
	id := newID()
	lines, err := json.Marshal(listOf(n.Lines))
	if err != nil {
		return id, err
	}
	problems, err := json.Marshal(listOf(n.Problems))
	if err != nil {
		return id, err
	}
	w.add(`
		UPDATE metric_imports i SET state = 'discarded', rows = '[]', decided_by = app.user_id(), decided_at = now()
		WHERE i.tenant_id = @tenant AND i.state = 'pending' AND i.created_at < now() - interval '1 day'`, nil, drain)
	return id, w.exec(`
		INSERT INTO metric_imports (tenant_id, id, file_name, data_mode, rows, problems, created_by)
		VALUES (@tenant, @id, @name, @mode, @rows, @problems, app.user_id())`,
		pgx.NamedArgs{"id": id, "name": cut300(n.FileName), "mode": n.Mode, "rows": lines, "problems": problems})
}

// MetricImport is a file of numbers with its decision.
type MetricImport struct {
	cmo.MetricImport
	Rows     json.RawMessage // of cmo.MetricLine; empty once decided
	Problems json.RawMessage // of cmo.LineProblem
}

const importColumns = `
	i.id, i.file_name, i.data_mode AS mode, i.state, i.added, i.changed, i.unchanged, coalesce(u.display_name, 'Former member') AS by, i.created_at, i.decided_at,
	jsonb_array_length(i.rows) AS waiting, jsonb_array_length(i.problems) AS skipped
	FROM metric_imports i LEFT JOIN user_tenants u ON u.tenant_id = @tenant AND u.user_id = i.created_by
	WHERE i.tenant_id = @tenant`

// MetricImport is one file of numbers.
func (r *Reader) MetricImport(id uuid.UUID) *One[MetricImport] {
	return one[MetricImport](r, `SELECT i.rows, i.problems, `+importColumns+` AND i.id = @id`, pgx.NamedArgs{"id": id})
}

// ImportsShown is how many files the page of imports lists.
const ImportsShown = 20

// MetricImports lists the latest files.
func (r *Reader) MetricImports() *Rows[cmo.MetricImport] {
	return many[cmo.MetricImport](r, `SELECT `+importColumns+` AND (i.state <> 'discarded') ORDER BY i.created_at DESC, i.id LIMIT @limit`, pgx.NamedArgs{"limit": ImportsShown})
}

// ApplyImport saves the lines of a waiting file. Saved again, the same file changes nothing: a campaign, channel, day and
// kind have one snapshot.
func (w *Writer) ApplyImport(id uuid.UUID) (cmo.ImportCount, error) {
	waits, err := many[MetricImport](w.Reader, `SELECT i.rows, i.problems, `+importColumns+` AND i.id = @id AND i.state = 'pending' FOR UPDATE OF i`, pgx.NamedArgs{"id": id}).Get()
	if err != nil {
		return cmo.ImportCount{}, err
	}
	if len(waits) == 0 {
		if _, err := w.MetricImport(id).Get(); err != nil {
			return cmo.ImportCount{}, err
		}
		return cmo.ImportCount{}, cmo.Errorf(cmo.Conflict, "This file was decided about already.")
	}
	n, err := w.SaveSnapshots(waits[0].Mode, waits[0].Rows)
	if err != nil {
		return n, err
	}
	err = w.exec(`
		UPDATE metric_imports i SET state = 'applied', rows = '[]', added = @added, changed = @changed, unchanged = @unchanged, decided_by = app.user_id(), decided_at = now()
		WHERE i.tenant_id = @tenant AND i.id = @id`, pgx.NamedArgs{"id": id, "added": n.Added, "changed": n.Changed, "unchanged": n.Unchanged})
	if err != nil {
		return n, err
	}
	return n, w.audit("metrics.imported", "metric_imports", id, nil, nil, cmo.Fields{"added": n.Added, "changed": n.Changed, "unchanged": n.Unchanged, "file": waits[0].FileName, "data": waits[0].Mode})
}

// DiscardImport drops a waiting file.
func (w *Writer) DiscardImport(id uuid.UUID) error {
	gone, err := many[struct{ ID uuid.UUID }](w.Reader, `
		UPDATE metric_imports i SET state = 'discarded', rows = '[]', decided_by = app.user_id(), decided_at = now()
		WHERE i.tenant_id = @tenant AND i.id = @id AND i.state = 'pending' RETURNING i.id`, pgx.NamedArgs{"id": id}).Get()
	if err != nil {
		return err
	}
	if len(gone) == 0 {
		if _, err := w.MetricImport(id).Get(); err != nil {
			return err
		}
		return cmo.Errorf(cmo.Conflict, "This file was decided about already.")
	}
	return w.audit("metrics.import_discarded", "metric_imports", id, nil, nil, cmo.Fields{})
}

// SaveSnapshots writes lines as snapshots, by their natural key: new ones are added, known ones take what a line says, and
// live and demo numbers never replace each other.
func (w *Writer) SaveSnapshots(mode string, lines json.RawMessage) (n cmo.ImportCount, err error) {
	args := pgx.NamedArgs{"mode": mode, "lines": orEmptyList(lines)}
	n, err = one[cmo.ImportCount](w.Reader, `
		WITH put AS (
		  INSERT INTO cmo_metrics_snapshots AS m (tenant_id, workspace_id, id, origin, created_by, campaign_id, channel_id, snapshot_date, metric_type, data_mode,
		    impressions, clicks, conversions, engagement_rate, conversion_rate, cost, revenue)
		  SELECT @tenant, @tenant, gen_random_uuid(), 'import', app.user_id(), x.campaign_id, x.channel_id, x.day, x.kind, @mode,
		    x.impressions, x.clicks, x.conversions, x.engagement_rate, x.conversion_rate, x.cost, x.revenue
		  FROM `+importLines+`
		  ON CONFLICT ON CONSTRAINT cmo_metrics_snapshots_key DO UPDATE SET version = m.version + 1, updated_at = now(), updated_by = app.user_id(),
		    impressions = coalesce(EXCLUDED.impressions, m.impressions), clicks = coalesce(EXCLUDED.clicks, m.clicks), conversions = coalesce(EXCLUDED.conversions, m.conversions),
		    engagement_rate = coalesce(EXCLUDED.engagement_rate, m.engagement_rate), conversion_rate = coalesce(EXCLUDED.conversion_rate, m.conversion_rate),
		    cost = coalesce(EXCLUDED.cost, m.cost), revenue = coalesce(EXCLUDED.revenue, m.revenue)
		  WHERE m.data_mode = EXCLUDED.data_mode AND m.archived_at IS NULL AND
		    (coalesce(EXCLUDED.impressions, m.impressions), coalesce(EXCLUDED.clicks, m.clicks), coalesce(EXCLUDED.conversions, m.conversions), coalesce(EXCLUDED.engagement_rate, m.engagement_rate),
		     coalesce(EXCLUDED.conversion_rate, m.conversion_rate), coalesce(EXCLUDED.cost, m.cost), coalesce(EXCLUDED.revenue, m.revenue))
		    IS DISTINCT FROM (m.impressions, m.clicks, m.conversions, m.engagement_rate, m.conversion_rate, m.cost, m.revenue)
		  RETURNING m.version = 1 AS added)
		SELECT count(*) FILTER (WHERE put.added) AS added, count(*) FILTER (WHERE NOT put.added) AS changed,
		  (SELECT count(*) FROM `+importLines+`) - count(*) AS unchanged FROM put`, args).Get()
	return n, err
}
