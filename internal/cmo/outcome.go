package cmo

import (
	"math"
	"strings"
	"time"

	"github.com/google/uuid"
)

// OutcomeDays is how many days before an acceptance are compared with how many after it: whole weeks, so that weekdays
// weigh the same.
const OutcomeDays = 28

// Reported is what a campaign reported in a period, as counts. Missing is not zero.
type Reported struct {
	Days            int      `json:"days"`
	Impressions     *int64   `json:"impressions"`
	Clicks          *int64   `json:"clicks"`
	Conversions     *int64   `json:"conversions"`
	Cost            *float64 `json:"cost"`
	Revenue         *float64 `json:"revenue"`
	SeenImpressions *int64   `json:"seen_impressions"` // of reports with clicks, likewise below
	SeenClicks      *int64   `json:"seen_clicks"`
	WonClicks       *int64   `json:"won_clicks"`
	WonConversions  *int64   `json:"won_conversions"`
	BackCost        *float64 `json:"back_cost"`
	BackRevenue     *float64 `json:"back_revenue"`
}

// Outcome is what an accepted recommendation is measured by, and how it went.
type Outcome struct {
	ID               uuid.UUID
	RecommendationID uuid.UUID
	Title            string
	Agent            string
	CampaignName     string
	Metric           string // click_rate, conversion_rate, return or conversions
	Mode             string // live or demo
	Target           *float64
	BaselineFrom     time.Time
	BaselineTo       time.Time
	WindowFrom       time.Time
	WindowTo         time.Time
	Baseline         Reported
	Result           Reported // so far, or as it was settled
	SettledAt        *time.Time
	AcceptedAt       time.Time
	Waits            bool // what accepting made is not done yet: the window has not begun
}

// The verdicts about an outcome.
const (
	OutcomeWaits     = "waits" // the window is not over
	OutcomeImproved  = "improved"
	OutcomeUnchanged = "unchanged" // chance explains the difference, or there is none
	OutcomeWorsened  = "worsened"
)

// OutcomeMetricOf is the metric that an agent's word for one means, empty if none of ours.
func OutcomeMetricOf(word string) string {
	w := strings.ToLower(strings.ReplaceAll(word, "_", " "))
	for _, m := range []struct{ part, metric string }{{"conversion rate", "conversion_rate"}, {"click rate", "click_rate"}, {"click-through", "click_rate"}, {"ctr", "click_rate"}, {"open rate", ""},
		{"revenue per cost", "return"}, {"roi", "return"}, {"roas", "return"}, {"return", "return"}, {"conversions", "conversions"}, {"leads", "conversions"}, {"registrations", "conversions"}} {
		if strings.Contains(w, m.part) {
			return m.metric
		}
	}
	return ""
}

// OutcomeWord is a metric in words. Counts are compared by the day.
func OutcomeWord(metric string) string {
	m := MetricOf(metric)
	if m.Unit == UnitCount {
		return m.Label + " a day"
	}
	return m.Label
}

// Value is the metric in what was reported, nil where it is not known: rates in per cent, conversions a day.
func (r Reported) Value(metric string) *float64 {
	switch metric {
	case "click_rate":
		return rate(whole(r.SeenClicks), whole(r.SeenImpressions), 100)
	case "conversion_rate":
		return rate(whole(r.WonConversions), whole(r.WonClicks), 100)
	case "return":
		return rate(r.BackRevenue, r.BackCost, 1)
	}
	days := float64(r.Days)
	return rate(whole(r.Conversions), &days, 1)
}

// Counts below which a change is not judged, and the least share of a period that must have reports.
const (
	enoughHits  = 20
	enoughDays  = OutcomeDays / 2
	enoughSpent = 50
)

// Verdict judges an outcome as of a day: by the counts behind the metric, so that what chance explains is no success.
func (o Outcome) Verdict(today time.Time) string {
	if o.Waits || o.SettledAt == nil && !o.WindowTo.Before(DayOf(today)) {
		return OutcomeWaits
	}
	before, after := o.Baseline.Value(o.Metric), o.Result.Value(o.Metric)
	if before == nil || after == nil || o.Baseline.Days < enoughDays || o.Result.Days < enoughDays {
		return NotEnoughData
	}
	switch o.Metric {
	case "click_rate":
		return proportions(o.Baseline.SeenClicks, o.Baseline.SeenImpressions, o.Result.SeenClicks, o.Result.SeenImpressions)
	case "conversion_rate":
		return proportions(o.Baseline.WonConversions, o.Baseline.WonClicks, o.Result.WonConversions, o.Result.WonClicks)
	case "return":
		if *o.Baseline.BackCost < enoughSpent || *o.Result.BackCost < enoughSpent || deref64(o.Baseline.Conversions)+deref64(o.Result.Conversions) < enoughHits {
			return NotEnoughData
		}
		return moved(*after-*before, 0.1**before)
	}
	n, m := float64(*o.Baseline.Conversions), float64(*o.Result.Conversions)
	if n+m < enoughHits {
		return NotEnoughData
	}
	// Two counts over so many days each: their difference against what chance alone makes of it.
	return moved(*after-*before, 1.96*math.Sqrt(n/float64(o.Baseline.Days*o.Baseline.Days)+m/float64(o.Result.Days*o.Result.Days)))
}

func deref64(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// proportions compares two shares by their counts (95 %).
func proportions(hits, of, hitsAfter, ofAfter *int64) string {
	a, n, b, m := float64(*hits), float64(*of), float64(*hitsAfter), float64(*ofAfter)
	if a+b < enoughHits || n <= 0 || m <= 0 {
		return NotEnoughData
	}
	pool := (a + b) / (n + m)
	return moved(b/m-a/n, 1.96*math.Sqrt(math.Max(0, pool*(1-pool))*(1/n+1/m)))
}

func moved(by, least float64) string {
	switch {
	case by > 0 && by >= least:
		return OutcomeImproved
	case by < 0 && -by >= least:
		return OutcomeWorsened
	}
	return OutcomeUnchanged
}

// HitRate is how an agent's accepted recommendations went.
type HitRate struct {
	Agent  string
	Judged int // with a verdict from the numbers
	Hits   int // improved
	Open   int // the window is not over
	Silent int // not enough data
}

// HitRates counts verdicts by agent, in the order of their first outcome.
func HitRates(list []Outcome, today time.Time) []HitRate {
	at, out := map[string]int{}, []HitRate{}
	for _, o := range list {
		i, ok := at[o.Agent]
		if !ok {
			i = len(out)
			at[o.Agent] = i
			out = append(out, HitRate{Agent: o.Agent})
		}
		switch o.Verdict(today) {
		case OutcomeWaits:
			out[i].Open++
		case NotEnoughData:
			out[i].Silent++
		case OutcomeImproved:
			out[i].Hits++
			out[i].Judged++
		default:
			out[i].Judged++
		}
	}
	return out
}
