package agent

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func parseCampaigns(out *cmo.CampaignsOutput, d cmo.AgentData, in cmo.CampaignsInput, f *faults) {
	out.Campaign.Description = cmo.WithoutMark(out.Campaign.Description) // the server sets it
	c := out.Campaign
	f.need("campaign.campaign_name", c.CampaignName)
	for _, x := range d.Campaigns {
		if strings.EqualFold(x.CampaignName, c.CampaignName) {
			f.add("There is already a campaign named %q.", short(c.CampaignName, 60))
		}
	}
	f.oneOf("campaign.campaign_type", c.CampaignType, cmo.CampaignTypes)
	if in.Goal != "" && c.CampaignType != in.Goal {
		f.add("campaign.campaign_type is %q; the request says %s.", short(c.CampaignType, 40), in.Goal)
	}
	f.need("campaign.objective", c.Objective)
	f.need("campaign.description", c.Description)
	f.known("campaign.target_icp", "ICP", c.TargetICP, icpNames(d))
	f.known("campaign.target_offer", "offer", c.TargetOffer, offerNames(d))
	f.oneOf("campaign.funnel_stage", c.FunnelStage, cmo.Stages)
	if d.Stage != nil && in.StageID != nil && c.FunnelStage != d.Stage.StageType {
		f.add("campaign.funnel_stage is %q; the stage of the request is of type %s.", c.FunnelStage, d.Stage.StageType)
	}
	ruleCampaignDates(out, d, f)
	if c.BudgetAllocation < 0 {
		f.add("campaign.budget_allocation is below 0.")
	}
	ruleKPI("campaign.primary_kpi", c.PrimaryKPI, f)
	f.count("campaign.secondary_kpis", len(c.SecondaryKPIs), 2, 3)
	for i, k := range c.SecondaryKPIs {
		ruleKPI(fmt.Sprintf("campaign.secondary_kpis[%d]", i), k, f)
	}
	f.need("campaign.success_criteria", c.SuccessCriteria)
	ruleChannels(out.Channels, in, f)
	ruleOutline(out, d, f)
	f.count("timeline", len(out.Timeline), 1, 30)
	f.count("complementary_suggestions", len(out.ComplementarySuggestions), 0, 5)
	for _, s := range out.ComplementarySuggestions {
		f.oneOf("complementary_suggestions.campaign_type", s.CampaignType, cmo.CampaignTypes)
		f.between("complementary_suggestions.synergy_score", s.SynergyScore, 1, 10)
	}
}

func ruleKPI(at string, k cmo.KPI, f *faults) {
	f.need(at+".metric", k.Metric)
	if k.Target <= 0 {
		f.add("%s.target must be a number above 0.", at)
	}
}

// ruleCampaignDates wants a campaign in the future, inside its plan, and its content inside the campaign.
func ruleCampaignDates(out *cmo.CampaignsOutput, d cmo.AgentData, f *faults) {
	start, ok := f.date("campaign.start_date", out.Campaign.StartDate)
	end, okEnd := f.date("campaign.end_date", out.Campaign.EndDate)
	if !ok || !okEnd {
		return
	}
	if end.Before(start) {
		f.add("The campaign ends before it starts.")
	}
	if out.Campaign.StartDate < d.Today {
		f.add("campaign.start_date %s is past; today is %s.", out.Campaign.StartDate, d.Today)
	}
	if p := d.Plan; p != nil && p.EndDate != "" && p.EndDate > d.Today && out.Campaign.EndDate > p.EndDate {
		f.add("The campaign ends on %s, after its plan ends on %s.", out.Campaign.EndDate, p.EndDate)
	}
	for i, o := range out.ContentOutline {
		if day, ok := f.date(fmt.Sprintf("content_outline[%d].publish_date", i), o.PublishDate); ok && (day.Before(start) || day.After(end)) {
			f.add("content_outline[%d].publish_date %s lies outside the campaign.", i, o.PublishDate)
		}
	}
}

func ruleChannels(list []cmo.ChannelDraft, in cmo.CampaignsInput, f *faults) {
	var names []string
	var shares []float64
	for i, c := range list {
		at := fmt.Sprintf("channels[%d]", i)
		f.oneOf(at+".channel_name", c.ChannelName, cmo.Channels)
		f.oneOf(at+".channel_type", c.ChannelType, cmo.ChannelTypes)
		f.oneOf(at+".priority", c.Priority, cmo.Priorities)
		if len(in.PreferredChannels) > 0 && !slices.Contains(in.PreferredChannels, c.ChannelName) {
			f.add("%s.channel_name is %s, which the request does not prefer.", at, c.ChannelName)
		}
		f.count(at+".content_types", len(c.ContentTypes), 2, 3)
		for _, t := range c.ContentTypes {
			f.oneOf(at+".content_types.type", t.Type, cmo.ContentTypes)
			f.between(at+".content_types.quantity", float64(t.Quantity), 1, 100)
		}
		names, shares = append(names, c.ChannelName), append(shares, c.BudgetPercentage)
	}
	f.texts("channels", names, 1, 8)
	f.share("The budget shares of channels", shares)
}

func ruleOutline(out *cmo.CampaignsOutput, d cmo.AgentData, f *faults) {
	f.count("content_outline", len(out.ContentOutline), 1, 40)
	var channels, ids []string
	for _, c := range out.Channels {
		channels = append(channels, c.ChannelName)
	}
	for i, o := range out.ContentOutline {
		at := fmt.Sprintf("content_outline[%d]", i)
		f.need(at+".content_id", o.ContentID)
		f.need(at+".title", o.Title)
		f.need(at+".key_message", o.KeyMessage)
		f.oneOf(at+".content_type", o.ContentType, cmo.ContentTypes)
		f.oneOf(at+".funnel_stage", o.FunnelStage, cmo.Stages)
		if !slices.Contains(channels, o.Channel) {
			f.add("%s.channel is %q, which is no channel of the campaign.", at, short(o.Channel, 40))
		}
		f.known(at, "ICP", o.TargetICP, icpNames(d))
		for _, dep := range o.Dependencies {
			if !slices.Contains(ids, dep) {
				f.add("%s depends on %q, which is no earlier content.", at, short(dep, 60))
			}
		}
		ids = append(ids, o.ContentID)
	}
	f.texts("The ids of content_outline", ids, 0, 0)
}
