-- +goose Up
-- What the kernel keeps of a run besides how it ended.
ALTER TABLE agent_runs
  ADD COLUMN prompt jsonb NOT NULL DEFAULT '{}' CONSTRAINT prompt_limit CHECK (jsonb_typeof(prompt) = 'object' AND octet_length(prompt::text) <= 2000000), -- as sent
  ADD COLUMN built_from jsonb NOT NULL DEFAULT '[]' CONSTRAINT built_from_limit CHECK (jsonb_typeof(built_from) = 'array'), -- table, id, version and name of each row read
  ADD COLUMN progress text NOT NULL DEFAULT '' CONSTRAINT progress_limit CHECK (length(progress) <= 20000), -- the answer's latest words, while it streams
  ADD COLUMN requeued_at timestamptz; -- when the reaper last made a job for it
CREATE INDEX agent_runs_costs ON agent_runs (tenant_id, created_at) INCLUDE (cost_usd) WHERE cost_usd > 0;
REVOKE UPDATE (status, detail, waited_ms, finished_at) ON agent_run_steps FROM aicmo_app; -- app.close_step, with the fence
DROP POLICY change ON agent_run_steps;
CREATE INDEX agent_runs_due ON agent_runs (created_at) WHERE status IN ('pending', 'running');

SET LOCAL ROLE aicmo_admin;

-- +goose StatementBegin
-- Why no agent may work for this person in this tenant, NULL if one may.
CREATE FUNCTION app.run_refusal(p_tenant uuid, p_user uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  m public.user_tenants;
BEGIN
  IF NOT EXISTS (SELECT FROM public.os_tenant_registry WHERE tenant_id = p_tenant AND is_active) THEN
    RETURN 'The tenant is switched off.';
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

-- Tells listeners that a run of a tenant has changed. The payload is ids; whoever listens reads through a scope.
CREATE FUNCTION app.tell_run(p_tenant uuid, p_run uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT pg_notify('aicmo_runs', p_tenant || ' ' || p_run)
$$;

-- Ends the steps of a run that nobody works on any more.
CREATE FUNCTION app.close_steps(p_tenant uuid, p_run uuid, p_status text, p_detail text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE public.agent_run_steps SET status = p_status, finished_at = now(), detail = coalesce(p_detail, detail)
  WHERE tenant_id = p_tenant AND run_id = p_run AND finished_at IS NULL
$$;

-- Ends an open run without its worker: it never had one, or lost it.
CREATE FUNCTION app.close_run(p_tenant uuid, p_run uuid, p_status text, p_kind text, p_error text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.agent_runs SET status = p_status, error_kind = p_kind, error_message = p_error, completed_at = now(), progress = '',
    duration_ms = (extract(epoch FROM now() - created_at) * 1000)::int, lease_expires_at = NULL, fence = fence + 1
  WHERE tenant_id = p_tenant AND id = p_run AND status IN ('pending', 'running');
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM public.capabilities WHERE kind = 'lease' AND run_id = p_run;
  PERFORM app.close_steps(p_tenant, p_run, CASE p_status WHEN 'failed' THEN 'failed' WHEN 'timed_out' THEN 'timed_out' ELSE 'cancelled' END, p_error);
  PERFORM app.audit(p_tenant, 'run.' || p_status, NULL, 'system', jsonb_build_object('run_id', p_run));
  PERFORM app.tell_run(p_tenant, p_run);
  RETURN true;
END
$$;

-- As in 0010, and besides: a run completes only while nobody asked to cancel it and its person still may; its open
-- steps end with it; listeners hear of it.
CREATE OR REPLACE FUNCTION app.finish_run(p_tenant uuid, p_run uuid, p_fence bigint, p_status text, p_output jsonb, p_error_kind text, p_error text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_status NOT IN ('completed', 'failed', 'cancelled', 'timed_out') THEN
    RAISE EXCEPTION 'not a final status: %', p_status USING ERRCODE = '22023';
  END IF;
  UPDATE public.agent_runs SET status = p_status, output = coalesce(p_output, output), error_kind = p_error_kind, error_message = p_error,
    completed_at = now(), duration_ms = (extract(epoch FROM clock_timestamp() - created_at) * 1000)::int, lease_expires_at = NULL, progress = ''
  WHERE tenant_id = p_tenant AND id = p_run AND fence = p_fence AND status = 'running'
    AND (p_status <> 'completed' OR cancel_requested_at IS NULL AND app.run_refusal(tenant_id, started_by) IS NULL);
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM public.capabilities WHERE kind = 'lease' AND run_id = p_run;
  PERFORM app.close_steps(p_tenant, p_run, p_status, NULL);
  PERFORM app.audit(p_tenant, 'run.' || p_status, NULL, 'run', jsonb_build_object('run_id', p_run));
  PERFORM app.tell_run(p_tenant, p_run);
  RETURN true;
END
$$;

-- Takes a run up for a worker. outcome: taken; ended (also: does not exist, or was ended just now because it may not go
-- on); held by another worker; busy: as many of the tenant's runs work as may at once. Only taken fills the rest.
CREATE FUNCTION app.take_run(p_system bytea, p_tenant uuid, p_run uuid, p_lease bytea, p_lease_for interval)
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
    refusal := app.run_refusal(p_tenant, r.started_by);
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
  RETURN NEXT;
END
$$;

-- A worker's sign of life: renews the lease when half of it is gone and shows the answer's latest words (NULL: as
-- before). state: ok, lost (ended, or another worker has it), cancel, or access with the reason why it may not go on.
CREATE FUNCTION app.beat_run(p_tenant uuid, p_run uuid, p_fence bigint, p_lease_for interval, p_progress text) RETURNS TABLE (state text, reason text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r public.agent_runs;
BEGIN
  SELECT * INTO r FROM public.agent_runs WHERE tenant_id = p_tenant AND id = p_run AND fence = p_fence AND status = 'running';
  reason := CASE WHEN r.id IS NOT NULL THEN app.run_refusal(p_tenant, r.started_by) END;
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

-- Keeps what a worker learns on its way: prompt, sources, provider, usage, a broken answer. Keys that are missing stay.
CREATE FUNCTION app.note_run(p_tenant uuid, p_run uuid, p_fence bigint, p_notes jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.agent_runs SET
    prompt = coalesce(p_notes -> 'prompt', prompt), built_from = coalesce(p_notes -> 'built_from', built_from),
    provider = coalesce(p_notes ->> 'provider', provider), model = coalesce(p_notes ->> 'model', model),
    prompt_version = coalesce(p_notes ->> 'prompt_version', prompt_version), raw_answer = coalesce(p_notes ->> 'raw_answer', raw_answer),
    tokens_in = coalesce((p_notes ->> 'tokens_in')::int, tokens_in), tokens_out = coalesce((p_notes ->> 'tokens_out')::int, tokens_out),
    cost_usd = coalesce((p_notes ->> 'cost_usd')::numeric, cost_usd)
  WHERE tenant_id = p_tenant AND id = p_run AND fence = p_fence AND status = 'running';
  IF FOUND THEN PERFORM app.tell_run(p_tenant, p_run); END IF;
  RETURN FOUND;
END
$$;

-- A worker ends the step at hand, if the run is still its own.
CREATE FUNCTION app.close_step(p_tenant uuid, p_run uuid, p_fence bigint, p_status text, p_detail text, p_waited int, p_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE public.agent_run_steps s SET status = p_status, detail = p_detail, waited_ms = p_waited, finished_at = greatest(p_at, s.started_at)
  WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.finished_at IS NULL
    AND EXISTS (SELECT FROM public.agent_runs r WHERE r.tenant_id = p_tenant AND r.id = p_run AND r.fence = p_fence AND r.status = 'running')
$$;

-- Gives a run back when its worker has to stop: it stays running, only its lease ends, and the try does not count.
CREATE FUNCTION app.hand_back_run(p_tenant uuid, p_run uuid, p_fence bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.agent_runs SET lease_expires_at = now() - interval '1 second', attempts = greatest(attempts - 1, 0), progress = '', requeued_at = NULL, fence = fence + 1
  WHERE tenant_id = p_tenant AND id = p_run AND fence = p_fence AND status = 'running';
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM public.capabilities WHERE kind = 'lease' AND run_id = p_run;
  PERFORM app.close_steps(p_tenant, p_run, 'cancelled', 'Handed back: the worker was stopping.');
  PERFORM app.tell_run(p_tenant, p_run);
  RETURN true;
END
$$;

-- A person of the entered tenant cancels a run: one that waits ends at once, one at work when its worker next looks.
-- Returns its status before, NULL when there is no such run.
CREATE FUNCTION app.cancel_run(p_run uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  was text;
BEGIN
  IF app.run_id() IS NOT NULL OR app.actor_role() <> ALL ('{owner,admin,approver,marketer}') THEN
    RAISE EXCEPTION 'a run cannot be cancelled by %', app.actor_role() USING ERRCODE = 'CM403';
  END IF;
  SELECT status INTO was FROM public.agent_runs WHERE tenant_id = app.tenant_id() AND id = p_run FOR UPDATE;
  IF was IN ('pending', 'running') THEN
    UPDATE public.agent_runs SET cancel_requested_at = coalesce(cancel_requested_at, now()) WHERE tenant_id = app.tenant_id() AND id = p_run;
    PERFORM app.audit(app.tenant_id(), 'run.cancel_requested', app.user_id(), 'person', jsonb_build_object('run_id', p_run));
    PERFORM app.tell_run(app.tenant_id(), p_run);
  END IF;
  IF was = 'pending' THEN PERFORM app.close_run(app.tenant_id(), p_run, 'cancelled', NULL, NULL); END IF;
  RETURN was;
END
$$;

-- As in 0010, and its steps end and listeners hear of it.
CREATE OR REPLACE FUNCTION app.reap(p_system bytea, p_max_attempts int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  e record;
  n int := 0;
BEGIN
  FOR e IN
    SELECT tenant_id, id, cancel_requested_at FROM public.agent_runs
    WHERE app.is_system(p_system) AND (status = 'pending' AND cancel_requested_at IS NOT NULL
      OR status = 'running' AND lease_expires_at < now() AND (attempts >= p_max_attempts OR cancel_requested_at IS NOT NULL))
    FOR UPDATE SKIP LOCKED
  LOOP
    PERFORM app.close_run(e.tenant_id, e.id, CASE WHEN e.cancel_requested_at IS NULL THEN 'timed_out' ELSE 'cancelled' END, NULL,
      CASE WHEN e.cancel_requested_at IS NULL THEN 'No worker finished it: the last one stopped without a word.' END);
    n := n + 1;
  END LOOP;
  RETURN n;
END
$$;

-- The runs for which a job may be missing: waiting longer than p_patience, or left by their worker. Each is handed out
-- once in p_patience.
CREATE FUNCTION app.take_due(p_system bytea, p_patience interval, p_limit int) RETURNS TABLE (tenant_id uuid, run_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE public.agent_runs r SET requeued_at = now()
  FROM (SELECT d.tenant_id, d.id FROM public.agent_runs d
    WHERE app.is_system(p_system) AND (d.status = 'pending' AND d.created_at < now() - p_patience OR d.status = 'running' AND d.lease_expires_at < now())
      AND (d.requeued_at IS NULL OR d.requeued_at < now() - p_patience)
    ORDER BY d.created_at LIMIT least(p_limit, 1000) FOR UPDATE SKIP LOCKED) due
  WHERE r.tenant_id = due.tenant_id AND r.id = due.id
  RETURNING r.tenant_id, r.id
$$;

-- A worker's right renews itself: the old one ends soon after, so that a leaked one does not live long.
CREATE FUNCTION app.renew_system(p_system bytea, p_next bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT app.is_system(p_system) THEN RETURN false; END IF;
  INSERT INTO public.capabilities (hash, kind, expires_at) VALUES (p_next, 'system', now() + interval '1 day');
  UPDATE public.capabilities SET expires_at = least(expires_at, now() + interval '10 minutes')
  WHERE hash = p_system AND NOT 'installation' = ANY (scopes);
  RETURN true;
END
$$;
-- +goose StatementEnd

GRANT EXECUTE ON FUNCTION app.take_run(bytea, uuid, uuid, bytea, interval), app.beat_run(uuid, uuid, bigint, interval, text), app.note_run(uuid, uuid, bigint, jsonb),
  app.close_step(uuid, uuid, bigint, text, text, int, timestamptz),
  app.hand_back_run(uuid, uuid, bigint), app.cancel_run(uuid), app.take_due(bytea, interval, int), app.renew_system(bytea, bytea), app.tell_run(uuid, uuid) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
