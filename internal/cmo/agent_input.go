package cmo

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// AgentInput is the checked input of one mode: SetupInput, StrategyInput, FunnelsInput, CampaignsInput, ContentInput or
// OptimizationInput. Forms, API and command share these types; JSON names are those of the public contract.
type AgentInput interface {
	AgentMode() Mode
	Needs() AgentNeeds
}

// Message is one turn of the intake conversation.
type Message struct {
	Role    string `json:"role"` // user or assistant
	Content string `json:"content"`
}

// SetupInput asks for a brand profile, ICPs and offers.
type SetupInput struct {
	Messages     []Message     `json:"messages"`
	CurrentStep  string        `json:"currentStep,omitempty"` // brand, icp or offers; empty: all three
	ExistingData *ExistingData `json:"existingData,omitempty"`
}

// ExistingData is what the caller already has. Entries may be whole objects or just names.
type ExistingData struct {
	Brand  *BrandDraft  `json:"brand,omitempty"`
	ICP    []ICPDraft   `json:"icp,omitempty"`
	Offers []OfferDraft `json:"offers,omitempty"`
}

// StrategyInput asks for a plan of about 90 days.
type StrategyInput struct {
	PrimaryGoal   string          `json:"primaryGoal"`
	Budget        *float64        `json:"budget,omitempty"`
	TargetMetrics *TargetMetrics  `json:"targetMetrics,omitempty"`
	Constraints   *PlanConstraint `json:"constraints,omitempty"`
	StartDate     string          `json:"startDate,omitempty"` // empty: tomorrow
}

// TargetMetrics are the numbers a plan aims at; nil where the person named none.
type TargetMetrics struct {
	Revenue *float64 `json:"revenue,omitempty"`
	MQLs    *float64 `json:"mqls,omitempty"`
	Reach   *float64 `json:"reach,omitempty"`
}

// PlanConstraint bounds a plan.
type PlanConstraint struct {
	Channels  []string `json:"channels,omitempty"`
	Timeframe string   `json:"timeframe,omitempty"` // in words: 90 days, 12 weeks, 3 months
}

// FunnelsInput asks for a funnel.
type FunnelsInput struct {
	PlanID     *uuid.UUID `json:"planId,omitempty"`
	FunnelType string     `json:"funnelType,omitempty"`
}

// CampaignsInput asks for a campaign.
type CampaignsInput struct {
	FunnelID          *uuid.UUID `json:"funnelId,omitempty"`
	PlanID            *uuid.UUID `json:"planId,omitempty"`
	StageID           *uuid.UUID `json:"stageId,omitempty"`
	Goal              string     `json:"goal,omitempty"` // a campaign type
	PreferredChannels []string   `json:"preferredChannels,omitempty"`
	BudgetNotes       string     `json:"budgetNotes,omitempty"`
}

// ContentInput asks for the content of a campaign.
type ContentInput struct {
	CampaignID   *uuid.UUID `json:"campaignId"`
	FunnelStage  string     `json:"funnelStage,omitempty"`
	Channels     []string   `json:"channels,omitempty"`
	CTAIntent    string     `json:"ctaIntent,omitempty"`
	ContentTypes []string   `json:"contentTypes,omitempty"`
}

// OptimizationInput asks for an analysis.
type OptimizationInput struct {
	PlanID     *uuid.UUID `json:"planId,omitempty"`
	FunnelID   *uuid.UUID `json:"funnelId,omitempty"`
	CampaignID *uuid.UUID `json:"campaignId,omitempty"` // this campaign alone; then no plan and no funnel
	Period     string     `json:"period,omitempty"`
}

// AgentMode is the mode an input belongs to.
func (SetupInput) AgentMode() Mode { return ModeSetup }

// AgentMode is the mode an input belongs to.
func (StrategyInput) AgentMode() Mode { return ModeStrategy }

// AgentMode is the mode an input belongs to.
func (FunnelsInput) AgentMode() Mode { return ModeFunnels }

// AgentMode is the mode an input belongs to.
func (CampaignsInput) AgentMode() Mode { return ModeCampaigns }

// AgentMode is the mode an input belongs to.
func (ContentInput) AgentMode() Mode { return ModeContent }

// AgentMode is the mode an input belongs to.
func (OptimizationInput) AgentMode() Mode { return ModeOptimization }

// Needs are the rows to read besides brand, ICPs and offers.
func (SetupInput) Needs() AgentNeeds { return AgentNeeds{} }

// Needs are the rows to read besides brand, ICPs and offers.
func (StrategyInput) Needs() AgentNeeds { return AgentNeeds{Funnels: true} }

// Needs are the rows to read besides brand, ICPs and offers.
func (in FunnelsInput) Needs() AgentNeeds {
	return AgentNeeds{PlanID: in.PlanID, Plan: true, Funnels: true}
}

// Needs are the rows to read besides brand, ICPs and offers.
func (in CampaignsInput) Needs() AgentNeeds {
	return AgentNeeds{PlanID: in.PlanID, FunnelID: in.FunnelID, StageID: in.StageID, Plan: true, Funnel: true, Campaigns: true}
}

// Needs are the rows to read besides brand, ICPs and offers.
func (in ContentInput) Needs() AgentNeeds { return AgentNeeds{CampaignID: in.CampaignID} }

// Needs are the rows to read besides brand, ICPs and offers. Twice the period: what went before is compared.
func (in OptimizationInput) Needs() AgentNeeds {
	if in.CampaignID != nil {
		return AgentNeeds{CampaignID: in.CampaignID, Campaigns: true, Alone: true, MetricDays: 2 * PeriodDays(in.Period)}
	}
	return AgentNeeds{PlanID: in.PlanID, FunnelID: in.FunnelID, Plan: true, Campaigns: true, Funnels: true, MetricDays: 2 * PeriodDays(in.Period)}
}

// Periods lists what an analysis can look at.
var Periods = []string{"last_7_days", "last_30_days", "last_90_days"}

// PeriodDays is the length of a period; an empty one is 30 days.
func PeriodDays(period string) int {
	switch period {
	case "last_7_days":
		return 7
	case "last_90_days":
		return 90
	}
	return 30
}

// UnmarshalJSON reads entries that are objects or, as the first console sends them, just names.
func (d *ExistingData) UnmarshalJSON(raw []byte) error {
	var parts struct {
		Brand  json.RawMessage   `json:"brand"`
		ICP    []json.RawMessage `json:"icp"`
		Offers []json.RawMessage `json:"offers"`
	}
	if err := json.Unmarshal(raw, &parts); err != nil {
		return err
	}
	*d = ExistingData{}
	if len(parts.Brand) > 0 && string(parts.Brand) != "null" {
		var b BrandDraft
		if err := objectOrName(parts.Brand, &b, &b.BrandName); err != nil {
			return err
		}
		if b.BrandName != "" {
			d.Brand = &b
		}
	}
	for _, p := range parts.ICP {
		var i ICPDraft
		if err := objectOrName(p, &i, &i.SegmentName); err != nil {
			return err
		}
		d.ICP = append(d.ICP, i)
	}
	for _, p := range parts.Offers {
		var o OfferDraft
		if err := objectOrName(p, &o, &o.OfferName); err != nil {
			return err
		}
		d.Offers = append(d.Offers, o)
	}
	return nil
}

func objectOrName(raw json.RawMessage, object any, name *string) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, name)
	}
	return json.Unmarshal(raw, object)
}

var timeframe = regexp.MustCompile(`(?i)^\s*(?:the\s+)?(?:next\s+)?(?:about\s+)?(\d{1,3})\s*-?\s*(day|week|month)s?\s*$`)

// TimeframeDays reads a plan's length from words like 90 days, 12 weeks or 3 months; empty is 90 days. False for what
// is no length, or not about 90 days.
func TimeframeDays(words string) (days int, ok bool) {
	if strings.TrimSpace(words) == "" {
		return 90, true
	}
	m := timeframe.FindStringSubmatch(words)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return 0, false
	}
	days = n * map[string]int{"day": 1, "week": 7, "month": 30}[strings.ToLower(m[2])]
	return days, days >= 56 && days <= 112
}
