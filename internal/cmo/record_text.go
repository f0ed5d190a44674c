package cmo

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// FormValues is the inverse of ReadForm: what the controls hold for a record.
func (t RecordType) FormValues(fields Fields, zone *time.Location) url.Values {
	out := url.Values{}
	for _, f := range t.Fields {
		formValue(out, f, f.Column, fields[f.Column], zone)
	}
	return out
}

func formValue(out url.Values, f Field, name string, v any, zone *time.Location) {
	switch f.Type {
	case FieldGroup:
		for _, p := range f.Parts {
			formValue(out, p, name+"."+p.Column, asObject(v)[p.Column], zone)
		}
	case FieldRows:
		out.Set(name, "")
		list, _ := v.([]any)
		for i, row := range list {
			out.Add(name+".row", strconv.Itoa(i))
			m := asObject(row)
			if m == nil && len(f.Parts) > 0 { // an import's plain text
				m = map[string]any{f.Parts[0].Column: looseText(row)}
			}
			for _, p := range f.Parts {
				out.Add(name+"."+p.Column, FormText(p, m[p.Column], zone))
			}
		}
	default:
		out.Set(name, FormText(f, v, zone))
	}
}

// FormText is one value as its control shows it.
func FormText(f Field, v any, zone *time.Location) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		if m, err := time.Parse(time.RFC3339, x); f.Type == FieldMoment && err == nil {
			return m.In(zone).Format(momentForm)
		}
		return f.wordFor(x)
	case bool:
		if x {
			return "on"
		}
		return ""
	case json.Number:
		return plainNumber(x.String())
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case []any:
		lines := make([]string, len(x))
		for i, item := range x {
			if lines[i] = FormText(Field{Known: f.Known}, item, zone); asObject(item) != nil {
				lines[i] = looseText(item)
			}
		}
		return strings.Join(lines, "\n")
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}

// plainNumber drops the zeros that a numeric column adds: 1800.00 → 1800.
func plainNumber(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func asObject(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

func decodeJSON(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode(into)
}
