-- +goose Up
-- The version before the first save of a record that had none on record is kept by whoever saves: the row says that it
-- was kept, and whose work the version was.
ALTER TABLE record_versions
  ADD COLUMN kept boolean NOT NULL DEFAULT false,
  ADD COLUMN author_id uuid,
  ADD COLUMN author_run uuid,
  ADD CONSTRAINT author_run_exists FOREIGN KEY (tenant_id, author_run) REFERENCES agent_runs (tenant_id, id);

-- Keeping a record although a source has moved on is an edge to the newer version, in a person's name.
ALTER TABLE record_sources
  ADD COLUMN kept_by uuid,
  DROP CONSTRAINT record_sources_key,
  ADD CONSTRAINT record_sources_key UNIQUE (tenant_id, record_table, record_id, record_version, source_table, source_id, source_version);
DROP POLICY add ON record_sources;
CREATE POLICY add ON record_sources FOR INSERT WITH CHECK (run_id IS NOT DISTINCT FROM app.run_id()
  AND (kept_by IS NULL OR kept_by = app.user_id() AND app.run_id() IS NULL)
  AND app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]));
DROP POLICY add ON record_versions;
CREATE POLICY add ON record_versions FOR INSERT WITH CHECK (actor_id IS NOT DISTINCT FROM CASE WHEN app.run_id() IS NULL THEN app.user_id() END
  AND run_id IS NOT DISTINCT FROM app.run_id() AND app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]));
