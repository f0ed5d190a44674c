package pages

import (
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// campaignTable is a page of campaigns as rows.
type campaignTable struct {
	Head  ui.TableHead
	Rows  []campaignRow
	Pager ui.Pager
}

type campaignRow struct {
	DOM, ID, Name, Href  string
	Status, Review, AI   string // the hooks
	Sign                 ui.StateKind
	State                string
	Marks                []ui.MarkKind
	Note                 string
	Funnel, Stage        string
	Channels             []channelSign
	MoreChannels         string
	Dates, Budget, KPI   string
	Owner                string
	Updated, UpdatedTime string
}

// campaignSorts are the orders of the table: by which column, in which direction, and in words.
var campaignSorts = map[string]struct{ direction, words string }{
	SortUpdated: {"descending", "by latest change"},
	"name":      {"ascending", "by name"},
	"start":     {"ascending", "by start"},
	"budget":    {"descending", "by budget"},
}

func newCampaignTable(l local, q CampaignQuery, list CampaignList, n facetCounts) *campaignTable {
	order := campaignSorts[q.Sort]
	t := &campaignTable{Head: ui.TableHead{
		ID: "campaign-rows", Label: "Campaigns",
		Caption: "Campaigns, sorted " + order.words + ". Times in " + l.now.Format("MST") + ". " + plural(n.matching, "campaign") + ".",
		Columns: []ui.Column{
			sortColumn(q, "Campaign", "name"), {Label: "State"}, {Label: "Origin"}, {Label: "Funnel and stage", Class: "p3"}, {Label: "Via", Class: "p1"},
			sortColumn(q, "Dates", "start"), sortColumn(q, "Budget", "budget"), {Label: "KPI target", Class: "p2"}, {Label: "Owner", Class: "max-2xl:hidden"}, sortColumn(q, "Updated", SortUpdated),
		},
	}}
	t.Head.Columns[6].Right, t.Head.Columns[6].Class = true, "p1"
	t.Head.Columns[9].Right, t.Head.Columns[9].Class = true, "md:max-2xl:hidden"
	for _, c := range list.Campaigns {
		t.Rows = append(t.Rows, newCampaignRow(l, q, c))
	}
	t.Pager = campaignPager(q, list, n)
	t.Pager.Note = "Sorted " + order.words
	return t
}

func sortColumn(q CampaignQuery, label, sort string) ui.Column {
	to := q.first()
	to.Sort = sort
	c := ui.Column{Label: label, Href: to.Href(), Attrs: swapList()}
	if q.Sort == sort {
		c.Sort = campaignSorts[sort].direction
	}
	return c
}

func campaignPager(q CampaignQuery, list CampaignList, n facetCounts) ui.Pager {
	p := ui.Pager{Label: "Campaigns, pages", Range: plural(n.matching, "campaign")}
	rows := len(list.Campaigns)
	switch {
	case rows == n.matching:
	case q.After == "" && q.Before == "":
		p.Range = "1–" + figure(float64(rows), 0) + " of " + figure(float64(n.matching), 0)
	default:
		p.Range = figure(float64(rows), 0) + " of " + figure(float64(n.matching), 0)
	}
	page := func(after, before string) string {
		to := q.first()
		to.After, to.Before = after, before
		return to.Href()
	}
	if list.Prev != "" {
		p.PrevHref = page("", list.Prev)
	}
	if list.Next != "" {
		p.NextHref = page(list.Next, "")
	}
	return p
}

func newCampaignRow(l local, q CampaignQuery, c cmo.Campaign) campaignRow {
	id := c.ID.String()
	r := campaignRow{
		DOM: cardID(id), ID: id, Name: c.Name, Href: q.Record(id), Status: c.Status, Review: c.ReviewState, AI: aiDriven(c),
		Sign: campaignSigns[c.State()], State: campaignWord(c.State()), Marks: campaignMarks(c), Note: originNote(c),
		Funnel: orWord(c.FunnelName, "No funnel"), Stage: cmo.Label(c.Stage),
		Dates: orWord(l.span(c.StartDate, c.EndDate), "No dates yet"), Budget: l.money(c.Budget), KPI: orNone(kpiTarget(c.PrimaryKPI)),
		Owner: c.OwnerName, Updated: l.age(c.UpdatedAt), UpdatedTime: c.UpdatedAt.Format(time.RFC3339),
	}
	r.Channels, r.MoreChannels = channelSigns(c.Channels)
	return r
}
