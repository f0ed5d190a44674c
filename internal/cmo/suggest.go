package cmo

import (
	"encoding/json"
	"strings"
)

// Suggest lists what a draft says differently about a record, by column in the order of the type's fields. What a draft
// leaves empty is unknown to it and no suggestion; of an object it changes the parts that it names.
func (t RecordType) Suggest(present, draft Fields, skip ...string) (columns []string, values Fields) {
	values = Fields{}
	for _, f := range t.Fields {
		v, ok := draft[f.Column]
		if !ok || contains(skip, f.Column) || nothing(v) {
			continue
		}
		v = over(present[f.Column], v)
		if Same(trimmed(present[f.Column]), trimmed(v)) {
			continue
		}
		columns = append(columns, f.Column)
		values[f.Column] = v
	}
	return columns, values
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// nothing is a value that says nothing: none, an empty text, list or object, the number zero.
func nothing(v any) bool {
	switch x := canonical(v).(type) {
	case nil:
		return true
	case float64:
		return x == 0
	case map[string]any:
		for _, p := range x {
			if !nothing(p) {
				return false
			}
		}
		return true
	}
	return false
}

// over lays the parts of a draft's object over those that are there.
func over(present, draft any) any {
	was, ok := present.(map[string]any)
	next, both := draft.(map[string]any)
	if !ok || !both {
		return draft
	}
	out := make(map[string]any, len(was)+len(next))
	for k, v := range was {
		out[k] = v
	}
	for k, v := range next {
		if !nothing(v) {
			out[k] = v
		}
	}
	return out
}

// trimmed is a JSON value whose texts have no space around them: an agent's answer is tidied, a form's is not.
func trimmed(v any) any {
	switch x := v.(type) {
	case string:
		return strings.TrimSpace(x)
	case []any:
		out := make([]any, len(x))
		for i := range x {
			out[i] = trimmed(x[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(x))
		for k, p := range x {
			out[k] = trimmed(p)
		}
		return out
	}
	return v
}

// FieldsOf is a value as the fields of its JSON object.
func FieldsOf(v any) (Fields, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var f Fields
	err = json.Unmarshal(raw, &f)
	return f, err
}
