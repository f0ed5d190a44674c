package agent

import (
	"cmp"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Subject says in a few words what a run is about, for the log.
func Subject(in cmo.AgentInput, d cmo.AgentData) string {
	switch in := inner(in).(type) {
	case cmo.SetupInput:
		return map[string]string{"": "Brand, ICPs and offers", "brand": "Brand profile", "icp": "ICPs", "offers": "Offers"}[in.CurrentStep]
	case cmo.StrategyInput:
		return "Plan: " + short(in.PrimaryGoal, 80)
	case cmo.FunnelsInput:
		kind := cmo.Label(cmp.Or(in.FunnelType, "marketing")) + " funnel"
		if d.Plan != nil {
			return kind + " for " + short(d.Plan.PlanName, 60)
		}
		return kind
	case cmo.CampaignsInput:
		return campaignSubject(in, d)
	case cmo.ContentInput:
		if d.Campaign == nil {
			return "Content"
		}
		subject := "Content for " + short(d.Campaign.CampaignName, 60)
		if len(in.Channels) > 0 {
			subject += ": " + words(in.Channels)
		}
		return subject
	case cmo.OptimizationInput:
		what := "All campaigns"
		if d.Campaign != nil && in.CampaignID != nil {
			what = short(d.Campaign.CampaignName, 60)
		} else if d.Funnel != nil && in.FunnelID != nil {
			what = short(d.Funnel.FunnelName, 60)
		} else if d.Plan != nil && in.PlanID != nil {
			what = short(d.Plan.PlanName, 60)
		}
		return what + ", " + strings.ToLower(cmo.Label(cmp.Or(in.Period, "last_30_days")))
	}
	return ""
}

func campaignSubject(in cmo.CampaignsInput, d cmo.AgentData) string {
	kind := "Campaign"
	if in.Goal != "" {
		kind = cmo.Label(in.Goal) + " campaign"
	}
	switch {
	case d.Stage != nil && d.Funnel != nil:
		return kind + " for " + short(d.Funnel.FunnelName, 40) + ", " + short(d.Stage.StageName, 40)
	case d.Stage != nil:
		return kind + " for " + short(d.Stage.StageName, 60)
	case d.Funnel != nil:
		return kind + " for " + short(d.Funnel.FunnelName, 60)
	}
	return kind
}

func words(values []string) string {
	labels := make([]string, len(values))
	for i, v := range values {
		labels[i] = cmo.Label(v)
	}
	return strings.Join(labels, ", ")
}

// short cuts a text at a word so that it has at most that many characters.
func short(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	cut := string(runes[:most-1])
	if at := strings.LastIndexByte(cut, ' '); at > most/2 {
		cut = cut[:at]
	}
	return strings.TrimRight(cut, " ,.;:") + "…"
}
