package pages

import (
	"math"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// FunnelDetail is what the store knows of one funnel over a period.
type FunnelDetail struct {
	Funnel    cmo.Funnel
	Others    []cmo.Funnel // all of them, to change to another
	Stages    []cmo.Stage
	Reports   []cmo.StageReport
	Campaigns []cmo.StageCampaign
	Prices    []cmo.OfferPrice
	Sources   []cmo.Source
	Period    string
	From, To  time.Time
}

// FunnelView is one funnel's page: its stages as columns.
type FunnelView struct {
	Tasks      *taskCard // open ones about it
	Title      string
	State      templ.Component
	Attrs      templ.Attributes
	Provenance provenance
	Notes      []ui.Note
	Text       string
	Others     *ui.Segmented
	More       *ui.PillMenu // instead of Others when there are many
	Periods    ui.Segmented
	Findings   []cmo.FunnelFinding
	Count      string
	Sound      string // instead of findings
	Gap        []gapCell
	Loss       string
	Facts      ui.DescriptionList
	Span       string
	Demo       bool
	Columns    []stageColumn
	NoStages   ui.Empty
	Small      []string
	Unplaced   []stageCampaignRow
	Actions    []ui.Button
	Review     string // takes a person's word that he looked at it; empty: nothing to take
	Status     string // what a move is announced with
}

// gapCell is how far a figure is from its plan.
type gapCell struct{ Label, Gap, Sub string }

// NewFunnelView builds the page as of now.
func NewFunnelView(t cmo.Tenant, d FunnelDetail, now time.Time) FunnelView {
	l, f := newLocal(t, now), d.Funnel
	v := FunnelView{
		Title: f.Name, State: ui.State(funnelSigns[f.Status], funnelWord(f.Status)), Text: f.Description, Demo: demoOnly(d.Reports),
		Attrs:      templ.Attributes{"data-funnel-id": f.ID.String(), "data-status": f.Status, "data-ai": originHook(f.Origin)},
		Provenance: recordProvenance(l, t.Slug, f.Provenance, d.Sources), Periods: funnelPeriods(t.Slug, d),
		Findings: cmo.CheckFunnel(cmo.NewFunnelPlan(t.Currency, f, d.Stages, d.Campaigns, d.Prices)),
		Facts:    funnelFacts(l, f), Span: l.span(&d.From, &d.To) + ", " + plural(int(d.To.Sub(d.From).Hours()/24)+1, "day"),
		NoStages: ui.Empty{Icon: "funnel", Level: 3, Title: "No stages yet", Text: "A funnel has at least three stages: awareness, consideration and conversion. Without them there is nothing to compare."},
	}
	v.Count = figure(float64(len(v.Findings)), 0)
	if len(v.Findings) == 0 {
		v.Sound = "Volumes, rates, budgets, dates and revenue fit together, as far as they are planned."
	}
	v.Notes = recordNotes(l, "funnel", f.Provenance, funnelReviewed(f))
	v.Review = reviewAct(t, cmo.KindFunnel, f.ID.String(), f.Provenance, funnelReviewed(f))
	if f.ReviewedAt != nil {
		v.Provenance.Parts = append(v.Provenance.Parts, provenancePart{Text: "reviewed " + l.moment(*f.ReviewedAt), OK: true})
	}
	v.Actions = funnelActions(t, f)
	v.addOthers(t.Slug, d)
	v.Columns = stageColumns(l, t.Slug, d, v.Findings, v.Demo)
	v.Gap = gapCells(l, d, v.Demo)
	v.Loss = largestLoss(d, v.Demo)
	v.Small = []string{"Bar height uses a square-root scale, so small stages stay visible.", stageCounting, reportSource(l, d.Reports, v.Demo)}
	if t.Role.Can(cmo.RightEdit) && f.ArchivedAt == nil {
		v.addMoves(t.Slug, d)
		v.Small = append(v.Small, "Drag a stage by its head, use its arrows, or press Shift with an arrow key inside it.")
		v.NoStages.Actions = []ui.Button{stageNew(t.Slug, f, ui.Primary)}
	}
	for _, c := range d.Campaigns {
		if !placed(d.Stages, c) {
			v.Unplaced = append(v.Unplaced, newStageCampaignRow(t.Slug, c))
		}
	}
	return v
}

// funnelReviewed is when a person looked at a funnel. Who made it active has.
func funnelReviewed(f cmo.Funnel) *time.Time {
	if f.ReviewedAt == nil && f.Status != "draft" {
		return &f.UpdatedAt
	}
	return f.ReviewedAt
}

func stageNew(slug string, f cmo.Funnel, tone ui.ButtonTone) ui.Button {
	return ui.Button{Label: "Add stage", Icon: "plus", Tone: tone, Href: paths.RecordNewIn(slug, "funnels", f.ID.String(), "stages")}
}

// funnelActions are what a person may do with a funnel.
func funnelActions(t cmo.Tenant, f cmo.Funnel) []ui.Button {
	id := f.ID.String()
	acts := []ui.Button{{Label: "History", Icon: "history", Href: paths.RecordHistory(t.Slug, "funnels", id)}}
	if t.Role.Can(cmo.RightEdit) && f.ArchivedAt == nil {
		acts = append(acts, stageNew(t.Slug, f, ui.Default), ui.Button{Label: "Edit", Icon: "pencil", Href: paths.RecordAct(t.Slug, "funnels", id, "edit")})
	}
	return acts
}

// addMoves gives each column its ways to another place: buttons, and for the script a place of its own.
func (v *FunnelView) addMoves(slug string, d FunnelDetail) {
	for i := range v.Columns {
		c, id := &v.Columns[i], d.Stages[i].ID.String()
		c.Agents = []ui.Button{{Label: "Write content", Size: ui.Small, Spark: true, Href: paths.RunNewFor(slug, "content", "stage", id), Attrs: templ.Attributes{"aria-label": "Write content for " + c.Name}},
			{Label: "New campaign", Size: ui.Small, Tone: ui.Ghost, Href: paths.RunNewFor(slug, "campaigns", "stage", id), Attrs: templ.Attributes{"aria-label": "New campaign for " + c.Name}}}
		action := paths.StageMove(slug, id)
		if d.Period != FunnelPeriod {
			action += "?period=" + d.Period
		}
		c.Move = &stageMove{Action: action,
			Earlier: ui.Button{ID: "earlier-" + id, Label: "Move " + c.Name + " earlier", Icon: "arrow-left", IconOnly: true, Size: ui.Small, Tone: ui.Ghost, Name: "to", Value: cmo.StageEarlier, Off: i == 0, Why: "It is the first stage."},
			Later:   ui.Button{ID: "later-" + id, Label: "Move " + c.Name + " later", Icon: "arrow-right", IconOnly: true, Size: ui.Small, Tone: ui.Ghost, Name: "to", Value: cmo.StageLater, Off: i == len(v.Columns)-1, Why: "It is the last stage."},
			Edit:    ui.Button{Label: "Edit", Size: ui.Small, Tone: ui.Ghost, Href: paths.RecordAct(slug, "stages", id, "edit"), Attrs: templ.Attributes{"aria-label": "Edit " + c.Name}},
		}
		if !c.Move.Earlier.Off {
			c.Move.Earlier.Why = ""
		}
		if !c.Move.Later.Off {
			c.Move.Later.Why = ""
		}
	}
}

// StageMoved says where a stage stands now.
func StageMoved(name string, place, count int) string {
	return name + " is now stage " + figure(float64(place), 0) + " of " + figure(float64(count), 0) + "."
}

func placed(stages []cmo.Stage, c cmo.StageCampaign) bool {
	for _, s := range stages {
		if c.StageID != nil && s.ID == *c.StageID {
			return true
		}
	}
	return false
}

// funnelsSideBySide is how many funnels stand beside each other; more are a list.
const funnelsSideBySide = 4

func (v *FunnelView) addOthers(slug string, d FunnelDetail) {
	var items []ui.Choice
	for _, o := range d.Others {
		items = append(items, ui.Choice{Label: o.Name, Href: funnelHref(slug, o.ID.String(), d.Period), Current: o.ID == d.Funnel.ID})
	}
	switch {
	case len(items) < 2:
	case len(items) <= funnelsSideBySide:
		v.Others = &ui.Segmented{Label: "Funnel", Items: items}
	default:
		v.More = &ui.PillMenu{Label: "Funnel", Value: d.Funnel.Name, Items: items}
	}
}

func funnelPeriods(slug string, d FunnelDetail) ui.Segmented {
	s := ui.Segmented{Label: "Period"}
	labels := map[string]string{FunnelPeriod: "30 days", "90d": "90 days", funnelPeriodPlan: "Plan so far"}
	for _, p := range FunnelPeriods {
		if p == funnelPeriodPlan && d.Funnel.PlanStart == nil {
			continue
		}
		s.Items = append(s.Items, ui.Choice{Label: labels[p], Href: funnelHref(slug, d.Funnel.ID.String(), p), Current: p == d.Period})
	}
	return s
}

func funnelFacts(l local, f cmo.Funnel) ui.DescriptionList {
	plan := ui.Term{Term: "Plan", Value: "Under no plan"}
	if f.PlanID != nil {
		plan.Value = words(", ", f.PlanName, l.span(f.PlanStart, f.PlanEnd))
	}
	rate := none
	if f.Rate > 0 {
		rate = figure(f.Rate, 2) + "% of the first stage become sales"
	}
	return ui.DescriptionList{Items: []ui.Term{
		{Term: "Type", Value: cmo.Label(cmo.FunnelType(f.Type))}, plan, {Term: "ICPs", Value: strings.Join(f.ICPs, ", ")}, {Term: "Offers", Value: strings.Join(f.Offers, ", ")},
		{Term: "Budget", Value: planned(f.Budget, l.money)}, {Term: "Expected rate", Value: rate}, {Term: "Expected revenue", Value: planned(f.Revenue, l.money)},
	}}
}

// gapCells compare sales and revenue with the plan.
func gapCells(l local, d FunnelDetail, demo bool) []gapCell {
	cell := func(label string, actual *float64, plan float64, write func(float64) string) gapCell {
		c := gapCell{Label: label, Gap: none, Sub: "Not reported"}
		switch {
		case actual != nil && plan > 0:
			c.Gap, c.Sub = signed(*actual-plan, write), write(*actual)+" of "+write(plan)
		case actual != nil:
			c.Gap, c.Sub = write(*actual), "No plan to compare with"
		case plan > 0:
			c.Sub = "Not reported, plan " + write(plan)
		}
		return c
	}
	var revenue, sold *float64
	for _, s := range d.Stages {
		if r := reportOf(d.Reports, s, demo); r.Revenue != nil {
			sum := *r.Revenue
			if revenue != nil {
				sum += *revenue
			}
			revenue = &sum
		}
	}
	sales, at, ok := cmo.FunnelSales(d.Stages)
	if ok {
		sold = asFloat(reportOf(d.Reports, d.Stages[at], demo).Volume)
	}
	round := func(n float64) string { return l.money(math.Round(n)) }
	return []gapCell{cell("Sales", sold, sales, func(n float64) string { return figure(n, 0) }), cell("Revenue", revenue, d.Funnel.Revenue, round)}
}

// signed is a difference with its sign.
func signed(n float64, write func(float64) string) string {
	switch {
	case n > 0:
		return "+" + write(n)
	case n < 0:
		return "−" + write(-n)
	}
	return write(0)
}

// plannedShare is what of a stage the plan wants to go on to the next one, in per cent; 0: not planned.
func plannedShare(before, after cmo.Stage) float64 {
	switch {
	case before.Rate > 0:
		return before.Rate
	case before.Volume > 0 && after.Volume > 0:
		return float64(after.Volume) / float64(before.Volume) * 100
	}
	return 0
}

// largestLoss names the step that falls furthest behind its plan.
func largestLoss(d FunnelDetail, demo bool) string {
	worst, text := 1.0, ""
	for i := 1; i < len(d.Stages); i++ {
		before, after := reportOf(d.Reports, d.Stages[i-1], demo).Volume, reportOf(d.Reports, d.Stages[i], demo).Volume
		plan := plannedShare(d.Stages[i-1], d.Stages[i])
		if before == nil || after == nil || *before == 0 || plan == 0 {
			continue
		}
		actual := float64(*after) / float64(*before) * 100
		if share := actual / plan; share < worst {
			worst, text = share, "Largest loss: "+d.Stages[i-1].Name+" to "+d.Stages[i].Name+", "+cmo.Percent(actual)+" instead of "+cmo.Percent(plan)+"."
		}
	}
	return text
}
