package kernel_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/llm/playbook"
	"github.com/ubigrowth/aicmo/internal/seed"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// The tenants of the example data, with records that people wrote, go through all six modes on the playbook: each run
// keeps its contract, says the tenant's own name and words, and none of another tenant's.
func TestSeed_PlaybookKnowsTheTenant(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	now := time.Now()
	var tables []store.Table
	for _, table := range seed.Example(now).All() {
		tables = append(tables, store.Table(table))
	}
	if _, err := k.Operator.Import(t.Context(), tables); err != nil {
		t.Fatal(err)
	}
	type tenant struct{ slug, email, brand, text string }
	var list []tenant
	rows, err := k.AdminConn().Query(t.Context(), `SELECT r.slug, min(u.email), min(b.brand_name) FROM os_tenant_registry r JOIN cmo_brand_profiles b ON b.tenant_id = r.tenant_id
		JOIN user_tenants m ON m.tenant_id = r.tenant_id AND m.role = 'owner' JOIN users u ON u.id = m.user_id WHERE r.tenant_id <> ALL ($1) GROUP BY r.slug ORDER BY r.slug`, []uuid.UUID{k.A.ID, k.B.ID})
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var x tenant
		if err := rows.Scan(&x.slug, &x.email, &x.brand); err != nil {
			t.Fatal(err)
		}
		list = append(list, x)
	}
	if err := rows.Err(); err != nil || len(list) < 2 {
		t.Fatalf("%d tenants: %v", len(list), err)
	}
	watch := &watching{Client: playbook.New()}
	run := kernel.New(kernel.Config{DB: k.DB, Worker: k.Worker(), Model: watch})
	for i := range list {
		sc, _, err := k.DB.Enter(t.Context(), k.SignIn(list[i].email), list[i].slug)
		if err != nil {
			t.Fatal(err)
		}
		b := business{k, run, t, sc}
		var campaign uuid.UUID
		if err := k.AdminConn().QueryRow(context.Background(), `SELECT id FROM cmo_campaigns WHERE tenant_id = $1 AND archived_at IS NULL ORDER BY created_at LIMIT 1`, sc.Tenant().ID).Scan(&campaign); err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct {
			mode cmo.Mode
			in   any
		}{{cmo.ModeSetup, brief("We would like to sound warm, clear and lively.")}, {cmo.ModeStrategy, cmo.StrategyInput{PrimaryGoal: "Win 40 new customers this season"}}, {cmo.ModeFunnels, cmo.FunnelsInput{}},
			{cmo.ModeCampaigns, cmo.CampaignsInput{}}, {cmo.ModeContent, cmo.ContentInput{CampaignID: &campaign, Channels: []string{"email", "sms", "facebook", "landing_page"}}}, {cmo.ModeOptimization, cmo.OptimizationInput{Period: "last_30_days"}}} {
			text, _ := json.MarshalIndent(b.ok(x.mode, x.in).Data, "", " ")
			list[i].text += string(text)
		}
	}
	for i, x := range list {
		if !strings.Contains(x.text, x.brand) {
			t.Errorf("the drafts of %s never say its name", x.brand)
		}
		for j, y := range list {
			if i != j && strings.Contains(x.text, y.brand) {
				t.Errorf("the drafts of %s name %s", x.brand, y.brand)
			}
		}
	}
}
