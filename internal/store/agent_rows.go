package store

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// made is a row that a run makes, by column.
type made map[string]any

// Made is the ids of what a run has written, by kind: brand, icps, offers, plan …
type Made map[string][]uuid.UUID

// insertMade adds rows of one table in the run's name, all with the same columns, as one statement. They are drafts:
// the tables' defaults say so, and no column of state or attribution is taken from rows.
func (w *Writer) insertMade(table string, rows []made) []uuid.UUID {
	if len(rows) == 0 {
		return nil
	}
	columns := slices.Sorted(maps.Keys(rows[0]))
	ids := make([]uuid.UUID, len(rows))
	docs := make([]made, len(rows))
	for i, row := range rows {
		docs[i] = made{}
		for k, v := range row {
			if s, ok := v.(string); ok && s == "" {
				v = nil
			}
			docs[i][k] = v
		}
		if id, ok := row["id"].(uuid.UUID); ok {
			ids[i] = id
		} else {
			ids[i] = newID()
			docs[i]["id"] = ids[i]
		}
	}
	columns = slices.DeleteFunc(columns, func(c string) bool { return c == "id" })
	body, err := json.Marshal(docs)
	if err != nil {
		w.err = err // maps of JSON values: cannot happen
		return nil
	}
	list := strings.Join(columns, ", ")
	w.add(`INSERT INTO `+table+` (tenant_id, workspace_id, id, origin, run_id, created_by, `+list+`)
		SELECT @tenant, @tenant, n.id, 'ai_cmo', app.run_id(), app.user_id(), n.`+strings.Join(columns, ", n.")+`
		FROM jsonb_populate_recordset(NULL::`+table+`, @rows::jsonb) n`, pgx.NamedArgs{"rows": body}, drain)
	w.insertFirstVersions(table, ids)
	w.tellChange(table, ids...)
	return ids
}

// insertFirstVersions records what a run wrote as the first version of each record, with the run as its author.
func (w *Writer) insertFirstVersions(table string, ids []uuid.UUID) {
	t := cmo.TypeOfTable(table)
	if t.Table == "" {
		return // not a kind that people edit
	}
	w.add(`
		INSERT INTO record_versions (tenant_id, id, record_table, record_id, version, run_id, data)
		SELECT @tenant, gen_random_uuid(), @table, c.id, 1, app.run_id(), `+recordData(t)+`
		FROM `+t.Table+` c WHERE c.tenant_id = @tenant AND c.id = ANY(@ids)`, pgx.NamedArgs{"table": t.Table, "ids": ids}, drain)
}

// insertSources records from which versions the records were made.
func (w *Writer) insertSources(table string, records []uuid.UUID, from []BuiltFrom) {
	if len(records) == 0 || len(from) == 0 {
		return
	}
	body, err := json.Marshal(from)
	if err != nil {
		w.err = err
		return
	}
	w.add(`
		INSERT INTO record_sources (tenant_id, id, record_table, record_id, record_version, source_table, source_id, source_version, run_id)
		SELECT @tenant, gen_random_uuid(), @table, r.id, 1, s."table", s.id, s.version, app.run_id()
		FROM unnest(@records::uuid[]) AS r (id), jsonb_to_recordset(@sources::jsonb) AS s ("table" text, id uuid, version int)
		WHERE (@table::text, r.id) IS DISTINCT FROM (s."table", s.id)
		ON CONFLICT ON CONSTRAINT record_sources_key DO NOTHING`,
		pgx.NamedArgs{"table": table, "records": records, "sources": body}, drain)
}

// Present is what a tenant has already, for a writer that must not make it again.
type Present struct {
	Data cmo.AgentData
	From []BuiltFrom // the versions that the agent read
}

// SaveOutput writes an agent's output in the name of the lease's run: what is new as drafts with their sources, what an
// answer says differently about records that exist as a change set, which a person decides field by field. Notes say in
// words what became a suggestion and what was left out.
func (l *Lease) SaveOutput(w *Writer, out cmo.AgentOutput, in cmo.AgentInput, p Present) (ids Made, notes []string, err error) {
	ids = Made{}
	s := &suggesting{w: w, name: cmo.Label(string(l.Mode))}
	switch o := out.(type) {
	case cmo.SetupOutput:
		w.saveSetup(o, p, ids, s)
	case cmo.StrategyOutput:
		err = w.savePlan(o, in, p, ids, s)
	case cmo.FunnelsOutput:
		err = w.saveFunnel(o, p, ids, s)
	case cmo.CampaignsOutput:
		w.saveCampaign(o, in, p, ids)
	case cmo.ContentOutput:
		s.notes = w.saveContent(o, p, ids)
	case cmo.OptimizationOutput:
		w.saveAdvice(o, p, ids)
	}
	if err != nil {
		return nil, nil, err
	}
	if err := s.save(ids); err != nil {
		return nil, nil, err
	}
	for kind, table := range sourcedTables {
		w.insertSources(table, ids[kind], p.From)
	}
	return ids, s.notes, w.err
}

// sourcedTables are the kinds of record that remember what they were made from. Their parts follow them.
var sourcedTables = map[string]string{"brand": "cmo_brand_profiles", "icps": "cmo_icp_segments", "offers": "cmo_offers", "plan": "cmo_marketing_plans",
	"funnel": "cmo_funnels", "campaign": "cmo_campaigns", "assets": "cmo_content_assets", "recommendations": "cmo_recommendations"}

// idOf finds the id of the row whose name is name, whatever its case.
func idOf[T any](rows []T, name string, of func(T) (string, uuid.UUID)) *uuid.UUID {
	for _, r := range rows {
		if n, id := of(r); name != "" && strings.EqualFold(n, name) {
			return &id
		}
	}
	return nil
}

func icpName(i cmo.AgentICP) (string, uuid.UUID)     { return i.SegmentName, i.ID }
func offerName(o cmo.AgentOffer) (string, uuid.UUID) { return o.OfferName, o.ID }
