package cmo

import (
	"time"

	"github.com/google/uuid"
)

// The resources of the API: rows as a tenant's own programs read them. Names are those of the shared tables' columns;
// what is not a column stands in the store's list of computed ones.

// Day is a calendar day, like 2026-01-19.
type Day string

// ResourceBase is what every record has.
type ResourceBase struct {
	ID          uuid.UUID  `json:"id" doc:"Unique within the tenant"`
	TenantID    uuid.UUID  `json:"tenant_id"`
	Origin      Origin     `json:"origin" enum:"ai_cmo,manual,import" doc:"Who made the record. Set by the server"`
	AICMODriven bool       `json:"ai_cmo_driven" doc:"Whether the AI CMO made the record: the truth behind the prefix of descriptions"`
	RunID       *uuid.UUID `json:"run_id" doc:"The agent run that made it"`
	Version     int        `json:"version"`
	CreatedAt   time.Time  `json:"created_at"`
	UpdatedAt   time.Time  `json:"updated_at"`
}

// Position is where a row stands in lists, which are newest first.
func (b ResourceBase) Position() (time.Time, uuid.UUID) { return b.CreatedAt, b.ID }

// CampaignResource is a campaign with its channels and content.
type CampaignResource struct {
	ResourceBase
	CampaignName     string            `json:"campaign_name"`
	CampaignType     string            `json:"campaign_type"`
	Objective        *string           `json:"objective"`
	Description      *string           `json:"description" doc:"Starts with “AI CMO Driven:” when the AI CMO made the campaign"`
	Status           string            `json:"status" enum:"draft,scheduled,active,paused,completed"`
	ReviewState      string            `json:"review_state" enum:"none,in_review,changes_requested,approved,rejected"`
	ApprovedAt       *time.Time        `json:"approved_at" doc:"When the latest approval was given, while the campaign is approved"`
	FunnelID         *uuid.UUID        `json:"funnel_id"`
	FunnelStage      *string           `json:"funnel_stage"`
	TargetICPID      *uuid.UUID        `json:"target_icp_id"`
	TargetICP        *string           `json:"target_icp"`
	TargetOfferID    *uuid.UUID        `json:"target_offer_id"`
	TargetOffer      *string           `json:"target_offer"`
	StartDate        *Day              `json:"start_date" format:"date"`
	EndDate          *Day              `json:"end_date" format:"date"`
	BudgetAllocation float64           `json:"budget_allocation" doc:"In the tenant's currency"`
	PrimaryKPI       any               `json:"primary_kpi"`
	Tags             []string          `json:"tags" doc:"Words by which the team orders its campaigns; no approval covers them"`
	Channels         []ChannelResource `json:"channels"`
	Content          []ContentBrief    `json:"content"`
}

// ChannelResource is one channel of a campaign.
type ChannelResource struct {
	ID               uuid.UUID `json:"id"`
	ChannelName      string    `json:"channel_name"`
	ChannelType      *string   `json:"channel_type"`
	Priority         string    `json:"priority"`
	BudgetPercentage float64   `json:"budget_percentage"`
	PostingFrequency *string   `json:"posting_frequency"`
}

// ContentBrief is one piece of content without its wordings.
type ContentBrief struct {
	ID          uuid.UUID `json:"id"`
	Title       string    `json:"title"`
	ContentType string    `json:"content_type"`
	Channel     *string   `json:"channel"`
	Status      string    `json:"status"`
	Origin      Origin    `json:"origin"`
}

// ContentResource is one piece of content with its wordings.
type ContentResource struct {
	ResourceBase
	CampaignID  *uuid.UUID        `json:"campaign_id"`
	Title       string            `json:"title"`
	ContentType string            `json:"content_type"`
	Channel     *string           `json:"channel"`
	FunnelStage *string           `json:"funnel_stage"`
	KeyMessage  *string           `json:"key_message"`
	CTA         *string           `json:"cta"`
	PublishDate *Day              `json:"publish_date" format:"date"`
	Status      string            `json:"status"`
	Variants    []VariantResource `json:"variants"`
}

// VariantResource is one wording of a piece of content.
type VariantResource struct {
	ID          uuid.UUID `json:"id"`
	VariantName string    `json:"variant_name"`
	VariantType string    `json:"variant_type" enum:"A,B"`
	SubjectLine *string   `json:"subject_line"`
	Headline    *string   `json:"headline"`
	BodyContent *string   `json:"body_content"`
	CTAText     *string   `json:"cta_text"`
	IsWinner    bool      `json:"is_winner"`
}

// FunnelResource is a funnel with its stages in order.
type FunnelResource struct {
	ResourceBase
	FunnelName             string          `json:"funnel_name"`
	FunnelType             string          `json:"funnel_type"`
	Description            *string         `json:"description"`
	Status                 string          `json:"status"`
	TotalBudget            float64         `json:"total_budget"`
	ExpectedConversionRate float64         `json:"expected_conversion_rate" doc:"Per cent"`
	ExpectedRevenue        float64         `json:"expected_revenue"`
	Stages                 []StageResource `json:"stages"`
}

// StageResource is one stage of a funnel.
type StageResource struct {
	ID                   uuid.UUID `json:"id"`
	StageName            string    `json:"stage_name"`
	StageType            string    `json:"stage_type"`
	StageOrder           int       `json:"stage_order"`
	Description          *string   `json:"description"`
	Objective            *string   `json:"objective"`
	ExpectedVolume       int       `json:"expected_volume"`
	ConversionRateTarget float64   `json:"conversion_rate_target" doc:"Per cent"`
	BudgetAllocation     float64   `json:"budget_allocation"`
}

// BrandResource is the tenant's one brand profile.
type BrandResource struct {
	ResourceBase
	BrandName              string     `json:"brand_name"`
	Tagline                *string    `json:"tagline"`
	MissionStatement       *string    `json:"mission_statement"`
	BrandVoice             *string    `json:"brand_voice"`
	BrandTone              *string    `json:"brand_tone"`
	BrandPersonality       any        `json:"brand_personality"`
	CoreValues             any        `json:"core_values"`
	BrandColors            any        `json:"brand_colors"`
	BrandFonts             any        `json:"brand_fonts"`
	LogoURL                *string    `json:"logo_url"`
	WebsiteURL             *string    `json:"website_url"`
	Industry               *string    `json:"industry"`
	UniqueValueProposition *string    `json:"unique_value_proposition"`
	KeyDifferentiators     any        `json:"key_differentiators"`
	MessagingPillars       any        `json:"messaging_pillars"`
	ContentThemes          any        `json:"content_themes"`
	ReviewedAt             *time.Time `json:"reviewed_at" doc:"null: no person has looked at it yet"`
}

// ICPResource is an ideal customer profile.
type ICPResource struct {
	ResourceBase
	SegmentName        string     `json:"segment_name"`
	SegmentDescription *string    `json:"segment_description"`
	PainPoints         any        `json:"pain_points"`
	Goals              any        `json:"goals"`
	BuyingTriggers     any        `json:"buying_triggers"`
	Objections         any        `json:"objections"`
	PreferredChannels  any        `json:"preferred_channels"`
	IsPrimary          bool       `json:"is_primary"`
	PriorityScore      int        `json:"priority_score"`
	ReviewedAt         *time.Time `json:"reviewed_at"`
}

// OfferResource is something the tenant sells.
type OfferResource struct {
	ResourceBase
	OfferName      string     `json:"offer_name"`
	OfferType      string     `json:"offer_type" enum:"product,service,subscription"`
	Description    *string    `json:"description"`
	KeyBenefits    any        `json:"key_benefits"`
	PricingModel   *string    `json:"pricing_model"`
	PriceRange     any        `json:"price_range"`
	TargetSegments any        `json:"target_segments"`
	Status         string     `json:"status"`
	LandingPageURL *string    `json:"landing_page_url"`
	IsFlagship     bool       `json:"is_flagship"`
	ReviewedAt     *time.Time `json:"reviewed_at"`
}

// EventResource is an entry of the calendar.
type EventResource struct {
	ResourceBase
	CampaignID  *uuid.UUID `json:"campaign_id"`
	AssetID     *uuid.UUID `json:"asset_id"`
	EventType   string     `json:"event_type"`
	Title       string     `json:"title"`
	Description *string    `json:"description"`
	ScheduledAt time.Time  `json:"scheduled_at"`
	Channel     *string    `json:"channel"`
	Status      string     `json:"status"`
}

// SnapshotResource is what was measured on one day. A count nobody reported is null, not 0.
type SnapshotResource struct {
	ResourceBase
	CampaignID   *uuid.UUID `json:"campaign_id"`
	ChannelID    *uuid.UUID `json:"channel_id"`
	SnapshotDate Day        `json:"snapshot_date" format:"date"`
	MetricType   string     `json:"metric_type"`
	Impressions  *int       `json:"impressions"`
	Clicks       *int       `json:"clicks"`
	Conversions  *int       `json:"conversions"`
	Cost         *float64   `json:"cost"`
	Revenue      *float64   `json:"revenue"`
	DataMode     string     `json:"data_mode" enum:"live,demo"`
}

// RecommendationResource is a piece of advice.
type RecommendationResource struct {
	ResourceBase
	CampaignID     *uuid.UUID `json:"campaign_id"`
	Title          string     `json:"title"`
	Description    *string    `json:"description"`
	Rationale      *string    `json:"rationale"`
	Category       *string    `json:"category"`
	Severity       string     `json:"severity" enum:"info,warning,critical"`
	Priority       string     `json:"priority" enum:"low,medium,high"`
	ExpectedImpact *string    `json:"expected_impact"`
	ActionItems    any        `json:"action_items"`
	Status         string     `json:"status"`
}

// RunResource is an agent run, without its input and output.
type RunResource struct {
	ID            uuid.UUID  `json:"id"`
	TenantID      uuid.UUID  `json:"tenant_id"`
	RunNo         int64      `json:"run_no"`
	Agent         string     `json:"agent"`
	Mode          *string    `json:"mode"`
	Status        string     `json:"status" enum:"pending,running,completed,failed,cancelled,timed_out"`
	PromptVersion *string    `json:"prompt_version"`
	Provider      *string    `json:"provider"`
	Model         *string    `json:"model"`
	TokensIn      *int       `json:"tokens_in"`
	TokensOut     *int       `json:"tokens_out"`
	CostUSD       *float64   `json:"cost_usd"`
	ErrorKind     *string    `json:"error_kind"`
	CreatedAt     time.Time  `json:"created_at"`
	StartedAt     *time.Time `json:"started_at"`
	CompletedAt   *time.Time `json:"completed_at"`
	DurationMS    *int       `json:"duration_ms"`
}

// Position is where a run stands in lists, which are newest first.
func (r RunResource) Position() (time.Time, uuid.UUID) { return r.CreatedAt, r.ID }
