-- +goose Up
-- One row for every execution of an agent, written before the agent is called. After its end a row is history.
CREATE TABLE agent_runs (
  tenant_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  run_no bigint NOT NULL, -- what people see and say: counts per tenant
  agent text NOT NULL CONSTRAINT agent_known CHECK (agent IN ('cmo-brand-intake', 'cmo-plan-90day', 'cmo-funnel-architect', 'cmo-campaign-designer', 'cmo-content-engine', 'cmo-optimization-analyst')),
  mode text CONSTRAINT mode_known CHECK (mode IN ('setup', 'strategy', 'funnels', 'campaigns', 'content', 'optimization')),
  status text NOT NULL DEFAULT 'pending' CONSTRAINT status_known CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled', 'timed_out')),
  subject text NOT NULL DEFAULT '', -- what it is about, in words, for the log
  input jsonb NOT NULL DEFAULT '{}',
  output jsonb NOT NULL DEFAULT '{}',
  raw_answer text, -- an answer that broke the contract is kept here
  error_message text,
  error_kind text CONSTRAINT error_kind_known CHECK (error_kind IN ('invalid_output', 'provider', 'budget', 'access', 'internal')),
  started_by uuid, -- the person it acts as; NULL for a schedule or a tenant's own system
  started_via text NOT NULL DEFAULT 'person' CONSTRAINT started_via_known CHECK (started_via IN ('person', 'schedule', 'api')),
  parent_id uuid,
  retry_of uuid,
  plan_id uuid,
  funnel_id uuid,
  campaign_id uuid,
  idempotency_key text CONSTRAINT idempotency_key_form CHECK (length(idempotency_key) BETWEEN 1 AND 200),
  prompt_version text,
  provider text,
  model text,
  tokens_in int CONSTRAINT tokens_in_positive CHECK (tokens_in >= 0),
  tokens_out int CONSTRAINT tokens_out_positive CHECK (tokens_out >= 0),
  cost_usd numeric(12,4) CONSTRAINT cost_positive CHECK (cost_usd >= 0),
  attempts int NOT NULL DEFAULT 0,
  fence bigint NOT NULL DEFAULT 0, -- grows with every claim; only its latest holder may write the end
  lease_expires_at timestamptz,
  cancel_requested_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  completed_at timestamptz,
  duration_ms int CONSTRAINT duration_positive CHECK (duration_ms >= 0),
  CONSTRAINT agent_runs_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT agent_runs_no_key UNIQUE (tenant_id, run_no),
  CONSTRAINT agent_runs_idempotency_key UNIQUE (tenant_id, idempotency_key),
  CONSTRAINT workspace_is_tenant CHECK (workspace_id = tenant_id),
  CONSTRAINT workspace_exists FOREIGN KEY (tenant_id, workspace_id) REFERENCES workspaces (tenant_id, id),
  CONSTRAINT parent_exists FOREIGN KEY (tenant_id, parent_id) REFERENCES agent_runs (tenant_id, id),
  CONSTRAINT retry_of_exists FOREIGN KEY (tenant_id, retry_of) REFERENCES agent_runs (tenant_id, id),
  CONSTRAINT end_is_whole CHECK ((status IN ('completed', 'failed', 'cancelled', 'timed_out')) = (completed_at IS NOT NULL)),
  CONSTRAINT failure_has_reason CHECK (status NOT IN ('failed', 'timed_out') OR error_message IS NOT NULL)
);
-- The run log pages by (created_at, id) and filters inside a period; both stay on one btree at any size.
CREATE INDEX agent_runs_log ON agent_runs (tenant_id, created_at DESC, id DESC);
CREATE INDEX agent_runs_open ON agent_runs (tenant_id, lease_expires_at) WHERE status IN ('pending', 'running');
-- The run page looks up retries and parts.
CREATE INDEX agent_runs_retries ON agent_runs (tenant_id, retry_of) WHERE retry_of IS NOT NULL;
CREATE INDEX agent_runs_parts ON agent_runs (tenant_id, parent_id) WHERE parent_id IS NOT NULL;
SELECT app.limit_columns('agent_runs');
SELECT app.isolate('agent_runs', '{owner,admin,approver,marketer,member,support,viewer,api}');
-- Inserted as pending by a person of the tenant, in his own name; moved by claim_run and finish_run only.
CREATE POLICY add ON agent_runs FOR INSERT WITH CHECK (
  app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]) AND app.run_id() IS NULL
  AND status = 'pending' AND started_by = app.user_id() AND started_via = 'person' AND fence = 0);
GRANT INSERT (tenant_id, workspace_id, id, run_no, agent, mode, subject, input, started_by, parent_id, retry_of, plan_id,
  funnel_id, campaign_id, idempotency_key, prompt_version, provider, model) ON agent_runs TO aicmo_app;

CREATE TABLE agent_run_steps (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  run_id uuid NOT NULL,
  step_no int NOT NULL,
  kind text NOT NULL CONSTRAINT kind_known CHECK (kind IN ('queued', 'claim', 'context', 'prompt', 'model', 'repair', 'validate', 'save')),
  title text NOT NULL,
  attempt int NOT NULL DEFAULT 1,
  status text NOT NULL CONSTRAINT status_known CHECK (status IN ('running', 'completed', 'failed', 'invalid', 'cancelled', 'timed_out')),
  detail text NOT NULL DEFAULT '',
  waited_ms int NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  CONSTRAINT agent_run_steps_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT agent_run_steps_no_key UNIQUE (tenant_id, run_id, step_no),
  CONSTRAINT run_exists FOREIGN KEY (tenant_id, run_id) REFERENCES agent_runs (tenant_id, id) ON DELETE CASCADE
);
SELECT app.limit_columns('agent_run_steps');
SELECT app.isolate('agent_run_steps', '{owner,admin,approver,marketer,member,support,viewer,api}');
-- Only the worker that holds the run's lease writes its steps.
CREATE POLICY add ON agent_run_steps FOR INSERT WITH CHECK (run_id = app.run_id());
CREATE POLICY change ON agent_run_steps FOR UPDATE USING (run_id = app.run_id() AND finished_at IS NULL);
GRANT INSERT, UPDATE (status, detail, waited_ms, finished_at) ON agent_run_steps TO aicmo_app;
