package pages

import (
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/chart"
	"github.com/ubigrowth/aicmo/views/ui"
)

// RunList is what the store knows for a page of the run log.
type RunList struct {
	Runs       []cmo.Run
	Facets     []cmo.Facet
	Summary    cmo.RunSummary
	Buckets    []cmo.RunBucket
	People     []cmo.RunStarter
	Helped     []cmo.VerdictCount
	Views      ViewBarData
	Prev, Next string           // cursors of the newer and the older page
	Horizon    bool             // the page ends where looking ended, not where the log does
	Reach      int              // how many runs were looked through then
	Tenants    []cmo.Membership // of the log over several tenants
}

// RunsView is the run log.
type RunsView struct {
	Periods ui.Segmented
	Filters runFilters
	Saved   ViewBar
	Shown   string
	Status  string // what a change of filter is announced with
	Empty   *ui.Empty
	Figures *runFigures // nil: there is nothing to sum up
	Table   *runTable
	Compare string           // takes the ticked runs
	Follow  templ.Attributes // for the script that keeps the newest page up to date
	New     string           // the form that starts an agent, empty for who may not
}

// runTable is one page of runs.
type runTable struct {
	Head  ui.TableHead
	Rows  []runRow
	Pager ui.Pager
}

type runRow struct {
	DOM, ID, Status     string // Status is the stored one: the hook
	Class               string
	Sign                ui.StateKind
	State               string
	No, Title, Href     string
	Line, LineClass     string
	Agent, Mode         string
	Actor               ui.Actor
	Started, StartedISO string
	Took                string
	SoFar               bool
	Cost                string
}

// runFigures sum up what the filter shows.
type runFigures struct {
	Chart   chart.Histogram
	Caption string
	Cells   []figureCell
	Note    string
	Agents  []agentFigure
}

// agentFigure is how one agent's runs went.
type agentFigure struct {
	Name, Href string
	Line       ui.Sparkline
	Share, Of  string // completed of those that ended
	Helped     string // what people said
	Attrs      templ.Attributes
}

type figureCell struct{ Label, Value, Sub string }

// NewRunsView builds the page as of now.
func NewRunsView(t cmo.Tenant, q RunQuery, list RunList, now time.Time) RunsView {
	l := newLocal(t, now)
	cut := list.Summary.RunCut()
	v := RunsView{
		Periods: runPeriods(q),
		Saved:   NewViewBar(t, list.Views),
		Filters: newRunFilters(q, list, t.Role.Masked()),
		Shown:   atLeast(list.Summary.Total, cut) + " " + strings.TrimLeft(plural(list.Summary.Total, "run"), "0123456789, "),
	}
	v.Status = v.Shown
	if t.Role.Can(cmo.RightEdit) {
		v.New = paths.RunNew(q.Slug, string(cmo.ModeSetup))
	}
	if q.After == "" && q.Before == "" {
		v.Follow = templ.Attributes{"data-live": paths.RunLogLive(q.Slug), "data-live-into": "#run-live"}
	}
	if len(list.Runs) == 0 {
		v.Empty = runsEmpty(q, list)
		return v
	}
	v.Figures = newRunFigures(l, q, list)
	v.Compare = paths.RunCompare(t.Slug, "", "")
	v.Table = newRunTable(l, q, list, t.Role.Masked())
	return v
}

var periodLabels = []struct{ value, label, words string }{
	{"24h", "24 h", "the last 24 hours"}, {"7d", "7 days", "the last 7 days"}, {"30d", "30 days", "the last 30 days"}, {"all", "All", "all time"},
}

func periodWords(period string) string {
	for _, p := range periodLabels {
		if p.value == period {
			return p.words
		}
	}
	return period
}

func runPeriods(q RunQuery) ui.Segmented {
	s := ui.Segmented{Label: "Period"}
	for _, p := range periodLabels {
		to := q.with(func(q *RunQuery) { q.Period = p.value }).Href()
		s.Items = append(s.Items, ui.Choice{Label: p.label, Href: to, Current: q.Period == p.value, Attrs: swapRuns(to)})
	}
	return s
}

// runsEmpty says why there is nothing and what to do.
func runsEmpty(q RunQuery, list RunList) *ui.Empty {
	e := &ui.Empty{Icon: "search-x", Title: "No run matches"}
	link := func(label string, to RunQuery) {
		e.Actions = append(e.Actions, ui.Button{Label: label, Href: to.Href(), Attrs: swapRuns(to.Href())})
	}
	switch all := q.with(func(q *RunQuery) { q.Period = "all" }); {
	case list.Horizon:
		e.Title = "No match in " + figure(float64(list.Reach), 0) + " runs"
		e.Text = "A search looks through that many runs at a time. There are more."
		on := q.first()
		on.After, on.Before = list.Next, list.Prev
		link("Look further", on)
	case q.After != "" || q.Before != "":
		e.Title, e.Text = "No further run", "The log ends here."
		link("Newest runs", q.first())
	case list.Summary.Window == 0 && q.Period == "all":
		e.Icon, e.Title = "activity", "No runs yet"
		e.Text = "Every time one of the six agents works for this tenant, its run stands here: who started it, what it made, how long it took and why it failed, if it did."
		if q.Slug != "" {
			e.Actions = []ui.Button{{Label: "Go to campaigns", Icon: "megaphone", Href: paths.Campaigns(q.Slug)}}
		}
	case list.Summary.Window == 0:
		e.Title, e.Text = "No run in this time", "No agent has run in "+periodWords(q.Period)+"."
		link("Show all time", all)
	default:
		e.Text = "None of " + atLeast(list.Summary.Window, list.Summary.RunCut()) + " runs in " + periodWords(q.Period) + " fits " + words(", ", q.filterWords(list)...) + "."
		link("Clear the filter", q.unfiltered())
		if q.Period != "all" {
			link("Look in all time", all)
		}
	}
	return e
}

func newRunTable(l local, q RunQuery, list RunList, masked bool) *runTable {
	zone := l.now.Format("MST")
	t := &runTable{Head: ui.TableHead{
		ID: "run-rows", Label: "Runs", Caption: "Agent runs, newest first. Times in " + zone + ".",
		Columns: []ui.Column{{Hidden: "Compare", Fit: true}, {Label: "Status"}, {Label: "Run"}, {Label: "What"}, {Label: "Agent and mode"}, {Label: "Started by", Class: "p1"},
			{Label: "Started, " + zone, Sort: "descending"}, {Label: "Duration", Right: true}, {Label: "Cost", Right: true, Class: "p3"}},
	}}
	for _, r := range list.Runs {
		t.Rows = append(t.Rows, newRunRow(l, q.Slug, r, masked))
	}
	t.Pager = runPager(q, list)
	if list.Horizon {
		t.Pager.Note = "Looked through " + figure(float64(list.Reach), 0) + " runs; go on for more."
	}
	return t
}

func newRunRow(l local, slug string, r cmo.Run, masked bool) runRow {
	id := r.ID.String()
	row := runRow{
		DOM: "r-" + id, ID: id, Status: r.Status, Sign: runSign(r.Status, r.ErrorKind), No: "#" + figureNo(r.No),
		Title: runTitle(r, masked), Href: paths.Run(slug, id), Line: runLine(r, masked), LineClass: runLineClass(r),
		Agent: cmo.AgentName(r.Agent), Mode: orNone(r.Mode), Actor: runActor(r), Cost: runCost(r),
		Started: l.clock(r.CreatedAt), StartedISO: r.CreatedAt.In(l.zone).Format(time.RFC3339),
	}
	row.State = row.Sign.Word()
	row.Took, row.SoFar = l.runTook(r)
	if r.Status == "running" {
		row.Class = "is-sel"
	}
	return row
}

func runPager(q RunQuery, list RunList) ui.Pager {
	rows, total := len(list.Runs), atLeast(list.Summary.Total, list.Summary.RunCut())
	p := ui.Pager{Label: "Runs, pages", Range: total + " runs"}
	switch {
	case rows == list.Summary.Total:
		p.Range = plural(rows, "run")
	case q.After == "" && q.Before == "" && list.Summary.Total > 0:
		p.Range = "1–" + strconv.Itoa(rows) + " of " + total
	case list.Summary.Total > 0:
		p.Range = strconv.Itoa(rows) + " of " + total
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
