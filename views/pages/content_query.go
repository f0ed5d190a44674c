package pages

import (
	"net/url"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
)

// ContentPartID is the DOM id of the library, which a change of filter renews.
const ContentPartID = "content"

// ContentQuery is a page of the library as its URL names it. Values that are the default stand in no URL.
type ContentQuery struct {
	Slug          string
	Filter        cmo.ContentFilter
	Sort          string
	After, Before string // cursors
}

func (q ContentQuery) values() url.Values {
	v := url.Values{}
	set := func(key, value string) {
		if value != "" {
			v.Set(key, value)
		}
	}
	f := q.Filter
	set("q", f.Text)
	set("origin", string(f.Origin))
	set("type", f.Type)
	set("channel", f.Channel)
	set("stage", f.Stage)
	set("status", f.Status)
	if f.Campaign.Valid {
		set("campaign", f.Campaign.UUID.String())
	}
	if q.Sort != SortUpdated {
		set("sort", q.Sort)
	}
	set("after", q.After)
	set("before", q.Before)
	return v
}

// Href is the page's URL.
func (q ContentQuery) Href() string { return paths.With(paths.Content(q.Slug), q.values()) }

// first is the same library from its start.
func (q ContentQuery) first() ContentQuery {
	q.After, q.Before = "", ""
	return q
}

// with is the library from its start with another filter.
func (q ContentQuery) with(change func(f *cmo.ContentFilter)) ContentQuery {
	q = q.first()
	change(&q.Filter)
	return q
}

func (q ContentQuery) sorted(by string) string {
	q = q.first()
	q.Sort = by
	return q.Href()
}

// keep are the values that a form without fields of these names has to carry along.
func (q ContentQuery) keep(except ...string) []hiddenField {
	return keepFields(q.first().values(), except)
}
