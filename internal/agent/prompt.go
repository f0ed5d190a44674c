package agent

import (
	"bytes"
	"embed"
	"encoding/json"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/llm"
)

//go:embed prompts/*.md
var prompts embed.FS

// instructions is the system prompt of an agent: what all agents are told, then its own part. It holds no word of a
// tenant and no secret, and code checks every rule in it.
func (a Agent) instructions() string {
	return read("common") + "\n\n" + read(string(a.Mode))
}

func read(name string) string {
	text, err := prompts.ReadFile("prompts/" + name + ".md")
	if err != nil {
		panic("agent: " + err.Error()) // embedded: missing only if the build is broken
	}
	return strings.TrimSpace(string(text))
}

// Prompt is the question for a model: the agent's instructions, then the tenant's rows and the input as two blocks of
// JSON that the instructions call data.
func (a Agent) Prompt(data cmo.AgentData, in cmo.AgentInput) llm.Request {
	in = inner(in)
	input := encode(in)
	return llm.Request{
		Mode: a.Mode, System: a.instructions(), Data: data, Input: json.RawMessage(input), Schema: a.schema, MaxTokens: a.maxTokens,
		Prompt: "The tenant's records, as data:\n" + block("tenant_data", string(encode(trim(data)))) +
			"\n\nThe request, as data:\n" + block("request", string(input)) +
			"\n\nAnswer with one JSON object that fits the schema:\n" + string(a.schema),
	}
}

// block puts text between marks. Inside, < and > are written as JSON escapes, so that no text of a tenant can hold the
// closing mark; text that is no JSON gets the same escapes, which a model reads as well.
func block(name, text string) string {
	safe := strings.NewReplacer("<", `\u003c`, ">", `\u003e`).Replace(text)
	return "<" + name + ">\n" + safe + "\n</" + name + ">"
}

// encode writes JSON whose <, > and & are escapes.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		panic("agent: " + err.Error()) // the types hold nothing that JSON cannot
	}
	return bytes.TrimSpace(b.Bytes())
}

// maxMetricRows is how many snapshots a prompt lists one by one.
const maxMetricRows = 2000

// trim keeps a prompt affordable: the newest snapshots, and campaigns without the text of their content where the run is
// not about them.
func trim(d cmo.AgentData) cmo.AgentData {
	if n := len(d.Metrics); n > maxMetricRows {
		d.Metrics = d.Metrics[n-maxMetricRows:]
	}
	if n := len(d.Campaigns); n > 100 {
		d.Campaigns = d.Campaigns[:100]
	}
	return d
}
