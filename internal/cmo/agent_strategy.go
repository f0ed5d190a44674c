package cmo

// StrategyOutput is a plan of about 90 days. The columns it goes to: name → plan_name, goal_summary → executive_summary,
// kpis → key_metrics, channel_allocation → channel_mix, risk_flags → risks_mitigations, budget_note → budget_allocation.note,
// milestones → cmo_plan_milestones, weekly_checkpoints → month_1_plan … month_3_plan.
type StrategyOutput struct {
	Plan PlanDraft `json:"plan"`
}

// PlanDraft is the content of a plan.
type PlanDraft struct {
	Name              string            `json:"name"`
	GoalSummary       string            `json:"goal_summary"`
	StartDate         string            `json:"start_date"`
	EndDate           string            `json:"end_date"`
	BudgetNote        string            `json:"budget_note"`
	Milestones        []MilestoneDraft  `json:"milestones"`
	KPIs              []PlanKPI         `json:"kpis"`
	WeeklyCheckpoints []CheckpointDraft `json:"weekly_checkpoints"`
	ChannelAllocation []ChannelShare    `json:"channel_allocation"`
	RiskFlags         []RiskFlag        `json:"risk_flags"`
}

// MilestoneDraft is one dated goal of a plan.
type MilestoneDraft struct {
	Label        string   `json:"label"`
	TargetDate   string   `json:"target_date"`
	Metric       string   `json:"metric"`
	TargetValue  float64  `json:"target_value"`
	FunnelAction string   `json:"funnel_action"`
	Channels     []string `json:"channels"`
	Dependencies []string `json:"dependencies"` // labels of earlier milestones
}

// PlanKPI is a number the plan moves; the baseline is nil where nothing was measured.
type PlanKPI struct {
	Metric      string   `json:"metric"`
	Baseline    *float64 `json:"baseline"`
	Target      float64  `json:"target"`
	Measurement string   `json:"measurement"`
}

// CheckpointDraft is what one week of a plan is about.
type CheckpointDraft struct {
	Week            int      `json:"week"`
	Focus           string   `json:"focus"`
	Deliverables    []string `json:"deliverables"`
	SuccessCriteria string   `json:"success_criteria"`
}

// ChannelShare is a channel's part of the budget.
type ChannelShare struct {
	Channel          string  `json:"channel"`
	BudgetPercentage float64 `json:"budget_percentage"`
	PrimaryMetric    string  `json:"primary_metric"`
	TargetICP        string  `json:"target_icp"`
}

// RiskFlag is what may go wrong, what to do then, and how to notice.
type RiskFlag struct {
	Risk       string `json:"risk"`
	Mitigation string `json:"mitigation"`
	Trigger    string `json:"trigger"`
}

// DraftBudget is a plan's money.
type DraftBudget struct {
	Total    *float64 `json:"total"`
	Currency string   `json:"currency"`
	Note     string   `json:"note"`
}

// AgentMode is the mode an output belongs to.
func (StrategyOutput) AgentMode() Mode { return ModeStrategy }
