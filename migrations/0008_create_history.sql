-- +goose Up
-- Each save of a record is a version; restoring makes a new one.
CREATE TABLE record_versions (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  record_table text NOT NULL,
  record_id uuid NOT NULL,
  version int NOT NULL CONSTRAINT version_positive CHECK (version >= 1),
  actor_id uuid, -- NULL: the run
  run_id uuid,
  changed text[] NOT NULL DEFAULT '{}', -- names of the columns this version changed
  data jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT record_versions_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT record_versions_key UNIQUE (tenant_id, record_table, record_id, version),
  CONSTRAINT run_exists FOREIGN KEY (tenant_id, run_id) REFERENCES agent_runs (tenant_id, id)
);
SELECT app.limit_columns('record_versions');
SELECT app.isolate('record_versions', '{owner,admin,approver,marketer,member,support,viewer}');
CREATE POLICY add ON record_versions FOR INSERT WITH CHECK (actor_id IS NOT DISTINCT FROM CASE WHEN app.run_id() IS NULL THEN app.user_id() END AND run_id IS NOT DISTINCT FROM app.run_id());
GRANT INSERT ON record_versions TO aicmo_app;

-- What a record was made from: an edge from one version of it to one version of each source.
CREATE TABLE record_sources (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  record_table text NOT NULL,
  record_id uuid NOT NULL,
  record_version int NOT NULL,
  source_table text NOT NULL,
  source_id uuid NOT NULL,
  source_version int NOT NULL,
  run_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT record_sources_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT record_sources_key UNIQUE (tenant_id, record_table, record_id, record_version, source_table, source_id),
  CONSTRAINT run_exists FOREIGN KEY (tenant_id, run_id) REFERENCES agent_runs (tenant_id, id)
);
CREATE INDEX record_sources_source ON record_sources (tenant_id, source_table, source_id);
SELECT app.limit_columns('record_sources');
SELECT app.isolate('record_sources', '{owner,admin,approver,marketer,member,support,viewer,api}');
CREATE POLICY add ON record_sources FOR INSERT WITH CHECK (run_id IS NOT DISTINCT FROM app.run_id());
GRANT INSERT ON record_sources TO aicmo_app;

-- Append-only: the runtime role has no UPDATE, DELETE or TRUNCATE here. Events outside any tenant (sign-in,
-- platform) carry the nil tenant id.
CREATE TABLE audit_log (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  event text NOT NULL,
  actor_id uuid,
  actor_kind text NOT NULL CONSTRAINT actor_kind_known CHECK (actor_kind IN ('person', 'run', 'token', 'operator', 'system')),
  on_behalf_of uuid,
  record_table text,
  record_id uuid,
  run_id uuid,
  request_id text,
  before jsonb,
  after jsonb,
  details jsonb NOT NULL DEFAULT '{}',
  CONSTRAINT audit_log_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_log_when ON audit_log (tenant_id, at DESC, id DESC);
SELECT app.limit_columns('audit_log');
SELECT app.isolate('audit_log', '{owner,admin,approver,marketer,member,support}', p_platform => true);
CREATE POLICY add ON audit_log FOR INSERT WITH CHECK (actor_id IS NOT DISTINCT FROM app.user_id() AND run_id IS NOT DISTINCT FROM app.run_id());
GRANT INSERT ON audit_log TO aicmo_app;

-- The original's log of campaign events, kept under its name for its SQL clients.
CREATE TABLE campaign_audit_log (
  tenant_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  event_type text NOT NULL,
  campaign_id uuid,
  run_id uuid,
  job_id text,
  actor_id uuid,
  actor_type text NOT NULL CONSTRAINT actor_type_known CHECK (actor_type IN ('person', 'run', 'token', 'system')),
  details jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT campaign_audit_log_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT workspace_is_tenant CHECK (workspace_id = tenant_id),
  CONSTRAINT workspace_exists FOREIGN KEY (tenant_id, workspace_id) REFERENCES workspaces (tenant_id, id),
  CONSTRAINT campaign_exists FOREIGN KEY (tenant_id, campaign_id) REFERENCES cmo_campaigns (tenant_id, id),
  CONSTRAINT run_exists FOREIGN KEY (tenant_id, run_id) REFERENCES agent_runs (tenant_id, id)
);
CREATE INDEX campaign_audit_log_campaign ON campaign_audit_log (tenant_id, campaign_id, created_at DESC);
SELECT app.limit_columns('campaign_audit_log');
SELECT app.isolate('campaign_audit_log', '{owner,admin,approver,marketer,member,support,viewer,api}');
CREATE POLICY add ON campaign_audit_log FOR INSERT WITH CHECK (actor_id IS NOT DISTINCT FROM app.user_id() AND run_id IS NOT DISTINCT FROM app.run_id());
GRANT INSERT ON campaign_audit_log TO aicmo_app;
