package kernel_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/llm/playbook"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// business is a tenant with nothing in it, its kernel and the six agents.
type business struct {
	*storetest.Kit
	*kernel.Kernel
	t  *testing.T
	sc store.Scope
}

func newBusiness(t *testing.T, m llm.Client) business {
	t.Helper()
	k := storetest.New(t)
	if _, err := k.Operator.AddTenant(t.Context(), store.NewTenant{Slug: "harbor", Name: "New tenant", Owner: storetest.Stranger, Zone: "America/New_York"}); err != nil {
		t.Fatal(err)
	}
	sc, _, err := k.DB.Enter(t.Context(), k.SignIn(storetest.Stranger), "harbor")
	if err != nil {
		t.Fatal(err)
	}
	return business{k, kernel.New(kernel.Config{DB: k.DB, Worker: k.Worker(), Model: m}), t, sc}
}

// run starts a mode, works on it and gives what came of it.
func (b business) run(mode cmo.Mode, payload any) kernel.Response {
	b.t.Helper()
	raw, err := json.Marshal(payload)
	if err != nil {
		b.t.Fatal(err)
	}
	s, err := b.Start(b.t.Context(), b.sc, kernel.Request{Mode: mode, Payload: raw})
	if err != nil {
		b.t.Fatalf("%s: %v", mode, err)
	}
	if out, err := b.Execute(b.t.Context(), store.RunRef{TenantID: b.sc.Tenant().ID, RunID: s.RunID}); err != nil || out != kernel.Over {
		b.t.Fatalf("%s: %v, %v", mode, out, err)
	}
	r, err := b.Response(b.t.Context(), b.sc, s.RunID)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b business) ok(mode cmo.Mode, payload any) kernel.Response {
	b.t.Helper()
	r := b.run(mode, payload)
	if !r.Success {
		b.t.Fatalf("%s: %s, %v", mode, r.Status, *r.Error)
	}
	return r
}

const harborBrief = "We are Harbor Lane Music School, a small school in Portland, Maine. We teach piano, violin and singing to children and to adults who want to start again. A trial month costs 95 dollars; weekly lessons are $140 a month. Our tone is calm, warm and precise."

func brief(text string) cmo.SetupInput {
	return cmo.SetupInput{Messages: []cmo.Message{{Role: "user", Content: text}}}
}

// items are the changes that a run suggests, as "table field: new".
func (b business) items(run uuid.UUID) (set uuid.UUID, list []cmo.ChangeItem) {
	b.t.Helper()
	err := b.sc.Read(b.t.Context(), func(r *store.Reader) error {
		sets, err := r.ChangeSets().Get()
		if err != nil {
			return err
		}
		for _, s := range sets {
			if s.RunID != nil && *s.RunID == run {
				set = s.ID
				list, err = r.ChangeItems(s.ID).Get()
			}
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return set, list
}

// Setup over records that exist: the new ones are drafts, what differs is suggested field by field, a reason for turning
// one down reaches the next prompt, and what was turned down does not come back.
func TestSetup_OverExistingRecords(t *testing.T) {
	t.Parallel()
	watch := &watching{Client: playbook.New()}
	b := newBusiness(t, watch)
	first := b.ok(cmo.ModeSetup, brief(harborBrief))
	if _, list := b.items(first.RunID); len(list) != 0 {
		t.Fatalf("a first setup suggests %v", list)
	}
	versions := 0
	if err := b.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM record_versions v JOIN cmo_offers o ON o.id = v.record_id AND v.data->>'offer_name' = o.offer_name
		WHERE v.run_id = $1 AND v.version = 1 AND v.actor_id IS NULL AND NOT v.kept`, first.RunID).Scan(&versions); err != nil || versions != 2 {
		t.Errorf("%d first versions of offers by the run: %v", versions, err)
	}

	changed := strings.Replace(harborBrief, "$140 a month", "$155 a month. We also offer summer choir weeks for $210", 1)
	changed = strings.Replace(changed, "calm, warm and precise", "lively, warm and honest", 1)
	second := b.ok(cmo.ModeSetup, brief(changed))
	set, list := b.items(second.RunID)
	decisions := map[uuid.UUID]cmo.Decision{}
	got := map[string]bool{}
	for _, it := range list {
		got[it.RecordTable+" "+it.Field] = true
		decisions[it.ID] = cmo.Decision{Accept: it.Field != "brand_voice", Note: map[bool]string{true: "We stay calm."}[it.Field == "brand_voice"]}
	}
	for _, want := range []string{"cmo_brand_profiles brand_voice", "cmo_brand_profiles brand_tone", "cmo_offers price_range"} {
		if !got[want] {
			t.Errorf("%s is not suggested: %v", want, got)
		}
	}
	if got["cmo_brand_profiles mission_statement"] || got["cmo_icp_segments pain_points"] || got["cmo_offers status"] {
		t.Errorf("suggested without a word of the brief: %v", got)
	}
	if offers, ok := second.Entities["offer"].([]uuid.UUID); !ok || len(offers) != 1 {
		t.Errorf("new offers: %v", second.Entities)
	}
	if err := b.sc.Write(t.Context(), func(w *store.Writer) error { return w.DecideChangeSet(set, decisions) }); err != nil {
		t.Fatal(err)
	}
	voice, price := "", 0.0
	if err := b.AdminConn().QueryRow(t.Context(), `SELECT (SELECT brand_voice FROM cmo_brand_profiles WHERE tenant_id = $1),
		(SELECT (price_range->>'min')::float8 FROM cmo_offers WHERE tenant_id = $1 AND offer_name ILIKE 'weekly%')`, b.sc.Tenant().ID).Scan(&voice, &price); err != nil || voice != "Calm, Warm, Precise" || price != 155 {
		t.Errorf("decided: %q, %v (%v)", voice, price, err)
	}

	third := b.ok(cmo.ModeSetup, brief(changed))
	if prompt := watch.last(); !strings.Contains(prompt, "We stay calm.") || !strings.Contains(prompt, "Lively, Warm, Honest") {
		t.Error("the reason does not reach the next prompt")
	}
	if _, list := b.items(third.RunID); len(list) != 0 {
		t.Errorf("turned down and suggested again: %+v", list)
	}
}

// A plan drafted twice under one name is one plan and a change set.
func TestStrategy_SamePlanAgain(t *testing.T) {
	t.Parallel()
	b := newBusiness(t, playbook.New())
	b.ok(cmo.ModeSetup, brief(harborBrief))
	low, high := 3000.0, 6000.0
	first := b.ok(cmo.ModeStrategy, cmo.StrategyInput{PrimaryGoal: "Fill 24 trial months", Budget: &low})
	again := b.ok(cmo.ModeStrategy, cmo.StrategyInput{PrimaryGoal: "Fill 24 trial months", Budget: &high})
	if first.Entities["plan"] == nil || again.Entities["plan"] != nil {
		t.Fatalf("%v, then %v", first.Entities, again.Entities)
	}
	fields := map[string]bool{}
	_, list := b.items(again.RunID)
	for _, it := range list {
		fields[it.Field] = true
	}
	if !fields["budget_allocation"] || fields["plan_name"] || fields["start_date"] {
		t.Errorf("suggested: %v", fields)
	}
}
