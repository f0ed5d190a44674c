package pages

import (
	"slices"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// figureControl is a number of the metric that its row or group names, with that metric's unit.
func (f RecordForm) figureControl(u ui.Field, value, metric string) templ.Component {
	return ui.Input{Field: u, Value: value, UnitOf: true, Unit: cmo.MetricOf(metric).Sign(f.Currency), Attrs: templ.Attributes{"inputmode": "decimal"}}
}

// rowControl is the control of the n-th part of a row.
func (f RecordForm) rowControl(rows, part cmo.Field, u ui.Field, row formRow, n int) templ.Component {
	for i, p := range rows.Parts {
		if part.UnitOf != "" && p.Column == part.UnitOf {
			return f.figureControl(u, row.Values[n], row.Values[i])
		}
	}
	return valueControl(f, part, u, row.Values[n])
}

// wordList is what a form offers where a known word is typed: a metric with its unit, a channel, a type.
type wordList struct {
	ID      string
	Options []ui.Option // the value is a metric's unit
}

// wordListOf names the list of a field, empty if it has none.
func wordListOf(f cmo.Field) string {
	switch {
	case f.Metric:
		return "words-metric"
	case len(f.Known) > 0 && f.Type == cmo.FieldText:
		return "words-" + f.Known[0]
	}
	return ""
}

// wordLists are the lists of the form's fields.
func (f RecordForm) wordLists() []wordList {
	var out []wordList
	add := func(field cmo.Field) {
		l := wordList{ID: wordListOf(field)}
		if l.ID == "" || slices.ContainsFunc(out, func(o wordList) bool { return o.ID == l.ID }) {
			return
		}
		for _, k := range field.Known {
			l.Options = append(l.Options, ui.Option{Label: cmo.Label(k)})
		}
		for _, m := range cmo.Metrics {
			if field.Metric {
				l.Options = append(l.Options, ui.Option{Value: m.Sign(f.Currency), Label: m.Label})
			}
		}
		out = append(out, l)
	}
	for _, field := range f.Type.Fields {
		add(field)
		for _, part := range field.Parts {
			add(part)
		}
	}
	return out
}
