package pages

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// FieldSet is a titled block of a form: columns in their order. Of the columns some may be of the form's own making.
type FieldSet struct {
	Title, Hint string
	Columns     []string
}

// RecordForm is the form over a record of any kind: what is typed, what is wrong with it and where it goes. Pages
// arrange its controls (Control) or let RecordFields do it.
type RecordForm struct {
	Type    cmo.RecordType
	Title   string
	Action  string
	Cancel  string
	Save    string     // the button's words, "Save changes" unless set
	Base    int        // the version the person started from; 0 for a new record
	ID      string     // new records: the id chosen beforehand, so that sending twice makes one
	Parent  string     // new records: the id of what they are a part of
	Values  url.Values // what the controls hold, by name
	Errors  map[string]string
	Options []cmo.RecordOption
	Sets    []FieldSet
	Notes   []ui.Note
	Marks   []ui.MarkKind // whose the record is

	Currency string // the tenant's, in which amounts are
}

func (f RecordForm) save() string {
	if f.Save != "" {
		return f.Save
	}
	if f.Base == 0 {
		return "Create " + f.Type.Noun
	}
	return "Save changes"
}

func (f RecordForm) hidden() []hiddenField {
	if f.Base > 0 {
		return []hiddenField{{"base", strconv.Itoa(f.Base)}}
	}
	list := []hiddenField{{"id", f.ID}}
	if _, ok := f.Type.Field(f.Type.Parent); !ok && f.Parent != "" { // else it is a control of the form
		list = append(list, hiddenField{"parent", f.Parent})
	}
	return list
}

// summary lists every error, in the order of the form.
func (f RecordForm) summary() ui.ErrorSummary {
	var s ui.ErrorSummary
	left := maps.Clone(f.Errors)
	for _, field := range f.Type.Fields {
		for _, name := range slices.Sorted(maps.Keys(left)) {
			if name == field.Column || strings.HasPrefix(name, field.Column+".") {
				s.Items = append(s.Items, ui.FieldError{ID: controlID(name), Label: field.Label, Text: left[name]})
				delete(left, name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		s.Items = append(s.Items, ui.FieldError{ID: "record-form", Label: cmo.Label(name), Text: left[name]})
	}
	return s
}

// controlID is the id of a control; names of parts hold a dot.
func controlID(name string) string { return "f-" + strings.ReplaceAll(name, ".", "-") }

// sets are the form's blocks; without any, all fields in one.
func (f RecordForm) sets() []FieldSet {
	if len(f.Sets) > 0 {
		return f.Sets
	}
	all := FieldSet{Title: "Details"}
	for _, field := range f.Type.Fields {
		all.Columns = append(all.Columns, field.Column)
	}
	return []FieldSet{all}
}

// Value is what the control of a column holds.
func (f RecordForm) Value(name string) string { return f.Values.Get(name) }

// Control is the control of a column by its type. An unknown column has none.
func (f RecordForm) Control(column string) templ.Component {
	field, ok := f.Type.Field(column)
	if !ok {
		return templ.NopComponent
	}
	return f.control(field, column)
}

func (f RecordForm) field(field cmo.Field, name string) ui.Field {
	return ui.Field{Name: name, ID: controlID(name), Label: field.Label, Optional: !field.Required && (!strings.Contains(name, ".") || f.Type.Kind == cmo.KindTenant), Error: f.Errors[name], Hint: fieldHints[name]}
}

func (f RecordForm) control(field cmo.Field, name string) templ.Component {
	switch field.Type {
	case cmo.FieldGroup:
		return recordGroup(f, field, name)
	case cmo.FieldRows:
		return recordRows(f, field, name)
	}
	if field.Type == cmo.FieldList && field.Ref != "" {
		return recordChoices(f.field(field, name), f.nameOptions(field, name))
	}
	values := f.Values[name]
	value := ""
	if len(values) > 0 {
		value = values[len(values)-1]
	}
	if field.UnitOf != "" {
		of, _, _ := strings.Cut(name, ".")
		return f.figureControl(f.field(field, name), value, f.Value(of+"."+field.UnitOf))
	}
	if of, _, ok := strings.Cut(name, "."); ok && field.Money && f.Values.Has(of+".currency") {
		field.Money = false // in the currency beside it
	}
	return valueControl(f, field, f.field(field, name), value)
}

// valueControl is a control of one value.
func valueControl(f RecordForm, field cmo.Field, u ui.Field, value string) templ.Component {
	switch field.Type {
	case cmo.FieldLong:
		rows := 5
		if strings.Contains(u.Name, ".") { // one of several of its kind
			rows = 2
		}
		return ui.Textarea{Field: u, Value: value, Rows: rows}
	case cmo.FieldList:
		area := ui.Textarea{Field: u, Value: value, Rows: min(max(3, strings.Count(value, "\n")+2), 8)}
		area.Hint = words(". ", u.Hint, "One per line")
		if wordLists[field.Column] {
			area.Hint, area.Attrs = orWord(u.Hint, "One per line, or Enter after each"), templ.Attributes{"data-chips": ""}
		}
		return area
	case cmo.FieldBool:
		return recordCheck(u, value == "on")
	case cmo.FieldChoice:
		return ui.Select{Field: u, Value: value, Required: field.Required, Options: choiceOptions(field, value)}
	case cmo.FieldRef:
		return ui.Select{Field: u, Value: value, Options: f.refOptions(field, value)}
	}
	in := ui.Input{Field: u, Value: value, Required: field.Required, Attrs: templ.Attributes{}}
	switch field.Type {
	case cmo.FieldURL:
		in.Type, in.Placeholder = "url", "https://"
	case cmo.FieldNumber, cmo.FieldPercent:
		in.Attrs["inputmode"] = "decimal"
		if field.Type == cmo.FieldPercent {
			in.Unit = "%"
		}
		if field.Money {
			in.Unit, in.UnitBefore = cmo.CurrencySign(f.Currency), true
		}
	case cmo.FieldInt:
		in.Attrs["inputmode"] = "numeric"
	case cmo.FieldDay:
		in.Type = "date"
	case cmo.FieldMoment:
		in.Type = "datetime-local"
	default:
		if list := wordListOf(field); list != "" {
			in.Attrs["list"] = list
		}
		if field.Column == "currency" && field.Max == 3 {
			in.Placeholder = f.Currency
		}
		if field.Max > 0 {
			in.Attrs["maxlength"] = strconv.Itoa(field.Max)
		}
	}
	return in
}

// choiceOptions are a field's choices; a stored value outside them stays choosable, so that saving does not change it.
func choiceOptions(field cmo.Field, value string) []ui.Option {
	var out []ui.Option
	if !field.Required || value == "" {
		out = append(out, ui.Option{Label: "–"})
	}
	if value != "" && !slices.Contains(field.Choices, value) {
		out = append(out, ui.Option{Value: value, Label: cmo.Label(value)})
	}
	for _, c := range field.Choices {
		out = append(out, ui.Option{Value: c, Label: cmo.Label(c)})
	}
	return out
}

// refOptions are the records a field may name; an archived one that it names now stays.
func (f RecordForm) refOptions(field cmo.Field, value string) []ui.Option {
	out := []ui.Option{{Label: "None"}}
	found := value == ""
	for _, o := range f.Options {
		if o.Kind != string(field.Ref) {
			continue
		}
		id := o.ID.String()
		found = found || id == value
		out = append(out, ui.Option{Value: id, Label: words(" › ", o.Of, o.Name)})
	}
	if !found {
		out = append(out, ui.Option{Value: value, Label: "One no longer in use"})
	}
	return out
}

// formRow is one row of a rows field, with the place it had before the edit.
type formRow struct {
	At     string
	Values []string // by part
}

// spareRows is how many empty rows a form shows behind the filled ones: rows are added without script.
const spareRows = 1

func (f RecordForm) rows(field cmo.Field, name string) []formRow {
	count := 0
	for _, p := range field.Parts {
		count = max(count, len(f.Values[name+"."+p.Column]))
	}
	var out []formRow
	for i := range count {
		row, filled := formRow{At: nth(f.Values[name+".row"], i)}, false
		for _, p := range field.Parts {
			v := nth(f.Values[name+"."+p.Column], i)
			row.Values, filled = append(row.Values, v), filled || v != ""
		}
		if filled || row.At != "" {
			out = append(out, row)
		}
	}
	for range spareRows {
		out = append(out, formRow{Values: make([]string, len(field.Parts))})
	}
	return out
}

func nth(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// cell is the field of one value in a row; its label is for readers, the row's head shows it.
func (f RecordForm) cell(part cmo.Field, name string, row int) ui.Field {
	full := name + "." + part.Column
	u := ui.Field{Name: full, ID: controlID(full) + "-" + strconv.Itoa(row), Label: part.Label, Optional: false}
	if row == 0 {
		u.ID = controlID(full)
		u.Error = f.Errors[full]
	}
	return u
}

func countOf(n int) string { return strconv.Itoa(n) }
