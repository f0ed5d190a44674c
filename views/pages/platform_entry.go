package pages

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// entryFacts are what the registry says of a tenant, one term a field.
func entryFacts(t cmo.RegisteredTenant) ui.DescriptionList {
	data := cmo.Fields{"name": t.Name, "description": t.Description}
	var config cmo.Fields
	if json.Unmarshal(t.Config, &config) == nil {
		for key, value := range config {
			data["config."+key] = value
		}
	}
	typ := cmo.EntryHistory([]cmo.RecordVersion{{Data: data}})
	var list ui.DescriptionList
	for _, f := range typ.Fields {
		text := typ.Text(f.Column, data[f.Column], cmo.Words{Zone: time.UTC})
		if f.Type == cmo.FieldList {
			text = strings.ReplaceAll(text, "\n", ", ")
		}
		list.Items = append(list.Items, ui.Term{Term: f.Label, Value: orWord(text, "–")})
	}
	return list
}

var entrySets = []FieldSet{
	{Title: "Registry entry", Columns: []string{"name", "description"}},
	{Title: "Configuration", Hint: "How the tenant is integrated", Columns: []string{"config.source", "config.integration_type", "config.funnels", "config.channels", "other"}},
}

// NewEntryForm is the form of a registry's entry over its current version.
func NewEntryForm(rec cmo.Record) RecordForm {
	id := rec.ID.String()
	return RecordForm{Type: cmo.TenantEntry, Title: "Edit “" + rec.Name + "”", Action: paths.PlatformTenantEdit(id), Cancel: paths.PlatformTenant(id), Base: rec.Version, Sets: entrySets,
		Values: cmo.TenantEntry.FormValues(cmo.EntryForm(rec.Data), time.UTC)}
}

// NewEntryHistory is the entry's history as of now: versions are one more than limit, and before is where the page begins, 0 for
// the newest.
func NewEntryHistory(rec cmo.Record, versions []cmo.RecordVersion, limit, before int, l Clock) HistoryView {
	id := rec.ID.String()
	v := HistoryView{Title: "History of “" + rec.Name + "”", Base: strconv.Itoa(rec.Version), Lead: plural(rec.Version, "version") + ". Every save is kept; restoring an older one makes a new version."}
	if len(versions) == 0 && before == 0 { // never edited
		versions = []cmo.RecordVersion{{Version: rec.Version, Data: rec.Data, AuthorName: "Whoever made it", CreatedAt: rec.UpdatedAt}}
	}
	v.Versions = versionViews(l, cmo.EntryHistory(versions), rec, versions, limit, cmo.Words{Zone: l.zone}, paths.PlatformTenantRestore(id))
	if len(versions) > limit {
		v.Older = paths.With(paths.PlatformTenantHistory(id), url.Values{"before": {strconv.Itoa(versions[limit-1].Version)}})
	}
	return v
}

// NewEntryConflict shows what was typed and what somebody else saved meanwhile, field by field.
func NewEntryConflict(c *cmo.VersionConflict, f RecordForm, mine cmo.Fields, l Clock) ConflictView {
	return newConflictView(l, c, f.Values, mine, nil, f.Action, f.Cancel)
}
