package cmo

import (
	"encoding/json"
	"maps"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// How deep and wide a JSON value of a program may be.
const (
	maxDepth = 6
	maxKeys  = 100
)

// ReadJSON checks what a program says of the type's fields, as JSON holds them by column. Other columns are left to the
// caller. The messages are by column.
func (t RecordType) ReadJSON(in Fields) (Fields, map[string]string) {
	r := &formReader{errors: map[string]string{}}
	out := Fields{}
	for _, f := range t.Fields {
		if v, ok := in[f.Column]; ok {
			out[f.Column] = r.json(f, v)
		}
	}
	return out, r.errors
}

// jsonDefaults are what the schema puts where a new row leaves out a field that is required.
var jsonDefaults = map[string]bool{"priority": true, "status": true, "variant_type": true, "data_mode": true}

// Missing says which fields a new row lacks, by column.
func (t RecordType) Missing(in Fields) map[string]string {
	wrong := map[string]string{}
	for _, f := range t.Fields {
		if f.Required && in[f.Column] == nil && !jsonDefaults[f.Column] {
			wrong[f.Column] = f.Label + " is missing."
		}
	}
	if t.Part() && in[t.Parent] == nil {
		wrong[t.Parent] = "The " + t.ParentKind.Type().Noun + " it belongs to is missing."
	}
	return wrong
}

// json reads one field. null is none, or an empty list or object.
func (r *formReader) json(f Field, v any) any {
	switch f.Type {
	case FieldGroup:
		return r.object(f.Column, v)
	case FieldRows, FieldList:
		return r.array(f, v)
	}
	if v == nil {
		if f.Required {
			return r.fail(f.Column, "%s is missing.", f.Label)
		}
		return nil
	}
	switch f.Type {
	case FieldBool:
		if b, ok := v.(bool); ok {
			return b
		}
		return r.fail(f.Column, "Write true or false.")
	case FieldNumber, FieldPercent, FieldInt:
		if n, ok := v.(json.Number); ok {
			return r.number(f, f.Column, n.String())
		}
		return r.fail(f.Column, "Write a number, without quotes.")
	case FieldDecimal:
		return r.decimal(f, v)
	}
	text, ok := v.(string)
	switch {
	case !ok:
		return r.fail(f.Column, "Write a text.")
	case f.Type == FieldMoment:
		return r.instant(f.Column, text)
	case f.Type == FieldDay && len(text) > 10: // a date as JavaScript writes it
		if _, err := time.Parse(time.RFC3339, text); err == nil {
			text = text[:10]
		}
	}
	return r.value(f, f.Column, text)
}

// decimal is a number of either sign, rounded to as many decimals as the column keeps, so that it is the same when it is
// said again.
func (r *formReader) decimal(f Field, v any) any {
	name := f.Column
	n, ok := v.(json.Number)
	if !ok {
		return r.fail(name, "Write a number, without quotes.")
	}
	value, err := strconv.ParseFloat(n.String(), 64)
	if err != nil || value > 99_999_999 || value < -99_999_999 {
		return r.fail(name, "At most %d.", 99_999_999)
	}
	return json.Number(strconv.FormatFloat(value, 'f', f.Max, 64))
}

// instant is a moment with its zone.
func (r *formReader) instant(name, text string) any {
	m, err := time.Parse(time.RFC3339, text)
	if err != nil || m.Year() < 2000 || m.Year() > 2100 {
		return r.fail(name, "Write the moment with its zone, like 2026-01-31T09:30:00Z.")
	}
	return m.UTC().Format(time.RFC3339)
}

func (r *formReader) object(name string, v any) any {
	if v == nil {
		return map[string]any{}
	}
	m, ok := v.(map[string]any)
	if !ok {
		return r.fail(name, "Write an object.")
	}
	if !fits(m, 0) {
		return r.fail(name, "The object is too large, too deep, or holds characters that are no text.")
	}
	return maps.Clone(m)
}

func (r *formReader) array(f Field, v any) any {
	if v == nil {
		return []any{}
	}
	list, ok := v.([]any)
	if !ok || len(list) > maxItems {
		return r.fail(f.Column, "Write a list of at most %d.", maxItems)
	}
	for _, item := range list {
		_, text := item.(string)
		_, object := item.(map[string]any)
		if f.Type == FieldList && !text || f.Type == FieldRows && !object {
			return r.fail(f.Column, "Write a list of %s.", map[bool]string{true: "texts", false: "objects"}[f.Type == FieldList])
		}
		if s, _ := item.(string); utf8.RuneCountInString(s) > maxLine || !fits(item, 1) {
			return r.fail(f.Column, "An entry is too long, too deep, or holds characters that are no text.")
		}
	}
	if f.Tags {
		return r.tags(f.Column, looseTexts(list))
	}
	return list
}

// fits reports that a JSON value is small enough to be kept and shown, and that its texts are texts.
func fits(v any, depth int) bool {
	switch x := v.(type) {
	case string:
		_, problem := cleanText(x)
		return problem == "" && utf8.RuneCountInString(x) <= maxLong
	case []any:
		if depth >= maxDepth || len(x) > maxItems {
			return false
		}
		for _, item := range x {
			if !fits(item, depth+1) {
				return false
			}
		}
	case map[string]any:
		if depth >= maxDepth || len(x) > maxKeys {
			return false
		}
		for k, item := range x {
			if !fits(k, depth+1) || !fits(item, depth+1) {
				return false
			}
		}
	}
	return true
}

// ReadID reads an id in its one usual form.
func ReadID(v any) (uuid.UUID, bool) {
	text, ok := v.(string)
	if !ok || len(text) != 36 {
		return uuid.Nil, false
	}
	id, err := uuid.Parse(text)
	return id, err == nil
}

// Marked reports that a description claims to be the AI CMO's: it begins with the words of the mark, however written.
func Marked(description string) bool {
	text := strings.Join(strings.Fields(strings.ToLower(description)), " ")
	rest, ok := strings.CutPrefix(text, strings.ToLower(strings.TrimSuffix(MarkPrefix, ":")))
	return ok && (rest == "" || strings.IndexFunc(rest, func(r rune) bool { return r >= 'a' && r <= 'z' }) != 0)
}

// SnapshotType describes a day's figures as programs write them. People do not edit them one by one.
var SnapshotType = RecordType{Kind: "snapshot", Table: "cmo_metrics_snapshots", Name: "metric_type", Noun: "snapshot", Fields: []Field{
	{Column: "campaign_id", Label: "Campaign", Type: FieldRef, Ref: KindCampaign, Required: true}, ref("channel_id", "Channel", KindChannel),
	{Column: "snapshot_date", Label: "Date", Type: FieldDay, Required: true}, {Column: "metric_type", Label: "Kind of figures", Type: FieldText, Required: true, Max: 60},
	typed(FieldInt, "impressions", "Impressions"), typed(FieldInt, "clicks", "Clicks"), typed(FieldInt, "conversions", "Conversions"),
	decimals(4, "engagement_rate", "Engagement rate"), decimals(4, "conversion_rate", "Conversion rate"),
	decimals(2, "cost", "Cost"), decimals(2, "revenue", "Revenue"), decimals(4, "roi", "Return"),
	group("custom_metrics", "Other figures"), choice("data_mode", "Live or demo", true, []string{"live", "demo"})}}

// LoggedValue reports that a program's value fits a column of a run: a text, an object, a count, an amount or a moment.
func LoggedValue(typ string, v any) bool {
	n, number := v.(json.Number)
	switch typ {
	case "object":
		m, ok := v.(map[string]any)
		return ok && fits(m, -maxDepth) // twice as deep as a column of a record: answers of agents are
	case "text":
		s, ok := v.(string)
		return ok && fits(s, 0)
	case "moment":
		s, _ := v.(string)
		m, err := time.Parse(time.RFC3339, s)
		return err == nil && m.Year() >= 2000 && m.Year() <= 2100
	case "count":
		i, err := n.Int64()
		return number && err == nil && i >= 0 && i <= 2_000_000_000
	}
	f, err := n.Float64()
	return number && err == nil && f >= 0 && f < 1_000_000
}

// decimals is a number of either sign of which the column keeps so many decimals.
func decimals(kept int, column, label string) Field {
	return Field{Column: column, Label: label, Type: FieldDecimal, Max: kept}
}
