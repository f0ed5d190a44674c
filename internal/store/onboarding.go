package store

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Onboardings lists those that have made nothing yet, the newest first.
func (p Platform) Onboardings(ctx context.Context) ([]cmo.Onboarding, error) {
	return platformRows[cmo.Onboarding](ctx, p, onboardingSQL, pgx.StrictNamedArgs{"id": nil})
}

// Onboarding is one of them, also after it was made.
func (p Platform) Onboarding(ctx context.Context, id uuid.UUID) (cmo.Onboarding, error) {
	return platformRow[cmo.Onboarding](ctx, p, onboardingSQL, pgx.StrictNamedArgs{"id": id})
}

const onboardingSQL = `SELECT o.* FROM app.onboardings(@id) o`

var onboardingReasons = map[string]string{
	"conflict": "Somebody else saved this onboarding meanwhile. Open it again to see what it is now.",
	"made":     "This tenant has been made already.",
}

// SaveOnboarding keeps what was typed over a version; version 0 makes a new one with a new id.
func (p Platform) SaveOnboarding(ctx context.Context, id uuid.UUID, version int, plan cmo.PlanTenant) (uuid.UUID, error) {
	if version == 0 {
		id = newID()
	}
	raw, err := json.Marshal(plan)
	if err != nil {
		return id, err
	}
	return id, p.change(ctx, onboardingReasons, `SELECT app.save_onboarding(@id, @version, @plan) AS gap`, pgx.StrictNamedArgs{"id": id, "version": version, "plan": raw})
}

// OnboardingMade is what making an onboarding made. The link is for an owner without an account, when Invited is true.
type OnboardingMade struct {
	TenantID uuid.UUID
	Invited  bool
	Run      *uuid.UUID
	Link     Secret
}

// MakeOnboarding makes all that a plan asks for in one transaction: tenant, workspace, modules, owner, first records, and
// with setup the queued run of the agent. Made again it adds what is missing; the owner is asked for with invite only.
func (p Platform) MakeOnboarding(ctx context.Context, o cmo.Onboarding, setup *NewRun, invite bool) (made OnboardingMade, err error) {
	args := onboardingArgs(o.Plan, &made.Link, setup)
	args["onboarding"], args["version"] = o.ID, o.Version
	if !invite {
		args["owner"] = ""
	}
	type result struct {
		Gap      *string
		TenantID *uuid.UUID
		Invited  *bool
		MadeRun  *uuid.UUID
	}
	err = p.run(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT t.* FROM app.make_onboarding(@onboarding, @version, @id, @slug, @name, @description, @zone, @currency, @config, @owner, @invitation, @link,
			@brand, @campaigns, @run, @subject, @input) t`, args)
		if err != nil {
			return err
		}
		r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[result])
		if err != nil {
			return err
		}
		if r.Gap != nil {
			return onboardingGap(*r.Gap)
		}
		made.TenantID, made.Invited, made.Run = *r.TenantID, *r.Invited, r.MadeRun
		if made.Run == nil {
			return nil
		}
		if p.db.queue == nil {
			return errNoQueue
		}
		return p.db.queue.Enqueue(ctx, tx, made.TenantID, *made.Run)
	})
	return made, err
}

func onboardingArgs(plan cmo.PlanTenant, link *Secret, setup *NewRun) pgx.StrictNamedArgs {
	*link = NewSecret()
	args := makeArgs(plan, *link)
	brand, campaigns := plan.First()
	args["brand"], args["campaigns"] = nil, nil
	if brand != nil {
		args["brand"] = brand.Fields(newID()).JSON()
		list := make([]cmo.Fields, len(campaigns))
		for i, c := range campaigns {
			list[i] = c.Fields(newID())
		}
		args["campaigns"], _ = json.Marshal(list) // strings and ids only
	}
	args["run"], args["subject"], args["input"] = newID(), "", nil
	if setup != nil {
		args["subject"], args["input"] = setup.Subject, setup.Input
	}
	return args
}

// onboardingGap turns what is in the way into an error, of a field where it belongs to one.
func onboardingGap(gap string) error {
	switch gap {
	case "missing":
		return cmo.ErrNotFound
	case "slug":
		return &cmo.Error{Kind: cmo.Invalid, Msg: "This name is taken.", Fields: map[string]string{"slug": "This name is taken."}}
	case "tenant_id":
		text := "A tenant with this id is registered already."
		return &cmo.Error{Kind: cmo.Invalid, Msg: text, Fields: map[string]string{"tenant_id": text}}
	}
	return cmo.Errorf(cmo.Conflict, "%s", onboardingReasons[gap])
}

// UndoOnboarding takes back what an onboarding made: "rows", "owner" or "all"; of one that made nothing, what was typed.
func (p Platform) UndoOnboarding(ctx context.Context, id uuid.UUID, what string) error {
	err := p.change(ctx, onboardingReasons, `SELECT app.undo_onboarding(@id, @what) AS gap`, pgx.StrictNamedArgs{"id": id, "what": what})
	if cmo.KindOf(err) == cmo.Invalid { // another record's key: it builds on what would go
		return &cmo.Error{Kind: cmo.Conflict, Msg: gaps["used"], Err: err}
	}
	return err
}

// KeptBrief is a brief that waits for the tenant's owner.
type KeptBrief struct {
	ID    uuid.UUID
	Brief string
}

// KeptBriefs is the brief that a platform admin wrote for the tenant, for its owner and until a setup run was started.
func (r *Reader) KeptBriefs() *Rows[KeptBrief] {
	return many[KeptBrief](r, `SELECT b.id, b.brief FROM app.kept_brief() b WHERE @tenant = app.tenant_id()`, nil)
}
