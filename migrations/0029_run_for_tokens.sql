-- +goose Up
-- A tenant's own program starts runs with its token, in the token's name: the run lasts as long as the token does.
ALTER TABLE agent_runs
  ADD COLUMN token_id uuid, -- the token it acts for; no key: a revoked one is deleted and the run stays
  ADD COLUMN token_name text CONSTRAINT token_name_form CHECK (length(token_name) BETWEEN 1 AND 80),
  ADD CONSTRAINT started_by_one CHECK (token_id IS NULL OR token_name IS NOT NULL AND started_by IS NULL AND started_via = 'api');
ALTER TABLE capabilities
  ADD COLUMN token_id uuid, -- of a lease: the token its run acts for
  DROP CONSTRAINT capabilities_whole,
  ADD CONSTRAINT capabilities_whole CHECK (CASE kind
    WHEN 'session' THEN user_id IS NOT NULL AND tenant_id IS NULL
    WHEN 'lease' THEN (user_id IS NULL) <> (token_id IS NULL) AND tenant_id IS NOT NULL AND run_id IS NOT NULL
    WHEN 'token' THEN tenant_id IS NOT NULL
    ELSE true END);

-- Which token a transaction acts for, and what that may do: settings of app.enter, so that policies may ask.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION app.token_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.token', true), '')::uuid;
CREATE OR REPLACE FUNCTION app.token_name() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.token_name', true), '');
CREATE OR REPLACE FUNCTION app.token_may(p_scope text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(p_scope = ANY (string_to_array(current_setting('app.scopes', true), ' ')), false);
-- +goose StatementEnd
-- What an entry of the audit log says of the token, {} for none.
-- +goose StatementBegin
CREATE FUNCTION app.token_mark() RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN app.token_id() IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('token', jsonb_build_object('id', app.token_id(), 'name', app.token_name())) END;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.token_id(), app.token_name(), app.token_may(text), app.token_mark() TO aicmo_app, aicmo_admin;

DROP POLICY add ON agent_runs;
CREATE POLICY add ON agent_runs FOR INSERT WITH CHECK (status = 'pending' AND fence = 0 AND app.run_id() IS NULL AND (
  app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]) AND started_by = app.user_id() AND started_via = 'person' AND token_id IS NULL
  OR app.actor_role() = 'api' AND app.token_may('agent') AND started_by IS NULL AND started_via = 'api' AND token_id = app.token_id() AND token_name = app.token_name()));
GRANT INSERT (started_via, token_id, token_name) ON agent_runs TO aicmo_app;

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
-- A token brings its name and scopes. The lease of a run that a token started lasts while that token may start runs; it
-- enters in nobody's name, and as the run: its transactions are not the token's.
CREATE OR REPLACE FUNCTION app.enter(p_tenant uuid, p_capability bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  m record;
BEGIN
  IF app.tenant_id() <> p_tenant THEN
    RAISE EXCEPTION 'this transaction is in another tenant' USING ERRCODE = 'CM404';
  END IF;
  SET LOCAL app.token = '';
  SET LOCAL app.token_name = '';
  SET LOCAL app.scopes = '';
  SELECT ut.tenant_id, c.user_id, CASE ut.role WHEN 'member' THEN 'marketer' ELSE ut.role END AS role, c.run_id INTO m
    FROM public.capabilities c
    JOIN public.users u ON u.id = c.user_id AND u.disabled_at IS NULL
    JOIN public.user_tenants ut ON ut.user_id = c.user_id AND ut.tenant_id = p_tenant
    JOIN public.os_tenant_registry r ON r.tenant_id = ut.tenant_id AND r.is_active
    WHERE c.hash = p_capability AND c.expires_at > now()
      AND (c.kind = 'session' AND c.last_seen_at > now() - interval '30 minutes' OR c.kind = 'lease' AND c.tenant_id = p_tenant);
  IF NOT FOUND THEN
    SELECT r.tenant_id, NULL::uuid AS user_id, CASE c.kind WHEN 'lease' THEN 'marketer' ELSE 'api' END AS role, c.run_id, t.id, t.name, t.scopes INTO m
      FROM public.capabilities c JOIN public.capabilities t ON t.id = coalesce(c.token_id, c.id) AND t.kind = 'token' AND t.tenant_id = p_tenant AND t.expires_at > now()
      JOIN public.os_tenant_registry r ON r.tenant_id = c.tenant_id AND r.is_active
      WHERE c.hash = p_capability AND c.kind IN ('token', 'lease') AND c.tenant_id = p_tenant AND c.expires_at > now()
        AND (c.kind = 'token' OR 'agent' = ANY (t.scopes)) AND app.module_on(p_tenant, 'ai_cmo', p_tenant, false);
    IF NOT FOUND THEN
      RAISE EXCEPTION 'no such tenant for this capability' USING ERRCODE = 'CM404';
    END IF;
    IF m.role = 'api' THEN
      EXECUTE format('SET LOCAL app.token = %L', m.id);
      EXECUTE format('SET LOCAL app.token_name = %L', m.name);
      EXECUTE format('SET LOCAL app.scopes = %L', array_to_string(m.scopes, ' '));
    END IF;
  END IF;
  SET LOCAL citus.propagate_set_commands = 'local';
  EXECUTE format('SET LOCAL app.tenant = %L', m.tenant_id);
  EXECUTE format('SET LOCAL app.user_id = %L', coalesce(m.user_id::text, ''));
  EXECUTE format('SET LOCAL app.role = %L', m.role);
  EXECUTE format('SET LOCAL app.run = %L', coalesce(m.run_id::text, ''));
  SET LOCAL app.platform = '';
END
$$;

-- Why no agent may work for this person, or this token, in this tenant, NULL if one may.
DROP FUNCTION app.run_refusal(uuid, uuid);
CREATE FUNCTION app.run_refusal(p_tenant uuid, p_user uuid, p_token uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  m public.user_tenants;
BEGIN
  IF NOT EXISTS (SELECT FROM public.os_tenant_registry WHERE tenant_id = p_tenant AND is_active) THEN
    RETURN 'The tenant is switched off.';
  END IF;
  IF p_token IS NOT NULL THEN
    IF NOT EXISTS (SELECT FROM public.capabilities WHERE id = p_token AND kind = 'token' AND tenant_id = p_tenant AND expires_at > now() AND 'agent' = ANY (scopes)) THEN
      RETURN 'The API token that started it was revoked or has ended.';
    END IF;
    IF NOT app.module_on(p_tenant, 'ai_cmo', p_tenant, false) THEN RETURN 'The module AI CMO is off.'; END IF;
    RETURN NULL;
  END IF;
  IF p_user IS NULL THEN RETURN 'There is no person it could act for.'; END IF;
  IF NOT EXISTS (SELECT FROM public.users WHERE id = p_user AND disabled_at IS NULL) THEN
    RETURN 'The account of the person who started it is disabled.';
  END IF;
  SELECT * INTO m FROM public.user_tenants WHERE tenant_id = p_tenant AND user_id = p_user;
  IF NOT FOUND THEN RETURN 'The person who started it is no longer a member.'; END IF;
  IF m.role NOT IN ('owner', 'admin', 'approver', 'marketer', 'member') THEN
    RETURN 'The role of the person who started it no longer allows runs.';
  END IF;
  IF NOT app.module_on(p_tenant, 'ai_cmo', p_user, m.beta) THEN RETURN 'The module AI CMO is off.'; END IF;
  RETURN NULL;
END
$$;

-- As in 0010, and a run that a token started gets a lease for that token.
CREATE OR REPLACE FUNCTION app.claim_run(p_system bytea, p_tenant uuid, p_run uuid, p_lease bytea, p_lease_for interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r public.agent_runs;
BEGIN
  IF NOT app.is_system(p_system) THEN
    RAISE EXCEPTION 'no worker right for this capability' USING ERRCODE = 'CM404';
  END IF;
  UPDATE public.agent_runs SET status = 'running', fence = fence + 1, attempts = attempts + 1,
    started_at = coalesce(started_at, now()), lease_expires_at = now() + p_lease_for
  WHERE tenant_id = p_tenant AND id = p_run AND cancel_requested_at IS NULL
    AND (status = 'pending' OR status = 'running' AND lease_expires_at < now())
  RETURNING * INTO r;
  IF NOT FOUND THEN RETURN NULL; END IF;
  DELETE FROM public.capabilities WHERE kind = 'lease' AND run_id = p_run;
  IF r.started_by IS NOT NULL OR r.token_id IS NOT NULL THEN
    INSERT INTO public.capabilities (hash, kind, user_id, token_id, tenant_id, run_id, expires_at)
    VALUES (p_lease, 'lease', r.started_by, r.token_id, p_tenant, p_run, now() + p_lease_for);
  END IF;
  RETURN r.fence;
END
$$;

-- The following are as in 0016, and know runs that a token started.
CREATE OR REPLACE FUNCTION app.finish_run(p_tenant uuid, p_run uuid, p_fence bigint, p_status text, p_output jsonb, p_error_kind text, p_error text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_status NOT IN ('completed', 'failed', 'cancelled', 'timed_out') THEN
    RAISE EXCEPTION 'not a final status: %', p_status USING ERRCODE = '22023';
  END IF;
  UPDATE public.agent_runs SET status = p_status, output = coalesce(p_output, output), error_kind = p_error_kind, error_message = p_error,
    completed_at = now(), duration_ms = (extract(epoch FROM clock_timestamp() - created_at) * 1000)::int, lease_expires_at = NULL, progress = ''
  WHERE tenant_id = p_tenant AND id = p_run AND fence = p_fence AND status = 'running'
    AND (p_status <> 'completed' OR cancel_requested_at IS NULL AND app.run_refusal(tenant_id, started_by, token_id) IS NULL);
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM public.capabilities WHERE kind = 'lease' AND run_id = p_run;
  PERFORM app.close_steps(p_tenant, p_run, p_status, NULL);
  PERFORM app.audit(p_tenant, 'run.' || p_status, NULL, 'run', jsonb_build_object('run_id', p_run));
  PERFORM app.tell_run(p_tenant, p_run);
  RETURN true;
END
$$;

CREATE OR REPLACE FUNCTION app.take_run(p_system bytea, p_tenant uuid, p_run uuid, p_lease bytea, p_lease_for interval)
RETURNS TABLE (outcome text, fence bigint, attempt int, mode text, input jsonb, started_by uuid, user_name text, tenant_slug text, tenant_name text,
  role text, time_zone text, currency text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r public.agent_runs;
  refusal text;
  step int;
BEGIN
  IF NOT app.is_system(p_system) THEN
    RAISE EXCEPTION 'no worker right for this capability' USING ERRCODE = 'CM404';
  END IF;
  PERFORM FROM public.workspaces w WHERE w.tenant_id = p_tenant FOR NO KEY UPDATE; -- one at a time, so that the cap holds
  SELECT * INTO r FROM public.agent_runs a WHERE a.tenant_id = p_tenant AND a.id = p_run;
  outcome := CASE
    WHEN r.id IS NULL OR r.completed_at IS NOT NULL THEN 'ended'
    WHEN r.status = 'running' AND r.lease_expires_at >= now() THEN 'held'
    WHEN (SELECT count(*) FROM public.agent_runs a WHERE a.tenant_id = p_tenant AND a.status = 'running' AND a.lease_expires_at >= now())
      >= (SELECT g.run_concurrency FROM public.os_tenant_registry g WHERE g.tenant_id = p_tenant) THEN 'busy'
    ELSE 'taken' END;
  IF outcome = 'taken' AND r.cancel_requested_at IS NOT NULL THEN
    PERFORM app.close_run(p_tenant, p_run, 'cancelled', NULL, NULL);
    outcome := 'ended';
  END IF;
  IF outcome IN ('taken', 'busy') THEN
    refusal := app.run_refusal(p_tenant, r.started_by, r.token_id);
    IF refusal IS NOT NULL THEN
      PERFORM app.close_run(p_tenant, p_run, 'cancelled', 'access', refusal);
      outcome := 'ended';
    END IF;
  END IF;
  IF outcome <> 'taken' THEN RETURN NEXT; RETURN; END IF;

  fence := app.claim_run(p_system, p_tenant, p_run, p_lease, p_lease_for);
  PERFORM app.close_steps(p_tenant, p_run, 'failed', 'The worker stopped.');
  SELECT coalesce(max(s.step_no), 0) INTO step FROM public.agent_run_steps s WHERE s.tenant_id = p_tenant AND s.run_id = p_run;
  IF r.status = 'pending' THEN
    step := step + 1;
    INSERT INTO public.agent_run_steps (tenant_id, id, run_id, step_no, kind, title, status, waited_ms, started_at, finished_at)
    VALUES (p_tenant, gen_random_uuid(), p_run, step, 'queued', 'Waited for a worker', 'completed', (extract(epoch FROM now() - r.created_at) * 1000)::int, r.created_at, now());
  END IF;
  INSERT INTO public.agent_run_steps (tenant_id, id, run_id, step_no, kind, title, attempt, status, detail, finished_at)
  VALUES (p_tenant, gen_random_uuid(), p_run, step + 1, 'claim', 'Claimed by a worker', r.attempts + 1, 'completed', CASE WHEN r.attempts > 0 THEN 'Its last worker stopped' ELSE '' END, clock_timestamp());
  PERFORM app.tell_run(p_tenant, p_run);
  attempt := r.attempts + 1;
  mode := r.mode;
  input := r.input;
  started_by := r.started_by;
  SELECT ut.display_name, CASE ut.role WHEN 'member' THEN 'marketer' ELSE ut.role END, g.slug, g.name, g.time_zone, g.currency
    INTO user_name, role, tenant_slug, tenant_name, time_zone, currency
    FROM public.user_tenants ut JOIN public.os_tenant_registry g ON g.tenant_id = ut.tenant_id WHERE ut.tenant_id = p_tenant AND ut.user_id = r.started_by;
  IF r.token_id IS NOT NULL THEN
    SELECT r.token_name, 'marketer', g.slug, g.name, g.time_zone, g.currency INTO user_name, role, tenant_slug, tenant_name, time_zone, currency
      FROM public.os_tenant_registry g WHERE g.tenant_id = p_tenant;
  END IF;
  RETURN NEXT;
END
$$;

CREATE OR REPLACE FUNCTION app.beat_run(p_tenant uuid, p_run uuid, p_fence bigint, p_lease_for interval, p_progress text) RETURNS TABLE (state text, reason text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r public.agent_runs;
BEGIN
  SELECT * INTO r FROM public.agent_runs WHERE tenant_id = p_tenant AND id = p_run AND fence = p_fence AND status = 'running';
  reason := CASE WHEN r.id IS NOT NULL THEN app.run_refusal(p_tenant, r.started_by, r.token_id) END;
  state := CASE WHEN r.id IS NULL THEN 'lost' WHEN r.cancel_requested_at IS NOT NULL THEN 'cancel' WHEN reason IS NOT NULL THEN 'access' ELSE 'ok' END;
  IF state = 'ok' AND (p_progress <> r.progress OR r.lease_expires_at < now() + p_lease_for / 2) THEN
    UPDATE public.agent_runs SET lease_expires_at = now() + p_lease_for, progress = coalesce(p_progress, progress)
    WHERE tenant_id = p_tenant AND id = p_run AND fence = p_fence AND status = 'running';
    UPDATE public.capabilities SET expires_at = now() + p_lease_for WHERE kind = 'lease' AND run_id = p_run;
    IF p_progress <> r.progress THEN PERFORM app.tell_run(p_tenant, p_run); END IF;
  END IF;
  RETURN NEXT;
END
$$;

-- A program cancels the runs that it started itself.
CREATE OR REPLACE FUNCTION app.cancel_run(p_run uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  was text;
  program uuid;
BEGIN
  IF app.run_id() IS NOT NULL OR app.actor_role() <> ALL ('{owner,admin,approver,marketer}') AND NOT app.token_may('agent') THEN
    RAISE EXCEPTION 'a run cannot be cancelled by %', app.actor_role() USING ERRCODE = 'CM403';
  END IF;
  SELECT status, token_id INTO was, program FROM public.agent_runs WHERE tenant_id = app.tenant_id() AND id = p_run FOR UPDATE;
  IF was IS NOT NULL AND app.token_id() IS DISTINCT FROM program AND app.token_id() IS NOT NULL THEN
    RAISE EXCEPTION 'a program cancels its own runs' USING ERRCODE = 'CM403';
  END IF;
  IF was IN ('pending', 'running') THEN
    UPDATE public.agent_runs SET cancel_requested_at = coalesce(cancel_requested_at, now()) WHERE tenant_id = app.tenant_id() AND id = p_run;
    PERFORM app.audit(app.tenant_id(), 'run.cancel_requested', app.user_id(), CASE WHEN app.token_id() IS NULL THEN 'person' ELSE 'token' END,
      jsonb_build_object('run_id', p_run) || app.token_mark());
    PERFORM app.tell_run(app.tenant_id(), p_run);
  END IF;
  IF was = 'pending' THEN PERFORM app.close_run(app.tenant_id(), p_run, 'cancelled', NULL, NULL); END IF;
  RETURN was;
END
$$;
-- +goose StatementEnd
SET LOCAL ROLE aicmo_owner;
