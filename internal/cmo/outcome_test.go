package cmo

import (
	"testing"
	"time"
)

func TestOutcome_Verdict(t *testing.T) {
	t.Parallel()
	n := func(v int64) *int64 { return &v }
	f := func(v float64) *float64 { return &v }
	clicks := func(hits, of int64, days int) Reported {
		return Reported{Days: days, SeenClicks: n(hits), SeenImpressions: n(of)}
	}
	sold := func(c int64, days int) Reported { return Reported{Days: days, Conversions: n(c)} }
	back := func(revenue, cost float64) Reported {
		return Reported{Days: 28, BackRevenue: f(revenue), BackCost: f(cost), Conversions: n(20)}
	}
	end := time.Date(2026, 3, 28, 0, 0, 0, 0, time.UTC)
	after := end.AddDate(0, 0, 1)
	for name, c := range map[string]struct {
		metric        string
		before, after Reported
		today         time.Time
		want          string
	}{
		"window open":           {"click_rate", clicks(100, 5000, 28), clicks(200, 5000, 28), end, OutcomeWaits},
		"better":                {"click_rate", clicks(100, 5000, 28), clicks(160, 5000, 28), after, OutcomeImproved},
		"chance":                {"click_rate", clicks(100, 5000, 28), clicks(112, 5000, 28), after, OutcomeUnchanged},
		"worse":                 {"click_rate", clicks(160, 5000, 28), clicks(100, 5000, 28), after, OutcomeWorsened},
		"few clicks":            {"click_rate", clicks(4, 200, 28), clicks(9, 200, 28), after, NotEnoughData},
		"few days":              {"click_rate", clicks(100, 5000, 28), clicks(160, 5000, 5), after, NotEnoughData},
		"nothing reported":      {"click_rate", clicks(100, 5000, 28), Reported{Days: 28}, after, NotEnoughData},
		"more a day":            {"conversions", sold(28, 28), sold(60, 28), after, OutcomeImproved},
		"few sales":             {"conversions", sold(3, 28), sold(9, 28), after, NotEnoughData},
		"about as many":         {"conversions", sold(28, 28), sold(33, 28), after, OutcomeUnchanged},
		"more money back":       {"return", back(100, 200), back(180, 200), after, OutcomeImproved},
		"little spent":          {"return", back(10, 20), back(30, 20), after, NotEnoughData},
		"none won of no clicks": {"conversion_rate", Reported{Days: 28, WonClicks: n(0), WonConversions: n(0)}, Reported{Days: 28, WonClicks: n(5), WonConversions: n(0)}, after, NotEnoughData},
	} {
		o := Outcome{Metric: c.metric, Baseline: c.before, Result: c.after, WindowTo: end}
		if got := o.Verdict(c.today); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	list := []Outcome{{Agent: "a", Metric: "click_rate", Baseline: clicks(100, 5000, 28), Result: clicks(160, 5000, 28), WindowTo: end}, {Agent: "a", Metric: "click_rate", WindowTo: end}, {Agent: "b", WindowTo: after.AddDate(0, 0, 9)}}
	if r := HitRates(list, after); len(r) != 2 || r[0] != (HitRate{"a", 1, 1, 0, 1}) || r[1] != (HitRate{"b", 0, 0, 1, 0}) {
		t.Errorf("%+v", r)
	}
}
