package cmo

// CampaignsOutput is a campaign with its channels and an outline of its content.
type CampaignsOutput struct {
	Campaign                 CampaignDraft  `json:"campaign"`
	Channels                 []ChannelDraft `json:"channels"`
	ContentOutline           []OutlineItem  `json:"content_outline"`
	Timeline                 []TimelineWeek `json:"timeline"`
	ComplementarySuggestions []Complement   `json:"complementary_suggestions"`
}

// CampaignDraft is the content of a campaign. The description has no mark; the server sets it.
type CampaignDraft struct {
	CampaignName     string  `json:"campaign_name"`
	CampaignType     string  `json:"campaign_type"`
	Objective        string  `json:"objective"`
	Description      string  `json:"description"`
	TargetICP        string  `json:"target_icp"`
	TargetOffer      string  `json:"target_offer"`
	FunnelStage      string  `json:"funnel_stage"`
	StartDate        string  `json:"start_date"`
	EndDate          string  `json:"end_date"`
	BudgetAllocation float64 `json:"budget_allocation"`
	PrimaryKPI       KPI     `json:"primary_kpi"`
	SecondaryKPIs    []KPI   `json:"secondary_kpis"`
	SuccessCriteria  string  `json:"success_criteria"`
}

// ChannelDraft is the content of a campaign's channel.
type ChannelDraft struct {
	ChannelName      string           `json:"channel_name"`
	ChannelType      string           `json:"channel_type"`
	Priority         string           `json:"priority"`
	BudgetPercentage float64          `json:"budget_percentage"`
	ContentTypes     []ChannelContent `json:"content_types"`
	PostingFrequency string           `json:"posting_frequency"`
	TargetingNotes   string           `json:"targeting_notes"`
	ExpectedMetrics  ExpectedMetrics  `json:"expected_metrics"`
}

// ChannelContent is how much of one content type a channel carries.
type ChannelContent struct {
	Type        string `json:"type"`
	Quantity    int    `json:"quantity"`
	Description string `json:"description"`
	CTA         string `json:"cta"`
}

// ExpectedMetrics is what a channel is expected to bring; rates are per cent, nil where nothing supports a number.
type ExpectedMetrics struct {
	Reach          *float64 `json:"reach"`
	EngagementRate *float64 `json:"engagement_rate"`
	ConversionRate *float64 `json:"conversion_rate"`
}

// OutlineItem is one piece of content to write.
type OutlineItem struct {
	ContentID               string   `json:"content_id"`
	Title                   string   `json:"title"`
	ContentType             string   `json:"content_type"`
	Channel                 string   `json:"channel"`
	FunnelStage             string   `json:"funnel_stage"`
	TargetICP               string   `json:"target_icp"`
	KeyMessage              string   `json:"key_message"`
	SupportingPoints        []string `json:"supporting_points"`
	CTA                     string   `json:"cta"`
	Tone                    string   `json:"tone"`
	EstimatedProductionTime string   `json:"estimated_production_time"`
	Dependencies            []string `json:"dependencies"` // content ids
	PublishDate             string   `json:"publish_date"`
}

// TimelineWeek is one week of a campaign.
type TimelineWeek struct {
	Week         int      `json:"week"`
	Phase        string   `json:"phase"`
	Activities   []string `json:"activities"`
	Deliverables []string `json:"deliverables"`
	Milestones   []string `json:"milestones"`
}

// Complement is a campaign that would go well with this one.
type Complement struct {
	CampaignType string  `json:"campaign_type"`
	Rationale    string  `json:"rationale"`
	SynergyScore float64 `json:"synergy_score"` // 1–10
}

// AgentMode is the mode an output belongs to.
func (CampaignsOutput) AgentMode() Mode { return ModeCampaigns }
