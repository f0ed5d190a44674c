-- +goose Up
-- What an act on many is to do and has done, campaign by campaign. Each outcome is written in the transaction of its act, so that a
-- page can follow it, and one that was interrupted goes on where it stood without doing anything twice.
CREATE TABLE bulk_items (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  bulk_id uuid NOT NULL,
  item_no integer NOT NULL,
  campaign_id uuid NOT NULL, -- as the form named it: there may be none
  name text,
  version integer,           -- afterwards
  done boolean,              -- NULL: not yet looked at
  why text NOT NULL DEFAULT '',
  created_by uuid NOT NULL,
  ended_at timestamptz,
  CONSTRAINT bulk_items_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT bulk_items_no_key UNIQUE (tenant_id, bulk_id, item_no),
  CONSTRAINT outcome_is_whole CHECK ((done IS NULL) = (ended_at IS NULL)),
  CONSTRAINT bulk_exists FOREIGN KEY (tenant_id, bulk_id) REFERENCES bulk_actions (tenant_id, id)
);
SELECT app.limit_columns('bulk_items');
SELECT app.isolate('bulk_items', '{owner,admin,approver,marketer,member,support,viewer}');
CREATE POLICY add ON bulk_items FOR INSERT WITH CHECK (created_by = app.user_id() AND app.run_id() IS NULL
  AND app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[]));
CREATE POLICY change ON bulk_items FOR UPDATE USING (created_by = app.user_id() AND app.run_id() IS NULL AND done IS NULL
  AND app.actor_role() = ANY ('{owner,admin,approver,marketer,member}'::text[])) WITH CHECK (created_by = app.user_id() AND done IS NOT NULL);
CREATE POLICY begin_open ON bulk_items AS RESTRICTIVE FOR INSERT WITH CHECK (done IS NULL);
GRANT INSERT, UPDATE (name, version, done, why, ended_at) ON bulk_items TO aicmo_app;

SET LOCAL ROLE aicmo_admin;
INSERT INTO public.bulk_items (tenant_id, id, bulk_id, item_no, campaign_id, name, version, done, why, created_by, ended_at)
SELECT b.tenant_id, gen_random_uuid(), b.id, o.no::integer, (o.item->>'id')::uuid, nullif(o.item->>'name', ''), (o.item->>'version')::integer,
  (o.item->>'done')::boolean, coalesce(o.item->>'why', ''), b.created_by, coalesce(b.finished_at, b.created_at)
FROM public.bulk_actions b, jsonb_array_elements(b.outcomes) WITH ORDINALITY AS o (item, no);
UPDATE public.bulk_actions SET finished_at = created_at WHERE finished_at IS NULL; -- what they were to do was not kept
SET LOCAL ROLE aicmo_owner;
ALTER TABLE bulk_actions DROP COLUMN outcomes;
