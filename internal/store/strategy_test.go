package store_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

func TestICPs_PrimaryFirstWithLinksBothWays(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	k.Admin(`INSERT INTO cmo_icp_segments (tenant_id, workspace_id, segment_name, priority_score) VALUES ($1, $1, 'Later', 99), ($1, $1, 'Last', 10)`, k.A.ID)
	k.Admin(`INSERT INTO cmo_icp_segments (tenant_id, workspace_id, segment_name, archived_at) VALUES ($1, $1, 'Gone', now())`, k.A.ID)
	k.Admin(`INSERT INTO cmo_offers (tenant_id, workspace_id, offer_name, offer_type, target_segments) VALUES ($1, $1, 'Loose', 'product', '[{"name": "LATER"}]'), ($1, $1, 'Text', 'product', '["last", 3]')`, k.A.ID)
	sc := k.Scope(owner(k.A), k.A)
	var icps *store.Rows[cmo.ICP]
	var offers *store.Rows[cmo.Offer]
	read(t, sc, func(r *store.Reader) { icps, offers = r.ICPs(), r.Offers() })
	list := icps.List()
	if len(list) != 3 || list[0].ID != k.A.RowID("icp") || list[1].Name != "Later" || list[2].Name != "Last" {
		t.Fatalf("segments: %+v", list)
	}
	first := list[0]
	if len(first.Offers) != 1 || first.Offers[0].ID != k.A.RowID("offer") || len(first.Campaigns) != 1 || first.Campaigns[0].Review != "in_review" || len(first.Funnels) != 1 || len(first.Plans) != 1 {
		t.Errorf("links of the first: %+v %+v %+v %+v", first.Offers, first.Campaigns, first.Funnels, first.Plans)
	}
	if len(list[1].Offers) != 1 || list[1].Offers[0].Name != "Loose" || len(list[2].Offers) != 1 || list[2].Offers[0].Name != "Text" {
		t.Errorf("imported shapes: %+v, %+v", list[1].Offers, list[2].Offers)
	}
	for _, o := range offers.List() {
		if o.ID == k.A.RowID("offer") && (len(o.ICPs) != 1 || o.ICPs[0].ID != k.A.RowID("icp") || len(o.Campaigns) != 1 || len(o.ICPs.Unmatched(o.Segments)) != 1) {
			t.Errorf("offer: %+v", o)
		}
	}
}

func TestPlan_WithMilestones(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	plan := k.A.RowID("plan")
	k.Admin(`INSERT INTO cmo_plan_milestones (tenant_id, workspace_id, plan_id, milestone_name, status, target_date, milestone_order)
		VALUES ($1, $1, $2, 'Second', 'completed', '2026-02-02', 2), ($1, $1, $2, 'First', 'missed', '2026-01-02', 9)`, k.A.ID, plan)
	k.Admin(`UPDATE cmo_marketing_plans SET key_metrics = '[{"metric":"leads","target":"60 forms"},"words"]', channel_mix = '[{"channel":"email","percentage":60},{"channel":"sms","budget_percentage":"40"}]', budget_allocation = '{"total":"about 5","q1":12}' WHERE id = $1`, plan)
	sc := k.Scope(owner(k.A), k.A)
	var p *store.One[cmo.Plan]
	var all *store.Rows[cmo.Plan]
	var steps *store.Rows[cmo.Milestone]
	read(t, sc, func(r *store.Reader) { p, all, steps = r.Plan(plan), r.Plans(), r.PlanMilestones(plan) })
	v := p.Value()
	if v.Milestones != 3 || v.Done != 1 || v.Missed != 1 || len(v.Funnels) != 1 || len(v.ICPLinks) != 1 || len(v.OfferLinks) != 1 || len(all.List()) != 1 {
		t.Errorf("plan: %+v", v)
	}
	if v.Channels.Sum() != 100 || len(v.KPIs) != 2 || v.KPIs[0].Target.N != 60 || v.Budget.Total.Words != "about 5" {
		t.Errorf("imported shapes: %+v %+v %+v", v.Channels, v.KPIs, v.Budget)
	}
	if s := steps.List(); len(s) != 3 || s[0].Name != "First" || s[1].Name != "Second" || s[2].TargetDate != nil {
		t.Errorf("milestones: %+v", s)
	}
}

// Another tenant's records of the strategy are nowhere.
func TestStrategy_OtherTenant_NotFound(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(owner(k.B), k.B)
	for name, ask := range map[string]func(*store.Reader, uuid.UUID){
		"icp":   func(r *store.Reader, id uuid.UUID) { r.ICP(id) },
		"offer": func(r *store.Reader, id uuid.UUID) { r.Offer(id) },
		"plan":  func(r *store.Reader, id uuid.UUID) { r.Plan(id) },
	} {
		if err := sc.Read(t.Context(), func(r *store.Reader) error { ask(r, k.A.RowID(name)); return nil }); !errors.Is(err, cmo.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	read(t, sc, func(r *store.Reader) {
		if steps := r.PlanMilestones(k.A.RowID("plan")); len(steps.List()) != 0 {
			t.Error("milestones of A")
		}
	})
}
