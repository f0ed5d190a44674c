package cmo

import (
	"encoding/json"
	"maps"
	"net/url"
	"strconv"
	"strings"
)

// RunField is a field of an agent's input as a form holds it: under the input's own name, parts of objects behind a dot.
type RunField struct {
	Name string
	Kind RunFieldKind
}

// RunFieldKind says how a field's text becomes a value.
type RunFieldKind int

// The kinds of field.
const (
	InText   RunFieldKind = iota
	InNumber              // a JSON number
	InList                // a JSON list of what was chosen
	InBrief               // the words of the intake conversation
)

// runFields are the fields of each mode's form, in its order.
var runFields = map[Mode][]RunField{
	ModeSetup: {{"brief", InBrief}, {"currentStep", InText}},
	ModeStrategy: {{"primaryGoal", InText}, {"budget", InNumber}, {"startDate", InText}, {"constraints.timeframe", InText}, {"targetMetrics.revenue", InNumber},
		{"targetMetrics.mqls", InNumber}, {"targetMetrics.reach", InNumber}, {"constraints.channels", InList}},
	ModeFunnels:      {{"funnelType", InText}, {"planId", InText}},
	ModeCampaigns:    {{"funnelId", InText}, {"stageId", InText}, {"planId", InText}, {"goal", InText}, {"preferredChannels", InList}, {"budgetNotes", InText}},
	ModeContent:      {{"campaignId", InText}, {"funnelStage", InText}, {"channels", InList}, {"ctaIntent", InText}, {"contentTypes", InList}},
	ModeOptimization: {{"period", InText}, {"campaignId", InText}, {"funnelId", InText}, {"planId", InText}},
}

// RunFields are the fields of a mode's form.
func RunFields(mode Mode) []RunField { return runFields[mode] }

// RunPayload is the agent's input that a form stands for. What the form has no field for is taken from the base, the input
// of another run; empty for none. wrong names the fields that could not be read.
func RunPayload(mode Mode, base json.RawMessage, form url.Values) (payload json.RawMessage, wrong map[string]string) {
	in := map[string]any{}
	if len(base) > 0 {
		_ = json.Unmarshal(base, &in) // what is no object has no field to keep
	}
	wrong = map[string]string{}
	for _, f := range runFields[mode] {
		switch text := strings.TrimSpace(form.Get(f.Name)); f.Kind {
		case InBrief:
			if text != briefOf(in["messages"]) || in["messages"] == nil {
				in["messages"] = []Message{{Role: "user", Content: text}}
			}
		case InList:
			setField(in, f.Name, listValue(form[f.Name]))
		case InNumber:
			n, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
			switch {
			case text == "":
				setField(in, f.Name, nil)
			case err != nil || n-n != 0: // a word, or no finite number
				wrong[f.Name] = "Write this as a number."
			default:
				setField(in, f.Name, n)
			}
		default:
			setField(in, f.Name, textValue(text))
		}
	}
	payload, err := json.Marshal(in)
	if err != nil {
		return nil, map[string]string{"": "The form could not be read."}
	}
	return payload, wrong
}

func textValue(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func listValue(chosen []string) any {
	var list []string
	for _, c := range chosen {
		if c != "" {
			list = append(list, c)
		}
	}
	if list == nil {
		return nil
	}
	return list
}

// setField puts a value into an object, behind a dot into an object of it; nil takes it out.
func setField(in map[string]any, name string, value any) {
	head, rest, deep := strings.Cut(name, ".")
	switch {
	case !deep && value == nil:
		delete(in, head)
	case !deep:
		in[head] = value
	default:
		part, _ := in[head].(map[string]any)
		part = maps.Clone(part)
		if part == nil {
			part = map[string]any{}
		}
		setField(part, rest, value)
		if in[head] = part; len(part) == 0 {
			delete(in, head)
		}
	}
}

// RunValues are the values of a mode's form for an input: what RunPayload reads back.
func RunValues(mode Mode, input json.RawMessage) url.Values {
	in, out := map[string]any{}, url.Values{}
	if json.Unmarshal(input, &in) != nil {
		return out
	}
	for _, f := range runFields[mode] {
		var at any = in
		for part := range strings.SplitSeq(f.Name, ".") {
			object, _ := at.(map[string]any)
			at = object[part]
		}
		switch v := at.(type) {
		case string:
			out.Set(f.Name, v)
		case float64:
			out.Set(f.Name, strconv.FormatFloat(v, 'f', -1, 64))
		case []any:
			for _, e := range v {
				if s, ok := e.(string); ok {
					out.Add(f.Name, s)
				}
			}
		}
		if f.Kind == InBrief {
			out.Set(f.Name, briefOf(in["messages"]))
		}
	}
	return out
}

// briefOf is what the person said in an intake conversation.
func briefOf(messages any) string {
	list, _ := messages.([]any)
	var said []string
	for _, m := range list {
		object, _ := m.(map[string]any)
		if text, _ := object["content"].(string); object["role"] == "user" && text != "" {
			said = append(said, text)
		}
	}
	return strings.Join(said, "\n\n")
}
