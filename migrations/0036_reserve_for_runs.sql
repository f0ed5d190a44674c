-- +goose Up
-- What the question at hand of a run may take at most. While the run is open and its lease lasts, the tenant's other runs
-- cannot count on it; what it took in the end stands in tokens_in, tokens_out and cost_usd.
ALTER TABLE agent_runs
  ADD COLUMN reserved_tokens bigint NOT NULL DEFAULT 0 CONSTRAINT reserved_tokens_positive CHECK (reserved_tokens >= 0),
  ADD COLUMN reserved_usd numeric(12,4) NOT NULL DEFAULT 0 CONSTRAINT reserved_usd_positive CHECK (reserved_usd >= 0);

-- Ends the transaction unless the run is still its worker's: what it wrote is undone with it.
-- +goose StatementBegin
CREATE FUNCTION app.must_hold(p_holds boolean) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF p_holds IS NOT TRUE THEN
    RAISE EXCEPTION 'the run is no longer this lease''s' USING ERRCODE = 'CM410';
  END IF;
END
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.must_hold(boolean) TO aicmo_app;

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
-- As in 0016, and keeps what the question may take.
CREATE OR REPLACE FUNCTION app.note_run(p_tenant uuid, p_run uuid, p_fence bigint, p_notes jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.agent_runs SET
    prompt = coalesce(p_notes -> 'prompt', prompt), built_from = coalesce(p_notes -> 'built_from', built_from),
    provider = coalesce(p_notes ->> 'provider', provider), model = coalesce(p_notes ->> 'model', model),
    prompt_version = coalesce(p_notes ->> 'prompt_version', prompt_version), raw_answer = coalesce(p_notes ->> 'raw_answer', raw_answer),
    tokens_in = coalesce((p_notes ->> 'tokens_in')::int, tokens_in), tokens_out = coalesce((p_notes ->> 'tokens_out')::int, tokens_out),
    cost_usd = coalesce((p_notes ->> 'cost_usd')::numeric, cost_usd),
    reserved_tokens = coalesce((p_notes ->> 'reserved_tokens')::bigint, reserved_tokens), reserved_usd = coalesce((p_notes ->> 'reserved_usd')::numeric, reserved_usd)
  WHERE tenant_id = p_tenant AND id = p_run AND fence = p_fence AND status = 'running';
  IF FOUND THEN PERFORM app.tell_run(p_tenant, p_run); END IF;
  RETURN FOUND;
END
$$;

-- As in 0029, and keeps what the last answer took with the end: one change of the row.
DROP FUNCTION app.finish_run(uuid, uuid, bigint, text, jsonb, text, text);
CREATE FUNCTION app.finish_run(p_tenant uuid, p_run uuid, p_fence bigint, p_status text, p_output jsonb, p_error_kind text, p_error text, p_notes jsonb DEFAULT '{}') RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_status NOT IN ('completed', 'failed', 'cancelled', 'timed_out') THEN
    RAISE EXCEPTION 'not a final status: %', p_status USING ERRCODE = '22023';
  END IF;
  UPDATE public.agent_runs SET status = p_status, output = coalesce(p_output, output), error_kind = p_error_kind, error_message = p_error,
    completed_at = now(), duration_ms = (extract(epoch FROM clock_timestamp() - created_at) * 1000)::int, lease_expires_at = NULL, progress = '', raw_answer = coalesce(p_notes ->> 'raw_answer', raw_answer),
    tokens_in = coalesce((p_notes ->> 'tokens_in')::int, tokens_in), tokens_out = coalesce((p_notes ->> 'tokens_out')::int, tokens_out),
    cost_usd = coalesce((p_notes ->> 'cost_usd')::numeric, cost_usd)
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

-- As in 0029, with one statement for its steps.
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
  IF r.status = 'running' THEN PERFORM app.close_steps(p_tenant, p_run, 'failed', 'The worker stopped.'); END IF;
  SELECT coalesce(max(s.step_no), 0) INTO step FROM public.agent_run_steps s WHERE s.tenant_id = p_tenant AND s.run_id = p_run;
  INSERT INTO public.agent_run_steps (tenant_id, id, run_id, step_no, kind, title, attempt, status, detail, waited_ms, started_at, finished_at)
  SELECT p_tenant, gen_random_uuid(), p_run, step + row_number() OVER (), n.kind, n.title, n.attempt, 'completed', n.detail, n.waited, n.began, n.ended
  FROM (VALUES
    ('queued', 'Waited for a worker', 1, '', (extract(epoch FROM now() - r.created_at) * 1000)::int, r.created_at, now()),
    ('claim', 'Claimed by a worker', r.attempts + 1, CASE WHEN r.attempts > 0 THEN 'Its last worker stopped' ELSE '' END, 0, now(), clock_timestamp())
  ) AS n (kind, title, attempt, detail, waited, began, ended) WHERE n.kind = 'claim' OR r.status = 'pending';
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

-- The following are as they were. Each run calls them several times: plpgsql keeps their plans, LANGUAGE sql makes them anew
-- at every call.
CREATE OR REPLACE FUNCTION app.tell_run(p_tenant uuid, p_run uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.agent_runs r WHERE r.tenant_id = p_tenant AND r.id = p_run AND r.completed_at IS NOT NULL) THEN
    PERFORM app.put_event(p_tenant, 'run.finished', p_run);
  END IF;
  PERFORM pg_notify('aicmo_runs', p_tenant || ' ' || p_run);
END
$$;

CREATE OR REPLACE FUNCTION app.put_event(p_tenant uuid, p_type text, p_record uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.webhook_events (tenant_id, id, type, record_id)
  SELECT p_tenant, gen_random_uuid(), p_type, p_record
  WHERE EXISTS (SELECT FROM public.webhook_endpoints e WHERE e.tenant_id = p_tenant AND e.disabled_at IS NULL AND p_type = ANY (e.events))
  ON CONFLICT ON CONSTRAINT webhook_events_once DO NOTHING;
END
$$;

CREATE OR REPLACE FUNCTION app.close_steps(p_tenant uuid, p_run uuid, p_status text, p_detail text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.agent_run_steps SET status = p_status, finished_at = now(), detail = coalesce(p_detail, detail)
  WHERE tenant_id = p_tenant AND run_id = p_run AND finished_at IS NULL;
END
$$;

CREATE OR REPLACE FUNCTION app.close_step(p_tenant uuid, p_run uuid, p_fence bigint, p_status text, p_detail text, p_waited int, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.agent_run_steps s SET status = p_status, detail = p_detail, waited_ms = p_waited, finished_at = greatest(p_at, s.started_at)
  WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.finished_at IS NULL
    AND EXISTS (SELECT FROM public.agent_runs r WHERE r.tenant_id = p_tenant AND r.id = p_run AND r.fence = p_fence AND r.status = 'running');
END
$$;

CREATE OR REPLACE FUNCTION app.is_system(p_system bytea) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.capabilities WHERE hash = p_system AND kind = 'system' AND expires_at > now());
END
$$;

CREATE OR REPLACE FUNCTION app.audit(p_tenant uuid, p_event text, p_actor uuid, p_kind text, p_details jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, on_behalf_of, details)
  VALUES (coalesce(p_tenant, '00000000-0000-0000-0000-000000000000'), gen_random_uuid(), p_event, p_actor, p_kind,
    (SELECT a.started_by FROM public.agent_runs a WHERE p_kind IN ('run', 'system') AND a.tenant_id = p_tenant AND a.id = (p_details->>'run_id')::uuid), coalesce(p_details, '{}'));
END
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.finish_run(uuid, uuid, bigint, text, jsonb, text, text, jsonb) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
