package cmo

import (
	"math"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// AdviceTarget is a record that a recommendation is about, with its present fields.
type AdviceTarget struct {
	Kind    string // a RecordKind
	ID      uuid.UUID
	Name    string
	Version int
	Data    Fields
}

// AdviceField is a field of an existing record that accepting a recommendation may change, as a change set.
type AdviceField struct {
	Target AdviceTarget
	Column string
	Part   string // of a plan's channel mix: the channel. Of a choice: the value it is set to
	Label  string // "Budget of “Summer camp”"
	Now    string // its present value in words, empty for none
	Value  string // what the advice suggests, as it is typed; empty where it names no value
	Fixed  bool   // Part is the new value: nothing is typed
}

// Key names the field in a form.
func (f AdviceField) Key() string {
	return strings.Join([]string{f.Target.Kind, f.Target.ID.String(), f.Column, f.Part}, ":")
}

// adviceColumns are the fields that advice can be about, by kind of record: numbers and days that a person can name in a
// form. Wording, audience and tracking are written where they stand, so advice about them makes a task.
var adviceColumns = map[RecordKind][]string{
	KindCampaign: {"budget_allocation", "start_date", "end_date"}, KindChannel: {"budget_percentage", "posting_frequency"},
	KindStage: {"conversion_rate_target", "expected_volume"}, KindMilestone: {"target_date", "status"}, KindPlan: {"channel_mix"},
	KindAsset: {"publish_date"}, KindVariant: {"subject_line"},
}

// AdviceFields are the fields that accepting r may change, the one that the advice is about first.
func (r Recommendation) AdviceFields(targets []AdviceTarget, w Words) []AdviceField {
	var out []AdviceField
	for _, t := range targets {
		typ := RecordKind(t.Kind).Type()
		for _, column := range adviceColumns[typ.Kind] {
			f := AdviceField{Target: t, Column: column, Label: typ.Label(column) + " of " + typ.Noun + " “" + t.Name + "”", Now: typ.Text(column, t.Data[column], w)}
			switch column {
			case "channel_mix":
				for _, share := range mixOf(t.Data[column]) {
					part := f
					part.Part, part.Label, part.Now = share.channel, "Share of "+Label(share.channel)+" in plan “"+t.Name+"”", Percent(share.percent)
					out = append(out, part)
				}
				continue
			case "status":
				part := f
				part.Part, part.Fixed, part.Label = "completed", true, "Milestone “"+t.Name+"”: reached"
				out = append(out, part)
				continue
			}
			out = append(out, f)
		}
	}
	r.propose(out)
	slices.SortStableFunc(out, func(x, y AdviceField) int { return r.fit(y) - r.fit(x) })
	return out
}

// fit is how likely a field is the one that the advice means.
func (r Recommendation) fit(f AdviceField) int {
	switch {
	case f.Value != "" || f.Fixed && strings.HasPrefix(r.Title, "Mark "):
		return 2
	case r.Category == "budget" && f.Column == "budget_allocation", r.Category == "timing" && f.Column == "target_date":
		return 1
	}
	return 0
}

// propose fills in the values that the advice names: of a funnel's stage its volume or rate.
func (r Recommendation) propose(list []AdviceField) {
	name, target := r.Metric()
	if target == nil {
		return
	}
	for i, f := range list {
		if RecordKind(f.Target.Kind) != KindStage || !strings.EqualFold(strings.TrimPrefix(strings.ToLower(name), "volume of "), strings.ToLower(f.Target.Name)) {
			continue
		}
		if f.Column == "expected_volume" && *target >= 0 && *target < maxNumber {
			list[i].Value = Figure(math.Round(*target), 0)
		}
	}
}

// Read is the value that was typed for the field, as the record stores it, or what is wrong with it.
func (f AdviceField) Read(typed string) (value any, problem string) {
	typ := RecordKind(f.Target.Kind).Type()
	if f.Fixed {
		return f.Part, ""
	}
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return nil, "Write the new value."
	}
	if f.Column == "channel_mix" {
		return remix(f.Target.Data[f.Column], f.Part, typed)
	}
	read, wrong := typ.ReadForm(map[string][]string{f.Column: {typed}}, nil, nil)
	return read[f.Column], wrong[f.Column]
}

type mixShare struct {
	channel string
	percent float64
}

// mixOf are the shares of a plan's channels.
func mixOf(v any) []mixShare {
	rows, _ := v.([]any)
	var out []mixShare
	for _, row := range rows {
		o := asObject(row)
		name, _ := o["channel"].(string)
		if n, ok := numberOf(o["budget_percentage"]); ok && name != "" {
			out = append(out, mixShare{name, n})
		}
	}
	return out
}

// remix gives one channel a new share and shrinks or grows the others in proportion, so that the whole stays what it was.
func remix(v any, channel, typed string) (any, string) {
	read, wrong := KindChannel.Type().ReadForm(map[string][]string{"budget_percentage": {typed}}, nil, nil)
	share, ok := numberOf(read["budget_percentage"])
	if !ok || len(wrong) > 0 {
		return nil, "Write a share from 0 to 100."
	}
	whole, rest := 0.0, 0.0
	for _, s := range mixOf(v) {
		whole += s.percent
		if s.channel != channel {
			rest += s.percent
		}
	}
	if share > whole || rest == 0 {
		return nil, "The other channels cannot make up for that."
	}
	rows, _ := v.([]any)
	out, left, last := make([]any, len(rows)), whole-share, -1
	for i, row := range rows {
		o := map[string]any{}
		for k, x := range asObject(row) {
			o[k] = x
		}
		name, _ := o["channel"].(string)
		switch n, _ := numberOf(o["budget_percentage"]); {
		case name == channel:
			o["budget_percentage"] = share
		case n > 0:
			n = math.Round(n / rest * (whole - share))
			o["budget_percentage"], left, last = n, left-n, i
		}
		out[i] = o
	}
	if last >= 0 { // what rounding left over
		o := asObject(out[last])
		n, _ := numberOf(o["budget_percentage"])
		o["budget_percentage"] = n + left
	}
	return out, ""
}
