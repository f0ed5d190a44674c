-- +goose Up
-- Which of the installation's models a tenant's agents use; empty: the installation's own choice.
ALTER TABLE os_tenant_registry ADD COLUMN model text NOT NULL DEFAULT '' CONSTRAINT model_limit CHECK (length(model) <= 200);
GRANT UPDATE (model) ON os_tenant_registry TO aicmo_app;

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
-- What a run or the system does to a run, it does on behalf of whoever started it.
CREATE OR REPLACE FUNCTION app.audit(p_tenant uuid, p_event text, p_actor uuid, p_kind text, p_details jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, on_behalf_of, details)
  VALUES (coalesce(p_tenant, '00000000-0000-0000-0000-000000000000'), gen_random_uuid(), p_event, p_actor, p_kind,
    (SELECT a.started_by FROM public.agent_runs a WHERE p_kind IN ('run', 'system') AND a.tenant_id = p_tenant AND a.id = (p_details->>'run_id')::uuid), coalesce(p_details, '{}'))
$$;

-- Keeps a session alive and remembers the tenant it is in. When somebody who is support comes into another tenant than the one he
-- was in, that tenant's log has the visit; to and fro between two tenants is one visit of each.
CREATE OR REPLACE FUNCTION app.session_touch(p_session bytea, p_tenant uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me uuid := app.session_user_id(p_session);
  was uuid;
BEGIN
  SELECT c.last_tenant_id INTO was FROM public.capabilities c WHERE c.hash = p_session AND me IS NOT NULL FOR UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  UPDATE public.capabilities SET last_seen_at = now(), last_tenant_id = coalesce(p_tenant, last_tenant_id) WHERE hash = p_session;
  IF p_tenant IS DISTINCT FROM was AND EXISTS (SELECT FROM public.user_tenants m WHERE m.tenant_id = p_tenant AND m.user_id = me AND m.role = 'support')
    AND NOT EXISTS (SELECT FROM public.audit_log l WHERE l.tenant_id = p_tenant AND l.actor_id = me AND l.event = 'support.visited' AND l.at > now() - interval '30 minutes') THEN
    INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, record_table, record_id) VALUES (p_tenant, gen_random_uuid(), 'support.visited', me, 'person', 'os_tenant_registry', p_tenant);
  END IF;
END
$$;

-- Audit metadata over all tenants, with on whose behalf it was done.
DROP FUNCTION app.platform_audit(uuid, uuid, text, timestamptz, timestamptz, timestamptz, uuid, int);
CREATE FUNCTION app.platform_audit(p_tenant uuid, p_actor uuid, p_event text, p_from timestamptz, p_to timestamptz, p_before timestamptz, p_before_id uuid, p_limit int)
RETURNS TABLE (id uuid, at timestamptz, tenant_id uuid, tenant text, event text, actor text, actor_kind text, behalf text, record_table text, record_id uuid, request_id text, sealed boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.need_platform();
  RETURN QUERY
    SELECT l.id, l.at, l.tenant_id, coalesce(r.slug, ''), l.event, coalesce(u.email, ''), l.actor_kind, coalesce(b.email, ''), coalesce(l.record_table, ''), l.record_id, coalesce(l.request_id, ''), l.seal_no IS NOT NULL
    FROM public.audit_log l LEFT JOIN public.os_tenant_registry r ON r.tenant_id = l.tenant_id LEFT JOIN public.users u ON u.id = l.actor_id LEFT JOIN public.users b ON b.id = l.on_behalf_of
    WHERE l.at >= p_from AND l.at < p_to AND (p_tenant IS NULL OR l.tenant_id = p_tenant) AND (p_actor IS NULL OR l.actor_id = p_actor)
      AND (p_event = '' OR l.event = p_event OR starts_with(l.event, p_event || '.')) AND (p_before IS NULL OR (l.at, l.id) < (p_before, p_before_id))
    ORDER BY l.at DESC, l.id DESC LIMIT least(p_limit, 1000);
END
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.platform_audit(uuid, uuid, text, timestamptz, timestamptz, timestamptz, uuid, int) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
