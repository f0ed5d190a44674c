package storetest

import (
	"context"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/isolation"
	"github.com/ubigrowth/aicmo/internal/store"
)

// Tenant is one of the two tenants, filled with the rows of internal/isolation.
type Tenant = isolation.Tenant

// The two tenants. Canaries look like nothing else in code or page.
var (
	tenantA = Tenant{ID: uuid.MustParse("aaaaaaaa-0000-4000-8000-000000000001"), Slug: "tenant-a", Canary: "CanaryQuokkaA7"}
	tenantB = Tenant{ID: uuid.MustParse("bbbbbbbb-0000-4000-8000-000000000002"), Slug: "tenant-b", Canary: "CanaryNarwhalB9"}
)

// Accounts besides the members of Email.
const (
	Both     = "both@example.test"               // owner of A, viewer of B
	Stranger = "stranger@example.test"           // member of none
	Platform = "installation-admin@example.test" // platform admin, member of none
)

// fill makes the accounts and both tenants.
func fill(ctx context.Context, admin string) error {
	op, err := store.OpenOperator(ctx, admin)
	if err != nil {
		return err
	}
	defer op.Close()
	for email, platform := range map[string]bool{Both: false, Stranger: false, Platform: true} {
		if _, err := op.AddUser(ctx, email, "", "", platform); err != nil {
			return err
		}
	}
	for _, t := range []Tenant{tenantA, tenantB} {
		if err := fillTenant(ctx, op, t); err != nil {
			return err
		}
	}
	if err := op.SetMember(ctx, tenantA.Slug, Both, cmo.RoleOwner); err != nil {
		return err
	}
	return op.SetMember(ctx, tenantB.Slug, Both, cmo.RoleViewer)
}

func fillTenant(ctx context.Context, op *store.Operator, t Tenant) error {
	registry := map[string]any{"tenant_id": t.ID, "slug": t.Slug, "name": t.Canary + " Ltd", "description": t.Canary, "time_zone": "America/Chicago"}
	if _, err := op.Import(ctx, []store.Table{{Name: "os_tenant_registry", Rows: []map[string]any{registry}}}); err != nil {
		return err
	}
	if _, err := op.AddTenant(ctx, store.NewTenant{Slug: t.Slug, Name: t.Canary}); err != nil {
		return err
	}
	for _, role := range cmo.Roles {
		if _, err := op.AddUser(ctx, Email(t, role), t.Canary+" "+string(role), "", false); err != nil {
			return err
		}
		if err := op.SetMember(ctx, t.Slug, Email(t, role), role); err != nil {
			return err
		}
	}
	plan := map[string]any{"slug": t.Slug, "name": t.Canary, "zone": "America/Chicago", "currency": "USD"}
	onboarding := store.Table{Name: "onboardings", Rows: []map[string]any{{"id": t.RowID(isolation.OnboardingKind), "made_tenant": t.ID, "made_at": "2026-01-01T00:00:00Z", "plan": plan}}}
	_, err := op.Import(ctx, append(t.Tables(), onboarding))
	return err
}
