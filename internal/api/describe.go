package api

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Describe is the served description for people to read: calls by what they are about, then the shapes of JSON. Callers share
// it.
func (a *API) Describe() cmo.APIDoc { return a.doc() }

func (a *API) describeAll() cmo.APIDoc {
	doc, groups := a.huma.OpenAPI(), map[string][]cmo.APICall{}
	for path, item := range doc.Paths {
		for _, m := range []struct {
			method string
			op     *huma.Operation
		}{{http.MethodGet, item.Get}, {http.MethodPost, item.Post}, {http.MethodPut, item.Put}, {http.MethodPatch, item.Patch}, {http.MethodDelete, item.Delete}} {
			if m.op != nil && len(m.op.Tags) > 0 {
				groups[m.op.Tags[0]] = append(groups[m.op.Tags[0]], a.call(m.method, path, m.op))
			}
		}
	}
	var out cmo.APIDoc
	for name, calls := range groups {
		slices.SortFunc(calls, func(x, y cmo.APICall) int { return strings.Compare(x.Path+x.Method, y.Path+y.Method) })
		out.Groups = append(out.Groups, cmo.APIGroup{Name: name, Calls: calls})
	}
	slices.SortFunc(out.Groups, func(x, y cmo.APIGroup) int { return strings.Compare(x.Name, y.Name) })
	for name, s := range doc.Components.Schemas.Map() {
		out.Schemas = append(out.Schemas, cmo.APISchema{Name: name, Text: s.Description, Fields: fieldsOf(s)})
	}
	slices.SortFunc(out.Schemas, func(x, y cmo.APISchema) int { return strings.Compare(x.Name, y.Name) })
	return out
}

func (a *API) call(method, path string, op *huma.Operation) cmo.APICall {
	c := cmo.APICall{Method: method, Path: path, ID: op.OperationID, Summary: op.Summary, Text: op.Description}
	for _, p := range op.Parameters {
		c.Params = append(c.Params, cmo.APIField{Name: p.Name, Type: p.In + ", " + typeOf(p.Schema), Text: cmp.Or(p.Description, p.Schema.Description), Required: p.Required})
	}
	c.Curl = `curl -H "Authorization: Bearer $AICMO_TOKEN"`
	if method != http.MethodGet {
		c.Curl += " -X " + method
	}
	if op.RequestBody != nil {
		if m := op.RequestBody.Content["application/json"]; m != nil && m.Schema != nil {
			c.Body = refName(m.Schema)
			c.Curl += ` -H "Content-Type: application/json" -d '` + a.example(m.Schema) + `'`
		}
	}
	c.Curl += ` "` + strings.TrimSuffix(a.huma.OpenAPI().Servers[0].URL, "/") + path + `"`
	for _, status := range []string{"200", "201", "202"} {
		if r := op.Responses[status]; r != nil {
			if m := r.Content["application/json"]; m != nil && m.Schema != nil {
				c.Answer, c.Example = refName(m.Schema), cmo.IndentJSON(json.RawMessage(a.example(m.Schema)))
			}
		}
	}
	return c
}

func refName(s *huma.Schema) string { return s.Ref[strings.LastIndexByte(s.Ref, '/')+1:] }

func fieldsOf(s *huma.Schema) []cmo.APIField {
	var out []cmo.APIField
	for name, p := range s.Properties {
		f := cmo.APIField{Name: name, Type: typeOf(p), Text: p.Description, Required: slices.Contains(s.Required, name), Schema: refName(p)}
		if p.Items != nil {
			f.Schema = refName(p.Items)
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(x, y cmo.APIField) int { return strings.Compare(x.Name, y.Name) })
	return out
}

// typeOf is a type in words.
func typeOf(s *huma.Schema) string {
	text := s.Type
	switch {
	case s.Ref != "":
		text = refName(s)
	case s.Items != nil:
		text = "list of " + typeOf(s.Items)
	case len(s.Enum) > 0:
		words := make([]string, len(s.Enum))
		for i, e := range s.Enum {
			words[i], _ = e.(string)
		}
		text = "one of " + strings.Join(words, ", ")
	case s.Format != "":
		text = s.Format
	case text == "":
		text = "any JSON"
	}
	if s.Nullable {
		text += " or null"
	}
	return text
}

// example is a value that fits a schema, on one line.
func (a *API) example(s *huma.Schema) string {
	b, err := json.Marshal(a.sample(s, 0))
	if err != nil {
		return ""
	}
	return string(b)
}

func (a *API) sample(s *huma.Schema, depth int) any {
	if s.Ref != "" {
		s = a.huma.OpenAPI().Components.Schemas.SchemaFromRef(s.Ref)
	}
	switch {
	case s == nil || depth > 5:
		return nil
	case len(s.Examples) > 0:
		return s.Examples[0]
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.Type == "object":
		out := map[string]any{}
		for name, p := range s.Properties {
			out[name] = a.sample(p, depth+1)
		}
		return out
	case s.Type == "array":
		return []any{a.sample(s.Items, depth+1)}
	case s.Type == "boolean":
		return true
	case s.Type == "integer":
		return 1
	case s.Type == "number":
		return 1.5
	}
	return map[string]any{"uuid": "0197c1f2-6f4e-7c1a-9a57-3f1f2b7c9d11", "date-time": "2026-01-05T10:00:00Z", "date": "2026-01-05", "": "text"}[s.Format]
}
