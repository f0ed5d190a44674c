package cmo

// Values of choices that only one kind of record has.
var (
	offerTypes    = []string{"product", "service", "subscription"}
	lifeStates    = []string{"draft", "active", "paused", "completed"}
	milestones    = []string{"pending", "in_progress", "completed", "missed"}
	funnelTypes   = []string{"marketing", "sales", "product"}
	channelTypes  = []string{"paid", "organic", "owned", "earned"}
	priorities    = []string{"primary", "secondary", "supporting"}
	contentTypes  = []string{"blog", "video", "infographic", "email", "ad", "social_post", "landing_page", "webinar", "case_study", "ebook", "sms", "voice_script"}
	campaignGoals = []string{"leads", "meetings", "revenue", "engagement"}
	eventTypes    = []string{"campaign_start", "campaign_end", "content_publish", "landing_page_published", "milestone", "review", "task", "other"}
	eventStates   = []string{"scheduled", "completed", "cancelled"}
)

func text(column, label string) Field { return Field{Column: column, Label: label, Type: FieldText} }
func long(column, label string) Field { return Field{Column: column, Label: label, Type: FieldLong} }
func list(column, label string) Field { return Field{Column: column, Label: label, Type: FieldList} }

func named(column, label string) Field {
	return Field{Column: column, Label: label, Type: FieldText, Required: true, Max: 300}
}

// chosen is a list of the names of other records.
func chosen(column, label string, kind RecordKind) Field {
	return Field{Column: column, Label: label, Type: FieldList, Ref: kind}
}

func typed(t FieldType, column, label string) Field {
	return Field{Column: column, Label: label, Type: t}
}

func choice(column, label string, required bool, choices []string) Field {
	return Field{Column: column, Label: label, Type: FieldChoice, Choices: choices, Required: required}
}

func ref(column, label string, kind RecordKind) Field {
	return Field{Column: column, Label: label, Type: FieldRef, Ref: kind}
}

func group(column, label string, parts ...Field) Field {
	return Field{Column: column, Label: label, Type: FieldGroup, Parts: parts}
}

func rows(column, label string, parts ...Field) Field {
	return Field{Column: column, Label: label, Type: FieldRows, Parts: parts}
}

// money is an amount in the tenant's currency.
func money(column, label string) Field {
	return Field{Column: column, Label: label, Type: FieldNumber, Money: true}
}

// known is a text, and channels a list, of values that pages have words for.
func known(column, label string, values []string) Field {
	return Field{Column: column, Label: label, Type: FieldText, Known: values}
}

func channelList(column, label string) Field {
	return Field{Column: column, Label: label, Type: FieldList, Known: Channels}
}

// metric is a text that names a metric; figureOf a number of the one that the part metric beside it names.
func metric(column string) Field {
	return Field{Column: column, Label: "Metric", Type: FieldText, Metric: true}
}

func figureOf(column, label string) Field {
	return Field{Column: column, Label: label, Type: FieldNumber, UnitOf: "metric"}
}

func amounts(column, label string) Field {
	return group(column, label, money("min", "From"), money("max", "To"), Field{Column: "currency", Label: "Currency", Type: FieldText, Max: 3})
}

// month is a month of a plan: its focus and a row for each week.
func month(column, label string) Field {
	return group(column, label, text("focus", "Focus"), rows("weekly_checkpoints", "Weekly checkpoints",
		typed(FieldInt, "week", "Week"), text("focus", "Focus"), list("deliverables", "Deliverables"), text("success_criteria", "Done when")))
}

// metricParts are what a KPI says of itself.
func metricParts() []Field {
	return []Field{metric("metric"), figureOf("target", "Target"), text("measurement", "Measured by")}
}

// RecordTypes lists every kind of record.
var RecordTypes = []RecordType{
	{Kind: KindBrand, Table: "cmo_brand_profiles", Name: "brand_name", Noun: "brand", Collection: "brand", Fields: []Field{
		named("brand_name", "Name"), text("tagline", "Tagline"), long("mission_statement", "Mission"), text("brand_voice", "Voice"), text("brand_tone", "Tone"),
		list("brand_personality", "Personality"), list("core_values", "Core values"),
		group("brand_colors", "Colours", text("primary", "Primary"), text("secondary", "Secondary"), text("accent", "Accent")),
		group("brand_fonts", "Fonts", text("heading", "Headings"), text("body", "Text")),
		typed(FieldURL, "logo_url", "Logo"), typed(FieldURL, "website_url", "Website"), text("industry", "Industry"),
		rows("competitors", "Competitors", text("name", "Name"), text("notes", "Notes")), long("unique_value_proposition", "Unique value proposition"),
		list("key_differentiators", "Key differentiators"), list("messaging_pillars", "Messaging pillars"), list("content_themes", "Content themes")}},
	{Kind: KindICP, Table: "cmo_icp_segments", Name: "segment_name", Noun: "ICP", Collection: "icps", Fields: []Field{
		named("segment_name", "Name"), long("segment_description", "Description"),
		group("demographics", "Demographics", text("age_range", "Age range"), text("location", "Location"), text("income_level", "Income level")),
		group("psychographics", "Psychographics", list("interests", "Interests"), list("values", "Values"), text("lifestyle", "Lifestyle")),
		list("pain_points", "Pain points"), list("goals", "Goals"), list("buying_triggers", "Buying triggers"), list("objections", "Objections"),
		channelList("preferred_channels", "Preferred channels"),
		group("content_preferences", "Content preferences", list("format", "Formats"), text("tone", "Tone"), list("topics", "Topics")),
		list("decision_criteria", "Decision criteria"), amounts("budget_range", "Budget range"), text("company_size", "Company size"),
		list("industry_verticals", "Industries"), list("job_titles", "Job titles"), typed(FieldBool, "is_primary", "Primary segment"),
		{Column: "priority_score", Label: "Priority", Type: FieldInt, Required: true, Max: 100}}},
	{Kind: KindOffer, Table: "cmo_offers", Name: "offer_name", Noun: "offer", Collection: "offers", Fields: []Field{
		named("offer_name", "Name"), choice("offer_type", "Type", true, offerTypes), long("description", "Description"), list("key_benefits", "Key benefits"),
		list("features", "Features"), text("pricing_model", "Pricing model"), amounts("price_range", "Price range"), chosen("target_segments", "Target segments", KindICP),
		list("use_cases", "Use cases"), list("success_metrics", "Success metrics"),
		rows("testimonials", "Testimonials", long("text", "Words"), text("by", "Said by")),
		rows("case_studies", "Case studies", text("title", "Title"), typed(FieldURL, "url", "Address"), long("text", "What happened")),
		long("competitive_positioning", "Competitive positioning"), typed(FieldDay, "launch_date", "Launch"), choice("status", "Status", true, lifeStates),
		typed(FieldURL, "landing_page_url", "Landing page"), typed(FieldURL, "demo_url", "Demo"), typed(FieldBool, "is_flagship", "Flagship")}},
	{Kind: KindPlan, Table: "cmo_marketing_plans", Name: "plan_name", Noun: "plan", Collection: "plans", Fields: []Field{
		named("plan_name", "Name"), typed(FieldDay, "start_date", "Start"), typed(FieldDay, "end_date", "End"), long("executive_summary", "Summary"),
		list("primary_objectives", "Objectives"),
		rows("key_metrics", "KPIs", metric("metric"), figureOf("baseline", "Baseline"), figureOf("target", "Target"), text("measurement", "Measured by")),
		group("budget_allocation", "Budget", money("total", "Total"), Field{Column: "currency", Label: "Currency", Type: FieldText, Max: 3}, text("note", "Note")),
		month("month_1_plan", "Month 1"), month("month_2_plan", "Month 2"), month("month_3_plan", "Month 3"),
		rows("channel_mix", "Channel allocation", known("channel", "Channel", Channels), typed(FieldPercent, "budget_percentage", "Share"), metric("primary_metric"), text("target_icp", "ICP")),
		list("content_calendar_outline", "Content calendar"), list("campaign_themes", "Campaign themes"), list("resource_requirements", "Resources"),
		list("dependencies", "Dependencies"), rows("risks_mitigations", "Risks", text("risk", "Risk"), text("mitigation", "Mitigation"), text("trigger", "Sign of it")),
		chosen("target_icp_segments", "Target ICPs", KindICP), chosen("target_offers", "Offers", KindOffer)}},
	{Kind: KindMilestone, Table: "cmo_plan_milestones", Name: "milestone_name", Noun: "milestone", Collection: "milestones", Parent: "plan_id", ParentKind: KindPlan, Fields: []Field{
		named("milestone_name", "Name"), long("description", "Description"), typed(FieldDay, "target_date", "Date"), choice("status", "Status", true, milestones),
		rows("kpis", "KPIs", metricParts()...), list("deliverables", "Deliverables"), list("dependencies", "Dependencies"), typed(FieldInt, "milestone_order", "Order")}},
	{Kind: KindFunnel, Table: "cmo_funnels", Name: "funnel_name", Noun: "funnel", Collection: "funnels", Fields: []Field{
		ref("plan_id", "Plan", KindPlan), named("funnel_name", "Name"), choice("funnel_type", "Type", true, funnelTypes), long("description", "Description"),
		chosen("target_icp_segments", "Target ICPs", KindICP), chosen("target_offers", "Offers", KindOffer), money("total_budget", "Total budget"),
		typed(FieldPercent, "expected_conversion_rate", "Expected conversion rate"), money("expected_revenue", "Expected revenue")}},
	{Kind: KindStage, Table: "cmo_funnel_stages", Name: "stage_name", Noun: "stage", Collection: "stages", Parent: "funnel_id", ParentKind: KindFunnel, Fields: []Field{
		named("stage_name", "Name"), choice("stage_type", "Type", true, Stages), typed(FieldInt, "stage_order", "Order"), long("description", "Description"),
		text("objective", "Objective"), rows("kpis", "KPIs", metricParts()...),
		rows("campaign_types", "Campaign types", known("type", "Type", CampaignTypes), text("description", "Description"), money("estimated_cost", "Cost"), text("expected_results", "Expected results")),
		channelList("channels", "Channels"),
		rows("content_assets", "Content", known("asset_type", "Type", contentTypes), text("title", "Title"), text("purpose", "Purpose"), text("target_icp", "ICP")),
		chosen("target_icps", "Target ICPs", KindICP), chosen("linked_offers", "Offers", KindOffer), long("entry_criteria", "Entry criteria"), long("exit_criteria", "Exit criteria"),
		typed(FieldInt, "expected_volume", "Expected volume"), typed(FieldPercent, "conversion_rate_target", "Conversion rate"), money("budget_allocation", "Budget")}},
	{Kind: KindCampaign, Table: "cmo_campaigns", Name: "campaign_name", Noun: "campaign", Collection: "campaigns", Fields: []Field{
		named("campaign_name", "Name"), choice("campaign_type", "Type", true, CampaignTypes), text("objective", "Objective"), long("description", "Description"),
		ref("plan_id", "Plan", KindPlan), ref("funnel_id", "Funnel", KindFunnel), ref("funnel_stage_id", "Funnel stage", KindStage),
		ref("target_icp_id", "ICP", KindICP), ref("target_offer_id", "Offer", KindOffer), typed(FieldDay, "start_date", "Start"), typed(FieldDay, "end_date", "End"),
		money("budget_allocation", "Budget"), group("primary_kpi", "Primary KPI", metricParts()...),
		rows("secondary_kpis", "Secondary KPIs", metric("metric"), figureOf("target", "Target")),
		long("success_criteria", "Success criteria"), choice("goal", "Goal", false, campaignGoals), {Column: "tags", Label: "Tags", Type: FieldList, Tags: true}}},
	{Kind: KindChannel, Table: "cmo_campaign_channels", Name: "channel_name", Noun: "channel", Collection: "channels", Parent: "campaign_id", ParentKind: KindCampaign, Fields: []Field{
		choice("channel_name", "Channel", true, Channels), choice("channel_type", "Type", false, channelTypes), choice("priority", "Priority", true, priorities),
		typed(FieldPercent, "budget_percentage", "Share of the budget"),
		rows("content_types", "Content", known("type", "Type", contentTypes), typed(FieldInt, "quantity", "Quantity"), text("description", "Description"), text("cta", "Call to action")),
		text("posting_frequency", "Cadence"), long("targeting_notes", "Targeting"),
		group("expected_metrics", "Expected", typed(FieldNumber, "reach", "Reach"), typed(FieldPercent, "engagement_rate", "Engagement rate"), typed(FieldPercent, "conversion_rate", "Conversion rate")),
		typed(FieldBool, "is_paid", "Paid"), text("utm_source", "UTM source"), text("utm_medium", "UTM medium"), text("utm_campaign", "UTM campaign")}},
	{Kind: KindAsset, Table: "cmo_content_assets", Name: "title", Noun: "asset", Collection: "content", Parent: "campaign_id", ParentKind: KindCampaign, Fields: []Field{
		named("title", "Title"), choice("content_type", "Type", true, contentTypes), choice("channel", "Channel", false, append([]string{"video_script"}, Channels...)),
		ref("campaign_id", "Campaign", KindCampaign), choice("funnel_stage", "Funnel stage", false, Stages), ref("target_icp_id", "ICP", KindICP), long("key_message", "Key message"), text("cta", "Call to action"),
		text("tone", "Tone"), text("estimated_production_time", "Production time"), list("supporting_points", "Supporting points"), list("dependencies", "Dependencies"),
		typed(FieldDay, "publish_date", "Publish on"), typed(FieldInt, "position", "Order")}},
	{Kind: KindVariant, Table: "cmo_content_variants", Name: "variant_name", Noun: "variant", Collection: "variants", Parent: "asset_id", ParentKind: KindAsset, Fields: []Field{
		named("variant_name", "Name"), choice("variant_type", "Variant", true, []string{"A", "B"}), text("subject_line", "Subject"), text("headline", "Headline"),
		long("body_content", "Body"), text("cta_text", "Call to action"), long("visual_description", "Visual"), group("metadata", "Details", text("preview_text", "Preview"))}},
	{Kind: KindEvent, Table: "cmo_calendar_events", Name: "title", Noun: "event", Collection: "calendar", Fields: []Field{
		named("title", "Title"), choice("event_type", "Type", true, eventTypes), ref("campaign_id", "Campaign", KindCampaign), ref("asset_id", "Asset", KindAsset),
		long("description", "Description"), {Column: "scheduled_at", Label: "When", Type: FieldMoment, Required: true}, choice("channel", "Channel", false, Channels),
		choice("status", "Status", true, eventStates), ref("assignee_id", "Assigned to", KindMember), long("close_note", "Why it was dropped")}},
}
