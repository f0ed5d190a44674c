-- +goose Up
-- Whose token wrote a version, or asked for the change that it applies. The name stays when the token is gone.
ALTER TABLE record_versions ADD COLUMN token_name text CONSTRAINT token_name_form CHECK (length(token_name) BETWEEN 1 AND 80);
ALTER TABLE change_sets ADD COLUMN token_name text CONSTRAINT token_name_form CHECK (length(token_name) BETWEEN 1 AND 80);

-- What a token may write: manual rows with the scope, rows of the AI CMO with the scope agent and within one of its runs.
-- +goose StatementBegin
CREATE FUNCTION app.open_to_tokens(p_table regclass, p_may text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  own CONSTANT text := '((origin = ''ai_cmo'' AND run_id = app.run_id()) OR (origin <> ''ai_cmo'' AND run_id IS NULL AND app.run_id() IS NULL)) AND created_by IS NOT DISTINCT FROM app.user_id()';
BEGIN
  EXECUTE format('CREATE POLICY token_add ON %s FOR INSERT WITH CHECK (app.actor_role() = ''api'' AND (%s) AND %s)', p_table, p_may, own);
  EXECUTE format('CREATE POLICY token_change ON %s FOR UPDATE USING (app.actor_role() = ''api'' AND (%s) AND (app.run_id() IS NULL OR run_id = app.run_id()))', p_table, p_may);
END
$$;
SELECT app.open_to_tokens(t, 'app.token_may(''campaigns:write'') OR app.token_may(''agent'') AND origin = ''ai_cmo''')
  FROM unnest('{cmo_campaigns,cmo_campaign_channels,cmo_content_assets,cmo_content_variants,cmo_calendar_events}'::regclass[]) t;
SELECT app.open_to_tokens('cmo_metrics_snapshots', 'app.token_may(''metrics:write'') AND origin <> ''ai_cmo''');
-- +goose StatementEnd

CREATE POLICY token_read ON record_versions FOR SELECT USING (app.actor_role() = 'api' AND (app.token_may('campaigns:write') OR app.token_may('metrics:write') OR app.token_may('agent'))
  AND record_table = ANY ('{cmo_campaigns,cmo_campaign_channels,cmo_content_assets,cmo_content_variants,cmo_calendar_events,cmo_metrics_snapshots}'::text[]));
CREATE POLICY token_add ON record_versions FOR INSERT WITH CHECK (app.actor_role() = 'api' AND (app.token_may('campaigns:write') OR app.token_may('metrics:write') OR app.token_may('agent'))
  AND actor_id IS NULL AND run_id IS NOT DISTINCT FROM app.run_id() AND (kept AND token_name IS NULL OR NOT kept AND token_name = app.token_name()));
CREATE POLICY token_add ON change_sets FOR INSERT WITH CHECK (app.actor_role() = 'api' AND (app.token_may('campaigns:write') OR app.token_may('agent'))
  AND state = 'pending' AND created_by IS NULL AND run_id IS NOT DISTINCT FROM app.run_id() AND token_name = app.token_name());
CREATE POLICY token_add ON change_set_items FOR INSERT WITH CHECK (app.actor_role() = 'api' AND (app.token_may('campaigns:write') OR app.token_may('agent')) AND state = 'pending');
-- A token's entries name it, and nothing else names one.
CREATE POLICY token_named ON audit_log AS RESTRICTIVE FOR INSERT WITH CHECK ((actor_kind = 'token') = (app.token_id() IS NOT NULL)
  AND (app.token_id() IS NULL OR details -> 'token' ->> 'id' = app.token_id()::text));

-- The answers to calls with an idempotency key, for a day: the same call again gets the first answer.
CREATE TABLE api_calls (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  token_id uuid NOT NULL,
  key text NOT NULL CONSTRAINT key_form CHECK (length(key) BETWEEN 1 AND 200),
  body_hash text NOT NULL CONSTRAINT body_hash_form CHECK (body_hash ~ '^[0-9a-f]{64}$'), -- of method, address and body
  answer_status int CONSTRAINT answer_status_range CHECK (answer_status BETWEEN 200 AND 299), -- NULL: its transaction is under way
  headers jsonb NOT NULL DEFAULT '{}' CONSTRAINT headers_limit CHECK (jsonb_typeof(headers) = 'object' AND octet_length(headers::text) <= 20000),
  answer text NOT NULL DEFAULT '' CONSTRAINT answer_limit CHECK (octet_length(answer) <= 20000000),
  called_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT api_calls_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT api_calls_key UNIQUE (tenant_id, token_id, key)
);
SELECT app.isolate('api_calls', '{api}');
CREATE POLICY own ON api_calls AS RESTRICTIVE FOR ALL USING (token_id = app.token_id()) WITH CHECK (token_id = app.token_id());
CREATE POLICY add ON api_calls FOR INSERT WITH CHECK (app.actor_role() = 'api');
CREATE POLICY change ON api_calls FOR UPDATE USING (app.actor_role() = 'api');
GRANT INSERT, UPDATE (body_hash, answer_status, headers, answer, called_at) ON api_calls TO aicmo_app;
CREATE INDEX api_calls_when ON api_calls (called_at);

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
-- Puts the rest of a token's transaction, or until the next call, into one of its tenant's runs that a program has logged
-- or started and that has ended: what it adds there is the AI CMO's. NULL leaves it. False: there is no such run.
CREATE FUNCTION app.enter_run(p_run uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF app.tenant_id() IS NULL OR app.token_id() IS NULL OR NOT app.token_may('agent') THEN
    RAISE EXCEPTION 'a run is entered by a token with the scope agent' USING ERRCODE = 'CM403';
  END IF;
  IF p_run IS NOT NULL AND NOT EXISTS (SELECT FROM public.agent_runs r
      WHERE r.tenant_id = app.tenant_id() AND r.id = p_run AND r.started_via = 'api' AND r.completed_at IS NOT NULL) THEN
    RETURN false;
  END IF;
  EXECUTE format('SET LOCAL app.run = %L', coalesce(p_run::text, ''));
  RETURN true;
END
$$;

-- Writes down a run that a program of the tenant did by itself. p_run holds the columns of agent_runs that a program
-- may say; it has ended, so that no worker takes it up.
CREATE FUNCTION app.log_run(p_id uuid, p_run jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  n public.agent_runs := jsonb_populate_record(NULL::public.agent_runs, p_run);
  no bigint;
  ended timestamptz := least(coalesce(n.completed_at, now()), now());
BEGIN
  IF app.tenant_id() IS NULL OR app.token_id() IS NULL OR NOT app.token_may('agent') THEN
    RAISE EXCEPTION 'a run is logged by a token with the scope agent' USING ERRCODE = 'CM403';
  END IF;
  IF coalesce(n.status, '') NOT IN ('completed', 'failed', 'cancelled', 'timed_out') THEN
    RAISE EXCEPTION 'a logged run has ended' USING ERRCODE = '22023';
  END IF;
  UPDATE public.workspaces SET last_run_no = last_run_no + 1 WHERE tenant_id = app.tenant_id() RETURNING last_run_no INTO no;
  INSERT INTO public.agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, status, subject, input, output, error_message, error_kind, started_via, prompt_version, provider, model,
    tokens_in, tokens_out, cost_usd, attempts, started_at, completed_at, duration_ms, token_id, token_name)
  VALUES (app.tenant_id(), app.tenant_id(), p_id, no, n.agent, n.mode, n.status, coalesce(n.subject, ''), coalesce(n.input, '{}'), coalesce(n.output, '{}'), n.error_message,
    CASE WHEN n.status IN ('failed', 'timed_out') THEN coalesce(n.error_kind, 'internal') END, 'api', n.prompt_version, n.provider, n.model,
    n.tokens_in, n.tokens_out, n.cost_usd, 1, ended - make_interval(secs => coalesce(n.duration_ms, 0) / 1000.0), ended, coalesce(n.duration_ms, 0), app.token_id(), app.token_name());
  PERFORM app.audit(app.tenant_id(), 'run.logged', NULL, 'token', jsonb_build_object('run_id', p_id, 'status', n.status) || app.token_mark());
  PERFORM app.tell_run(app.tenant_id(), p_id);
END
$$;

-- As in 0013, and besides: what a token wrote, or asked for in a change set, is not the work of the person who applied it.
CREATE OR REPLACE FUNCTION app.made_by(p_tenant uuid, p_campaign uuid, p_user uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  since timestamptz;
BEGIN
  SELECT max(approved_at) INTO since FROM public.campaign_approvals WHERE tenant_id = p_tenant AND campaign_id = p_campaign;
  RETURN EXISTS (
    SELECT FROM (
      SELECT c.id, c.created_by, c.created_at FROM public.cmo_campaigns c WHERE c.tenant_id = p_tenant AND c.id = p_campaign
      UNION ALL SELECT h.id, h.created_by, h.created_at FROM public.cmo_campaign_channels h WHERE h.tenant_id = p_tenant AND h.campaign_id = p_campaign
      UNION ALL SELECT a.id, a.created_by, a.created_at FROM public.cmo_content_assets a WHERE a.tenant_id = p_tenant AND a.campaign_id = p_campaign
      UNION ALL SELECT v.id, v.created_by, v.created_at FROM public.cmo_content_variants v
        JOIN public.cmo_content_assets a ON a.tenant_id = p_tenant AND a.id = v.asset_id AND a.campaign_id = p_campaign WHERE v.tenant_id = p_tenant) r
    WHERE r.created_by = p_user AND r.created_at > coalesce(since, '-infinity')
      OR EXISTS (SELECT FROM public.record_versions x WHERE x.tenant_id = p_tenant AND x.record_id = r.id AND NOT x.kept AND x.token_name IS NULL AND coalesce(x.author_id, x.actor_id) = p_user
        AND x.created_at > coalesce(since, '-infinity')));
END
$$;

CREATE OR REPLACE FUNCTION app.forget_expired() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM public.capabilities WHERE expires_at < now() - interval '1 day';
  DELETE FROM public.sign_in_links WHERE expires_at < now() - interval '1 day';
  DELETE FROM public.login_attempts WHERE since < now() - interval '1 day';
  DELETE FROM public.parked_forms WHERE created_at < now() - interval '30 minutes';
  DELETE FROM public.api_calls WHERE called_at < now() - interval '1 day'
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.enter_run(uuid), app.log_run(uuid, jsonb) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
