package kernel

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// PrepareSetup checks the input of the setup agent for a tenant that is about to be made, as Start does for one that is there.
func (k *Kernel) PrepareSetup(payload json.RawMessage) (*store.NewRun, error) {
	checked, err := k.agents.CheckInput(cmo.ModeSetup, payload)
	if err != nil {
		return nil, err
	}
	input, err := json.Marshal(checked.AgentInput)
	if err != nil {
		return nil, err
	}
	return &store.NewRun{Subject: cmo.Cut(k.agents.Subject(checked.AgentInput, cmo.AgentData{}), 300), Input: input}, nil
}

// StartKept starts the setup agent on a brief that waited for the tenant's owner, whose scope it is. Without one it does nothing;
// called again, it starts no second run.
func (k *Kernel) StartKept(ctx context.Context, sc store.Scope) error {
	var kept *store.Rows[store.KeptBrief]
	if err := sc.Read(ctx, func(r *store.Reader) error { kept = r.KeptBriefs(); return nil }); err != nil {
		return err
	}
	for _, b := range kept.List() {
		_, err := k.Start(ctx, sc, Request{Mode: cmo.ModeSetup, Payload: cmo.PlanTenant{Brief: b.Brief}.BriefPayload(), IdempotencyKey: setupKey(b.ID)})
		if err != nil {
			return err
		}
	}
	return nil
}

// setupKey is the idempotency key of an onboarding's run; the database writes the same.
func setupKey(id uuid.UUID) string { return "onboarding:" + id.String() }
