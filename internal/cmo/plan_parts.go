package cmo

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// Goal is a measured goal with where it starts.
type Goal struct {
	Metric      string `json:"metric"`
	Baseline    Amount `json:"baseline,omitzero"`
	Target      Amount `json:"target,omitzero"`
	Measurement string `json:"measurement,omitempty"`
	Channels    Texts  `json:"channels,omitempty"`
}

// Goals is a list of them; imports may hold plain texts.
type Goals []Goal

// UnmarshalJSON reads any JSON.
func (g *Goals) UnmarshalJSON(data []byte) (err error) {
	*g, err = unmarshalList(data, func(v any) Goal {
		o, ok := v.(map[string]any)
		if !ok {
			return Goal{Metric: textOf(v)}
		}
		x := Goal{Metric: firstText(o, "metric", "name", "kpi"), Baseline: amountOf(o["baseline"]), Target: amountOf(o["target"]),
			Measurement: firstText(o, "measurement", "unit"), Channels: textsOf(o["channels"])}
		if !x.Target.Given() {
			x.Target = amountOf(o["target_value"])
		}
		rest := restOf(o, "metric", "name", "kpi", "baseline", "target", "target_value", "measurement", "unit", "channels")
		x.Measurement = strings.Trim(x.Measurement+", "+rest, ", ")
		return x
	})
	return err
}

// Share is one channel's part of a plan's budget.
type Share struct {
	Channel string `json:"channel"`
	Percent Amount `json:"budget_percentage"`
	Metric  string `json:"primary_metric,omitempty"`
	ICP     string `json:"target_icp,omitempty"`
	Note    string `json:"note,omitempty"`
}

// Shares is the channel allocation of a plan.
type Shares []Share

// UnmarshalJSON reads any JSON.
func (s *Shares) UnmarshalJSON(data []byte) (err error) {
	*s, err = unmarshalList(data, func(v any) Share {
		o, ok := v.(map[string]any)
		if !ok {
			return Share{Channel: textOf(v)}
		}
		x := Share{Channel: firstText(o, "channel", "name"), Percent: amountOf(o["budget_percentage"]), Metric: textOf(o["primary_metric"]), ICP: textOf(o["target_icp"])}
		if !x.Percent.Given() {
			x.Percent = amountOf(o["percentage"])
		}
		x.Note = restOf(o, "channel", "name", "budget_percentage", "percentage", "primary_metric", "target_icp", "note")
		x.Note = strings.Trim(textOf(o["note"])+", "+x.Note, ", ")
		return x
	})
	return err
}

// Sum is the sum of the shares, without the noise of binary fractions.
func (s Shares) Sum() float64 {
	sum := 0.0
	for _, x := range s {
		sum += x.Percent.N
	}
	return math.Round(sum*100) / 100
}

// Risk is what may go wrong, what is done against it and how it is noticed.
type Risk struct {
	Risk       string `json:"risk"`
	Mitigation string `json:"mitigation,omitempty"`
	Trigger    string `json:"trigger,omitempty"`
}

// Risks is a list of them; imports may hold plain texts.
type Risks []Risk

// UnmarshalJSON reads any JSON.
func (r *Risks) UnmarshalJSON(data []byte) (err error) {
	*r, err = unmarshalList(data, func(v any) Risk {
		o, ok := v.(map[string]any)
		if !ok {
			return Risk{Risk: textOf(v)}
		}
		x := Risk{Risk: firstText(o, "risk", "name", "title"), Mitigation: textOf(o["mitigation"]), Trigger: textOf(o["trigger"])}
		if rest := restOf(o, "risk", "name", "title", "mitigation", "trigger"); rest != "" {
			x.Mitigation = strings.TrimPrefix(x.Mitigation+" ("+rest+")", " ")
		}
		return x
	})
	return err
}

// PlanBudget is what a plan may cost, with a note; Rest holds an import's amounts by channel or month.
type PlanBudget struct {
	Total    Amount
	Currency string
	Note     string
	Rest     Traits
}

// UnmarshalJSON reads any JSON.
func (b *PlanBudget) UnmarshalJSON(data []byte) error {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	o, ok := v.(map[string]any)
	if !ok {
		*b = PlanBudget{Total: amountOf(v)}
		return nil
	}
	*b = PlanBudget{Total: amountOf(o["total"]), Currency: textOf(o["currency"]), Note: textOf(o["note"]), Rest: traitsOf(o).Except("total", "currency", "note")}
	return nil
}

// MarshalJSON writes one object.
func (b PlanBudget) MarshalJSON() ([]byte, error) {
	m := map[string]any{}
	for _, t := range b.Rest {
		m[t.Key] = t.Text()
		if t.List {
			m[t.Key] = t.Values
		} else if n, err := strconv.ParseFloat(t.Text(), 64); err == nil {
			m[t.Key] = n
		}
	}
	if b.Total.Given() {
		m["total"] = b.Total
	}
	if b.Currency != "" {
		m["currency"] = b.Currency
	}
	if b.Note != "" {
		m["note"] = b.Note
	}
	return json.Marshal(m)
}

// Month is what a plan has in mind for one month.
type Month struct {
	Focus string
	Weeks []Checkpoint
	Rest  Traits
}

// Checkpoint is what a week should bring.
type Checkpoint struct {
	Week         Amount `json:"week"`
	Focus        string `json:"focus"`
	Deliverables Texts  `json:"deliverables"`
	Success      string `json:"success_criteria,omitempty"`
}

// UnmarshalJSON reads any JSON.
func (m *Month) UnmarshalJSON(data []byte) error {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	o, ok := v.(map[string]any)
	if !ok {
		*m = Month{Focus: textOf(v)}
		return nil
	}
	*m = Month{Focus: firstText(o, "focus", "theme"), Rest: traitsOf(o).Except("focus", "weekly_checkpoints")}
	if textOf(o["focus"]) == "" {
		m.Rest = m.Rest.Except("theme")
	}
	weeks, _ := o["weekly_checkpoints"].([]any)
	for _, w := range weeks {
		m.Weeks = append(m.Weeks, checkpointOf(w))
	}
	return nil
}

// MarshalJSON writes one object.
func (m Month) MarshalJSON() ([]byte, error) {
	out := map[string]any{}
	for _, t := range m.Rest {
		out[t.Key] = t.Text()
		if t.List {
			out[t.Key] = t.Values
		}
	}
	if m.Focus != "" {
		out["focus"] = m.Focus
	}
	if len(m.Weeks) > 0 {
		out["weekly_checkpoints"] = m.Weeks
	}
	return json.Marshal(out)
}

func checkpointOf(v any) Checkpoint {
	o, ok := v.(map[string]any)
	if !ok {
		return Checkpoint{Focus: textOf(v)}
	}
	c := Checkpoint{Week: amountOf(o["week"]), Focus: textOf(o["focus"]), Deliverables: textsOf(o["deliverables"]), Success: textOf(o["success_criteria"])}
	if rest := restOf(o, "week", "focus", "deliverables", "success_criteria"); rest != "" {
		c.Deliverables = append(c.Deliverables, rest)
	}
	return c
}
