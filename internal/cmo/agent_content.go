package cmo

// ContentOutput is content in pairs: each asset_id stands once as variant A and once as B.
type ContentOutput struct {
	Assets         []AssetDraft   `json:"assets"`
	ContentSummary ContentSummary `json:"content_summary"`
}

// AssetDraft is one wording of one piece of content. A pair shares its asset_id, which is the asset's content_id.
type AssetDraft struct {
	AssetID                string      `json:"asset_id"`
	Channel                string      `json:"channel"`
	AssetType              string      `json:"asset_type"`
	FunnelStage            string      `json:"funnel_stage"`
	Title                  string      `json:"title"`
	Body                   string      `json:"body"` // Markdown; an ad has lines "Headline: …" and "Description: …"
	Variant                string      `json:"variant"`
	Metadata               AssetMeta   `json:"metadata"`
	DesignNotes            DesignNotes `json:"design_notes"`
	PerformancePredictions Prediction  `json:"performance_predictions"`
}

// AssetMeta is stored as a variant's metadata. Subject, preview and meta description are empty where the channel has none.
type AssetMeta struct {
	SubjectLine       string   `json:"subject_line"`
	PreviewText       string   `json:"preview_text"`
	Headline          string   `json:"headline"`
	MetaDescription   string   `json:"meta_description"`
	SendDay           int      `json:"send_day"` // days after the campaign starts
	CTA               string   `json:"cta"`
	CTAURLPlaceholder string   `json:"cta_url_placeholder"`
	TargetICP         string   `json:"target_icp"`
	TargetOffer       string   `json:"target_offer"`
	Tone              string   `json:"tone"`
	WordCount         int      `json:"word_count"`
	ReadingTime       string   `json:"reading_time"`
	Keywords          []string `json:"keywords"`
	Hashtags          []string `json:"hashtags"`
	EmojiUsage        string   `json:"emoji_usage"`
}

// DesignNotes say how a piece should look.
type DesignNotes struct {
	VisualStyle      string `json:"visual_style"`
	ColorEmphasis    string `json:"color_emphasis"`
	LayoutSuggestion string `json:"layout_suggestion"`
}

// Prediction is what a piece may bring, per cent; nil where nothing supports a number.
type Prediction struct {
	ExpectedCTR        *float64 `json:"expected_ctr"`
	ExpectedEngagement *float64 `json:"expected_engagement"`
	Confidence         string   `json:"confidence"`
}

// ContentSummary counts what was written.
type ContentSummary struct {
	TotalAssets             int      `json:"total_assets"`
	ChannelsCovered         []string `json:"channels_covered"`
	FunnelStagesCovered     []string `json:"funnel_stages_covered"`
	EstimatedProductionTime string   `json:"estimated_production_time"`
}

// AgentMode is the mode an output belongs to.
func (ContentOutput) AgentMode() Mode { return ModeContent }
