package pages

import (
	"net/url"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
)

// PeriodDefault is the run log's period unless another is chosen.
const PeriodDefault = "7d"

// RunQuery is a page of the run log as its URL names it. Values that are the default stand in no URL.
type RunQuery struct {
	Slug          string        // empty: the log of all tenants in which a person is support
	Tenants       []string      // slugs: that log's own filter
	Period        string        // a key of cmo.RunPeriods
	Filter        cmo.RunFilter // without the period
	After, Before string        // cursors
	Saved         string        // the opened view, or NoView
	Start         bool          // the plain URL leads to a default view or to what was left, so that no URL may be plain
}

// values are the query's parameters.
func (q RunQuery) values() url.Values {
	v := q.allValues()
	if q.Saved != "" && q.Saved != NoView {
		v.Set("saved", q.Saved)
	}
	if len(v) == 0 && (q.Start || q.Saved == NoView) {
		v.Set("saved", NoView)
	}
	return v
}

// Kept is what a saved view of the log keeps: period and filter.
func (q RunQuery) Kept() url.Values { return q.first().allValues() }

func (q RunQuery) allValues() url.Values {
	v := url.Values{}
	set := func(key string, list ...string) {
		for _, s := range list {
			if s != "" {
				v.Add(key, s)
			}
		}
	}
	set("q", q.Filter.Text)
	if q.Period != PeriodDefault {
		set("period", q.Period)
	}
	set("status", q.Filter.Statuses...)
	set("agent", q.Filter.Agents...)
	set("via", q.Filter.Vias...)
	set("model", q.Filter.Models...)
	for _, id := range q.Filter.Starters {
		set("who", id.String())
	}
	set("mode", q.Filter.Mode)
	set("tenant", q.Tenants...)
	set("after", q.After)
	set("before", q.Before)
	return v
}

// Href is the page's URL.
func (q RunQuery) Href() string { return paths.With(q.base(), q.values()) }

func (q RunQuery) base() string {
	if q.Slug == "" {
		return paths.SupportRuns
	}
	return paths.Runs(q.Slug)
}

// first is the same log from its newest run.
func (q RunQuery) first() RunQuery {
	q.After, q.Before = "", ""
	return q
}

// with is the log from its newest run with another filter.
func (q RunQuery) with(change func(q *RunQuery)) RunQuery {
	q = q.first()
	change(&q)
	return q
}

// unfiltered is the log of the same period without any filter.
func (q RunQuery) unfiltered() RunQuery {
	return q.with(func(q *RunQuery) { q.Filter, q.Saved, q.Tenants = cmo.RunFilter{}, "", nil })
}

// Filtered reports that anything besides the period leaves runs out.
func (q RunQuery) Filtered() bool {
	return q.Filter.Narrows() || len(q.Tenants) > 0
}

// keep are the values that a form without fields of these names has to carry along.
func (q RunQuery) keep(except ...string) []hiddenField {
	return keepFields(q.first().values(), except)
}

// swapRuns are the attributes of a link or form that renews the log in place. Morphing keeps the focus and what is
// being typed.
func swapRuns(href string) templ.Attributes {
	return templ.Attributes{"hx-get": href, "hx-target": "#run-log", "hx-swap": "outerMorph", "hx-push-url": "true", "hx-sync": "#run-log:replace"}
}
