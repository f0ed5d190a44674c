package seed

import (
	"fmt"
	"time"
)

// weekStart is the Monday of the n-th full week before the latest summary run; 0 is the Monday of that run itself.
func (b *builder) weekStart(n int) time.Time {
	monday := b.day(-(int(b.today().Weekday()) + 6) % 7)
	if b.clock(monday, 6, 5).After(b.now) {
		monday = monday.AddDate(0, 0, -7)
	}
	return monday.AddDate(0, 0, -7*n)
}

// addSummaries adds a summary of each week that a scheduled run looked at, with that week's numbers.
func (b *builder) addSummaries() {
	for n := 1; n <= 3; n++ {
		key := fmt.Sprintf("weekly/%d", n)
		if _, ok := b.byKey[key]; ok {
			b.addSummary(n, key)
		}
	}
}

func (b *builder) addSummary(n int, key string) {
	start := b.weekStart(n)
	end := start.AddDate(0, 0, 6)
	s, before := b.between("", "", start, end), b.between("", "", start.AddDate(0, 0, -7), start.AddDate(0, 0, -1))
	best, bestSum := b.bestCampaign(start, end)
	row := b.record("cmo_weekly_summaries", fmt.Sprintf("week/%d", n), maker{Run: key}, Row{
		"week_start": start, "week_end": end,
		"executive_summary": fmt.Sprintf("%s from %d clicks, %s the week before. %s brought the most: %d.",
			conversions(s.Conversions), s.Clicks, compared(s.Conversions-before.Conversions), best, bestSum.Conversions),
		"key_wins":   list(fmt.Sprintf("%s brought %s at a click rate of %.1f %%", best, conversions(bestSum.Conversions), rate(bestSum))),
		"challenges": list("Some days have no report; they are left out and not counted as zero", "Weekend reach stays about a third below weekdays"),
		"metrics_summary": JSON{object{"total_impressions": s.Impressions, "total_clicks": s.Clicks, "total_conversions": s.Conversions,
			"total_cost": cents(s.Cost), "total_revenue": cents(s.Revenue), "avg_engagement_rate": rate(s)}},
		"top_performing_content": JSON{[]object{{"campaign": best, "clicks": bestSum.Clicks, "conversions": bestSum.Conversions}}},
		"recommendations":        list("Keep the wording that leads in " + best + " and retire the other one"),
		"next_week_priorities":   list("Decide the campaigns that wait for review", "Check the channel shares of every live campaign", "Fill the days without a report"),
	})
	for _, c := range b.in.Campaigns {
		if c.ai() && launched(c.State) {
			b.source("cmo_weekly_summaries", row, "cmo_campaigns", c.Key)
		}
	}
}

// bestCampaign is the campaign with the most conversions in a period.
func (b *builder) bestCampaign(from, to time.Time) (string, sums) {
	name, best := "", sums{Conversions: -1}
	for _, c := range b.in.Campaigns {
		if s := b.between(c.Key, "", from, to); s.Impressions > 0 && s.Conversions > best.Conversions {
			name, best = b.named(c), s
		}
	}
	return name, best
}

func rate(s sums) float64 {
	if s.Impressions == 0 {
		return 0
	}
	return cents(float64(s.Clicks) / float64(s.Impressions) * 100)
}

func conversions(n int) string {
	if n == 1 {
		return "1 conversion"
	}
	return fmt.Sprintf("%d conversions", n)
}

// compared says a difference in words that go before "the week before".
func compared(change int) string {
	switch {
	case change > 0:
		return fmt.Sprintf("%d more than", change)
	case change < 0:
		return fmt.Sprintf("%d fewer than", -change)
	}
	return "as many as"
}

// advice is one recommendation. Text may hold two %.1f for the click rate of the channel in the 14 days before
// and the last 14 days.
type advice struct {
	Key, Run, Campaign, Channel              string
	Source, Category, Severity, Priority     string
	Title, Text, Why, Impact, Effort, Status string
	Actions                                  []string
	DoneAgo                                  float64
	Measured                                 bool
}

func (b *builder) addAdvice() {
	for _, a := range b.in.Advice {
		text := a.Text
		if a.Measured {
			text = fmt.Sprintf(a.Text, b.clickRate(a.Campaign, a.Channel, 28, 15), b.clickRate(a.Campaign, a.Channel, 14, 1))
		}
		actions := []object{}
		for _, s := range a.Actions {
			actions = append(actions, object{"action": s, "timeline": "this week", "owner": "Growth Lead", "expected_outcome": a.Impact})
		}
		row := b.record("cmo_recommendations", a.Key, maker{Run: a.Run}, Row{
			"campaign_id": b.ref("cmo_campaigns", a.Campaign), "recommendation_type": a.Category, "source_type": a.Source, "category": a.Category,
			"severity": a.Severity, "priority": a.Priority, "title": a.Title, "description": text, "rationale": a.Why,
			"expected_impact": a.Impact, "effort_level": a.Effort, "action_items": JSON{actions}, "status": a.Status, "implemented_at": nil})
		b.source("cmo_recommendations", row, "cmo_campaigns", a.Campaign)
		if a.DoneAgo == 0 {
			continue
		}
		at := b.ago(days(a.DoneAgo))
		row["updated_by"], row["updated_at"], row["version"] = userID(marketer), at, 2
		if a.Status != "implemented" {
			continue
		}
		row["implemented_at"] = at
		b.record("campaign_optimizations", a.Key, maker{By: marketer, At: at}, Row{
			"campaign_id": b.id("cmo_campaigns", a.Campaign), "optimization_type": a.Category,
			"changes": JSON{[]object{{"type": "update_email", "before": "Two calls to action", "after": "One call to action"}}},
			"summary": a.Title, "metrics_snapshot": JSON{object{"click_rate_before": b.clickRate(a.Campaign, a.Channel, 28, 15)}}, "applied_at": at})
		target := b.find("cmo_campaigns", a.Campaign)
		target["last_optimization_at"], target["last_optimization_note"] = at, a.Title
	}
}
