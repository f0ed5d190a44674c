-- +goose Up
-- Words by which a team orders its campaigns. They are no content: an approval does not cover them, and they change on a live
-- campaign at once.
ALTER TABLE cmo_campaigns ADD COLUMN tags jsonb NOT NULL DEFAULT '[]' CONSTRAINT tags_limit CHECK (jsonb_typeof(tags) = 'array'),
  ADD CONSTRAINT tags_few CHECK (jsonb_array_length(tags) <= 20);
GRANT UPDATE (tags) ON cmo_campaigns TO aicmo_app;

-- As before, and without tags.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION app.campaign_content(p_tenant uuid, p_campaign uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH skip AS (SELECT '{tenant_id,workspace_id,id,origin,run_id,version,created_by,updated_by,created_at,updated_at,archived_at,status,review_state,review_since,review_note,autopilot_enabled,last_optimization_at,last_optimization_note,ai_driven,is_winner,performance_metrics,tags}'::text[] AS keys)
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
-- +goose StatementEnd

SET LOCAL ROLE aicmo_admin;
-- As in 0033, but who only tagged a campaign has edited nothing that a review covers.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION app.made_by(p_tenant uuid, p_campaign uuid, p_user uuid) RETURNS boolean
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
      OR EXISTS (SELECT FROM public.record_versions x WHERE x.tenant_id = p_tenant AND x.record_id = r.id AND NOT x.kept AND x.token_name IS NULL AND coalesce(x.author_id, x.actor_id) = p_user
        AND x.created_at > coalesce(since, '-infinity') AND x.changed IS DISTINCT FROM '{tags}'::text[]));
END
$$;
-- +goose StatementEnd
SET LOCAL ROLE aicmo_owner;

-- Acts on many may tag, and take thousands: what is still to do is found without what is done.
ALTER TABLE bulk_actions DROP CONSTRAINT act_known, ADD COLUMN tag text CONSTRAINT tag_limit CHECK (length(tag) BETWEEN 1 AND 40),
  ADD CONSTRAINT act_known CHECK (act IN ('review', 'withdraw', 'pause', 'archive', 'unarchive', 'tag', 'untag')),
  ADD CONSTRAINT tag_of_act CHECK ((tag IS NOT NULL) = (act IN ('tag', 'untag')));
CREATE INDEX bulk_items_open ON bulk_items (tenant_id, bulk_id, item_no) WHERE done IS NULL;
