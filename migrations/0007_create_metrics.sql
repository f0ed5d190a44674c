-- +goose Up
CREATE TABLE cmo_metrics_snapshots (
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
  channel_id uuid,
  snapshot_date date NOT NULL,
  metric_type text NOT NULL,
  -- Missing is not zero: a count nobody reported stays NULL.
  impressions int CONSTRAINT impressions_positive CHECK (impressions >= 0),
  clicks int CONSTRAINT clicks_positive CHECK (clicks >= 0),
  conversions int CONSTRAINT conversions_positive CHECK (conversions >= 0),
  engagement_rate numeric(9,4),
  conversion_rate numeric(9,4),
  cost numeric(14,2),
  revenue numeric(14,2),
  roi numeric(12,4),
  custom_metrics jsonb NOT NULL DEFAULT '{}',
  data_mode text NOT NULL DEFAULT 'live' CONSTRAINT data_mode_known CHECK (data_mode IN ('live', 'demo')),
  CONSTRAINT cmo_metrics_snapshots_key UNIQUE NULLS NOT DISTINCT (tenant_id, campaign_id, channel_id, snapshot_date, metric_type)
);
SELECT app.record_table('cmo_metrics_snapshots');
ALTER TABLE cmo_metrics_snapshots
  ADD CONSTRAINT campaign_exists FOREIGN KEY (tenant_id, campaign_id) REFERENCES cmo_campaigns (tenant_id, id),
  ADD CONSTRAINT channel_exists FOREIGN KEY (tenant_id, channel_id) REFERENCES cmo_campaign_channels (tenant_id, id);
CREATE INDEX cmo_metrics_snapshots_when ON cmo_metrics_snapshots (tenant_id, snapshot_date);

CREATE TABLE cmo_weekly_summaries (
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
  week_start date NOT NULL,
  week_end date NOT NULL,
  executive_summary text,
  key_wins jsonb NOT NULL DEFAULT '[]',
  challenges jsonb NOT NULL DEFAULT '[]',
  metrics_summary jsonb NOT NULL DEFAULT '{}',
  top_performing_content jsonb NOT NULL DEFAULT '[]',
  recommendations jsonb NOT NULL DEFAULT '[]',
  next_week_priorities jsonb NOT NULL DEFAULT '[]',
  CONSTRAINT cmo_weekly_summaries_week_key UNIQUE (tenant_id, week_start),
  CONSTRAINT week_is_seven_days CHECK (week_end = week_start + 6)
);
SELECT app.record_table('cmo_weekly_summaries');

CREATE TABLE cmo_recommendations (
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
  recommendation_type text NOT NULL,
  source_type text CONSTRAINT source_type_known CHECK (source_type IN ('campaign', 'funnel', 'channel', 'content', 'audience')),
  category text CONSTRAINT category_known CHECK (category IN ('performance', 'budget', 'targeting', 'content', 'timing', 'technical')),
  severity text NOT NULL DEFAULT 'info' CONSTRAINT severity_known CHECK (severity IN ('info', 'warning', 'critical')),
  priority text NOT NULL DEFAULT 'medium' CONSTRAINT priority_known CHECK (priority IN ('low', 'medium', 'high')),
  title text NOT NULL,
  description text,
  rationale text,
  expected_impact text,
  effort_level text CONSTRAINT effort_known CHECK (effort_level IN ('low', 'medium', 'high')),
  action_items jsonb NOT NULL DEFAULT '[]',
  status text NOT NULL DEFAULT 'pending' CONSTRAINT status_known CHECK (status IN ('pending', 'implemented', 'dismissed', 'snoozed')),
  implemented_at timestamptz
);
SELECT app.record_table('cmo_recommendations', '{status,implemented_at}');
ALTER TABLE cmo_recommendations ADD CONSTRAINT campaign_exists FOREIGN KEY (tenant_id, campaign_id) REFERENCES cmo_campaigns (tenant_id, id);

CREATE TABLE campaign_optimizations (
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
  optimization_type text NOT NULL,
  changes jsonb NOT NULL DEFAULT '[]',
  summary text,
  metrics_snapshot jsonb NOT NULL DEFAULT '{}',
  applied_at timestamptz
);
SELECT app.record_table('campaign_optimizations', '{applied_at}');
ALTER TABLE campaign_optimizations ADD CONSTRAINT campaign_exists FOREIGN KEY (tenant_id, campaign_id) REFERENCES cmo_campaigns (tenant_id, id) ON DELETE CASCADE;

CREATE TABLE tenant_segments (
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
  code text NOT NULL,
  name text NOT NULL,
  description text,
  color text,
  sort_order int NOT NULL DEFAULT 0,
  is_active boolean NOT NULL DEFAULT true,
  CONSTRAINT tenant_segments_code_key UNIQUE (tenant_id, code)
);
SELECT app.record_table('tenant_segments');
