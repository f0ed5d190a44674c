package pages

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/chart"
	"github.com/ubigrowth/aicmo/views/ui"
)

// stageColumn is one stage of a funnel as a column.
type stageColumn struct {
	DOM, No, Name, Kind string
	Objective           string
	Actual, Plan        string
	Over                string // why the plan fails a check: "over 640"
	Slice               chart.Slice
	On                  string // what of it goes on to the next stage
	Facts               []stageFact
	KPIs                []string
	Channels            templ.Component
	Content             []string
	More                []stageFact
	Campaigns           []stageCampaignRow
	Move                *stageMove // nil: this person changes nothing
	Agents              []ui.Button
}

// stageMove are the ways of a stage to another place, and to its form.
type stageMove struct {
	Action               string
	Earlier, Later, Edit ui.Button
}

// stageFact is a line of a stage: the actual figure, then the planned one.
type stageFact struct {
	Term, Value, Note string
	Warn              bool
}

type stageCampaignRow struct {
	Name, Href string
	Mark       ui.MarkKind // empty: imported
	Sign       ui.StateKind
	State      string
	ID         string // the hooks
	Status     string
	Review     string
	AI         string
}

func newStageCampaignRow(slug string, c cmo.StageCampaign) stageCampaignRow {
	id := c.ID.String()
	row := stageCampaignRow{Name: c.Name, Href: paths.Campaign(slug, id), Sign: campaignSigns[c.State()], State: campaignWord(c.State()), ID: id, Status: c.Status, Review: c.ReviewState, AI: aiDriven(c.Campaign)}
	if marks := campaignMarks(c.Campaign); len(marks) > 0 {
		row.Mark = marks[0]
	}
	return row
}

func stageColumns(l local, slug string, d FunnelDetail, findings []cmo.FunnelFinding, demo bool) []stageColumn {
	top := 0.0
	for _, s := range d.Stages {
		top = max(top, float64(s.Volume))
		if n := reportOf(d.Reports, s, demo).Volume; n != nil {
			top = max(top, float64(*n))
		}
	}
	var out []stageColumn
	for i, s := range d.Stages {
		c := newStageColumn(l, d, i, demo)
		c.Slice = stageSlice(d, i, top, demo)
		for _, f := range findings {
			if f.Stage == i && f.Limit > 0 {
				c.Over, c.Slice.Warn = "over "+figure(f.Limit, 0), true
			}
		}
		for _, p := range d.Campaigns {
			if p.StageID != nil && *p.StageID == s.ID {
				c.Campaigns = append(c.Campaigns, newStageCampaignRow(slug, p))
			}
		}
		out = append(out, c)
	}
	return out
}

// stageSlice is the drawing of a stage with its way to the next one.
func stageSlice(d FunnelDetail, i int, top float64, demo bool) chart.Slice {
	s := chart.Slice{Top: top, Last: i == len(d.Stages)-1, Plan: float64(d.Stages[i].Volume), HasPlan: d.Stages[i].Volume > 0}
	if n := reportOf(d.Reports, d.Stages[i], demo).Volume; n != nil {
		s.Actual, s.Known = float64(*n), true
	}
	if s.Last {
		return s
	}
	next := d.Stages[i+1]
	s.NextPlan, s.NextHasPlan = float64(next.Volume), next.Volume > 0
	if n := reportOf(d.Reports, next, demo).Volume; n != nil {
		s.Next, s.NextKnown = float64(*n), true
	}
	return s
}

func newStageColumn(l local, d FunnelDetail, i int, demo bool) stageColumn {
	s := d.Stages[i]
	report := reportOf(d.Reports, s, demo)
	c := stageColumn{DOM: "stage-" + s.ID.String(), No: strconv.Itoa(i + 1), Name: s.Name, Kind: cmo.Label(s.Type), Objective: orWord(s.Objective, s.Description),
		Actual: none, Plan: "no volume planned", Channels: campaignChannelSigns(s.Channels)}
	if s.Volume > 0 {
		c.Plan = "of " + figure(float64(s.Volume), 0)
	}
	gap := stageFact{Term: "Gap", Value: "Not reported"}
	if report.Volume != nil {
		c.Actual = figure(float64(*report.Volume), 0)
		gap.Value = gapText(*report.Volume, s.Volume)
	}
	c.Facts = []stageFact{gap, stageRate(d, i, demo), {Term: "Budget", Value: none, Note: "none planned"}}
	budget := &c.Facts[2]
	if report.Cost != nil {
		budget.Value = l.money(*report.Cost)
	}
	if s.Budget > 0 {
		budget.Note = "of " + l.money(s.Budget)
	}
	if i < len(d.Stages)-1 {
		c.On = conversionText(report.Volume, reportOf(d.Reports, d.Stages[i+1], demo).Volume)
	}
	for _, f := range []stageFact{{Term: "Entry", Value: s.Entry}, {Term: "Exit", Value: s.Exit}} {
		if f.Value != "" {
			c.Facts = append(c.Facts, f)
		}
	}
	c.addContent(l, s)
	return c
}

// addContent adds what the stage is to be filled with.
func (c *stageColumn) addContent(l local, s cmo.Stage) {
	for _, k := range s.KPIs {
		if text := l.kpiLine(k); text != "" {
			c.KPIs = append(c.KPIs, text)
		}
	}
	for _, w := range s.Content {
		if text := words(": ", cmo.Label(w.Type), w.Title); text != "" {
			c.Content = append(c.Content, text)
		}
	}
	types := make([]string, len(s.CampaignTypes))
	for i, t := range s.CampaignTypes {
		types[i] = cmo.Label(cmo.CampaignType(t))
	}
	for _, f := range []stageFact{{Term: "ICPs", Value: strings.Join(s.ICPs, ", ")}, {Term: "Offers", Value: strings.Join(s.Offers, ", ")}, {Term: "Types", Value: strings.Join(types, ", ")}} {
		if f.Value != "" {
			c.More = append(c.More, f)
		}
	}
}

// kpiLine is a goal with how it is measured: "60 registrations (paid places)".
func (l local) kpiLine(k cmo.KPI) string {
	text := l.kpiTarget(k)
	if k.Target != 0 && k.Measurement != "" {
		text += " (" + k.Measurement + ")"
	}
	return text
}

// gapText is how far a stage is from its plan.
func gapText(actual int64, plan int) string {
	switch gap := actual - int64(plan); {
	case plan == 0:
		return none
	case gap > 0:
		return figure(float64(gap), 0) + " ahead"
	case gap < 0:
		return figure(float64(-gap), 0) + " behind"
	}
	return "On plan"
}

// stageRate is what of the stage before arrived here, and what the plan wants.
func stageRate(d FunnelDetail, i int, demo bool) stageFact {
	if i == 0 {
		return stageFact{Term: "Rate", Value: "First stage"}
	}
	before, s := d.Stages[i-1], d.Stages[i]
	f := stageFact{Term: "Rate", Value: orNone(conversionText(reportOf(d.Reports, before, demo).Volume, reportOf(d.Reports, s, demo).Volume))}
	if plan := plannedShare(before, s); plan > 0 {
		f.Note, f.Warn = "plan "+cmo.Percent(plan), plan > 100
	}
	return f
}
