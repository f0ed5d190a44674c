package kernel_test

import (
	"context"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ubigrowth/aicmo/internal/agent"
	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/llm/playbook"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// canaryRuns is how many runs of each tenant and agent: AICMO_CANARY_RUNS, else few enough for every day.
func canaryRuns(t *testing.T) int {
	t.Helper()
	if raw := os.Getenv("AICMO_CANARY_RUNS"); raw != "" {
		n, err := strconv.Atoi(raw)
		if err != nil || n < 1 {
			t.Fatalf("AICMO_CANARY_RUNS is %q", raw)
		}
		return n
	}
	return 20
}

const canaryC = "CanaryOtterC5"

// modesOf are the six inputs of a tenant.
func modesOf(campaign string) map[cmo.Mode]string {
	return map[cmo.Mode]string{cmo.ModeSetup: `{"messages":[{"role":"user","content":"We sell lessons."}]}`, cmo.ModeStrategy: `{"primaryGoal":"Grow"}`, cmo.ModeFunnels: `{}`, cmo.ModeCampaigns: `{}`,
		cmo.ModeContent: `{"campaignId":"` + campaign + `"}`, cmo.ModeOptimization: `{}`}
}

// Three tenants ask all six agents at once, many times: every prompt, as the model got it and as it is kept, holds its own
// tenant's canary and no other's.
func TestPrompts_HoldOwnTenantOnly(t *testing.T) {
	t.Parallel()
	b := newBusiness(t, playbook.New())
	b.ok(cmo.ModeSetup, brief(strings.Replace(harborBrief, "Harbor Lane", canaryC, 1)))
	b.ok(cmo.ModeStrategy, cmo.StrategyInput{PrimaryGoal: "Fill 24 trial months"})
	b.ok(cmo.ModeFunnels, cmo.FunnelsInput{})
	campaign, _ := json.Marshal(b.ok(cmo.ModeCampaigns, cmo.CampaignsInput{}).Entities["campaign"])
	b.Admin(`UPDATE os_tenant_registry SET run_concurrency = 50`)
	canaries := []string{b.A.Canary, b.B.Canary, canaryC}
	var wrong, asked atomic.Int64
	refuses := &model{do: func(_ context.Context, req llm.Request, _ func(string)) (llm.Answer, error) {
		asked.Add(1)
		found := 0
		for _, c := range canaries {
			if strings.Contains(strings.ToLower(req.System+req.Prompt), strings.ToLower(c)) {
				found++
			}
		}
		if found != 1 {
			wrong.Add(1)
		}
		return llm.Answer{}, &llm.Error{Msg: "That is all that was wanted."}
	}}
	k := kernel.New(kernel.Config{DB: b.DB, Worker: b.Worker(), Model: refuses, Limits: kernel.Limits{PerMinute: -1, PerHour: -1, PerDay: -1, Waiting: -1}})
	runs, work := canaryRuns(t), make(chan func(), 64)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for do := range work {
				do()
			}
		})
	}
	type caller struct {
		sc       store.Scope
		campaign string
	}
	callers := []caller{{b.Scope(storetest.Email(b.A, cmo.RoleOwner), b.A), b.A.RowID("campaign").String()}, {b.Scope(storetest.Email(b.B, cmo.RoleOwner), b.B), b.B.RowID("campaign").String()}, {b.sc, strings.Trim(string(campaign), `"`)}}
	for range runs { // all tenants and agents side by side
		for _, c := range callers {
			for mode, payload := range modesOf(c.campaign) {
				work <- func() {
					s, err := k.Start(context.Background(), c.sc, kernel.Request{Mode: mode, Payload: json.RawMessage(payload)})
					if err == nil {
						_, err = k.Execute(context.Background(), store.RunRef{TenantID: c.sc.Tenant().ID, RunID: s.RunID})
					}
					if err != nil {
						t.Errorf("%s, %s: %v", c.sc.Tenant().Slug, mode, err)
					}
				}
			}
		}
	}
	close(work)
	wg.Wait()
	if want := int64(runs * 3 * 6); asked.Load() != want || wrong.Load() != 0 {
		t.Errorf("%d of %d prompts asked, %d without just one canary", asked.Load(), want, wrong.Load())
	}
	var kept, bad int
	err := b.AdminConn().QueryRow(t.Context(), `SELECT count(*), count(*) FILTER (WHERE (r.prompt::text ILIKE '%' || $1 || '%') <> (r.tenant_id = $4) OR (r.prompt::text ILIKE '%' || $2 || '%') <> (r.tenant_id = $5)
		OR (r.prompt::text ILIKE '%' || $3 || '%') <> (r.tenant_id = $6)) FROM agent_runs r WHERE r.error_message = 'That is all that was wanted.'`,
		canaries[0], canaries[1], canaries[2], b.A.ID, b.B.ID, b.sc.Tenant().ID).Scan(&kept, &bad)
	if err != nil || kept != runs*3*6 || bad != 0 {
		t.Errorf("%d prompts kept, %d of the wrong tenant: %v", kept, bad, err)
	}
	t.Logf("%d prompts", kept)
}

// From one paragraph to recommendations on a new tenant, by the playbook and through an OpenAI-compatible server: every
// answer keeps its agent's contract, every part becomes drafts.
func TestSixModes_NewTenant(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"playbook", "openai"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, say := llm.Client(playbook.New()), func(string) {}
			if name == "openai" {
				s, c := provider(t)
				client, say = c, s.Say
			}
			b := newBusiness(t, client)
			ask := func(mode cmo.Mode, payload any) kernel.Response {
				t.Helper()
				say(b.wouldSay(mode, payload))
				r := b.ok(mode, payload)
				b.keepsContract(mode, payload, r)
				return r
			}
			ask(cmo.ModeSetup, brief(harborBrief))
			budget := 6000.0
			ask(cmo.ModeStrategy, cmo.StrategyInput{PrimaryGoal: "Fill 24 trial months", Budget: &budget})
			ask(cmo.ModeFunnels, cmo.FunnelsInput{})
			c := ask(cmo.ModeCampaigns, cmo.CampaignsInput{})
			ask(cmo.ModeContent, map[string]any{"campaignId": c.Entities["campaign"]})
			ask(cmo.ModeOptimization, cmo.OptimizationInput{Period: "last_30_days"})
			var made string
			err := b.AdminConn().QueryRow(t.Context(), `SELECT concat_ws(' ', (SELECT count(*) FROM cmo_brand_profiles WHERE tenant_id = $1), (SELECT count(*) > 0 FROM cmo_icp_segments WHERE tenant_id = $1), (SELECT count(*) > 0 FROM cmo_offers WHERE tenant_id = $1 AND status = 'draft'),
				(SELECT count(*) FROM cmo_marketing_plans WHERE tenant_id = $1 AND status = 'draft'), (SELECT count(*) BETWEEN 8 AND 12 FROM cmo_plan_milestones WHERE tenant_id = $1), (SELECT count(*) >= 3 FROM cmo_funnel_stages WHERE tenant_id = $1),
				(SELECT count(*) FROM cmo_campaigns WHERE tenant_id = $1 AND status = 'draft' AND description LIKE 'AI CMO Driven:%'), (SELECT count(*) >= 2 FROM cmo_content_variants WHERE tenant_id = $1),
				(SELECT string_agg(DISTINCT provider, ' ') || count(*) FROM agent_runs WHERE tenant_id = $1 AND status = 'completed' AND prompt IS NOT NULL))`, b.sc.Tenant().ID).Scan(&made)
			if err != nil || made != "1 t t 1 t t 1 t "+name+"6" {
				t.Errorf("%q: %v", made, err)
			}
		})
	}
}

// given is what an agent is given for a payload.
func (b business) given(mode cmo.Mode, payload any) (cmo.AgentData, agent.Input) {
	b.t.Helper()
	in, err := agent.CheckInput(mode, json.RawMessage(textOf(b.t, payload)))
	if err != nil {
		b.t.Fatal(err)
	}
	var rows *store.One[store.AgentRows]
	if err := b.sc.Read(b.t.Context(), func(r *store.Reader) error { rows = r.AgentData(in.Needs()); return nil }); err != nil {
		b.t.Fatal(err)
	}
	d, err := rows.Value().Decode()
	if err != nil {
		b.t.Fatal(err)
	}
	return d, in
}

// wouldSay is a good answer to what the run will ask.
func (b business) wouldSay(mode cmo.Mode, payload any) string {
	b.t.Helper()
	d, in := b.given(mode, payload)
	a, _ := agent.For(mode)
	said, err := playbook.New().Complete(b.t.Context(), a.Prompt(d, in), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return said.Text
}

// keepsContract checks what a run kept as its output by every rule once more: setup's against the tenant as it was.
func (b business) keepsContract(mode cmo.Mode, payload any, r kernel.Response) {
	b.t.Helper()
	a, _ := agent.For(mode)
	d, in := b.given(mode, payload)
	if mode == cmo.ModeSetup {
		d.Brand, d.ICPs, d.Offers = nil, nil, nil
	}
	d.Campaigns = nil
	if _, err := a.Parse(string(r.Data), d, in); err != nil {
		b.t.Errorf("%s: %v", mode, err)
	}
}
