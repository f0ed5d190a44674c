-- +goose Up
-- Filters of a list under a name: a person's own, or shared with the tenant. page says which list.
CREATE TABLE saved_views (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  page text NOT NULL CONSTRAINT page_known CHECK (page IN ('campaigns', 'runs', 'content')),
  name text NOT NULL CONSTRAINT name_short CHECK (length(name) BETWEEN 1 AND 80),
  query text NOT NULL CONSTRAINT query_short CHECK (length(query) <= 2000),
  shared boolean NOT NULL DEFAULT false,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz,
  CONSTRAINT saved_views_pkey PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX saved_views_name_key ON saved_views (tenant_id, page, created_by, lower(name)) WHERE archived_at IS NULL;
SELECT app.limit_columns('saved_views');
SELECT app.isolate('saved_views', '{owner,admin,approver,marketer,member,support,viewer}');
CREATE POLICY own ON saved_views AS RESTRICTIVE FOR SELECT USING (shared OR created_by = app.user_id());
CREATE POLICY add ON saved_views FOR INSERT WITH CHECK (created_by = app.user_id() AND app.run_id() IS NULL
  AND (NOT shared OR app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[])));
CREATE POLICY change ON saved_views FOR UPDATE
  USING (app.run_id() IS NULL AND (created_by = app.user_id() OR shared AND app.actor_role() = ANY ('{owner,admin}'::text[])))
  WITH CHECK (NOT shared OR archived_at IS NOT NULL OR app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]));
GRANT INSERT, UPDATE (name, query, shared, updated_at, archived_at) ON saved_views TO aicmo_app;

-- Where a person's list begins: his default view, and the filter he left without saving it.
CREATE TABLE view_states (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  page text NOT NULL CONSTRAINT page_known CHECK (page IN ('campaigns', 'runs', 'content')),
  default_view uuid,
  last_query text NOT NULL DEFAULT '' CONSTRAINT query_short CHECK (length(last_query) <= 2000),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT view_states_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT view_states_person_key UNIQUE (tenant_id, user_id, page),
  CONSTRAINT view_exists FOREIGN KEY (tenant_id, default_view) REFERENCES saved_views (tenant_id, id)
);
SELECT app.limit_columns('view_states');
SELECT app.isolate('view_states', '{owner,admin,approver,marketer,member,support,viewer}');
CREATE POLICY own ON view_states AS RESTRICTIVE FOR ALL USING (user_id = app.user_id()) WITH CHECK (user_id = app.user_id());
CREATE POLICY add ON view_states FOR INSERT WITH CHECK (app.actor_role() <> '' AND app.run_id() IS NULL);
CREATE POLICY change ON view_states FOR UPDATE USING (app.actor_role() <> '' AND app.run_id() IS NULL);
GRANT INSERT, UPDATE (default_view, last_query, updated_at) ON view_states TO aicmo_app;

-- One action on many campaigns, and what became of each. The form chooses the id, so that sending it twice acts once.
CREATE TABLE bulk_actions (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  act text NOT NULL CONSTRAINT act_known CHECK (act IN ('review', 'withdraw', 'pause', 'archive', 'unarchive')),
  note text,
  outcomes jsonb NOT NULL DEFAULT '[]', -- [{"id", "name", "version", "done", "why"}]
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  CONSTRAINT bulk_actions_pkey PRIMARY KEY (tenant_id, id)
);
SELECT app.limit_columns('bulk_actions');
SELECT app.isolate('bulk_actions', '{owner,admin,approver,marketer,member,support,viewer}');
CREATE POLICY add ON bulk_actions FOR INSERT WITH CHECK (created_by = app.user_id() AND app.run_id() IS NULL
  AND app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]));
CREATE POLICY change ON bulk_actions FOR UPDATE USING (created_by = app.user_id() AND app.run_id() IS NULL AND finished_at IS NULL) WITH CHECK (created_by = app.user_id() AND finished_at IS NOT NULL);
GRANT INSERT, UPDATE (outcomes, finished_at) ON bulk_actions TO aicmo_app;

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
-- Copies a campaign of the entered tenant with its channels, content and wordings as drafts, without dates, results and
-- what other systems know it by. The copy has the origin and run of what was copied, row by row: the words are still whose
-- they were, so that a person can neither take a mark off by copying nor put one on. It names the person as its maker and,
-- on the AI's work, as who edited it. False: p_copy exists already.
CREATE FUNCTION app.copy_campaign(p_campaign uuid, p_copy uuid, p_name text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  t uuid := app.tenant_id();
  me uuid := app.user_id();
BEGIN
  IF NOT coalesce(app.run_id() IS NULL AND me IS NOT NULL AND app.actor_role() = ANY ('{owner,admin,approver,marketer}'), false) THEN
    RAISE EXCEPTION 'a campaign is not copied by %', app.actor_role() USING ERRCODE = 'CM403';
  END IF;
  PERFORM FROM public.cmo_campaigns WHERE tenant_id = t AND id = p_campaign FOR SHARE;
  IF NOT FOUND THEN RAISE EXCEPTION 'no such campaign' USING ERRCODE = 'CM404'; END IF;
  INSERT INTO public.cmo_campaigns (tenant_id, workspace_id, id, origin, run_id, created_by, updated_by, campaign_name, campaign_type, objective, description,
    funnel_id, plan_id, funnel_stage_id, target_icp_id, target_offer_id, target_icp, target_offer, funnel_stage, budget_allocation, primary_kpi, secondary_kpis,
    success_criteria, goal, target_segment_codes, target_tags)
  SELECT t, t, p_copy, c.origin, c.run_id, me, CASE WHEN c.origin = 'ai_cmo' THEN me END, p_name, c.campaign_type, c.objective, c.description,
    c.funnel_id, c.plan_id, c.funnel_stage_id, c.target_icp_id, c.target_offer_id, c.target_icp, c.target_offer, c.funnel_stage, c.budget_allocation, c.primary_kpi, c.secondary_kpis,
    c.success_criteria, c.goal, c.target_segment_codes, c.target_tags
  FROM public.cmo_campaigns c WHERE c.tenant_id = t AND c.id = p_campaign
  ON CONFLICT (tenant_id, id) DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO public.cmo_campaign_channels (tenant_id, workspace_id, id, origin, run_id, created_by, campaign_id, channel_name, channel_type, priority, budget_percentage,
    content_types, posting_frequency, targeting_notes, expected_metrics, is_paid, utm_source, utm_medium, utm_campaign)
  SELECT t, t, gen_random_uuid(), h.origin, h.run_id, me, p_copy, h.channel_name, h.channel_type, h.priority, h.budget_percentage,
    h.content_types, h.posting_frequency, h.targeting_notes, h.expected_metrics, h.is_paid, h.utm_source, h.utm_medium, h.utm_campaign
  FROM public.cmo_campaign_channels h WHERE h.tenant_id = t AND h.campaign_id = p_campaign AND h.archived_at IS NULL;
  WITH old AS MATERIALIZED (
    SELECT a.*, gen_random_uuid() AS copy_id FROM public.cmo_content_assets a WHERE a.tenant_id = t AND a.campaign_id = p_campaign AND a.archived_at IS NULL),
  made AS (
    INSERT INTO public.cmo_content_assets (tenant_id, workspace_id, id, origin, run_id, created_by, campaign_id, title, content_type, channel, funnel_stage, target_icp, target_icp_id,
      key_message, cta, tone, estimated_production_time, supporting_points, dependencies, position)
    SELECT t, t, a.copy_id, a.origin, a.run_id, me, p_copy, a.title, a.content_type, a.channel, a.funnel_stage, a.target_icp, a.target_icp_id,
      a.key_message, a.cta, a.tone, a.estimated_production_time, a.supporting_points, a.dependencies, a.position
    FROM old a RETURNING id)
  INSERT INTO public.cmo_content_variants (tenant_id, workspace_id, id, origin, run_id, created_by, asset_id, variant_name, variant_type, subject_line, headline, body_content, cta_text,
    visual_description, metadata)
  SELECT t, t, gen_random_uuid(), v.origin, v.run_id, me, m.id, v.variant_name, v.variant_type, v.subject_line, v.headline, v.body_content, v.cta_text,
    v.visual_description, v.metadata
  FROM made m JOIN old a ON a.copy_id = m.id JOIN public.cmo_content_variants v ON v.tenant_id = t AND v.asset_id = a.id AND v.archived_at IS NULL;
  INSERT INTO public.record_sources (tenant_id, id, record_table, record_id, record_version, source_table, source_id, source_version)
  SELECT DISTINCT ON (s.source_table, s.source_id) t, gen_random_uuid(), s.record_table, p_copy, 1, s.source_table, s.source_id, s.source_version
  FROM public.record_sources s WHERE s.tenant_id = t AND s.record_table = 'cmo_campaigns' AND s.record_id = p_campaign
  ORDER BY s.source_table, s.source_id, s.record_version DESC, s.source_version DESC;
  INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, record_table, record_id, details)
  VALUES (t, gen_random_uuid(), 'campaign.copied', me, 'person', 'cmo_campaigns', p_copy, jsonb_build_object('from', p_campaign, 'name', p_name));
  RETURN true;
END
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.copy_campaign(uuid, uuid, text) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
