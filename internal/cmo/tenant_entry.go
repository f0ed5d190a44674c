package cmo

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// KindTenant is what the registry says of a tenant. Platform admins edit it; it is no record of the tenant's own, so that it has
// no table that the store's statements for records could be made from.
const KindTenant RecordKind = "tenant"

const (
	configPrefix = "config." // of a column that stands for a key of the configuration
	configOther  = "other"   // the column of the form with all keys that have none of their own
	maxConfig    = 20_000
)

// TenantEntry describes the registry's entry as its form has it.
var TenantEntry = RecordType{Kind: KindTenant, Name: "name", Noun: "tenant", Collection: "tenants", Fields: []Field{
	named("name", "Name"), {Column: "description", Label: "Description", Type: FieldLong, Max: 2000},
	{Column: configPrefix + "source", Label: "Source", Type: FieldText, Max: 100}, {Column: configPrefix + "integration_type", Label: "Integration type", Type: FieldText, Max: 100},
	list(configPrefix+"funnels", "Funnels"), list(configPrefix+"channels", "Channels"),
	{Column: configOther, Label: "Other keys", Type: FieldLong, Max: maxConfig},
}}

// EntryHistory is TenantEntry with a column for each further key of the versions: what their differences are told by.
func EntryHistory(versions []RecordVersion) RecordType {
	t := TenantEntry
	t.Fields = slices.DeleteFunc(slices.Clone(t.Fields), func(f Field) bool { return f.Column == configOther })
	more := map[string]bool{}
	for _, v := range versions {
		for column := range v.Data {
			if _, known := t.Field(column); !known && strings.HasPrefix(column, configPrefix) {
				more[column] = true
			}
		}
	}
	for _, column := range slices.Sorted(maps.Keys(more)) {
		t.Fields = append(t.Fields, Field{Column: column, Label: Label(strings.TrimPrefix(column, configPrefix)), Type: FieldText})
	}
	return t
}

// EntryForm is a version of the entry as the form has it: further keys together, as JSON.
func EntryForm(data Fields) Fields {
	out, other := Fields{}, map[string]any{}
	for column, value := range data {
		key, ofConfig := strings.CutPrefix(column, configPrefix)
		if _, known := TenantEntry.Field(column); known || !ofConfig {
			out[column] = value
		} else {
			other[key] = value
		}
	}
	out[configOther] = ""
	if len(other) > 0 {
		b, _ := json.MarshalIndent(other, "", "  ") // came out of JSON
		out[configOther] = string(b)
	}
	return out
}

// EntryEdit is what is written of an entry.
type EntryEdit struct {
	Name, Description string
	Config            json.RawMessage
}

// NewEntryEdit is the entry after the fields of a form over the version present. What the form does not hold stays. The messages
// are by column.
func NewEntryEdit(present, form Fields) (EntryEdit, map[string]string) {
	next := EntryForm(present)
	maps.Copy(next, form)
	e := EntryEdit{}
	e.Name, _ = next["name"].(string)
	e.Description, _ = next["description"].(string)
	config := map[string]any{}
	if text, _ := next[configOther].(string); text != "" {
		if err := decodeJSON([]byte(text), &config); err != nil || config == nil || !json.Valid([]byte(text)) {
			return e, map[string]string{configOther: "Write one JSON object, like {\"region\": \"north\"}, or nothing."}
		}
	}
	for _, f := range TenantEntry.Fields {
		key, ofConfig := strings.CutPrefix(f.Column, configPrefix)
		if !ofConfig {
			continue
		}
		if _, twice := config[key]; twice {
			return e, map[string]string{configOther: "“" + key + "” has a field of its own above."}
		}
		if _, had := present[f.Column]; had || !Same(next[f.Column], nil) && !Same(next[f.Column], []any{}) {
			config[key] = next[f.Column]
		}
		if config[key] == nil {
			delete(config, key)
		}
	}
	e.Config = Fields(config).JSON()
	return e, nil
}

// EntryConflict is the conflict of a save over a newer version of an entry; base is nil when it is not on record.
func EntryConflict(base Fields, current Record) *VersionConflict {
	current.Data = EntryForm(current.Data)
	if base != nil {
		base = EntryForm(base)
	}
	return &VersionConflict{Kind: KindTenant, Base: base, Current: current}
}
