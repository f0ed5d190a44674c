package store

import (
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// gapsLooked is how many approved campaigns a list compares with their approvals: the latest changed.
const gapsLooked = 60

// StaleCampaigns tells of the campaigns of a filter what has moved on under them: each source that is newer than the version
// a campaign was built on or kept for, or is archived, and what keeps an approval that awaits a launch from covering it.
func (r *Reader) StaleCampaigns(f CampaignFilter) *Rows[cmo.StaleCampaign] {
	args := campaignArgs(f)
	args["looked"] = gapsLooked
	var parts []string
	for _, t := range sourceTables {
		parts = append(parts, `SELECT s.record_id, '`+t.kind+`', t.`+t.name+`, s.source_version, t.version, t.archived_at IS NOT NULL
			FROM edges s JOIN `+t.table+` t ON t.tenant_id = @tenant AND t.id = s.source_id AND (t.version > s.source_version OR t.archived_at IS NOT NULL) WHERE s.source_table = '`+t.table+`'`)
	}
	return many[cmo.StaleCampaign](r, `
		WITH found AS MATERIALIZED (SELECT c.id, c.status, c.review_state, c.updated_at FROM cmo_campaigns c WHERE c.tenant_id = @tenant AND `+campaignWhere()+`),
		edges AS (
		  SELECT DISTINCT ON (e.record_id, e.source_table, e.source_id) e.record_id, e.source_table, e.source_id, e.source_version
		  FROM record_sources e JOIN found c ON c.id = e.record_id WHERE e.tenant_id = @tenant AND e.record_table = 'cmo_campaigns'
		  ORDER BY e.record_id, e.source_table, e.source_id, e.record_version DESC, e.source_version DESC),
		approved AS (SELECT c.id FROM found c WHERE c.review_state = 'approved' AND c.status IN ('draft', 'scheduled') ORDER BY c.updated_at DESC, c.id LIMIT @looked)
		SELECT campaign_id, kind, name, built_on, now, archived FROM (
		  `+strings.Join(parts, " UNION ALL ")+`
		  UNION ALL SELECT a.id, 'approval', g.gap, 0, 0, false FROM approved a CROSS JOIN LATERAL (SELECT app.approval_gap(@tenant, a.id) AS gap) g WHERE g.gap <> ''
		) x (campaign_id, kind, name, built_on, now, archived)
		ORDER BY campaign_id, kind, name LIMIT 1000`, args)
}
