-- +goose Up
SET LOCAL ROLE aicmo_admin;
-- Audit metadata over all tenants: a record is followed by its id, and so is a cell of the matrix, whose older entries name the
-- module only. p_email is of whoever did it. One more than an export takes is the most that is answered.
DROP FUNCTION app.platform_audit(uuid, uuid, text, timestamptz, timestamptz, timestamptz, uuid, int);
-- +goose StatementBegin
CREATE FUNCTION app.platform_audit(p_tenant uuid, p_actor uuid, p_email text, p_event text, p_record uuid, p_from timestamptz, p_to timestamptz, p_before timestamptz, p_before_id uuid, p_limit int)
RETURNS TABLE (id uuid, at timestamptz, tenant text, event text, actor text, actor_kind text, behalf text, record_table text, record_id uuid, request_id text, sealed boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.need_platform();
  RETURN QUERY
    SELECT l.id, l.at, coalesce(r.slug, ''), l.event, coalesce(u.email, ''), l.actor_kind, coalesce(b.email, ''),
      coalesce(l.record_table, CASE WHEN l.details ? 'run_id' THEN 'agent_runs' END, ''), coalesce(l.record_id, c.id, l.run_id, k.id), coalesce(l.request_id, ''), l.seal_no IS NOT NULL
    FROM public.audit_log l LEFT JOIN public.os_tenant_registry r ON r.tenant_id = l.tenant_id LEFT JOIN public.users u ON u.id = l.actor_id LEFT JOIN public.users b ON b.id = l.on_behalf_of
      LEFT JOIN public.tenant_module_access c ON c.tenant_id = l.tenant_id AND l.record_table = 'tenant_module_access' AND c.module_id = l.details->>'module'
      LEFT JOIN public.agent_runs k ON k.tenant_id = l.tenant_id AND k.id::text = l.details->>'run_id'
    WHERE l.at >= p_from AND l.at < p_to AND (p_tenant IS NULL OR l.tenant_id = p_tenant) AND (p_actor IS NULL OR l.actor_id = p_actor)
      AND (p_email = '' OR l.actor_id = (SELECT x.id FROM public.users x WHERE x.email = lower(p_email)))
      AND (p_event = '' OR l.event = p_event OR starts_with(l.event, p_event || '.'))
      AND (p_record IS NULL OR l.record_id = p_record OR c.id = p_record OR l.run_id = p_record OR l.details->>'run_id' = p_record::text)
      AND (p_before IS NULL OR (l.at, l.id) < (p_before, p_before_id))
    ORDER BY l.at DESC, l.id DESC LIMIT least(p_limit, 10001);
END
$$;

-- Records in the platform's log that a platform admin took something out.
CREATE FUNCTION app.note_export(p_details jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.need_platform();
  PERFORM app.audit_platform(NULL, 'export.made', 'audit_log', NULL, NULL, NULL, p_details);
END
$$;

-- Sets one cell of the matrix over the version that was read, 0 for a cell without a row. The log names the cell.
CREATE OR REPLACE FUNCTION app.set_module(p_tenant uuid, p_module text, p_version int, p_enabled boolean, p_beta_only boolean, p_rollout int) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  was public.tenant_module_access;
  cell uuid;
BEGIN
  PERFORM app.need_platform();
  PERFORM FROM public.os_tenant_registry WHERE tenant_id = p_tenant FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN 'missing'; END IF;
  SELECT * INTO was FROM public.tenant_module_access WHERE tenant_id = p_tenant AND module_id = p_module;
  IF (was.enabled, was.beta_only, was.rollout_percentage) = (p_enabled, p_beta_only, p_rollout) THEN RETURN NULL; END IF; -- also: sent twice
  IF coalesce(was.version, 0) <> p_version THEN RETURN 'conflict'; END IF;
  INSERT INTO public.tenant_module_access (tenant_id, module_id, enabled, beta_only, rollout_percentage) VALUES (p_tenant, p_module, p_enabled, p_beta_only, p_rollout)
  ON CONFLICT ON CONSTRAINT tenant_module_access_module_key DO UPDATE SET enabled = p_enabled, beta_only = p_beta_only, rollout_percentage = p_rollout,
    version = public.tenant_module_access.version + 1, updated_at = now() RETURNING id INTO cell;
  PERFORM app.audit_platform(p_tenant, 'module.set', 'tenant_module_access', cell,
    CASE WHEN was.id IS NOT NULL THEN jsonb_build_object('enabled', was.enabled, 'beta_only', was.beta_only, 'rollout_percentage', was.rollout_percentage) END,
    jsonb_build_object('enabled', p_enabled, 'beta_only', p_beta_only, 'rollout_percentage', p_rollout), jsonb_build_object('module', p_module));
  RETURN NULL;
END
$$;

-- What the registry says of a tenant as one flat object: name, description, and each key of the configuration.
CREATE FUNCTION app.entry_fields(p_name text, p_description text, p_config jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object('name', p_name, 'description', coalesce(p_description, ''))
    || coalesce((SELECT jsonb_object_agg(concat_ws('.', 'config', e.key), e.value) FROM jsonb_each(CASE jsonb_typeof(p_config) WHEN 'object' THEN p_config ELSE '{}' END) e), '{}')
$$;

-- The entry's versions, newest first, below p_before. They are counted apart from the row's own version, which settings and
-- switching off move, too. An entry that was never edited has none.
CREATE FUNCTION app.tenant_versions(p_tenant uuid, p_before int, p_limit int) RETURNS TABLE (version int, changed text[], data jsonb, author_name text, run_no bigint, created_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.need_platform();
  RETURN QUERY
    SELECT v.version, v.changed, v.data, coalesce(u.name, CASE WHEN v.kept THEN 'Whoever made it' ELSE 'Operator' END), NULL::bigint, v.created_at
    FROM public.record_versions v LEFT JOIN public.users u ON u.id = v.author_id
    WHERE v.tenant_id = p_tenant AND v.record_table = 'os_tenant_registry' AND v.record_id = p_tenant AND (p_before IS NULL OR v.version < p_before)
    ORDER BY v.version DESC LIMIT least(p_limit, 200);
END
$$;

-- Writes what the registry says of a tenant over the entry's version that was read, as a new version. Answers with what is in
-- the way, or NULL.
CREATE OR REPLACE FUNCTION app.save_tenant(p_tenant uuid, p_version int, p_name text, p_description text, p_config jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r public.os_tenant_registry;
  last int;
  was jsonb;
  becomes jsonb := app.entry_fields(p_name, p_description, p_config);
  moved text[];
BEGIN
  PERFORM app.need_platform();
  SELECT * INTO r FROM public.os_tenant_registry WHERE tenant_id = p_tenant FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN 'missing'; END IF;
  was := app.entry_fields(r.name, r.description, r.config);
  IF was = becomes THEN RETURN NULL; END IF; -- also: sent twice
  last := coalesce((SELECT max(v.version) FROM public.record_versions v WHERE v.tenant_id = p_tenant AND v.record_table = 'os_tenant_registry' AND v.record_id = p_tenant), 0);
  IF greatest(last, 1) <> p_version THEN RETURN 'conflict'; END IF;
  IF last = 0 THEN
    INSERT INTO public.record_versions (tenant_id, id, record_table, record_id, version, actor_id, data, created_at, kept)
    VALUES (p_tenant, gen_random_uuid(), 'os_tenant_registry', p_tenant, 1, app.user_id(), was, r.created_at, true);
  END IF;
  SELECT array_agg(k.key ORDER BY k.key) INTO moved FROM jsonb_object_keys(was || becomes) k(key) WHERE was->k.key IS DISTINCT FROM becomes->k.key;
  UPDATE public.os_tenant_registry SET name = p_name, description = nullif(p_description, ''), config = p_config, version = version + 1, updated_at = now() WHERE tenant_id = p_tenant;
  INSERT INTO public.record_versions (tenant_id, id, record_table, record_id, version, actor_id, author_id, changed, data)
  VALUES (p_tenant, gen_random_uuid(), 'os_tenant_registry', p_tenant, greatest(last, 1) + 1, app.user_id(), app.user_id(), moved, becomes);
  PERFORM app.audit_platform(p_tenant, 'tenant.saved', 'os_tenant_registry', p_tenant,
    coalesce((SELECT jsonb_object_agg(k, was->k) FROM unnest(moved) k WHERE was ? k), '{}'), coalesce((SELECT jsonb_object_agg(k, becomes->k) FROM unnest(moved) k WHERE becomes ? k), '{}'),
    jsonb_build_object('version', greatest(last, 1) + 1));
  RETURN NULL;
END
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.platform_audit(uuid, uuid, text, text, uuid, timestamptz, timestamptz, timestamptz, uuid, int), app.note_export(jsonb), app.tenant_versions(uuid, int, int),
  app.entry_fields(text, text, jsonb) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
