-- +goose Up
-- What moves through states begins at the first of them: nobody inserts a row that is published, active or a winner.
CREATE POLICY add_draft ON cmo_content_assets AS RESTRICTIVE FOR INSERT WITH CHECK (status = 'draft');
CREATE POLICY add_draft ON cmo_content_variants AS RESTRICTIVE FOR INSERT WITH CHECK (NOT is_winner AND performance_metrics = '{}');
CREATE POLICY add_draft ON cmo_marketing_plans AS RESTRICTIVE FOR INSERT WITH CHECK (status = 'draft');
CREATE POLICY add_draft ON cmo_funnels AS RESTRICTIVE FOR INSERT WITH CHECK (status = 'draft');
CREATE POLICY add_pending ON cmo_recommendations AS RESTRICTIVE FOR INSERT WITH CHECK (status = 'pending' AND implemented_at IS NULL);
CREATE POLICY add_open ON campaign_optimizations AS RESTRICTIVE FOR INSERT WITH CHECK (applied_at IS NULL);

-- A person has looked at a plan that an agent drafted.
ALTER TABLE cmo_marketing_plans ADD COLUMN reviewed_at timestamptz;
GRANT UPDATE (reviewed_at) ON cmo_marketing_plans TO aicmo_app;

-- Why a scheduled campaign was not started on its date; id is the campaign's. Only app.start_campaign writes it.
CREATE TABLE campaign_starts (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  problem text NOT NULL CONSTRAINT problem_given CHECK (length(problem) BETWEEN 1 AND 2000),
  found_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT campaign_starts_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT campaign_exists FOREIGN KEY (tenant_id, id) REFERENCES cmo_campaigns (tenant_id, id) ON DELETE CASCADE
);
SELECT app.isolate('campaign_starts', '{owner,admin,approver,marketer,member,support,viewer,api}');
CREATE INDEX cmo_campaigns_due ON cmo_campaigns (start_date) WHERE status = 'scheduled' AND archived_at IS NULL;

-- What happened to one record, the newest first.
CREATE INDEX audit_log_record ON audit_log (tenant_id, record_id, at DESC) WHERE record_id IS NOT NULL;

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
-- A person of the entered tenant chooses the variant of a piece of content that won, or NULL to take the choice back. It
-- says which figures he had before him. Returns false when there is no such variant of it.
CREATE FUNCTION app.choose_winner(p_asset uuid, p_variant uuid, p_reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  chosen text;
  figures jsonb;
BEGIN
  IF NOT (app.actor_role() = ANY ('{owner,admin,approver,marketer,member}') AND app.run_id() IS NULL) THEN
    RAISE EXCEPTION 'a winner is not chosen by %', app.actor_role() USING ERRCODE = 'CM403';
  END IF;
  PERFORM FROM public.cmo_content_assets WHERE tenant_id = app.tenant_id() AND id = p_asset AND archived_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT v.variant_type INTO chosen FROM public.cmo_content_variants v WHERE v.tenant_id = app.tenant_id() AND v.asset_id = p_asset AND v.id = p_variant AND v.archived_at IS NULL;
  IF p_variant IS NOT NULL AND chosen IS NULL THEN RETURN false; END IF;
  SELECT coalesce(jsonb_object_agg(v.variant_type, v.performance_metrics), '{}') INTO figures FROM public.cmo_content_variants v
    WHERE v.tenant_id = app.tenant_id() AND v.asset_id = p_asset AND v.archived_at IS NULL;
  UPDATE public.cmo_content_variants v SET is_winner = (v.id IS NOT DISTINCT FROM p_variant) WHERE v.tenant_id = app.tenant_id() AND v.asset_id = p_asset AND v.is_winner <> (v.id IS NOT DISTINCT FROM p_variant);
  IF NOT FOUND THEN RETURN true; END IF; -- chosen already
  INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, record_table, record_id, after, details)
  VALUES (app.tenant_id(), gen_random_uuid(), CASE WHEN p_variant IS NULL THEN 'asset.winner_withdrawn' ELSE 'asset.winner_chosen' END, app.user_id(), 'person', 'cmo_content_assets', p_asset,
    jsonb_build_object('variant', p_variant), jsonb_strip_nulls(jsonb_build_object('variant', chosen, 'reason', p_reason, 'figures', figures)));
  RETURN true;
END
$$;

-- The scheduled campaigns whose date has come in their tenant's zone, with all that a launch is checked by.
CREATE FUNCTION app.due_starts(p_system bytea, p_now timestamptz, p_limit int)
RETURNS TABLE (tenant_id uuid, id uuid, today date, hash text, content jsonb, inputs jsonb, approved_at timestamptz, old_hash text, old_inputs jsonb, problem text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.tenant_id, c.id, d.today, app.content_hash(x.content), x.content, app.campaign_inputs(c.tenant_id, c.id), a.approved_at, coalesce(a.hash, ''), coalesce(a.inputs, '[]'), coalesce(s.problem, '')
  FROM public.cmo_campaigns c
  JOIN public.os_tenant_registry t ON t.tenant_id = c.tenant_id AND t.is_active
  CROSS JOIN LATERAL (SELECT (least(p_now, now()) AT TIME ZONE t.time_zone)::date AS today) d
  CROSS JOIN LATERAL (SELECT app.campaign_content(c.tenant_id, c.id) AS content) x
  LEFT JOIN LATERAL (SELECT p.* FROM public.campaign_approvals p WHERE p.tenant_id = c.tenant_id AND p.campaign_id = c.id ORDER BY p.approved_at DESC, p.id DESC LIMIT 1) a ON true
  LEFT JOIN public.campaign_starts s ON s.tenant_id = c.tenant_id AND s.id = c.id
  WHERE app.is_system(p_system) AND c.status = 'scheduled' AND c.archived_at IS NULL AND c.start_date <= (now() + interval '1 day')::date AND c.start_date <= d.today
    AND EXISTS (SELECT FROM public.tenant_module_access m WHERE m.tenant_id = c.tenant_id AND m.module_id = 'ai_cmo' AND m.enabled)
  ORDER BY s.found_at NULLS FIRST, c.start_date, c.id LIMIT least(p_limit, 1000)
$$;

-- Starts a scheduled campaign on its date in nobody's name: the decision is its approval and its scheduling. Or records
-- why it cannot start (p_problem). False: it is no longer what was looked at (p_hash), or not due.
CREATE FUNCTION app.start_campaign(p_system bytea, p_tenant uuid, p_campaign uuid, p_now timestamptz, p_hash text, p_problem text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  gap text;
BEGIN
  IF NOT app.is_system(p_system) THEN
    RAISE EXCEPTION 'not a worker' USING ERRCODE = 'CM403';
  END IF;
  PERFORM FROM public.cmo_campaigns c JOIN public.os_tenant_registry t ON t.tenant_id = c.tenant_id AND t.is_active
    WHERE c.tenant_id = p_tenant AND c.id = p_campaign AND c.status = 'scheduled' AND c.review_state = 'approved' AND c.archived_at IS NULL
      AND c.start_date <= (least(p_now, now()) AT TIME ZONE t.time_zone)::date FOR UPDATE OF c;
  IF NOT FOUND OR p_hash IS DISTINCT FROM app.content_hash(app.campaign_content(p_tenant, p_campaign)) THEN RETURN false; END IF;
  gap := app.approval_gap(p_tenant, p_campaign);
  IF p_problem IS NULL AND gap <> '' THEN RETURN false; END IF;
  IF p_problem IS NOT NULL THEN
    INSERT INTO public.campaign_starts (tenant_id, id, problem) VALUES (p_tenant, p_campaign, p_problem)
    ON CONFLICT ON CONSTRAINT campaign_starts_pkey DO UPDATE SET problem = EXCLUDED.problem, found_at = now();
    INSERT INTO public.audit_log (tenant_id, id, event, actor_kind, record_table, record_id, details)
    VALUES (p_tenant, gen_random_uuid(), 'campaign.start_refused', 'system', 'cmo_campaigns', p_campaign, jsonb_build_object('problem', p_problem));
    RETURN true;
  END IF;
  UPDATE public.cmo_campaigns SET status = 'active', review_note = NULL, review_since = now(), updated_at = now() WHERE tenant_id = p_tenant AND id = p_campaign;
  DELETE FROM public.campaign_starts WHERE tenant_id = p_tenant AND id = p_campaign;
  INSERT INTO public.audit_log (tenant_id, id, event, actor_kind, record_table, record_id, before, after, details)
  VALUES (p_tenant, gen_random_uuid(), 'campaign.moved', 'system', 'cmo_campaigns', p_campaign, '{"state": "scheduled"}', '{"state": "active"}', '{"note": "Started on its date"}');
  RETURN true;
END
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.choose_winner(uuid, uuid, text), app.due_starts(bytea, timestamptz, int), app.start_campaign(bytea, uuid, uuid, timestamptz, text, text) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
