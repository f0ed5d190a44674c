package pages

import (
	"net/url"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/chart"
	"github.com/ubigrowth/aicmo/views/ui"
)

// FunnelList is what the store knows for the list of funnels.
type FunnelList struct {
	Funnels []cmo.Funnel
	Stages  []cmo.Stage // of all of them
	Reports []cmo.StageReport
	Prices  []cmo.OfferPrice
}

// FunnelsView lists the funnels.
type FunnelsView struct {
	Cards []funnelCard
	Empty ui.Empty
	Note  string // how many are not shown
	Small []string
	Demo  bool
	New   *ui.Button // nil: this person makes none
}

type funnelCard struct {
	ID, Status, AI string // the hooks
	Name, Href     string
	State          string
	Sign           ui.StateKind
	Marks          []ui.MarkKind
	Text           string
	Facts          ui.DescriptionList
	Funnel         chart.MiniFunnel
	Findings       []string // titles of what does not add up
}

// The periods that a funnel is compared with its plan over.
const (
	FunnelPeriod     = "30d"
	funnelPeriodPlan = "plan"
)

// FunnelPeriods lists them; the last is the plan's, up to today.
var FunnelPeriods = []string{FunnelPeriod, "90d", funnelPeriodPlan}

var funnelSigns = map[string]ui.StateKind{"draft": ui.StateDraft, "active": ui.StateLive, "paused": ui.StatePaused, "completed": ui.StateEnded}

// funnelWord is the word of a plan's or funnel's status.
func funnelWord(status string) string { return cmo.Label(status) }

// NewFunnelsView builds the list as of now.
func NewFunnelsView(t cmo.Tenant, list FunnelList, now time.Time) FunnelsView {
	l := newLocal(t, now)
	v := FunnelsView{Demo: demoOnly(list.Reports), Empty: ui.Empty{Icon: "funnel", Title: "No funnels yet",
		Text:    "A funnel says in stages how strangers become customers, with the volume, rate and budget of each. The Funnel Architect drafts one from the brand, its ICPs and offers.",
		Actions: []ui.Button{{Label: "See the agents’ runs", Icon: "activity", Href: paths.Runs(t.Slug)}}}}
	if t.Role.Can(cmo.RightEdit) {
		v.New = &ui.Button{Label: "New funnel", Icon: "plus", Href: paths.RecordNew(t.Slug, "funnels")}
		v.Empty.Actions = append([]ui.Button{{Label: "New funnel", Icon: "plus", Tone: ui.Primary, Href: v.New.Href}}, v.Empty.Actions...)
	}
	for _, f := range list.Funnels {
		v.Cards = append(v.Cards, newFunnelCard(l, t.Slug, f, list, v.Demo))
	}
	v.Small = []string{chart.ScaleNote + ".", stageCounting, reportSource(l, list.Reports, v.Demo)}
	return v
}

// stageCounting says what a stage's actual volume is.
const stageCounting = "A stage counts what its own campaigns report: impressions for awareness, clicks for consideration, conversions after that."

func newFunnelCard(l local, slug string, f cmo.Funnel, list FunnelList, demo bool) funnelCard {
	id := f.ID.String()
	stages := stagesOf(list.Stages, f)
	c := funnelCard{ID: id, Status: f.Status, AI: originHook(f.Origin), Name: f.Name, Href: paths.Funnel(slug, id), State: funnelWord(f.Status), Sign: funnelSigns[f.Status],
		Marks: recordMarks(f.Provenance), Text: f.Description, Funnel: chart.MiniFunnel{Name: f.Name}}
	c.Facts = ui.DescriptionList{Items: []ui.Term{
		{Term: "Type", Value: cmo.Label(cmo.FunnelType(f.Type))}, {Term: "Budget", Value: planned(f.Budget, l.money)}, {Term: "Expected revenue", Value: planned(f.Revenue, l.money)},
		{Term: "Campaigns", Value: figure(float64(f.Campaigns), 0)},
	}}
	for i, s := range stages {
		row := chart.FunnelStage{Name: s.Name, Plan: float64(s.Volume), HasPlan: s.Volume > 0, PlanText: figure(float64(s.Volume), 0), Unknown: true}
		if r := reportOf(list.Reports, s, demo); r.Volume != nil {
			row.Actual, row.ActualText, row.Unknown = float64(*r.Volume), figure(float64(*r.Volume), 0), false
		}
		if i > 0 {
			before := reportOf(list.Reports, stages[i-1], demo)
			row.Conversion = orWord(conversionText(before.Volume, reportOf(list.Reports, s, demo).Volume), none)
		}
		c.Funnel.Stages = append(c.Funnel.Stages, row)
	}
	for _, x := range cmo.CheckFunnel(cmo.NewFunnelPlan(l.currency, f, stages, nil, list.Prices)) {
		c.Findings = append(c.Findings, x.Title)
	}
	return c
}

// planned is a planned amount; zero means that none is planned.
func planned(n float64, write func(float64) string) string {
	if n == 0 {
		return none
	}
	return write(n)
}

func stagesOf(stages []cmo.Stage, f cmo.Funnel) []cmo.Stage {
	var out []cmo.Stage
	for _, s := range stages {
		if s.FunnelID == f.ID {
			out = append(out, s)
		}
	}
	return out
}

// demoOnly reports that there are demo figures and no live ones. The two are never added up.
func demoOnly(reports []cmo.StageReport) bool {
	for _, r := range reports {
		if r.Mode == "live" {
			return false
		}
	}
	return len(reports) > 0
}

// reportOf is what was reported of a stage in the data mode that is shown; nothing was if its figures are nil.
func reportOf(reports []cmo.StageReport, s cmo.Stage, demo bool) cmo.StageReport {
	for _, r := range reports {
		if r.StageID == s.ID && (r.Mode == "demo") == demo {
			return r
		}
	}
	return cmo.StageReport{}
}

// conversionText is the share of one volume in the one before it; empty where one of them is unknown.
func conversionText(before, after *int64) string {
	if before == nil || after == nil || *before == 0 {
		return ""
	}
	return cmo.Percent(float64(*after) / float64(*before) * 100)
}

// reportSource says where the figures come from and how fresh they are.
func reportSource(l local, reports []cmo.StageReport, demo bool) string {
	var last, received time.Time
	mixed := false
	for _, r := range reports {
		if (r.Mode == "demo") != demo {
			mixed = true
			continue
		}
		last, received = later(last, r.LastDay), later(received, r.ReceivedAt)
	}
	if last.IsZero() {
		return "No campaign of these stages has reported figures in this time."
	}
	text := "Campaign snapshots up to " + l.day(last) + ", received " + l.moment(received) + "."
	if mixed {
		text += " Demo data is left out."
	}
	return text
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// FunnelSpan are the days of a period, today included, as the tenant counts them. The plan's period is from its start to
// today or its end; without a dated plan it is the usual one.
func FunnelSpan(period string, f cmo.Funnel, zone *time.Location, now time.Time) (from, to time.Time) {
	y, m, d := now.In(zone).Date()
	to = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	switch {
	case period == funnelPeriodPlan && f.PlanStart != nil && !f.PlanStart.After(to):
		if f.PlanEnd != nil && f.PlanEnd.Before(to) {
			to = *f.PlanEnd
		}
		return *f.PlanStart, to
	case period == "90d":
		return to.AddDate(0, 0, -89), to
	}
	return to.AddDate(0, 0, -29), to
}

// funnelHref is a funnel's page over a period.
func funnelHref(slug, id, period string) string {
	q := url.Values{}
	if period != FunnelPeriod {
		q.Set("period", period)
	}
	return paths.With(paths.Funnel(slug, id), q)
}
