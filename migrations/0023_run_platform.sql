-- +goose Up
-- What platform admins do: tenants, modules, users, audit metadata. Each function asks for app.enter_platform first; none
-- gives a tenant's content, only counts of it.
ALTER TABLE tenant_module_access ADD COLUMN version int NOT NULL DEFAULT 1 CONSTRAINT version_positive CHECK (version >= 1);

-- Sealed entries carry their place in the tenant's chain and its code; the key of the codes is outside the database.
-- The runtime role writes neither.
-- request_id is the request's whose transaction writes the entry, where a request does.
ALTER TABLE audit_log
  ALTER COLUMN request_id SET DEFAULT nullif(current_setting('aicmo.request', true), ''),
  ADD COLUMN seal_no bigint,
  ADD COLUMN seal bytea CONSTRAINT seal_form CHECK (length(seal) = 32),
  ADD CONSTRAINT seal_is_whole CHECK ((seal_no IS NULL) = (seal IS NULL));
CREATE INDEX audit_log_unsealed ON audit_log (at) WHERE seal_no IS NULL;
CREATE INDEX audit_log_chain ON audit_log (tenant_id, seal_no) WHERE seal_no IS NOT NULL;
CREATE INDEX audit_log_actor ON audit_log (tenant_id, actor_id, at DESC) WHERE actor_id IS NOT NULL;
DROP POLICY add ON audit_log;
CREATE POLICY add ON audit_log FOR INSERT WITH CHECK (actor_id IS NOT DISTINCT FROM app.user_id() AND run_id IS NOT DISTINCT FROM app.run_id() AND seal_no IS NULL);

-- How long each chain is and how it ends, so that entries cut off its end are missed.
CREATE TABLE audit_heads (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  last_no bigint NOT NULL CONSTRAINT last_no_positive CHECK (last_no >= 1),
  seal bytea NOT NULL CONSTRAINT seal_form CHECK (length(seal) = 32),
  head bytea NOT NULL CONSTRAINT head_form CHECK (length(head) = 32),
  sealed_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT audit_heads_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT audit_heads_tenant_key UNIQUE (tenant_id)
);
SELECT app.isolate('audit_heads', '{owner,admin}', p_platform => true);

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
CREATE FUNCTION app.need_platform() RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT app.platform() OR app.user_id() IS NULL THEN
    RAISE EXCEPTION 'no platform right' USING ERRCODE = 'CM404';
  END IF;
END
$$;

-- An entry of a platform admin in a tenant's log. The nil tenant is the platform.
CREATE FUNCTION app.audit_platform(p_tenant uuid, p_event text, p_table text, p_record uuid, p_before jsonb, p_after jsonb, p_details jsonb DEFAULT '{}') RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, record_table, record_id, before, after, details)
  VALUES (coalesce(p_tenant, '00000000-0000-0000-0000-000000000000'), gen_random_uuid(), p_event, app.user_id(), CASE WHEN app.user_id() IS NULL THEN 'operator' ELSE 'person' END,
    p_table, p_record, p_before, p_after, coalesce(p_details, '{}'))
$$;

-- Tenants with the counts that the registry shows. Counts of runs look at the last 7 days, so that they stay cheap.
CREATE FUNCTION app.platform_tenants(p_tenant uuid) RETURNS TABLE (tenant_id uuid, slug text, name text, description text, active boolean, config jsonb, zone text, currency text,
  version int, created_at timestamptz, updated_at timestamptz, workspace boolean, members int, owners int, invited int, modules jsonb, runs int, failed int, last_run_at timestamptz, brands int, campaigns int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.need_platform();
  RETURN QUERY
    SELECT r.tenant_id, r.slug, r.name, coalesce(r.description, ''), r.is_active, r.config, r.time_zone, r.currency, r.version, r.created_at, r.updated_at,
      EXISTS (SELECT FROM public.workspaces w WHERE w.tenant_id = r.tenant_id AND w.id = r.tenant_id),
      m.members, m.owners,
      (SELECT count(*)::int FROM public.invitations i WHERE i.tenant_id = r.tenant_id AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()),
      (SELECT coalesce(jsonb_agg(jsonb_build_object('module', a.module_id, 'enabled', a.enabled, 'beta', a.beta_only, 'rollout', a.rollout_percentage, 'version', a.version) ORDER BY a.module_id), '[]')
        FROM public.tenant_module_access a WHERE a.tenant_id = r.tenant_id),
      u.runs, u.failed, (SELECT max(x.created_at) FROM public.agent_runs x WHERE x.tenant_id = r.tenant_id),
      (SELECT count(*)::int FROM public.cmo_brand_profiles b WHERE b.tenant_id = r.tenant_id),
      (SELECT count(*)::int FROM (SELECT FROM public.cmo_campaigns c WHERE c.tenant_id = r.tenant_id AND c.archived_at IS NULL LIMIT 1000) c)
    FROM public.os_tenant_registry r
    CROSS JOIN LATERAL (SELECT count(*)::int AS members, (count(*) FILTER (WHERE t.role = 'owner'))::int AS owners FROM public.user_tenants t WHERE t.tenant_id = r.tenant_id) m
    CROSS JOIN LATERAL (SELECT count(*)::int AS runs, (count(*) FILTER (WHERE l.status IN ('failed', 'timed_out')))::int AS failed FROM
      (SELECT a.status FROM public.agent_runs a WHERE a.tenant_id = r.tenant_id AND a.created_at > now() - interval '7 days' ORDER BY a.created_at DESC LIMIT 5000) l) u
    WHERE p_tenant IS NULL OR r.tenant_id = p_tenant;
END
$$;

-- The people of a tenant, by role, and when each last signed in.
CREATE FUNCTION app.platform_members(p_tenant uuid) RETURNS TABLE (id uuid, name text, email text, role text, since timestamptz, disabled boolean, signed_in_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.need_platform();
  RETURN QUERY
    SELECT u.id, m.display_name, u.email, m.role, m.created_at, u.disabled_at IS NOT NULL,
      (SELECT max(l.at) FROM public.audit_log l WHERE l.tenant_id = '00000000-0000-0000-0000-000000000000' AND l.actor_id = u.id AND l.event = 'sign_in')
    FROM public.user_tenants m JOIN public.users u ON u.id = m.user_id WHERE m.tenant_id = p_tenant
    ORDER BY app.role_rank(m.role) DESC, lower(m.display_name), u.id LIMIT 500;
END
$$;

-- Writes what the registry says of a tenant, over the version that was read. Answers with what is in the way, or NULL.
CREATE FUNCTION app.save_tenant(p_tenant uuid, p_version int, p_name text, p_description text, p_config jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r public.os_tenant_registry;
BEGIN
  PERFORM app.need_platform();
  SELECT * INTO r FROM public.os_tenant_registry WHERE tenant_id = p_tenant FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN 'missing'; END IF;
  IF (r.name, coalesce(r.description, ''), r.config) = (p_name, p_description, p_config) THEN RETURN NULL; END IF; -- also: sent twice
  IF r.version <> p_version THEN RETURN 'conflict'; END IF;
  UPDATE public.os_tenant_registry SET name = p_name, description = nullif(p_description, ''), config = p_config, version = version + 1, updated_at = now() WHERE tenant_id = p_tenant;
  PERFORM app.audit_platform(p_tenant, 'tenant.saved', 'os_tenant_registry', p_tenant, jsonb_build_object('name', r.name, 'description', coalesce(r.description, ''), 'config', r.config),
    jsonb_build_object('name', p_name, 'description', p_description, 'config', p_config), jsonb_build_object('version', r.version + 1));
  RETURN NULL;
END
$$;

-- Switches a tenant off or on. Off: nobody is let in from the next transaction on, waiting runs are cancelled, those at
-- work end when their worker next looks. Nothing is deleted.
CREATE FUNCTION app.switch_tenant(p_tenant uuid, p_active boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  was boolean;
BEGIN
  PERFORM app.need_platform();
  SELECT is_active INTO was FROM public.os_tenant_registry WHERE tenant_id = p_tenant FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN 'missing'; END IF;
  IF was = p_active THEN RETURN 'already'; END IF;
  UPDATE public.os_tenant_registry SET is_active = p_active, version = version + 1, updated_at = now() WHERE tenant_id = p_tenant;
  IF NOT p_active THEN
    PERFORM app.close_run(x.tenant_id, x.id, 'cancelled', 'access', 'The tenant is switched off.')
      FROM public.agent_runs x WHERE x.tenant_id = p_tenant AND x.status = 'pending';
    UPDATE public.agent_runs x SET cancel_requested_at = coalesce(x.cancel_requested_at, now()) WHERE x.tenant_id = p_tenant AND x.status = 'running';
  END IF;
  PERFORM app.audit_platform(p_tenant, CASE WHEN p_active THEN 'tenant.activated' ELSE 'tenant.deactivated' END, 'os_tenant_registry', p_tenant,
    jsonb_build_object('is_active', was), jsonb_build_object('is_active', p_active));
  RETURN NULL;
END
$$;

-- The one rule of a module: app.module_on and what shows who gets it ask it.
CREATE FUNCTION app.module_rule(p_enabled boolean, p_beta_only boolean, p_rollout int, p_beta boolean, p_bucket int) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT p_enabled AND (p_beta OR NOT p_beta_only) AND p_bucket < p_rollout
$$;

CREATE OR REPLACE FUNCTION app.module_on(p_tenant uuid, p_module text, p_subject uuid, p_beta boolean) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce((SELECT app.module_rule(m.enabled, m.beta_only, m.rollout_percentage, p_beta, app.bucket(p_subject, m.module_id))
                   FROM public.tenant_module_access m WHERE m.tenant_id = p_tenant AND m.module_id = p_module), false)
$$;

-- Who would get a module with these values.
CREATE FUNCTION app.module_reach(p_tenant uuid, p_module text, p_enabled boolean, p_beta_only boolean, p_rollout int)
RETURNS TABLE (id uuid, name text, role text, beta boolean, bucket int, gets boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.need_platform();
  RETURN QUERY
    SELECT m.user_id, m.display_name, m.role, m.beta, app.bucket(m.user_id, p_module), app.module_rule(p_enabled, p_beta_only, p_rollout, m.beta, app.bucket(m.user_id, p_module))
    FROM public.user_tenants m WHERE m.tenant_id = p_tenant ORDER BY app.bucket(m.user_id, p_module), m.user_id LIMIT 1000;
END
$$;

-- Sets one cell of the matrix over the version that was read, 0 for a cell without a row.
CREATE FUNCTION app.set_module(p_tenant uuid, p_module text, p_version int, p_enabled boolean, p_beta_only boolean, p_rollout int) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  was public.tenant_module_access;
BEGIN
  PERFORM app.need_platform();
  PERFORM FROM public.os_tenant_registry WHERE tenant_id = p_tenant FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN 'missing'; END IF;
  SELECT * INTO was FROM public.tenant_module_access WHERE tenant_id = p_tenant AND module_id = p_module;
  IF (was.enabled, was.beta_only, was.rollout_percentage) = (p_enabled, p_beta_only, p_rollout) THEN RETURN NULL; END IF; -- also: sent twice
  IF coalesce(was.version, 0) <> p_version THEN RETURN 'conflict'; END IF;
  INSERT INTO public.tenant_module_access (tenant_id, module_id, enabled, beta_only, rollout_percentage) VALUES (p_tenant, p_module, p_enabled, p_beta_only, p_rollout)
  ON CONFLICT ON CONSTRAINT tenant_module_access_module_key DO UPDATE SET enabled = p_enabled, beta_only = p_beta_only, rollout_percentage = p_rollout,
    version = public.tenant_module_access.version + 1, updated_at = now();
  PERFORM app.audit_platform(p_tenant, 'module.set', 'tenant_module_access', NULL,
    CASE WHEN was.id IS NOT NULL THEN jsonb_build_object('enabled', was.enabled, 'beta_only', was.beta_only, 'rollout_percentage', was.rollout_percentage) END,
    jsonb_build_object('enabled', p_enabled, 'beta_only', p_beta_only, 'rollout_percentage', p_rollout), jsonb_build_object('module', p_module));
  RETURN NULL;
END
$$;

-- Makes a tenant, or adds what it lacks: registry row, workspace with the same id, modules with AI CMO on, owner. One
-- transaction, so that nothing is half made; run again, it changes nothing that is there. An owner without an account gets
-- an invitation under the given link. Nobody but aicmo_admin and app.onboard_tenant calls it.
CREATE FUNCTION app.make_tenant(p_tenant uuid, p_slug text, p_name text, p_description text, p_zone text, p_currency text, p_config jsonb, p_owner text, p_invitation uuid, p_link bytea)
RETURNS TABLE (tenant_id uuid, registry boolean, workspace boolean, modules int, member boolean, invited boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  person public.users;
BEGIN
  INSERT INTO public.os_tenant_registry (slug, name, tenant_id, description, time_zone, currency, config)
    VALUES (p_slug, p_name, p_tenant, nullif(p_description, ''), p_zone, p_currency, p_config) ON CONFLICT ON CONSTRAINT os_tenant_registry_slug_key DO NOTHING;
  registry := FOUND;
  SELECT r.tenant_id INTO tenant_id FROM public.os_tenant_registry r WHERE r.slug = p_slug;
  INSERT INTO public.workspaces (tenant_id, id, name, slug) SELECT r.tenant_id, r.tenant_id, r.name, r.slug FROM public.os_tenant_registry r WHERE r.slug = p_slug
    ON CONFLICT ON CONSTRAINT workspaces_pkey DO NOTHING;
  workspace := FOUND;
  INSERT INTO public.tenant_module_access (tenant_id, module_id, enabled, beta_only)
    SELECT make_tenant.tenant_id, m, m = 'ai_cmo', m IN ('ai_cfo', 'ai_coo') FROM unnest('{ai_cmo,ai_cro,ai_cfo,ai_coo}'::text[]) m
    ON CONFLICT ON CONSTRAINT tenant_module_access_module_key DO NOTHING;
  GET DIAGNOSTICS modules = ROW_COUNT;
  member := false;
  invited := false;
  IF p_owner <> '' THEN
    SELECT * INTO person FROM public.users u WHERE u.email = lower(p_owner) AND u.disabled_at IS NULL;
    IF person.id IS NOT NULL THEN
      INSERT INTO public.user_tenants (tenant_id, user_id, role, display_name) VALUES (make_tenant.tenant_id, person.id, 'owner', person.name)
        ON CONFLICT ON CONSTRAINT user_tenants_member_key DO NOTHING;
      member := FOUND;
    ELSIF p_link IS NOT NULL THEN
      UPDATE public.invitations i SET revoked_at = now() WHERE i.tenant_id = make_tenant.tenant_id AND i.email = lower(p_owner) AND i.accepted_at IS NULL AND i.revoked_at IS NULL;
      INSERT INTO public.invitations (tenant_id, id, email, role, hash) VALUES (make_tenant.tenant_id, p_invitation, lower(p_owner), 'owner', p_link);
      invited := true;
    END IF;
  END IF;
  IF registry OR workspace OR modules > 0 OR member OR invited THEN
    PERFORM app.audit_platform(make_tenant.tenant_id, CASE WHEN registry THEN 'tenant.added' ELSE 'tenant.repaired' END, 'os_tenant_registry', make_tenant.tenant_id, NULL,
      jsonb_build_object('slug', p_slug, 'workspace', workspace, 'modules', modules, 'owner', member, 'invited', invited));
  END IF;
  RETURN NEXT;
END
$$;

CREATE FUNCTION app.onboard_tenant(p_tenant uuid, p_slug text, p_name text, p_description text, p_zone text, p_currency text, p_config jsonb, p_owner text, p_invitation uuid, p_link bytea)
RETURNS TABLE (tenant_id uuid, registry boolean, workspace boolean, modules int, member boolean, invited boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.need_platform();
  RETURN QUERY SELECT * FROM app.make_tenant(p_tenant, p_slug, p_name, p_description, p_zone, p_currency, p_config, p_owner, p_invitation, p_link);
END
$$;

CREATE FUNCTION app.platform_users(p_query text, p_after text, p_limit int) RETURNS TABLE (id uuid, name text, email text, disabled boolean, platform boolean, tenants int, sessions int, created_at timestamptz, signed_in_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.need_platform();
  RETURN QUERY
    SELECT u.id, u.name, u.email, u.disabled_at IS NOT NULL, EXISTS (SELECT FROM public.platform_admins p WHERE p.user_id = u.id),
      (SELECT count(*)::int FROM public.user_tenants m WHERE m.user_id = u.id),
      (SELECT count(*)::int FROM public.capabilities c WHERE c.user_id = u.id AND c.kind = 'session' AND c.expires_at > now() AND c.last_seen_at > now() - interval '30 minutes'),
      u.created_at, (SELECT max(l.at) FROM public.audit_log l WHERE l.tenant_id = '00000000-0000-0000-0000-000000000000' AND l.actor_id = u.id AND l.event = 'sign_in')
    FROM public.users u
    WHERE (p_query = '' OR position(lower(p_query) IN lower(u.name || ' ' || u.email)) > 0) AND u.email > p_after
    ORDER BY u.email LIMIT least(p_limit, 500);
END
$$;

CREATE FUNCTION app.platform_user(p_user uuid) RETURNS TABLE (id uuid, name text, email text, disabled boolean, platform boolean, password boolean, created_at timestamptz, tenants jsonb, sessions jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.need_platform();
  RETURN QUERY
    SELECT u.id, u.name, u.email, u.disabled_at IS NOT NULL, EXISTS (SELECT FROM public.platform_admins p WHERE p.user_id = u.id), u.password_hash IS NOT NULL, u.created_at,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.tenant_id, 'name', r.name, 'slug', r.slug, 'role', m.role, 'active', r.is_active) ORDER BY lower(r.name)), '[]')
        FROM public.user_tenants m JOIN public.os_tenant_registry r ON r.tenant_id = m.tenant_id WHERE m.user_id = u.id),
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'agent', c.user_agent, 'created_at', c.created_at, 'seen_at', c.last_seen_at) ORDER BY c.last_seen_at DESC), '[]')
        FROM public.capabilities c WHERE c.user_id = u.id AND c.kind = 'session' AND c.expires_at > now() AND c.last_seen_at > now() - interval '30 minutes')
    FROM public.users u WHERE u.id = p_user;
END
$$;

-- Disables an account or enables it again. Disabled: every right of its sessions and feeds is gone at once, and it gets
-- no new one.
CREATE FUNCTION app.set_user_disabled(p_user uuid, p_disabled boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  was boolean;
BEGIN
  PERFORM app.need_platform();
  IF p_user = app.user_id() THEN RETURN 'self'; END IF;
  SELECT disabled_at IS NOT NULL INTO was FROM public.users WHERE id = p_user FOR UPDATE;
  IF NOT FOUND THEN RETURN 'missing'; END IF;
  IF was = p_disabled THEN RETURN NULL; END IF;
  UPDATE public.users SET disabled_at = CASE WHEN p_disabled THEN now() END, updated_at = now() WHERE id = p_user;
  IF p_disabled THEN
    DELETE FROM public.capabilities WHERE user_id = p_user AND kind IN ('session', 'feed');
    DELETE FROM public.sign_in_links WHERE user_id = p_user;
  END IF;
  PERFORM app.audit_platform(NULL, CASE WHEN p_disabled THEN 'user.disabled' ELSE 'user.enabled' END, 'users', p_user, jsonb_build_object('disabled', was), jsonb_build_object('disabled', p_disabled));
  RETURN NULL;
END
$$;

-- Ends a session of a person by its public id, or all of them.
CREATE FUNCTION app.revoke_user_sessions(p_user uuid, p_session uuid) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  n int;
BEGIN
  PERFORM app.need_platform();
  DELETE FROM public.capabilities WHERE user_id = p_user AND kind = 'session' AND (p_session IS NULL OR id = p_session);
  GET DIAGNOSTICS n = ROW_COUNT;
  IF n > 0 THEN PERFORM app.audit_platform(NULL, 'session.revoked', 'users', p_user, NULL, NULL, jsonb_build_object('count', n)); END IF;
  RETURN n;
END
$$;

-- What decides whether a person may enter a tenant and use a module, each as the functions that enforce it see it.
CREATE FUNCTION app.explain_access(p_email text, p_slug text, p_module text) RETURNS TABLE (account boolean, disabled boolean, platform boolean, tenant boolean, active boolean, role text, beta boolean,
  module_row boolean, enabled boolean, beta_only boolean, rollout int, bucket int, module_on boolean, run_refusal text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  u public.users;
  r public.os_tenant_registry;
  m public.user_tenants;
  a public.tenant_module_access;
BEGIN
  PERFORM app.need_platform();
  SELECT * INTO u FROM public.users x WHERE x.email = lower(p_email);
  SELECT * INTO r FROM public.os_tenant_registry x WHERE x.slug = p_slug;
  SELECT * INTO m FROM public.user_tenants x WHERE x.tenant_id = r.tenant_id AND x.user_id = u.id;
  SELECT * INTO a FROM public.tenant_module_access x WHERE x.tenant_id = r.tenant_id AND x.module_id = p_module;
  account := u.id IS NOT NULL;
  disabled := u.disabled_at IS NOT NULL;
  platform := EXISTS (SELECT FROM public.platform_admins p WHERE p.user_id = u.id);
  tenant := r.tenant_id IS NOT NULL;
  active := coalesce(r.is_active, false);
  role := m.role;
  beta := coalesce(m.beta, false);
  module_row := a.id IS NOT NULL;
  enabled := coalesce(a.enabled, false);
  beta_only := coalesce(a.beta_only, false);
  rollout := coalesce(a.rollout_percentage, 0);
  bucket := app.bucket(u.id, p_module);
  module_on := app.module_on(r.tenant_id, p_module, u.id, coalesce(m.beta, false));
  run_refusal := app.run_refusal(r.tenant_id, u.id);
  RETURN NEXT;
END
$$;

-- Records that a signed-in person was refused, in a transaction of its own. A flood of refusals is recorded up to 120 in
-- 15 minutes a person.
CREATE FUNCTION app.note_refusal(p_session bytea, p_slug text, p_route text, p_right text, p_request text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  u uuid := app.session_user_id(p_session);
  t uuid;
BEGIN
  IF u IS NULL OR app.count_attempt(sha256(convert_to('refused ' || u, 'UTF8')), 120) > 0 THEN RETURN; END IF;
  SELECT r.tenant_id INTO t FROM public.os_tenant_registry r JOIN public.user_tenants m ON m.tenant_id = r.tenant_id AND m.user_id = u WHERE r.slug = p_slug;
  INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, request_id, details)
  VALUES (coalesce(t, '00000000-0000-0000-0000-000000000000'), gen_random_uuid(), 'access.refused', u, 'person', p_request, jsonb_build_object('route', p_route, 'right', p_right));
END
$$;

-- The entries that no seal holds yet, oldest first, for the sealer. What it hashes is what the verifier reads.
CREATE FUNCTION app.sealed_text(l public.audit_log) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET "TimeZone" = 'UTC' AS $$
  SELECT (to_jsonb(l) - '{seal,seal_no}'::text[])::text
$$;

CREATE FUNCTION app.unsealed(p_system bytea, p_limit int) RETURNS TABLE (tenant_id uuid, id uuid, entry text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT app.is_system(p_system) THEN
    RAISE EXCEPTION 'no right to seal' USING ERRCODE = 'CM404';
  END IF;
  PERFORM pg_advisory_xact_lock(7710023); -- one sealer at a time, until its transaction ends
  RETURN QUERY SELECT l.tenant_id, l.id, app.sealed_text(l) FROM public.audit_log l WHERE l.seal_no IS NULL ORDER BY l.at, l.id LIMIT least(p_limit, 5000);
END
$$;

CREATE FUNCTION app.audit_head(p_system bytea, p_tenant uuid) RETURNS TABLE (last_no bigint, seal bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT h.last_no, h.seal FROM public.audit_heads h WHERE app.is_system(p_system) AND h.tenant_id = p_tenant
$$;

CREATE FUNCTION app.put_seals(p_system bytea, p_tenant uuid, p_ids uuid[], p_first bigint, p_seals bytea[], p_head bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT app.is_system(p_system) THEN
    RAISE EXCEPTION 'no right to seal' USING ERRCODE = 'CM404';
  END IF;
  UPDATE public.audit_log l SET seal_no = p_first + s.n - 1, seal = s.seal
    FROM (SELECT i.id, i.n, p_seals[i.n] AS seal FROM unnest(p_ids) WITH ORDINALITY i (id, n)) s
    WHERE l.tenant_id = p_tenant AND l.id = s.id AND l.seal_no IS NULL;
  INSERT INTO public.audit_heads (tenant_id, last_no, seal, head) VALUES (p_tenant, p_first + cardinality(p_ids) - 1, p_seals[cardinality(p_ids)], p_head)
  ON CONFLICT ON CONSTRAINT audit_heads_tenant_key DO UPDATE SET last_no = EXCLUDED.last_no, seal = EXCLUDED.seal, head = EXCLUDED.head, sealed_at = now();
END
$$;

-- Figures of the installation for the health page; no tenant is named.
CREATE FUNCTION app.platform_health() RETURNS TABLE (version text, bytes bigint, connections int, max_connections int, waiting int, oldest_waiting timestamptz, working int, stuck int, ended_hour int, failed_hour int,
  unsealed int, oldest_unsealed timestamptz, tenants int, users int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.need_platform();
  RETURN QUERY SELECT current_setting('server_version'), pg_database_size(current_database()), (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database()), current_setting('max_connections')::int,
    (SELECT count(*)::int FROM public.agent_runs WHERE status = 'pending'), (SELECT min(created_at) FROM public.agent_runs WHERE status = 'pending'),
    (SELECT count(*)::int FROM public.agent_runs WHERE status = 'running'), (SELECT count(*)::int FROM public.agent_runs WHERE status = 'running' AND lease_expires_at < now() - interval '1 minute'),
    (SELECT count(*)::int FROM public.audit_log l WHERE l.at > now() - interval '1 hour' AND l.event IN ('run.completed', 'run.failed', 'run.timed_out')),
    (SELECT count(*)::int FROM public.audit_log l WHERE l.at > now() - interval '1 hour' AND l.event IN ('run.failed', 'run.timed_out')),
    (SELECT count(*)::int FROM public.audit_log l WHERE l.seal_no IS NULL), (SELECT min(l.at) FROM public.audit_log l WHERE l.seal_no IS NULL),
    (SELECT count(*)::int FROM public.os_tenant_registry), (SELECT count(*)::int FROM public.users);
END
$$;

-- Audit metadata over all tenants: who did what to which record when, without values.
CREATE FUNCTION app.platform_audit(p_tenant uuid, p_actor uuid, p_event text, p_from timestamptz, p_to timestamptz, p_before timestamptz, p_before_id uuid, p_limit int)
RETURNS TABLE (id uuid, at timestamptz, tenant_id uuid, tenant text, event text, actor text, actor_kind text, record_table text, record_id uuid, request_id text, sealed boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.need_platform();
  RETURN QUERY
    SELECT l.id, l.at, l.tenant_id, coalesce(r.slug, ''), l.event, coalesce(u.email, ''), l.actor_kind, coalesce(l.record_table, ''), l.record_id, coalesce(l.request_id, ''), l.seal_no IS NOT NULL
    FROM public.audit_log l LEFT JOIN public.os_tenant_registry r ON r.tenant_id = l.tenant_id LEFT JOIN public.users u ON u.id = l.actor_id
    WHERE l.at >= p_from AND l.at < p_to AND (p_tenant IS NULL OR l.tenant_id = p_tenant) AND (p_actor IS NULL OR l.actor_id = p_actor)
      AND (p_event = '' OR l.event = p_event OR starts_with(l.event, p_event || '.')) AND (p_before IS NULL OR (l.at, l.id) < (p_before, p_before_id))
    ORDER BY l.at DESC, l.id DESC LIMIT least(p_limit, 1000);
END
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.platform_tenants(uuid), app.platform_members(uuid), app.save_tenant(uuid, int, text, text, jsonb), app.switch_tenant(uuid, boolean),
  app.module_reach(uuid, text, boolean, boolean, int), app.set_module(uuid, text, int, boolean, boolean, int),
  app.onboard_tenant(uuid, text, text, text, text, text, jsonb, text, uuid, bytea), app.platform_users(text, text, int), app.platform_user(uuid), app.set_user_disabled(uuid, boolean),
  app.revoke_user_sessions(uuid, uuid), app.explain_access(text, text, text), app.note_refusal(bytea, text, text, text, text), app.unsealed(bytea, int), app.audit_head(bytea, uuid),
  app.put_seals(bytea, uuid, uuid[], bigint, bytea[], bytea), app.platform_health(),
  app.platform_audit(uuid, uuid, text, timestamptz, timestamptz, timestamptz, uuid, int) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
CREATE INDEX audit_log_at ON audit_log (at DESC, id DESC);
