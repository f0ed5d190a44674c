package cmo

// OptimizationOutput is an analysis with recommendations.
type OptimizationOutput struct {
	AnalysisSummary AnalysisSummary `json:"analysis_summary"`
	Recommendations []Advice        `json:"recommendations"`
	QuickWins       []QuickWin      `json:"quick_wins"`
	NextSteps       []NextStep      `json:"next_steps"`
}

// NotEnoughData is the value of health, trend and benchmark where the numbers do not allow another one.
const NotEnoughData = "not_enough_data"

// AnalysisSummary is what the numbers say in short.
type AnalysisSummary struct {
	AnalysisDate       string       `json:"analysis_date"`
	PeriodAnalyzed     string       `json:"period_analyzed"`
	OverallHealth      string       `json:"overall_health"`
	TopPerformer       *Performer   `json:"top_performer"`       // nil: nothing stands out
	BiggestOpportunity *Opportunity `json:"biggest_opportunity"` // nil: none found
	Notes              []string     `json:"notes"`               // what could not be judged, and why
}

// Performer is what did best.
type Performer struct {
	Type      string  `json:"type"`
	Name      string  `json:"name"`
	KeyMetric string  `json:"key_metric"`
	Value     float64 `json:"value"`
}

// Opportunity is where most could be gained.
type Opportunity struct {
	Type          string `json:"type"`
	Name          string `json:"name"`
	PotentialLift string `json:"potential_lift"`
}

// Advice is one recommendation; PriorityScore is its AdviceScore.
type Advice struct {
	RecommendationID string          `json:"recommendation_id"`
	SourceType       string          `json:"source_type"`
	SourceID         string          `json:"source_id"` // id of a row the agent was given
	SourceName       string          `json:"source_name"`
	Category         string          `json:"category"`
	Title            string          `json:"title"`
	Description      string          `json:"description"`
	Severity         string          `json:"severity"`
	Impact           string          `json:"impact"`
	Effort           string          `json:"effort"`
	PriorityScore    float64         `json:"priority_score"`
	MetricsAffected  []AdviceMetric  `json:"metrics_affected"`
	SuggestedActions []AdviceAction  `json:"suggested_actions"`
	SupportingData   AdviceReasoning `json:"supporting_data"`
}

// AdviceMetric is a number that a recommendation would move.
type AdviceMetric struct {
	Metric        string  `json:"metric"`
	CurrentValue  float64 `json:"current_value"`
	TargetValue   float64 `json:"target_value"`
	Gap           float64 `json:"gap"`
	GapPercentage float64 `json:"gap_percentage"`
}

// AdviceAction is something to do.
type AdviceAction struct {
	Action          string `json:"action"`
	Timeline        string `json:"timeline"`
	Owner           string `json:"owner"`
	ExpectedOutcome string `json:"expected_outcome"`
}

// AdviceReasoning is what a recommendation rests on.
type AdviceReasoning struct {
	Trend               string `json:"trend"`
	ComparisonPeriod    string `json:"comparison_period"`
	BenchmarkComparison string `json:"benchmark_comparison"`
}

// QuickWin is something small that helps at once.
type QuickWin struct {
	Action          string `json:"action"`
	ExpectedImpact  string `json:"expected_impact"`
	TimeToImplement string `json:"time_to_implement"`
}

// NextStep is what to do after reading the analysis.
type NextStep struct {
	Step            string `json:"step"`
	Priority        string `json:"priority"`
	Timeline        string `json:"timeline"`
	ResourcesNeeded string `json:"resources_needed"`
}

// AgentMode is the mode an output belongs to.
func (OptimizationOutput) AgentMode() Mode { return ModeOptimization }

// Points of a recommendation's impact or effort, and of the urgency its severity stands for, on a scale of 1–10.
var (
	LevelPoints    = map[string]float64{"low": 3, "medium": 6, "high": 9}
	SeverityPoints = map[string]float64{"info": 3, "warning": 6, "critical": 9}
)

// AdviceScore is the priority of a recommendation: impact × 3 + urgency × 2 − effort.
func AdviceScore(impact, severity, effort string) float64 {
	return LevelPoints[impact]*3 + SeverityPoints[severity]*2 - LevelPoints[effort]
}
