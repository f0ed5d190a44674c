package store_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// originalColumns are the column names that SQL and API clients of the original rely on.
var originalColumns = map[string]string{
	"os_tenant_registry":     "id slug name tenant_id description is_active config created_at updated_at",
	"workspaces":             "id name slug owner_id settings demo_mode stripe_connected is_default tenant_id created_at updated_at",
	"user_tenants":           "id user_id tenant_id role last_used_workspace_id onboarding_completed_at wants_product_updates created_at",
	"tenant_module_access":   "id tenant_id module_id enabled beta_only rollout_percentage created_at updated_at",
	"agent_runs":             "id agent mode input output status error_message duration_ms completed_at tenant_id workspace_id created_at",
	"cmo_brand_profiles":     "brand_name tagline mission_statement brand_voice brand_tone brand_personality core_values brand_colors brand_fonts logo_url website_url industry competitors unique_value_proposition key_differentiators messaging_pillars content_themes created_by",
	"cmo_icp_segments":       "segment_name segment_description demographics psychographics pain_points goals buying_triggers objections preferred_channels content_preferences decision_criteria budget_range company_size industry_verticals job_titles is_primary priority_score created_by",
	"cmo_offers":             "offer_name offer_type description key_benefits features pricing_model price_range target_segments use_cases success_metrics testimonials case_studies competitive_positioning launch_date status landing_page_url demo_url is_flagship created_by",
	"cmo_marketing_plans":    "plan_name plan_type status start_date end_date executive_summary primary_objectives key_metrics budget_allocation month_1_plan month_2_plan month_3_plan channel_mix content_calendar_outline campaign_themes resource_requirements dependencies risks_mitigations target_icp_segments target_offers generation_context created_by",
	"cmo_plan_milestones":    "plan_id milestone_name description target_date status kpis deliverables dependencies milestone_order completed_at",
	"cmo_funnels":            "plan_id funnel_name funnel_type description target_icp_segments target_offers total_budget expected_conversion_rate expected_revenue status created_by",
	"cmo_funnel_stages":      "funnel_id stage_name stage_type stage_order description objective kpis campaign_types channels content_assets target_icps linked_offers entry_criteria exit_criteria expected_volume conversion_rate_target budget_allocation",
	"cmo_campaigns":          "funnel_id plan_id campaign_name campaign_type objective description target_icp target_offer funnel_stage start_date end_date budget_allocation primary_kpi secondary_kpis success_criteria status created_by last_optimization_at last_optimization_note autopilot_enabled goal target_segment_codes target_tags ai_driven origin run_id version archived_at",
	"cmo_campaign_channels":  "campaign_id channel_name channel_type priority budget_percentage content_types posting_frequency targeting_notes expected_metrics is_paid external_source external_account_id external_campaign_id external_adset_id external_ad_id utm_source utm_medium utm_campaign",
	"cmo_content_assets":     "campaign_id content_id title content_type channel funnel_stage target_icp key_message cta tone estimated_production_time supporting_points dependencies publish_date status created_by",
	"cmo_content_variants":   "asset_id variant_name variant_type subject_line headline body_content cta_text visual_description metadata performance_metrics is_winner",
	"cmo_calendar_events":    "campaign_id asset_id event_type title description scheduled_at channel status metadata",
	"cmo_metrics_snapshots":  "campaign_id channel_id snapshot_date metric_type impressions clicks conversions engagement_rate conversion_rate cost revenue roi custom_metrics data_mode",
	"cmo_weekly_summaries":   "week_start week_end executive_summary key_wins challenges metrics_summary top_performing_content recommendations next_week_priorities",
	"cmo_recommendations":    "campaign_id recommendation_type priority title description rationale expected_impact effort_level action_items status implemented_at",
	"campaign_optimizations": "tenant_id workspace_id campaign_id optimization_type changes summary metrics_snapshot applied_at",
	"tenant_segments":        "tenant_id code name description color sort_order is_active",
	"campaign_audit_log":     "tenant_id workspace_id event_type campaign_id run_id job_id actor_id actor_type details",
}

func TestSchema_KeepsTheOriginalsColumns(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	rows, err := k.AdminConn().Query(t.Context(), `SELECT table_name, string_agg(column_name, ' ') FROM information_schema.columns WHERE table_schema = 'public' GROUP BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]string{}
	var table, columns string
	if _, err := pgx.ForEachRow(rows, []any{&table, &columns}, func() error { have[table] = " " + columns + " "; return nil }); err != nil {
		t.Fatal(err)
	}
	for table, want := range originalColumns {
		for _, c := range strings.Fields(want) {
			if !strings.Contains(have[table], " "+c+" ") {
				t.Errorf("%s lacks %s", table, c)
			}
		}
		if strings.HasPrefix(table, "cmo_") && !strings.Contains(have[table], " tenant_id ") {
			t.Errorf("%s has no tenant_id", table)
		}
	}
}

// schemaRules are queries over the catalogue; each row they give is a finding.
var schemaRules = map[string]string{
	"tenant table without RLS, FORCE and fuse": tenantTables + `
		SELECT relname FROM t WHERE NOT (relrowsecurity AND relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p
		  WHERE p.polrelid = t.oid AND p.polname = 'fuse' AND NOT p.polpermissive AND p.polcmd = '*'
		  AND pg_get_expr(p.polqual, t.oid) LIKE '%tenant_id = app.tenant_id()%' AND pg_get_expr(p.polwithcheck, t.oid) LIKE '%tenant_id = app.tenant_id()%'))`,
	"policy that opens everything": `SELECT polrelid::regclass || ' ' || polname FROM pg_policy WHERE polpermissive AND (pg_get_expr(polqual, polrelid) = 'true' OR pg_get_expr(polwithcheck, polrelid) = 'true')`,
	"policy with a sub-select":     `SELECT polrelid::regclass || ' ' || polname FROM pg_policy WHERE concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) ~* '\mselect\M'`,
	"tenant content open to the platform": `SELECT polrelid::regclass || ' ' || polname FROM pg_policy
		WHERE polrelid::regclass::text ~ '^(cmo_|agent_run)' AND concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) LIKE '%platform%'`,
	"unique index without tenant_id": tenantTables + `
		SELECT i.indexrelid::regclass::text FROM pg_index i JOIN t ON t.oid = i.indrelid WHERE i.indisunique AND t.relname <> 'os_tenant_registry'
		AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attname = 'tenant_id' AND a.attnum = ANY (i.indkey))`,
	"foreign key between tenant tables without tenant_id": tenantTables + `
		SELECT t.relname || ' ' || c.conname FROM pg_constraint c JOIN t ON t.oid = c.conrelid JOIN t r ON r.oid = c.confrelid WHERE c.contype = 'f'
		AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attname = 'tenant_id' AND a.attnum = ANY (c.conkey))`,
	"foreign key that is neither CASCADE nor NO ACTION": `SELECT conrelid::regclass || ' ' || conname FROM pg_constraint WHERE contype = 'f' AND confdeltype NOT IN ('c', 'a') AND connamespace = 'public'::regnamespace`,
	"nullable tenant_id": tenantTables + `SELECT relname FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'tenant_id' WHERE NOT a.attnotnull`,
	"trigger":            `SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text NOT LIKE 'river.%'`,
	"view":               `SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace`,
	"definer function without a pinned search_path": `SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef AND pronamespace IN ('app'::regnamespace, 'public'::regnamespace)
		AND NOT coalesce(proconfig::text, '') LIKE '%search_path=pg_catalog, pg_temp%'`,
	"definer function not owned by aicmo_admin": `SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef AND pronamespace = 'app'::regnamespace AND proowner::regrole::text <> 'aicmo_admin'`,
	"function open to everyone":                 `SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'app'::regnamespace AND has_function_privilege('public', oid, 'EXECUTE')`,
	"identity readable by the runtime role":     `SELECT t FROM unnest('{users,capabilities,platform_admins,sign_in_links,login_attempts}'::text[]) t WHERE has_any_column_privilege('aicmo_app', t, 'SELECT,INSERT,UPDATE')`,
	"delete or truncate by the runtime role":    tenantTables + `SELECT relname FROM t WHERE has_table_privilege('aicmo_app', t.oid, 'DELETE') OR has_table_privilege('aicmo_app', t.oid, 'TRUNCATE')`,
	"tenant_id, id, origin or created_by updatable": tenantTables + `
		SELECT relname || '.' || a.attname FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname IN ('tenant_id', 'workspace_id', 'id', 'origin', 'run_id', 'created_by')
		WHERE has_column_privilege('aicmo_app', t.oid, a.attnum, 'UPDATE')`,
	"runtime role that owns or bypasses": `SELECT rolname::text FROM pg_roles r WHERE rolname = 'aicmo_app' AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb
		OR EXISTS (SELECT FROM pg_class WHERE relowner = r.oid) OR pg_has_role('aicmo_app', 'aicmo_owner', 'MEMBER') OR pg_has_role('aicmo_app', 'aicmo_admin', 'MEMBER'))`,
	"set_config in a function":  `SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'app'::regnamespace AND prosrc ~ 'set_config'`,
	"context set outside enter": `SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'app'::regnamespace AND prosrc ~* 'set\s+(local\s+)?app\.' AND proname NOT IN ('enter', 'enter_platform')`,
}

const tenantTables = `WITH t AS (SELECT c.* FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'capabilities'
	AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')) `

func findings(t *testing.T, conn *pgx.Conn, sql string) []string {
	t.Helper()
	rows, err := conn.Query(t.Context(), sql)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestSchema_Rules(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	conn := k.AdminConn()
	for name, sql := range schemaRules {
		if found := findings(t, conn, sql); len(found) > 0 {
			t.Errorf("%s: %v", name, found)
		}
	}
	if n := findings(t, conn, tenantTables+`SELECT count(*)::text FROM t`)[0]; n < "27" {
		t.Errorf("only %s tenant tables looked at", n)
	}
}

// Each rule is red for a planted fault.
func TestSchema_RulesCatchPlantedFaults(t *testing.T) {
	t.Parallel()
	for rule, fault := range map[string]string{
		"tenant table without RLS, FORCE and fuse":            `ALTER TABLE cmo_offers NO FORCE ROW LEVEL SECURITY`,
		"policy that opens everything":                        `CREATE POLICY oops ON cmo_offers FOR SELECT USING (true)`,
		"policy with a sub-select":                            `CREATE POLICY oops ON cmo_offers FOR SELECT USING (tenant_id IN (SELECT tenant_id FROM user_tenants))`,
		"tenant content open to the platform":                 `CREATE POLICY oops ON cmo_offers FOR SELECT USING (app.platform())`,
		"unique index without tenant_id":                      `CREATE UNIQUE INDEX oops ON cmo_offers (offer_name)`,
		"foreign key between tenant tables without tenant_id": `CREATE UNIQUE INDEX oops ON cmo_funnels (id); ALTER TABLE cmo_campaigns ADD CONSTRAINT oops FOREIGN KEY (funnel_id) REFERENCES cmo_funnels (id)`,
		"foreign key that is neither CASCADE nor NO ACTION":   `ALTER TABLE cmo_campaigns ADD CONSTRAINT oops FOREIGN KEY (tenant_id, funnel_id) REFERENCES cmo_funnels (tenant_id, id) ON DELETE RESTRICT`,
		"nullable tenant_id":                                  `CREATE TABLE oops (tenant_id uuid)`,
		"trigger":                                             `CREATE FUNCTION oops() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER oops BEFORE INSERT ON cmo_offers FOR EACH ROW EXECUTE FUNCTION oops()`,
		"view":                                                `CREATE VIEW oops AS SELECT * FROM cmo_offers`,
		"definer function without a pinned search_path":       `ALTER FUNCTION app.enter(uuid, bytea) RESET search_path`,
		"definer function not owned by aicmo_admin":           `ALTER FUNCTION app.enter(uuid, bytea) OWNER TO aicmo_owner`,
		"function open to everyone":                           `GRANT EXECUTE ON FUNCTION app.new_session(uuid, bytea, text, text) TO PUBLIC`,
		"identity readable by the runtime role":               `GRANT SELECT (email) ON users TO aicmo_app`,
		"delete or truncate by the runtime role":              `GRANT DELETE ON audit_log TO aicmo_app`,
		"tenant_id, id, origin or created_by updatable":       `GRANT UPDATE ON cmo_offers TO aicmo_app`,
		"set_config in a function":                            `CREATE FUNCTION app.oops() RETURNS text LANGUAGE sql AS $$ SELECT set_config('app.tenant', '', true) $$`,
		"context set outside enter":                           `CREATE FUNCTION app.oops() RETURNS void LANGUAGE plpgsql AS $$ BEGIN SET LOCAL app.tenant = ''; END $$`,
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			k := storetest.New(t)
			k.Admin(fault)
			if len(findings(t, k.AdminConn(), schemaRules[rule])) == 0 {
				t.Errorf("not found: %s", fault)
			}
		})
	}
}
