package playbook

import (
	"fmt"
	"math"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// sum adds up what was reported; a count that nobody reported stays unknown.
type sum struct {
	days                             int
	impressions, clicks, conversions *int64
	cost, revenue                    *float64
}

// Counts below which a change is not judged.
const (
	enoughClicks      = 40
	enoughConversions = 10
)

// sums are the period and the one before, of a channel or of the campaign's own rows. Where a campaign has no rows of its
// own, its channels are added up.
func (a *analysis) sums(id uuid.UUID, channel string) (now, prev sum) {
	return a.between(id, channel, a.from, a.to), a.between(id, channel, a.before, date(day(a.from).AddDate(0, 0, -1)))
}

// between adds up the days from one to another, both included.
func (a *analysis) between(id uuid.UUID, channel, from, to string) (s sum) {
	own := map[string]bool{}
	for _, m := range a.d.Metrics {
		if m.CampaignID == id && m.ChannelName == "" && m.DataMode == a.mode {
			own[m.Day] = true
		}
	}
	seen := map[string]bool{}
	for _, m := range a.d.Metrics {
		if m.CampaignID != id || m.DataMode != a.mode || total(m.MetricType) || m.Day < from || m.Day > to {
			continue
		}
		if channel != "" && m.ChannelName != channel || channel == "" && own[m.Day] && m.ChannelName != "" {
			continue
		}
		if !seen[m.Day] {
			seen[m.Day] = true
			s.days++
		}
		addCount(&s.impressions, m.Impressions)
		addCount(&s.clicks, m.Clicks)
		addCount(&s.conversions, m.Conversions)
		addAmount(&s.cost, m.Cost)
		addAmount(&s.revenue, m.Revenue)
	}
	return s
}

// total are rows that repeat days which are counted already.
func total(kind string) bool {
	return kind == "weekly" || kind == "monthly" || kind == "total" || kind == "summary"
}

func addCount(to **int64, v *int64) {
	if v == nil {
		return
	}
	if *to == nil {
		*to = new(int64)
	}
	**to += *v
}

func addAmount(to **float64, v *float64) {
	if v == nil {
		return
	}
	if *to == nil {
		*to = new(float64)
	}
	**to += *v
}

// source is what a change is about.
type source struct {
	kind     string
	id       uuid.UUID
	name     string
	category string
}

// change judges a rate against the period before, by the counts behind it: two proportions are compared, and what chance
// could explain is no finding.
func (a *analysis) change(s source, now, prev sum, rate string) bool {
	hits, whole, hitsBefore, wholeBefore, least := now.clicks, now.impressions, prev.clicks, prev.impressions, int64(enoughClicks)
	if rate == "conversion rate" {
		hits, whole, hitsBefore, wholeBefore, least = now.conversions, now.clicks, prev.conversions, prev.clicks, enoughConversions
	}
	if hits == nil || whole == nil || hitsBefore == nil || wholeBefore == nil || *whole == 0 || *wholeBefore == 0 || *hits > *whole || *hitsBefore > *wholeBefore {
		if rate == "click rate" && s.kind == "campaign" {
			a.notes = append(a.notes, "Not enough data: the "+rate+" of "+s.name+" cannot be compared, because one of the two periods has no counts.")
		}
		return false
	}
	if *hits+*hitsBefore < 2*least || max(*hits, *hitsBefore) < least {
		a.notes = append(a.notes, fmt.Sprintf("Not enough data: the %s of %s rests on %d and %d events.", rate, s.name, *hits, *hitsBefore))
		return false
	}
	a.compared++
	p, q := float64(*hits)/float64(*whole), float64(*hitsBefore)/float64(*wholeBefore)
	z := zScore(*hits, *whole, *hitsBefore, *wholeBefore)
	if math.IsNaN(z) || math.Abs(z) < 1.96 {
		return false
	}
	relative := (p - q) / q * 100
	if math.Abs(relative) < 5 {
		return false
	}
	a.add(a.changed(s, rate, p*100, q*100, relative))
	return true
}

// zScore is how far two shares lie apart, in what chance makes of it.
func zScore(hits, whole, hitsBefore, wholeBefore int64) float64 {
	p, q := float64(hits)/float64(whole), float64(hitsBefore)/float64(wholeBefore)
	pool := float64(hits+hitsBefore) / float64(whole+wholeBefore)
	return (p - q) / math.Sqrt(pool*(1-pool)*(1/float64(whole)+1/float64(wholeBefore)))
}

func (a *analysis) changed(s source, rate string, now, before, relative float64) cmo.Advice {
	x := cmo.Advice{SourceType: s.kind, SourceID: s.id.String(), SourceName: s.name, Category: s.category,
		Description:    fmt.Sprintf("The %s went from %s to %s, %s in relation to the period before. The counts are large enough that chance does not explain it.", rate, cmo.Percent(before), cmo.Percent(now), signed(relative)),
		SupportingData: cmo.AdviceReasoning{ComparisonPeriod: "the period before, of the same length", BenchmarkComparison: "below", Trend: "declining"}}
	if relative > 0 {
		x.Title, x.Severity, x.Impact, x.Effort = "Use what works in "+s.name, "info", "medium", "low"
		x.SupportingData.Trend, x.SupportingData.BenchmarkComparison = "improving", "above"
		x.MetricsAffected = []cmo.AdviceMetric{metric(rate, now, now*1.1)}
		x.SuggestedActions = []cmo.AdviceAction{{Action: "Find out what changed and repeat it in the next piece", Timeline: "this week", Owner: "marketer", ExpectedOutcome: "The gain holds"},
			{Action: "Move a tenth of the budget here", Timeline: "next week", Owner: "approver", ExpectedOutcome: "More of the cheaper results"}}
		return x
	}
	x.Severity, x.Impact, x.Effort = "info", "medium", "medium"
	switch {
	case relative < -50:
		x.Severity, x.Impact = "critical", "high"
	case relative <= -25:
		x.Severity, x.Impact = "warning", "high"
	}
	x.MetricsAffected = []cmo.AdviceMetric{metric(rate, now, before)}
	if rate == "conversion rate" {
		x.Title = "Repair the way from click to conversion in " + s.name
		x.SuggestedActions = []cmo.AdviceAction{{Action: "Go through the page as a customer would, on a phone", Timeline: "today", Owner: "marketer", ExpectedOutcome: "A broken step is found, or excluded"},
			{Action: "Compare what the message promises with what the page says first", Timeline: "this week", Owner: "marketer", ExpectedOutcome: "The page answers what the click asked"}}
		return x
	}
	x.Title = "Stop the falling click rate of " + s.name
	x.SuggestedActions = []cmo.AdviceAction{{Action: "Write a new pair of wordings with another angle", Timeline: "this week", Owner: "marketer", ExpectedOutcome: "The click rate of before"},
		{Action: "Send less often until the new pair is decided", Timeline: "this week", Owner: "marketer", ExpectedOutcome: "Readers tire less"}}
	return x
}

func signed(v float64) string {
	if v > 0 {
		return "+" + cmo.Percent(v)
	}
	return cmo.Percent(v)
}
