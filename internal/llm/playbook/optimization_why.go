package playbook

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// factor is one of the numbers that a campaign's result is the product of.
type factor struct {
	name   string
	change float64 // this period by the one before
}

// why says of one campaign how its result changed, which factor and which channel that comes from. Counts that chance
// could explain, or that nobody reported, are said to be that.
func (a *analysis) why(c cmo.AgentCampaign) {
	now, prev := a.sums(c.ID, "")
	if now.days == 0 || prev.days == 0 {
		a.notes = append(a.notes, "Not enough data: "+c.CampaignName+" reported nothing in "+days(a.period)+", or nothing in the period before.")
		return
	}
	word, x, y := result(now, prev)
	if word == "" {
		a.notes = append(a.notes, "Not enough data: too few impressions, clicks and conversions of "+c.CampaignName+" were reported to compare two periods.")
		return
	}
	moved := fmt.Sprintf("The %s of %s went from %s to %s", word, c.CampaignName, cmo.Figure(float64(y), 0), cmo.Figure(float64(x), 0))
	if z := float64(x-y) / math.Sqrt(float64(x+y)); math.Abs(z) < 1.96 {
		a.notes = append(a.notes, moved+", which is no more than chance explains.")
		return
	}
	a.compared++
	list := factors(word, now, prev)
	parts := make([]string, len(list))
	for i, f := range list {
		parts[i] = fmt.Sprintf("%s %s", f.name, signed((f.change-1)*100))
	}
	text := moved + "."
	if len(list) > 0 {
		text += " Most of that comes from the " + list[0].name + ": " + strings.Join(parts, ", ") + "."
	}
	a.notes = append(a.notes, text+a.byChannel(c, word, x-y))
	if len(list) > 0 && list[0].name == "impressions" && x < y*3/4 {
		a.reach(c, *now.impressions, *prev.impressions, text)
	}
}

// result is the count furthest down the funnel that is large enough to compare, of this period and the one before.
func result(now, prev sum) (word string, x, y int64) {
	for _, r := range []struct {
		word      string
		now, prev *int64
		least     int64
	}{{"conversions", now.conversions, prev.conversions, enoughConversions}, {"clicks", now.clicks, prev.clicks, enoughClicks}, {"impressions", now.impressions, prev.impressions, enoughClicks}} {
		if r.now != nil && r.prev != nil && max(*r.now, *r.prev) >= r.least {
			return r.word, *r.now, *r.prev
		}
	}
	return "", 0, 0
}

// factors are those of a result that both periods know, the one that moved it most first.
func factors(word string, now, prev sum) []factor {
	ratio := func(x, y *int64) float64 {
		if x == nil || y == nil || *x == 0 || *y == 0 {
			return 0
		}
		return float64(*x) / float64(*y)
	}
	list := []factor{{"impressions", ratio(now.impressions, prev.impressions)}}
	if word != "impressions" {
		list = append(list, factor{"click rate", ratio(now.clicks, prev.clicks) / ratio(now.impressions, prev.impressions)})
	}
	if word == "conversions" {
		list = append(list, factor{"conversion rate", ratio(now.conversions, prev.conversions) / ratio(now.clicks, prev.clicks)})
	}
	for _, f := range list {
		if f.change == 0 || math.IsNaN(f.change) || math.IsInf(f.change, 0) {
			return nil
		}
	}
	slices.SortStableFunc(list, func(x, y factor) int {
		return int(math.Copysign(1, math.Abs(math.Log(y.change))-math.Abs(math.Log(x.change))))
	})
	return list
}

// byChannel names the channel that accounts for most of a change, where channels report.
func (a *analysis) byChannel(c cmo.AgentCampaign, word string, change int64) string {
	name, most := "", int64(0)
	for _, ch := range c.Channels {
		now, prev := a.sums(c.ID, ch.ChannelName)
		x, y := map[string]*int64{"conversions": now.conversions, "clicks": now.clicks, "impressions": now.impressions}[word],
			map[string]*int64{"conversions": prev.conversions, "clicks": prev.clicks, "impressions": prev.impressions}[word]
		if x == nil || y == nil {
			continue
		}
		if d := *x - *y; (d < 0) == (change < 0) && max(d, -d) > most {
			name, most = ch.ChannelName, max(d, -d)
		}
	}
	if name == "" || len(c.Channels) < 2 {
		return ""
	}
	return fmt.Sprintf(" %s accounts for %s of the %s.", cmo.Label(name), cmo.Figure(float64(most), 0), cmo.Figure(float64(max(change, -change)), 0))
}

// reach is the advice where fewer people saw a campaign, and what they did did not change.
func (a *analysis) reach(c cmo.AgentCampaign, now, before int64, text string) {
	severity := "warning"
	if now*2 < before {
		severity = "critical"
	}
	a.add(cmo.Advice{SourceType: "campaign", SourceID: c.ID.String(), SourceName: c.CampaignName, Category: "performance", Title: "Win back the reach of " + c.CampaignName,
		Description: text, Severity: severity, Impact: "high", Effort: "low", MetricsAffected: []cmo.AdviceMetric{metric("impressions", float64(now), float64(before))},
		SuggestedActions: []cmo.AdviceAction{{Action: "Check that every channel still runs: its schedule, its budget, its list", Timeline: "today", Owner: "marketer", ExpectedOutcome: "A channel that stopped is found, or excluded"},
			{Action: "Check that all channels still report", Timeline: "today", Owner: "marketer", ExpectedOutcome: "Numbers that can be trusted"}},
		SupportingData: cmo.AdviceReasoning{Trend: "declining", ComparisonPeriod: "the period before, of the same length", BenchmarkComparison: "below"}})
}
