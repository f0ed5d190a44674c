package store

import (
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// VersionsPerPage is how many versions a page of a history shows.
const VersionsPerPage = 30

// Record is the current version of a record of any kind, archived or not.
func (r *Reader) Record(kind cmo.RecordKind, id uuid.UUID) *One[cmo.Record] {
	t := kind.Type()
	if t.Table == "" {
		return one[cmo.Record](r, noRecord, pgx.NamedArgs{"id": id})
	}
	return one[cmo.Record](r, `
		SELECT c.id, c.version, c.`+t.Name+` AS name, `+parentColumn(t)+` AS parent_id, `+recordData(t)+` AS data, c.origin, r.run_no,
		  coalesce(`+tokenAuthor+`v.token_name, e.display_name, CASE WHEN c.updated_by IS NOT NULL THEN 'Former member' END, o.display_name, '') AS author_name,
		  c.created_at, c.updated_at, c.archived_at
		FROM `+t.Table+` c
		LEFT JOIN agent_runs r ON r.tenant_id = @tenant AND r.id = c.run_id
		LEFT JOIN record_versions v ON v.tenant_id = @tenant AND v.record_table = '`+t.Table+`' AND v.record_id = c.id AND v.version = c.version
		LEFT JOIN user_tenants e ON e.tenant_id = @tenant AND e.user_id = c.updated_by
		LEFT JOIN user_tenants o ON o.tenant_id = @tenant AND o.user_id = c.created_by AND c.run_id IS NULL
		WHERE c.tenant_id = @tenant AND c.id = @id`, pgx.NamedArgs{"id": id})
}

func parentColumn(t cmo.RecordType) string {
	if t.Parent == "" {
		return "NULL::uuid"
	}
	return "c." + t.Parent
}

// noRecord gives no row for a kind that does not exist.
const noRecord = `
	SELECT @id::uuid AS id, 0 AS version, '' AS name, NULL::uuid AS parent_id, '{}'::jsonb AS data, '' AS origin, NULL::bigint AS run_no, '' AS author_name, now() AS created_at, now() AS updated_at,
	  NULL::timestamptz AS archived_at WHERE @tenant::uuid IS NULL`

const versionColumns = `
	v.version, v.changed, v.data, v.created_at, r.run_no,
	coalesce(` + tokenAuthor + `v.token_name, m.display_name, CASE WHEN coalesce(v.author_id, v.actor_id) IS NOT NULL AND (v.author_run IS NULL OR NOT v.kept) THEN 'Former member' END, '') AS author_name
	FROM record_versions v
	LEFT JOIN agent_runs r ON r.tenant_id = @tenant AND r.id = CASE WHEN v.kept THEN v.author_run ELSE v.run_id END
	LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = CASE WHEN v.kept THEN v.author_id ELSE coalesce(v.author_id, v.actor_id) END
	WHERE v.tenant_id = @tenant AND v.record_table = @table AND v.record_id = @id`

// RecordVersions is a page of a record's history, newest first: the versions below before, or from the newest for 0.
// One more than VersionsPerPage says that there are older ones; it is also what the last one shown is compared with.
func (r *Reader) RecordVersions(kind cmo.RecordKind, id uuid.UUID, before int) *Rows[cmo.RecordVersion] {
	return many[cmo.RecordVersion](r, `SELECT `+versionColumns+` AND (@before::int = 0 OR v.version < @before) ORDER BY v.version DESC LIMIT @limit`,
		pgx.NamedArgs{"table": kind.Type().Table, "id": id, "before": before, "limit": VersionsPerPage + 1})
}

// RecordVersion is one version of a record. No row: it is not on record.
func (r *Reader) RecordVersion(kind cmo.RecordKind, id uuid.UUID, version int) *Rows[cmo.RecordVersion] {
	return many[cmo.RecordVersion](r, `SELECT `+versionColumns+` AND v.version = @version`, pgx.NamedArgs{"table": kind.Type().Table, "id": id, "version": version})
}

// builtTables are the records that are made from others: kind, table, name, and the condition of being live.
var builtTables = []struct{ kind, table, name, live string }{
	{"plan", "cmo_marketing_plans", "plan_name", "c.status = 'active'"},
	{"funnel", "cmo_funnels", "funnel_name", "c.status = 'active'"},
	{"campaign", "cmo_campaigns", "campaign_name", "c.status IN ('scheduled', 'active', 'paused')"},
	{"asset", "cmo_content_assets", "title", "c.status IN ('scheduled', 'published', 'live')"},
}

// BuiltOn lists the plans, funnels, campaigns and assets that were made from a record, with the version of it that they
// were made from or last kept for: the live ones first, up to 200.
func (r *Reader) BuiltOn(kind cmo.RecordKind, id uuid.UUID) *Rows[cmo.Built] {
	parts := make([]string, len(builtTables))
	for i, t := range builtTables {
		parts[i] = `SELECT '` + t.kind + `' AS kind, c.id, c.` + t.name + ` AS name, c.origin, s.source_version AS version, ` + t.live + ` AS live, c.archived_at IS NOT NULL AS archived
			FROM edges s JOIN ` + t.table + ` c ON c.tenant_id = @tenant AND c.id = s.record_id WHERE s.record_table = '` + t.table + `'`
	}
	return many[cmo.Built](r, `
		WITH edges AS (
		  SELECT DISTINCT ON (e.record_table, e.record_id) e.record_table, e.record_id, e.source_version
		  FROM record_sources e WHERE e.tenant_id = @tenant AND e.source_table = @table AND e.source_id = @id
		  ORDER BY e.record_table, e.record_id, e.record_version DESC, e.source_version DESC)
		SELECT kind, id, name, origin, version, live, archived FROM (`+strings.Join(parts, " UNION ALL ")+`) b
		ORDER BY archived, live DESC, kind, name, id LIMIT 200`, pgx.NamedArgs{"table": kind.Type().Table, "id": id})
}

// sourceTables are the records that others are made from.
var sourceTables = []struct{ kind, table, name string }{
	{"brand", "cmo_brand_profiles", "brand_name"}, {"icp", "cmo_icp_segments", "segment_name"}, {"offer", "cmo_offers", "offer_name"},
	{"plan", "cmo_marketing_plans", "plan_name"}, {"funnel", "cmo_funnels", "funnel_name"}, {"stage", "cmo_funnel_stages", "stage_name"},
	{"campaign", "cmo_campaigns", "campaign_name"},
}

// SourceStates lists what a record was made from: the version it was built on or last kept for, and the current one.
func (r *Reader) SourceStates(kind cmo.RecordKind, id uuid.UUID) *Rows[cmo.SourceState] {
	parts := make([]string, len(sourceTables))
	for i, t := range sourceTables {
		parts[i] = `SELECT '` + t.kind + `' AS kind, c.id, c.` + t.name + ` AS name, s.source_version AS built_on, c.version AS now, c.archived_at IS NOT NULL AS archived
			FROM edges s JOIN ` + t.table + ` c ON c.tenant_id = @tenant AND c.id = s.source_id WHERE s.source_table = '` + t.table + `'`
	}
	return many[cmo.SourceState](r, `
		WITH edges AS (
		  SELECT DISTINCT ON (e.source_table, e.source_id) e.source_table, e.source_id, e.source_version
		  FROM record_sources e WHERE e.tenant_id = @tenant AND e.record_table = @table AND e.record_id = @id
		  ORDER BY e.source_table, e.source_id, e.record_version DESC, e.source_version DESC)
		SELECT kind, id, name, built_on, now, archived FROM (`+strings.Join(parts, " UNION ALL ")+`) b ORDER BY kind, name, id LIMIT 100`,
		pgx.NamedArgs{"table": kind.Type().Table, "id": id})
}

// optionsPerKind is how many records a field offers; tenants have fewer.
const optionsPerKind = 500

// RecordOptions lists, for every field of a kind that refers to other records, what it may refer to, by name.
func (r *Reader) RecordOptions(kind cmo.RecordKind) *Rows[cmo.RecordOption] {
	parts := []string{`SELECT '' AS kind, NULL::uuid AS id, '' AS name, '' AS of WHERE @tenant::uuid IS NULL`}
	asked := map[cmo.RecordKind]bool{}
	for _, f := range kind.Type().Fields {
		if f.Ref == "" || asked[f.Ref] {
			continue
		}
		asked[f.Ref] = true
		if f.Ref == cmo.KindMember {
			parts = append(parts, membersToAssign)
			continue
		}
		t := f.Ref.Type()
		of, join := `''`, ``
		if t.Parent != "" {
			p := t.ParentKind.Type()
			of, join = `coalesce(p.`+p.Name+`, '')`, ` LEFT JOIN `+p.Table+` p ON p.tenant_id = @tenant AND p.id = c.`+t.Parent
		}
		parts = append(parts, `(SELECT '`+string(t.Kind)+`', c.id, c.`+t.Name+`, `+of+` FROM `+t.Table+` c`+join+`
			WHERE c.tenant_id = @tenant AND c.archived_at IS NULL ORDER BY 4, lower(c.`+t.Name+`), c.id LIMIT @limit)`)
	}
	args := pgx.NamedArgs{}
	if len(parts) > 1 {
		args["limit"] = optionsPerKind
	}
	return many[cmo.RecordOption](r, strings.Join(parts, " UNION ALL "), args)
}

// RecordNames names records of any kind, archived ones too.
func (r *Reader) RecordNames(ids []uuid.UUID) *Rows[cmo.RecordOption] {
	parts := make([]string, len(cmo.RecordTypes))
	for i, t := range cmo.RecordTypes {
		parts[i] = `SELECT '` + string(t.Kind) + `' AS kind, c.id, c.` + t.Name + ` AS name, '' AS of FROM ` + t.Table + ` c WHERE c.tenant_id = @tenant AND c.id = ANY(@ids)`
	}
	return many[cmo.RecordOption](r, strings.Join(parts, " UNION ALL "), pgx.NamedArgs{"ids": ids})
}
