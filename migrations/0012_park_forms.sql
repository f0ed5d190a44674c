-- +goose Up
-- A form that was sent over an ended session is kept for half an hour for the person whose session it was, and offered
-- after the next sign-in. The runtime role has no grant: the functions are the only way.
CREATE TABLE parked_forms (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT parked_forms_pkey PRIMARY KEY,
  user_id uuid NOT NULL CONSTRAINT parked_forms_user_fk REFERENCES users (id) ON DELETE CASCADE,
  path text NOT NULL CONSTRAINT parked_forms_path CHECK (path LIKE '/t/%' AND length(path) <= 2000),
  form text NOT NULL CONSTRAINT parked_forms_size CHECK (octet_length(form) <= 65536),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX parked_forms_user ON parked_forms (user_id, created_at DESC);
GRANT ALL ON parked_forms TO aicmo_admin;

SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
-- Keeps a form for the person of a session that has run out. A session that was signed out or revoked has no row any
-- more, so nothing is kept for it. The newest three of a person stay.
CREATE FUNCTION app.park_form(p_session bytea, p_path text, p_form text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  u uuid;
BEGIN
  SELECT c.user_id INTO u FROM public.capabilities c JOIN public.users p ON p.id = c.user_id AND p.disabled_at IS NULL
    WHERE c.hash = p_session AND c.kind = 'session';
  IF u IS NULL OR octet_length(p_form) > 65536 THEN RETURN false; END IF;
  DELETE FROM public.parked_forms WHERE created_at < now() - interval '30 minutes'
    OR id IN (SELECT f.id FROM public.parked_forms f WHERE f.user_id = u ORDER BY f.created_at DESC OFFSET 2);
  INSERT INTO public.parked_forms (user_id, path, form) VALUES (u, p_path, p_form);
  RETURN true;
END
$$;

CREATE FUNCTION app.parked_forms(p_session bytea) RETURNS TABLE (id uuid, path text, form text, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT f.id, f.path, f.form, f.created_at FROM public.parked_forms f
  WHERE f.user_id = app.session_user_id(p_session) AND f.created_at > now() - interval '30 minutes' ORDER BY f.created_at DESC
$$;

CREATE FUNCTION app.drop_parked_form(p_session bytea, p_id uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM public.parked_forms WHERE id = p_id AND user_id = app.session_user_id(p_session)
$$;

-- What nobody came back for leaves, too: a server calls this now and then.
CREATE OR REPLACE FUNCTION app.forget_expired() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM public.capabilities WHERE expires_at < now() - interval '1 day';
  DELETE FROM public.sign_in_links WHERE expires_at < now() - interval '1 day';
  DELETE FROM public.login_attempts WHERE since < now() - interval '1 day';
  DELETE FROM public.parked_forms WHERE created_at < now() - interval '30 minutes'
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.park_form(bytea, text, text), app.parked_forms(bytea), app.drop_parked_form(bytea, uuid) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
