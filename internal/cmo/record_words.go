package cmo

import (
	"slices"
	"strings"
)

// wordFor is what a form and a history show for a stored text: a metric's name, or the label of a known value.
func (f Field) wordFor(stored string) string {
	switch {
	case f.Metric:
		return MetricOf(stored).Label
	case slices.Contains(f.Known, stored):
		return Label(stored)
	}
	return stored
}

// overPresent is a value that was typed over the present one. What has a word for people is stored by its key, and what
// shows the present value's own word leaves that as it was.
func (f Field) overPresent(v, present any) any {
	switch x := v.(type) {
	case string:
		was, _ := present.(string)
		return f.keyFor(x, was)
	case []any:
		if len(f.Known) == 0 {
			return v
		}
		out := make([]any, len(x))
		for i, item := range x {
			text, _ := item.(string)
			out[i] = f.keyFor(text, "")
		}
		return out
	}
	return v
}

func (f Field) keyFor(typed, was string) string {
	if f.Metric {
		return MetricTyped(typed, was)
	}
	for _, k := range f.Known {
		if strings.EqualFold(typed, k) || strings.EqualFold(typed, Label(k)) {
			return k
		}
	}
	return typed
}
