-- +goose Up
-- Whether a run helped, as each person sees it. NULL: taken back.
CREATE TABLE run_verdicts (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  run_id uuid NOT NULL,
  helpful boolean,
  reason text NOT NULL DEFAULT '' CONSTRAINT reason_short CHECK (length(reason) <= 1000),
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT run_verdicts_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT run_verdicts_person_key UNIQUE (tenant_id, run_id, created_by),
  CONSTRAINT run_exists FOREIGN KEY (tenant_id, run_id) REFERENCES agent_runs (tenant_id, id) ON DELETE CASCADE
);
SELECT app.limit_columns('run_verdicts');
SELECT app.isolate('run_verdicts', '{owner,admin,approver,marketer,member,support,viewer}');
CREATE POLICY add ON run_verdicts FOR INSERT WITH CHECK (created_by = app.user_id() AND app.run_id() IS NULL
  AND app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]));
CREATE POLICY change ON run_verdicts FOR UPDATE USING (created_by = app.user_id() AND app.run_id() IS NULL
  AND app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]));
GRANT INSERT, UPDATE (helpful, reason, updated_at) ON run_verdicts TO aicmo_app;
-- How long an agent takes is asked for before each start of one.
CREATE INDEX agent_runs_durations ON agent_runs (tenant_id, mode, created_at DESC) INCLUDE (duration_ms, provider) WHERE status = 'completed';
