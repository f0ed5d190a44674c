-- +goose Up
-- A person has looked at a funnel that an agent drafted.
ALTER TABLE cmo_funnels ADD COLUMN reviewed_at timestamptz;
GRANT UPDATE (reviewed_at) ON cmo_funnels TO aicmo_app;
