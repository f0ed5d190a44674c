-- +goose Up
-- Filters of a list under a name: a person's own, or shared with the tenant. page says which list.
CREATE TABLE saved_views (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  page text NOT NULL CONSTRAINT page_known CHECK (page IN ('campaigns', 'runs', 'content')),
  name text NOT NULL CONSTRAINT name_short CHECK (length(name) BETWEEN 1 AND 80),
  query text NOT NULL CONSTRAINT query_short CHECK (length(query) <= 2000),
  shared boolean NOT NULL DEFAULT false,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz,
  CONSTRAINT saved_views_pkey PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX saved_views_name_key ON saved_views (tenant_id, page, created_by, lower(name)) WHERE archived_at IS NULL;
SELECT app.limit_columns('saved_views');
SELECT app.isolate('saved_views', '{owner,admin,approver,marketer,member,support,viewer}');
CREATE POLICY own ON saved_views AS RESTRICTIVE FOR SELECT USING (shared OR created_by = app.user_id());
CREATE POLICY add ON saved_views FOR INSERT WITH CHECK (created_by = app.user_id() AND app.run_id() IS NULL
  AND (NOT shared OR app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[])));
CREATE POLICY change ON saved_views FOR UPDATE
  USING (app.run_id() IS NULL AND (created_by = app.user_id() OR shared AND app.actor_role() = ANY ('{owner,admin}'::text[])))
  WITH CHECK (NOT shared OR archived_at IS NOT NULL OR app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]));
GRANT INSERT, UPDATE (name, query, shared, updated_at, archived_at) ON saved_views TO aicmo_app;

-- Where a person's list begins: his default view, and the filter he left without saving it.
CREATE TABLE view_states (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  page text NOT NULL CONSTRAINT page_known CHECK (page IN ('campaigns', 'runs', 'content')),
  default_view uuid,
  last_query text NOT NULL DEFAULT '' CONSTRAINT query_short CHECK (length(last_query) <= 2000),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT view_states_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT view_states_person_key UNIQUE (tenant_id, user_id, page),
  CONSTRAINT view_exists FOREIGN KEY (tenant_id, default_view) REFERENCES saved_views (tenant_id, id)
);
SELECT app.limit_columns('view_states');
SELECT app.isolate('view_states', '{owner,admin,approver,marketer,member,support,viewer}');
CREATE POLICY own ON view_states AS RESTRICTIVE FOR ALL USING (user_id = app.user_id()) WITH CHECK (user_id = app.user_id());
CREATE POLICY add ON view_states FOR INSERT WITH CHECK (app.actor_role() <> '' AND app.run_id() IS NULL);
CREATE POLICY change ON view_states FOR UPDATE USING (app.actor_role() <> '' AND app.run_id() IS NULL);
GRANT INSERT, UPDATE (default_view, last_query, updated_at) ON view_states TO aicmo_app;

-- One action on many campaigns, and what became of each. The form chooses the id, so that sending it twice acts once.
CREATE TABLE bulk_actions (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  act text NOT NULL CONSTRAINT act_known CHECK (act IN ('review', 'withdraw', 'pause', 'archive', 'unarchive')),
  note text,
  outcomes jsonb NOT NULL DEFAULT '[]', -- [{"id", "name", "version", "done", "why"}]
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  CONSTRAINT bulk_actions_pkey PRIMARY KEY (tenant_id, id)
);
SELECT app.limit_columns('bulk_actions');
SELECT app.isolate('bulk_actions', '{owner,admin,approver,marketer,member,support,viewer}');
CREATE POLICY add ON bulk_actions FOR INSERT WITH CHECK (created_by = app.user_id() AND app.run_id() IS NULL
  AND app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]));
CREATE POLICY change ON bulk_actions FOR UPDATE USING (created_by = app.user_id() AND app.run_id() IS NULL AND finished_at IS NULL) WITH CHECK (created_by = app.user_id() AND finished_at IS NOT NULL);
GRANT INSERT, UPDATE (outcomes, finished_at) ON bulk_actions TO aicmo_app;
