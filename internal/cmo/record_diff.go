package cmo

import (
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Words is what values need besides themselves to become words: the tenant's zone and currency and the names of referred
// records.
type Words struct {
	Zone     *time.Location
	Currency string
	Clock    Clock
	Names    map[string]string // by id
}

func (w Words) name(id string) string {
	if n := w.Names[id]; n != "" {
		return n
	}
	return "one no longer in use"
}

// FieldDiff is one column with two values, as texts for people.
type FieldDiff struct {
	Column   string
	Label    string
	Old, New string
}

// Same reports that two values of a column mean the same: numbers by value, an empty text like none, an object without
// its empty parts.
func Same(a, b any) bool { return reflect.DeepEqual(canonical(a), canonical(b)) }

// canonical reduces a JSON value to what it means.
func canonical(v any) any {
	switch x := v.(type) {
	case string:
		if x == "" {
			return nil
		}
		return x
	case json.Number:
		f, err := x.Float64()
		if err != nil {
			return x.String()
		}
		return f
	case int:
		return float64(x)
	case []any:
		if len(x) == 0 {
			return nil
		}
		out := make([]any, len(x))
		for i := range x {
			out[i] = canonical(x[i])
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, p := range x {
			if c := canonical(p); c != nil {
				out[k] = c
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	}
	return v
}

// Changed lists the columns of next that differ from present, in the order of the type's fields.
func (t RecordType) Changed(present, next Fields) []string {
	changed := []string{}
	for _, f := range t.Fields {
		if v, ok := next[f.Column]; ok && !Same(present[f.Column], v) {
			changed = append(changed, f.Column)
		}
	}
	return changed
}

// Diff shows what differs between two versions, column by column.
func (t RecordType) Diff(old, next Fields, w Words) []FieldDiff {
	var out []FieldDiff
	for _, f := range t.Fields {
		if a, b := old[f.Column], next[f.Column]; !Same(a, b) {
			out = append(out, FieldDiff{f.Column, f.Label, t.Text(f.Column, a, w), t.Text(f.Column, b, w)})
		}
	}
	return out
}

// Clash is one column of a version conflict. Both is set when both sides changed it differently: only then is there
// something to choose.
type Clash struct {
	Column       string
	Label        string
	Mine, Theirs string
	Both         bool
	TheirsOnly   bool // only the other person changed it; the newer text is kept
}

// Clashes compares what a person typed with the newer version. Columns that agree are left out. Without the version
// that the person started from, every difference is one to choose.
func (c *VersionConflict) Clashes(mine Fields, w Words) []Clash {
	t := c.Kind.Type()
	var out []Clash
	for _, f := range t.Fields {
		typed, ok := mine[f.Column]
		theirs := c.Current.Data[f.Column]
		if !ok || t.alike(f, typed, theirs, w) {
			continue
		}
		k := Clash{Column: f.Column, Label: f.Label, Mine: t.Text(f.Column, typed, w), Theirs: t.Text(f.Column, theirs, w), Both: true}
		if c.Base != nil {
			k.TheirsOnly = t.alike(f, c.Base[f.Column], typed, w)
			k.Both = !k.TheirsOnly && !t.alike(f, c.Base[f.Column], theirs, w)
		}
		out = append(out, k)
	}
	return out
}

// alike reports that a form shows two values alike, so that nobody chose between them: what is stored holds the mark of
// a description, or the seconds of a moment, and what is typed does not.
func (t RecordType) alike(f Field, a, b any, w Words) bool {
	if Same(a, b) {
		return true
	}
	shown := func(v any) url.Values {
		out := url.Values{}
		formValue(out, f, f.Column, t.unmarked(f, v), w.Zone)
		return out
	}
	return reflect.DeepEqual(shown(a), shown(b))
}

// Text is a column's value in words: lists by line, objects part by part.
func (t RecordType) Text(column string, v any, w Words) string {
	f, ok := t.Field(column)
	if !ok {
		f = Field{Column: column}
	}
	return valueText(f, t.unmarked(f, v), w)
}

// unmarked is a value as people see and type it: a campaign's description without the mark.
func (t RecordType) unmarked(f Field, v any) any {
	if s, ok := v.(string); ok && f.Column == "description" && t.Kind == KindCampaign {
		return WithoutMark(s)
	}
	return v
}

func valueText(f Field, v any, w Words) string {
	switch x := v.(type) {
	case map[string]any:
		return objectText(f, x, w)
	case []any:
		lines := make([]string, 0, len(x))
		for _, item := range x {
			lines = append(lines, valueText(Field{Parts: f.Parts, Known: f.Known}, item, w))
		}
		return strings.Join(lines, "\n")
	case bool:
		if x {
			return "Yes"
		}
		return "No"
	case string:
		if f.Type == FieldRef {
			return w.name(x)
		}
		if f.Type == FieldChoice {
			return Label(x)
		}
		if w := f.wordFor(x); w != x {
			return w
		}
		if m, err := time.Parse(time.RFC3339, x); f.Type == FieldMoment && err == nil {
			return w.Clock.Moment(m.In(w.Zone))
		}
		if d, err := time.Parse(time.DateOnly, x); f.Type == FieldDay && err == nil {
			return w.Clock.Day(d)
		}
		return x
	case int:
		return strconv.Itoa(x)
	}
	return withUnit(f, FormText(f, v, w.Zone), w.Currency)
}

// withUnit adds to a number in figures what it counts; other texts stay.
func withUnit(f Field, text, currency string) string {
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil:
		return text
	case f.Money:
		return Money(currency, n)
	case f.Type == FieldPercent:
		return Trimmed(n) + "%"
	}
	return text
}

// objectText prints the known parts in their order, then the others by name: "From: 100, To: 200".
func objectText(f Field, m map[string]any, w Words) string {
	var parts, known []string
	if own, ok := m["currency"].(string); ok && own != "" {
		w.Currency = own
	}
	add := func(p Field) {
		s := valueText(p, m[p.Column], w)
		if of, ok := m[p.UnitOf].(string); ok {
			s = MetricOf(of).text(s, w.Currency)
		}
		if s != "" {
			parts = append(parts, p.Label+": "+strings.ReplaceAll(s, "\n", "; "))
		}
	}
	for _, p := range f.Parts {
		known = append(known, p.Column)
		add(p)
	}
	var others []string
	for k := range m {
		if !slices.Contains(known, k) {
			others = append(others, k)
		}
	}
	sort.Strings(others)
	for _, k := range others {
		add(Field{Column: k, Label: Label(k)})
	}
	return strings.Join(parts, ", ")
}
