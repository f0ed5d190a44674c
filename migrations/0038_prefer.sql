-- +goose Up
-- How pages look to a person: clock, dates, where a tenant opens, and how campaigns are listed. The theme stands beside them.
ALTER TABLE users
  ADD COLUMN hours int NOT NULL DEFAULT 24 CONSTRAINT users_hours_known CHECK (hours IN (12, 24)),
  ADD COLUMN dates text NOT NULL DEFAULT 'written' CONSTRAINT users_dates_known CHECK (dates IN ('written', 'iso')),
  ADD COLUMN landing text NOT NULL DEFAULT 'home' CONSTRAINT users_landing_limit CHECK (landing ~ '^[a-z]{1,20}$'),
  ADD COLUMN campaigns_as text NOT NULL DEFAULT 'board' CONSTRAINT users_campaigns_as_known CHECK (campaigns_as IN ('board', 'table'));

-- Mail also tells of changes that somebody suggests and of campaigns that the console starts by their date.
DROP INDEX audit_log_mailed;
CREATE INDEX audit_log_mailed ON audit_log (tenant_id, at) WHERE event IN ('run.failed', 'run.timed_out', 'campaign.start_refused', 'campaign.moved', 'changes.suggested');

SET LOCAL ROLE aicmo_admin;
DROP FUNCTION app.resolve(bytea, text);
-- +goose StatementBegin
-- Who is this session, which tenants may it enter, and what may it do in p_slug: one trip per request. No row:
-- no session. A NULL tenant_id: p_slug does not exist for this person, for whichever reason.
CREATE FUNCTION app.resolve(p_session bytea, p_slug text)
RETURNS TABLE (user_id uuid, user_name text, user_email text, theme text, has_password boolean, platform boolean, touch_due boolean,
  last_slug text, tenants jsonb, tenant_id uuid, tenant_slug text, tenant_name text, role text, time_zone text, currency text, modules jsonb, preferences jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  is_beta boolean;
BEGIN
  SELECT u.id, u.name, u.email, u.theme, u.password_hash IS NOT NULL,
         EXISTS (SELECT FROM public.platform_admins p WHERE p.user_id = u.id), c.last_seen_at < now() - interval '1 minute',
         (SELECT r.slug FROM public.os_tenant_registry r JOIN public.user_tenants ut ON ut.tenant_id = r.tenant_id AND ut.user_id = u.id
          WHERE r.tenant_id = c.last_tenant_id AND r.is_active),
         jsonb_build_object('hours', u.hours, 'dates', u.dates, 'landing', u.landing, 'campaigns', u.campaigns_as)
    INTO user_id, user_name, user_email, theme, has_password, platform, touch_due, last_slug, preferences
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

CREATE FUNCTION app.set_preferences(p_session bytea, p_hours int, p_dates text, p_landing text, p_campaigns text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE public.users SET hours = p_hours, dates = p_dates, landing = p_landing, campaigns_as = p_campaigns, updated_at = now() WHERE id = app.session_user_id(p_session)
$$;

-- Makes the mails of what happened in the last day, and hands out those that are due. One process at a time looks.
CREATE OR REPLACE FUNCTION app.take_mails(p_system bytea, p_limit int) RETURNS TABLE (tenant_id uuid, mail_id uuid, claim int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT app.is_system(p_system) THEN RAISE EXCEPTION 'no right to send mail' USING ERRCODE = 'CM404'; END IF;
  IF NOT pg_try_advisory_xact_lock(hashtext('aicmo mail')) THEN RETURN; END IF;
  INSERT INTO public.mails (tenant_id, id, recipient_id, audit_id)
  SELECT r.tenant_id, gen_random_uuid(), r.id, l.id
  FROM public.mail_recipients r JOIN public.audit_log l ON l.tenant_id = r.tenant_id AND l.at >= r.created_at AND l.at > now() - interval '1 day'
  WHERE l.event IN ('run.failed', 'run.timed_out', 'campaign.start_refused', 'campaign.moved', 'changes.suggested')
    AND (l.event <> 'campaign.moved' OR l.after->>'state' = 'in_review' OR l.before->>'state' = 'in_review' AND l.after->>'state' IN ('approved', 'changes_requested', 'rejected')
      OR l.actor_kind = 'system' AND l.after->>'state' = 'active')
    AND NOT EXISTS (SELECT FROM public.mails m WHERE m.tenant_id = r.tenant_id AND m.recipient_id = r.id AND m.audit_id = l.id)
  LIMIT least(p_limit, 1000)
  ON CONFLICT ON CONSTRAINT mails_once DO NOTHING;
  RETURN QUERY
    UPDATE public.mails m SET claim = m.claim + 1, next_at = now() + interval '10 minutes'
    FROM (SELECT x.tenant_id, x.id FROM public.mails x WHERE x.state = 'pending' AND x.next_at <= clock_timestamp() ORDER BY x.next_at LIMIT least(p_limit, 1000) FOR UPDATE SKIP LOCKED) due
    WHERE m.tenant_id = due.tenant_id AND m.id = due.id RETURNING m.tenant_id, m.id, m.claim;
END
$$;

-- What a worker needs for a try of a mail that it took. No row: another took it, or it has ended.
CREATE OR REPLACE FUNCTION app.open_mail(p_system bytea, p_tenant uuid, p_mail uuid, p_claim int)
RETURNS TABLE (address text, slug text, tenant text, event text, state text, record_id uuid, name text, number bigint, error_kind text, actor text, problem text, tries int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT app.is_system(p_system) THEN RAISE EXCEPTION 'no right to send mail' USING ERRCODE = 'CM404'; END IF;
  RETURN QUERY
    SELECT r.email, g.slug, g.name, l.event, coalesce(l.after->>'state', ''), coalesce(c.id, a.id, s.id), coalesce(c.campaign_name, a.mode, s.title), coalesce(a.run_no, 0), coalesce(a.error_kind, ''),
      coalesce(u.display_name, ''), coalesce(l.details->>'problem', ''), m.tries
    FROM public.mails m JOIN public.mail_recipients r ON r.tenant_id = p_tenant AND r.id = m.recipient_id
    JOIN public.os_tenant_registry g ON g.tenant_id = p_tenant AND g.is_active AND app.module_on(p_tenant, 'ai_cmo', p_tenant, false)
    JOIN public.audit_log l ON l.tenant_id = p_tenant AND l.id = m.audit_id
    LEFT JOIN public.cmo_campaigns c ON c.tenant_id = p_tenant AND c.id = l.record_id AND l.record_table = 'cmo_campaigns'
    LEFT JOIN public.agent_runs a ON a.tenant_id = p_tenant AND a.id = (l.details->>'run_id')::uuid AND l.event LIKE 'run.%'
    LEFT JOIN public.change_sets s ON s.tenant_id = p_tenant AND s.id = l.record_id AND l.record_table = 'change_sets' AND s.state = 'pending'
    LEFT JOIN public.user_tenants u ON u.tenant_id = p_tenant AND u.user_id = l.actor_id
    WHERE m.tenant_id = p_tenant AND m.id = p_mail AND m.state = 'pending' AND m.claim = p_claim AND coalesce(c.id, a.id, s.id) IS NOT NULL;
  IF NOT FOUND THEN -- of a tenant that is switched off, or of what is no longer there
    UPDATE public.mails m SET state = 'failed', finished_at = now(), problem = 'The tenant is switched off, or what it was about is no longer there.'
    WHERE m.tenant_id = p_tenant AND m.id = p_mail AND m.state = 'pending' AND m.claim = p_claim;
  END IF;
END
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.resolve(bytea, text), app.set_preferences(bytea, int, text, text, text) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
