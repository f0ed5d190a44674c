package kernel

import (
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// sources are the versions of the rows that an agent was given.
func sources(d cmo.AgentData) []store.BuiltFrom {
	var list []store.BuiltFrom
	seen := map[uuid.UUID]bool{}
	add := func(table string, id uuid.UUID, version int, name string) {
		if !seen[id] && id != uuid.Nil {
			seen[id] = true
			list = append(list, store.BuiltFrom{Table: table, ID: id, Version: max(1, version), Name: name})
		}
	}
	if d.Brand != nil {
		add("cmo_brand_profiles", d.Brand.ID, d.Brand.Version, d.Brand.BrandName)
	}
	for _, i := range d.ICPs {
		add("cmo_icp_segments", i.ID, i.Version, i.SegmentName)
	}
	for _, o := range d.Offers {
		add("cmo_offers", o.ID, o.Version, o.OfferName)
	}
	if d.Plan != nil {
		add("cmo_marketing_plans", d.Plan.ID, d.Plan.Version, d.Plan.PlanName)
	}
	if d.Funnel != nil {
		add("cmo_funnels", d.Funnel.ID, d.Funnel.Version, d.Funnel.FunnelName)
	}
	if d.Stage != nil {
		add("cmo_funnel_stages", d.Stage.ID, d.Stage.Version, d.Stage.StageName)
	}
	if d.Campaign != nil {
		add("cmo_campaigns", d.Campaign.ID, d.Campaign.Version, d.Campaign.CampaignName)
	}
	return list
}

// sourceWords is "1 brand profile, 2 ICPs, 1 offer".
func sourceWords(list []store.BuiltFrom) string {
	var words []string
	for _, t := range []struct{ table, one, many string }{
		{"cmo_brand_profiles", "brand profile", "brand profiles"}, {"cmo_icp_segments", "ICP", "ICPs"}, {"cmo_offers", "offer", "offers"},
		{"cmo_marketing_plans", "plan", "plans"}, {"cmo_funnels", "funnel", "funnels"}, {"cmo_funnel_stages", "stage", "stages"}, {"cmo_campaigns", "campaign", "campaigns"},
	} {
		n := 0
		for _, b := range list {
			if b.Table == t.table {
				n++
			}
		}
		if n > 0 {
			word := t.many
			if n == 1 {
				word = t.one
			}
			words = append(words, fmt.Sprintf("%d %s", n, word))
		}
	}
	if len(words) == 0 {
		return "There are none yet"
	}
	return strings.Join(words, ", ") + ", at their present versions"
}
