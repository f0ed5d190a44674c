package pages

import (
	"math"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/chart"
	"github.com/ubigrowth/aicmo/views/ui"
)

// HomeDays is how many days the home page's figures cover, today included.
const HomeDays = 30

// HomeSpan are the days whose figures the home page needs: the period and, to compare, as long a one before.
func HomeSpan(zone *time.Location, now time.Time) (before, from, to time.Time) {
	y, m, d := now.In(zone).Date()
	to = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	from = to.AddDate(0, 0, 1-HomeDays)
	return from.AddDate(0, 0, -HomeDays), from, to
}

// homeResults are the figures of the period and the active funnels beside their plan.
type homeResults struct {
	Demo    bool
	KPIs    []kpiCell
	Funnels []chart.MiniFunnel
	None    string // no active funnel
	Source  string
	Left    string // what was left out
	HasPlan bool
}

type kpiCell struct {
	Label, Value, Sub string
	Line              ui.Sparkline
}

// newHomeResults takes live figures, or where there are none demo ones. The two are never added up.
func newHomeResults(l local, rec HomeRecord) homeResults {
	_, from, _ := HomeSpan(l.zone, l.now)
	mode := map[string]int{}
	for _, d := range rec.Days {
		if !d.Day.Before(from) {
			mode[d.Mode]++
		}
	}
	r := homeResults{Demo: mode["live"] == 0 && mode["demo"] > 0}
	wanted := "live"
	if r.Demo {
		wanted = "demo"
	}
	var now, before []cmo.MetricDay
	for _, d := range rec.Days {
		switch {
		case d.Mode != wanted:
		case d.Day.Before(from):
			before = append(before, d)
		default:
			now = append(now, d)
		}
	}
	if mode["live"] > 0 && mode["demo"] > 0 {
		r.Left = "Demo data is left out."
	}
	r.KPIs = []kpiCell{
		l.kpi(metricLabel("conversions"), now, before, false, func(d cmo.MetricDay) *float64 { return asFloat(d.Conversions) }),
		l.kpi(metricLabel("clicks"), now, before, false, func(d cmo.MetricDay) *float64 { return asFloat(d.Clicks) }),
		l.kpi(metricLabel("cost"), now, before, true, func(d cmo.MetricDay) *float64 { return d.Cost }),
		l.kpi(metricLabel("revenue"), now, before, true, func(d cmo.MetricDay) *float64 { return d.Revenue }),
	}
	r.Source = l.resultSource(now)
	r.Funnels = homeFunnels(rec.Stages, r.Demo)
	if len(r.Funnels) == 0 {
		r.None = "No funnel is active. Once one is, its stages stand here beside their plan."
	}
	for _, s := range rec.Stages {
		r.HasPlan = r.HasPlan || s.Planned > 0
	}
	return r
}

func asFloat(n *int64) *float64 {
	if n == nil {
		return nil
	}
	f := float64(*n)
	return &f
}

// kpi sums a figure up. A period in which nobody reported it has no figure, which is not zero.
func (l local) kpi(label string, now, before []cmo.MetricDay, money bool, of func(cmo.MetricDay) *float64) kpiCell {
	write := func(n float64) string {
		switch {
		case money && n >= 1000:
			return l.money(math.Round(n))
		case money:
			return l.money(n)
		}
		return figure(n, 0)
	}
	sum := func(days []cmo.MetricDay) (total float64, points []float64) {
		for _, d := range days {
			if f := of(d); f != nil {
				total += *f
				points = append(points, *f)
			}
		}
		return total, points
	}
	total, points := sum(now)
	c := kpiCell{Label: label, Value: none, Sub: "Not reported"}
	if len(points) > 0 {
		c.Value, c.Sub = write(total), "Nothing to compare with"
		c.Line = ui.Sparkline{Points: points, Width: 104, Height: 26, FromZero: true}
	}
	if was, points := sum(before); len(points) > 0 {
		c.Sub = write(was) + " in the 30 days before"
	}
	return c
}

// resultSource says where the figures come from and how fresh they are.
func (l local) resultSource(days []cmo.MetricDay) string {
	if len(days) == 0 {
		return "No campaign has reported figures in these days."
	}
	last, received := days[0], days[0].ReceivedAt
	seen := map[string]bool{}
	for _, d := range days {
		seen[d.Day.Format(time.DateOnly)] = true
		if !d.Day.Before(last.Day) {
			last = d
		}
		if d.ReceivedAt.After(received) {
			received = d.ReceivedAt
		}
	}
	return "Campaign snapshots up to " + l.day(last.Day) + ", received " + l.moment(received) + ". " +
		figure(float64(len(seen)), 0) + " of " + figure(HomeDays, 0) + " days reported."
}

// homeFunnels are the active funnels, stage by stage. Without a report a stage shows its plan alone.
func homeFunnels(stages []cmo.FunnelStage, demo bool) []chart.MiniFunnel {
	var out []chart.MiniFunnel
	at := map[string]int{}
	for _, s := range stages {
		id := s.FunnelID.String()
		i, ok := at[id]
		if !ok {
			i = len(out)
			at[id] = i
			out = append(out, chart.MiniFunnel{Name: s.FunnelName})
		}
		if s.Name == "" {
			continue // a funnel without stages
		}
		row := chart.FunnelStage{Name: s.Name, Plan: float64(s.Planned), HasPlan: s.Planned > 0, PlanText: figure(float64(s.Planned), 0), Unknown: true}
		n := s.Live
		if demo {
			n = s.Demo
		}
		if n != nil {
			row.Actual, row.ActualText, row.Unknown = float64(*n), figure(float64(*n), 0), false
		}
		out[i].Stages = append(out[i].Stages, row)
	}
	return out
}

// homeEvents are the next events, by day.
type homeEvents struct {
	Days []eventDay
	Zone string
}

type eventDay struct {
	Label string
	Today bool
	Items []eventRow
}

type eventRow struct {
	Time, RFC3339 string
	Icon, Kind    string
	Title, Href   string
	Note          string
	Sign          ui.StateKind // of a note that warns
}

var eventIcons = map[string]string{
	"campaign_start": "play", "campaign_end": "flag", "landing_page_published": "panel-top", "milestone": "target", "review": "inbox",
}

func newHomeEvents(l local, slug string, list []cmo.UpcomingEvent) homeEvents {
	e := homeEvents{Zone: "Tenant time, " + l.now.Format("MST") + " (UTC" + offset(l.now) + ")"}
	for _, x := range list {
		at := x.At.In(l.zone)
		label, today := at.Format("Mon ")+l.day(at), at.Format(time.DateOnly) == l.now.Format(time.DateOnly)
		if today {
			label = "Today, " + label
		}
		if n := len(e.Days); n == 0 || e.Days[n-1].Label != label {
			e.Days = append(e.Days, eventDay{Label: label, Today: today})
		}
		d := &e.Days[len(e.Days)-1]
		d.Items = append(d.Items, newEventRow(l, slug, x, at))
	}
	return e
}

// offset is a time's distance from UTC: −6, +5:30, ±0.
func offset(t time.Time) string {
	_, s := t.Zone()
	sign := "+"
	switch {
	case s == 0:
		return "±0"
	case s < 0:
		sign, s = "−", -s
	}
	text := sign + figure(float64(s/3600), 0)
	if m := s % 3600 / 60; m > 0 {
		text += ":" + time.Date(0, 1, 1, 0, m, 0, 0, time.UTC).Format("04")
	}
	return text
}
