package pages

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// json makes the form one field with the whole input. Errors of the contract name their place in it.
func (f *runForm) json() {
	area := ui.Textarea{Field: f.field("json", "Input as JSON", "All fields of this mode, checked as the form is. A wrong name or value is named with its place."),
		Value: f.ask.JSON, Rows: 18, Mono: true, Attrs: templ.Attributes{"maxlength": "65536", "spellcheck": "false"}}
	f.anchor = area.ID
	f.list = append(f.list, area)
}

// switches lead from the fields to the JSON and back, with what is typed.
func (f *runForm) switches(slug string, v *RunFormView) {
	v.Show = ui.Button{Label: "Edit as JSON", Icon: "code", Name: "show", Value: "json", Attrs: templ.Attributes{"formnovalidate": true}}
	if f.ask.AsJSON {
		v.Show = ui.Button{Label: "Back to the fields", Icon: "list-checks", Name: "show", Value: "fields", Attrs: templ.Attributes{"formnovalidate": true}}
		v.Reference, v.Shape = Link{"How a program starts a run: the API reference", paths.Reference(slug) + "#start-run"}, cmo.InputFields(f.ask.Mode)
		return
	}
	v.Base = string(f.ask.Base)
	if extras := cmo.RunExtras(f.ask.Mode, f.ask.Base); len(extras) > 0 {
		v.Kept = &ui.Note{Icon: "info", Title: "Also part of this input: " + strings.Join(extras, ", ") + ".", Text: "It has no field here and goes along unchanged. “Edit as JSON” shows it."}
	}
}

// checkGroup is a set of checkboxes under one name.
type checkGroup struct {
	Field  ui.Field
	Items  []ui.Check
	Opened bool
}
