package cmo

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// PlanGoal is a measured goal with where it starts.
type PlanGoal struct {
	Metric      string `json:"metric"`
	Baseline    Amount `json:"baseline,omitzero"`
	Target      Amount `json:"target,omitzero"`
	Measurement string `json:"measurement,omitempty"`
	Channels    Texts  `json:"channels,omitempty"`
}

// PlanGoals is a list of them; imports may hold plain texts.
type PlanGoals []PlanGoal

// UnmarshalJSON reads any JSON.
func (g *PlanGoals) UnmarshalJSON(data []byte) (err error) {
	*g, err = looseList(data, func(v any) PlanGoal {
		o, ok := v.(map[string]any)
		if !ok {
			return PlanGoal{Metric: looseText(v)}
		}
		x := PlanGoal{Metric: looseFirst(o, "metric", "name", "kpi"), Baseline: looseAmount(o["baseline"]), Target: looseAmount(o["target"]),
			Measurement: looseFirst(o, "measurement", "unit"), Channels: looseTexts(o["channels"])}
		if !x.Target.Given() {
			x.Target = looseAmount(o["target_value"])
		}
		rest := looseRest(o, "metric", "name", "kpi", "baseline", "target", "target_value", "measurement", "unit", "channels")
		x.Measurement = strings.Trim(x.Measurement+", "+rest, ", ")
		return x
	})
	return err
}

// PlanShare is one channel's part of a plan's budget.
type PlanShare struct {
	Channel string `json:"channel"`
	Percent Amount `json:"budget_percentage"`
	Metric  string `json:"primary_metric,omitempty"`
	ICP     string `json:"target_icp,omitempty"`
	Note    string `json:"note,omitempty"`
}

// PlanShares is the channel allocation of a plan.
type PlanShares []PlanShare

// UnmarshalJSON reads any JSON.
func (s *PlanShares) UnmarshalJSON(data []byte) (err error) {
	*s, err = looseList(data, func(v any) PlanShare {
		o, ok := v.(map[string]any)
		if !ok {
			return PlanShare{Channel: looseText(v)}
		}
		x := PlanShare{Channel: looseFirst(o, "channel", "name"), Percent: looseAmount(o["budget_percentage"]), Metric: looseText(o["primary_metric"]), ICP: looseText(o["target_icp"])}
		if !x.Percent.Given() {
			x.Percent = looseAmount(o["percentage"])
		}
		x.Note = looseRest(o, "channel", "name", "budget_percentage", "percentage", "primary_metric", "target_icp", "note")
		x.Note = strings.Trim(looseText(o["note"])+", "+x.Note, ", ")
		return x
	})
	return err
}

// Sum is the sum of the shares, without the noise of binary fractions.
func (s PlanShares) Sum() float64 {
	sum := 0.0
	for _, x := range s {
		sum += x.Percent.N
	}
	return math.Round(sum*100) / 100
}

// PlanRisk is what may go wrong, what is done against it and how it is noticed.
type PlanRisk struct {
	Risk       string `json:"risk"`
	Mitigation string `json:"mitigation,omitempty"`
	Trigger    string `json:"trigger,omitempty"`
}

// PlanRisks is a list of them; imports may hold plain texts.
type PlanRisks []PlanRisk

// UnmarshalJSON reads any JSON.
func (r *PlanRisks) UnmarshalJSON(data []byte) (err error) {
	*r, err = looseList(data, func(v any) PlanRisk {
		o, ok := v.(map[string]any)
		if !ok {
			return PlanRisk{Risk: looseText(v)}
		}
		x := PlanRisk{Risk: looseFirst(o, "risk", "name", "title"), Mitigation: looseText(o["mitigation"]), Trigger: looseText(o["trigger"])}
		if rest := looseRest(o, "risk", "name", "title", "mitigation", "trigger"); rest != "" {
			x.Mitigation = strings.TrimPrefix(x.Mitigation+" ("+rest+")", " ")
		}
		return x
	})
	return err
}

// PlanMoney is what a plan may cost, with a note; Rest holds an import's amounts by channel or month.
type PlanMoney struct {
	Total    Amount
	Currency string
	Note     string
	Rest     Traits
}

// UnmarshalJSON reads any JSON.
func (b *PlanMoney) UnmarshalJSON(data []byte) error {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	o, ok := v.(map[string]any)
	if !ok {
		*b = PlanMoney{Total: looseAmount(v)}
		return nil
	}
	*b = PlanMoney{Total: looseAmount(o["total"]), Currency: looseText(o["currency"]), Note: looseText(o["note"]), Rest: looseTraits(o).Except("total", "currency", "note")}
	return nil
}

// MarshalJSON writes one object.
func (b PlanMoney) MarshalJSON() ([]byte, error) {
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

// PlanMonth is what a plan has in mind for one month.
type PlanMonth struct {
	Focus string
	Weeks []PlanWeek
	Rest  Traits
}

// PlanWeek is what a week should bring.
type PlanWeek struct {
	Week         Amount `json:"week"`
	Focus        string `json:"focus"`
	Deliverables Texts  `json:"deliverables"`
	Success      string `json:"success_criteria,omitempty"`
}

// UnmarshalJSON reads any JSON.
func (m *PlanMonth) UnmarshalJSON(data []byte) error {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	o, ok := v.(map[string]any)
	if !ok {
		*m = PlanMonth{Focus: looseText(v)}
		return nil
	}
	*m = PlanMonth{Focus: looseFirst(o, "focus", "theme"), Rest: looseTraits(o).Except("focus", "weekly_checkpoints")}
	if looseText(o["focus"]) == "" {
		m.Rest = m.Rest.Except("theme")
	}
	weeks, _ := o["weekly_checkpoints"].([]any)
	for _, w := range weeks {
		m.Weeks = append(m.Weeks, looseWeek(w))
	}
	return nil
}

// MarshalJSON writes one object.
func (m PlanMonth) MarshalJSON() ([]byte, error) {
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

func looseWeek(v any) PlanWeek {
	o, ok := v.(map[string]any)
	if !ok {
		return PlanWeek{Focus: looseText(v)}
	}
	c := PlanWeek{Week: looseAmount(o["week"]), Focus: looseText(o["focus"]), Deliverables: looseTexts(o["deliverables"]), Success: looseText(o["success_criteria"])}
	if rest := looseRest(o, "week", "focus", "deliverables", "success_criteria"); rest != "" {
		c.Deliverables = append(c.Deliverables, rest)
	}
	return c
}
