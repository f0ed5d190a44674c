package pages

import (
	"slices"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/chart"
	"github.com/ubigrowth/aicmo/views/ui"
)

// chart is the figure day by day, with the period before as a second line.
func (m metricFigure) chart(l local, f cmo.MetricFilter, length int, days, before []cmo.MetricDay) metricChart {
	total, was := m.of(sumDays(days)), m.of(sumDays(before))
	c := metricChart{Title: m.label, Value: none, Sub: "not reported"}
	if total != nil {
		c.Value, c.Sub = m.write(l, *total), m.change(total, was)
	}
	points := m.points(f.From, length, days)
	c.Line = chart.Series{Points: points, First: l.day(f.From), Last: l.day(f.To), Nothing: "Nobody reported this in these days."}
	if was != nil {
		c.Line.Before = m.points(f.Before, length, before)
	}
	c.Line.TopText = m.write(l, chart.Top(points, c.Line.Before))
	if total != nil {
		c.Line.Label = m.sentence(l, f, points, *total, was)
	}
	return c
}

// points is one point per day of the period.
func (m metricFigure) points(from time.Time, length int, days []cmo.MetricDay) []chart.Point {
	out := make([]chart.Point, length)
	for _, d := range days {
		at := int(d.Day.Sub(from).Hours() / 24)
		if n := m.of(d.MetricSums); n != nil && at >= 0 && at < length {
			out[at] = chart.Point{Value: *n, Known: true}
		}
	}
	return out
}

// sentence says in words what the line shows.
func (m metricFigure) sentence(l local, f cmo.MetricFilter, points []chart.Point, total float64, was *float64) string {
	known, top, at := 0, 0.0, 0
	for i, p := range points {
		if !p.Known {
			continue
		}
		if known == 0 || p.Value > top {
			top, at = p.Value, i
		}
		known++
	}
	text := m.label + " per day, " + l.span(&f.From, &f.To) + ": " + m.write(l, total)
	if !m.share {
		text += " in all"
	}
	text += ", highest " + m.write(l, top) + " on " + l.day(f.From.AddDate(0, 0, at)) + ", " + figure(float64(known), 0) + " of " + plural(len(points), "day") + " reported"
	if was != nil {
		text += "; " + m.write(l, *was) + " in the period before"
	}
	return text + "."
}

// metricTable is figures by campaign, channel or day.
type metricTable struct {
	Title string
	Head  ui.TableHead
	Rows  []metricRow
	Note  string
}

type metricRow struct {
	Name, Href string
	Icon       string // of a channel
	AI, Chosen bool
	Cells      []metricCell
}

type metricCell struct{ Text, Class string }

// metricColumns are the columns of every table; the widths at which they leave are those of Table.
var metricColumns = []struct {
	metricFigure
	class string
}{{metricImpressions, ""}, {metricClicks, ""}, {metricClickRate, ""}, {metricConversions, ""}, {metricConversion, "p2"}, {metricCost, "p3"}, {metricPerSale, "p1"}, {metricRevenue, ""}}

func metricHead(label, caption, first string) ui.TableHead {
	h := ui.TableHead{NoStack: true, Label: label, Caption: caption, Columns: []ui.Column{{Label: first}}}
	for _, c := range metricColumns {
		h.Columns = append(h.Columns, ui.Column{Label: c.label, Right: true, Class: c.class})
	}
	return h
}

func metricCellsOf(l local, s cmo.MetricSums) []metricCell {
	var out []metricCell
	for _, c := range metricColumns {
		text := none
		if n := c.of(s); n != nil {
			text = c.write(l, *n)
		}
		out = append(out, metricCell{text, c.class})
	}
	return out
}

// metricRowsShown is how many campaigns the table shows.
const metricRowsShown = 50

func newMetricCampaigns(l local, q MetricQuery, groups []cmo.MetricGroup, mode string) *metricTable {
	t := &metricTable{Title: "By campaign", Head: metricHead("Campaigns", "Figures by campaign, the most clicks first", "Campaign")}
	for _, g := range groups {
		if g.Mode != mode || !g.Current || g.CampaignID == nil {
			continue
		}
		id := *g.CampaignID
		row := metricRow{Name: g.Name, AI: g.Origin == cmo.OriginAI, Chosen: q.Campaign != nil && *q.Campaign == id, Cells: metricCellsOf(l, g.MetricSums)}
		row.Href = q.with(func(q *MetricQuery) { q.Campaign = &id })
		t.Rows = append(t.Rows, row)
	}
	if n := len(t.Rows); n > metricRowsShown {
		t.Note = "The first " + figure(metricRowsShown, 0) + " of " + plural(n, "campaign") + "."
		t.Rows = t.Rows[:metricRowsShown]
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

func newMetricChannels(l local, q MetricQuery, groups []cmo.MetricGroup, mode string) *metricTable {
	t := &metricTable{Title: "By channel", Head: metricHead("Channels", "Figures by channel", "Channel"), Note: "What campaigns report without naming a channel is in none of these rows."}
	for _, g := range groups {
		if g.Mode != mode || !g.Current {
			continue
		}
		sign := newChannelSign(g.Name)
		row := metricRow{Name: sign.Label, Icon: sign.Icon, Chosen: q.Channel == g.Name, Cells: metricCellsOf(l, g.MetricSums)}
		row.Href = q.with(func(q *MetricQuery) { q.Channel = g.Name })
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

func newMetricByDay(l local, days []cmo.MetricDay) *metricTable {
	t := &metricTable{Title: "Day by day", Head: metricHead("Days", "Figures by day, newest first", "Day")}
	for _, d := range slices.Backward(days) {
		t.Rows = append(t.Rows, metricRow{Name: d.Day.Format("Mon ") + l.day(d.Day), Cells: metricCellsOf(l, d.MetricSums)})
	}
	return t
}

// metricCampaignMenu chooses one campaign among those that reported anything.
func metricCampaignMenu(q MetricQuery, rec MetricRecord) ui.PillMenu {
	p := ui.PillMenu{Label: "Campaign", Items: []ui.Choice{{Label: "All campaigns", Href: q.with(func(q *MetricQuery) { q.Campaign = nil }), Current: q.Campaign == nil}}}
	if rec.Campaign != nil {
		p.Value = shorten(rec.Campaign.Name, 40)
	}
	seen := map[string]bool{}
	for _, g := range rec.Campaigns {
		if g.CampaignID == nil || seen[g.CampaignID.String()] {
			continue
		}
		id := *g.CampaignID
		seen[id.String()] = true
		p.Items = append(p.Items, ui.Choice{Label: g.Name, Spark: g.Origin == cmo.OriginAI, Href: q.with(func(q *MetricQuery) { q.Campaign = &id }), Current: q.Campaign != nil && *q.Campaign == id})
	}
	return p
}

func metricChannelMenu(q MetricQuery, rec MetricRecord) ui.PillMenu {
	p := ui.PillMenu{Label: "Channel", Value: cmo.Label(q.Channel), Items: []ui.Choice{{Label: "All channels", Href: q.with(func(q *MetricQuery) { q.Channel = "" }), Current: q.Channel == ""}}}
	seen := map[string]bool{}
	for _, g := range rec.Channels {
		if seen[g.Name] {
			continue
		}
		seen[g.Name] = true
		sign := newChannelSign(g.Name)
		p.Items = append(p.Items, ui.Choice{Label: sign.Label, Icon: sign.Icon, Href: q.with(func(q *MetricQuery) { q.Channel = g.Name }), Current: q.Channel == g.Name})
	}
	return p
}
