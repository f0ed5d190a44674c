package cmo

import (
	"fmt"
	"math"
	"time"

	"github.com/google/uuid"
)

// WeekFacts is what happened in a week of a tenant, Monday to Sunday in its zone.
type WeekFacts struct {
	Currency  string         `json:"currency"`
	Mode      string         `json:"mode"` // live; demo where only demo numbers were reported
	Sums      Reported       `json:"sums"`
	Before    Reported       `json:"before"` // the week before
	Campaigns []WeekCampaign `json:"campaigns"`
	Runs      int            `json:"runs"`
	Failed    int            `json:"failed"`
	Live      int            `json:"live"`    // campaigns that are active now
	Reviews   int            `json:"reviews"` // campaigns that wait for a review
	Advice    []string       `json:"advice"`  // the gravest recommendations that wait
}

// WeekCampaign is what one campaign reported in the week.
type WeekCampaign struct {
	Name string   `json:"name"`
	Sums Reported `json:"sums"`
}

// WeekSummary is a week in words, by the names of the columns it is kept in.
type WeekSummary struct {
	ExecutiveSummary     string           `json:"executive_summary"`
	KeyWins              []string         `json:"key_wins"`
	Challenges           []string         `json:"challenges"`
	MetricsSummary       map[string]any   `json:"metrics_summary"`
	TopPerformingContent []map[string]any `json:"top_performing_content"`
	Recommendations      []string         `json:"recommendations"`
	NextWeekPriorities   []string         `json:"next_week_priorities"`
}

// Summarize puts the facts of a week into words, by rules and without a language model. What nobody reported is said.
func (f WeekFacts) Summarize() WeekSummary {
	s := WeekSummary{KeyWins: []string{}, Challenges: []string{}, MetricsSummary: map[string]any{"data_mode": f.Mode, "days_reported": f.Sums.Days}, TopPerformingContent: []map[string]any{},
		Recommendations: append([]string{}, f.Advice...), NextWeekPriorities: []string{}}
	f.sums(s.MetricsSummary)
	best := f.best()
	s.ExecutiveSummary = f.headline(best)
	if best != nil {
		s.KeyWins = append(s.KeyWins, best.Name+" brought the most: "+bestWords(best.Sums)+".")
		s.TopPerformingContent = append(s.TopPerformingContent, map[string]any{"campaign": best.Name, "clicks": best.Sums.Clicks, "conversions": best.Sums.Conversions})
	}
	add := func(list *[]string, when bool, format string, args ...any) {
		if when {
			*list = append(*list, fmt.Sprintf(format, args...))
		}
	}
	add(&s.Challenges, f.Sums.Days == 0 && f.Live > 0, "No numbers were reported, though %s live", areMany(f.Live, "campaign"))
	add(&s.Challenges, f.Sums.Days > 0 && f.Sums.Days < 7, "Only %d of 7 days have a report; the others are left out, not counted as zero", f.Sums.Days)
	add(&s.Challenges, f.Failed > 0, "%d of %d agent runs failed or ran out of time", f.Failed, f.Runs)
	add(&s.NextWeekPriorities, f.Reviews > 0, "Decide the %s waiting for review", many(f.Reviews, "campaign"))
	add(&s.NextWeekPriorities, len(f.Advice) > 0, "Decide the open recommendations")
	add(&s.NextWeekPriorities, f.Sums.Days < 7 && f.Live > 0, "Import the days without a report")
	return s
}

func (f WeekFacts) sums(m map[string]any) {
	put := func(name string, there bool, v any) {
		if there {
			m[name] = v
		}
	}
	put("total_impressions", f.Sums.Impressions != nil, f.Sums.Impressions)
	put("total_clicks", f.Sums.Clicks != nil, f.Sums.Clicks)
	put("total_conversions", f.Sums.Conversions != nil, f.Sums.Conversions)
	put("total_cost", f.Sums.Cost != nil, f.Sums.Cost)
	put("total_revenue", f.Sums.Revenue != nil, f.Sums.Revenue)
	rate := f.Sums.Value("click_rate")
	put("avg_click_rate", rate != nil, rate)
}

// best is the campaign with the most conversions, then clicks; none if nobody reported any.
func (f WeekFacts) best() *WeekCampaign {
	var best *WeekCampaign
	for i, c := range f.Campaigns {
		a, b := deref64(c.Sums.Conversions), deref64(c.Sums.Clicks)
		if a+b == 0 {
			continue
		}
		if best == nil || a > deref64(best.Sums.Conversions) || a == deref64(best.Sums.Conversions) && b > deref64(best.Sums.Clicks) {
			best = &f.Campaigns[i]
		}
	}
	return best
}

func bestWords(r Reported) string {
	if deref64(r.Conversions) > 0 {
		return many(int(*r.Conversions), "conversion")
	}
	return many(int(deref64(r.Clicks)), "click")
}

// headline is the week in two sentences.
func (f WeekFacts) headline(best *WeekCampaign) string {
	demo := ""
	if f.Mode == "demo" {
		demo = " These are demo numbers."
	}
	switch {
	case f.Sums.Days == 0:
		return fmt.Sprintf("Nobody reported numbers for this week, so there is not enough data to judge it. %s live.", areMany(f.Live, "campaign"))
	case f.Sums.Conversions != nil && f.Sums.Clicks != nil:
		return fmt.Sprintf("%s from %s%s.%s", many(int(*f.Sums.Conversions), "conversion"), many(int(*f.Sums.Clicks), "click"), compared(f.Sums.Conversions, f.Before.Conversions, f.Sums.Days, f.Before.Days), demo)
	case f.Sums.Clicks != nil:
		return fmt.Sprintf("%s%s. Conversions were not reported.%s", many(int(*f.Sums.Clicks), "click"), compared(f.Sums.Clicks, f.Before.Clicks, f.Sums.Days, f.Before.Days), demo)
	}
	return "Numbers were reported, but no clicks or conversions." + demo
}

// compared sets a count beside that of the week before, where both weeks are whole enough to compare.
func compared(now, before *int64, days, daysBefore int) string {
	if before == nil || now == nil || days < 5 || daysBefore < 5 {
		return "; the week before cannot be compared"
	}
	switch by := *now - *before; {
	case by > 0:
		return fmt.Sprintf(", %d more than the week before", by)
	case by < 0:
		return fmt.Sprintf(", %d fewer than the week before", -by)
	}
	return ", as many as the week before"
}

func many(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Figure(math.Trunc(float64(n)), 0) + " " + noun + "s"
}

func areMany(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " is"
	}
	return many(n, noun) + " are"
}

// Week is a kept summary of a week.
type Week struct {
	ID        uuid.UUID
	Start     time.Time
	End       time.Time
	Text      string
	Wins      Texts
	Problems  Texts
	Next      Texts
	CreatedAt time.Time
}
