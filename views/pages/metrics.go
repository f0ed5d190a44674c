package pages

import (
	"math"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/chart"
	"github.com/ubigrowth/aicmo/views/ui"
)

// MetricRecord is what the store knows for the metrics page: of the period and the one before.
type MetricRecord struct {
	Campaign  *cmo.Campaign // the chosen one
	Days      []cmo.MetricDay
	Campaigns []cmo.MetricGroup // under the channel, whatever campaign is chosen
	Channels  []cmo.MetricGroup // of the campaign, whatever channel is chosen
	Week      []cmo.Week        // the newest, if any
}

// MetricsView is the metrics page.
type MetricsView struct {
	Demo      bool
	Import    string // empty for those who may not
	Week      *weekView
	Periods   ui.Segmented
	Modes     *ui.Segmented // nil: there is only one kind of figures
	Campaign  ui.PillMenu
	Channel   ui.PillMenu
	Clear     *ui.Button
	Empty     *ui.Empty
	Span      string
	Cells     []figureCell
	Charts    []metricChart
	Source    []string
	Campaigns *metricTable
	Channels  *metricTable
	ByDay     *metricTable
}

// metricChart is one figure over the days of the period.
type metricChart struct {
	Title, Value, Sub string
	Line              chart.Series
}

// metricFigure is one thing that is measured.
type metricFigure struct {
	label string
	of    func(cmo.MetricSums) *float64
	write func(l local, n float64) string
	share bool // in per cent: its change is in points
}

// metricLabel is the name of a metric in the vocabulary that all pages share.
func metricLabel(key string) string { return cmo.MetricOf(key).Label }

func writeCount(_ local, n float64) string { return figure(n, 0) }
func writeShare(_ local, n float64) string { return cmo.Percent(n) }
func writeMoney(l local, n float64) string {
	if math.Abs(n) >= 1000 {
		n = math.Round(n)
	}
	return l.money(n)
}

var (
	metricImpressions = metricFigure{metricLabel("impressions"), func(s cmo.MetricSums) *float64 { return asFloat(s.Impressions) }, writeCount, false}
	metricClicks      = metricFigure{metricLabel("clicks"), func(s cmo.MetricSums) *float64 { return asFloat(s.Clicks) }, writeCount, false}
	metricClickRate   = metricFigure{metricLabel("click_rate"), cmo.MetricSums.ClickRate, writeShare, true}
	metricConversions = metricFigure{metricLabel("conversions"), func(s cmo.MetricSums) *float64 { return asFloat(s.Conversions) }, writeCount, false}
	metricConversion  = metricFigure{metricLabel("conversion_rate"), cmo.MetricSums.ConversionRate, writeShare, true}
	metricCost        = metricFigure{metricLabel("cost"), func(s cmo.MetricSums) *float64 { return s.Cost }, writeMoney, false}
	metricPerSale     = metricFigure{metricLabel("cost_per_conversion"), cmo.MetricSums.CostPerConversion, writeMoney, false}
	metricRevenue     = metricFigure{metricLabel("revenue"), func(s cmo.MetricSums) *float64 { return s.Revenue }, writeMoney, false}
)

var (
	metricCells  = []metricFigure{metricImpressions, metricClicks, metricClickRate, metricConversions, metricConversion, metricCost, metricPerSale, metricRevenue}
	metricCharts = []metricFigure{metricImpressions, metricClicks, metricClickRate, metricConversions, metricCost, metricRevenue}
)

// NewMetricsView builds the page as of now.
func NewMetricsView(t cmo.Tenant, q MetricQuery, rec MetricRecord, now time.Time) MetricsView {
	l, f := newLocal(t, now), q.Filter(t.Zone, now)
	mode, both := metricMode(q, rec)
	v := MetricsView{Demo: mode == "demo", Periods: metricPeriods(q), Campaign: metricCampaignMenu(q, rec), Channel: metricChannelMenu(q, rec),
		Span: l.span(&f.From, &f.To) + ", " + l.now.Format("MST")}
	v.Week = newWeek(l, rec.Week)
	if t.Role.Can(cmo.RightEdit) {
		v.Import = paths.MetricImports(t.Slug)
	}
	if both {
		v.Modes = metricModes(q, mode)
	}
	if q.Campaign != nil || q.Channel != "" {
		v.Clear = &ui.Button{Label: "Clear the filter", Size: ui.Small, Tone: ui.Ghost, Icon: "x", Href: q.with(func(q *MetricQuery) { q.Campaign, q.Channel = nil, "" })}
	}
	var days, before []cmo.MetricDay
	for _, d := range rec.Days {
		switch {
		case d.Mode != mode:
		case d.Day.Before(f.From):
			before = append(before, d)
		default:
			days = append(days, d)
		}
	}
	if len(days) == 0 {
		v.Empty = metricsEmpty(q, len(rec.Days) > 0 || len(rec.Campaigns) > 0)
		return v
	}
	total, was := sumDays(days), sumDays(before)
	for _, m := range metricCells {
		v.Cells = append(v.Cells, m.cell(l, total, was, q.Days))
	}
	for _, m := range metricCharts {
		v.Charts = append(v.Charts, m.chart(l, f, q.Days, days, before))
	}
	v.Source = metricSource(l, days, q.Days, both, mode)
	v.Campaigns, v.Channels = newMetricCampaigns(l, q, rec.Campaigns, mode), newMetricChannels(l, q, rec.Channels, mode)
	v.ByDay = newMetricByDay(l, days)
	return v
}

// metricMode is the kind of figures that is shown, and whether there are both. The two are never added up.
func metricMode(q MetricQuery, rec MetricRecord) (mode string, both bool) {
	has := map[string]bool{}
	for _, d := range rec.Days {
		has[d.Mode] = true
	}
	for _, g := range rec.Campaigns {
		has[g.Mode] = true
	}
	both = has["live"] && has["demo"]
	switch {
	case q.Mode != "":
		return q.Mode, both || !has[q.Mode] && len(has) > 0
	case has["demo"] && !has["live"]:
		return "demo", false
	}
	return "live", both
}

func metricModes(q MetricQuery, mode string) *ui.Segmented {
	s := &ui.Segmented{Label: "Data"}
	for _, m := range MetricModes {
		s.Items = append(s.Items, ui.Choice{Label: cmo.Label(m), Href: q.with(func(q *MetricQuery) { q.Mode = m }), Current: m == mode})
	}
	return s
}

func metricPeriods(q MetricQuery) ui.Segmented {
	s := ui.Segmented{Label: "Period"}
	for _, n := range []int{7, 30, 90, 365} {
		s.Items = append(s.Items, ui.Choice{Label: figure(float64(n), 0) + " days", Href: q.with(func(q *MetricQuery) { q.Days = n }), Current: q.Days == n})
	}
	return s
}

func sumDays(days []cmo.MetricDay) cmo.MetricSums {
	var s cmo.MetricSums
	for _, d := range days {
		s = s.Plus(d.MetricSums)
	}
	return s
}

// metricsEmpty says why there is nothing and what to do.
func metricsEmpty(q MetricQuery, elsewhere bool) *ui.Empty {
	e := &ui.Empty{Icon: "chart-no-axes-column", Title: "Nothing reported in this time"}
	longer := ui.Button{Label: "Show 365 days", Href: q.with(func(q *MetricQuery) { q.Days = 365 })}
	switch {
	case q.Campaign != nil || q.Channel != "":
		e.Text = "No snapshot fits this campaign or channel in " + plural(q.Days, "day") + "."
		e.Actions = []ui.Button{{Label: "Clear the filter", Href: q.with(func(q *MetricQuery) { q.Campaign, q.Channel = nil, "" })}}
	case elsewhere:
		e.Text = "There are snapshots of other days or of another kind of data."
	case q.Days == 365:
		e.Title = "No metrics yet"
		e.Text = "Campaigns report their figures as snapshots: impressions, clicks, conversions, cost and revenue of a day. Nothing here is estimated, so without snapshots the page stays empty."
		e.Actions = []ui.Button{{Label: "Go to campaigns", Icon: "megaphone", Href: paths.Campaigns(q.Slug)}}
	default:
		e.Text = "No campaign has reported figures in the last " + plural(q.Days, "day") + "."
	}
	if q.Days < 365 {
		e.Actions = append(e.Actions, longer)
	}
	return e
}

// cell is the figure of the whole period beside that of the one before.
func (m metricFigure) cell(l local, now, was cmo.MetricSums, days int) figureCell {
	n, w := m.of(now), m.of(was)
	c := figureCell{Label: m.label, Value: none, Sub: "Not reported"}
	if n != nil {
		c.Value, c.Sub = m.write(l, *n), "Nothing to compare with"
	}
	if w != nil {
		c.Sub = m.write(l, *w) + " in the " + plural(days, "day") + " before"
		if change := m.change(n, w); change != "" {
			c.Sub = change + " from " + m.write(l, *w)
		}
	}
	return c
}

// change is the difference in words, empty where one side is unknown: +12%, or for a rate −0.4 points.
func (m metricFigure) change(now, was *float64) string {
	switch {
	case now == nil || was == nil:
		return ""
	case m.share:
		d := math.Round((*now-*was)*10) / 10
		return signed(d, func(n float64) string { return figure(n, 1) }) + " points"
	case *was == 0:
		return ""
	}
	return signed(math.Round((*now / *was - 1)*100), func(n float64) string { return figure(n, 0) }) + "%"
}

// metricSource says where the figures come from and how fresh they are.
func metricSource(l local, days []cmo.MetricDay, period int, both bool, mode string) []string {
	var last, received time.Time
	for _, d := range days {
		last, received = later(last, d.Day), later(received, d.ReceivedAt)
	}
	out := []string{"Campaign snapshots up to " + l.day(last) + ", received " + l.moment(received) + ".",
		figure(float64(len(days)), 0) + " of " + plural(period, "day") + " reported; the others are gaps, not zeros.",
		"Rates are derived from counts, of those reports that name both."}
	if both && mode == "live" {
		out = append(out, "Demo data is left out.")
	} else if both {
		out = append(out, "Live data is left out.")
	}
	return out
}
