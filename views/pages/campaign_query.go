package pages

import (
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
)

// ViewBoard and ViewTable are the views of the campaigns.
const (
	ViewBoard = "board"
	ViewTable = "table"
)

// SortUpdated is the table's order unless another is chosen.
const SortUpdated = "updated"

// CampaignQuery is a page of campaigns as its URL names it. Values that are the default stand in no URL.
type CampaignQuery struct {
	Slug          string
	Filter        cmo.CampaignFilter
	View          string
	Sort          string // table
	After, Before string // table: cursors
	Col           string // board: the column that phones show
	Peek          string // board: the campaign in the drawer
	Saved         string // the opened view, or NoView
	Start         bool   // the plain URL leads to a default view or to what was left, so that no URL may be plain
}

// values are the query's parameters.
func (q CampaignQuery) values() url.Values {
	v := q.allValues()
	if q.Saved != "" && q.Saved != NoView {
		v.Set("saved", q.Saved)
	}
	if len(v) == 0 && (q.Start || q.Saved == NoView) {
		v.Set("saved", NoView)
	}
	return v
}

// Kept is what a saved view of the list keeps: filter, view and order.
func (q CampaignQuery) Kept() url.Values {
	q = q.first()
	q.Col = ""
	return q.allValues()
}

func (q CampaignQuery) allValues() url.Values {
	v := url.Values{}
	set := func(key, value string) {
		if value != "" {
			v.Set(key, value)
		}
	}
	set("q", q.Filter.Text)
	set("origin", string(q.Filter.Origin))
	for _, s := range q.Filter.States {
		v.Add("state", string(s))
	}
	set("type", q.Filter.Type)
	set("channel", q.Filter.Channel)
	set("stage", q.Filter.Stage)
	set("tag", q.Filter.Tag)
	if q.Filter.Ended {
		set("ended", "1")
	}
	if q.View == ViewTable {
		set("view", ViewTable)
		if q.Sort != SortUpdated {
			set("sort", q.Sort)
		}
		set("after", q.After)
		set("before", q.Before)
		return v
	}
	set("col", q.Col)
	set("peek", q.Peek)
	return v
}

// Href is the page's URL.
func (q CampaignQuery) Href() string { return paths.With(paths.Campaigns(q.Slug), q.values()) }

// Record is the URL of a campaign's own page, from which the way back leads to this list.
func (q CampaignQuery) Record(id string) string {
	return paths.With(paths.Campaign(q.Slug, id), q.first().values())
}

// first is the same list from its start, without a drawer.
func (q CampaignQuery) first() CampaignQuery {
	q.After, q.Before, q.Peek = "", "", ""
	return q
}

// List is the same list from its start, without a drawer.
func (q CampaignQuery) List() string { return q.first().Href() }

// with is the list from its start with another filter.
func (q CampaignQuery) with(change func(f *cmo.CampaignFilter)) CampaignQuery {
	q = q.first()
	q.Filter.States = slices.Clone(q.Filter.States)
	change(&q.Filter)
	return q
}

// unfiltered is the list without any filter.
func (q CampaignQuery) unfiltered() CampaignQuery {
	q.Saved = ""
	return q.with(func(f *cmo.CampaignFilter) { *f = cmo.CampaignFilter{} })
}

func (q CampaignQuery) peek(id string) CampaignQuery {
	q = q.first()
	q.Peek = id
	return q
}

// Filtered reports that anything besides ended campaigns is left out.
func (q CampaignQuery) Filtered() bool {
	f := q.Filter
	return f.Text != "" || f.Origin != "" || len(f.States) > 0 || f.Type != "" || f.Channel != "" || f.Stage != "" || f.Tag != ""
}

// shows reports that the filter's own choice of states includes this one.
func (q CampaignQuery) shows(s cmo.CampaignState) bool {
	if len(q.Filter.States) > 0 {
		return slices.Contains(q.Filter.States, s)
	}
	return q.Filter.Ended || !s.Ended()
}

// campaignListID is the DOM id of the list of campaigns.
const campaignListID = "campaigns"

func swapList() templ.Attributes { return swapInto(campaignListID) }

// swapPeek are the attributes of a link that opens, changes or closes the drawer in place.
func swapPeek() templ.Attributes {
	return templ.Attributes{"hx-boost": "true", "hx-target": "#peek", "hx-swap": "outerHTML", "hx-sync": "#campaigns:replace"}
}
