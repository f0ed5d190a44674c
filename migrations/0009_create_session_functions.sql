-- +goose Up
-- The only ways to identity. Each function is owned by aicmo_admin, pins search_path, checks its own capability
-- and returns no more than its caller needs. A refused tenant raises CM404: the web layer answers 404 for it,
-- while 42501 (insufficient_privilege) would be a fault of ours.
SET LOCAL ROLE aicmo_admin;
ALTER DEFAULT PRIVILEGES FOR ROLE aicmo_admin REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- Idle and absolute limits of a session live here, once.
-- +goose StatementBegin
CREATE FUNCTION app.session_user_id(p_session bytea) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT u.id FROM public.capabilities c JOIN public.users u ON u.id = c.user_id
  WHERE c.hash = p_session AND c.kind = 'session' AND u.disabled_at IS NULL
    AND c.expires_at > now() AND c.last_seen_at > now() - interval '30 minutes'
$$;

CREATE FUNCTION app.bucket(p_subject uuid, p_module text) RETURNS int
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT (('x' || substr(md5(p_subject::text || ':' || p_module), 1, 8))::bit(32)::bigint % 100)::int
$$;

-- The one module gate. p_subject is the person, or the tenant for tokens and jobs. A missing row means off.
CREATE FUNCTION app.module_on(p_tenant uuid, p_module text, p_subject uuid, p_beta boolean) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce((SELECT m.enabled AND (p_beta OR NOT m.beta_only) AND app.bucket(p_subject, m.module_id) < m.rollout_percentage
                   FROM public.tenant_module_access m WHERE m.tenant_id = p_tenant AND m.module_id = p_module), false)
$$;

CREATE FUNCTION app.audit(p_tenant uuid, p_event text, p_actor uuid, p_kind text, p_details jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, details)
  VALUES (coalesce(p_tenant, '00000000-0000-0000-0000-000000000000'), gen_random_uuid(), p_event, p_actor, p_kind, coalesce(p_details, '{}'))
$$;

-- Counts an attempt before anything is compared, so that parallel guesses count too. Returns the seconds to
-- wait, 0 when the attempt may go on.
CREATE FUNCTION app.count_attempt(p_key bytea, p_limit int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  a public.login_attempts;
BEGIN
  INSERT INTO public.login_attempts AS t (key) VALUES (p_key)
  ON CONFLICT (key) DO UPDATE SET
    attempts = CASE WHEN t.since < now() - interval '15 minutes' THEN 1 ELSE t.attempts + 1 END,
    since = CASE WHEN t.since < now() - interval '15 minutes' THEN now() ELSE t.since END
  RETURNING * INTO a;
  IF a.attempts <= p_limit THEN RETURN 0; END IF;
  RETURN greatest(1, ceil(extract(epoch FROM a.since + interval '15 minutes' - now())))::int;
END
$$;

-- A success is no attempt: an office behind one address may sign in as often as it likes.
CREATE FUNCTION app.uncount_attempt(p_key bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE public.login_attempts SET attempts = greatest(attempts - 1, 0) WHERE key = p_key
$$;

-- Limits failed sign-ins to 10 per account and 60 per address in 15 minutes, known account or not.
CREATE FUNCTION app.login_lookup(p_email text, p_account_key bytea, p_address_key bytea)
RETURNS TABLE (user_id uuid, password_hash text, retry_after int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  retry_after := greatest(app.count_attempt(p_address_key, 60), app.count_attempt(p_account_key, 10));
  IF retry_after = 0 THEN
    SELECT u.id, u.password_hash INTO user_id, password_hash FROM public.users u WHERE u.email = lower(p_email) AND u.disabled_at IS NULL;
  ELSE
    PERFORM app.audit(NULL, 'sign_in.limited', NULL, 'system', '{}');
  END IF;
  RETURN NEXT;
END
$$;

CREATE FUNCTION app.login_failed(p_user uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT app.audit(NULL, 'sign_in.failed', NULL, 'system', jsonb_strip_nulls(jsonb_build_object('user_id', p_user)))
$$;

CREATE FUNCTION app.new_session(p_user uuid, p_session bytea, p_agent text, p_via text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.capabilities (hash, kind, user_id, user_agent, expires_at)
  VALUES (p_session, 'session', p_user, left(p_agent, 300), now() + interval '12 hours');
  SELECT app.audit(NULL, 'sign_in', p_user, 'person', jsonb_build_object('via', p_via))
$$;

-- The caller names the stored password hash it has verified: a wrong user id alone opens nothing.
CREATE FUNCTION app.session_open(p_user uuid, p_verified text, p_session bytea, p_agent text, p_account_key bytea, p_address_key bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.users WHERE id = p_user AND password_hash = p_verified AND disabled_at IS NULL) THEN
    RETURN false;
  END IF;
  DELETE FROM public.login_attempts WHERE key = p_account_key;
  PERFORM app.uncount_attempt(p_address_key);
  PERFORM app.new_session(p_user, p_session, p_agent, 'password');
  RETURN true;
END
$$;

CREATE FUNCTION app.link_redeem(p_link bytea, p_session bytea, p_agent text, p_address_key bytea)
RETURNS TABLE (redeemed boolean, retry_after int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  u uuid;
BEGIN
  redeemed := false;
  retry_after := app.count_attempt(p_address_key, 60);
  IF retry_after = 0 THEN
    UPDATE public.sign_in_links l SET used_at = now() FROM public.users u1
    WHERE l.hash = p_link AND l.used_at IS NULL AND l.expires_at > now() AND u1.id = l.user_id AND u1.disabled_at IS NULL
    RETURNING l.user_id INTO u;
    redeemed := FOUND;
    IF redeemed THEN
      PERFORM app.uncount_attempt(p_address_key);
      PERFORM app.new_session(u, p_session, p_agent, 'link');
    ELSE
      PERFORM app.login_failed(NULL);
    END IF;
  END IF;
  RETURN NEXT;
END
$$;

CREATE FUNCTION app.session_touch(p_session bytea, p_tenant uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE public.capabilities SET last_seen_at = now(), last_tenant_id = coalesce(p_tenant, last_tenant_id)
  WHERE hash = p_session AND app.session_user_id(p_session) IS NOT NULL
$$;

CREATE FUNCTION app.session_close(p_session bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT app.audit(NULL, 'sign_out', app.session_user_id(p_session), 'person', '{}') WHERE app.session_user_id(p_session) IS NOT NULL;
  DELETE FROM public.capabilities WHERE hash = p_session AND kind = 'session'
$$;

CREATE FUNCTION app.sessions(p_session bytea)
RETURNS TABLE (id uuid, user_agent text, created_at timestamptz, last_seen_at timestamptz, current boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.id, c.user_agent, c.created_at, c.last_seen_at, c.hash = p_session FROM public.capabilities c
  WHERE c.kind = 'session' AND c.user_id = app.session_user_id(p_session)
    AND c.expires_at > now() AND c.last_seen_at > now() - interval '30 minutes'
  ORDER BY c.hash = p_session DESC, c.last_seen_at DESC LIMIT 100
$$;

-- Ends one session of the caller by its public id, or all of them when p_id is NULL. Returns how many ended.
CREATE FUNCTION app.session_revoke(p_session bytea, p_id uuid) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  u uuid := app.session_user_id(p_session);
  n int;
BEGIN
  DELETE FROM public.capabilities WHERE kind = 'session' AND user_id = u AND (p_id IS NULL OR id = p_id);
  GET DIAGNOSTICS n = ROW_COUNT;
  IF n > 0 THEN PERFORM app.audit(NULL, 'session.revoked', u, 'person', jsonb_build_object('count', n)); END IF;
  RETURN n;
END
$$;

CREATE FUNCTION app.password_hash(p_session bytea) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT password_hash FROM public.users WHERE id = app.session_user_id(p_session)
$$;

-- Sets the caller's password, ends every session of his and opens p_next in their place. p_verified is the
-- stored hash the caller has verified, NULL for a first password.
CREATE FUNCTION app.set_password(p_session bytea, p_verified text, p_hash text, p_next bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  u uuid := app.session_user_id(p_session);
  agent text;
BEGIN
  UPDATE public.users SET password_hash = p_hash, updated_at = now() WHERE id = u AND password_hash IS NOT DISTINCT FROM p_verified;
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT user_agent INTO agent FROM public.capabilities WHERE hash = p_session;
  DELETE FROM public.capabilities WHERE user_id = u AND kind = 'session';
  PERFORM app.audit(NULL, 'password.changed', u, 'person', '{}');
  PERFORM app.new_session(u, p_next, agent, 'password_change');
  RETURN true;
END
$$;

CREATE FUNCTION app.set_theme(p_session bytea, p_theme text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE public.users SET theme = p_theme, updated_at = now() WHERE id = app.session_user_id(p_session)
$$;

-- Who is this session, which tenants may it enter, and what may it do in p_slug: one trip per request. No row:
-- no session. A NULL tenant_id: p_slug does not exist for this person, for whichever reason.
CREATE FUNCTION app.resolve(p_session bytea, p_slug text)
RETURNS TABLE (user_id uuid, user_name text, user_email text, theme text, has_password boolean, platform boolean, touch_due boolean,
  last_slug text, tenants jsonb, tenant_id uuid, tenant_slug text, tenant_name text, role text, time_zone text, currency text, modules jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  is_beta boolean;
BEGIN
  SELECT u.id, u.name, u.email, u.theme, u.password_hash IS NOT NULL,
         EXISTS (SELECT FROM public.platform_admins p WHERE p.user_id = u.id), c.last_seen_at < now() - interval '1 minute',
         (SELECT r.slug FROM public.os_tenant_registry r JOIN public.user_tenants ut ON ut.tenant_id = r.tenant_id AND ut.user_id = u.id
          WHERE r.tenant_id = c.last_tenant_id AND r.is_active)
    INTO user_id, user_name, user_email, theme, has_password, platform, touch_due, last_slug
    FROM public.capabilities c JOIN public.users u ON u.id = c.user_id
    WHERE c.hash = p_session AND u.id = app.session_user_id(p_session);
  IF NOT FOUND THEN RETURN; END IF;
  SELECT coalesce(jsonb_agg(jsonb_build_object('slug', t.slug, 'name', t.name, 'role', t.role, 'zone', t.time_zone) ORDER BY lower(t.name), t.slug), '[]')
    INTO tenants
    FROM (SELECT r.slug, r.name, ut.role, r.time_zone FROM public.user_tenants ut JOIN public.os_tenant_registry r ON r.tenant_id = ut.tenant_id
          WHERE ut.user_id = resolve.user_id AND r.is_active ORDER BY lower(r.name), r.slug LIMIT 500) t;
  SELECT r.tenant_id, r.slug, r.name, CASE ut.role WHEN 'member' THEN 'marketer' ELSE ut.role END, r.time_zone, r.currency, ut.beta
    INTO tenant_id, tenant_slug, tenant_name, role, time_zone, currency, is_beta
    FROM public.os_tenant_registry r JOIN public.user_tenants ut ON ut.tenant_id = r.tenant_id AND ut.user_id = resolve.user_id
    WHERE r.slug = p_slug AND r.is_active;
  SELECT jsonb_object_agg(m, app.module_on(resolve.tenant_id, m, resolve.user_id, is_beta)) INTO modules
    FROM unnest('{ai_cmo,ai_cro,ai_cfo,ai_coo}'::text[]) m WHERE resolve.tenant_id IS NOT NULL;
  RETURN NEXT;
END
$$;

-- Opens the tenant for the rest of this transaction, after proving again that the capability reaches it. Must be
-- the first statement after BEGIN. EXECUTE … SET LOCAL and never set_config(): the latter does not reach Citus
-- workers; for the same reason there is no EXCEPTION block here.
CREATE FUNCTION app.enter(p_tenant uuid, p_capability bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  m record;
BEGIN
  IF app.tenant_id() <> p_tenant THEN
    RAISE EXCEPTION 'this transaction is in another tenant' USING ERRCODE = 'CM404';
  END IF;
  SELECT ut.tenant_id, c.user_id, CASE ut.role WHEN 'member' THEN 'marketer' ELSE ut.role END AS role, c.run_id INTO m
    FROM public.capabilities c
    JOIN public.users u ON u.id = c.user_id AND u.disabled_at IS NULL
    JOIN public.user_tenants ut ON ut.user_id = c.user_id AND ut.tenant_id = p_tenant
    JOIN public.os_tenant_registry r ON r.tenant_id = ut.tenant_id AND r.is_active
    WHERE c.hash = p_capability AND c.expires_at > now()
      AND (c.kind = 'session' AND c.last_seen_at > now() - interval '30 minutes' OR c.kind = 'lease' AND c.tenant_id = p_tenant);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such tenant for this capability' USING ERRCODE = 'CM404';
  END IF;
  SET LOCAL citus.propagate_set_commands = 'local';
  EXECUTE format('SET LOCAL app.tenant = %L', m.tenant_id);
  EXECUTE format('SET LOCAL app.user_id = %L', m.user_id);
  EXECUTE format('SET LOCAL app.role = %L', m.role);
  EXECUTE format('SET LOCAL app.run = %L', coalesce(m.run_id::text, ''));
  SET LOCAL app.platform = '';
END
$$;

-- Opens the registry, memberships, modules and audit metadata of all tenants for a platform admin. Tables of
-- tenant content never admit app.platform().
CREATE FUNCTION app.enter_platform(p_capability bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  u uuid := app.session_user_id(p_capability);
BEGIN
  IF app.tenant_id() IS NOT NULL OR u IS NULL OR NOT EXISTS (SELECT FROM public.platform_admins WHERE user_id = u) THEN
    RAISE EXCEPTION 'no platform right for this capability' USING ERRCODE = 'CM404';
  END IF;
  SET LOCAL citus.propagate_set_commands = 'local';
  EXECUTE format('SET LOCAL app.user_id = %L', u);
  SET LOCAL app.role = '';
  SET LOCAL app.run = '';
  SET LOCAL app.platform = 'on';
END
$$;

-- Deletes what can no longer be used. Called now and then by a running server.
CREATE FUNCTION app.forget_expired() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM public.capabilities WHERE expires_at < now() - interval '1 day';
  DELETE FROM public.sign_in_links WHERE expires_at < now() - interval '1 day';
  DELETE FROM public.login_attempts WHERE since < now() - interval '1 day'
$$;
-- +goose StatementEnd

GRANT EXECUTE ON FUNCTION app.login_lookup(text, bytea, bytea), app.login_failed(uuid), app.session_open(uuid, text, bytea, text, bytea, bytea),
  app.link_redeem(bytea, bytea, text, bytea), app.session_touch(bytea, uuid), app.session_close(bytea), app.sessions(bytea),
  app.session_revoke(bytea, uuid), app.password_hash(bytea), app.set_password(bytea, text, text, bytea), app.set_theme(bytea, text),
  app.resolve(bytea, text), app.enter(uuid, bytea), app.enter_platform(bytea), app.forget_expired() TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
