-- +goose Up
SET LOCAL ROLE aicmo_admin;
-- +goose StatementBegin
-- What a tenant holds, and which runs would end if it were switched off. The tables that grow are weighed, of each at most
-- 5,000 rows, so that the page stays quick; capped says that there is more.
CREATE FUNCTION app.platform_extent(p_tenant uuid) RETURNS TABLE (records bigint, bytes bigint, capped boolean, waiting int, working int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.need_platform();
  RETURN QUERY
    WITH weighed AS (
      SELECT count(*) AS n, coalesce(sum(200 + coalesce(pg_column_size(x.input), 0) + coalesce(pg_column_size(x.output), 0) + coalesce(pg_column_size(x.raw_answer), 0) + coalesce(pg_column_size(x.prompt), 0)), 0) AS b FROM (SELECT y.* FROM public.agent_runs y WHERE y.tenant_id = p_tenant LIMIT 5001) x
      UNION ALL
      SELECT count(*) AS n, coalesce(sum(pg_column_size(x.*)), 0) AS b FROM (SELECT y.* FROM public.agent_run_steps y WHERE y.tenant_id = p_tenant LIMIT 5001) x
      UNION ALL
      SELECT count(*) AS n, coalesce(sum(pg_column_size(x.*)), 0) AS b FROM (SELECT y.* FROM public.record_versions y WHERE y.tenant_id = p_tenant LIMIT 5001) x
      UNION ALL
      SELECT count(*) AS n, coalesce(sum(pg_column_size(x.*)), 0) AS b FROM (SELECT y.* FROM public.audit_log y WHERE y.tenant_id = p_tenant LIMIT 5001) x
      UNION ALL
      SELECT count(*) AS n, coalesce(sum(pg_column_size(x.*)), 0) AS b FROM (SELECT y.* FROM public.cmo_metrics_snapshots y WHERE y.tenant_id = p_tenant LIMIT 5001) x
      UNION ALL
      SELECT count(*) AS n, coalesce(sum(pg_column_size(x.*)), 0) AS b FROM (SELECT y.* FROM public.cmo_content_assets y WHERE y.tenant_id = p_tenant LIMIT 5001) x
      UNION ALL
      SELECT count(*) AS n, coalesce(sum(pg_column_size(x.*)), 0) AS b FROM (SELECT y.* FROM public.cmo_content_variants y WHERE y.tenant_id = p_tenant LIMIT 5001) x
      UNION ALL
      SELECT count(*) AS n, coalesce(sum(pg_column_size(x.*)), 0) AS b FROM (SELECT y.* FROM public.cmo_campaigns y WHERE y.tenant_id = p_tenant LIMIT 5001) x
      UNION ALL
      SELECT count(*) AS n, coalesce(sum(pg_column_size(x.*)), 0) AS b FROM (SELECT y.* FROM public.record_comments y WHERE y.tenant_id = p_tenant LIMIT 5001) x
      UNION ALL
      SELECT count(*) AS n, coalesce(sum(pg_column_size(x.*)), 0) AS b FROM (SELECT y.* FROM public.record_sources y WHERE y.tenant_id = p_tenant LIMIT 5001) x
    )
    SELECT sum(least(w.n, 5000))::bigint, sum(w.b)::bigint, bool_or(w.n > 5000),
      (SELECT count(*)::int FROM public.agent_runs r WHERE r.tenant_id = p_tenant AND r.status = 'pending'),
      (SELECT count(*)::int FROM public.agent_runs r WHERE r.tenant_id = p_tenant AND r.status = 'running')
    FROM weighed w;
END
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION app.platform_extent(uuid) TO aicmo_app;
SET LOCAL ROLE aicmo_owner;
