-- +goose Up
CREATE TABLE cmo_campaigns (
  tenant_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  origin text NOT NULL DEFAULT 'manual',
  run_id uuid,
  version int NOT NULL DEFAULT 1,
  archived_at timestamptz,
  created_by uuid,
  updated_by uuid, -- the person who last changed it; NULL while only its maker has
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  funnel_id uuid,
  plan_id uuid,
  funnel_stage_id uuid, -- the id behind the text name beside it, likewise target_icp_id and target_offer_id
  target_icp_id uuid,
  target_offer_id uuid,
  campaign_name text NOT NULL,
  -- The last three are legacy values of imports; pages show what they map to (cmo.CampaignType).
  campaign_type text NOT NULL CONSTRAINT campaign_type_known CHECK (campaign_type IN ('awareness', 'lead_gen', 'nurture', 'conversion', 'retention', 'reactivation', 'email_nurture', 'autopilot', 'paid_media')),
  objective text,
  description text,
  ai_driven boolean GENERATED ALWAYS AS (starts_with(coalesce(description, ''), 'AI CMO Driven:')) STORED,
  target_icp text,
  target_offer text,
  funnel_stage text CONSTRAINT funnel_stage_known CHECK (funnel_stage IN ('awareness', 'consideration', 'conversion', 'retention', 'advocacy')),
  start_date date,
  end_date date,
  budget_allocation numeric(14,2) NOT NULL DEFAULT 0 CONSTRAINT budget_positive CHECK (budget_allocation >= 0),
  primary_kpi jsonb NOT NULL DEFAULT '{}',
  secondary_kpis jsonb NOT NULL DEFAULT '[]',
  success_criteria text,
  status text NOT NULL DEFAULT 'draft' CONSTRAINT status_known CHECK (status IN ('draft', 'scheduled', 'active', 'paused', 'completed')),
  review_state text NOT NULL DEFAULT 'none' CONSTRAINT review_state_known CHECK (review_state IN ('none', 'in_review', 'changes_requested', 'approved', 'rejected')),
  review_since timestamptz, -- when it came into its present review state
  review_note text,
  last_optimization_at timestamptz,
  last_optimization_note text,
  autopilot_enabled boolean NOT NULL DEFAULT false,
  goal text CONSTRAINT goal_known CHECK (goal IN ('leads', 'meetings', 'revenue', 'engagement')),
  target_segment_codes text[] NOT NULL DEFAULT '{}',
  target_tags text[],
  CONSTRAINT dates_in_order CHECK (end_date >= start_date),
  CONSTRAINT live_was_approved CHECK (status = 'draft' OR review_state = 'approved')
);
SELECT app.record_table('cmo_campaigns', '{status,review_state,review_since,review_note,autopilot_enabled,last_optimization_at,last_optimization_note}');
ALTER TABLE cmo_campaigns
  ADD CONSTRAINT funnel_exists FOREIGN KEY (tenant_id, funnel_id) REFERENCES cmo_funnels (tenant_id, id),
  ADD CONSTRAINT plan_exists FOREIGN KEY (tenant_id, plan_id) REFERENCES cmo_marketing_plans (tenant_id, id),
  ADD CONSTRAINT stage_exists FOREIGN KEY (tenant_id, funnel_stage_id) REFERENCES cmo_funnel_stages (tenant_id, id),
  ADD CONSTRAINT icp_exists FOREIGN KEY (tenant_id, target_icp_id) REFERENCES cmo_icp_segments (tenant_id, id),
  ADD CONSTRAINT offer_exists FOREIGN KEY (tenant_id, target_offer_id) REFERENCES cmo_offers (tenant_id, id);
CREATE INDEX cmo_campaigns_board ON cmo_campaigns (tenant_id, review_state, status) WHERE archived_at IS NULL;
CREATE INDEX cmo_campaigns_funnel ON cmo_campaigns (tenant_id, funnel_id);
CREATE INDEX cmo_campaigns_run ON cmo_campaigns (tenant_id, run_id);
-- New campaigns are drafts, and the public mark follows the origin: a person can neither type nor strip it.
CREATE POLICY add_draft ON cmo_campaigns AS RESTRICTIVE FOR INSERT WITH CHECK (status = 'draft' AND review_state = 'none' AND NOT autopilot_enabled);
CREATE POLICY mark_add ON cmo_campaigns AS RESTRICTIVE FOR INSERT WITH CHECK ((origin = 'ai_cmo') = starts_with(coalesce(description, ''), 'AI CMO Driven:'));
CREATE POLICY mark_change ON cmo_campaigns AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK ((origin = 'ai_cmo') = starts_with(coalesce(description, ''), 'AI CMO Driven:'));

CREATE TABLE cmo_campaign_channels (
  tenant_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  origin text NOT NULL DEFAULT 'manual',
  run_id uuid,
  version int NOT NULL DEFAULT 1,
  archived_at timestamptz,
  created_by uuid,
  updated_by uuid, -- the person who last changed it; NULL while only its maker has
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  campaign_id uuid NOT NULL,
  channel_name text NOT NULL CONSTRAINT channel_known CHECK (channel_name IN ('email', 'sms', 'phone', 'voice', 'facebook', 'instagram', 'linkedin', 'twitter', 'google_ads', 'blog', 'landing_page', 'video', 'webinar', 'referral', 'events', 'direct_mail', 'other')),
  channel_type text CONSTRAINT channel_type_known CHECK (channel_type IN ('paid', 'organic', 'owned', 'earned')),
  priority text NOT NULL DEFAULT 'secondary' CONSTRAINT priority_known CHECK (priority IN ('primary', 'secondary', 'supporting')),
  budget_percentage numeric(6,2) NOT NULL DEFAULT 0 CONSTRAINT share_range CHECK (budget_percentage BETWEEN 0 AND 100),
  content_types jsonb NOT NULL DEFAULT '[]',
  posting_frequency text,
  targeting_notes text,
  expected_metrics jsonb NOT NULL DEFAULT '{}',
  is_paid boolean NOT NULL DEFAULT false,
  external_source text,
  external_account_id text,
  external_campaign_id text,
  external_adset_id text,
  external_ad_id text,
  utm_source text,
  utm_medium text,
  utm_campaign text
);
SELECT app.record_table('cmo_campaign_channels');
ALTER TABLE cmo_campaign_channels ADD CONSTRAINT campaign_exists FOREIGN KEY (tenant_id, campaign_id) REFERENCES cmo_campaigns (tenant_id, id) ON DELETE CASCADE;
CREATE INDEX cmo_campaign_channels_campaign ON cmo_campaign_channels (tenant_id, campaign_id);

CREATE TABLE cmo_content_assets (
  tenant_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  origin text NOT NULL DEFAULT 'manual',
  run_id uuid,
  version int NOT NULL DEFAULT 1,
  archived_at timestamptz,
  created_by uuid,
  updated_by uuid, -- the person who last changed it; NULL while only its maker has
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  campaign_id uuid,
  content_id text,
  title text NOT NULL,
  content_type text NOT NULL CONSTRAINT content_type_known CHECK (content_type IN ('blog', 'video', 'infographic', 'email', 'ad', 'social_post', 'landing_page', 'webinar', 'case_study', 'ebook', 'sms', 'voice_script')),
  channel text CONSTRAINT channel_known CHECK (channel IN ('video_script', 'email', 'sms', 'phone', 'voice', 'facebook', 'instagram', 'linkedin', 'twitter', 'google_ads', 'blog', 'landing_page', 'video', 'webinar', 'referral', 'events', 'direct_mail', 'other')),
  funnel_stage text CONSTRAINT funnel_stage_known CHECK (funnel_stage IN ('awareness', 'consideration', 'conversion', 'retention', 'advocacy')),
  target_icp text,
  target_icp_id uuid,
  key_message text,
  cta text,
  tone text,
  estimated_production_time text,
  supporting_points jsonb NOT NULL DEFAULT '[]',
  dependencies jsonb NOT NULL DEFAULT '[]',
  publish_date date,
  position int NOT NULL DEFAULT 0, -- order inside the campaign
  status text NOT NULL DEFAULT 'draft' CONSTRAINT status_known CHECK (status IN ('draft', 'review', 'approved', 'scheduled', 'published', 'live', 'archived'))
);
SELECT app.record_table('cmo_content_assets', '{status}');
ALTER TABLE cmo_content_assets
  ADD CONSTRAINT campaign_exists FOREIGN KEY (tenant_id, campaign_id) REFERENCES cmo_campaigns (tenant_id, id),
  ADD CONSTRAINT icp_exists FOREIGN KEY (tenant_id, target_icp_id) REFERENCES cmo_icp_segments (tenant_id, id);
CREATE INDEX cmo_content_assets_campaign ON cmo_content_assets (tenant_id, campaign_id, position);

CREATE TABLE cmo_content_variants (
  tenant_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  origin text NOT NULL DEFAULT 'manual',
  run_id uuid,
  version int NOT NULL DEFAULT 1,
  archived_at timestamptz,
  created_by uuid,
  updated_by uuid, -- the person who last changed it; NULL while only its maker has
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  asset_id uuid NOT NULL,
  variant_name text NOT NULL,
  variant_type text NOT NULL DEFAULT 'A' CONSTRAINT variant_type_known CHECK (variant_type IN ('A', 'B')),
  subject_line text,
  headline text,
  body_content text,
  cta_text text,
  visual_description text,
  metadata jsonb NOT NULL DEFAULT '{}',
  performance_metrics jsonb NOT NULL DEFAULT '{}',
  is_winner boolean NOT NULL DEFAULT false
);
SELECT app.record_table('cmo_content_variants', '{is_winner,performance_metrics}');
ALTER TABLE cmo_content_variants ADD CONSTRAINT asset_exists FOREIGN KEY (tenant_id, asset_id) REFERENCES cmo_content_assets (tenant_id, id) ON DELETE CASCADE;
CREATE INDEX cmo_content_variants_asset ON cmo_content_variants (tenant_id, asset_id);

CREATE TABLE cmo_calendar_events (
  tenant_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  origin text NOT NULL DEFAULT 'manual',
  run_id uuid,
  version int NOT NULL DEFAULT 1,
  archived_at timestamptz,
  created_by uuid,
  updated_by uuid, -- the person who last changed it; NULL while only its maker has
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  campaign_id uuid,
  asset_id uuid,
  event_type text NOT NULL CONSTRAINT event_type_known CHECK (event_type IN ('campaign_start', 'campaign_end', 'content_publish', 'landing_page_published', 'milestone', 'review', 'other')),
  title text NOT NULL,
  description text,
  scheduled_at timestamptz NOT NULL,
  channel text CONSTRAINT channel_known CHECK (channel IN ('email', 'sms', 'phone', 'voice', 'facebook', 'instagram', 'linkedin', 'twitter', 'google_ads', 'blog', 'landing_page', 'video', 'webinar', 'referral', 'events', 'direct_mail', 'other')),
  status text NOT NULL DEFAULT 'scheduled' CONSTRAINT status_known CHECK (status IN ('scheduled', 'completed', 'cancelled')),
  metadata jsonb NOT NULL DEFAULT '{}'
);
SELECT app.record_table('cmo_calendar_events');
ALTER TABLE cmo_calendar_events
  ADD CONSTRAINT campaign_exists FOREIGN KEY (tenant_id, campaign_id) REFERENCES cmo_campaigns (tenant_id, id),
  ADD CONSTRAINT asset_exists FOREIGN KEY (tenant_id, asset_id) REFERENCES cmo_content_assets (tenant_id, id);
CREATE INDEX cmo_calendar_events_when ON cmo_calendar_events (tenant_id, scheduled_at);
