-- +goose Up
-- What a review covers, as one canonical JSON object: the campaign with its channels, assets and variants, without
-- bookkeeping. jsonb orders its keys, so the same content is the same text and the same hash.
-- +goose StatementBegin
CREATE FUNCTION app.campaign_content(p_tenant uuid, p_campaign uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH skip AS (SELECT '{tenant_id,workspace_id,id,origin,run_id,version,created_by,updated_by,created_at,updated_at,archived_at,status,review_state,review_since,review_note,autopilot_enabled,last_optimization_at,last_optimization_note,ai_driven,is_winner,performance_metrics}'::text[] AS keys)
  SELECT jsonb_build_object(
    'campaign', (SELECT to_jsonb(c) - skip.keys FROM public.cmo_campaigns c WHERE c.tenant_id = p_tenant AND c.id = p_campaign),
    'channel', (SELECT coalesce(jsonb_object_agg(h.id, to_jsonb(h) - skip.keys), '{}') FROM public.cmo_campaign_channels h
      WHERE h.tenant_id = p_tenant AND h.campaign_id = p_campaign AND h.archived_at IS NULL),
    'asset', (SELECT coalesce(jsonb_object_agg(a.id, to_jsonb(a) - skip.keys), '{}') FROM public.cmo_content_assets a
      WHERE a.tenant_id = p_tenant AND a.campaign_id = p_campaign AND a.archived_at IS NULL),
    'variant', (SELECT coalesce(jsonb_object_agg(v.id, to_jsonb(v) - skip.keys), '{}') FROM public.cmo_content_variants v
      JOIN public.cmo_content_assets a ON a.tenant_id = p_tenant AND a.id = v.asset_id AND a.archived_at IS NULL
      WHERE v.tenant_id = p_tenant AND a.campaign_id = p_campaign AND v.archived_at IS NULL))
  FROM skip
$$;

CREATE FUNCTION app.content_hash(p_content jsonb) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT encode(sha256(convert_to(p_content::text, 'UTF8')), 'hex')
$$;

-- The versions of brand, ICP and offer that a campaign stands on now.
CREATE FUNCTION app.campaign_inputs(p_tenant uuid, p_campaign uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'id', id, 'name', name, 'version', version) ORDER BY kind, id), '[]') FROM (
    SELECT 'brand' AS kind, b.id, b.brand_name AS name, b.version FROM public.cmo_brand_profiles b WHERE b.tenant_id = p_tenant
    UNION ALL SELECT 'icp', i.id, i.segment_name, i.version FROM public.cmo_icp_segments i
      JOIN public.cmo_campaigns c ON c.tenant_id = p_tenant AND c.id = p_campaign AND c.target_icp_id = i.id WHERE i.tenant_id = p_tenant
    UNION ALL SELECT 'offer', o.id, o.offer_name, o.version FROM public.cmo_offers o
      JOIN public.cmo_campaigns c ON c.tenant_id = p_tenant AND c.id = p_campaign AND c.target_offer_id = o.id WHERE o.tenant_id = p_tenant) x
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.campaign_content(uuid, uuid), app.content_hash(jsonb), app.campaign_inputs(uuid, uuid) TO aicmo_app, aicmo_admin;

-- An approval holds what was approved. Only app.move_campaign and app.renew_approval write it.
CREATE TABLE campaign_approvals (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  campaign_id uuid NOT NULL,
  hash text NOT NULL CONSTRAINT hash_form CHECK (hash ~ '^[0-9a-f]{64}$'),
  content jsonb NOT NULL DEFAULT '{}',
  inputs jsonb NOT NULL DEFAULT '[]',
  note text,
  four_eyes boolean NOT NULL DEFAULT false,
  approved_by uuid, -- NULL: came with an import
  approved_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT campaign_approvals_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT campaign_exists FOREIGN KEY (tenant_id, campaign_id) REFERENCES cmo_campaigns (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX campaign_approvals_latest ON campaign_approvals (tenant_id, campaign_id, approved_at DESC, id DESC);
SELECT app.limit_columns('campaign_approvals');
SELECT app.isolate('campaign_approvals', '{owner,admin,approver,marketer,member,support,viewer,api}');

-- Comments on a record of any kind.
CREATE TABLE record_comments (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  record_table text NOT NULL,
  record_id uuid NOT NULL,
  body text NOT NULL CONSTRAINT body_given CHECK (length(body) BETWEEN 1 AND 5000),
  mentions uuid[] NOT NULL DEFAULT '{}',
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT record_comments_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX record_comments_record ON record_comments (tenant_id, record_table, record_id, created_at);
CREATE INDEX record_comments_when ON record_comments (tenant_id, created_at DESC);
SELECT app.limit_columns('record_comments');
SELECT app.isolate('record_comments', '{owner,admin,approver,marketer,member,support,viewer}');
CREATE POLICY add ON record_comments FOR INSERT WITH CHECK (created_by = app.user_id() AND app.run_id() IS NULL
  AND app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]));
GRANT INSERT ON record_comments TO aicmo_app;

-- Until when a person has seen his inbox; id is the person's.
CREATE TABLE inbox_reads (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT inbox_reads_pkey PRIMARY KEY (tenant_id, id)
);
SELECT app.isolate('inbox_reads', '{owner,admin,approver,marketer,member,support,viewer}');
CREATE POLICY own ON inbox_reads AS RESTRICTIVE FOR ALL USING (id = app.user_id()) WITH CHECK (id = app.user_id());
CREATE POLICY add ON inbox_reads FOR INSERT WITH CHECK (app.actor_role() <> '' AND app.run_id() IS NULL);
CREATE POLICY change ON inbox_reads FOR UPDATE USING (app.actor_role() <> '' AND app.run_id() IS NULL);
GRANT INSERT, UPDATE (seen_at) ON inbox_reads TO aicmo_app;

-- Changes that wait for a decision: edits to what is live, and what a run suggests for existing records.
CREATE TABLE change_sets (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  title text NOT NULL,
  campaign_id uuid, -- the live campaign it changes
  needs_approval boolean NOT NULL DEFAULT false, -- decided by approvers only
  state text NOT NULL DEFAULT 'pending' CONSTRAINT state_known CHECK (state IN ('pending', 'applied', 'partly', 'rejected')),
  run_id uuid,
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  decided_by uuid,
  decided_at timestamptz,
  CONSTRAINT change_sets_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT campaign_exists FOREIGN KEY (tenant_id, campaign_id) REFERENCES cmo_campaigns (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT run_exists FOREIGN KEY (tenant_id, run_id) REFERENCES agent_runs (tenant_id, id),
  CONSTRAINT decision_is_whole CHECK ((state = 'pending') = (decided_at IS NULL)),
  CONSTRAINT live_needs_approval CHECK (campaign_id IS NULL OR needs_approval)
);
CREATE INDEX change_sets_open ON change_sets (tenant_id, state, created_at DESC, id DESC);
SELECT app.limit_columns('change_sets');
SELECT app.isolate('change_sets', '{owner,admin,approver,marketer,member,support,viewer}');
CREATE POLICY add ON change_sets FOR INSERT WITH CHECK (app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]) AND state = 'pending'
  AND created_by IS NOT DISTINCT FROM app.user_id() AND run_id IS NOT DISTINCT FROM app.run_id());
CREATE POLICY decide ON change_sets FOR UPDATE USING (app.run_id() IS NULL AND state = 'pending'
  AND (app.actor_role() = ANY ('{owner,admin,approver}'::text[]) OR app.actor_role() = ANY ('{marketer,member}'::text[]) AND NOT needs_approval))
  WITH CHECK (decided_by = app.user_id());
GRANT INSERT, UPDATE (state, decided_by, decided_at) ON change_sets TO aicmo_app;

CREATE TABLE change_set_items (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  change_set_id uuid NOT NULL,
  item_no int NOT NULL,
  record_table text NOT NULL,
  record_id uuid NOT NULL,
  base_version int NOT NULL,
  field text NOT NULL,
  old_value jsonb NOT NULL DEFAULT '{}', -- {"value": …}
  new_value jsonb NOT NULL DEFAULT '{}',
  reason text, -- why it was suggested
  state text NOT NULL DEFAULT 'pending' CONSTRAINT state_known CHECK (state IN ('pending', 'accepted', 'rejected')),
  decision_note text, -- why it was rejected
  decided_by uuid,
  decided_at timestamptz,
  CONSTRAINT change_set_items_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT change_set_items_no_key UNIQUE (tenant_id, change_set_id, item_no),
  CONSTRAINT set_exists FOREIGN KEY (tenant_id, change_set_id) REFERENCES change_sets (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT rejection_has_reason CHECK (state <> 'rejected' OR decision_note IS NOT NULL)
);
SELECT app.limit_columns('change_set_items');
SELECT app.isolate('change_set_items', '{owner,admin,approver,marketer,member,support,viewer}');
CREATE POLICY add ON change_set_items FOR INSERT WITH CHECK (app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]) AND state = 'pending');
CREATE POLICY decide ON change_set_items FOR UPDATE USING (app.run_id() IS NULL AND state = 'pending' AND app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]))
  WITH CHECK (decided_by = app.user_id());
GRANT INSERT, UPDATE (state, decision_note, decided_by, decided_at) ON change_set_items TO aicmo_app;

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
-- Whether a person made or edited anything a review covers since the last approval, or started the run that did.
CREATE FUNCTION app.made_by(p_tenant uuid, p_campaign uuid, p_user uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  since timestamptz;
BEGIN
  SELECT max(approved_at) INTO since FROM public.campaign_approvals WHERE tenant_id = p_tenant AND campaign_id = p_campaign;
  RETURN EXISTS (
    SELECT FROM (
      SELECT c.id, c.created_by, c.created_at FROM public.cmo_campaigns c WHERE c.tenant_id = p_tenant AND c.id = p_campaign
      UNION ALL SELECT h.id, h.created_by, h.created_at FROM public.cmo_campaign_channels h WHERE h.tenant_id = p_tenant AND h.campaign_id = p_campaign
      UNION ALL SELECT a.id, a.created_by, a.created_at FROM public.cmo_content_assets a WHERE a.tenant_id = p_tenant AND a.campaign_id = p_campaign
      UNION ALL SELECT v.id, v.created_by, v.created_at FROM public.cmo_content_variants v
        JOIN public.cmo_content_assets a ON a.tenant_id = p_tenant AND a.id = v.asset_id AND a.campaign_id = p_campaign WHERE v.tenant_id = p_tenant) r
    WHERE r.created_by = p_user AND r.created_at > coalesce(since, '-infinity')
      OR EXISTS (SELECT FROM public.record_versions x WHERE x.tenant_id = p_tenant AND x.record_id = r.id AND NOT x.kept AND coalesce(x.author_id, x.actor_id) = p_user
        AND x.created_at > coalesce(since, '-infinity')));
END
$$;

-- Approves what the campaign holds now, if it is what the person saw (p_hash) and four eyes do not forbid it.
CREATE FUNCTION app.write_approval(p_campaign uuid, p_note text, p_hash text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  content jsonb := app.campaign_content(app.tenant_id(), p_campaign);
  four boolean;
BEGIN
  IF p_hash IS NOT NULL AND p_hash <> app.content_hash(content) THEN RETURN false; END IF;
  SELECT r.four_eyes INTO four FROM public.os_tenant_registry r WHERE r.tenant_id = app.tenant_id();
  IF four AND app.made_by(app.tenant_id(), p_campaign, app.user_id()) THEN
    RAISE EXCEPTION 'four_eyes' USING ERRCODE = 'CM409';
  END IF;
  INSERT INTO public.campaign_approvals (tenant_id, campaign_id, hash, content, inputs, note, four_eyes, approved_by, approved_at)
  VALUES (app.tenant_id(), p_campaign, app.content_hash(content), content, app.campaign_inputs(app.tenant_id(), p_campaign), p_note, four, app.user_id(), clock_timestamp());
  RETURN true;
END
$$;

-- What keeps an approved campaign from being launched: nothing, 'stale' or 'inputs'.
CREATE FUNCTION app.approval_gap(p_tenant uuid, p_campaign uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN a.hash IS NULL OR a.hash <> app.content_hash(app.campaign_content(p_tenant, p_campaign)) THEN 'stale'
    WHEN a.inputs <> app.campaign_inputs(p_tenant, p_campaign) THEN 'inputs' ELSE '' END
  FROM (SELECT 1) one LEFT JOIN LATERAL (SELECT x.hash, x.inputs FROM public.campaign_approvals x WHERE x.tenant_id = p_tenant AND x.campaign_id = p_campaign
    ORDER BY x.approved_at DESC, x.id DESC LIMIT 1) a ON true
$$;

DROP FUNCTION app.move_campaign(uuid, text, text, text);

-- Moves a campaign of the entered tenant from one state to another, if the pair is allowed for the person's role and
-- p_from is still its state. Approving writes the approval, of what the person saw (p_hash); launching needs one that
-- covers what the campaign holds now. Returns false when something changed meanwhile or there is no such campaign.
CREATE FUNCTION app.move_campaign(p_campaign uuid, p_from text, p_to text, p_note text, p_hash text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  editor boolean := app.actor_role() = ANY ('{owner,admin,approver,marketer}') AND app.run_id() IS NULL;
  approver boolean := app.actor_role() = ANY ('{owner,admin,approver}') AND app.run_id() IS NULL;
  gap text;
BEGIN
  IF NOT (CASE
    WHEN p_from = 'draft' AND p_to = 'in_review' THEN editor
    WHEN p_from = 'changes_requested' AND p_to = 'in_review' THEN editor
    WHEN p_from = 'rejected' AND p_to = 'draft' THEN editor
    WHEN p_from = 'in_review' AND p_to = 'draft' THEN editor
    WHEN p_from = 'in_review' AND p_to IN ('approved', 'changes_requested', 'rejected') THEN approver
    WHEN p_from = 'approved' AND p_to = 'in_review' THEN editor
    WHEN p_from = 'approved' AND p_to IN ('scheduled', 'active') THEN approver
    WHEN p_from = 'scheduled' AND p_to IN ('approved', 'active') THEN approver
    WHEN p_from = 'active' AND p_to IN ('paused', 'completed') THEN approver
    WHEN p_from = 'paused' AND p_to IN ('active', 'completed') THEN approver
    ELSE false END)
  THEN
    RAISE EXCEPTION 'a campaign cannot move from % to % by %', p_from, p_to, app.actor_role() USING ERRCODE = 'CM403';
  END IF;
  PERFORM FROM public.cmo_campaigns WHERE tenant_id = app.tenant_id() AND id = p_campaign AND archived_at IS NULL
    AND app.campaign_state(status, review_state) = p_from FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  IF p_from = 'in_review' AND p_to = 'approved' AND NOT app.write_approval(p_campaign, p_note, p_hash) THEN
    RETURN false;
  END IF;
  IF p_to = 'scheduled' OR p_to = 'active' AND p_from <> 'paused' THEN
    gap := app.approval_gap(app.tenant_id(), p_campaign);
    IF gap <> '' THEN
      RAISE EXCEPTION '%', gap USING ERRCODE = 'CM409';
    END IF;
  END IF;
  UPDATE public.cmo_campaigns SET
    status = CASE WHEN p_to IN ('scheduled', 'active', 'paused', 'completed') THEN p_to ELSE 'draft' END,
    review_state = CASE p_to WHEN 'draft' THEN 'none' WHEN 'in_review' THEN 'in_review' WHEN 'changes_requested' THEN 'changes_requested' WHEN 'rejected' THEN 'rejected' ELSE 'approved' END,
    review_note = p_note, review_since = now(), updated_at = now()
  WHERE tenant_id = app.tenant_id() AND id = p_campaign;
  INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, record_table, record_id, before, after, details)
  VALUES (app.tenant_id(), gen_random_uuid(), 'campaign.moved', app.user_id(), 'person', 'cmo_campaigns', p_campaign,
    jsonb_build_object('state', p_from), jsonb_build_object('state', p_to), jsonb_strip_nulls(jsonb_build_object('note', p_note)));
  RETURN true;
END
$$;

-- Renews the approval of an approved or live campaign for what it holds and stands on now: after changed inputs, or
-- when a change set was applied to it.
CREATE FUNCTION app.renew_approval(p_campaign uuid, p_note text, p_hash text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT (app.actor_role() = ANY ('{owner,admin,approver}') AND app.run_id() IS NULL) THEN
    RAISE EXCEPTION 'an approval is not renewed by %', app.actor_role() USING ERRCODE = 'CM403';
  END IF;
  PERFORM FROM public.cmo_campaigns WHERE tenant_id = app.tenant_id() AND id = p_campaign AND archived_at IS NULL AND review_state = 'approved' AND status <> 'completed' FOR UPDATE;
  IF NOT FOUND OR NOT app.write_approval(p_campaign, p_note, p_hash) THEN RETURN false; END IF;
  INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, record_table, record_id, details)
  VALUES (app.tenant_id(), gen_random_uuid(), 'campaign.approval_renewed', app.user_id(), 'person', 'cmo_campaigns', p_campaign, jsonb_strip_nulls(jsonb_build_object('note', p_note)));
  RETURN true;
END
$$;

-- A campaign that came approved with an import has an approval of what it came with. Returns how many were written.
CREATE FUNCTION app.adopt_approvals() RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  WITH made AS (
    INSERT INTO public.campaign_approvals (tenant_id, campaign_id, hash, content, inputs, note, approved_at)
    SELECT c.tenant_id, c.id, app.content_hash(x.content), x.content, app.campaign_inputs(c.tenant_id, c.id), 'Imported as approved', coalesce(c.review_since, c.updated_at)
    FROM public.cmo_campaigns c CROSS JOIN LATERAL (SELECT app.campaign_content(c.tenant_id, c.id) AS content) x
    WHERE c.review_state = 'approved' AND NOT EXISTS (SELECT FROM public.campaign_approvals a WHERE a.tenant_id = c.tenant_id AND a.campaign_id = c.id)
    RETURNING 1)
  SELECT count(*) FROM made
$$;
SELECT app.adopt_approvals();
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.move_campaign(uuid, text, text, text, text), app.renew_approval(uuid, text, text), app.approval_gap(uuid, uuid),
  app.made_by(uuid, uuid, uuid) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
