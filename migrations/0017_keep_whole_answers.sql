-- +goose Up
-- What an agent's answer says beyond the original's columns, so that nothing of it is lost between answer and page.
ALTER TABLE cmo_campaigns ADD COLUMN generation_context jsonb NOT NULL DEFAULT '{}' CONSTRAINT generation_context_limit CHECK (jsonb_typeof(generation_context) = 'object'); -- timeline, complementary_suggestions
ALTER TABLE cmo_recommendations ADD COLUMN details jsonb NOT NULL DEFAULT '{}' CONSTRAINT details_limit CHECK (jsonb_typeof(details) = 'object'); -- source, score, metrics, reasoning
