package agent

import (
	"fmt"
	"math"
	"slices"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func parseFunnels(out *cmo.FunnelsOutput, d cmo.AgentData, in cmo.FunnelsInput, f *faults) {
	f.need("funnel.funnel_name", out.Funnel.FunnelName)
	f.oneOf("funnel.funnel_type", out.Funnel.FunnelType, cmo.FunnelTypes)
	if in.FunnelType != "" && out.Funnel.FunnelType != in.FunnelType {
		f.add("funnel.funnel_type is %q; the request says %s.", short(out.Funnel.FunnelType, 40), in.FunnelType)
	}
	ruleNames("funnel", out.Funnel.TargetICPSegments, out.Funnel.TargetOffers, d, f)
	f.count("stages", len(out.Stages), 3, 8)
	at := map[string]int{}
	for i, s := range out.Stages {
		if _, seen := at[s.StageType]; !seen {
			at[s.StageType] = i
		}
		ruleStage(fmt.Sprintf("stages[%d]", i), i, s, d, f)
	}
	last := -1
	for _, kind := range cmo.Stages {
		i, ok := at[kind]
		if !ok && slices.Contains(cmo.Stages[:3], kind) {
			f.add("No stage has the type %s.", kind)
		}
		if ok && i < last {
			f.add("The stage of type %s stands before an earlier type.", kind)
		}
		last = max(last, i)
	}
	ruleVolumes(out, f)
	for _, x := range cmo.CheckFunnel(funnelPlan(*out, d)) {
		f.add("%s: %s", x.Title, x.Text)
	}
}

func ruleNames(at string, icps, offers []string, d cmo.AgentData, f *faults) {
	for _, n := range icps {
		f.known(at, "ICP", n, icpNames(d))
	}
	for _, n := range offers {
		f.known(at, "offer", n, offerNames(d))
	}
}

func ruleStage(at string, i int, s cmo.StageDraft, d cmo.AgentData, f *faults) {
	f.need(at+".stage_name", s.StageName)
	f.oneOf(at+".stage_type", s.StageType, cmo.Stages)
	if s.StageOrder != i+1 {
		f.add("%s.stage_order is %d; the stages count from 1.", at, s.StageOrder)
	}
	f.need(at+".objective", s.Objective)
	f.count(at+".kpis", len(s.KPIs), 2, 6)
	for _, k := range s.KPIs {
		f.need(at+".kpis.metric", k.Metric)
		if k.Target <= 0 {
			f.add("%s.kpis: %q has no target above 0.", at, short(k.Metric, 40))
		}
	}
	f.count(at+".campaign_types", len(s.CampaignTypes), 1, 3)
	for _, c := range s.CampaignTypes {
		f.oneOf(at+".campaign_types.type", c.Type, cmo.CampaignTypes)
		if c.EstimatedCost < 0 {
			f.add("%s.campaign_types: a cost is below 0.", at)
		}
	}
	f.allOf(at+".channels", s.Channels, cmo.Channels, 1)
	for _, c := range s.ContentAssets {
		f.need(at+".content_assets.title", c.Title)
		f.known(at+".content_assets", "ICP", c.TargetICP, icpNames(d))
	}
	ruleNames(at, s.TargetICPs, s.LinkedOffers, d, f)
	if s.ExpectedVolume <= 0 {
		f.add("%s.expected_volume must be above 0.", at)
	}
	f.between(at+".conversion_rate_target", s.ConversionRateTarget, 0.01, 100)
	if s.BudgetAllocation < 0 {
		f.add("%s.budget_allocation is below 0.", at)
	}
}

// ruleVolumes wants each stage to receive what the one before hands over, and the money of the stages to be the funnel's.
func ruleVolumes(out *cmo.FunnelsOutput, f *faults) {
	sum := 0.0
	for i, s := range out.Stages {
		sum += s.BudgetAllocation
		if i == 0 {
			continue
		}
		before := out.Stages[i-1]
		yield := float64(before.ExpectedVolume) * before.ConversionRateTarget / 100
		if math.Abs(float64(s.ExpectedVolume)-yield) > math.Max(1, yield*0.01) {
			f.add("Stage %d expects %d, but stage %d hands over %.0f (%d at %g %%).", i+1, s.ExpectedVolume, i, yield, before.ExpectedVolume, before.ConversionRateTarget)
		}
	}
	if math.Abs(sum-out.Funnel.TotalBudget) > 0.01 {
		f.add("The stages' budgets add up to %.2f; funnel.total_budget is %.2f.", sum, out.Funnel.TotalBudget)
	}
}

// funnelPlan is what the arithmetic that people see beside a funnel is checked on.
func funnelPlan(out cmo.FunnelsOutput, d cmo.AgentData) cmo.FunnelPlan {
	p := cmo.FunnelPlan{Currency: d.Tenant.Currency, Budget: out.Funnel.TotalBudget, Rate: out.Funnel.ExpectedConversionRate, Revenue: out.Funnel.ExpectedRevenue, Offers: out.Funnel.TargetOffers}
	for _, s := range out.Stages {
		p.Stages = append(p.Stages, cmo.Stage{Name: s.StageName, Type: s.StageType, Volume: s.ExpectedVolume, Rate: s.ConversionRateTarget, Budget: s.BudgetAllocation, Offers: s.LinkedOffers})
	}
	for _, o := range d.Offers {
		price := cmo.Price{Currency: o.PriceRange.Currency}
		if o.PriceRange.Min != nil {
			price.Min = cmo.Amount{N: *o.PriceRange.Min, Known: true}
		}
		if o.PriceRange.Max != nil {
			price.Max = cmo.Amount{N: *o.PriceRange.Max, Known: true}
		}
		p.Prices = append(p.Prices, cmo.OfferPrice{Name: o.OfferName, Prices: price})
	}
	return p
}
