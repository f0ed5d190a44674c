-- +goose Up
-- A plan's state: moved by a person who may edit, along the pairs of cmo.PlanMoves. False: it is no longer in p_from.
SET LOCAL ROLE aicmo_admin;

-- +goose StatementBegin
CREATE FUNCTION app.move_plan(p_plan uuid, p_from text, p_to text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT coalesce(app.run_id() IS NULL AND app.actor_role() = ANY ('{owner,admin,approver,marketer}')
    AND (p_from, p_to) IN (('draft', 'active'), ('active', 'paused'), ('active', 'completed'), ('paused', 'active'), ('paused', 'completed'), ('completed', 'active')), false)
  THEN
    RAISE EXCEPTION 'a plan cannot move from % to % by %', p_from, p_to, app.actor_role() USING ERRCODE = 'CM403';
  END IF;
  UPDATE public.cmo_marketing_plans SET status = p_to, updated_at = now()
  WHERE tenant_id = app.tenant_id() AND id = p_plan AND archived_at IS NULL AND status = p_from;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, record_table, record_id, before, after)
  VALUES (app.tenant_id(), gen_random_uuid(), 'plan.moved', app.user_id(), 'person', 'cmo_marketing_plans', p_plan,
    jsonb_build_object('status', p_from), jsonb_build_object('status', p_to));
  RETURN true;
END
$$;
-- +goose StatementEnd

GRANT EXECUTE ON FUNCTION app.move_plan(uuid, text, text) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
