// Package isolation proves on a running installation that no tenant reaches another's rows. It puts two tenants full of
// canaries there, tries every table as the runtime role, every query and every route from the one to the other, and takes
// both away again. Tests fill their databases with the same rows.
package isolation

import (
	"context"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// The pair of a running installation. Nobody can sign in to its accounts: they have no password and no link.
var (
	liveA = Tenant{ID: uuid.MustParse("ca9a41e5-0000-4000-8000-00000000000a"), Slug: "isolation-canary-a", Canary: "CanaryWombatQ4"}
	liveB = Tenant{ID: uuid.MustParse("ca9a41e5-0000-4000-8000-00000000000b"), Slug: "isolation-canary-b", Canary: "CanaryPangolinZ8"}
)

// tokenKind is the kind of the tenant's token.
const tokenKind = "token"

// owner is the account of the tenant's owner.
func (t Tenant) owner() uuid.UUID { return t.RowID("owner's account") }

// identity is what makes a tenant one: registry, workspace, owner, module.
func (t Tenant) identity() []store.Table {
	one := func(name string, r row) store.Table { return store.Table{Name: name, Rows: []map[string]any{r}} }
	return []store.Table{
		one("os_tenant_registry", row{"tenant_id": t.ID, "slug": t.Slug, "name": t.Canary, "description": "Made and removed by aicmo doctor --isolation. " + t.Canary}),
		one("workspaces", row{"tenant_id": t.ID, "id": t.ID, "name": t.Canary, "slug": t.Slug}),
		one("users", row{"id": t.owner(), "email": t.Slug + "@canary.invalid", "name": t.Canary}),
		one("user_tenants", row{"tenant_id": t.ID, "id": t.RowID("membership"), "user_id": t.owner(), "role": "owner", "display_name": t.Canary}),
		one("tenant_module_access", row{"tenant_id": t.ID, "id": t.RowID("module"), "module_id": string(cmo.ModuleCMO), "enabled": true}),
	}
}

// kept are the rows that people and workers leave behind themselves: of tables in which Tables has none.
func (t Tenant) kept() []store.Table {
	c, days := t.Canary, []string{"2026-01-01", "2026-01-07", "2026-01-08", "2026-01-14"}
	one := func(name string, r row) store.Table {
		r["tenant_id"] = t.ID
		if r["id"] == nil {
			r["id"] = t.RowID(name)
		}
		return store.Table{Name: name, Rows: []map[string]any{r}}
	}
	return []store.Table{
		one("campaign_approvals", row{"campaign_id": t.RowID("campaign"), "hash": uuidHash(t.ID), "content": jsonOf(row{"canary": c}), "note": c}),
		one("campaign_audit_log", row{"workspace_id": t.ID, "event_type": c, "campaign_id": t.RowID("campaign"), "actor_type": "system"}),
		one("campaign_starts", row{"id": t.RowID("campaign"), "problem": c}),
		one("inbox_reads", row{"id": t.owner()}),
		one("recommendation_outcomes", row{"recommendation_id": t.RowID("recommendation"), "campaign_id": t.RowID("campaign"), "metric": "conversions", "data_mode": "demo",
			"baseline_from": days[0], "baseline_to": days[1], "window_from": days[2], "window_to": days[3], "settled_at": "2026-01-20T00:00:00Z", "result": jsonOf(row{}), "accepted_by": t.owner()}),
		one("run_verdicts", row{"run_id": t.RowID("run"), "helpful": true, "reason": c, "created_by": t.owner()}),
		one("view_states", row{"user_id": t.owner(), "page": "campaigns", "last_query": "q=" + c}),
		one("webhook_secrets", row{"endpoint_id": t.RowID("webhook"), "sealed": []byte(uuidHash(t.ID))}),
		one("api_calls", row{"token_id": t.RowID(tokenKind), "key": c, "body_hash": uuidHash(t.ID), "answer_status": 200, "answer": c}),
		one("audit_log", row{"event": "canary.put", "actor_kind": "operator", "details": jsonOf(row{"canary": c})}),
	}
}

// put makes both tenants, after what an earlier proof that was killed may have left.
func put(ctx context.Context, op *store.Operator) error {
	if err := remove(ctx, op); err != nil {
		return err
	}
	for _, t := range []Tenant{liveA, liveB} {
		for _, tables := range [][]store.Table{t.identity(), t.Tables(), t.kept()} {
			if err := op.PutCanaries(ctx, tables); err != nil {
				return err
			}
		}
	}
	return nil
}

// remove takes both tenants away with everything that belongs to them.
func remove(ctx context.Context, op *store.Operator) error {
	return op.RemoveCanaries(ctx, []uuid.UUID{liveA.ID, liveB.ID}, []uuid.UUID{liveA.owner(), liveB.owner()})
}
