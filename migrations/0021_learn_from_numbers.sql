-- +goose Up
-- A file of numbers between its preview and the decision about it. The rows are checked ones, and are dropped once decided.
CREATE TABLE metric_imports (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  file_name text NOT NULL,
  data_mode text NOT NULL CONSTRAINT data_mode_known CHECK (data_mode IN ('live', 'demo')),
  state text NOT NULL DEFAULT 'pending' CONSTRAINT state_known CHECK (state IN ('pending', 'applied', 'discarded')),
  rows jsonb NOT NULL DEFAULT '[]',
  problems jsonb NOT NULL DEFAULT '[]', -- lines that were not understood, each with what is wrong
  added int CONSTRAINT added_positive CHECK (added >= 0),
  changed int CONSTRAINT changed_positive CHECK (changed >= 0),
  unchanged int CONSTRAINT unchanged_positive CHECK (unchanged >= 0),
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  decided_by uuid,
  decided_at timestamptz,
  CONSTRAINT metric_imports_pkey PRIMARY KEY (tenant_id, id)
);
SELECT app.limit_columns('metric_imports');
SELECT app.isolate('metric_imports', '{owner,admin,approver,marketer,member,support,viewer}');
CREATE POLICY add ON metric_imports FOR INSERT WITH CHECK (app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]) AND app.run_id() IS NULL
  AND state = 'pending' AND created_by = app.user_id());
CREATE POLICY decide ON metric_imports FOR UPDATE USING (app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]) AND app.run_id() IS NULL AND state = 'pending')
  WITH CHECK (decided_by = app.user_id());
GRANT INSERT, UPDATE (state, rows, added, changed, unchanged, decided_by, decided_at) ON metric_imports TO aicmo_app;

-- Decisions about recommendations. Only app.decide_recommendation writes them.
ALTER TABLE cmo_recommendations
  DROP CONSTRAINT status_known,
  ADD CONSTRAINT status_known CHECK (status IN ('pending', 'accepted', 'implemented', 'dismissed', 'snoozed')),
  ADD COLUMN decision_note text CONSTRAINT decision_note_limit CHECK (length(decision_note) <= 2000),
  ADD COLUMN snoozed_until date,
  ADD COLUMN decided_by uuid,
  ADD COLUMN decided_at timestamptz,
  ADD COLUMN task_id uuid, -- the calendar event that an acceptance made
  ADD COLUMN change_set_id uuid, -- or the change set
  ADD CONSTRAINT task_exists FOREIGN KEY (tenant_id, task_id) REFERENCES cmo_calendar_events (tenant_id, id),
  ADD CONSTRAINT change_set_exists FOREIGN KEY (tenant_id, change_set_id) REFERENCES change_sets (tenant_id, id);
CREATE POLICY add_undecided ON cmo_recommendations AS RESTRICTIVE FOR INSERT WITH CHECK (decision_note IS NULL AND snoozed_until IS NULL AND decided_by IS NULL AND decided_at IS NULL
  AND task_id IS NULL AND change_set_id IS NULL);
ALTER TABLE cmo_calendar_events DROP CONSTRAINT event_type_known,
  ADD CONSTRAINT event_type_known CHECK (event_type IN ('campaign_start', 'campaign_end', 'content_publish', 'landing_page_published', 'milestone', 'review', 'task', 'other'));

-- What an accepted recommendation is measured by: frozen when it is accepted, its result written once when the window is
-- over. Whether that is an improvement follows from the counts.
CREATE TABLE recommendation_outcomes (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  recommendation_id uuid NOT NULL,
  campaign_id uuid NOT NULL,
  metric text NOT NULL CONSTRAINT metric_known CHECK (metric IN ('click_rate', 'conversion_rate', 'return', 'conversions')),
  data_mode text NOT NULL CONSTRAINT data_mode_known CHECK (data_mode IN ('live', 'demo')),
  target numeric,
  baseline_from date NOT NULL,
  baseline_to date NOT NULL,
  window_from date NOT NULL,
  window_to date NOT NULL,
  baseline jsonb NOT NULL DEFAULT '{}', -- days, impressions, clicks, conversions, cost, revenue
  result jsonb,
  settled_at timestamptz,
  withdrawn_at timestamptz,
  accepted_by uuid NOT NULL,
  accepted_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT recommendation_outcomes_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT recommendation_exists FOREIGN KEY (tenant_id, recommendation_id) REFERENCES cmo_recommendations (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT campaign_exists FOREIGN KEY (tenant_id, campaign_id) REFERENCES cmo_campaigns (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT baseline_before_window CHECK (baseline_from <= baseline_to AND baseline_to < window_from AND window_from <= window_to)
);
CREATE UNIQUE INDEX recommendation_outcomes_open ON recommendation_outcomes (tenant_id, recommendation_id) WHERE withdrawn_at IS NULL;
CREATE INDEX recommendation_outcomes_due ON recommendation_outcomes (tenant_id, window_to) WHERE settled_at IS NULL AND withdrawn_at IS NULL;
SELECT app.limit_columns('recommendation_outcomes');
SELECT app.isolate('recommendation_outcomes', '{owner,admin,approver,marketer,member,support,viewer,api}');
CREATE POLICY add ON recommendation_outcomes FOR INSERT WITH CHECK (app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]) AND app.run_id() IS NULL
  AND accepted_by = app.user_id() AND settled_at IS NULL AND result IS NULL AND withdrawn_at IS NULL);
CREATE POLICY withdraw ON recommendation_outcomes FOR UPDATE USING (app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]) AND app.run_id() IS NULL AND withdrawn_at IS NULL)
  WITH CHECK (app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]) AND app.run_id() IS NULL AND withdrawn_at IS NOT NULL);
GRANT INSERT, UPDATE (withdrawn_at) ON recommendation_outcomes TO aicmo_app;

-- What the campaigns of a tenant reported between two days, as counts. A campaign's own row is the sum of its channels, so
-- channels count only where it is missing; weekly and other totals repeat days that are counted already.
-- +goose StatementBegin
CREATE FUNCTION app.reported(p_tenant uuid, p_campaign uuid, p_mode text, p_from date, p_to date) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object('days', count(DISTINCT d.snapshot_date), 'impressions', sum(d.impressions), 'clicks', sum(d.clicks), 'conversions', sum(d.conversions), 'cost', sum(d.cost), 'revenue', sum(d.revenue),
    'seen_impressions', sum(d.impressions) FILTER (WHERE d.clicks IS NOT NULL), 'seen_clicks', sum(d.clicks) FILTER (WHERE d.impressions IS NOT NULL),
    'won_clicks', sum(d.clicks) FILTER (WHERE d.conversions IS NOT NULL), 'won_conversions', sum(d.conversions) FILTER (WHERE d.clicks IS NOT NULL),
    'back_cost', sum(d.cost) FILTER (WHERE d.revenue IS NOT NULL), 'back_revenue', sum(d.revenue) FILTER (WHERE d.cost IS NOT NULL))
  FROM (
    SELECT m.campaign_id, m.snapshot_date,
      coalesce(sum(m.impressions) FILTER (WHERE m.channel_id IS NULL), sum(m.impressions)) AS impressions, coalesce(sum(m.clicks) FILTER (WHERE m.channel_id IS NULL), sum(m.clicks)) AS clicks,
      coalesce(sum(m.conversions) FILTER (WHERE m.channel_id IS NULL), sum(m.conversions)) AS conversions, coalesce(sum(m.cost) FILTER (WHERE m.channel_id IS NULL), sum(m.cost)) AS cost,
      coalesce(sum(m.revenue) FILTER (WHERE m.channel_id IS NULL), sum(m.revenue)) AS revenue
    FROM public.cmo_metrics_snapshots m
    WHERE m.tenant_id = p_tenant AND m.snapshot_date BETWEEN p_from AND p_to AND m.archived_at IS NULL AND m.campaign_id IS NOT NULL AND m.data_mode = p_mode
      AND (p_campaign IS NULL OR m.campaign_id = p_campaign) AND m.metric_type NOT IN ('weekly', 'monthly', 'total', 'summary')
    GROUP BY m.campaign_id, m.snapshot_date, m.metric_type) d
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.reported(uuid, uuid, text, date, date) TO aicmo_app, aicmo_admin;

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
-- A person of the entered tenant decides about a recommendation, or takes a decision back (to pending). False: it was
-- decided meanwhile, or does not exist. A snoozed one is pending again from its day on.
CREATE FUNCTION app.decide_recommendation(p_id uuid, p_from text, p_to text, p_note text, p_until date, p_task uuid, p_change uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF app.run_id() IS NOT NULL OR app.actor_role() <> ALL ('{owner,admin,approver,marketer}') OR NOT (CASE
    WHEN p_from IN ('pending', 'snoozed') AND p_to = 'accepted' THEN true
    WHEN p_from IN ('pending', 'snoozed') AND p_to = 'dismissed' THEN length(p_note) > 0
    WHEN p_from IN ('pending', 'snoozed') AND p_to = 'snoozed' THEN length(p_note) > 0 AND p_until IS NOT NULL
    WHEN p_from = 'accepted' AND p_to = 'implemented' THEN true
    WHEN p_from IN ('accepted', 'implemented', 'dismissed', 'snoozed') AND p_to = 'pending' THEN true
    ELSE false END)
  THEN
    RAISE EXCEPTION 'a recommendation cannot move from % to % by %', p_from, p_to, app.actor_role() USING ERRCODE = 'CM403';
  END IF;
  UPDATE public.cmo_recommendations SET status = p_to, updated_at = now(), updated_by = app.user_id(), implemented_at = CASE WHEN p_to = 'implemented' THEN now() END,
    decision_note = CASE WHEN p_to IN ('implemented', 'pending') THEN CASE WHEN p_to = 'implemented' THEN decision_note END ELSE nullif(p_note, '') END,
    snoozed_until = CASE WHEN p_to = 'snoozed' THEN p_until END, decided_by = CASE WHEN p_to <> 'pending' THEN app.user_id() END, decided_at = CASE WHEN p_to <> 'pending' THEN now() END,
    task_id = CASE WHEN p_to = 'implemented' THEN task_id WHEN p_to = 'accepted' THEN p_task END,
    change_set_id = CASE WHEN p_to = 'implemented' THEN change_set_id WHEN p_to = 'accepted' THEN p_change END
  WHERE tenant_id = app.tenant_id() AND id = p_id AND status = p_from AND archived_at IS NULL;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, record_table, record_id, before, after, details)
  VALUES (app.tenant_id(), gen_random_uuid(), 'recommendation.' || p_to, app.user_id(), 'person', 'cmo_recommendations', p_id,
    jsonb_build_object('status', p_from), jsonb_build_object('status', p_to), jsonb_strip_nulls(jsonb_build_object('note', nullif(p_note, ''), 'until', p_until)));
  RETURN true;
END
$$;

-- Writes the results of the outcomes whose window has been over for three days, so that late numbers count. Once each.
CREATE FUNCTION app.settle_outcomes(p_system bytea) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  n int;
BEGIN
  UPDATE public.recommendation_outcomes o SET settled_at = now(), result = app.reported(o.tenant_id, o.campaign_id, o.data_mode, o.window_from, o.window_to)
  FROM public.os_tenant_registry g
  WHERE app.is_system(p_system) AND g.tenant_id = o.tenant_id AND g.is_active AND o.settled_at IS NULL AND o.withdrawn_at IS NULL
    AND o.window_to < (now() AT TIME ZONE g.time_zone)::date - 3;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END
$$;

-- The tenants whose last whole week, Monday to Sunday in their zone, has no summary yet: from Monday at six on, if the module
-- is on and there is a campaign to say something of.
CREATE FUNCTION app.due_weeks(p_system bytea) RETURNS TABLE (tenant_id uuid, week date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT d.tenant_id, d.week FROM (
    SELECT g.tenant_id, (date_trunc('week', (now() AT TIME ZONE g.time_zone) - interval '6 hours') - interval '7 days')::date AS week
    FROM public.os_tenant_registry g WHERE app.is_system(p_system) AND g.is_active AND app.module_on(g.tenant_id, 'ai_cmo', g.tenant_id, true)) d
  WHERE EXISTS (SELECT FROM public.cmo_campaigns c WHERE c.tenant_id = d.tenant_id AND c.archived_at IS NULL AND c.created_at < d.week + 7)
    AND NOT EXISTS (SELECT FROM public.cmo_weekly_summaries s WHERE s.tenant_id = d.tenant_id AND s.week_start = d.week)
  ORDER BY d.tenant_id LIMIT 1000
$$;

-- What happened in a week of a tenant, for its summary. NULL: the tenant or its module is off.
CREATE FUNCTION app.week_facts(p_system bytea, p_tenant uuid, p_week date) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object('currency', g.currency, 'mode', k.mode, 'sums', app.reported(p_tenant, NULL, k.mode, p_week, p_week + 6), 'before', app.reported(p_tenant, NULL, k.mode, p_week - 7, p_week - 1),
    'campaigns', (SELECT coalesce(jsonb_agg(x.doc), '[]') FROM (
      SELECT jsonb_build_object('name', c.campaign_name, 'sums', app.reported(p_tenant, c.id, k.mode, p_week, p_week + 6)) AS doc FROM public.cmo_campaigns c
      WHERE c.tenant_id = p_tenant AND c.archived_at IS NULL AND EXISTS (SELECT FROM public.cmo_metrics_snapshots m WHERE m.tenant_id = p_tenant AND m.campaign_id = c.id AND m.snapshot_date BETWEEN p_week AND p_week + 6)
      ORDER BY c.created_at, c.id LIMIT 60) x),
    'runs', (SELECT count(*) FROM public.agent_runs r WHERE r.tenant_id = p_tenant AND r.created_at >= p_week::timestamp AT TIME ZONE g.time_zone AND r.created_at < (p_week + 7)::timestamp AT TIME ZONE g.time_zone),
    'failed', (SELECT count(*) FROM public.agent_runs r WHERE r.tenant_id = p_tenant AND r.status IN ('failed', 'timed_out') AND r.created_at >= p_week::timestamp AT TIME ZONE g.time_zone
      AND r.created_at < (p_week + 7)::timestamp AT TIME ZONE g.time_zone),
    'live', (SELECT count(*) FROM public.cmo_campaigns c WHERE c.tenant_id = p_tenant AND c.status = 'active' AND c.archived_at IS NULL),
    'reviews', (SELECT count(*) FROM public.cmo_campaigns c WHERE c.tenant_id = p_tenant AND c.status = 'draft' AND c.review_state = 'in_review' AND c.archived_at IS NULL),
    'advice', (SELECT coalesce(jsonb_agg(n.title), '[]') FROM (SELECT a.title FROM public.cmo_recommendations a WHERE a.tenant_id = p_tenant AND a.status = 'pending' AND a.archived_at IS NULL
      ORDER BY array_position('{critical,warning,info}'::text[], a.severity), a.created_at DESC, a.id LIMIT 3) n))
  FROM public.os_tenant_registry g CROSS JOIN LATERAL (SELECT CASE WHEN EXISTS (SELECT FROM public.cmo_metrics_snapshots m WHERE m.tenant_id = p_tenant AND m.data_mode = 'live'
      AND m.snapshot_date BETWEEN p_week - 7 AND p_week + 6) THEN 'live' WHEN EXISTS (SELECT FROM public.cmo_metrics_snapshots m WHERE m.tenant_id = p_tenant AND m.snapshot_date BETWEEN p_week AND p_week + 6) THEN 'demo' ELSE 'live' END AS mode) k
  WHERE app.is_system(p_system) AND g.tenant_id = p_tenant AND g.is_active AND app.module_on(p_tenant, 'ai_cmo', p_tenant, true)
$$;

-- Keeps a week's summary: once a tenant and week, whoever else comes.
CREATE FUNCTION app.put_week(p_system bytea, p_tenant uuid, p_week date, p_doc jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT app.is_system(p_system) OR extract(isodow FROM p_week) <> 1 THEN
    RAISE EXCEPTION 'no right to summarize this week' USING ERRCODE = 'CM404';
  END IF;
  INSERT INTO public.cmo_weekly_summaries (tenant_id, workspace_id, id, origin, week_start, week_end, executive_summary, key_wins, challenges, metrics_summary, top_performing_content, recommendations, next_week_priorities)
  SELECT p_tenant, p_tenant, gen_random_uuid(), 'ai_cmo', p_week, p_week + 6, n.executive_summary, n.key_wins, n.challenges, n.metrics_summary, n.top_performing_content, n.recommendations, n.next_week_priorities
  FROM jsonb_populate_record(NULL::public.cmo_weekly_summaries, p_doc) n
  ON CONFLICT ON CONSTRAINT cmo_weekly_summaries_week_key DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM app.audit(p_tenant, 'week.summarized', NULL, 'system', jsonb_build_object('week', p_week));
  RETURN true;
END
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.decide_recommendation(uuid, text, text, text, date, uuid, uuid), app.settle_outcomes(bytea), app.due_weeks(bytea), app.week_facts(bytea, uuid, date),
  app.put_week(bytea, uuid, date, jsonb) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
