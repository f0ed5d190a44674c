-- +goose Up
-- A token is a right of the tenant itself: of its own programs, whoever made it. Its secret is stored hashed like every other.
ALTER TABLE capabilities
  ADD COLUMN name text CONSTRAINT capabilities_name_form CHECK (length(name) BETWEEN 1 AND 80),
  ADD COLUMN origins text[] NOT NULL DEFAULT '{}', -- of the pages that may call with it
  ADD COLUMN created_by uuid, -- NULL: an operator
  ADD CONSTRAINT capabilities_token_whole CHECK (kind <> 'token' OR name IS NOT NULL AND user_id IS NULL AND run_id IS NULL
    AND cardinality(scopes) > 0 AND cardinality(origins) <= 20
    AND scopes <@ '{campaigns:read,funnels:read,brand:read,runs:read,metrics:write,campaigns:write,agent}'::text[]);
CREATE UNIQUE INDEX capabilities_token_name ON capabilities (tenant_id, lower(name)) WHERE kind = 'token';

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
-- Proves p_capability for p_tenant and gives the transaction its context. A token enters as nobody, in the role api, and
-- only while the module is on for its tenant.
CREATE OR REPLACE FUNCTION app.enter(p_tenant uuid, p_capability bytea) RETURNS void
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
    SELECT r.tenant_id, c.user_id, 'api' AS role, c.run_id INTO m
      FROM public.capabilities c JOIN public.os_tenant_registry r ON r.tenant_id = c.tenant_id AND r.is_active
      WHERE c.hash = p_capability AND c.kind = 'token' AND c.tenant_id = p_tenant AND c.expires_at > now()
        AND app.module_on(p_tenant, 'ai_cmo', p_tenant, false);
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such tenant for this capability' USING ERRCODE = 'CM404';
  END IF;
  SET LOCAL citus.propagate_set_commands = 'local';
  EXECUTE format('SET LOCAL app.tenant = %L', m.tenant_id);
  EXECUTE format('SET LOCAL app.user_id = %L', coalesce(m.user_id::text, ''));
  EXECUTE format('SET LOCAL app.role = %L', m.role);
  EXECUTE format('SET LOCAL app.run = %L', coalesce(m.run_id::text, ''));
  SET LOCAL app.platform = '';
END
$$;

-- Which tenant a token is of, and what it may do there. No row: unknown, expired, or its tenant is inactive.
CREATE FUNCTION app.token_resolve(p_token bytea)
RETURNS TABLE (token_id uuid, token_name text, scopes text[], origins text[], touch_due boolean, tenant_id uuid, tenant_slug text, tenant_name text, time_zone text, currency text, module_on boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.id, c.name, c.scopes, c.origins, c.last_seen_at = c.created_at OR c.last_seen_at < now() - interval '1 minute',
    r.tenant_id, r.slug, r.name, r.time_zone, r.currency, app.module_on(r.tenant_id, 'ai_cmo', r.tenant_id, false)
  FROM public.capabilities c JOIN public.os_tenant_registry r ON r.tenant_id = c.tenant_id AND r.is_active
  WHERE c.hash = p_token AND c.kind = 'token' AND c.expires_at > now()
$$;

CREATE FUNCTION app.token_touch(p_token bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE public.capabilities SET last_seen_at = clock_timestamp() WHERE hash = p_token AND kind = 'token'
$$;

-- Tokens are the business of those who manage the entered tenant.
CREATE FUNCTION app.manages() RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT app.tenant_id() IS NOT NULL AND app.run_id() IS NULL AND app.actor_role() = ANY ('{owner,admin}'::text[])
$$;

CREATE FUNCTION app.token_add(p_token bytea, p_name text, p_scopes text[], p_origins text[], p_expires timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made uuid;
BEGIN
  IF NOT app.manages() THEN RAISE EXCEPTION 'tokens are made by those who manage the tenant' USING ERRCODE = 'CM403'; END IF;
  DELETE FROM public.capabilities WHERE kind = 'token' AND tenant_id = app.tenant_id() AND lower(name) = lower(p_name) AND expires_at <= now();
  INSERT INTO public.capabilities (hash, kind, tenant_id, name, scopes, origins, created_by, expires_at)
  VALUES (p_token, 'token', app.tenant_id(), p_name, p_scopes, p_origins, app.user_id(), p_expires) RETURNING id INTO made;
  PERFORM app.audit(app.tenant_id(), 'token.added', app.user_id(), 'person', jsonb_build_object('token_id', made, 'name', p_name, 'scopes', p_scopes, 'expires_at', p_expires));
  RETURN made;
END
$$;

CREATE FUNCTION app.token_list() RETURNS TABLE (id uuid, name text, scopes text[], origins text[], made_by text, created_at timestamptz, used_at timestamptz, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.id, c.name, c.scopes, c.origins, coalesce(m.display_name, CASE WHEN c.created_by IS NOT NULL THEN 'Former member' ELSE 'Operator' END),
    c.created_at, CASE WHEN c.last_seen_at > c.created_at THEN c.last_seen_at END, c.expires_at
  FROM public.capabilities c LEFT JOIN public.user_tenants m ON m.tenant_id = c.tenant_id AND m.user_id = c.created_by
  WHERE c.kind = 'token' AND c.tenant_id = app.tenant_id() AND app.manages()
  ORDER BY lower(c.name) LIMIT 200
$$;

CREATE FUNCTION app.token_revoke(p_id uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  gone text;
BEGIN
  IF NOT app.manages() THEN RAISE EXCEPTION 'tokens are revoked by those who manage the tenant' USING ERRCODE = 'CM403'; END IF;
  DELETE FROM public.capabilities WHERE kind = 'token' AND tenant_id = app.tenant_id() AND id = p_id RETURNING name INTO gone;
  IF gone IS NOT NULL THEN
    PERFORM app.audit(app.tenant_id(), 'token.revoked', app.user_id(), 'person', jsonb_build_object('token_id', p_id, 'name', gone));
  END IF;
  RETURN gone;
END
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.token_resolve(bytea), app.token_touch(bytea), app.manages(), app.token_add(bytea, text, text[], text[], timestamptz),
  app.token_list(), app.token_revoke(uuid) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
