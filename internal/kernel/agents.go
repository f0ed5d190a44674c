package kernel

import (
	"encoding/json"

	"github.com/ubigrowth/aicmo/internal/agent"
	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/llm"
)

// Agents is what the kernel needs of the agents: pure steps around one question to a model.
type Agents interface {
	// CheckInput reads and checks the input of a mode; what is wrong is a cmo.Invalid with fields.
	CheckInput(mode cmo.Mode, raw json.RawMessage) (agent.Input, error)
	// Subject says in a few words what a run is about.
	Subject(in cmo.AgentInput, data cmo.AgentData) string
	// Prompt builds the question, and names the version of its template.
	Prompt(data cmo.AgentData, in cmo.AgentInput) (req llm.Request, version string)
	// Parse reads an answer and checks it against the contract; the error says to people and to the model what is wrong.
	Parse(text string, data cmo.AgentData, in cmo.AgentInput) (cmo.AgentOutput, error)
	// Repair is the question once more, with the answer that broke the contract and what is wrong with it.
	Repair(req llm.Request, answer string, broken error) llm.Request
}

// theSix are the agents of package agent.
type theSix struct{}

// of is the agent of a mode that CheckInput has let through.
func (theSix) of(mode cmo.Mode) agent.Agent {
	a, _ := agent.For(mode)
	return a
}

func (theSix) CheckInput(mode cmo.Mode, raw json.RawMessage) (agent.Input, error) {
	return agent.CheckInput(mode, raw)
}

func (theSix) Subject(in cmo.AgentInput, data cmo.AgentData) string { return agent.Subject(in, data) }

func (s theSix) Prompt(data cmo.AgentData, in cmo.AgentInput) (llm.Request, string) {
	a := s.of(in.AgentMode())
	return a.Prompt(data, in), a.Version()
}

func (s theSix) Parse(text string, data cmo.AgentData, in cmo.AgentInput) (cmo.AgentOutput, error) {
	return s.of(in.AgentMode()).Parse(text, data, in)
}

func (s theSix) Repair(req llm.Request, answer string, broken error) llm.Request {
	return s.of(req.Mode).Repair(req, answer, broken)
}
