package pages

import (
	"slices"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// figureControl is a number of the metric that its row or group names, with that metric's unit.
func (f RecordForm) figureControl(field cmo.Field, u ui.Field, value, metric string) templ.Component {
	return ui.Input{Field: u, Value: value, UnitOf: true, Unit: cmo.MetricOf(metric).Sign(f.Currency), Attrs: templ.Attributes{"inputmode": "decimal"}}
}

// rowControl is the control of the n-th part of a row.
func (f RecordForm) rowControl(rows, part cmo.Field, u ui.Field, row formRow, n int) templ.Component {
	for i, p := range rows.Parts {
		if part.UnitOf != "" && p.Column == part.UnitOf {
			return f.figureControl(part, u, row.Values[n], row.Values[i])
		}
	}
	return valueControl(f, part, u, row.Values[n])
}

// metricList is the id of the list of known metrics that a form offers where one is typed.
const metricList = "metric-names"

// metrics are the known metrics with their units, if the form has a field for one.
func (f RecordForm) metrics() []ui.Option {
	var out []ui.Option
	if !slices.ContainsFunc(f.Type.Fields, func(x cmo.Field) bool {
		return x.Metric || slices.ContainsFunc(x.Parts, func(p cmo.Field) bool { return p.Metric })
	}) {
		return nil
	}
	for _, m := range cmo.Metrics {
		out = append(out, ui.Option{Value: m.Sign(f.Currency), Label: m.Label})
	}
	return out
}
