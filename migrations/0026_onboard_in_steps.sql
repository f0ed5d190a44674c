-- +goose Up
-- A tenant being onboarded: what was typed, kept from the first save on, so that anyone of the platform goes on elsewhere.
-- After it is made the row says what of the tenant came from it, so that it can be undone. No grant: functions only.
CREATE TABLE onboardings (
  id uuid NOT NULL CONSTRAINT onboardings_pkey PRIMARY KEY,
  plan jsonb NOT NULL CONSTRAINT onboardings_plan_form CHECK (jsonb_typeof(plan) = 'object' AND length(plan::text) <= 100000),
  version int NOT NULL DEFAULT 1 CONSTRAINT onboardings_version_positive CHECK (version >= 1),
  made_tenant uuid,
  made_rows uuid[] NOT NULL DEFAULT '{}', -- brand and campaigns that came from it
  changed_by uuid, -- NULL: an operator
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  made_at timestamptz
);
CREATE UNIQUE INDEX onboardings_tenant ON onboardings (made_tenant) WHERE made_tenant IS NOT NULL;
GRANT ALL ON onboardings TO aicmo_admin;

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
-- Onboardings that wait, the newest first, or the one that is named. Of the setup run its state only, no content.
CREATE FUNCTION app.onboardings(p_id uuid) RETURNS TABLE (id uuid, plan jsonb, version int, tenant_id uuid, rows int, run_status text, changed_by text, updated_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.need_platform();
  RETURN QUERY
    SELECT o.id, o.plan, o.version, o.made_tenant, cardinality(o.made_rows),
      coalesce((SELECT a.status FROM public.agent_runs a WHERE a.tenant_id = o.made_tenant AND a.idempotency_key = 'onboarding:' || o.id), ''),
      coalesce((SELECT u.email FROM public.users u WHERE u.id = o.changed_by), ''), o.updated_at
    FROM public.onboardings o WHERE CASE WHEN p_id IS NULL THEN o.made_tenant IS NULL ELSE o.id = p_id END
    ORDER BY o.updated_at DESC, o.id LIMIT 100;
END
$$;

-- Keeps what was typed, over the version that was read; version 0 is a new one.
CREATE FUNCTION app.save_onboarding(p_id uuid, p_version int, p_plan jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o public.onboardings;
BEGIN
  PERFORM app.need_platform();
  IF p_version = 0 THEN
    INSERT INTO public.onboardings (id, plan, changed_by) VALUES (p_id, p_plan, app.user_id()) ON CONFLICT ON CONSTRAINT onboardings_pkey DO NOTHING;
    RETURN NULL;
  END IF;
  SELECT * INTO o FROM public.onboardings WHERE id = p_id FOR UPDATE;
  IF NOT FOUND THEN RETURN 'missing'; END IF;
  IF o.made_tenant IS NOT NULL THEN RETURN 'made'; END IF;
  IF o.plan = p_plan THEN RETURN NULL; END IF; -- also: sent twice
  IF o.version <> p_version THEN RETURN 'conflict'; END IF;
  UPDATE public.onboardings SET plan = p_plan, version = version + 1, changed_by = app.user_id(), updated_at = now() WHERE id = p_id;
  RETURN NULL;
END
$$;

-- The first brand profile and campaigns of a tenant that has none, as drafts of the person at work, with the given ids. What
-- is there already stays. Answers with the ids that are new. Nobody but aicmo_admin and the functions below call it.
CREATE FUNCTION app.make_first_rows(p_tenant uuid, p_brand jsonb, p_campaigns jsonb) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  brands uuid[];
  campaigns uuid[];
BEGIN
  WITH made AS (
    INSERT INTO public.cmo_brand_profiles (tenant_id, workspace_id, id, created_by, reviewed_at, brand_name, tagline, brand_voice, brand_tone, brand_personality, core_values, website_url, industry, unique_value_proposition)
    SELECT p_tenant, p_tenant, b.id, app.user_id(), now(), b.brand_name, b.tagline, b.brand_voice, b.brand_tone, coalesce(b.brand_personality, '[]'), coalesce(b.core_values, '[]'), b.website_url, b.industry, b.unique_value_proposition
    FROM jsonb_populate_record(NULL::public.cmo_brand_profiles, p_brand) b WHERE b.id IS NOT NULL
    ON CONFLICT ON CONSTRAINT cmo_brand_profiles_tenant_key DO NOTHING RETURNING id)
  SELECT coalesce(array_agg(m.id), '{}') INTO brands FROM made m;
  WITH made AS (
    INSERT INTO public.cmo_campaigns (tenant_id, workspace_id, id, created_by, campaign_name, campaign_type, objective)
    SELECT p_tenant, p_tenant, c.id, app.user_id(), c.campaign_name, c.campaign_type, c.objective
    FROM jsonb_populate_recordset(NULL::public.cmo_campaigns, p_campaigns) c
    WHERE NOT EXISTS (SELECT FROM public.cmo_campaigns x WHERE x.tenant_id = p_tenant) RETURNING id)
  SELECT coalesce(array_agg(m.id), '{}') INTO campaigns FROM made m;
  IF cardinality(brands || campaigns) > 0 THEN
    PERFORM app.audit_platform(p_tenant, 'tenant.first_rows', 'os_tenant_registry', p_tenant, NULL, jsonb_build_object('brand', cardinality(brands), 'campaigns', cardinality(campaigns)));
  END IF;
  RETURN brands || campaigns;
END
$$;

-- Queues a run of the setup agent in the name of the tenant's owner, with the platform admin on record. NULL: there is no
-- owner yet. The key makes the second call find the first one's run.
CREATE FUNCTION app.queue_setup(p_tenant uuid, p_run uuid, p_key text, p_subject text, p_input jsonb) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  owner_id uuid;
  no bigint;
BEGIN
  PERFORM app.need_platform();
  SELECT m.user_id INTO owner_id FROM public.user_tenants m JOIN public.users u ON u.id = m.user_id AND u.disabled_at IS NULL
    WHERE m.tenant_id = p_tenant AND m.role = 'owner' ORDER BY m.created_at, m.user_id LIMIT 1;
  IF owner_id IS NULL OR EXISTS (SELECT FROM public.agent_runs a WHERE a.tenant_id = p_tenant AND a.idempotency_key = p_key) THEN RETURN NULL; END IF;
  UPDATE public.workspaces w SET last_run_no = w.last_run_no + 1 WHERE w.tenant_id = p_tenant RETURNING w.last_run_no INTO no;
  INSERT INTO public.agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, subject, input, started_by, idempotency_key)
    VALUES (p_tenant, p_tenant, p_run, no, 'cmo-brand-intake', 'setup', p_subject, p_input, owner_id, p_key);
  INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, on_behalf_of, record_table, record_id, details)
    VALUES (p_tenant, gen_random_uuid(), 'run.started', app.user_id(), 'person', owner_id, 'agent_runs', p_run, '{"mode": "setup"}');
  PERFORM app.tell_run(p_tenant, p_run);
  RETURN p_run;
END
$$;

-- Makes all that a plan asks for in one transaction, so that nothing is half made; again it makes what is missing. gap says
-- what is in the way, NULL for nothing. made_run is NULL when no run was queued by this call.
CREATE FUNCTION app.make_onboarding(p_id uuid, p_version int, p_tenant uuid, p_slug text, p_name text, p_description text, p_zone text, p_currency text, p_config jsonb, p_owner text, p_invitation uuid, p_link bytea,
  p_brand jsonb, p_campaigns jsonb, p_run uuid, p_subject text, p_input jsonb)
RETURNS TABLE (gap text, tenant_id uuid, invited boolean, made_run uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o public.onboardings;
  made record;
BEGIN
  PERFORM app.need_platform();
  SELECT * INTO o FROM public.onboardings x WHERE x.id = p_id FOR UPDATE;
  gap := CASE
    WHEN o.id IS NULL THEN 'missing'
    WHEN o.version <> p_version THEN 'conflict'
    WHEN o.made_tenant IS NULL AND EXISTS (SELECT FROM public.os_tenant_registry r WHERE r.slug = p_slug) THEN 'slug'
    WHEN o.made_tenant IS NULL AND EXISTS (SELECT FROM public.os_tenant_registry r WHERE r.tenant_id = p_tenant) THEN 'tenant_id' END;
  IF gap IS NOT NULL THEN RETURN NEXT; RETURN; END IF;
  SELECT * INTO made FROM app.make_tenant(coalesce(o.made_tenant, p_tenant), p_slug, p_name, p_description, p_zone, p_currency, p_config, p_owner, p_invitation, p_link);
  IF o.made_tenant IS NULL AND NOT made.registry THEN
    RAISE EXCEPTION 'somebody else made a tenant with this name meanwhile' USING ERRCODE = '23505';
  END IF;
  tenant_id := made.tenant_id;
  invited := made.invited;
  o.made_rows := o.made_rows || app.make_first_rows(tenant_id, p_brand, p_campaigns);
  IF p_input IS NOT NULL THEN
    made_run := app.queue_setup(tenant_id, p_run, 'onboarding:' || p_id, p_subject, p_input);
  END IF;
  UPDATE public.onboardings x SET made_tenant = made.tenant_id, made_rows = o.made_rows, made_at = coalesce(x.made_at, now()), updated_at = now(), changed_by = app.user_id() WHERE x.id = p_id;
  RETURN NEXT;
END
$$;

-- Takes back what an onboarding made: rows, owner, or all of it; of one that made nothing, what was typed. What people have
-- used stays: edited rows and other members stop it, and so do the keys of every other record.
CREATE FUNCTION app.undo_onboarding(p_id uuid, p_what text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o public.onboardings;
  owner_email text;
  owner_id uuid;
BEGIN
  PERFORM app.need_platform();
  SELECT * INTO o FROM public.onboardings WHERE id = p_id FOR UPDATE;
  IF NOT FOUND THEN RETURN 'missing'; END IF;
  IF o.made_tenant IS NULL THEN
    DELETE FROM public.onboardings WHERE id = p_id;
    RETURN NULL;
  END IF;
  PERFORM FROM public.os_tenant_registry WHERE tenant_id = o.made_tenant FOR UPDATE;
  owner_email := lower(coalesce(o.plan->>'owner', ''));
  SELECT u.id INTO owner_id FROM public.users u JOIN public.user_tenants m ON m.user_id = u.id AND m.tenant_id = o.made_tenant WHERE u.email = owner_email;
  IF p_what IN ('rows', 'all') THEN
    IF EXISTS (SELECT FROM public.cmo_campaigns c WHERE c.tenant_id = o.made_tenant AND c.id = ANY (o.made_rows) AND (c.version > 1 OR c.review_state <> 'none'))
      OR EXISTS (SELECT FROM public.cmo_brand_profiles b WHERE b.tenant_id = o.made_tenant AND b.id = ANY (o.made_rows) AND b.version > 1) THEN
      RAISE EXCEPTION 'used' USING ERRCODE = 'CM409';
    END IF;
    DELETE FROM public.cmo_campaigns WHERE tenant_id = o.made_tenant AND id = ANY (o.made_rows);
    DELETE FROM public.cmo_brand_profiles WHERE tenant_id = o.made_tenant AND id = ANY (o.made_rows);
    UPDATE public.onboardings SET made_rows = '{}', plan = plan || '{"first": ""}', version = version + 1, updated_at = now(), changed_by = app.user_id() WHERE id = p_id;
  END IF;
  IF p_what IN ('owner', 'all') THEN
    UPDATE public.invitations SET revoked_at = now() WHERE tenant_id = o.made_tenant AND email = owner_email AND accepted_at IS NULL AND revoked_at IS NULL;
    IF owner_id IS NOT NULL THEN PERFORM app.end_membership(o.made_tenant, owner_id); END IF;
    UPDATE public.onboardings SET plan = plan || '{"owner": ""}', version = version + 1, updated_at = now(), changed_by = app.user_id() WHERE id = p_id;
  END IF;
  IF p_what = 'all' THEN
    IF EXISTS (SELECT FROM public.user_tenants WHERE tenant_id = o.made_tenant) OR EXISTS (SELECT FROM public.agent_runs WHERE tenant_id = o.made_tenant) THEN
      RAISE EXCEPTION 'used' USING ERRCODE = 'CM409';
    END IF;
    DELETE FROM public.capabilities WHERE tenant_id = o.made_tenant;
    DELETE FROM public.invitations WHERE tenant_id = o.made_tenant;
    DELETE FROM public.tenant_module_access WHERE tenant_id = o.made_tenant;
    DELETE FROM public.workspaces WHERE tenant_id = o.made_tenant;
    DELETE FROM public.os_tenant_registry WHERE tenant_id = o.made_tenant;
    DELETE FROM public.onboardings WHERE id = p_id;
  END IF;
  PERFORM app.audit_platform(o.made_tenant, 'tenant.undone', 'os_tenant_registry', o.made_tenant, NULL, NULL, jsonb_build_object('what', p_what, 'slug', o.plan->>'slug'));
  RETURN NULL;
END
$$;

-- The brief that was written for a tenant before its owner came, for that owner, until a setup run has been started.
CREATE FUNCTION app.kept_brief() RETURNS TABLE (id uuid, brief text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT o.id, o.plan->>'brief' FROM public.onboardings o
  WHERE o.made_tenant = app.tenant_id() AND app.actor_role() = 'owner' AND app.run_id() IS NULL AND o.plan->>'first' = 'brief' AND coalesce(o.plan->>'brief', '') <> ''
    AND NOT EXISTS (SELECT FROM public.agent_runs a WHERE a.tenant_id = app.tenant_id() AND a.mode = 'setup')
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.onboardings(uuid), app.save_onboarding(uuid, int, jsonb), app.queue_setup(uuid, uuid, text, text, jsonb),
  app.make_onboarding(uuid, int, uuid, text, text, text, text, text, jsonb, text, uuid, bytea, jsonb, jsonb, uuid, text, jsonb), app.undo_onboarding(uuid, text), app.kept_brief() TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
