-- +goose Up
-- A task is an entry of the calendar with an assignee: open (scheduled), done (completed) or dropped (cancelled, with a reason).
-- A member who leaves keeps his name on it as "Former member", so that no key to user_tenants stands here; the server asks
-- whether an assignee is a member.
ALTER TABLE cmo_calendar_events
  ADD COLUMN assignee_id uuid,
  ADD COLUMN close_note text CONSTRAINT close_note_limit CHECK (length(close_note) <= 2000);
GRANT UPDATE (assignee_id, close_note) ON cmo_calendar_events TO aicmo_app;
CREATE INDEX cmo_calendar_events_tasks ON cmo_calendar_events (tenant_id, scheduled_at, id) WHERE event_type = 'task' AND archived_at IS NULL;
CREATE INDEX cmo_calendar_events_assigned ON cmo_calendar_events (tenant_id, assignee_id) WHERE event_type = 'task' AND status = 'scheduled' AND archived_at IS NULL;
CREATE INDEX cmo_recommendations_task ON cmo_recommendations (tenant_id, task_id) WHERE task_id IS NOT NULL;
CREATE INDEX cmo_recommendations_change_set ON cmo_recommendations (tenant_id, change_set_id) WHERE change_set_id IS NOT NULL;

-- An acceptance changes nothing yet: metric, aim and the weeks before are frozen with it, the weeks after begin when its task is
-- done or its change applied. Until then nothing is settled.
ALTER TABLE recommendation_outcomes ADD COLUMN waits boolean NOT NULL DEFAULT false;
CREATE POLICY move ON recommendation_outcomes FOR UPDATE USING (app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]) AND app.run_id() IS NULL AND withdrawn_at IS NULL AND settled_at IS NULL)
  WITH CHECK (app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]) AND app.run_id() IS NULL);
GRANT UPDATE (waits, window_from, window_to) ON recommendation_outcomes TO aicmo_app;

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION app.settle_outcomes(p_system bytea) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  n int;
BEGIN
  UPDATE public.recommendation_outcomes o SET settled_at = now(), result = app.reported(o.tenant_id, o.campaign_id, o.data_mode, o.window_from, o.window_to)
  FROM public.os_tenant_registry g
  WHERE app.is_system(p_system) AND g.tenant_id = o.tenant_id AND g.is_active AND o.settled_at IS NULL AND o.withdrawn_at IS NULL AND NOT o.waits
    AND o.window_to < (now() AT TIME ZONE g.time_zone)::date - 3;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END
$$;

-- As before, and: accepted advice whose task is dropped or whose change is turned down is dismissed with that reason, and keeps
-- the link to it.
CREATE OR REPLACE FUNCTION app.decide_recommendation(p_id uuid, p_from text, p_to text, p_note text, p_until date, p_task uuid, p_change uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF app.run_id() IS NOT NULL OR app.actor_role() <> ALL ('{owner,admin,approver,marketer}') OR NOT (CASE
    WHEN p_from IN ('pending', 'snoozed') AND p_to = 'accepted' THEN true
    WHEN p_from IN ('pending', 'snoozed', 'accepted') AND p_to = 'dismissed' THEN length(p_note) > 0
    WHEN p_from IN ('pending', 'snoozed') AND p_to = 'snoozed' THEN length(p_note) > 0 AND p_until IS NOT NULL
    WHEN p_from = 'accepted' AND p_to = 'implemented' THEN true
    WHEN p_from IN ('implemented', 'dismissed') AND p_to = 'accepted' THEN p_task IS NOT NULL AND p_change IS NULL -- its task is open again
    WHEN p_from IN ('accepted', 'implemented', 'dismissed', 'snoozed') AND p_to = 'pending' THEN true
    ELSE false END)
  THEN
    RAISE EXCEPTION 'a recommendation cannot move from % to % by %', p_from, p_to, app.actor_role() USING ERRCODE = 'CM403';
  END IF;
  UPDATE public.cmo_recommendations SET status = p_to, updated_at = now(), updated_by = app.user_id(), implemented_at = CASE WHEN p_to = 'implemented' THEN now() END,
    decision_note = CASE WHEN p_to IN ('implemented', 'pending') THEN CASE WHEN p_to = 'implemented' THEN decision_note END ELSE nullif(p_note, '') END,
    snoozed_until = CASE WHEN p_to = 'snoozed' THEN p_until END, decided_by = CASE WHEN p_to <> 'pending' THEN app.user_id() END, decided_at = CASE WHEN p_to <> 'pending' THEN now() END,
    task_id = CASE WHEN p_to = 'implemented' OR p_from = 'accepted' AND p_to = 'dismissed' THEN task_id WHEN p_to = 'accepted' THEN p_task END,
    change_set_id = CASE WHEN p_to = 'implemented' OR p_from = 'accepted' AND p_to = 'dismissed' THEN change_set_id WHEN p_to = 'accepted' THEN p_change END
  WHERE tenant_id = app.tenant_id() AND id = p_id AND status = p_from AND archived_at IS NULL
    AND (p_from NOT IN ('implemented', 'dismissed') OR p_to <> 'accepted' OR task_id = p_task);
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, record_table, record_id, before, after, details)
  VALUES (app.tenant_id(), gen_random_uuid(), 'recommendation.' || p_to, app.user_id(), 'person', 'cmo_recommendations', p_id,
    jsonb_build_object('status', p_from), jsonb_build_object('status', p_to), jsonb_strip_nulls(jsonb_build_object('note', nullif(p_note, ''), 'until', p_until)));
  RETURN true;
END
$$;
-- +goose StatementEnd
SET LOCAL ROLE aicmo_owner;
