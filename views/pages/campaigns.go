package pages

import (
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/board"
	"github.com/ubigrowth/aicmo/views/ui"
)

// CampaignList is what the store knows for a page of campaigns.
type CampaignList struct {
	Campaigns  []cmo.Campaign // the board's, or the rows of the table's page
	Facets     []cmo.Facet
	Counts     cmo.CampaignCounts
	Prev, Next string // table: cursors of the pages before and after
	Views      ViewBarData
	Stale      []cmo.StaleCampaign
	Moved      *Moved // what the request did before it lists them
}

// CampaignsView is the campaign board, or the same campaigns as a table.
type CampaignsView struct {
	Acts    []ui.Button
	Views   ui.Segmented
	Saved   ViewBar
	Filters filterBar
	Shown   string // "14 of 17"
	Status  string // what a change of filter is announced with
	Empty   *ui.Empty
	Board   *board.Board
	Table   *campaignTable
	Moves   []board.MoveSet // the table's; the board has its own
	Bulk    *bulkBar
	Export  exportForm
	Toast   *ui.Toast
	Drift   *driftLink      // to where record and public mark disagree, nil when they agree on what is shown
	Drawer  templ.Component // nil: closed
}

// NewCampaignsView builds the page as of now. The drawer is nil unless one is open.
func NewCampaignsView(t cmo.Tenant, q CampaignQuery, list CampaignList, drawer *CampaignDrawerView, now time.Time) CampaignsView {
	n := newFacetCounts(q, list.Facets)
	v := CampaignsView{
		Acts:    narrow(newAct(t, cmo.KindCampaign)),
		Views:   campaignViews(q),
		Saved:   NewViewBar(t, list.Views),
		Filters: newCampaignFilters(q, n),
		Shown:   strconv.Itoa(n.matching) + " of " + strconv.Itoa(list.Counts.Total),
		Status:  plural(n.matching, "campaign"),
	}
	v.Bulk = newBulkBar(t, q, n.matching)
	v.Export = exportForm{Action: paths.CampaignExport(t.Slug), Query: q.Kept().Encode(), Count: plural(n.matching, "campaign")}
	v.Drift = newDriftLink(t, list.Campaigns)
	if drawer != nil {
		v.Drawer = CampaignDrawer(*drawer)
	}
	l := newLocal(t, now)
	switch {
	case n.matching == 0:
		v.Empty = campaignsEmpty(t, q, n, list.Counts)
	case q.View == ViewTable:
		v.Table, v.Moves = newCampaignTable(l, t, q, list, n), campaignMoveSets(t, q.List())
	default:
		v.Board = newCampaignBoard(l, t, q, list, n)
	}
	if m := list.Moved; m != nil {
		shown := slices.ContainsFunc(list.Campaigns, func(c cmo.Campaign) bool { return c.ID.String() == m.ID })
		v.Status, v.Toast = movedStatus(*m, n, q, shown), movedToast(t, q, *m)
	}
	return v
}

type driftLink struct{ Label, Href string }

func newDriftLink(t cmo.Tenant, list []cmo.Campaign) *driftLink {
	n := 0
	for _, c := range list {
		if c.Drifted() {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return &driftLink{Label: plural(n, "marker") + verb(n, " disagrees with its record", " disagree with their records"), Href: paths.Attribution(t.Slug)}
}

// verb chooses the form for one or for several.
func verb(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

// exportForm sends what the filter matches as a file.
type exportForm struct{ Action, Query, Count string }

// facetCounts are the numbers behind the filters.
type facetCounts struct {
	by       map[string]map[string]int
	matching int // under the whole filter
	hidden   int // ended ones that only the ended filter leaves out
}

func newFacetCounts(q CampaignQuery, facets []cmo.Facet) facetCounts {
	n := facetCounts{by: map[string]map[string]int{}}
	for _, f := range facets {
		if n.by[f.Name] == nil {
			n.by[f.Name] = map[string]int{}
		}
		n.by[f.Name][f.Value] = f.Count
	}
	for _, s := range cmo.CampaignStates {
		if q.shows(s) {
			n.matching += n.state(s)
		} else if len(q.Filter.States) == 0 {
			n.hidden += n.state(s)
		}
	}
	return n
}

func (n facetCounts) state(s cmo.CampaignState) int { return n.by["state"][string(s)] }

func campaignViews(q CampaignQuery) ui.Segmented {
	s := ui.Segmented{Label: "View", Narrow: true}
	for _, v := range []struct{ view, label, icon string }{{ViewBoard, "Board", "square-kanban"}, {ViewTable, "Table", "table-2"}} {
		to := q.first()
		to.View = v.view
		s.Items = append(s.Items, ui.Choice{Label: v.label, Icon: v.icon, Href: to.Href(), Current: q.View == v.view, Attrs: swapList()})
	}
	return s
}

// campaignsEmpty says why there is nothing and what to do.
func campaignsEmpty(t cmo.Tenant, q CampaignQuery, n facetCounts, counts cmo.CampaignCounts) *ui.Empty {
	if counts.Total == 0 {
		return &ui.Empty{
			Icon: "megaphone", Title: "No campaigns yet",
			Text:    "The Campaign Designer drafts a campaign for a stage of a funnel; each draft then waits here for a person’s review. Imported campaigns stand here, too.",
			Actions: append(newAct(t, cmo.KindCampaign), ui.Button{Label: "See the agents’ runs", Icon: "activity", Href: paths.Runs(q.Slug)}),
		}
	}
	e := &ui.Empty{Icon: "search-x", Title: "No campaign matches", Text: "None of " + plural(counts.Total, "campaign") + " fits " + words(" and ", q.filterWords()...) + "."}
	if n.hidden > 0 {
		shown := q.with(func(f *cmo.CampaignFilter) { f.Ended = true }).Href()
		e.Text += " " + plural(n.hidden, "ended one fits", "ended ones fit") + ", but ended campaigns are hidden."
		e.Actions = append(e.Actions, ui.Button{Label: "Show ended", Href: shown, Attrs: swapList()})
	}
	if !q.Filtered() {
		e.Title, e.Text = "No open campaign", "All of "+plural(counts.Total, "campaign")+" have ended."
		return e
	}
	all := q.unfiltered().Href()
	e.Actions = append(e.Actions, ui.Button{Label: "Clear the filter", Href: all, Attrs: swapList()})
	return e
}

// filterWords names what filters the list: “camp”, AI-driven, State Draft.
func (q CampaignQuery) filterWords() []string {
	f := q.Filter
	var out []string
	if f.Text != "" {
		out = append(out, "the text “"+f.Text+"”")
	}
	if f.Origin != "" {
		out = append(out, "the origin "+originLabels[f.Origin])
	}
	for _, s := range f.States {
		out = append(out, "the state "+campaignWord(s))
	}
	for _, p := range [][2]string{{"type", f.Type}, {"channel", f.Channel}, {"stage", f.Stage}} {
		if p[1] != "" {
			out = append(out, "the "+p[0]+" "+cmo.Label(p[1]))
		}
	}
	return out
}

var columnSigns = map[string]ui.StateKind{
	"draft": ui.StateDraft, "review": ui.StateReview, "changes": ui.StateChanges, "approved": ui.StateApproved, "live": ui.StateLive, "ended": ui.StateEnded,
}

func newCampaignBoard(l local, t cmo.Tenant, q CampaignQuery, list CampaignList, n facetCounts) *board.Board {
	b := &board.Board{ID: "campaign-board", Label: "State", Moves: campaignMoveSets(t, q.List())}
	chosen := -1
	stale := newStaleness(list.Stale)
	for _, col := range cmo.CampaignColumns {
		count, shown, old := 0, false, 0
		var ids []string
		for _, s := range col.States {
			if q.shows(s) {
				count, shown = count+n.state(s), true
				ids = append(ids, string(s))
			}
		}
		if !shown && col.Key == "ended" {
			continue
		}
		to := q.first()
		to.Col = col.Key
		c := board.Column{Key: col.Key, Label: columnSigns[col.Key].Word(), Sign: columnSigns[col.Key], Count: strconv.Itoa(count),
			Href: to.Href(), Attrs: swapList(), Chosen: q.Col == col.Key}
		if !shown {
			c.Empty = "Left out by the state filter"
		}
		for _, x := range list.Campaigns {
			if campaignColumn(x) == col.Key {
				c.Items = append(c.Items, campaignCard(l, t, q, x, stale[x.ID]))
				if stale[x.ID].gap != "" {
					old++
				}
			}
		}
		if old > 0 {
			c.Note = figure(float64(old), 0) + " stale"
		}
		if count > len(c.Items) {
			c.Items = append(c.Items, campaignsMore(plural(count, "campaign"), q.tableOf(ids)))
		}
		// Phones show one column: the chosen one, else reviews, else the first that has something.
		if count > 0 && (chosen < 0 || col.Key == "review") {
			chosen = len(b.Columns)
		}
		b.Columns = append(b.Columns, c)
	}
	if q.Col == "" && chosen >= 0 {
		b.Columns[chosen].Chosen = true
	}
	return b
}

// tableOf is the table of some states under the same filter.
func (q CampaignQuery) tableOf(states []string) string {
	to := q.with(func(f *cmo.CampaignFilter) {
		f.States = nil
		for _, s := range states {
			f.States = append(f.States, cmo.CampaignState(s))
		}
	})
	to.View = ViewTable
	return to.Href()
}

func campaignColumn(c cmo.Campaign) string { return columnOf(c.State()) }
