package cmo

import "github.com/google/uuid"

// AgentData is all that an agent may read of its tenant: rows the kernel read through the tenant's scope. JSON names are
// the columns' names; dates are YYYY-MM-DD, empty where there is none. A part that the input does not ask for is empty.
type AgentData struct {
	Tenant    AgentTenant     `json:"tenant"`
	Today     string          `json:"today"` // in the tenant's zone
	Brand     *AgentBrand     `json:"brand"`
	ICPs      []AgentICP      `json:"icps"`   // the primary one first, then by priority
	Offers    []AgentOffer    `json:"offers"` // the flagship first
	Plan      *AgentPlan      `json:"plan"`
	Funnel    *AgentFunnel    `json:"funnel"`
	Stage     *AgentStage     `json:"stage"`
	Campaign  *AgentCampaign  `json:"campaign"`
	Campaigns []AgentCampaign `json:"campaigns"` // summaries: without assets
	Funnels   []AgentFunnel   `json:"funnels"`
	Metrics   []AgentMetric   `json:"metrics"` // by day
	Rejected  []AgentRejected `json:"rejected"`
}

// AgentNeeds says which rows an input asks for. Brand, ICPs, offers and rejected suggestions are always read; what an id
// names must exist in the tenant.
type AgentNeeds struct {
	PlanID     *uuid.UUID
	FunnelID   *uuid.UUID
	StageID    *uuid.UUID
	CampaignID *uuid.UUID
	Plan       bool // without PlanID: the newest plan, if there is one
	Funnel     bool // without FunnelID: the funnel of StageID, else the newest one, if there is one
	Campaigns  bool // summaries of the campaigns that are not archived: of FunnelID or PlanID where the input names one
	Funnels    bool // the funnels that are not archived, with stages
	Alone      bool // Campaigns and metrics are of CampaignID only
	MetricDays int  // days of snapshots, the last one yesterday
}

// AgentTenant is what an agent knows of the tenant itself.
type AgentTenant struct {
	Name     string `json:"name"`
	Zone     string `json:"zone"`
	Currency string `json:"currency"`
}

// AgentBrand is the brand profile.
type AgentBrand struct {
	ID      uuid.UUID `json:"id"`
	Version int       `json:"version"`
	BrandDraft
}

// AgentICP is one ideal customer profile.
type AgentICP struct {
	ID      uuid.UUID `json:"id"`
	Version int       `json:"version"`
	ICPDraft
}

// AgentOffer is one offer.
type AgentOffer struct {
	ID      uuid.UUID `json:"id"`
	Version int       `json:"version"`
	OfferDraft
	LandingPageURL string `json:"landing_page_url"`
}

// AgentPlan is one plan with its milestones.
type AgentPlan struct {
	ID                uuid.UUID        `json:"id"`
	Version           int              `json:"version"`
	PlanName          string           `json:"plan_name"`
	Status            string           `json:"status"`
	StartDate         string           `json:"start_date"`
	EndDate           string           `json:"end_date"`
	ExecutiveSummary  string           `json:"executive_summary"`
	PrimaryObjectives []string         `json:"primary_objectives"`
	KeyMetrics        []PlanKPI        `json:"key_metrics"`
	BudgetAllocation  DraftBudget      `json:"budget_allocation"`
	ChannelMix        []ChannelShare   `json:"channel_mix"`
	CampaignThemes    []string         `json:"campaign_themes"`
	TargetICPSegments []string         `json:"target_icp_segments"`
	TargetOffers      []string         `json:"target_offers"`
	Milestones        []AgentMilestone `json:"milestones"`
}

// AgentMilestone is one milestone of a plan.
type AgentMilestone struct {
	ID            uuid.UUID `json:"id"`
	MilestoneName string    `json:"milestone_name"`
	Description   string    `json:"description"`
	TargetDate    string    `json:"target_date"`
	Status        string    `json:"status"`
	KPIs          []KPI     `json:"kpis"`
}

// AgentFunnel is one funnel with its stages in order.
type AgentFunnel struct {
	ID      uuid.UUID `json:"id"`
	Version int       `json:"version"`
	Status  string    `json:"status"`
	FunnelDraft
	Stages []AgentStage `json:"stages"`
}

// AgentStage is one stage of a funnel.
type AgentStage struct {
	ID      uuid.UUID `json:"id"`
	Version int       `json:"version"`
	StageDraft
}

// AgentCampaign is one campaign with its channels and, where it is the one the run is about, its content.
type AgentCampaign struct {
	ID            uuid.UUID  `json:"id"`
	Version       int        `json:"version"`
	Status        string     `json:"status"`
	ReviewState   string     `json:"review_state"`
	PlanID        *uuid.UUID `json:"plan_id"`
	FunnelID      *uuid.UUID `json:"funnel_id"`
	FunnelStageID *uuid.UUID `json:"funnel_stage_id"`
	CampaignDraft
	Channels []AgentChannel `json:"channels"`
	Assets   []AgentAsset   `json:"assets"`
}

// AgentChannel is one channel of a campaign.
type AgentChannel struct {
	ID uuid.UUID `json:"id"`
	ChannelDraft
}

// AgentAsset is one piece of content with its variants.
type AgentAsset struct {
	ID          uuid.UUID      `json:"id"`
	ContentID   string         `json:"content_id"`
	Title       string         `json:"title"`
	ContentType string         `json:"content_type"`
	Channel     string         `json:"channel"`
	FunnelStage string         `json:"funnel_stage"`
	KeyMessage  string         `json:"key_message"`
	CTA         string         `json:"cta"`
	PublishDate string         `json:"publish_date"`
	Variants    []AgentVariant `json:"variants"`
}

// AgentVariant is one wording of an asset.
type AgentVariant struct {
	ID          uuid.UUID `json:"id"`
	VariantType string    `json:"variant_type"`
	SubjectLine string    `json:"subject_line"`
	Headline    string    `json:"headline"`
	BodyContent string    `json:"body_content"`
	CTAText     string    `json:"cta_text"`
	IsWinner    bool      `json:"is_winner"`
}

// AgentMetric is what one campaign reported for one day, in total or of one channel. Missing is not zero: what nobody
// reported is nil.
type AgentMetric struct {
	CampaignID  uuid.UUID  `json:"campaign_id"`
	ChannelID   *uuid.UUID `json:"channel_id"`
	ChannelName string     `json:"channel_name"` // empty: the campaign's own row, the sum of its channels
	Day         string     `json:"snapshot_date"`
	MetricType  string     `json:"metric_type"`
	DataMode    string     `json:"data_mode"` // live or demo, never added up
	Impressions *int64     `json:"impressions"`
	Clicks      *int64     `json:"clicks"`
	Conversions *int64     `json:"conversions"`
	Cost        *float64   `json:"cost"`
	Revenue     *float64   `json:"revenue"`
}

// AgentRejected is an earlier suggestion that a person rejected or dismissed, and why.
type AgentRejected struct {
	Mode   Mode   `json:"mode"`
	Kind   string `json:"kind"` // what it was: campaign, recommendation, a field of the brand …
	Name   string `json:"name"`
	Reason string `json:"reason"`
	Day    string `json:"day"`
}
