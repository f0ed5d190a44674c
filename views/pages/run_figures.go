package pages

import (
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/chart"
	"github.com/ubigrowth/aicmo/views/ui"
)

// newRunFigures sum up what the filter shows, nil when none of the counted runs fits.
func newRunFigures(l local, q RunQuery, list RunList) *runFigures {
	s := list.Summary
	if s.Total == 0 {
		return nil
	}
	f := &runFigures{Cells: []figureCell{
		{"Completed", percent(s.Completed, s.Ended), figure(float64(s.Completed), 0) + " of " + figure(float64(s.Ended), 0) + " ended"},
		{"Median duration", none, "of completed runs"},
		{"Cost", usd(s.CostUSD), plural(s.Costed, "run reports it", "runs report it")},
		{"Running", figure(float64(s.Running), 0), figure(float64(s.Pending), 0) + " queued"},
	}}
	if s.MedianMS != nil {
		f.Cells[1].Value = took(time.Duration(*s.MedianMS * float64(time.Millisecond)))
	}
	if s.Costed == 0 {
		f.Cells[2].Sub = "no run reports one"
	}
	if s.RunCut() {
		f.Note = "Figures and counts cover the newest " + figure(float64(s.Most), 0) + " runs of this period; the list below shows all of them."
	}
	var step string
	f.Chart.Hours, step = runBars(l, q.Period, list.Buckets)
	f.Caption = "Runs per " + step
	bad, top := 0, 0
	for _, h := range f.Chart.Hours {
		bad, top = bad+h.Bad, max(top, h.OK+h.Bad)
	}
	f.Agents = agentFigures(l, q, list)
	f.Chart.Label = f.Caption + ": " + plural(s.Total, "run") + ", " + figure(float64(bad), 0) + " of them failed or timed out, at most " + figure(float64(top), 0) + " per " + step
	return f
}

// barsPerDay is how many days the histogram shows one by one; a longer time is shown by months.
const barsPerDay = 62

// runBars are the histogram's bars from the period's start to now, empty ones too, and what one bar stands for.
func runBars(l local, period string, buckets []cmo.RunBucket) ([]chart.Hour, string) {
	if period == "24h" {
		at := func(t time.Time) time.Time { return t.UTC().Truncate(time.Hour) }
		return fillBars(at(l.now.Add(-23*time.Hour)), l.now, buckets, at, func(t time.Time) time.Time { return t.Add(time.Hour) },
			func(t time.Time) string { return l.clocks.Time(t.In(l.zone)) }), "hour"
	}
	day := func(t time.Time) time.Time {
		y, m, d := t.In(l.zone).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, l.zone)
	}
	first := day(l.now.Add(-cmo.RunPeriods[period]))
	if period == "all" && len(buckets) > 0 {
		first = day(buckets[0].At)
	}
	if l.now.Sub(first) < barsPerDay*24*time.Hour {
		return fillBars(first, l.now, buckets, day, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }, l.day), "day"
	}
	month := func(t time.Time) time.Time {
		y, m, _ := t.In(l.zone).Date()
		return time.Date(y, m, 1, 0, 0, 0, 0, l.zone)
	}
	return fillBars(month(first), l.now, buckets, month, func(t time.Time) time.Time { return t.AddDate(0, 1, 0) },
		func(t time.Time) string { return t.Format("Jan 2006") }), "month"
}

// fillBars sorts buckets into equal steps of time.
func fillBars(first, last time.Time, buckets []cmo.RunBucket, start, next func(time.Time) time.Time, label func(time.Time) string) []chart.Hour {
	var bars []chart.Hour
	place := map[int64]int{}
	for t := first; !t.After(last) && len(bars) < 1200; t = next(t) {
		place[start(t).Unix()] = len(bars)
		bars = append(bars, chart.Hour{Label: label(t)})
	}
	for _, b := range buckets {
		i, ok := place[start(b.At).Unix()]
		if !ok {
			i = 0 // the part of the first hour before the period's 24 bars
		}
		if len(bars) > 0 {
			bars[i].OK += b.Total - b.Bad
			bars[i].Bad += b.Bad
		}
	}
	return bars
}

// agentFigures are the success rate of each agent that ran, and its runs over the period's hours, days or months.
func agentFigures(l local, q RunQuery, list RunList) []agentFigure {
	var out []agentFigure
	for _, a := range cmo.Agents {
		var own []cmo.RunBucket
		total, completed, ended := 0, 0, 0
		for _, b := range list.Buckets {
			if b.Agent == a.ID {
				own = append(own, b)
				total, completed, ended = total+b.Total, completed+b.Completed, ended+b.Ended
			}
		}
		if total == 0 {
			continue
		}
		to := q.with(func(q *RunQuery) { q.Filter.Agents = []string{a.ID} }).Href()
		f := agentFigure{Name: a.Name, Href: to, Share: percent(completed, ended), Of: "of " + figure(float64(ended), 0), Attrs: swapRuns(to), Line: ui.Sparkline{FromZero: true, Width: 72, Height: 22}}
		for _, h := range list.Helped {
			if h.Agent == a.ID {
				f.Helped = figure(float64(h.Helpful), 0) + " of " + figure(float64(h.Total), 0) + " found helpful"
			}
		}
		// The axis is the whole log's, so that the lines can be compared.
		bars, step := runBars(l, q.Period, append([]cmo.RunBucket{{At: list.Buckets[0].At}}, own...))
		most := 0
		for _, b := range bars {
			f.Line.Points = append(f.Line.Points, float64(b.OK+b.Bad))
			most = max(most, b.OK+b.Bad)
		}
		f.Line.Label = a.Name + ": " + plural(total, "run") + ", at most " + figure(float64(most), 0) + " per " + step
		out = append(out, f)
	}
	return out
}
