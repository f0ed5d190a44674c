-- +goose Up
-- Owners and admins change what their tenant chose for itself. Name, slug, description and the switch stay the platform's.
CREATE POLICY settle ON os_tenant_registry FOR UPDATE USING (app.actor_role() = ANY ('{owner,admin}'::text[]) AND app.run_id() IS NULL);
GRANT UPDATE (time_zone, currency, four_eyes, run_budget_usd, run_concurrency, version, updated_at) ON os_tenant_registry TO aicmo_app;

-- A one-time link that makes its bearer a member. The link signs nobody in to an account there is: that account's own
-- session has to accept it. The secret is never stored.
CREATE TABLE invitations (
  tenant_id uuid NOT NULL CONSTRAINT invitations_tenant_fk REFERENCES os_tenant_registry (tenant_id),
  id uuid NOT NULL,
  email text NOT NULL CONSTRAINT email_form CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254 AND email ~ '^[^@\s]+@[^@\s]+$'),
  role text NOT NULL CONSTRAINT role_known CHECK (role IN ('owner', 'admin', 'approver', 'marketer', 'support', 'viewer')),
  hash bytea NOT NULL CONSTRAINT hash_form CHECK (length(hash) = 32),
  created_by uuid, -- NULL: an operator
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL DEFAULT now() + interval '7 days',
  accepted_at timestamptz,
  accepted_by uuid,
  revoked_at timestamptz,
  CONSTRAINT invitations_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT acceptance_is_whole CHECK ((accepted_at IS NULL) = (accepted_by IS NULL))
);
CREATE INDEX invitations_hash ON invitations (hash);
CREATE INDEX invitations_open ON invitations (tenant_id, created_at DESC) WHERE accepted_at IS NULL AND revoked_at IS NULL;
SELECT app.limit_columns('invitations');
SELECT app.isolate('invitations', '{owner,admin}');

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
-- An audit entry of the entered person about one record, with what it was and what it is.
CREATE FUNCTION app.audit_change(p_event text, p_table text, p_record uuid, p_before jsonb, p_after jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, record_table, record_id, before, after)
  VALUES (coalesce(app.tenant_id(), '00000000-0000-0000-0000-000000000000'), gen_random_uuid(), p_event, app.user_id(), 'person', p_table, p_record, p_before, p_after)
$$;

CREATE FUNCTION app.role_rank(p_role text) RETURNS int
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_position('{viewer,support,marketer,approver,admin,owner}'::text[], CASE p_role WHEN 'member' THEN 'marketer' ELSE p_role END), 0)
$$;

-- Stops whoever does not manage the entered tenant. Changes of its members pass one by one, so that two owners cannot
-- remove each other at once.
CREATE FUNCTION app.manage_members() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF app.tenant_id() IS NULL OR app.user_id() IS NULL OR app.run_id() IS NOT NULL OR app.actor_role() <> ALL ('{owner,admin}') THEN
    RAISE EXCEPTION 'members are managed by owners and admins, not by %', app.actor_role() USING ERRCODE = 'CM403';
  END IF;
  PERFORM FROM public.os_tenant_registry WHERE tenant_id = app.tenant_id() FOR NO KEY UPDATE;
END
$$;

-- Why the entered person may not give a member another role (NULL: end the membership); NULL if he may.
CREATE FUNCTION app.member_gap(p_user uuid, p_role text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  was text;
BEGIN
  SELECT role INTO was FROM public.user_tenants WHERE tenant_id = app.tenant_id() AND user_id = p_user;
  RETURN CASE
    WHEN was IS NULL THEN 'missing'
    WHEN 'owner' IN (was, p_role) AND was IS DISTINCT FROM p_role AND app.actor_role() <> 'owner' THEN 'owner_only'
    WHEN p_user = app.user_id() AND app.role_rank(p_role) > app.role_rank(was) THEN 'self_raise'
    WHEN was = 'owner' AND p_role IS DISTINCT FROM 'owner' AND NOT EXISTS (
      SELECT FROM public.user_tenants m JOIN public.users u ON u.id = m.user_id AND u.disabled_at IS NULL
      WHERE m.tenant_id = app.tenant_id() AND m.role = 'owner' AND m.user_id <> p_user) THEN 'last_owner'
  END;
END
$$;

-- Each answers with what is in the way, NULL when it is done.
CREATE FUNCTION app.set_member_role(p_user uuid, p_role text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  was text;
  gap text;
BEGIN
  PERFORM app.manage_members();
  IF app.role_rank(p_role) = 0 OR p_role = 'member' THEN
    RAISE EXCEPTION 'no such role' USING ERRCODE = '23514';
  END IF;
  gap := app.member_gap(p_user, p_role);
  IF gap IS NOT NULL THEN RETURN gap; END IF;
  SELECT role INTO was FROM public.user_tenants WHERE tenant_id = app.tenant_id() AND user_id = p_user;
  IF was <> p_role THEN
    UPDATE public.user_tenants SET role = p_role WHERE tenant_id = app.tenant_id() AND user_id = p_user;
    PERFORM app.audit_change('member.role_changed', 'user_tenants', p_user, jsonb_build_object('role', was), jsonb_build_object('role', p_role));
  END IF;
  RETURN NULL;
END
$$;

-- Ends a membership: the next transaction of that person finds no tenant. What waits in his name is cancelled, what is
-- at work ends when its worker next looks, his calendar feed of the tenant ends.
CREATE FUNCTION app.end_membership(p_tenant uuid, p_user uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM public.user_tenants WHERE tenant_id = p_tenant AND user_id = p_user;
  DELETE FROM public.capabilities WHERE kind = 'feed' AND tenant_id = p_tenant AND user_id = p_user;
  PERFORM app.close_run(r.tenant_id, r.id, 'cancelled', 'access', 'The person who started it is no longer a member.')
    FROM public.agent_runs r WHERE r.tenant_id = p_tenant AND r.started_by = p_user AND r.status = 'pending';
  UPDATE public.agent_runs r SET cancel_requested_at = coalesce(r.cancel_requested_at, now())
    WHERE r.tenant_id = p_tenant AND r.started_by = p_user AND r.status = 'running';
END
$$;

CREATE FUNCTION app.remove_member(p_user uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  was text;
  gap text;
BEGIN
  PERFORM app.manage_members();
  gap := app.member_gap(p_user, NULL);
  IF gap IS NOT NULL THEN RETURN gap; END IF;
  SELECT role INTO was FROM public.user_tenants WHERE tenant_id = app.tenant_id() AND user_id = p_user;
  PERFORM app.end_membership(app.tenant_id(), p_user);
  PERFORM app.audit_change('member.removed', 'user_tenants', p_user, jsonb_build_object('role', was), NULL);
  RETURN NULL;
END
$$;

-- Invites an address. Whether it has an account is not said; one that is a member already is. A new invitation of the
-- same address takes the place of the one before.
CREATE FUNCTION app.invite_member(p_id uuid, p_email text, p_role text, p_link bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.manage_members();
  IF p_role = 'owner' AND app.actor_role() <> 'owner' THEN RETURN 'owner_only'; END IF;
  IF EXISTS (SELECT FROM public.user_tenants m JOIN public.users u ON u.id = m.user_id WHERE m.tenant_id = app.tenant_id() AND u.email = lower(p_email)) THEN
    RETURN 'member';
  END IF;
  UPDATE public.invitations SET revoked_at = now()
    WHERE tenant_id = app.tenant_id() AND email = lower(p_email) AND accepted_at IS NULL AND revoked_at IS NULL;
  IF (SELECT count(*) FROM public.invitations WHERE tenant_id = app.tenant_id() AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > now()) >= 100 THEN
    RETURN 'many';
  END IF;
  INSERT INTO public.invitations (tenant_id, id, email, role, hash, created_by) VALUES (app.tenant_id(), p_id, lower(p_email), p_role, p_link, app.user_id());
  PERFORM app.audit_change('member.invited', 'invitations', p_id, NULL, jsonb_build_object('role', p_role));
  RETURN NULL;
END
$$;

CREATE FUNCTION app.revoke_invitation(p_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.manage_members();
  UPDATE public.invitations SET revoked_at = now() WHERE tenant_id = app.tenant_id() AND id = p_id AND accepted_at IS NULL AND revoked_at IS NULL;
  IF NOT FOUND THEN RETURN EXISTS (SELECT FROM public.invitations WHERE tenant_id = app.tenant_id() AND id = p_id); END IF;
  PERFORM app.audit_change('member.invitation_revoked', 'invitations', p_id, NULL, NULL);
  RETURN true;
END
$$;

-- The invitation behind a link while it holds: not used, not withdrawn, not over, its tenant active, and whoever made it
-- still allowed to.
CREATE FUNCTION app.open_invitation(p_link bytea) RETURNS public.invitations
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT i FROM public.invitations i JOIN public.os_tenant_registry r ON r.tenant_id = i.tenant_id AND r.is_active
  WHERE i.hash = p_link AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
    AND (i.created_by IS NULL OR EXISTS (SELECT FROM public.user_tenants m JOIN public.users u ON u.id = m.user_id AND u.disabled_at IS NULL
      WHERE m.tenant_id = i.tenant_id AND m.user_id = i.created_by AND (m.role = 'owner' OR m.role = 'admin' AND i.role <> 'owner')))
$$;

-- What the bearer of a link is told. standing: new (no such account yet), sign_in, other (someone else's session), ready.
CREATE FUNCTION app.read_invitation(p_link bytea, p_session bytea) RETURNS TABLE (tenant_name text, email text, role text, invited_by text, standing text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  i public.invitations := app.open_invitation(p_link);
  me uuid := app.session_user_id(p_session);
  owner_id uuid;
BEGIN
  IF i.id IS NULL THEN RETURN; END IF;
  SELECT u.id INTO owner_id FROM public.users u WHERE u.email = i.email;
  SELECT r.name INTO tenant_name FROM public.os_tenant_registry r WHERE r.tenant_id = i.tenant_id;
  SELECT m.display_name INTO invited_by FROM public.user_tenants m WHERE m.tenant_id = i.tenant_id AND m.user_id = i.created_by;
  email := i.email;
  role := i.role;
  standing := CASE WHEN me IS NOT NULL AND me IS DISTINCT FROM owner_id THEN 'other' WHEN owner_id IS NULL THEN 'new' WHEN me IS NULL THEN 'sign_in' ELSE 'ready' END;
  RETURN NEXT;
END
$$;

-- Uses a link up. Only the session of the invited account may, or without such an account the bearer, who gets it with a
-- session. standing as above, or gone; slug only when it is done.
CREATE FUNCTION app.accept_invitation(p_link bytea, p_session bytea, p_user uuid, p_name text, p_next bytea, p_agent text)
RETURNS TABLE (standing text, slug text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  i public.invitations;
  who uuid;
BEGIN
  PERFORM FROM public.invitations x WHERE x.hash = p_link FOR UPDATE;
  i := app.open_invitation(p_link);
  SELECT r.standing INTO standing FROM app.read_invitation(p_link, p_session) r;
  IF standing IS NULL THEN standing := 'gone'; END IF;
  IF standing NOT IN ('new', 'ready') THEN RETURN NEXT; RETURN; END IF;
  IF standing = 'new' THEN
    INSERT INTO public.users (id, email, name) VALUES (p_user, i.email, p_name);
    who := p_user;
    PERFORM app.new_session(who, p_next, p_agent, 'invitation');
  ELSE
    who := app.session_user_id(p_session);
  END IF;
  INSERT INTO public.user_tenants (tenant_id, user_id, role, display_name)
    SELECT i.tenant_id, u.id, i.role, u.name FROM public.users u WHERE u.id = who
    ON CONFLICT ON CONSTRAINT user_tenants_member_key DO NOTHING;
  UPDATE public.invitations x SET accepted_at = now(), accepted_by = who WHERE x.tenant_id = i.tenant_id AND x.id = i.id;
  INSERT INTO public.audit_log (tenant_id, id, event, actor_id, actor_kind, on_behalf_of, record_table, record_id, after)
  VALUES (i.tenant_id, gen_random_uuid(), 'member.joined', who, 'person', i.created_by, 'user_tenants', who, jsonb_build_object('role', i.role));
  SELECT r.slug INTO slug FROM public.os_tenant_registry r WHERE r.tenant_id = i.tenant_id;
  RETURN NEXT;
END
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.member_gap(uuid, text), app.set_member_role(uuid, text), app.remove_member(uuid), app.invite_member(uuid, text, text, bytea),
  app.revoke_invitation(uuid), app.read_invitation(bytea, bytea), app.accept_invitation(bytea, bytea, uuid, text, bytea, text) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
