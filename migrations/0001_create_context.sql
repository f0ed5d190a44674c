-- +goose Up
-- The context of a transaction: which tenant, person, role and run it acts for. app.enter sets it; policies read
-- it and nothing else (Citus refuses sub-selects in policies).
CREATE SCHEMA app;
GRANT USAGE ON SCHEMA app TO aicmo_app;
GRANT USAGE, CREATE ON SCHEMA app TO aicmo_admin;
ALTER DEFAULT PRIVILEGES FOR ROLE aicmo_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- After COMMIT a custom setting is '' and not NULL, hence nullif. LANGUAGE sql STABLE inlines into the plan.
-- +goose StatementBegin
CREATE FUNCTION app.tenant_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.tenant', true), '')::uuid;
CREATE FUNCTION app.user_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.user_id', true), '')::uuid;
CREATE FUNCTION app.run_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.run', true), '')::uuid;
CREATE FUNCTION app.actor_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.role', true), '');
CREATE FUNCTION app.platform() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.platform', true), '') = 'on';
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.tenant_id(), app.user_id(), app.run_id(), app.actor_role(), app.platform() TO aicmo_app, aicmo_admin;

-- app.limit_columns bounds every text and jsonb column of a table by named CHECK constraints: names 300
-- characters, other text 20,000, JSON of the kind its default has. The last line against an unbounded field.
-- +goose StatementBegin
CREATE FUNCTION app.limit_columns(p_table regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  c record;
  rule text;
BEGIN
  FOR c IN SELECT a.attname AS col, t.typname AS typ, pg_get_expr(d.adbin, d.adrelid) AS def
           FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
           LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
           WHERE a.attrelid = p_table AND a.attnum > 0 AND NOT a.attisdropped AND t.typname IN ('text', 'jsonb')
  LOOP
    rule := CASE
      WHEN c.typ = 'text' AND (c.col LIKE '%\_name' OR c.col IN ('name', 'title', 'slug')) THEN format('length(%I) BETWEEN 1 AND 300', c.col)
      WHEN c.typ = 'text' THEN format('length(%I) <= 20000', c.col)
      WHEN c.def LIKE '''[]''%' THEN format('jsonb_typeof(%I) = ''array''', c.col)
      ELSE format('jsonb_typeof(%I) = ''object''', c.col)
    END;
    EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I CHECK (%s)', p_table, left(c.col || '_limit', 60), rule);
  END LOOP;
END
$$;
-- +goose StatementEnd

-- app.isolate puts the second lock on a tenant table: RLS enabled and forced, a RESTRICTIVE fuse that no later
-- permissive policy can open, a read policy by role, and the grants of the runtime role. Later migrations call
-- it in the file that creates the table.
-- +goose StatementBegin
CREATE FUNCTION app.isolate(p_table regclass, p_readers text[], p_platform boolean DEFAULT false) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  fuse text := 'tenant_id = app.tenant_id()' || CASE WHEN p_platform THEN ' OR app.platform()' ELSE '' END;
  reads text := format('app.actor_role() = ANY (%L::text[])', p_readers) || CASE WHEN p_platform THEN ' OR app.platform()' ELSE '' END;
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', p_table);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', p_table);
  EXECUTE format('CREATE POLICY fuse ON %s AS RESTRICTIVE FOR ALL USING (%s) WITH CHECK (%s)', p_table, fuse, fuse);
  EXECUTE format('CREATE POLICY read ON %s FOR SELECT USING (%s)', p_table, reads);
  EXECUTE format('GRANT SELECT ON %s TO aicmo_app', p_table);
  EXECUTE format('GRANT ALL ON %s TO aicmo_admin', p_table);
END
$$;
-- +goose StatementEnd

-- app.record_table finishes a table of tenant records: keys that contain tenant_id, isolation, attribution and
-- grants. A person inserts manual rows only; a run inserts rows of its own run only and changes no other row.
-- p_frozen names further columns that nobody updates directly (state machines move them).
-- +goose StatementBegin
CREATE FUNCTION app.record_table(p_table regclass, p_frozen text[] DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  everyone CONSTANT text[] := '{owner,admin,approver,marketer,member,support,viewer,api}';
  editors CONSTANT text := 'app.actor_role() = ANY (''{owner,admin,approver,marketer,member}''::text[])';
  own CONSTANT text := '((origin = ''ai_cmo'' AND run_id = app.run_id()) OR (origin <> ''ai_cmo'' AND run_id IS NULL AND app.run_id() IS NULL)) AND created_by IS NOT DISTINCT FROM app.user_id()';
  frozen text[] := p_frozen || '{tenant_id,workspace_id,id,origin,run_id,created_by,created_at}'::text[];
  cols text;
BEGIN
  EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I PRIMARY KEY (tenant_id, id)', p_table, p_table::text || '_pkey');
  EXECUTE format('ALTER TABLE %s ADD CONSTRAINT workspace_is_tenant CHECK (workspace_id = tenant_id)', p_table);
  EXECUTE format('ALTER TABLE %s ADD CONSTRAINT origin_known CHECK (origin IN (''ai_cmo'', ''manual'', ''import''))', p_table);
  EXECUTE format('ALTER TABLE %s ADD CONSTRAINT version_positive CHECK (version >= 1)', p_table);
  EXECUTE format('ALTER TABLE %s ADD CONSTRAINT workspace_exists FOREIGN KEY (tenant_id, workspace_id) REFERENCES workspaces (tenant_id, id)', p_table);
  EXECUTE format('ALTER TABLE %s ADD CONSTRAINT run_exists FOREIGN KEY (tenant_id, run_id) REFERENCES agent_runs (tenant_id, id)', p_table);
  PERFORM app.limit_columns(p_table);
  PERFORM app.isolate(p_table, everyone);
  EXECUTE format('CREATE POLICY add ON %s FOR INSERT WITH CHECK (%s AND %s)', p_table, editors, own);
  EXECUTE format('CREATE POLICY change ON %s FOR UPDATE USING (%s AND (app.run_id() IS NULL OR run_id = app.run_id()))', p_table, editors);
  SELECT string_agg(quote_ident(attname), ', ') INTO cols FROM pg_attribute
    WHERE attrelid = p_table AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname <> ALL (frozen);
  EXECUTE format('GRANT INSERT, UPDATE (%s) ON %s TO aicmo_app', cols, p_table);
END
$$;
-- +goose StatementEnd
