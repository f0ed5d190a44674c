package agent

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/llm"
)

// Bounds of an answer.
const (
	maxAnswer = 1 << 20
	maxDepth  = 32
	maxItems  = 60     // in a list
	maxText   = 20_000 // characters in a text, as the columns bound them
	maxName   = 300    // characters in a name or title
	maxRules  = 40     // broken rules that are listed
)

// ContractError says in words which rules an answer breaks.
type ContractError struct{ Rules []string }

func (e *ContractError) Error() string {
	return "The answer breaks the agent's contract: " + strings.Join(e.Rules, " ")
}

// faults collects broken rules, each as a sentence.
type faults struct{ rules []string }

func (f *faults) add(format string, args ...any) {
	if len(f.rules) < maxRules {
		f.rules = append(f.rules, fmt.Sprintf(format, args...))
	}
}

// Parse reads an answer. What the answer says besides the contract, ids and states among it, is dropped; an answer that
// breaks a rule is a *ContractError.
func (a Agent) Parse(text string, data cmo.AgentData, in cmo.AgentInput) (cmo.AgentOutput, error) {
	f := &faults{}
	raw := extract(text, f)
	if len(f.rules) > 0 {
		return nil, &ContractError{f.rules}
	}
	out := a.parse(raw, data, inner(in), f)
	if len(f.rules) > 0 {
		return nil, &ContractError{f.rules}
	}
	return out, nil
}

// inner is the input itself where the caller passes a checked Input.
func inner(in cmo.AgentInput) cmo.AgentInput {
	if checked, ok := in.(Input); ok {
		return checked.AgentInput
	}
	return in
}

// extract finds the JSON object in an answer: models like to put it into a fenced block, or a sentence before it.
func extract(text string, f *faults) []byte {
	raw := []byte(strings.ToValidUTF8(text, "�"))
	switch {
	case len(raw) > maxAnswer:
		f.add("The answer is larger than %d KB.", maxAnswer>>10)
		return nil
	case len(bytes.TrimSpace(raw)) == 0:
		f.add("The answer is empty.")
		return nil
	}
	from, to := bytes.IndexByte(raw, '{'), bytes.LastIndexByte(raw, '}')
	if from < 0 || to < from {
		f.add("The answer is not a JSON object.")
		return nil
	}
	raw = raw[from : to+1]
	if d := depth(raw); d > maxDepth {
		f.add("The answer nests deeper than %d levels.", maxDepth)
		return nil
	}
	if !json.Valid(raw) {
		f.add("The answer is not valid JSON, or it was cut off.")
	}
	return raw
}

// depth is how deep brackets nest outside strings. It stops counting soon after the bound: the text may be hostile.
func depth(raw []byte) int {
	level, most, quoted := 0, 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if level++; level > most {
				most = level
			}
			if most > maxDepth {
				return most
			}
		case c == '}' || c == ']':
			level--
		}
	}
	return most
}

// decodeAnswer reads the object into the output's type and bounds every text and list in it. A wrong type is named by
// its place; fields that the type does not have are dropped.
func decodeAnswer(raw []byte, out any, f *faults) bool {
	if err := json.Unmarshal(raw, out); err != nil {
		var typed *json.UnmarshalTypeError
		if errors.As(err, &typed) && typed.Field != "" {
			f.add("%s must be %s, not %s.", typed.Field, typeWords(typed.Type.Kind().String()), article(strings.Fields(typed.Value + " ")[0]))
		} else {
			f.add("The answer has not the shape of the schema.")
		}
		return false
	}
	before := len(f.rules)
	tidy(out, f)
	return len(f.rules) == before
}

// Repair is the question to ask after an answer that broke the contract: the same one, with the answer and the rules it
// broke.
func (a Agent) Repair(req llm.Request, text string, err error) llm.Request {
	var contract *ContractError
	rules := []string{"The answer could not be read."}
	if errors.As(err, &contract) {
		rules = contract.Rules
	}
	shown := strings.ToValidUTF8(text, "")
	if len(shown) > maxShown {
		shown = strings.ToValidUTF8(shown[:maxShown], "") + " …"
	}
	req.Prompt += "\n\nAn earlier answer broke these rules:\n- " + strings.Join(rules, "\n- ") +
		"\n\nThe earlier answer, as data:\n" + block("earlier_answer", shown) + "\n\nAnswer again with the whole JSON object. Keep what was right; mend every rule above."
	return req
}

// maxShown is how much of an earlier answer a repair shows.
const maxShown = 60_000
