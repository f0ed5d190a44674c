package agent

import (
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Bounds of an intake conversation.
const (
	maxMessages = 40
	maxMessage  = 12_000 // characters
	maxNote     = 2_000
)

func checkSetupInput(in cmo.SetupInput, f *inputFaults) {
	f.oneOf("currentStep", in.CurrentStep, cmo.SetupSteps)
	if len(in.Messages) > maxMessages {
		f.add("messages", "%d messages; %d are the most.", len(in.Messages), maxMessages)
	}
	said := ""
	for _, m := range in.Messages {
		if m.Role != "user" && m.Role != "assistant" {
			f.add("messages", "Each message needs the role user or assistant.")
		}
		if m.Role == "user" {
			said += m.Content
		}
		f.text("messages", m.Content, maxMessage)
	}
	if strings.TrimSpace(said) == "" && in.ExistingData == nil {
		f.add("messages", "Describe the business in a few sentences.")
	}
}

func checkStrategyInput(in cmo.StrategyInput, f *inputFaults) {
	if strings.TrimSpace(in.PrimaryGoal) == "" {
		f.add("primaryGoal", "Say what the plan should reach.")
	}
	f.text("primaryGoal", in.PrimaryGoal, maxNote)
	f.amount("budget", in.Budget)
	f.date("startDate", in.StartDate)
	if t := in.TargetMetrics; t != nil {
		f.amount("targetMetrics.revenue", t.Revenue)
		f.amount("targetMetrics.mqls", t.MQLs)
		f.amount("targetMetrics.reach", t.Reach)
	}
	if c := in.Constraints; c != nil {
		f.listOf("constraints.channels", c.Channels, cmo.Channels)
		f.text("constraints.timeframe", c.Timeframe, 200)
		if _, ok := cmo.TimeframeDays(c.Timeframe); !ok {
			f.add("constraints.timeframe", "A plan covers 8 to 16 weeks; say it like 90 days, 12 weeks or 3 months.")
		}
	}
}

func checkFunnelsInput(in cmo.FunnelsInput, f *inputFaults) {
	f.oneOf("funnelType", in.FunnelType, cmo.FunnelTypes)
}

func checkCampaignsInput(in cmo.CampaignsInput, f *inputFaults) {
	f.oneOf("goal", in.Goal, cmo.CampaignTypes)
	f.listOf("preferredChannels", in.PreferredChannels, cmo.Channels)
	f.text("budgetNotes", in.BudgetNotes, maxNote)
}

func checkContentInput(in cmo.ContentInput, f *inputFaults) {
	if in.CampaignID == nil {
		f.add("campaignId", "Choose the campaign to write for.")
	}
	f.oneOf("funnelStage", in.FunnelStage, cmo.Stages)
	f.listOf("channels", in.Channels, cmo.ContentChannels)
	f.oneOf("ctaIntent", in.CTAIntent, cmo.CTAIntents)
	f.listOf("contentTypes", in.ContentTypes, append(append([]string{}, cmo.ContentTypes...), "google_ads", "facebook", "instagram", "linkedin", "twitter", "voice", "video_script"))
}

func checkOptimizationInput(in cmo.OptimizationInput, f *inputFaults) {
	f.oneOf("period", in.Period, cmo.Periods)
	if in.CampaignID != nil && (in.FunnelID != nil || in.PlanID != nil) {
		f.add("campaignId", "Choose either a campaign, or a funnel or plan.")
	}
}
