package cmo

import (
	"math"
	"slices"
	"strings"
	"time"
)

// FunnelPlan is what the arithmetic of a funnel is checked on.
type FunnelPlan struct {
	Currency  string
	Budget    float64
	Rate      float64
	Revenue   float64
	PlanStart *time.Time // of the plan it stands under
	PlanEnd   *time.Time
	Stages    []Stage // in order
	Campaigns []StageCampaign
	Offers    Texts // of the whole funnel
	Prices    []OfferPrice
}

// NewFunnelPlan puts together what CheckFunnel reads.
func NewFunnelPlan(currency string, f Funnel, stages []Stage, campaigns []StageCampaign, prices []OfferPrice) FunnelPlan {
	return FunnelPlan{Currency: currency, Budget: f.Budget, Rate: f.Rate, Revenue: f.Revenue, PlanStart: f.PlanStart, PlanEnd: f.PlanEnd,
		Stages: stages, Campaigns: campaigns, Offers: f.Offers, Prices: prices}
}

// FindingKind names what does not add up.
type FindingKind string

// The findings, in the order in which they are reported.
const (
	FindingVolume  FindingKind = "volume"  // a stage larger than the one before
	FindingYield   FindingKind = "yield"   // a stage larger than what the one before passes on
	FindingRate    FindingKind = "rate"    // a rate over 100 %, or not that of the stages
	FindingBudget  FindingKind = "budget"  // stage budgets that are not the funnel's
	FindingDates   FindingKind = "dates"   // campaigns outside the plan
	FindingRevenue FindingKind = "revenue" // revenue that the offers' prices cannot bring
)

// FunnelFinding is one thing about a funnel that does not add up, in words.
type FunnelFinding struct {
	Kind  FindingKind
	Stage int // index of the stage, -1 for the funnel as a whole
	Title string
	Text  string  // the sum written out
	Limit float64 // the largest volume that would fit, of FindingVolume and FindingYield
}

// CheckFunnel does a funnel's arithmetic. What is not planned (zero) is not checked.
func CheckFunnel(f FunnelPlan) []FunnelFinding {
	var out []FunnelFinding
	out = append(out, f.checkVolumes()...)
	out = append(out, f.checkRates()...)
	out = append(out, f.checkBudget()...)
	out = append(out, f.checkDates()...)
	return append(out, f.checkRevenue()...)
}

func (f FunnelPlan) checkVolumes() []FunnelFinding {
	var out []FunnelFinding
	for i := 1; i < len(f.Stages); i++ {
		before, s := f.Stages[i-1], f.Stages[i]
		if before.Volume == 0 || s.Volume == 0 {
			continue
		}
		have, want := Figure(float64(before.Volume), 0), Figure(float64(s.Volume), 0)
		if s.Volume > before.Volume {
			out = append(out, FunnelFinding{FindingVolume, i, s.Name + " is larger than the stage before it",
				want + " in " + s.Name + " out of " + have + " in " + before.Name + " would be a conversion of " + Percent(float64(s.Volume)/float64(before.Volume)*100) + ".", float64(before.Volume)})
			continue
		}
		yield := float64(before.Volume) * before.Rate / 100
		if before.Rate > 0 && before.Rate <= 100 && float64(s.Volume)-yield > math.Max(1, yield*0.005) { // volumes are rounded
			out = append(out, FunnelFinding{FindingYield, i, s.Name + " plans more than " + before.Name + " passes on",
				have + " at " + Percent(before.Rate) + " is " + Figure(math.Round(yield), 0) + ". " + s.Name + " plans " + want + ", so " + Figure(math.Round(float64(s.Volume)-yield), 0) + " come from nowhere.", math.Round(yield)})
		}
	}
	return out
}

func (f FunnelPlan) checkRates() []FunnelFinding {
	var out []FunnelFinding
	for i, s := range f.Stages {
		if s.Rate > 100 {
			out = append(out, FunnelFinding{FindingRate, i, "The rate of " + s.Name + " is over 100%", Percent(s.Rate) + " of a stage cannot go on to the next one.", 0})
		}
	}
	if f.Rate > 100 {
		out = append(out, FunnelFinding{FindingRate, -1, "The expected rate of the funnel is over 100%", Percent(f.Rate) + " of the first stage cannot become sales.", 0})
		return out
	}
	sales, _, ok := FunnelSales(f.Stages)
	if !ok || f.Rate == 0 || f.Stages[0].Volume == 0 {
		return out
	}
	first := f.Stages[0]
	if rate := sales / float64(first.Volume) * 100; math.Abs(rate-f.Rate) > math.Max(0.06, f.Rate*0.05) { // rates are rounded
		out = append(out, FunnelFinding{FindingRate, -1, "The expected rate of the funnel is not that of its stages",
			Figure(sales, 0) + " sales out of " + Figure(float64(first.Volume), 0) + " in " + first.Name + " are " + Figure(math.Round(rate*100)/100, 2) + "%. The funnel expects " + Figure(f.Rate, 2) + "%.", 0})
	}
	return out
}

func (f FunnelPlan) checkBudget() []FunnelFinding {
	var parts []string
	total := 0.0
	for _, s := range f.Stages {
		if s.Budget > 0 {
			parts = append(parts, Money(f.Currency, s.Budget))
			total += s.Budget
		}
	}
	gap := math.Round((total-f.Budget)*100) / 100
	if len(parts) == 0 || gap == 0 {
		return nil
	}
	sum := strings.Join(parts, " + ")
	if len(parts) > 1 {
		sum += " = " + Money(f.Currency, total)
	}
	switch {
	case f.Budget == 0:
		return []FunnelFinding{{FindingBudget, -1, "The stages have budgets, the funnel has none", sum + " stand in the stages.", 0}}
	case gap > 0:
		return []FunnelFinding{{FindingBudget, -1, "Stage budgets exceed the funnel budget", sum + ". The funnel has " + Money(f.Currency, f.Budget) + ", so " + Money(f.Currency, gap) + " is missing.", 0}}
	}
	return []FunnelFinding{{FindingBudget, -1, "Stage budgets leave a part of the funnel budget", sum + ". The funnel has " + Money(f.Currency, f.Budget) + ", so " + Money(f.Currency, -gap) + " belongs to no stage.", 0}}
}

// findingNames is how many campaigns a finding names.
const findingNames = 3

func (f FunnelPlan) checkDates() []FunnelFinding {
	var names []string
	for _, c := range f.Campaigns {
		if c.State().Ended() || c.ArchivedAt != nil {
			continue
		}
		if span := f.outside(c.StartDate, c.EndDate); span != "" {
			names = append(names, c.Name+" ("+span+")")
		}
	}
	if len(names) == 0 {
		return nil
	}
	title, list := "A campaign runs outside the plan", strings.Join(names[:min(len(names), findingNames)], ", ")
	if len(names) > 1 {
		title = Figure(float64(len(names)), 0) + " campaigns run outside the plan"
	}
	if rest := len(names) - findingNames; rest > 0 {
		list += " and " + Figure(float64(rest), 0) + " more"
	}
	return []FunnelFinding{{FindingDates, -1, title, list + ". The plan" + planSpan(f.PlanStart, f.PlanEnd) + ".", 0}}
}

// outside says in which way dates leave the plan; empty if they do not.
func (f FunnelPlan) outside(start, end *time.Time) string {
	var out []string
	if start != nil && f.PlanStart != nil && start.Before(*f.PlanStart) {
		out = append(out, "starts on "+planDay(*start))
	}
	if start != nil && f.PlanEnd != nil && start.After(*f.PlanEnd) {
		return "starts on " + planDay(*start)
	}
	if end != nil && f.PlanEnd != nil && end.After(*f.PlanEnd) {
		out = append(out, "ends on "+planDay(*end))
	}
	if end != nil && f.PlanStart != nil && end.Before(*f.PlanStart) {
		return "ends on " + planDay(*end)
	}
	return strings.Join(out, ", ")
}

func planDay(d time.Time) string { return d.Format("2 Jan 2006") }

func planSpan(start, end *time.Time) string {
	switch {
	case start == nil:
		return " ends on " + planDay(*end)
	case end == nil:
		return " starts on " + planDay(*start)
	}
	return " runs from " + planDay(*start) + " to " + planDay(*end)
}

// FunnelSales is how many sales a funnel plans: what its last conversion stage passes on. False without one.
func FunnelSales(stages []Stage) (sales float64, stage int, ok bool) {
	for i, s := range slices.Backward(stages) {
		if s.Type != "conversion" || s.Volume == 0 {
			continue
		}
		if s.Rate > 0 {
			return math.Round(float64(s.Volume) * s.Rate / 100), i, true
		}
		return float64(s.Volume), i, true
	}
	return 0, -1, false
}

// checkRevenue compares the expected revenue with the planned sales at the prices of the offers.
func (f FunnelPlan) checkRevenue() []FunnelFinding {
	sales, stage, ok := FunnelSales(f.Stages)
	if !ok || f.Revenue == 0 {
		return nil
	}
	low, high, ok := f.priceRange(f.Stages[stage].Offers)
	if !ok {
		low, high, ok = f.priceRange(f.Offers)
	}
	if !ok || f.Revenue >= sales*low-0.5 && f.Revenue <= sales*high+0.5 {
		return nil
	}
	title := "Expected revenue is out of reach"
	if f.Revenue < sales*low {
		title = "Expected revenue is less than the sales bring"
	}
	at, bring := Money(f.Currency, low), Money(f.Currency, sales*low)
	if high > low {
		at, bring = at+"–"+Money(f.Currency, high), bring+"–"+Money(f.Currency, sales*high)
	}
	return []FunnelFinding{{FindingRevenue, -1, title, Figure(sales, 0) + " sales at " + at + " bring " + bring + ". The funnel expects " + Money(f.Currency, f.Revenue) + ".", 0}}
}

// priceRange is the lowest and highest price of the named offers, as far as they are in the funnel's currency.
func (f FunnelPlan) priceRange(names Texts) (low, high float64, ok bool) {
	for _, p := range f.Prices {
		named := slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, p.Name) })
		least, most := p.Prices.Min, p.Prices.Max
		if !most.Known {
			most = least
		}
		if !least.Known {
			least = most
		}
		if !named || !most.Known || p.Prices.Currency != "" && f.Currency != "" && !strings.EqualFold(p.Prices.Currency, f.Currency) {
			continue
		}
		if !ok {
			low, high, ok = least.N, most.N, true
		}
		low, high = min(low, least.N), max(high, most.N)
	}
	return low, high, ok
}
