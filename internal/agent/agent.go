// Package agent holds the six agents: what each one may be asked, the prompt it makes of a tenant's rows, and the rules
// that an answer must keep. An agent is two pure steps, Prompt and Parse, around one call of a model that somebody else
// makes; nothing here knows a database, a clock or a provider.
package agent

import (
	"encoding/json"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Agent is the agent of one mode.
type Agent struct {
	cmo.Agent
	version   int // of the prompt; a change of its file raises it
	maxTokens int // most tokens an answer may have
	decode    func(raw []byte) (cmo.AgentInput, *inputFaults)
	check     func(in cmo.AgentInput, f *inputFaults)
	parse     func(raw []byte, d cmo.AgentData, in cmo.AgentInput, f *faults) cmo.AgentOutput
	schema    json.RawMessage
}

var agents = map[cmo.Mode]Agent{
	cmo.ModeSetup:        newAgent[cmo.SetupInput](2, 12_000, checkSetupInput, parseSetup),
	cmo.ModeStrategy:     newAgent[cmo.StrategyInput](1, 10_000, checkStrategyInput, parseStrategy),
	cmo.ModeFunnels:      newAgent[cmo.FunnelsInput](1, 10_000, checkFunnelsInput, parseFunnels),
	cmo.ModeCampaigns:    newAgent[cmo.CampaignsInput](1, 10_000, checkCampaignsInput, parseCampaigns),
	cmo.ModeContent:      newAgent[cmo.ContentInput](1, 24_000, checkContentInput, parseContent),
	cmo.ModeOptimization: newAgent[cmo.OptimizationInput](2, 8_000, checkOptimizationInput, parseOptimization),
}

// newAgent puts an agent together from the rules of its input and of its output.
func newAgent[In cmo.AgentInput, Out cmo.AgentOutput](version, maxTokens int, check func(In, *inputFaults), rules func(*Out, cmo.AgentData, In, *faults)) Agent {
	var in In
	a := Agent{version: version, maxTokens: maxTokens, schema: schemaOf[Out]()}
	for _, x := range cmo.Agents {
		if x.Mode == in.AgentMode() {
			a.Agent = x
		}
	}
	a.decode = func(raw []byte) (cmo.AgentInput, *inputFaults) { return decodeInput[In](raw) }
	a.check = func(in cmo.AgentInput, f *inputFaults) { check(in.(In), f) }
	a.parse = func(raw []byte, d cmo.AgentData, in cmo.AgentInput, f *faults) cmo.AgentOutput {
		var out Out
		if decodeAnswer(raw, &out, f) {
			rules(&out, d, in.(In), f)
		}
		return out
	}
	return a
}

// For is the agent of a mode; false for what is no mode.
func For(mode cmo.Mode) (Agent, bool) {
	a, ok := agents[mode]
	return a, ok
}

// Version names the prompt and its version, as setup/v1.
func (a Agent) Version() string { return string(a.Mode) + "/v" + string(rune('0'+a.version)) }

// Schema is the JSON Schema of the agent's answer.
func (a Agent) Schema() json.RawMessage { return a.schema }
