package seed

import "strings"

// funnel is one funnel with its stages.
type funnel struct {
	Key, Name, Description, Run string
	ICPs, Offers                []string // names
	Rate, Revenue               float64
	Stages                      []stage
}

// stage is one step of a funnel. Volume times Rate is the volume the next stage can expect.
type stage struct {
	Key, Name, Type         string
	Volume                  int
	Rate, Budget            float64
	Description, Objective  string
	KPIs                    []kpi
	Types, Channels, Assets []string // campaign types; channels; "asset_type: title"
	ICP, Offer, Enter, Exit string
}

// kpi is a measured goal.
type kpi struct {
	Metric string
	Target float64
	How    string
}

func (k kpi) object() object {
	o := object{"metric": k.Metric, "target": k.Target}
	if k.How != "" {
		o["measurement"] = k.How
	}
	return o
}

func kpiObjects(list []kpi) []object {
	out := []object{}
	for _, k := range list {
		out = append(out, k.object())
	}
	return out
}

func (b *builder) addFunnel(f funnel) {
	total := 0.0
	for _, s := range f.Stages {
		total += s.Budget
	}
	row := b.record("cmo_funnels", f.Key, maker{Run: f.Run}, Row{
		"plan_id": nil, "funnel_name": f.Name, "funnel_type": "lead_nurture", "description": f.Description,
		"target_icp_segments": list(f.ICPs...), "target_offers": list(f.Offers...), "total_budget": total,
		"expected_conversion_rate": f.Rate, "expected_revenue": f.Revenue, "status": "active",
	})
	b.version("cmo_funnels", row, 1, nil, nil)
	b.source("cmo_funnels", row, "cmo_brand_profiles", "brand")
	for i, s := range f.Stages {
		b.addStage(f, i, s)
	}
	if b.in.Plan.Key == "" {
		return
	}
	// A person put the funnel under the plan once there was one.
	row["plan_id"], row["version"] = b.id("cmo_marketing_plans", b.in.Plan.Key), 2
	row["updated_by"], row["updated_at"] = userID(owner), b.byKey["strategy"].end().Add(days(1))
	b.version("cmo_funnels", row, 2, userID(owner), []string{"plan_id"})
}

func (b *builder) addStage(f funnel, i int, s stage) {
	types, assets := []object{}, []object{}
	for _, t := range s.Types {
		types = append(types, object{"type": t, "description": s.Objective, "estimated_cost": s.Budget / float64(len(s.Types)), "expected_results": s.Exit})
	}
	for _, a := range s.Assets {
		kind, title, _ := strings.Cut(a, ": ")
		assets = append(assets, object{"asset_type": kind, "title": title, "purpose": s.Objective, "target_icp": s.ICP})
	}
	offers := list()
	if s.Offer != "" {
		offers = list(s.Offer)
	}
	row := b.record("cmo_funnel_stages", f.Key+"/"+s.Key, maker{Run: f.Run}, Row{
		"funnel_id": b.id("cmo_funnels", f.Key), "stage_name": s.Name, "stage_type": s.Type, "stage_order": i + 1,
		"description": s.Description, "objective": s.Objective, "kpis": JSON{kpiObjects(s.KPIs)}, "campaign_types": JSON{types},
		"channels": list(s.Channels...), "content_assets": JSON{assets}, "target_icps": list(s.ICP), "linked_offers": offers,
		"entry_criteria": s.Enter, "exit_criteria": s.Exit, "expected_volume": s.Volume, "conversion_rate_target": s.Rate,
		"budget_allocation": s.Budget,
	})
	b.source("cmo_funnel_stages", row, "cmo_brand_profiles", "brand")
}
