package playbook

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// analysis compares a period with the one before, from the counts alone.
type analysis struct {
	d          cmo.AgentData
	period     string
	mode       string // live, or demo where there is nothing live
	from, to   string // of the period
	before     string // first day of the period before
	advice     []cmo.Advice
	notes      []string
	compared   int // sources whose change could be judged
	worst      int // 0 healthy, 1 needs attention, 2 critical
	best       *cmo.Performer
	bestClicks int64
}

func optimization(d cmo.AgentData, in cmo.OptimizationInput) cmo.OptimizationOutput {
	a := newAnalysis(d, orElse(in.Period, "last_30_days"))
	for _, c := range a.inScope(in) {
		a.campaign(c)
		if in.CampaignID != nil {
			a.why(c)
		}
	}
	if in.CampaignID == nil {
		a.milestones(in)
		a.funnels(in)
	}
	slices.SortStableFunc(a.notes, strings.Compare)
	a.notes = slices.Compact(a.notes)
	slices.SortStableFunc(a.advice, func(x, y cmo.Advice) int { return int(y.PriorityScore - x.PriorityScore) })
	a.advice = a.advice[:min(len(a.advice), 8)]
	for i := range a.advice {
		a.advice[i].RecommendationID = fmt.Sprintf("R%d", i+1)
	}
	out := cmo.OptimizationOutput{Recommendations: a.advice, QuickWins: a.quickWins(), NextSteps: a.nextSteps()}
	if out.Recommendations == nil {
		out.Recommendations = []cmo.Advice{}
	}
	out.AnalysisSummary = cmo.AnalysisSummary{AnalysisDate: d.Today, PeriodAnalyzed: a.period, OverallHealth: a.health(), TopPerformer: a.best, Notes: append([]string{}, a.notes...)}
	if len(a.advice) > 0 {
		first := a.advice[0]
		out.AnalysisSummary.BiggestOpportunity = &cmo.Opportunity{Type: first.SourceType, Name: first.SourceName, PotentialLift: lift(first)}
	}
	return out
}

func lift(x cmo.Advice) string {
	if len(x.MetricsAffected) == 0 {
		return "Not enough data for a number"
	}
	m := x.MetricsAffected[0]
	if strings.HasSuffix(m.Metric, "rate") {
		return fmt.Sprintf("%s from %s to %s", upper(m.Metric), cmo.Percent(m.CurrentValue), cmo.Percent(m.TargetValue))
	}
	return fmt.Sprintf("%s from %s to %s", upper(m.Metric), cmo.Figure(m.CurrentValue, 2), cmo.Figure(m.TargetValue, 2))
}

func newAnalysis(d cmo.AgentData, period string) *analysis {
	a := &analysis{d: d, period: period, mode: "live"}
	n := cmo.PeriodDays(period)
	today := day(d.Today)
	if today.IsZero() {
		today = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	a.to, a.from, a.before = date(today.AddDate(0, 0, -1)), date(today.AddDate(0, 0, -n)), date(today.AddDate(0, 0, -2*n))
	if len(d.Metrics) == 0 {
		a.notes = append(a.notes, "Not enough data: no numbers were reported for this period or the one before.")
		return a
	}
	if !slices.ContainsFunc(d.Metrics, func(m cmo.AgentMetric) bool { return m.DataMode == "live" }) {
		a.mode = "demo"
		a.notes = append(a.notes, "Only demo numbers were reported. What follows shows how an analysis looks; do not decide on it.")
	} else if slices.ContainsFunc(d.Metrics, func(m cmo.AgentMetric) bool { return m.DataMode == "demo" }) {
		a.notes = append(a.notes, "Demo numbers were left out.")
	}
	return a
}

// inScope are the campaign, or the campaigns of the funnel and plan, that the request names; all without them.
func (a *analysis) inScope(in cmo.OptimizationInput) []cmo.AgentCampaign {
	same := func(x, y *uuid.UUID) bool { return y == nil || x != nil && *x == *y }
	var out []cmo.AgentCampaign
	for _, c := range a.d.Campaigns {
		if same(&c.ID, in.CampaignID) && same(c.FunnelID, in.FunnelID) && same(c.PlanID, in.PlanID) {
			out = append(out, c)
		}
	}
	return out
}

// campaign looks at one campaign: as a whole, then by channel.
func (a *analysis) campaign(c cmo.AgentCampaign) {
	now, prev := a.sums(c.ID, "")
	if now.days == 0 && prev.days == 0 {
		if c.Status == "active" {
			a.notes = append(a.notes, "Not enough data: "+c.CampaignName+" is active, but reported nothing.")
		}
		return
	}
	a.performer(c, now)
	found := a.change(source{"campaign", c.ID, c.CampaignName, "content"}, now, prev, "click rate")
	found = a.change(source{"campaign", c.ID, c.CampaignName, "performance"}, now, prev, "conversion rate") || found
	a.unpraise(c)
	if !found {
		found = a.falling(c)
	}
	a.money(c, now)
	reporting := 0
	for _, ch := range c.Channels {
		if n, _ := a.sums(c.ID, ch.ChannelName); n.days > 0 {
			reporting++
		}
	}
	if reporting < 2 && found { // one channel is the campaign
		return
	}
	for _, ch := range c.Channels {
		n, p := a.sums(c.ID, ch.ChannelName)
		if n.days > 0 || p.days > 0 {
			a.change(source{"channel", ch.ID, cmo.Label(ch.ChannelName) + " in " + c.CampaignName, "content"}, n, p, "click rate")
		}
	}
}

// unpraise turns praise of a campaign that also has a drop into a note: two rates that move against each other are one
// finding, and money is not moved to it.
func (a *analysis) unpraise(c cmo.AgentCampaign) {
	of := func(trend string) func(cmo.Advice) bool {
		return func(x cmo.Advice) bool { return x.SourceID == c.ID.String() && x.SupportingData.Trend == trend }
	}
	fell, rose := slices.IndexFunc(a.advice, of("declining")), slices.IndexFunc(a.advice, of("improving"))
	if fell < 0 || rose < 0 {
		return
	}
	a.notes = append(a.notes, fmt.Sprintf("In %s the %s fell while the %s rose. Fewer people may be going on, but those who do fit better: compare the conversions of both periods before changing much.",
		c.CampaignName, a.advice[fell].MetricsAffected[0].Metric, a.advice[rose].MetricsAffected[0].Metric))
	a.advice = slices.DeleteFunc(a.advice, of("improving"))
}

func (a *analysis) health() string {
	switch {
	case a.worst == 2:
		return "critical"
	case a.worst == 1:
		return "needs_attention"
	case a.compared == 0:
		return cmo.NotEnoughData
	}
	return "healthy"
}

// performer keeps the campaign with the best conversion count, else the best click rate on enough clicks.
func (a *analysis) performer(c cmo.AgentCampaign, s sum) {
	if s.clicks == nil || *s.clicks < enoughClicks || s.impressions == nil || *s.impressions == 0 || *s.clicks <= a.bestClicks {
		return
	}
	a.bestClicks = *s.clicks
	a.best = &cmo.Performer{Type: "campaign", Name: c.CampaignName, KeyMetric: "clicks", Value: float64(*s.clicks)}
	if s.conversions != nil && *s.conversions > 0 {
		a.best.KeyMetric, a.best.Value = "conversions", float64(*s.conversions)
	}
}

// money compares cost and revenue of the period where both were reported.
func (a *analysis) money(c cmo.AgentCampaign, s sum) {
	if s.cost == nil || s.revenue == nil || *s.cost < 50 || s.conversions == nil || *s.conversions < 5 {
		return
	}
	back := *s.revenue / *s.cost
	if back >= 1 {
		return
	}
	severity, impact := "warning", "medium"
	if back < 0.5 {
		severity, impact = "critical", "high"
	}
	cur := a.d.Tenant.Currency
	a.add(cmo.Advice{SourceType: "campaign", SourceID: c.ID.String(), SourceName: c.CampaignName, Category: "budget", Title: "Spend less on " + c.CampaignName + " until it earns its cost",
		Description: fmt.Sprintf("It cost %s and brought %s in %s.", cmo.Money(cur, *s.cost), cmo.Money(cur, *s.revenue), days(a.period)), Severity: severity, Impact: impact, Effort: "low",
		MetricsAffected: []cmo.AdviceMetric{metric("revenue per cost", back, 1)},
		SuggestedActions: []cmo.AdviceAction{{Action: "Lower the budget by a third and keep the channel with the cheapest conversions", Timeline: "this week", Owner: "marketer", ExpectedOutcome: "The same conversions at a lower cost"},
			{Action: "Check whether all revenue is reported", Timeline: "this week", Owner: "marketer", ExpectedOutcome: "A ratio that can be trusted"}},
		SupportingData: cmo.AdviceReasoning{Trend: cmo.NotEnoughData, ComparisonPeriod: days(a.period), BenchmarkComparison: "below"}})
}

func days(period string) string {
	return strings.Replace(strings.ReplaceAll(period, "_", " "), "last", "the last", 1)
}

func metric(name string, current, target float64) cmo.AdviceMetric {
	current, target = math.Round(current*100)/100, math.Round(target*100)/100
	m := cmo.AdviceMetric{Metric: name, CurrentValue: current, TargetValue: target, Gap: math.Round((target-current)*100) / 100}
	if current != 0 {
		m.GapPercentage = math.Round(m.Gap/current*1000) / 10
	}
	return m
}

// add keeps a piece of advice, unless people turned it down before.
func (a *analysis) add(x cmo.Advice) {
	for _, r := range a.d.Rejected {
		if strings.EqualFold(r.Name, x.Title) {
			a.notes = append(a.notes, "Left out because it was turned down before: "+x.Title+".")
			return
		}
	}
	x.PriorityScore = cmo.AdviceScore(x.Impact, x.Severity, x.Effort)
	a.worst = max(a.worst, map[string]int{"warning": 1, "critical": 2}[x.Severity])
	a.advice = append(a.advice, x)
}

func (a *analysis) quickWins() []cmo.QuickWin {
	out := []cmo.QuickWin{}
	for _, x := range a.advice {
		if x.Effort == "low" && len(out) < 3 {
			out = append(out, cmo.QuickWin{Action: x.SuggestedActions[0].Action + " (" + x.SourceName + ")", ExpectedImpact: x.SuggestedActions[0].ExpectedOutcome, TimeToImplement: "30 minutes"})
		}
	}
	return out
}

func (a *analysis) nextSteps() []cmo.NextStep {
	if len(a.d.Metrics) == 0 {
		return []cmo.NextStep{{Step: "Import numbers of the running campaigns, per day and channel", Priority: "high", Timeline: "this week", ResourcesNeeded: "An export of each channel, 30 minutes"}}
	}
	out := []cmo.NextStep{}
	for _, x := range a.advice {
		if len(out) < 2 {
			out = append(out, cmo.NextStep{Step: "Decide: " + x.Title, Priority: map[string]string{"critical": "high", "warning": "medium", "info": "low"}[x.Severity], Timeline: "this week", ResourcesNeeded: "15 minutes of the marketer"})
		}
	}
	return append(out, cmo.NextStep{Step: "Look at the numbers again when the next period is complete", Priority: "low", Timeline: "after " + strings.TrimPrefix(days(a.period), "the last "), ResourcesNeeded: "15 minutes"})
}
