-- +goose Up
CREATE TABLE os_tenant_registry (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT os_tenant_registry_pkey PRIMARY KEY,
  slug text NOT NULL CONSTRAINT slug_shape CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name text NOT NULL,
  tenant_id uuid NOT NULL,
  description text,
  is_active boolean NOT NULL DEFAULT true,
  config jsonb NOT NULL DEFAULT '{}',
  time_zone text NOT NULL DEFAULT 'UTC',
  currency text NOT NULL DEFAULT 'USD' CONSTRAINT currency_code CHECK (currency ~ '^[A-Z]{3}$'),
  four_eyes boolean NOT NULL DEFAULT false,
  run_budget_usd numeric(12,2) NOT NULL DEFAULT 40 CONSTRAINT run_budget_positive CHECK (run_budget_usd >= 0),
  run_concurrency int NOT NULL DEFAULT 3 CONSTRAINT run_concurrency_range CHECK (run_concurrency BETWEEN 1 AND 50),
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT os_tenant_registry_slug_key UNIQUE (slug),
  CONSTRAINT os_tenant_registry_tenant_key UNIQUE (tenant_id)
);
SELECT app.limit_columns('os_tenant_registry');
SELECT app.isolate('os_tenant_registry', '{owner,admin,approver,marketer,member,support,viewer,api}', p_platform => true);

CREATE TABLE workspaces (
  tenant_id uuid NOT NULL CONSTRAINT workspaces_tenant_fk REFERENCES os_tenant_registry (tenant_id),
  id uuid NOT NULL,
  name text NOT NULL,
  slug text NOT NULL,
  owner_id uuid,
  settings jsonb NOT NULL DEFAULT '{}',
  demo_mode boolean NOT NULL DEFAULT false,
  stripe_connected boolean NOT NULL DEFAULT false,
  is_default boolean NOT NULL DEFAULT true,
  last_run_no bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT workspaces_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT workspace_is_tenant CHECK (id = tenant_id)
);
SELECT app.limit_columns('workspaces');
SELECT app.isolate('workspaces', '{owner,admin,approver,marketer,member,support,viewer,api}', p_platform => true);
-- The number people see on a run is taken from here, under the row's lock.
CREATE POLICY number_runs ON workspaces FOR UPDATE USING (app.actor_role() = ANY ('{owner,admin,approver,marketer,member,api}'::text[]));
GRANT UPDATE (last_run_no) ON workspaces TO aicmo_app;

CREATE TABLE user_tenants (
  tenant_id uuid NOT NULL CONSTRAINT user_tenants_tenant_fk REFERENCES os_tenant_registry (tenant_id),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL CONSTRAINT user_tenants_user_fk REFERENCES users (id) ON DELETE CASCADE,
  role text NOT NULL DEFAULT 'member' CONSTRAINT role_known CHECK (role IN ('owner', 'admin', 'marketer', 'approver', 'support', 'viewer', 'member')),
  display_name text NOT NULL, -- users.name as members of this tenant see it: the runtime role cannot read users
  beta boolean NOT NULL DEFAULT false,
  last_used_workspace_id uuid,
  onboarding_completed_at timestamptz,
  wants_product_updates boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT user_tenants_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT user_tenants_member_key UNIQUE (tenant_id, user_id)
);
CREATE INDEX user_tenants_user ON user_tenants (user_id);
SELECT app.limit_columns('user_tenants');
SELECT app.isolate('user_tenants', '{owner,admin,approver,marketer,member,support,viewer}', p_platform => true);

CREATE TABLE tenant_module_access (
  tenant_id uuid NOT NULL CONSTRAINT tenant_module_access_tenant_fk REFERENCES os_tenant_registry (tenant_id),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  module_id text NOT NULL CONSTRAINT module_known CHECK (module_id IN ('ai_cmo', 'ai_cro', 'ai_cfo', 'ai_coo')),
  enabled boolean NOT NULL DEFAULT false,
  beta_only boolean NOT NULL DEFAULT false,
  rollout_percentage int NOT NULL DEFAULT 100 CONSTRAINT rollout_range CHECK (rollout_percentage BETWEEN 0 AND 100),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT tenant_module_access_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT tenant_module_access_module_key UNIQUE (tenant_id, module_id)
);
SELECT app.isolate('tenant_module_access', '{owner,admin,approver,marketer,member,support,viewer,api}', p_platform => true);
