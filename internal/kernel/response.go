package kernel

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// Response is what a caller learns of a run. Data is the agent's output; Entities are the ids of what was made, one or a
// list by kind.
type Response struct {
	Success    bool            `json:"success"`
	Module     cmo.Module      `json:"module"`
	Mode       string          `json:"mode"`
	Agent      string          `json:"agent"`
	RunID      uuid.UUID       `json:"run_id"`
	Status     string          `json:"status"`
	Summary    string          `json:"summary"`
	Data       json.RawMessage `json:"data"`
	Entities   map[string]any  `json:"entities"`
	Error      *string         `json:"error"`
	DurationMS *int            `json:"duration_ms"`
}

// single are the kinds of which a run makes one.
var single = map[string]bool{"brand": true, "plan": true, "funnel": true, "campaign": true}

// Response reads how far a run is.
func (k *Kernel) Response(ctx context.Context, sc store.Scope, run uuid.UUID) (Response, error) {
	var detail *store.One[cmo.RunDetail]
	var records *store.Rows[store.RunRecord]
	err := sc.Read(ctx, func(r *store.Reader) error {
		detail, records = r.Run(run), r.RunRecords(run)
		return nil
	})
	if err != nil {
		return Response{}, err
	}
	d := detail.Value()
	res := Response{Success: d.Status == "completed", Module: cmo.ModuleCMO, Mode: d.Mode, Agent: d.Agent, RunID: d.ID, Status: d.Status,
		Summary: fmt.Sprintf("%s, run #%d: %s", cmo.AgentName(d.Agent), d.No, d.Subject), Data: d.Output, Entities: map[string]any{}, DurationMS: d.DurationMS}
	if d.ErrorMessage != "" {
		res.Error = &d.ErrorMessage
	}
	lists := map[string][]uuid.UUID{}
	for _, m := range records.List() {
		if single[m.Kind] {
			res.Entities[m.Kind] = m.ID
			continue
		}
		lists[m.Kind] = append(lists[m.Kind], m.ID)
		res.Entities[m.Kind] = lists[m.Kind]
	}
	return res, nil
}
