-- +goose Up
CREATE TABLE cmo_brand_profiles (
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
  brand_name text NOT NULL,
  tagline text,
  mission_statement text,
  brand_voice text,
  brand_tone text,
  brand_personality jsonb NOT NULL DEFAULT '[]',
  core_values jsonb NOT NULL DEFAULT '[]',
  brand_colors jsonb NOT NULL DEFAULT '{}',
  brand_fonts jsonb NOT NULL DEFAULT '{}',
  logo_url text,
  website_url text,
  industry text,
  competitors jsonb NOT NULL DEFAULT '[]',
  unique_value_proposition text,
  key_differentiators jsonb NOT NULL DEFAULT '[]',
  messaging_pillars jsonb NOT NULL DEFAULT '[]',
  content_themes jsonb NOT NULL DEFAULT '[]',
  reviewed_at timestamptz, -- NULL: made by the setup agent and not yet looked at
  CONSTRAINT cmo_brand_profiles_tenant_key UNIQUE (tenant_id)
);
SELECT app.record_table('cmo_brand_profiles');

CREATE TABLE cmo_icp_segments (
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
  segment_name text NOT NULL,
  segment_description text,
  demographics jsonb NOT NULL DEFAULT '{}',
  psychographics jsonb NOT NULL DEFAULT '{}',
  pain_points jsonb NOT NULL DEFAULT '[]',
  goals jsonb NOT NULL DEFAULT '[]',
  buying_triggers jsonb NOT NULL DEFAULT '[]',
  objections jsonb NOT NULL DEFAULT '[]',
  preferred_channels jsonb NOT NULL DEFAULT '[]',
  content_preferences jsonb NOT NULL DEFAULT '{}',
  decision_criteria jsonb NOT NULL DEFAULT '[]',
  budget_range jsonb NOT NULL DEFAULT '{}',
  company_size text,
  industry_verticals jsonb NOT NULL DEFAULT '[]',
  job_titles jsonb NOT NULL DEFAULT '[]',
  is_primary boolean NOT NULL DEFAULT false,
  priority_score int NOT NULL DEFAULT 50 CONSTRAINT priority_range CHECK (priority_score BETWEEN 0 AND 100),
  reviewed_at timestamptz
);
CREATE UNIQUE INDEX cmo_icp_segments_name_key ON cmo_icp_segments (tenant_id, lower(segment_name)) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX cmo_icp_segments_primary_key ON cmo_icp_segments (tenant_id) WHERE is_primary AND archived_at IS NULL;
SELECT app.record_table('cmo_icp_segments');

CREATE TABLE cmo_offers (
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
  offer_name text NOT NULL,
  offer_type text NOT NULL CONSTRAINT offer_type_known CHECK (offer_type IN ('product', 'service', 'subscription')),
  description text,
  key_benefits jsonb NOT NULL DEFAULT '[]',
  features jsonb NOT NULL DEFAULT '[]',
  pricing_model text,
  price_range jsonb NOT NULL DEFAULT '{}',
  target_segments jsonb NOT NULL DEFAULT '[]',
  use_cases jsonb NOT NULL DEFAULT '[]',
  success_metrics jsonb NOT NULL DEFAULT '[]',
  testimonials jsonb NOT NULL DEFAULT '[]',
  case_studies jsonb NOT NULL DEFAULT '[]',
  competitive_positioning text,
  launch_date date,
  status text NOT NULL DEFAULT 'active' CONSTRAINT status_known CHECK (status IN ('draft', 'active', 'paused', 'completed')),
  landing_page_url text,
  demo_url text,
  is_flagship boolean NOT NULL DEFAULT false,
  reviewed_at timestamptz
);
CREATE UNIQUE INDEX cmo_offers_name_key ON cmo_offers (tenant_id, lower(offer_name)) WHERE archived_at IS NULL;
SELECT app.record_table('cmo_offers');

CREATE TABLE cmo_marketing_plans (
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
  plan_name text NOT NULL,
  plan_type text NOT NULL DEFAULT '90-day',
  status text NOT NULL DEFAULT 'draft' CONSTRAINT status_known CHECK (status IN ('draft', 'active', 'paused', 'completed')),
  start_date date,
  end_date date,
  executive_summary text,
  primary_objectives jsonb NOT NULL DEFAULT '[]',
  key_metrics jsonb NOT NULL DEFAULT '[]',
  budget_allocation jsonb NOT NULL DEFAULT '{}',
  month_1_plan jsonb NOT NULL DEFAULT '{}',
  month_2_plan jsonb NOT NULL DEFAULT '{}',
  month_3_plan jsonb NOT NULL DEFAULT '{}',
  channel_mix jsonb NOT NULL DEFAULT '[]',
  content_calendar_outline jsonb NOT NULL DEFAULT '[]',
  campaign_themes jsonb NOT NULL DEFAULT '[]',
  resource_requirements jsonb NOT NULL DEFAULT '[]',
  dependencies jsonb NOT NULL DEFAULT '[]',
  risks_mitigations jsonb NOT NULL DEFAULT '[]',
  target_icp_segments jsonb NOT NULL DEFAULT '[]',
  target_offers jsonb NOT NULL DEFAULT '[]',
  generation_context jsonb NOT NULL DEFAULT '{}',
  CONSTRAINT dates_in_order CHECK (end_date >= start_date)
);
SELECT app.record_table('cmo_marketing_plans', '{status}');

CREATE TABLE cmo_plan_milestones (
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
  plan_id uuid NOT NULL,
  milestone_name text NOT NULL,
  description text,
  target_date date,
  status text NOT NULL DEFAULT 'pending' CONSTRAINT status_known CHECK (status IN ('pending', 'in_progress', 'completed', 'missed')),
  kpis jsonb NOT NULL DEFAULT '[]',
  deliverables jsonb NOT NULL DEFAULT '[]',
  dependencies jsonb NOT NULL DEFAULT '[]',
  milestone_order int NOT NULL DEFAULT 0,
  completed_at timestamptz
);
SELECT app.record_table('cmo_plan_milestones');
ALTER TABLE cmo_plan_milestones ADD CONSTRAINT plan_exists FOREIGN KEY (tenant_id, plan_id) REFERENCES cmo_marketing_plans (tenant_id, id) ON DELETE CASCADE;
CREATE INDEX cmo_plan_milestones_plan ON cmo_plan_milestones (tenant_id, plan_id, milestone_order);

CREATE TABLE cmo_funnels (
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
  plan_id uuid,
  funnel_name text NOT NULL,
  -- The last four are legacy values of imports; pages show what they map to (cmo.FunnelType).
  funnel_type text NOT NULL DEFAULT 'marketing' CONSTRAINT funnel_type_known CHECK (funnel_type IN ('marketing', 'sales', 'product', 'lead_nurture', 'lead_generation', 'onboarding', 'retention')),
  description text,
  target_icp_segments jsonb NOT NULL DEFAULT '[]',
  target_offers jsonb NOT NULL DEFAULT '[]',
  total_budget numeric(14,2) NOT NULL DEFAULT 0 CONSTRAINT total_budget_positive CHECK (total_budget >= 0),
  expected_conversion_rate numeric(7,3) NOT NULL DEFAULT 0 CONSTRAINT expected_rate_range CHECK (expected_conversion_rate BETWEEN 0 AND 100),
  expected_revenue numeric(14,2) NOT NULL DEFAULT 0 CONSTRAINT expected_revenue_positive CHECK (expected_revenue >= 0),
  status text NOT NULL DEFAULT 'draft' CONSTRAINT status_known CHECK (status IN ('draft', 'active', 'paused', 'completed'))
);
SELECT app.record_table('cmo_funnels', '{status}');
ALTER TABLE cmo_funnels ADD CONSTRAINT plan_exists FOREIGN KEY (tenant_id, plan_id) REFERENCES cmo_marketing_plans (tenant_id, id);

CREATE TABLE cmo_funnel_stages (
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
  funnel_id uuid NOT NULL,
  stage_name text NOT NULL,
  stage_type text NOT NULL CONSTRAINT stage_type_known CHECK (stage_type IN ('awareness', 'consideration', 'conversion', 'retention', 'advocacy')),
  stage_order int NOT NULL DEFAULT 0,
  description text,
  objective text,
  kpis jsonb NOT NULL DEFAULT '[]',
  campaign_types jsonb NOT NULL DEFAULT '[]',
  channels jsonb NOT NULL DEFAULT '[]',
  content_assets jsonb NOT NULL DEFAULT '[]',
  target_icps jsonb NOT NULL DEFAULT '[]',
  linked_offers jsonb NOT NULL DEFAULT '[]',
  entry_criteria text,
  exit_criteria text,
  expected_volume int NOT NULL DEFAULT 0 CONSTRAINT expected_volume_positive CHECK (expected_volume >= 0),
  conversion_rate_target numeric(7,3) NOT NULL DEFAULT 0 CONSTRAINT rate_range CHECK (conversion_rate_target BETWEEN 0 AND 100),
  budget_allocation numeric(14,2) NOT NULL DEFAULT 0 CONSTRAINT budget_positive CHECK (budget_allocation >= 0)
);
SELECT app.record_table('cmo_funnel_stages');
ALTER TABLE cmo_funnel_stages ADD CONSTRAINT funnel_exists FOREIGN KEY (tenant_id, funnel_id) REFERENCES cmo_funnels (tenant_id, id) ON DELETE CASCADE;
CREATE INDEX cmo_funnel_stages_funnel ON cmo_funnel_stages (tenant_id, funnel_id, stage_order);
