package store

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// AddSources records what a version of a record was made from.
func (w *Writer) AddSources(kind cmo.RecordKind, id uuid.UUID, version int, sources []cmo.SourceRef) error {
	for _, s := range sources {
		err := w.exec(`
			INSERT INTO record_sources (tenant_id, id, record_table, record_id, record_version, source_table, source_id, source_version, run_id)
			VALUES (@tenant, @edge, @table, @id, @version, @source_table, @source, @source_version, app.run_id())
			ON CONFLICT ON CONSTRAINT record_sources_key DO NOTHING`,
			pgx.NamedArgs{"edge": newID(), "table": kind.Type().Table, "id": id, "version": version, "source_table": s.Kind.Type().Table, "source": s.ID, "source_version": s.Version})
		if err != nil {
			return err
		}
	}
	return nil
}

// KeepSources says in the person's name that a record stands although its sources have moved on: from now on it counts
// as built on their current versions.
func (w *Writer) KeepSources(kind cmo.RecordKind, id uuid.UUID) error {
	return w.keepSources(kind, id, uuid.Nil)
}

// KeepBuilt is KeepSources for one source and several records that were built on it. One that was not is not found.
func (w *Writer) KeepBuilt(kind cmo.RecordKind, source uuid.UUID, records []uuid.UUID) error {
	built, err := w.BuiltOn(kind, source).Get()
	if err != nil {
		return err
	}
	of := map[uuid.UUID]cmo.RecordKind{}
	for _, b := range built {
		of[b.ID] = cmo.RecordKind(b.Kind)
	}
	for _, id := range records {
		if of[id] == "" {
			return cmo.ErrNotFound
		}
		if err := w.keepSources(of[id], id, source); err != nil {
			return err
		}
	}
	return nil
}

// keepSources keeps a record over one source, or over all of them for uuid.Nil.
func (w *Writer) keepSources(kind cmo.RecordKind, id, source uuid.UUID) error {
	states, err := w.SourceStates(kind, id).Get()
	if err != nil {
		return err
	}
	t := kind.Type()
	for _, s := range states {
		if s.Now <= s.BuiltOn || source != uuid.Nil && s.ID != source {
			continue
		}
		err := w.exec(`
			INSERT INTO record_sources (tenant_id, id, record_table, record_id, record_version, source_table, source_id, source_version, kept_by)
			SELECT @tenant, @edge, @table, c.id, c.version, @source_table, @source, @now, app.user_id() FROM `+t.Table+` c WHERE c.tenant_id = @tenant AND c.id = @id
			ON CONFLICT ON CONSTRAINT record_sources_key DO NOTHING`,
			pgx.NamedArgs{"edge": newID(), "table": t.Table, "id": id, "source_table": cmo.RecordKind(s.Kind).Type().Table, "source": s.ID, "now": s.Now})
		if err != nil {
			return err
		}
	}
	return w.audit(t.Noun+".kept", t.Table, id, nil, nil, cmo.Fields{})
}
