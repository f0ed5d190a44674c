-- +goose Up
-- Addresses of a tenant's own systems that hear of changes. Tenants sign what they receive with a secret that only the
-- server can read: it must sign, so the secret is kept, encrypted with a key that is not in the database.
CREATE TABLE webhook_endpoints (
  tenant_id uuid NOT NULL CONSTRAINT webhook_endpoints_tenant_fk REFERENCES os_tenant_registry (tenant_id) ON DELETE CASCADE,
  id uuid NOT NULL,
  url text NOT NULL CONSTRAINT url_form CHECK (url LIKE 'https://%' AND length(url) <= 2000),
  description text NOT NULL DEFAULT '' CONSTRAINT description_limit CHECK (length(description) <= 200),
  events text[] NOT NULL CONSTRAINT events_known CHECK (cardinality(events) BETWEEN 1 AND 6 AND events <@
    '{campaign.approved,campaign.launched,campaign.paused,campaign.changed,run.finished,recommendation.made}'::text[]),
  disabled_at timestamptz,
  disabled_reason text CONSTRAINT disabled_reason_known CHECK (disabled_reason IN ('person', 'failing', 'gone')),
  failing_since timestamptz, -- of the first failure after the last success
  delivered_at timestamptz, -- the last success
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT disabled_whole CHECK ((disabled_at IS NULL) = (disabled_reason IS NULL))
);
SELECT app.isolate('webhook_endpoints', '{owner,admin}');
CREATE POLICY add ON webhook_endpoints FOR INSERT WITH CHECK (app.actor_role() = ANY ('{owner,admin}'::text[]) AND app.run_id() IS NULL AND created_by = app.user_id());
CREATE POLICY change ON webhook_endpoints FOR UPDATE USING (app.actor_role() = ANY ('{owner,admin}'::text[]) AND app.run_id() IS NULL);
GRANT INSERT, UPDATE (url, description, events, disabled_at, disabled_reason, failing_since, updated_at) ON webhook_endpoints TO aicmo_app;

-- No role reads these: only app.open_delivery gives them out, to a worker.
CREATE TABLE webhook_secrets (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  endpoint_id uuid NOT NULL,
  sealed bytea NOT NULL CONSTRAINT sealed_form CHECK (octet_length(sealed) BETWEEN 32 AND 400),
  created_at timestamptz NOT NULL DEFAULT now(),
  ends_at timestamptz, -- NULL: the present one
  CONSTRAINT webhook_secrets_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT webhook_secrets_endpoint_fk FOREIGN KEY (tenant_id, endpoint_id) REFERENCES webhook_endpoints (tenant_id, id) ON DELETE CASCADE
);
SELECT app.isolate('webhook_secrets', '{}');
CREATE UNIQUE INDEX webhook_secrets_present ON webhook_secrets (tenant_id, endpoint_id) WHERE ends_at IS NULL;

-- The outbox: what happened, written in the transaction in which it did. One row a transaction, kind and record.
CREATE TABLE webhook_events (
  tenant_id uuid NOT NULL CONSTRAINT webhook_events_tenant_fk REFERENCES os_tenant_registry (tenant_id) ON DELETE CASCADE,
  id uuid NOT NULL, -- the webhook-id that receivers see
  type text NOT NULL CONSTRAINT type_known CHECK (type IN
    ('campaign.approved', 'campaign.launched', 'campaign.paused', 'campaign.changed', 'run.finished', 'recommendation.made', 'webhook.test')),
  record_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
  handed_out boolean NOT NULL DEFAULT false, -- its deliveries exist
  payload text CONSTRAINT payload_limit CHECK (octet_length(payload) <= 1100000), -- the bytes that are sent, from the first try on
  CONSTRAINT webhook_events_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT webhook_events_once UNIQUE (tenant_id, record_id, type, tx)
);
SELECT app.isolate('webhook_events', '{owner,admin}');
CREATE INDEX webhook_events_waiting ON webhook_events (at) WHERE NOT handed_out;
CREATE INDEX webhook_events_age ON webhook_events (at);

CREATE TABLE webhook_deliveries (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  endpoint_id uuid NOT NULL,
  event_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'pending' CONSTRAINT state_known CHECK (state IN ('pending', 'delivered', 'failed')),
  tries int NOT NULL DEFAULT 0, -- of the present round: resending begins a new one
  claim int NOT NULL DEFAULT 0, -- counts those who took it up; only the last may close it
  claimed_until timestamptz,
  next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT webhook_deliveries_once UNIQUE (tenant_id, endpoint_id, event_id),
  CONSTRAINT webhook_deliveries_endpoint_fk FOREIGN KEY (tenant_id, endpoint_id) REFERENCES webhook_endpoints (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT webhook_deliveries_event_fk FOREIGN KEY (tenant_id, event_id) REFERENCES webhook_events (tenant_id, id) ON DELETE CASCADE
);
SELECT app.isolate('webhook_deliveries', '{owner,admin}');
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (tenant_id, endpoint_id, next_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_log ON webhook_deliveries (tenant_id, endpoint_id, created_at DESC, id DESC);
CREATE INDEX webhook_deliveries_event ON webhook_deliveries (tenant_id, event_id);

CREATE TABLE webhook_attempts (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  code int CONSTRAINT code_range CHECK (code BETWEEN 100 AND 999), -- of the answer; NULL: there was none
  problem text CONSTRAINT problem_limit CHECK (length(problem) <= 500), -- NULL: delivered
  answer text NOT NULL DEFAULT '' CONSTRAINT answer_limit CHECK (length(answer) <= 2000), -- how its body begins
  took_ms int NOT NULL CONSTRAINT took_positive CHECK (took_ms >= 0),
  CONSTRAINT webhook_attempts_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT webhook_attempts_delivery_fk FOREIGN KEY (tenant_id, delivery_id) REFERENCES webhook_deliveries (tenant_id, id) ON DELETE CASCADE
);
SELECT app.isolate('webhook_attempts', '{owner,admin}');
CREATE INDEX webhook_attempts_log ON webhook_attempts (tenant_id, delivery_id, at DESC);

-- A worker reads what an event is about as the tenant's API would: with a right of the kind of a token that lives two
-- minutes, opens no call and stands on no list.
ALTER TABLE capabilities ADD COLUMN inner_use boolean NOT NULL DEFAULT false;

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
-- Writes into the outbox of a tenant that something happened, if anybody there wants to hear of it.
CREATE FUNCTION app.put_event(p_tenant uuid, p_type text, p_record uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.webhook_events (tenant_id, id, type, record_id)
  SELECT p_tenant, gen_random_uuid(), p_type, p_record
  WHERE EXISTS (SELECT FROM public.webhook_endpoints e WHERE e.tenant_id = p_tenant AND e.disabled_at IS NULL AND p_type = ANY (e.events))
  ON CONFLICT ON CONSTRAINT webhook_events_once DO NOTHING
$$;

-- The same for the entered tenant and a record of it: of a part of a campaign, that the campaign changed.
CREATE FUNCTION app.tell_change(p_type text, p_table text, p_record uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  t uuid := app.tenant_id();
  about uuid := p_record;
BEGIN
  IF t IS NULL OR NOT EXISTS (SELECT FROM public.webhook_endpoints e WHERE e.tenant_id = t AND e.disabled_at IS NULL) THEN RETURN; END IF;
  IF p_table = 'cmo_campaign_channels' THEN
    SELECT h.campaign_id INTO about FROM public.cmo_campaign_channels h WHERE h.tenant_id = t AND h.id = p_record;
  ELSIF p_table = 'cmo_content_assets' THEN
    SELECT a.campaign_id INTO about FROM public.cmo_content_assets a WHERE a.tenant_id = t AND a.id = p_record;
  ELSIF p_table = 'cmo_content_variants' THEN
    SELECT a.campaign_id INTO about FROM public.cmo_content_variants v JOIN public.cmo_content_assets a ON a.tenant_id = t AND a.id = v.asset_id WHERE v.tenant_id = t AND v.id = p_record;
  END IF;
  IF about IS NOT NULL THEN PERFORM app.put_event(t, p_type, about); END IF;
END
$$;

-- As in 0016; and that a run has ended is told to the tenant's own systems, too. Every way in which one ends comes by here.
CREATE OR REPLACE FUNCTION app.tell_run(p_tenant uuid, p_run uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT app.put_event(r.tenant_id, 'run.finished', r.id) FROM public.agent_runs r WHERE r.tenant_id = p_tenant AND r.id = p_run AND r.completed_at IS NOT NULL;
  SELECT pg_notify('aicmo_runs', p_tenant || ' ' || p_run)
$$;

-- As in 0019, and tells of the launch.
CREATE OR REPLACE FUNCTION app.start_campaign(p_system bytea, p_tenant uuid, p_campaign uuid, p_now timestamptz, p_hash text, p_problem text) RETURNS boolean
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
  PERFORM app.put_event(p_tenant, 'campaign.launched', p_campaign);
  RETURN true;
END
$$;

-- Gives an endpoint a secret; the one before still signs for p_keep.
CREATE FUNCTION app.put_webhook_secret(p_endpoint uuid, p_secret uuid, p_sealed bytea, p_keep interval) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT app.manages() THEN RAISE EXCEPTION 'webhooks are the business of those who manage the tenant' USING ERRCODE = 'CM403'; END IF;
  PERFORM FROM public.webhook_endpoints WHERE tenant_id = app.tenant_id() AND id = p_endpoint FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM public.webhook_secrets WHERE tenant_id = app.tenant_id() AND endpoint_id = p_endpoint AND ends_at IS NOT NULL; -- two at most
  UPDATE public.webhook_secrets SET ends_at = now() + p_keep WHERE tenant_id = app.tenant_id() AND endpoint_id = p_endpoint AND ends_at IS NULL;
  INSERT INTO public.webhook_secrets (tenant_id, id, endpoint_id, sealed) VALUES (app.tenant_id(), p_secret, p_endpoint, p_sealed);
  RETURN true;
END
$$;

-- When each endpoint got its secret, and until when the one before signs, too.
CREATE FUNCTION app.webhook_secret_ages() RETURNS TABLE (endpoint_id uuid, made_at timestamptz, former_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.endpoint_id, max(s.created_at), max(s.ends_at) FILTER (WHERE s.ends_at > now()) FROM public.webhook_secrets s
  WHERE s.tenant_id = app.tenant_id() AND app.manages() GROUP BY 1
$$;

-- Deletes an endpoint with its secrets and its log, and returns its address, NULL when there is none.
CREATE FUNCTION app.delete_webhook(p_endpoint uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  gone text;
BEGIN
  IF NOT app.manages() THEN RAISE EXCEPTION 'webhooks are the business of those who manage the tenant' USING ERRCODE = 'CM403'; END IF;
  DELETE FROM public.webhook_endpoints WHERE tenant_id = app.tenant_id() AND id = p_endpoint RETURNING url INTO gone;
  RETURN gone;
END
$$;

-- Sends a test to one endpoint, also to one that is switched off, and returns the delivery.
CREATE FUNCTION app.test_webhook(p_endpoint uuid, p_delivery uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  event uuid := gen_random_uuid();
BEGIN
  IF NOT app.manages() THEN RAISE EXCEPTION 'webhooks are the business of those who manage the tenant' USING ERRCODE = 'CM403'; END IF;
  PERFORM FROM public.webhook_endpoints WHERE tenant_id = app.tenant_id() AND id = p_endpoint FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  IF (SELECT count(*) FROM public.webhook_deliveries d JOIN public.webhook_events v ON v.tenant_id = d.tenant_id AND v.id = d.event_id
      WHERE d.tenant_id = app.tenant_id() AND d.endpoint_id = p_endpoint AND v.type = 'webhook.test' AND d.created_at > now() - interval '1 minute') >= 10 THEN
    RAISE EXCEPTION 'too_many_tests' USING ERRCODE = 'CM409';
  END IF;
  INSERT INTO public.webhook_events (tenant_id, id, type, record_id, handed_out) VALUES (app.tenant_id(), event, 'webhook.test', p_endpoint, true);
  INSERT INTO public.webhook_deliveries (tenant_id, id, endpoint_id, event_id) VALUES (app.tenant_id(), p_delivery, p_endpoint, event);
  RETURN true;
END
$$;

-- Sends a delivery that has ended once more, as the same message. False: there is none, or it is still under way.
CREATE FUNCTION app.resend_webhook(p_endpoint uuid, p_delivery uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT app.manages() THEN RAISE EXCEPTION 'webhooks are the business of those who manage the tenant' USING ERRCODE = 'CM403'; END IF;
  UPDATE public.webhook_deliveries SET state = 'pending', tries = 0, next_at = clock_timestamp(), finished_at = NULL, claimed_until = NULL
  WHERE tenant_id = app.tenant_id() AND endpoint_id = p_endpoint AND id = p_delivery AND state <> 'pending';
  RETURN FOUND;
END
$$;

-- Makes the deliveries of new events and hands out those that are due, each for two minutes: a worker that dies loses
-- nothing. Each endpoint has up to p_each under way, so that a slow one keeps nobody else waiting.
CREATE FUNCTION app.take_deliveries(p_system bytea, p_limit int, p_each int) RETURNS TABLE (tenant_id uuid, delivery_id uuid, claim int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT app.is_system(p_system) THEN RAISE EXCEPTION 'no right to deliver' USING ERRCODE = 'CM404'; END IF;
  WITH fresh AS (
    UPDATE public.webhook_events v SET handed_out = true
    FROM (SELECT w.tenant_id, w.id FROM public.webhook_events w WHERE NOT w.handed_out ORDER BY w.at LIMIT least(p_limit, 1000) FOR UPDATE SKIP LOCKED) n
    WHERE v.tenant_id = n.tenant_id AND v.id = n.id RETURNING v.tenant_id, v.id, v.type)
  INSERT INTO public.webhook_deliveries (tenant_id, id, endpoint_id, event_id)
  SELECT f.tenant_id, gen_random_uuid(), e.id, f.id FROM fresh f JOIN public.webhook_endpoints e ON e.tenant_id = f.tenant_id AND e.disabled_at IS NULL AND f.type = ANY (e.events)
  ON CONFLICT ON CONSTRAINT webhook_deliveries_once DO NOTHING;
  RETURN QUERY
    UPDATE public.webhook_deliveries d SET claim = d.claim + 1, claimed_until = now() + interval '2 minutes', next_at = now() + interval '2 minutes'
    FROM (SELECT k.tenant_id, k.id FROM public.webhook_endpoints e CROSS JOIN LATERAL (
        SELECT x.tenant_id, x.id FROM public.webhook_deliveries x WHERE x.tenant_id = e.tenant_id AND x.endpoint_id = e.id AND x.state = 'pending' AND x.next_at <= clock_timestamp()
        ORDER BY x.next_at LIMIT greatest(0, p_each - (SELECT count(*) FROM public.webhook_deliveries b WHERE b.tenant_id = e.tenant_id AND b.endpoint_id = e.id AND b.state = 'pending' AND b.claimed_until > now()))
        FOR UPDATE SKIP LOCKED) k LIMIT least(p_limit, 1000)) due
    WHERE d.tenant_id = due.tenant_id AND d.id = due.id RETURNING d.tenant_id, d.id, d.claim;
END
$$;

-- What a worker needs for a try of a delivery that it took. Without a payload it makes it, as the tenant's API would
-- (p_right is its right to read). No row: another took it, or it has ended.
CREATE FUNCTION app.open_delivery(p_system bytea, p_tenant uuid, p_delivery uuid, p_claim int, p_right bytea)
RETURNS TABLE (slug text, name text, zone text, currency text, endpoint_id uuid, url text, secrets bytea[], event_id uuid, type text, record_id uuid, at timestamptz, payload text, tries int, module_on boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT app.is_system(p_system) THEN RAISE EXCEPTION 'no right to deliver' USING ERRCODE = 'CM404'; END IF;
  RETURN QUERY
    SELECT g.slug, g.name, g.time_zone, g.currency, e.id, e.url,
      (SELECT array_agg(s.sealed ORDER BY s.created_at DESC) FROM public.webhook_secrets s WHERE s.tenant_id = p_tenant AND s.endpoint_id = e.id AND (s.ends_at IS NULL OR s.ends_at > now())),
      v.id, v.type, v.record_id, v.at, v.payload, d.tries, g.is_active AND app.module_on(p_tenant, 'ai_cmo', p_tenant, false)
    FROM public.webhook_deliveries d JOIN public.webhook_endpoints e ON e.tenant_id = p_tenant AND e.id = d.endpoint_id
    JOIN public.webhook_events v ON v.tenant_id = p_tenant AND v.id = d.event_id JOIN public.os_tenant_registry g ON g.tenant_id = p_tenant
    WHERE d.tenant_id = p_tenant AND d.id = p_delivery AND d.state = 'pending' AND d.claim = p_claim AND (e.disabled_at IS NULL OR v.type = 'webhook.test');
  IF NOT FOUND THEN -- of an endpoint that was switched off meanwhile
    UPDATE public.webhook_deliveries d SET state = 'failed', finished_at = now(), claimed_until = NULL WHERE d.tenant_id = p_tenant AND d.id = p_delivery AND d.state = 'pending' AND d.claim = p_claim;
    RETURN;
  END IF;
  INSERT INTO public.capabilities (hash, kind, tenant_id, name, scopes, inner_use, expires_at)
  SELECT p_right, 'token', p_tenant, 'webhook ' || gen_random_uuid(), '{campaigns:read,runs:read}', true, now() + interval '2 minutes'
  FROM public.webhook_deliveries d JOIN public.webhook_events v ON v.tenant_id = p_tenant AND v.id = d.event_id
  WHERE d.tenant_id = p_tenant AND d.id = p_delivery AND v.payload IS NULL AND v.type <> 'webhook.test';
END
$$;

-- Keeps the bytes of an event, so that every try sends the same. Returns those that were kept first.
CREATE FUNCTION app.keep_payload(p_system bytea, p_tenant uuid, p_event uuid, p_payload text, p_right bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  kept text;
BEGIN
  IF NOT app.is_system(p_system) THEN RAISE EXCEPTION 'no right to deliver' USING ERRCODE = 'CM404'; END IF;
  DELETE FROM public.capabilities WHERE hash = p_right AND inner_use;
  UPDATE public.webhook_events v SET payload = coalesce(v.payload, p_payload) WHERE v.tenant_id = p_tenant AND v.id = p_event RETURNING v.payload INTO kept;
  RETURN kept;
END
$$;

-- Writes down a try. p_problem NULL: delivered. p_again: after how long to try again, NULL for never. p_gone: the receiver
-- wants no more. An endpoint that has failed for p_patience is switched off.
CREATE FUNCTION app.close_delivery(p_system bytea, p_tenant uuid, p_delivery uuid, p_claim int, p_code int, p_problem text, p_answer text, p_took int, p_again interval, p_gone boolean, p_patience interval) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  d public.webhook_deliveries;
  e public.webhook_endpoints;
BEGIN
  IF NOT app.is_system(p_system) THEN RAISE EXCEPTION 'no right to deliver' USING ERRCODE = 'CM404'; END IF;
  UPDATE public.webhook_deliveries x SET tries = x.tries + 1, claimed_until = NULL,
    state = CASE WHEN p_problem IS NULL THEN 'delivered' WHEN p_again IS NULL THEN 'failed' ELSE 'pending' END,
    next_at = CASE WHEN p_problem IS NOT NULL AND p_again IS NOT NULL THEN clock_timestamp() + p_again ELSE x.next_at END,
    finished_at = CASE WHEN p_problem IS NULL OR p_again IS NULL THEN clock_timestamp() END
  WHERE x.tenant_id = p_tenant AND x.id = p_delivery AND x.state = 'pending' AND x.claim = p_claim RETURNING * INTO d;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO public.webhook_attempts (tenant_id, id, delivery_id, code, problem, answer, took_ms) VALUES (p_tenant, gen_random_uuid(), p_delivery, p_code, p_problem, p_answer, p_took);
  UPDATE public.webhook_endpoints x SET delivered_at = CASE WHEN p_problem IS NULL THEN clock_timestamp() ELSE x.delivered_at END,
    failing_since = CASE WHEN p_problem IS NOT NULL THEN coalesce(x.failing_since, clock_timestamp()) END
  WHERE x.tenant_id = p_tenant AND x.id = d.endpoint_id RETURNING * INTO e;
  IF e.disabled_at IS NULL AND (p_gone OR e.failing_since < now() - p_patience) THEN
    UPDATE public.webhook_endpoints x SET disabled_at = now(), disabled_reason = CASE WHEN p_gone THEN 'gone' ELSE 'failing' END WHERE x.tenant_id = p_tenant AND x.id = e.id;
    INSERT INTO public.audit_log (tenant_id, id, event, actor_kind, record_table, record_id, details)
    VALUES (p_tenant, gen_random_uuid(), 'webhook.disabled', 'system', 'webhook_endpoints', e.id, jsonb_build_object('url', e.url, 'reason', CASE WHEN p_gone THEN 'gone' ELSE 'failing' END));
  END IF;
  RETURN true;
END
$$;

-- The log is kept for 30 days.
CREATE FUNCTION app.forget_deliveries(p_system bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM public.webhook_events WHERE app.is_system(p_system) AND at < now() - interval '30 days';
  DELETE FROM public.webhook_secrets WHERE app.is_system(p_system) AND ends_at < now()
$$;

-- As in 0024, without the rights of the inside.
CREATE OR REPLACE FUNCTION app.token_resolve(p_token bytea)
RETURNS TABLE (token_id uuid, token_name text, scopes text[], origins text[], touch_due boolean, tenant_id uuid, tenant_slug text, tenant_name text, time_zone text, currency text, module_on boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.id, c.name, c.scopes, c.origins, c.last_seen_at = c.created_at OR c.last_seen_at < now() - interval '1 minute',
    r.tenant_id, r.slug, r.name, r.time_zone, r.currency, app.module_on(r.tenant_id, 'ai_cmo', r.tenant_id, false)
  FROM public.capabilities c JOIN public.os_tenant_registry r ON r.tenant_id = c.tenant_id AND r.is_active
  WHERE c.hash = p_token AND c.kind = 'token' AND NOT c.inner_use AND c.expires_at > now()
$$;

CREATE OR REPLACE FUNCTION app.token_list() RETURNS TABLE (id uuid, name text, scopes text[], origins text[], made_by text, created_at timestamptz, used_at timestamptz, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.id, c.name, c.scopes, c.origins, coalesce(m.display_name, CASE WHEN c.created_by IS NOT NULL THEN 'Former member' ELSE 'Operator' END),
    c.created_at, CASE WHEN c.last_seen_at > c.created_at THEN c.last_seen_at END, c.expires_at
  FROM public.capabilities c LEFT JOIN public.user_tenants m ON m.tenant_id = c.tenant_id AND m.user_id = c.created_by
  WHERE c.kind = 'token' AND NOT c.inner_use AND c.tenant_id = app.tenant_id() AND app.manages()
  ORDER BY lower(c.name) LIMIT 200
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.tell_change(text, text, uuid), app.put_webhook_secret(uuid, uuid, bytea, interval), app.webhook_secret_ages(), app.delete_webhook(uuid),
  app.test_webhook(uuid, uuid), app.resend_webhook(uuid, uuid), app.take_deliveries(bytea, int, int), app.open_delivery(bytea, uuid, uuid, int, bytea),
  app.keep_payload(bytea, uuid, uuid, text, bytea), app.close_delivery(bytea, uuid, uuid, int, int, text, text, int, interval, boolean, interval), app.forget_deliveries(bytea) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
