package cmo

// FunnelsOutput is a funnel with its stages in order.
type FunnelsOutput struct {
	Funnel FunnelDraft  `json:"funnel"`
	Stages []StageDraft `json:"stages"`
}

// FunnelDraft is the content of a funnel. Rates are per cent.
type FunnelDraft struct {
	FunnelName             string   `json:"funnel_name"`
	FunnelType             string   `json:"funnel_type"`
	Description            string   `json:"description"`
	TargetICPSegments      []string `json:"target_icp_segments"`
	TargetOffers           []string `json:"target_offers"`
	TotalBudget            float64  `json:"total_budget"`
	ExpectedConversionRate float64  `json:"expected_conversion_rate"` // of the first stage's volume, those who pass the conversion stage
	ExpectedRevenue        float64  `json:"expected_revenue"`
}

// StageDraft is the content of a funnel stage. ExpectedVolume enters; ConversionRateTarget per cent of it go on.
type StageDraft struct {
	StageName            string              `json:"stage_name"`
	StageType            string              `json:"stage_type"`
	StageOrder           int                 `json:"stage_order"`
	Description          string              `json:"description"`
	Objective            string              `json:"objective"`
	KPIs                 []KPI               `json:"kpis"`
	CampaignTypes        []StageTypeDraft    `json:"campaign_types"`
	Channels             []string            `json:"channels"`
	ContentAssets        []StageContentDraft `json:"content_assets"`
	TargetICPs           []string            `json:"target_icps"`
	LinkedOffers         []string            `json:"linked_offers"`
	EntryCriteria        string              `json:"entry_criteria"`
	ExitCriteria         string              `json:"exit_criteria"`
	ExpectedVolume       int                 `json:"expected_volume"`
	ConversionRateTarget float64             `json:"conversion_rate_target"`
	BudgetAllocation     float64             `json:"budget_allocation"`
}

// StageTypeDraft is a type of campaign that suits a stage.
type StageTypeDraft struct {
	Type            string  `json:"type"`
	Description     string  `json:"description"`
	EstimatedCost   float64 `json:"estimated_cost"`
	ExpectedResults string  `json:"expected_results"`
}

// StageContentDraft is a piece of content a stage needs.
type StageContentDraft struct {
	AssetType string `json:"asset_type"`
	Title     string `json:"title"`
	Purpose   string `json:"purpose"`
	TargetICP string `json:"target_icp"`
}

// AgentMode is the mode an output belongs to.
func (FunnelsOutput) AgentMode() Mode { return ModeFunnels }
