package pages

import (
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// ReferenceView is the description of the API for people.
type ReferenceView struct {
	Address, JSON, Tokens string
	Groups                []referenceGroup
	Schemas               []referenceSchema
}

type referenceGroup struct {
	ID, Title string
	Calls     []referenceCall
}

type referenceCall struct {
	ID, Method, Path, Summary, Text string
	Params                          []referenceField
	Takes, Gives                    schemaLink
	Curl, Example                   string
	CurlLabel, ExampleLabel         string
}

type schemaLink struct{ Name, Href string }

type referenceSchema struct {
	ID, Name, Text string
	Fields         []referenceField
}

type referenceField struct {
	Name, Type, Text, Href string
	Required               bool
}

// NewReferenceView builds the page.
func NewReferenceView(t cmo.Tenant, d cmo.APIDoc, address string) ReferenceView {
	v := ReferenceView{Address: address, JSON: paths.APIDescription + ".json"}
	if t.Role.Can(cmo.RightManage) {
		v.Tokens = paths.Tokens(t.Slug)
	}
	for _, g := range d.Groups {
		group := referenceGroup{ID: "about-" + g.Name, Title: cmo.Label(g.Name)}
		for _, c := range g.Calls {
			group.Calls = append(group.Calls, referenceCall{ID: c.ID, Method: c.Method, Path: c.Path, Summary: c.Summary, Text: strings.ReplaceAll(c.Text, "`", ""), Params: referenceFields(c.Params),
				Takes: linkSchema(c.Body), Gives: linkSchema(c.Answer), Curl: c.Curl, Example: c.Example, CurlLabel: "Call of " + c.ID, ExampleLabel: "Answer of " + c.ID})
		}
		v.Groups = append(v.Groups, group)
	}
	for _, s := range d.Schemas {
		v.Schemas = append(v.Schemas, referenceSchema{ID: schemaID(s.Name), Name: s.Name, Text: s.Text, Fields: referenceFields(s.Fields)})
	}
	return v
}

func schemaID(name string) string { return "schema-" + name }

func linkSchema(name string) schemaLink {
	if name == "" {
		return schemaLink{}
	}
	return schemaLink{name, "#" + schemaID(name)}
}

func referenceFields(list []cmo.APIField) []referenceField {
	out := make([]referenceField, len(list))
	for i, f := range list {
		out[i] = referenceField{Name: f.Name, Type: f.Type, Text: f.Text, Required: f.Required, Href: linkSchema(f.Schema).Href}
	}
	return out
}

func (c referenceCall) badge() ui.Tone {
	if c.Method == "GET" {
		return ui.Neutral
	}
	return ui.Accent
}
