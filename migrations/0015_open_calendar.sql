-- +goose Up
-- The calendar is read by pages under row level security and by feeds under a secret of their own, so its query stands
-- here once. It runs with the rights of its caller. A campaign's or an asset's date is left out where an event of the
-- same day stands for it, or where a rejection has ended it.
-- +goose StatementBegin
CREATE FUNCTION app.calendar_items(p_tenant uuid, p_from date, p_to date, p_zone text)
RETURNS TABLE (id uuid, kind text, title text, type text, note text, channel text, day date, at timestamptz, state text, origin text,
  asset_id uuid, campaign_id uuid, campaign_name text, campaign_status text, campaign_review text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH events AS (
    SELECT e.*, (e.scheduled_at AT TIME ZONE p_zone)::date AS on_day FROM public.cmo_calendar_events e
    WHERE e.tenant_id = p_tenant AND e.archived_at IS NULL
      AND e.scheduled_at >= (p_from::timestamp AT TIME ZONE p_zone) - interval '1 hour' AND e.scheduled_at < ((p_to + 1)::timestamp AT TIME ZONE p_zone) + interval '1 hour'),
  found AS (
    SELECT c.id, 'start' AS kind, c.campaign_name AS title, '' AS type, '' AS note, '' AS channel, c.start_date AS day, NULL::timestamptz AS at, '' AS state, c.origin, NULL::uuid AS asset_id, c.id AS campaign_id
    FROM public.cmo_campaigns c WHERE c.tenant_id = p_tenant AND c.archived_at IS NULL AND c.review_state <> 'rejected' AND c.start_date BETWEEN p_from AND p_to
      AND NOT EXISTS (SELECT FROM events e WHERE e.campaign_id = c.id AND e.event_type = 'campaign_start' AND e.on_day = c.start_date)
    UNION ALL SELECT c.id, 'end', c.campaign_name, '', '', '', c.end_date, NULL, '', c.origin, NULL, c.id
    FROM public.cmo_campaigns c WHERE c.tenant_id = p_tenant AND c.archived_at IS NULL AND c.review_state <> 'rejected' AND c.end_date BETWEEN p_from AND p_to
      AND NOT EXISTS (SELECT FROM events e WHERE e.campaign_id = c.id AND e.event_type = 'campaign_end' AND e.on_day = c.end_date)
    UNION ALL SELECT a.id, 'publish', a.title, '', '', coalesce(a.channel, ''), a.publish_date, NULL, a.status, a.origin, a.id, a.campaign_id
    FROM public.cmo_content_assets a WHERE a.tenant_id = p_tenant AND a.archived_at IS NULL AND a.status <> 'archived' AND a.publish_date BETWEEN p_from AND p_to
      AND NOT EXISTS (SELECT FROM events e WHERE e.asset_id = a.id AND e.event_type IN ('content_publish', 'landing_page_published') AND e.on_day = a.publish_date)
    UNION ALL SELECT e.id, 'event', e.title, e.event_type, coalesce(e.description, ''), coalesce(e.channel, ''), NULL, e.scheduled_at, e.status, e.origin, e.asset_id, e.campaign_id
    FROM events e WHERE e.on_day BETWEEN p_from AND p_to)
  SELECT f.id, f.kind, f.title, f.type, f.note, f.channel, f.day, f.at, f.state, f.origin, f.asset_id, f.campaign_id,
    coalesce(c.campaign_name, ''), coalesce(c.status, ''), coalesce(c.review_state, '')
  FROM found f LEFT JOIN public.cmo_campaigns c ON c.tenant_id = p_tenant AND c.id = f.campaign_id
  ORDER BY coalesce(f.day, (f.at AT TIME ZONE p_zone)::date), f.at NULLS FIRST, f.title, f.id LIMIT 1001
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.calendar_items(uuid, date, date, text) TO aicmo_app, aicmo_admin;

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
-- A feed is a person's own right to read one tenant's calendar and nothing else: app.enter does not know its kind. A
-- new one ends the one before.
CREATE FUNCTION app.renew_feed(p_feed bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF app.tenant_id() IS NULL OR app.user_id() IS NULL OR app.run_id() IS NOT NULL THEN
    RAISE EXCEPTION 'a feed is made by a person in a tenant' USING ERRCODE = 'CM404';
  END IF;
  DELETE FROM public.capabilities WHERE kind = 'feed' AND user_id = app.user_id() AND tenant_id = app.tenant_id();
  INSERT INTO public.capabilities (hash, kind, user_id, tenant_id, expires_at) VALUES (p_feed, 'feed', app.user_id(), app.tenant_id(), 'infinity');
  PERFORM app.audit(app.tenant_id(), 'feed.renewed', app.user_id(), 'person', '{}');
END
$$;

CREATE FUNCTION app.revoke_feed() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  gone boolean;
BEGIN
  DELETE FROM public.capabilities WHERE kind = 'feed' AND user_id = app.user_id() AND tenant_id = app.tenant_id() AND app.run_id() IS NULL;
  gone := FOUND;
  IF gone THEN PERFORM app.audit(app.tenant_id(), 'feed.revoked', app.user_id(), 'person', '{}'); END IF;
  RETURN gone;
END
$$;

CREATE FUNCTION app.own_feed() RETURNS TABLE (since timestamptz, read_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.created_at, CASE WHEN c.last_seen_at > c.created_at THEN c.last_seen_at END FROM public.capabilities c
  WHERE c.kind = 'feed' AND c.user_id = app.user_id() AND c.tenant_id = app.tenant_id()
$$;

-- Whose calendar a feed may read now: no row once its person has left or is disabled, or the tenant or module is off.
CREATE FUNCTION app.open_feed(p_feed bytea) RETURNS TABLE (tenant_id uuid, name text, slug text, zone text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT r.tenant_id, r.name, r.slug, r.time_zone
    FROM public.capabilities c
    JOIN public.users u ON u.id = c.user_id AND u.disabled_at IS NULL
    JOIN public.user_tenants m ON m.user_id = c.user_id AND m.tenant_id = c.tenant_id
    JOIN public.os_tenant_registry r ON r.tenant_id = c.tenant_id AND r.is_active
    WHERE c.hash = p_feed AND c.kind = 'feed' AND c.expires_at > now() AND app.module_on(r.tenant_id, 'ai_cmo', c.user_id, m.beta);
  IF FOUND THEN UPDATE public.capabilities SET last_seen_at = now() WHERE hash = p_feed; END IF;
END
$$;

CREATE FUNCTION app.feed_items(p_feed bytea, p_from date, p_to date)
RETURNS TABLE (id uuid, kind text, title text, type text, note text, channel text, day date, at timestamptz, state text, origin text,
  asset_id uuid, campaign_id uuid, campaign_name text, campaign_status text, campaign_review text)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT i.* FROM app.open_feed(p_feed) f, LATERAL app.calendar_items(f.tenant_id, p_from, p_to, f.zone) i
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.renew_feed(bytea), app.revoke_feed(), app.own_feed(), app.open_feed(bytea), app.feed_items(bytea, date, date) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
