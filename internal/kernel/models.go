package kernel

import (
	"context"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/store"
)

// modelOf is the model of a tenant's choice. One that is not offered any more is not replaced by another in silence: a tenant
// may have had reasons.
func (k *Kernel) modelOf(choice string) (llm.Client, error) {
	if choice == "" {
		return k.model, nil
	}
	if m, ok := k.models[choice]; ok {
		return m, nil
	}
	return nil, cmo.Errorf(cmo.Invalid, "The model “%s” of this tenant’s settings is not offered any more. An owner or admin chooses another one there.", cmo.Cut(choice, 200))
}

// work is what a run works with: the tenant's records and its choice of a model.
type work struct {
	data  cmo.AgentData
	model string
}

func readWork(ctx context.Context, sc store.Scope, n cmo.AgentNeeds) (work, error) {
	var rows *store.One[store.AgentRows]
	var choice *store.One[store.ModelChoice]
	err := sc.Read(ctx, func(r *store.Reader) error {
		rows, choice = r.AgentData(n), r.ModelChoice()
		return nil
	})
	if err != nil {
		return work{}, err
	}
	data, err := rows.Value().Decode()
	return work{data, choice.Value().Model}, err
}
