-- +goose Up
-- State machines. Policies cannot hold one (their USING and WITH CHECK clauses are OR-ed apart), so each has a
-- definer function that checks tenant, role and the pair of states.
SET LOCAL ROLE aicmo_admin;

-- +goose StatementBegin
-- A system capability is a worker's right to see which runs of which tenants are due, never their content.
CREATE FUNCTION app.is_system(p_system bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.capabilities WHERE hash = p_system AND kind = 'system' AND expires_at > now())
$$;

-- Claims a run for p_lease_for: pending, or running with its lease gone. Returns the fencing token, or NULL when
-- the run is not claimable. The lease lets its holder enter the run's tenant as the person who started it.
CREATE FUNCTION app.claim_run(p_system bytea, p_tenant uuid, p_run uuid, p_lease bytea, p_lease_for interval) RETURNS bigint
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
  IF r.started_by IS NOT NULL THEN
    INSERT INTO public.capabilities (hash, kind, user_id, tenant_id, run_id, expires_at)
    VALUES (p_lease, 'lease', r.started_by, p_tenant, p_run, now() + p_lease_for);
  END IF;
  RETURN r.fence;
END
$$;

-- Ends a run, exactly once. The fencing token alone is the right, so a run ends also after its person has left.
-- Returns false when the run has ended or another worker has claimed it since.
CREATE FUNCTION app.finish_run(p_tenant uuid, p_run uuid, p_fence bigint, p_status text, p_output jsonb, p_error_kind text, p_error text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_status NOT IN ('completed', 'failed', 'cancelled', 'timed_out') THEN
    RAISE EXCEPTION 'not a final status: %', p_status USING ERRCODE = '22023';
  END IF;
  UPDATE public.agent_runs SET status = p_status, output = coalesce(p_output, output), error_kind = p_error_kind, error_message = p_error,
    completed_at = now(), duration_ms = (extract(epoch FROM now() - created_at) * 1000)::int, lease_expires_at = NULL
  WHERE tenant_id = p_tenant AND id = p_run AND fence = p_fence AND status = 'running';
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM public.capabilities WHERE kind = 'lease' AND run_id = p_run;
  PERFORM app.audit(p_tenant, 'run.' || p_status, NULL, 'run', jsonb_build_object('run_id', p_run));
  RETURN true;
END
$$;

CREATE FUNCTION app.due_work(p_system bytea, p_limit int) RETURNS TABLE (tenant_id uuid, run_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.tenant_id, r.id FROM public.agent_runs r
  WHERE app.is_system(p_system) AND (r.status = 'pending' OR r.status = 'running' AND r.lease_expires_at < now())
  ORDER BY r.created_at LIMIT least(p_limit, 1000)
$$;

-- Ends runs that nobody works on: cancelled ones that never started, and running ones whose lease ended after the
-- last attempt. Returns how many it ended.
CREATE FUNCTION app.reap(p_system bytea, p_max_attempts int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  e record;
  n int := 0;
BEGIN
  FOR e IN
    UPDATE public.agent_runs SET completed_at = now(), duration_ms = (extract(epoch FROM now() - created_at) * 1000)::int, lease_expires_at = NULL, fence = fence + 1,
      status = CASE WHEN cancel_requested_at IS NOT NULL THEN 'cancelled' ELSE 'timed_out' END,
      error_message = CASE WHEN cancel_requested_at IS NULL THEN 'No worker finished it: the last one stopped without a word.' END
    WHERE app.is_system(p_system) AND (status = 'pending' AND cancel_requested_at IS NOT NULL
      OR status = 'running' AND lease_expires_at < now() AND (attempts >= p_max_attempts OR cancel_requested_at IS NOT NULL))
    RETURNING tenant_id, id, status
  LOOP
    DELETE FROM public.capabilities WHERE kind = 'lease' AND run_id = e.id;
    PERFORM app.audit(e.tenant_id, 'run.' || e.status, NULL, 'system', jsonb_build_object('run_id', e.id));
    n := n + 1;
  END LOOP;
  RETURN n;
END
$$;

-- The single state people see of a campaign, from its two columns.
CREATE FUNCTION app.campaign_state(p_status text, p_review text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN p_status <> 'draft' THEN p_status WHEN p_review = 'none' THEN 'draft' ELSE p_review END
$$;

-- Moves a campaign of the entered tenant from one state to another, if the pair is allowed for the person's role
-- and p_from is still its state. Returns false when it was moved meanwhile or does not exist.
CREATE FUNCTION app.move_campaign(p_campaign uuid, p_from text, p_to text, p_note text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  editor boolean := app.actor_role() = ANY ('{owner,admin,approver,marketer}') AND app.run_id() IS NULL;
  approver boolean := app.actor_role() = ANY ('{owner,admin,approver}') AND app.run_id() IS NULL;
BEGIN
  IF NOT (CASE
    WHEN p_from = 'draft' AND p_to = 'in_review' THEN editor
    WHEN p_from = 'changes_requested' AND p_to = 'in_review' THEN editor
    WHEN p_from = 'rejected' AND p_to = 'draft' THEN editor
    WHEN p_from = 'in_review' AND p_to = 'draft' THEN editor
    WHEN p_from = 'in_review' AND p_to IN ('approved', 'changes_requested', 'rejected') THEN approver
    WHEN p_from = 'approved' AND p_to = 'in_review' THEN editor
    WHEN p_from = 'approved' AND p_to IN ('scheduled', 'active') THEN approver
    WHEN p_from = 'scheduled' AND p_to IN ('approved', 'active') THEN approver
    WHEN p_from = 'active' AND p_to IN ('paused', 'completed') THEN approver
    WHEN p_from = 'paused' AND p_to IN ('active', 'completed') THEN approver
    ELSE false END)
  THEN
    RAISE EXCEPTION 'a campaign cannot move from % to % by %', p_from, p_to, app.actor_role() USING ERRCODE = 'CM403';
  END IF;
  UPDATE public.cmo_campaigns SET
    status = CASE WHEN p_to IN ('scheduled', 'active', 'paused', 'completed') THEN p_to ELSE 'draft' END,
    review_state = CASE p_to WHEN 'draft' THEN 'none' WHEN 'in_review' THEN 'in_review' WHEN 'changes_requested' THEN 'changes_requested' WHEN 'rejected' THEN 'rejected' ELSE 'approved' END,
    review_note = p_note, review_since = now(), updated_at = now()
  WHERE tenant_id = app.tenant_id() AND id = p_campaign AND archived_at IS NULL AND app.campaign_state(status, review_state) = p_from;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, record_table, record_id, before, after, details)
  VALUES (app.tenant_id(), gen_random_uuid(), 'campaign.moved', app.user_id(), 'person', 'cmo_campaigns', p_campaign,
    jsonb_build_object('state', p_from), jsonb_build_object('state', p_to), jsonb_strip_nulls(jsonb_build_object('note', p_note)));
  RETURN true;
END
$$;
-- +goose StatementEnd

GRANT EXECUTE ON FUNCTION app.claim_run(bytea, uuid, uuid, bytea, interval), app.finish_run(uuid, uuid, bigint, text, jsonb, text, text),
  app.due_work(bytea, int), app.reap(bytea, int), app.move_campaign(uuid, text, text, text), app.campaign_state(text, text) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
