-- +goose Up
-- What moves through states begins at the first of them: nobody inserts a row that is published, active or a winner.
CREATE POLICY add_draft ON cmo_content_assets AS RESTRICTIVE FOR INSERT WITH CHECK (status = 'draft');
CREATE POLICY add_draft ON cmo_content_variants AS RESTRICTIVE FOR INSERT WITH CHECK (NOT is_winner AND performance_metrics = '{}');
CREATE POLICY add_draft ON cmo_marketing_plans AS RESTRICTIVE FOR INSERT WITH CHECK (status = 'draft');
CREATE POLICY add_draft ON cmo_funnels AS RESTRICTIVE FOR INSERT WITH CHECK (status = 'draft');
CREATE POLICY add_pending ON cmo_recommendations AS RESTRICTIVE FOR INSERT WITH CHECK (status = 'pending' AND implemented_at IS NULL);
CREATE POLICY add_open ON campaign_optimizations AS RESTRICTIVE FOR INSERT WITH CHECK (applied_at IS NULL);

-- A person has looked at a plan that an agent drafted.
ALTER TABLE cmo_marketing_plans ADD COLUMN reviewed_at timestamptz;
GRANT UPDATE (reviewed_at) ON cmo_marketing_plans TO aicmo_app;
