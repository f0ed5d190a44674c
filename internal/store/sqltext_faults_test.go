package store_test

import "testing"

// The checker itself: what it must let pass and what it must not.
func TestPredicates(t *testing.T) {
	t.Parallel()
	tables := []string{"cmo_campaigns", "cmo_funnels", "agent_runs", "workspaces"}
	for _, sql := range []string{
		`SELECT id FROM cmo_campaigns WHERE tenant_id = @tenant AND (id = @id OR @id IS NULL)`,
		`SELECT c.id FROM cmo_campaigns AS c LEFT JOIN cmo_funnels f ON f.tenant_id = @tenant AND f.id = c.funnel_id WHERE c.tenant_id = @tenant ORDER BY c.id`,
		`SELECT c.id, (SELECT count(*) FROM cmo_funnels f WHERE f.tenant_id = @tenant AND f.id = c.funnel_id) FROM cmo_campaigns c WHERE (c.tenant_id = @tenant AND c.id = @id)`,
		`SELECT 1 FROM cmo_campaigns c, cmo_funnels f WHERE @tenant = c.tenant_id AND f.tenant_id = @tenant`,
		`(SELECT id FROM cmo_campaigns WHERE tenant_id = @tenant) UNION ALL (SELECT id FROM cmo_funnels WHERE tenant_id = @tenant)`,
		`SELECT id FROM cmo_campaigns WHERE tenant_id = @tenant UNION SELECT id FROM cmo_funnels WHERE tenant_id = @tenant`,
		`WITH n AS (UPDATE workspaces SET last_run_no = last_run_no + 1 WHERE tenant_id = @tenant RETURNING last_run_no)
		 INSERT INTO agent_runs (tenant_id, id, run_no) SELECT @tenant, @id, last_run_no FROM n`,
		`INSERT INTO cmo_campaigns AS c (tenant_id, id) VALUES (@tenant, @id) ON CONFLICT (tenant_id, id) DO UPDATE SET version = c.version + 1`,
		`SELECT c.id FROM cmo_campaigns c WHERE c.tenant_id = @tenant AND c.id = @id FOR UPDATE`,
		`SELECT extract(epoch FROM now()), c.id IS DISTINCT FROM @id FROM cmo_campaigns c WHERE c.tenant_id = @tenant -- FROM cmo_funnels`,
		`SELECT app.move_campaign(@id) WHERE @tenant = app.tenant_id()`,
	} {
		if faults, _ := predicates(sql, tables); len(faults) > 0 {
			t.Errorf("right, but found %v in %s", faults, sql)
		}
	}
	for _, sql := range []string{
		`SELECT id FROM cmo_campaigns`,
		`SELECT id FROM cmo_campaigns WHERE id = @id AND @tenant IS NOT NULL`,
		`SELECT id FROM cmo_campaigns WHERE tenant_id = @tenant OR id = @id`,
		`SELECT id FROM cmo_campaigns WHERE (tenant_id = @tenant AND true) OR id = @id`,
		`SELECT id FROM cmo_campaigns WHERE (tenant_id = @tenant OR id = @id) AND archived_at IS NULL`,
		`SELECT id FROM cmo_campaigns WHERE NOT (tenant_id = @tenant)`,
		`SELECT id FROM cmo_campaigns WHERE tenant_id = @other`,
		`SELECT id FROM cmo_campaigns WHERE tenant_id <> @tenant`,
		`SELECT tenant_id = @tenant FROM cmo_campaigns`,
		`SELECT c.id FROM cmo_campaigns c JOIN cmo_funnels f ON f.id = c.funnel_id WHERE c.tenant_id = @tenant`,
		`SELECT c.id FROM cmo_campaigns c JOIN cmo_funnels f ON f.tenant_id = c.tenant_id AND f.id = c.funnel_id WHERE c.tenant_id = @tenant`,
		`SELECT c.id FROM cmo_campaigns c, cmo_funnels f WHERE c.tenant_id = @tenant AND f.id = c.funnel_id`,
		`SELECT c.id FROM cmo_campaigns c WHERE c.tenant_id = @tenant AND EXISTS (SELECT FROM cmo_funnels f WHERE f.id = c.funnel_id)`,
		`SELECT c.id FROM cmo_campaigns c WHERE EXISTS (SELECT FROM cmo_funnels f WHERE f.tenant_id = @tenant AND c.tenant_id = @tenant)`,
		`SELECT id FROM cmo_campaigns WHERE tenant_id = @tenant UNION ALL SELECT id FROM cmo_funnels`,
		`UPDATE cmo_campaigns SET tenant_id = @tenant WHERE id = @id`,
		`UPDATE cmo_campaigns SET objective = '' WHERE id = @id RETURNING tenant_id = @tenant`,
		`DELETE FROM cmo_campaigns c USING cmo_funnels f WHERE c.tenant_id = @tenant AND f.id = c.funnel_id`,
		`DELETE FROM public.cmo_campaigns WHERE id = @id`,
		`INSERT INTO cmo_campaigns (id, tenant_id) VALUES (@id, @tenant)`,
		`INSERT INTO cmo_campaigns (tenant_id, id) VALUES (@other, @id)`,
		`INSERT INTO cmo_campaigns (tenant_id, id) SELECT tenant_id, id FROM cmo_funnels WHERE tenant_id = @tenant`,
		`WITH n AS (UPDATE workspaces SET last_run_no = 1 RETURNING 1) SELECT @tenant FROM n`,
	} {
		if faults, _ := predicates(sql, tables); len(faults) == 0 {
			t.Errorf("not found: %s", sql)
		}
	}
}
