package playbook

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// aims are the numbers a plan works towards, from the last one back to the first.
type aims struct {
	Sales, MQLs, Leads, Reach float64
	Revenue                   float64
	Assumed                   bool // nobody named a number
}

// Usual shares from one step to the next; they are named as assumptions in every draft.
const (
	saleOfMQL  = 0.25
	mqlOfLead  = 0.4
	leadOfSeen = 0.025
)

func newAims(g ground, in cmo.StrategyInput) aims {
	var a aims
	t := cmo.TargetMetrics{}
	if in.TargetMetrics != nil {
		t = *in.TargetMetrics
	}
	price := g.lowPrice()
	switch n := goalNumber(in.PrimaryGoal); {
	case t.Revenue != nil && *t.Revenue > 0 && price > 0:
		a.Sales = math.Ceil(*t.Revenue / price)
	case n >= 1 && n < 100_000:
		a.Sales = math.Round(n)
	case t.MQLs != nil && *t.MQLs > 0:
		a.Sales = math.Ceil(*t.MQLs * saleOfMQL)
	case in.Budget != nil && *in.Budget > 0 && price > 0:
		a.Sales, a.Assumed = math.Max(5, math.Round(*in.Budget/(0.2*price))), true
	default:
		a.Sales, a.Assumed = 20, true
	}
	a.MQLs, a.Leads = math.Ceil(a.Sales/saleOfMQL), math.Ceil(a.Sales/saleOfMQL/mqlOfLead)
	a.Reach = math.Ceil(a.Leads/leadOfSeen/100) * 100
	a.Revenue = a.Sales * price
	if t.MQLs != nil && *t.MQLs > 0 {
		a.MQLs = *t.MQLs
		a.Leads = math.Max(a.Leads, math.Ceil(a.MQLs/mqlOfLead))
	}
	if t.Reach != nil && *t.Reach > 0 {
		a.Reach = *t.Reach
	}
	if t.Revenue != nil && *t.Revenue > 0 {
		a.Revenue = *t.Revenue
	}
	return a
}

var counted = regexp.MustCompile(`(^|[^$€£\d.])(\d[\d,]*)\s+(\p{L}+)`)

// goalNumber is the number of sales that a goal names, as in "60 camp registrations"; days, shares and money are none.
func goalNumber(goal string) float64 {
	for _, m := range counted.FindAllStringSubmatch(goal, -1) {
		if !notSales[strings.ToLower(m[3])] {
			return number(m[2])
		}
	}
	return 0
}

var notSales = words("day days week weeks month months year years percent per dollars euros pounds leads mqls visitors clicks followers subscribers people impressions")

// shares divides a whole among channels, the first one most.
func shares(n int) []float64 {
	switch n {
	case 1:
		return []float64{100}
	case 2:
		return []float64{60, 40}
	case 3:
		return []float64{50, 30, 20}
	case 4:
		return []float64{40, 25, 20, 15}
	}
	return []float64{35, 25, 20, 12, 8}
}

func strategy(d cmo.AgentData, in cmo.StrategyInput) cmo.StrategyOutput {
	g := newGround(d, "", offerInText(d, in.PrimaryGoal))
	a := newAims(g, in)
	start := day(in.StartDate)
	if start.IsZero() {
		start = day(d.Today).AddDate(0, 0, 1)
	}
	days := 90
	var wanted []string
	if in.Constraints != nil {
		days, _ = cmo.TimeframeDays(in.Constraints.Timeframe)
		wanted = in.Constraints.Channels
	}
	channels := g.channels(wanted, 5)
	p := cmo.PlanDraft{
		Name:        fmt.Sprintf("%d days: %s", days, clip(bare(in.PrimaryGoal), 80)),
		GoalSummary: goalSummary(g, a, in), StartDate: date(start), EndDate: date(start.AddDate(0, 0, days-1)), BudgetNote: budgetNote(g, channels, in.Budget),
		KPIs: planKPIs(g, a), WeeklyCheckpoints: checkpoints(g, channels, days), RiskFlags: risks(g, a, channels, in),
	}
	for i, c := range channels {
		p.ChannelAllocation = append(p.ChannelAllocation, cmo.ChannelShare{Channel: c, BudgetPercentage: shares(len(channels))[i],
			PrimaryMetric: map[bool]string{true: "leads", false: "conversions"}[widens[c]], TargetICP: g.icp.SegmentName})
	}
	p.Milestones = milestones(g, a, channels, start, days)
	return cmo.StrategyOutput{Plan: p}
}

// offerInText is the offer whose name shares most words with a text; none if no word matches.
func offerInText(d cmo.AgentData, text string) string {
	best, most := "", 0
	text = strings.ToLower(text)
	for _, o := range d.Offers {
		n := 0
		for _, w := range strings.Fields(strings.ToLower(o.OfferName)) {
			if len(w) > 3 && strings.Contains(text, stem(w)) {
				n++
			}
		}
		if n > most {
			best, most = o.OfferName, n
		}
	}
	return best
}

// widens are channels that reach people who do not know the brand yet.
var widens = words("facebook instagram linkedin twitter google_ads blog video events webinar direct_mail")

func goalSummary(g ground, a aims, in cmo.StrategyInput) string {
	s := sentence(in.PrimaryGoal)
	s += fmt.Sprintf(" Worked back from %s sales of %s: %s qualified leads, %s leads and a reach of %s.", cmo.Figure(a.Sales, 0), g.what(), cmo.Figure(a.MQLs, 0), cmo.Figure(a.Leads, 0), cmo.Figure(a.Reach, 0))
	if g.icp.SegmentName != "" {
		s += " The plan is made for " + g.icp.SegmentName + "."
	}
	if a.Assumed {
		s += " Nobody named a number, so the sales are an assumption to check."
	}
	return s + " The shares between the steps are assumptions until there are numbers: one in four qualified leads buys, two in five leads qualify, 2.5% of those reached ask."
}

func budgetNote(g ground, channels []string, budget *float64) string {
	if budget == nil || *budget <= 0 {
		return "No budget was named. The shares say how to divide money once there is some; email and other own channels can start without it."
	}
	var parts []string
	left := *budget
	for i, c := range channels {
		part := math.Round(*budget * shares(len(channels))[i] / 100)
		if i == len(channels)-1 {
			part = left
		}
		left -= part
		parts = append(parts, cmo.Money(g.d.Tenant.Currency, part)+" for "+cmo.Label(c))
	}
	return cmo.Money(g.d.Tenant.Currency, *budget) + " in all: " + list(parts...) + ". Half of each share is for the first 45 days; the rest follows what the numbers say."
}

func planKPIs(g ground, a aims) []cmo.PlanKPI {
	kpis := []cmo.PlanKPI{
		{Metric: "sales of " + g.what(), Target: a.Sales, Measurement: "paid sales or signed contracts, counted weekly"},
		{Metric: "qualified leads", Target: a.MQLs, Measurement: "requests that fit " + orElse(g.icp.SegmentName, "the customer profile") + ", counted weekly"},
		{Metric: "reach", Target: a.Reach, Measurement: "impressions of all channels together"},
	}
	if a.Revenue > 0 {
		kpis = append(kpis, cmo.PlanKPI{Metric: "revenue", Target: a.Revenue, Measurement: "in " + orElse(g.offer.PriceRange.Currency, g.d.Tenant.Currency) + ", from these sales"})
	}
	return kpis
}

func risks(g ground, a aims, channels []string, in cmo.StrategyInput) []cmo.RiskFlag {
	r := []cmo.RiskFlag{{Risk: "Requests come faster than they can be answered", Mitigation: "Name one person a day who answers requests, and slow the paid channels before answers slow down", Trigger: "A request waits longer than one working day"}}
	if b := in.Budget; b != nil && a.Revenue > 0 && *b > a.Revenue/2 {
		r = append(r, cmo.RiskFlag{Risk: "The budget of " + cmo.Money(g.d.Tenant.Currency, *b) + " is large for an aim of " + cmo.Money(g.d.Tenant.Currency, a.Revenue) + " in first sales",
			Mitigation: "Count what a customer brings in a year before spending the second half, or aim at a dearer offer as well", Trigger: "A sale costs more than half of its price"})
	}
	if o := at(g.icp.Objections, 0); o != "" {
		r = append(r, cmo.RiskFlag{Risk: "Readers hesitate: “" + bare(upper(o)) + "”", Mitigation: "Answer it on the page and in the second email, before anybody asks", Trigger: "The same question comes up three times in a week"})
	}
	if len(channels) > 0 {
		r = append(r, cmo.RiskFlag{Risk: cmo.Label(channels[0]) + " carries the largest share and may tire its readers", Mitigation: "Change the angle before raising the frequency, and move a tenth of the money to the next channel", Trigger: "Its click rate falls two weeks in a row"})
	}
	return r
}
