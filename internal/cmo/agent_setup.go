package cmo

// AgentOutput is the checked answer of one mode: SetupOutput, StrategyOutput, FunnelsOutput, CampaignsOutput,
// ContentOutput or OptimizationOutput. It holds content only: ids, states and attribution are the server's.
type AgentOutput interface{ AgentMode() Mode }

// SetupOutput is a brand profile, ICPs and offers. A step that does not ask for a part leaves it empty.
type SetupOutput struct {
	BrandProfile  *BrandDraft  `json:"brand_profile"`
	ICPSegments   []ICPDraft   `json:"icp_segments"`
	Offers        []OfferDraft `json:"offers"`
	OpenQuestions []string     `json:"open_questions"` // what the brief did not say and nobody made up
}

// BrandDraft is the content of a brand profile.
type BrandDraft struct {
	BrandName              string            `json:"brand_name"`
	Tagline                string            `json:"tagline"`
	MissionStatement       string            `json:"mission_statement"`
	BrandVoice             string            `json:"brand_voice"` // 3–5 words, separated by commas
	BrandTone              string            `json:"brand_tone"`
	BrandPersonality       []string          `json:"brand_personality"`
	CoreValues             []string          `json:"core_values"`
	BrandColors            DraftColors       `json:"brand_colors"`
	BrandFonts             DraftFonts        `json:"brand_fonts"`
	LogoURL                string            `json:"logo_url"`
	WebsiteURL             string            `json:"website_url"`
	Industry               string            `json:"industry"`
	Competitors            []BrandCompetitor `json:"competitors"`
	UniqueValueProposition string            `json:"unique_value_proposition"`
	KeyDifferentiators     []string          `json:"key_differentiators"`
	MessagingPillars       []string          `json:"messaging_pillars"`
	ContentThemes          []string          `json:"content_themes"`
}

// DraftColors are #rrggbb values, empty where unknown.
type DraftColors struct {
	Primary   string `json:"primary"`
	Secondary string `json:"secondary"`
	Accent    string `json:"accent"`
}

// DraftFonts are font names, empty where unknown.
type DraftFonts struct {
	Heading string `json:"heading"`
	Body    string `json:"body"`
}

// BrandCompetitor is one competitor.
type BrandCompetitor struct {
	Name  string `json:"name"`
	Notes string `json:"notes"`
}

// ICPDraft is the content of an ideal customer profile.
type ICPDraft struct {
	SegmentName        string             `json:"segment_name"`
	SegmentDescription string             `json:"segment_description"`
	Demographics       Demographics       `json:"demographics"`
	Psychographics     Psychographics     `json:"psychographics"`
	PainPoints         []string           `json:"pain_points"`
	Goals              []string           `json:"goals"`
	BuyingTriggers     []string           `json:"buying_triggers"`
	Objections         []string           `json:"objections"`
	PreferredChannels  []string           `json:"preferred_channels"`
	ContentPreferences ContentPreferences `json:"content_preferences"`
	DecisionCriteria   []string           `json:"decision_criteria"`
	BudgetRange        MoneyRange         `json:"budget_range"`
	CompanySize        string             `json:"company_size"`
	IndustryVerticals  []string           `json:"industry_verticals"`
	JobTitles          []string           `json:"job_titles"`
	IsPrimary          bool               `json:"is_primary"`
	PriorityScore      int                `json:"priority_score"`
}

// Demographics describe who somebody is.
type Demographics struct {
	AgeRange    string `json:"age_range"`
	Location    string `json:"location"`
	IncomeLevel string `json:"income_level"`
}

// Psychographics describe what somebody cares about.
type Psychographics struct {
	Interests []string `json:"interests"`
	Values    []string `json:"values"`
	Lifestyle string   `json:"lifestyle"`
}

// ContentPreferences describe what somebody likes to read.
type ContentPreferences struct {
	Format []string `json:"format"`
	Tone   string   `json:"tone"`
	Topics []string `json:"topics"`
}

// MoneyRange is from–to in a currency; nil where it is not known.
type MoneyRange struct {
	Min      *float64 `json:"min"`
	Max      *float64 `json:"max"`
	Currency string   `json:"currency"`
}

// OfferDraft is the content of an offer.
type OfferDraft struct {
	OfferName              string     `json:"offer_name"`
	OfferType              string     `json:"offer_type"`
	Description            string     `json:"description"`
	KeyBenefits            []string   `json:"key_benefits"`
	Features               []string   `json:"features"`
	PricingModel           string     `json:"pricing_model"`
	PriceRange             MoneyRange `json:"price_range"`
	TargetSegments         []string   `json:"target_segments"` // names of ICPs
	UseCases               []string   `json:"use_cases"`
	SuccessMetrics         []string   `json:"success_metrics"`
	CompetitivePositioning string     `json:"competitive_positioning"`
	IsFlagship             bool       `json:"is_flagship"`
	Status                 string     `json:"status"` // of a row; an answer's is always draft
}

// AgentMode is the mode an output belongs to.
func (SetupOutput) AgentMode() Mode { return ModeSetup }

// SetupParts says which parts of a setup an input asks for: its step, or all three; the brand step of a tenant that has
// no ICPs or no offers asks for those as well.
func SetupParts(in SetupInput, d AgentData) (brand, icps, offers bool) {
	switch in.CurrentStep {
	case "brand":
		known := in.ExistingData
		return true, len(d.ICPs) == 0 && (known == nil || len(known.ICP) == 0), len(d.Offers) == 0 && (known == nil || len(known.Offers) == 0)
	case "icp":
		return false, true, false
	case "offers":
		return false, false, true
	}
	return true, true, true
}
