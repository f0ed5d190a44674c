package store_test

import (
	"context"
	"maps"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/store"
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

// querier is a connection or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func findings(t *testing.T, conn querier, sql string) []string {
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

// The schema as migrated breaks no rule.
func TestSchema_Rules(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	conn := k.AdminConn()
	for _, r := range store.Catalogue() {
		if found := findings(t, conn, r.SQL); len(found) > 0 {
			t.Errorf("%s: %v", r.Name, found)
		}
	}
	if n := len(findings(t, conn, store.TenantTables)); n < 27 {
		t.Errorf("only %d tenant tables looked at", n)
	}
}

// Each rule is red for every fault planted for it, and no rule is without one: it could not fail.
func TestSchema_RulesCatchPlantedFaults(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	conn := k.AdminConn()
	rules := map[string]string{}
	for _, r := range store.Catalogue() {
		rules[r.Name] = r.SQL
	}
	unproved := maps.Clone(rules)
	for _, f := range schemaFaults {
		delete(unproved, f.rule)
		t.Run(f.name, func(t *testing.T) {
			tx, err := conn.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
			if _, err := tx.Exec(t.Context(), f.sql); err != nil {
				t.Fatalf("planting: %v", err)
			}
			if sql, known := rules[f.rule]; !known || len(findings(t, tx, sql)) == 0 {
				t.Errorf("the rule %q does not find it (known: %v)", f.rule, known)
			}
		})
	}
	for rule := range unproved {
		t.Errorf("no fault is planted for the rule %q", rule)
	}
	t.Logf("%d rules, %d planted faults", len(rules), len(schemaFaults))
}

// Right schemas that a careless rule would call wrong.
func TestSchema_RulesAcceptNewTables(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	tx, err := k.AdminConn().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	if _, err := tx.Exec(t.Context(), newTables); err != nil {
		t.Fatal(err)
	}
	for _, r := range store.Catalogue() {
		if found := findings(t, tx, r.SQL); len(found) > 0 {
			t.Errorf("%s: %v", r.Name, found)
		}
	}
}

// newTables is what a migration of a new feature does.
const newTables = `
	SET LOCAL ROLE aicmo_owner;
	CREATE TABLE cmo_ideas (
	  tenant_id uuid NOT NULL, workspace_id uuid NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(), origin text NOT NULL DEFAULT 'manual', run_id uuid,
	  version int NOT NULL DEFAULT 1, archived_at timestamptz, created_by uuid, updated_by uuid, created_at timestamptz NOT NULL DEFAULT now(),
	  updated_at timestamptz NOT NULL DEFAULT now(), campaign_id uuid, title text NOT NULL, details jsonb NOT NULL DEFAULT '{}',
	  status text NOT NULL DEFAULT 'new' CONSTRAINT status_known CHECK (status IN ('new', 'kept')));
	SELECT app.record_table('cmo_ideas', '{status}');
	CREATE POLICY add_new ON cmo_ideas AS RESTRICTIVE FOR INSERT WITH CHECK (status = 'new');
	ALTER TABLE cmo_ideas ADD CONSTRAINT campaign_exists FOREIGN KEY (tenant_id, campaign_id) REFERENCES cmo_campaigns (tenant_id, id) ON DELETE CASCADE;
	CREATE UNIQUE INDEX cmo_ideas_title_key ON cmo_ideas (tenant_id, lower(title)) WHERE archived_at IS NULL;
	CREATE TABLE tenant_seals (
	  tenant_id uuid NOT NULL, id uuid NOT NULL, sealed_at timestamptz NOT NULL DEFAULT now(), digest bytea NOT NULL,
	  CONSTRAINT tenant_seals_pkey PRIMARY KEY (tenant_id, id), CONSTRAINT tenant_seals_digest_form CHECK (length(digest) = 32));
	SELECT app.isolate('tenant_seals', '{owner,admin}', p_platform => true);
	CREATE TABLE mail_queue (id uuid CONSTRAINT mail_queue_pkey PRIMARY KEY, body text NOT NULL);
	GRANT ALL ON mail_queue TO aicmo_admin;
	SET LOCAL ROLE aicmo_admin;
	CREATE FUNCTION app.idea_age(p_at timestamptz) RETURNS interval LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS 'SELECT now() - p_at';
	GRANT EXECUTE ON FUNCTION app.idea_age(timestamptz) TO aicmo_app;
	RESET ROLE`
