-- Cluster-wide roles. Not a numbered migration: roles live outside the database, so they are made
-- idempotently before every migration. Creating aicmo_admin (BYPASSRLS) needs a superuser on PostgreSQL 15.
DO $$
DECLARE
  r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['aicmo_owner NOLOGIN', 'aicmo_app NOLOGIN', 'aicmo_admin NOLOGIN BYPASSRLS'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = split_part(r, ' ', 1)) THEN
      BEGIN
        EXECUTE 'CREATE ROLE ' || r;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL; -- another database of this cluster was quicker
      END;
    END IF;
  END LOOP;
  EXECUTE format('GRANT CREATE, CONNECT ON DATABASE %I TO aicmo_owner', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO aicmo_app, aicmo_admin', current_database());
  GRANT USAGE, CREATE ON SCHEMA public TO aicmo_owner;
  GRANT USAGE ON SCHEMA public TO aicmo_app, aicmo_admin;
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
END
$$;
