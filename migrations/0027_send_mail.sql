-- +goose Up
-- Who is told by mail what happens in a tenant. An address hears of what happens after it was added.
CREATE TABLE mail_recipients (
  tenant_id uuid NOT NULL CONSTRAINT mail_recipients_tenant_fk REFERENCES os_tenant_registry (tenant_id) ON DELETE CASCADE,
  id uuid NOT NULL,
  email text NOT NULL CONSTRAINT email_limit CHECK (length(email) BETWEEN 3 AND 254),
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT mail_recipients_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT mail_recipients_once UNIQUE (tenant_id, email)
);
SELECT app.isolate('mail_recipients', '{owner,admin}');

-- One row a recipient and entry of the audit log, which stands in the transaction of the change: it is the outbox.
CREATE TABLE mails (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  recipient_id uuid NOT NULL,
  audit_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'pending' CONSTRAINT state_known CHECK (state IN ('pending', 'sent', 'failed')),
  tries int NOT NULL DEFAULT 0,
  claim int NOT NULL DEFAULT 0, -- counts those who took it up; only the last may close it
  next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  problem text CONSTRAINT problem_limit CHECK (length(problem) <= 500), -- of the last try; NULL: none
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  CONSTRAINT mails_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT mails_once UNIQUE (tenant_id, recipient_id, audit_id),
  CONSTRAINT mails_recipient_fk FOREIGN KEY (tenant_id, recipient_id) REFERENCES mail_recipients (tenant_id, id) ON DELETE CASCADE
);
SELECT app.isolate('mails', '{owner,admin}');
CREATE INDEX mails_due ON mails (next_at) WHERE state = 'pending';
CREATE INDEX mails_log ON mails (tenant_id, created_at DESC, id DESC);
CREATE INDEX mails_age ON mails (created_at);
CREATE INDEX audit_log_mailed ON audit_log (tenant_id, at) WHERE event IN ('run.failed', 'run.timed_out', 'campaign.start_refused', 'campaign.moved');

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
-- Sets who is told. Those who stay keep what is under way to them; of those who leave nothing is kept.
CREATE FUNCTION app.set_mail_recipients(p_emails text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT app.manages() THEN RAISE EXCEPTION 'notification mail is the business of those who manage the tenant' USING ERRCODE = 'CM403'; END IF;
  IF cardinality(p_emails) > 10 THEN RAISE EXCEPTION 'at most 10 addresses' USING ERRCODE = '22023'; END IF;
  DELETE FROM public.mail_recipients r WHERE r.tenant_id = app.tenant_id() AND r.email <> ALL (p_emails);
  INSERT INTO public.mail_recipients (tenant_id, id, email) SELECT app.tenant_id(), gen_random_uuid(), e FROM unnest(p_emails) e
  ON CONFLICT ON CONSTRAINT mail_recipients_once DO NOTHING;
END
$$;

-- Makes the mails of what happened in the last day, and hands out those that are due. One process at a time looks.
CREATE FUNCTION app.take_mails(p_system bytea, p_limit int) RETURNS TABLE (tenant_id uuid, mail_id uuid, claim int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT app.is_system(p_system) THEN RAISE EXCEPTION 'no right to send mail' USING ERRCODE = 'CM404'; END IF;
  IF NOT pg_try_advisory_xact_lock(hashtext('aicmo mail')) THEN RETURN; END IF;
  INSERT INTO public.mails (tenant_id, id, recipient_id, audit_id)
  SELECT r.tenant_id, gen_random_uuid(), r.id, l.id
  FROM public.mail_recipients r JOIN public.audit_log l ON l.tenant_id = r.tenant_id AND l.at >= r.created_at AND l.at > now() - interval '1 day'
  WHERE l.event IN ('run.failed', 'run.timed_out', 'campaign.start_refused', 'campaign.moved')
    AND (l.event <> 'campaign.moved' OR l.after->>'state' = 'in_review' OR l.before->>'state' = 'in_review' AND l.after->>'state' IN ('approved', 'changes_requested', 'rejected'))
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
CREATE FUNCTION app.open_mail(p_system bytea, p_tenant uuid, p_mail uuid, p_claim int)
RETURNS TABLE (address text, slug text, tenant text, event text, state text, record_id uuid, name text, number bigint, error_kind text, actor text, problem text, tries int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT app.is_system(p_system) THEN RAISE EXCEPTION 'no right to send mail' USING ERRCODE = 'CM404'; END IF;
  RETURN QUERY
    SELECT r.email, g.slug, g.name, l.event, coalesce(l.after->>'state', ''), coalesce(c.id, a.id), coalesce(c.campaign_name, a.mode), coalesce(a.run_no, 0), coalesce(a.error_kind, ''),
      coalesce(u.display_name, ''), coalesce(l.details->>'problem', ''), m.tries
    FROM public.mails m JOIN public.mail_recipients r ON r.tenant_id = p_tenant AND r.id = m.recipient_id
    JOIN public.os_tenant_registry g ON g.tenant_id = p_tenant AND g.is_active AND app.module_on(p_tenant, 'ai_cmo', p_tenant, false)
    JOIN public.audit_log l ON l.tenant_id = p_tenant AND l.id = m.audit_id
    LEFT JOIN public.cmo_campaigns c ON c.tenant_id = p_tenant AND c.id = l.record_id AND l.record_table = 'cmo_campaigns'
    LEFT JOIN public.agent_runs a ON a.tenant_id = p_tenant AND a.id = (l.details->>'run_id')::uuid AND l.event LIKE 'run.%'
    LEFT JOIN public.user_tenants u ON u.tenant_id = p_tenant AND u.user_id = l.actor_id
    WHERE m.tenant_id = p_tenant AND m.id = p_mail AND m.state = 'pending' AND m.claim = p_claim AND coalesce(c.id, a.id) IS NOT NULL;
  IF NOT FOUND THEN -- of a tenant that is switched off, or of what is no longer there
    UPDATE public.mails m SET state = 'failed', finished_at = now(), problem = 'The tenant is switched off, or what it was about is no longer there.'
    WHERE m.tenant_id = p_tenant AND m.id = p_mail AND m.state = 'pending' AND m.claim = p_claim;
  END IF;
END
$$;

-- Writes down a try. p_problem NULL: sent. p_again: after how long to try again, NULL for never.
CREATE FUNCTION app.close_mail(p_system bytea, p_tenant uuid, p_mail uuid, p_claim int, p_problem text, p_again interval) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT app.is_system(p_system) THEN RAISE EXCEPTION 'no right to send mail' USING ERRCODE = 'CM404'; END IF;
  UPDATE public.mails m SET tries = m.tries + 1, problem = left(p_problem, 500),
    state = CASE WHEN p_problem IS NULL THEN 'sent' WHEN p_again IS NULL THEN 'failed' ELSE 'pending' END,
    next_at = CASE WHEN p_problem IS NOT NULL AND p_again IS NOT NULL THEN clock_timestamp() + p_again ELSE m.next_at END,
    finished_at = CASE WHEN p_problem IS NULL OR p_again IS NULL THEN clock_timestamp() END
  WHERE m.tenant_id = p_tenant AND m.id = p_mail AND m.state = 'pending' AND m.claim = p_claim;
  RETURN FOUND;
END
$$;

-- What was sent is forgotten after 30 days.
CREATE FUNCTION app.forget_mails(p_system bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM public.mails WHERE app.is_system(p_system) AND created_at < now() - interval '30 days'
$$;

-- How mail is, over all tenants: what failed or waits for another try in the last day, and why the last one did.
CREATE FUNCTION app.platform_mail() RETURNS TABLE (failed int, waiting int, problem text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.need_platform();
  RETURN QUERY
    SELECT count(*) FILTER (WHERE m.state = 'failed')::int, count(*) FILTER (WHERE m.state = 'pending')::int,
      coalesce((array_agg(m.problem ORDER BY m.created_at DESC))[1], '')
    FROM public.mails m WHERE m.created_at > now() - interval '1 day' AND m.problem IS NOT NULL AND m.state <> 'sent';
END
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.set_mail_recipients(text[]), app.take_mails(bytea, int), app.open_mail(bytea, uuid, uuid, int),
  app.close_mail(bytea, uuid, uuid, int, text, interval), app.forget_mails(bytea), app.platform_mail() TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
