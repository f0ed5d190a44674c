// Package playbook is the built-in model: no language model but a marketer's working rules in code. It reads the tenant's
// own brand, profiles, offers and numbers, composes drafts from them, and says what it cannot know. The same question has
// the same answer; nothing leaves the process.
package playbook

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/llm"
)

// Model names the playbook wherever its work shows.
const Model = "Built-in playbook, no language model"

// Client answers from the playbook.
type Client struct{}

// New makes the client.
func New() Client { return Client{} }

// Describe names provider and model.
func (Client) Describe() (provider, model string) { return "playbook", Model }

// Complete composes the answer of the request's mode. It needs the typed data and input of the request, not the prompt.
func (Client) Complete(ctx context.Context, req llm.Request, progress func(string)) (llm.Answer, error) {
	if err := ctx.Err(); err != nil {
		return llm.Answer{}, err
	}
	out, err := compose(req)
	if err != nil {
		return llm.Answer{}, &llm.Error{Msg: "The playbook cannot read the request.", Err: err}
	}
	text, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		return llm.Answer{}, &llm.Error{Msg: "The playbook's answer cannot be written.", Err: err}
	}
	if progress != nil {
		const piece = 2048
		for rest := string(text); rest != ""; {
			n := min(piece, len(rest))
			progress(rest[:n])
			rest = rest[n:]
		}
	}
	return llm.Answer{Text: string(text), Provider: "playbook", Model: Model}, nil
}

func compose(req llm.Request) (cmo.AgentOutput, error) {
	switch req.Mode {
	case cmo.ModeSetup:
		return answer(req, setup)
	case cmo.ModeStrategy:
		return answer(req, strategy)
	case cmo.ModeFunnels:
		return answer(req, funnel)
	case cmo.ModeCampaigns:
		return answer(req, campaign)
	case cmo.ModeContent:
		return answer(req, content)
	case cmo.ModeOptimization:
		return answer(req, optimization)
	}
	return nil, fmt.Errorf("no mode %q", req.Mode)
}

func answer[In, Out any](req llm.Request, make func(cmo.AgentData, In) Out) (cmo.AgentOutput, error) {
	var in In
	if err := json.Unmarshal(req.Input, &in); err != nil {
		return nil, err
	}
	out, _ := any(make(req.Data, in)).(cmo.AgentOutput)
	return out, nil
}
