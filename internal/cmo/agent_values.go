package cmo

// What agents may answer where the columns or the public contract name a list.
var (
	SetupSteps       = []string{"brand", "icp", "offers"}
	FunnelTypes      = []string{"marketing", "sales", "product"}
	OfferKinds       = []string{"product", "service", "subscription"}
	ChannelTypes     = []string{"paid", "organic", "owned", "earned"}
	Priorities       = []string{"primary", "secondary", "supporting"}
	ContentTypes     = []string{"blog", "video", "infographic", "email", "ad", "social_post", "landing_page", "webinar", "case_study", "ebook", "sms", "voice_script"}
	ContentChannels  = []string{"email", "sms", "linkedin", "facebook", "instagram", "twitter", "google_ads", "blog", "landing_page", "video_script", "voice"}
	CTAIntents       = []string{"educate", "engage", "convert", "retain", "refer"}
	EmojiUsages      = []string{"none", "minimal", "moderate"}
	Levels           = []string{"low", "medium", "high"}
	Severities       = []string{"info", "warning", "critical"}
	MilestoneMetrics = []string{"leads", "mqls", "revenue", "reach", "conversions", "signups", "engagement", "traffic"}
	AdviceSources    = []string{"campaign", "funnel", "channel", "content", "audience"}
	AdviceCategories = []string{"performance", "budget", "targeting", "content", "timing", "technical"}
	Healths          = []string{"healthy", "needs_attention", "critical", NotEnoughData}
	Trends           = []string{"improving", "declining", "stable", NotEnoughData}
	Benchmarks       = []string{"above", "at", "below", NotEnoughData}
)

// Tokens lists the names that content may hold in double braces for the tenant's own system to fill in.
var Tokens = []string{"first_name", "company", "industry", "job_title", "offer_name", "pain_point", "benefit", "cta_url", "LANDING_PAGE_URL"}
