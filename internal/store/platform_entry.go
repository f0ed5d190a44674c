package store

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// TenantEntry is what the registry says of a tenant, in its current version: name, description and each key of the configuration.
func (p Platform) TenantEntry(ctx context.Context, id uuid.UUID) (cmo.Record, error) {
	return platformRow[cmo.Record](ctx, p, `
		SELECT t.tenant_id AS id, coalesce(v.version, 1) AS version, t.name, NULL::uuid AS parent_id, app.entry_fields(t.name, t.description, t.config) AS data, 'manual' AS origin, NULL::bigint AS run_no,
		  coalesce(v.author_name, '') AS author_name, t.created_at, coalesce(v.created_at, t.created_at) AS updated_at, NULL::timestamptz AS archived_at
		FROM os_tenant_registry t LEFT JOIN LATERAL (SELECT w.* FROM app.tenant_versions(@id, NULL, 1) w) v ON true WHERE t.tenant_id = @id`, pgx.StrictNamedArgs{"id": id})
}

// TenantVersions lists the entry's versions below before, 0 for the newest, newest first. An entry that was never edited has none.
func (p Platform) TenantVersions(ctx context.Context, id uuid.UUID, before, limit int) ([]cmo.RecordVersion, error) {
	return platformRows[cmo.RecordVersion](ctx, p, `SELECT v.* FROM app.tenant_versions(@id, nullif(@before::int, 0), @limit) v`, pgx.StrictNamedArgs{"id": id, "before": before, "limit": limit})
}

// TenantVersion is the entry's data in one version, nil when it is not on record.
func (p Platform) TenantVersion(ctx context.Context, id uuid.UUID, version int) (cmo.Fields, error) {
	list, err := p.TenantVersions(ctx, id, version+1, 1)
	if err != nil || len(list) == 0 || list[0].Version != version {
		return nil, err
	}
	return list[0].Data, nil
}

// SaveTenant writes an entry over the version base, as a new version. A version that is not current is a cmo.VersionConflict.
func (p Platform) SaveTenant(ctx context.Context, id uuid.UUID, base int, e cmo.EntryEdit) error {
	err := p.change(ctx, nil, `SELECT app.save_tenant(@id, @version, @name, @description, @config) AS gap`,
		pgx.StrictNamedArgs{"id": id, "version": base, "name": e.Name, "description": e.Description, "config": e.Config})
	if cmo.KindOf(err) != cmo.Conflict {
		return err
	}
	current, err := p.TenantEntry(ctx, id)
	if err != nil {
		return err
	}
	before, err := p.TenantVersion(ctx, id, base)
	if err != nil {
		return err
	}
	return cmo.NewVersionConflict(*cmo.EntryConflict(before, current))
}
