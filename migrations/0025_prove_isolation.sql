-- +goose Up
-- What `aicmo doctor --isolation` found, for the health page. Not rows of a tenant: the runtime role has no grant.
CREATE TABLE isolation_proofs (
  id uuid CONSTRAINT isolation_proofs_pkey PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  version text NOT NULL CONSTRAINT version_limit CHECK (length(version) <= 100), -- of the program that asked
  took_ms int NOT NULL CONSTRAINT took_positive CHECK (took_ms >= 0),
  tables int NOT NULL,
  queries int NOT NULL,
  routes int NOT NULL,
  probes int NOT NULL,
  faults jsonb NOT NULL DEFAULT '[]' CONSTRAINT faults_limit CHECK (jsonb_typeof(faults) = 'array')
);
GRANT ALL ON isolation_proofs TO aicmo_admin;

SET LOCAL ROLE aicmo_admin;
-- The newest proof, for the health page.
-- +goose StatementBegin
CREATE FUNCTION app.platform_proof() RETURNS TABLE (at timestamptz, version text, took_ms int, tables int, queries int, routes int, probes int, faults jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.need_platform();
  RETURN QUERY SELECT p.at, p.version, p.took_ms, p.tables, p.queries, p.routes, p.probes, p.faults FROM public.isolation_proofs p ORDER BY p.at DESC, p.id DESC LIMIT 1;
END
$$;

-- Where a chain ends, now with the code under which its key closed it: a sealer with another key must not go on with it.
DROP FUNCTION app.audit_head(bytea, uuid);
CREATE FUNCTION app.audit_head(p_system bytea, p_tenant uuid) RETURNS TABLE (last_no bigint, seal bytea, head bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT h.last_no, h.seal, h.head FROM public.audit_heads h WHERE app.is_system(p_system) AND h.tenant_id = p_tenant
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.platform_proof(), app.audit_head(bytea, uuid) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
