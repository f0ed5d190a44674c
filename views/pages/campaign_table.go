package pages

import (
	"strings"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/board"
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
	Tags                 string
	Owner                string
	Updated, UpdatedTime string
	Mover                *board.Mover
	Pick                 *ui.Check
	Stale                string
}

// campaignSort is an order of the table: by which column, in which direction, and in words.
type campaignSort struct{ key, direction, words string }

var campaignSorts = []campaignSort{
	{SortUpdated, "descending", "latest change"}, {"name", "ascending", "name"}, {"start", "ascending", "start"}, {"budget", "descending", "budget"},
}

func sortOf(q CampaignQuery) campaignSort {
	for _, s := range campaignSorts {
		if s.key == q.Sort {
			return s
		}
	}
	return campaignSorts[0]
}

// sortMenu is the table's order as a pill: the heads of columns that left the screen cannot be clicked.
func sortMenu(q CampaignQuery) ui.PillMenu {
	p := ui.PillMenu{Label: "Sort", Icon: "arrow-up-down"}
	for _, s := range campaignSorts {
		to := q.first()
		to.Sort = s.key
		p.Items = append(p.Items, ui.Choice{Label: "By " + s.words, Href: to.Href(), Current: s.key == q.Sort, Attrs: swapList()})
	}
	return p
}

// sortField is sortMenu as a field of a form.
func sortField(q CampaignQuery) ui.Select {
	s := ui.Select{Field: ui.Field{Name: "sort", ID: "m-sort", Label: "Sorted by"}, Value: q.Sort}
	for _, o := range campaignSorts {
		s.Options = append(s.Options, ui.Option{Value: o.key, Label: cmo.Label(o.words)})
	}
	return s
}

func newCampaignTable(l local, t cmo.Tenant, q CampaignQuery, list CampaignList, n facetCounts) *campaignTable {
	order := sortOf(q)
	table := &campaignTable{Head: ui.TableHead{
		ID: "campaign-rows", Label: "Campaigns",
		Caption: "Campaigns, sorted by " + order.words + ". Times in " + l.now.Format("MST") + ". " + plural(n.matching, "campaign") + ".",
		Columns: []ui.Column{
			sortColumn(q, "Campaign", "name"), {Label: "State"}, {Label: "Origin"}, {Label: "Funnel and stage", Class: "p3"}, {Label: "Via", Class: "p1"},
			sortColumn(q, "Dates", "start"), sortColumn(q, "Budget", "budget"), {Label: "KPI target", Class: "p2"}, {Label: "Owner", Class: "max-2xl:hidden"}, sortColumn(q, "Updated", SortUpdated),
		},
	}}
	columns := table.Head.Columns
	columns[6].Right, columns[6].Class = true, "p1"
	columns[9].Right, columns[9].Class = true, "md:max-2xl:hidden"
	if t.Role.Can(cmo.RightEdit) {
		table.Head.Columns = append(append([]ui.Column{{Hidden: "Pick", Fit: true}}, columns...), ui.Column{Hidden: "Moves"})
	}
	stale := newStaleness(list.Stale)
	for _, c := range list.Campaigns {
		row := newCampaignRow(l, q, c)
		row.Stale = stale[c.ID].badge(c.State().Ended())
		row.Mover, row.Pick = campaignMover(t, c), pickBox(t, c)
		table.Rows = append(table.Rows, row)
	}
	table.Pager = campaignPager(q, list, n)
	table.Pager.Note = "Sorted by " + order.words
	return table
}

func sortColumn(q CampaignQuery, label, sort string) ui.Column {
	to := q.first()
	to.Sort = sort
	c := ui.Column{Label: label, Href: to.Href(), Attrs: swapList()}
	if q.Sort == sort {
		c.Sort = sortOf(q).direction
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
		DOM: CardID(id), ID: id, Name: c.Name, Href: q.Record(id), Status: c.Status, Review: c.ReviewState, AI: aiDriven(c),
		Sign: campaignSigns[c.State()], State: campaignWord(c.State()), Marks: campaignMarks(c), Note: originNote(c),
		Funnel: orWord(c.FunnelName, "No funnel"), Stage: cmo.Label(c.Stage),
		Dates: orWord(l.span(c.StartDate, c.EndDate), "No dates yet"), Budget: l.money(c.Budget), KPI: orNone(l.kpiTarget(c.PrimaryKPI)),
		Owner: c.OwnerName, Tags: strings.Join(c.Tags, ", "), Updated: l.age(c.UpdatedAt), UpdatedTime: c.UpdatedAt.Format(time.RFC3339),
	}
	r.Channels, r.MoreChannels = channelSigns(c.Channels)
	return r
}
