package web

import (
	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/pages"
)

// campaignEditor is the form of a campaign.
var campaignEditor = editor{
	kind: cmo.KindCampaign, section: "Campaigns",
	sets: []pages.FieldSet{
		{Title: "Campaign", Columns: []string{"campaign_name", "campaign_type", "goal", "objective", "description", "tags"}},
		{Title: "Audience and place", Columns: []string{"target_icp_id", "target_offer_id", "plan_id", "funnel_id", "funnel_stage_id"}},
		{Title: "Dates and budget", Columns: []string{"start_date", "end_date", "budget_allocation"}},
		{Title: "Success", Columns: []string{"primary_kpi", "secondary_kpis", "success_criteria"}},
	},
	check: cmo.CheckCampaign,
	done:  func(slug, id, _ string) string { return paths.Campaign(slug, id) },
}

// channelEditor is the form of a campaign's channel.
var channelEditor = editor{
	kind: cmo.KindChannel, section: "Campaigns",
	done:  func(slug, _, campaign string) string { return paths.Campaign(slug, campaign) },
	fresh: cmo.Fields{"priority": "secondary"},
}
