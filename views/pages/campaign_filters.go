package pages

import (
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// hiddenField is a value that a form carries along.
type hiddenField struct{ Name, Value string }

// campaignFilters are the filter row, and for phones the same as one form behind a button.
type campaignFilters struct {
	Action  string
	Text    string
	Keep    []hiddenField // the search form's
	Form    templ.Attributes
	Origins ui.Segmented
	Menus   []ui.PillMenu
	Ended   *ui.PillX
	Phone   phoneFilters
}

// phoneFilters is the filter form of phones.
type phoneFilters struct {
	Head    ui.PanelHead
	Selects []ui.Select
	Ended   ui.Check
	Keep    []hiddenField
	Clear   string // empty: nothing is set
	Attrs   templ.Attributes
}

var originLabels = map[cmo.Origin]string{cmo.OriginAI: "AI-driven", cmo.OriginManual: "Manual", cmo.OriginImport: "Imported"}

func newCampaignFilters(q CampaignQuery, n facetCounts) campaignFilters {
	action := paths.Campaigns(q.Slug)
	f := campaignFilters{Action: action, Text: q.Filter.Text, Keep: q.keep("q"), Origins: originFilter(q, n), Ended: endedFilter(q), Form: swapForm(action, "input delay:300ms, submit")}
	for _, d := range campaignMenus(q, n) {
		f.Menus = append(f.Menus, d.menu(q))
		f.Phone.Selects = append(f.Phone.Selects, d.field())
	}
	f.Phone.Keep = q.keep("q", "state", "type", "channel", "stage", "ended")
	if q.View == ViewTable {
		f.Menus = append(f.Menus, sortMenu(q))
		f.Phone.Selects = append(f.Phone.Selects, sortField(q))
		f.Phone.Keep = q.keep("q", "state", "type", "channel", "stage", "ended", "sort")
	}
	f.Phone.Head = ui.PanelHead{Label: "Filter", Value: phoneFilterCount(q), Icon: "list-filter", End: true}
	f.Phone.Ended = ui.Check{Name: "ended", ID: "m-ended", Value: "1", Label: "Show ended campaigns", Checked: q.Filter.Ended}
	f.Phone.Attrs = swapForm(action, "submit")
	if q.Filtered() || q.Filter.Ended {
		f.Phone.Clear = q.unfiltered().Href()
	}
	return f
}

// keep are the values that a form without fields of these names has to carry along.
func (q CampaignQuery) keep(except ...string) []hiddenField {
	return keepFields(q.first().values(), except)
}

// keepFields are the values of a URL as fields of a form, in the order of their names.
func keepFields(values url.Values, except []string) []hiddenField {
	var out []hiddenField
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if slices.Contains(except, name) {
			continue
		}
		for _, v := range values[name] {
			out = append(out, hiddenField{name, v})
		}
	}
	return out
}

func phoneFilterCount(q CampaignQuery) string {
	n := 0
	for _, set := range []bool{q.Filter.Text != "", len(q.Filter.States) > 0, q.Filter.Type != "", q.Filter.Channel != "", q.Filter.Stage != "", q.Filter.Ended} {
		if set {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func originFilter(q CampaignQuery, n facetCounts) ui.Segmented {
	s := ui.Segmented{Label: "Origin"}
	all := 0
	for _, c := range n.by["origin"] {
		all += c
	}
	for _, o := range []cmo.Origin{"", cmo.OriginAI, cmo.OriginManual, cmo.OriginImport} {
		count := n.by["origin"][string(o)]
		if o == cmo.OriginImport && count == 0 && q.Filter.Origin != o {
			continue
		}
		to := q.with(func(f *cmo.CampaignFilter) { f.Origin = o }).Href()
		c := ui.Choice{Label: originLabels[o], Href: to, Count: strconv.Itoa(count), Current: q.Filter.Origin == o, Attrs: swapList()}
		switch o {
		case "":
			c.Label, c.Count = "All", strconv.Itoa(all)
		case cmo.OriginAI:
			c.Spark = true
		case cmo.OriginManual:
			c.Icon = "user-round"
		case cmo.OriginImport:
			c.Icon = "upload"
		}
		s.Items = append(s.Items, c)
	}
	return s
}

// endedFilter says whether ended campaigns are hidden; its cross turns that round. A choice of states overrules it.
func endedFilter(q CampaignQuery) *ui.PillX {
	if len(q.Filter.States) > 0 {
		return nil
	}
	to := q.with(func(f *cmo.CampaignFilter) { f.Ended = !f.Ended }).Href()
	p := &ui.PillX{Label: "Ended", Value: "hidden", Href: to, Attrs: swapList()}
	if q.Filter.Ended {
		p.Value = "shown"
	}
	return p
}

// campaignMenu is one dimension with its values.
type campaignMenu struct {
	name, label, any string
	values           []menuValue
	chosen           []string
	set              func(f *cmo.CampaignFilter, value string)
}

type menuValue struct {
	value, label string
	sign         ui.StateKind
	icon         string
	count        int
}

func campaignMenus(q CampaignQuery, n facetCounts) []campaignMenu {
	state := campaignMenu{name: "state", label: "State", any: "Any state", set: func(f *cmo.CampaignFilter, v string) {
		f.States = nil
		if v != "" {
			f.States = []cmo.CampaignState{cmo.CampaignState(v)}
		}
	}}
	for _, s := range cmo.CampaignStates {
		state.values = append(state.values, menuValue{value: string(s), label: campaignWord(s), sign: campaignSigns[s], count: n.state(s)})
	}
	for _, s := range q.Filter.States {
		state.chosen = append(state.chosen, string(s))
	}
	simple := func(name, label, anyLabel, chosen string, list []string, set func(*cmo.CampaignFilter, string)) campaignMenu {
		m := campaignMenu{name: name, label: label, any: anyLabel, set: set}
		if chosen != "" {
			m.chosen = []string{chosen}
		}
		for _, v := range list {
			value := menuValue{value: v, label: cmo.Label(v), count: n.by[name][v]}
			if name == "channel" {
				value.icon = newChannelSign(v).Icon
			}
			m.values = append(m.values, value)
		}
		return m
	}
	f := q.Filter
	return []campaignMenu{state,
		simple("type", "Type", "Any type", f.Type, cmo.CampaignTypes, func(f *cmo.CampaignFilter, v string) { f.Type = v }),
		simple("channel", "Channel", "Any channel", f.Channel, cmo.Channels, func(f *cmo.CampaignFilter, v string) { f.Channel = v }),
		simple("stage", "Stage", "Any stage", f.Stage, cmo.Stages, func(f *cmo.CampaignFilter, v string) { f.Stage = v }),
	}
}

// menu is the dimension as a pill with a list of links.
func (m campaignMenu) menu(q CampaignQuery) ui.PillMenu {
	p := ui.PillMenu{Label: m.label}
	item := func(label, value string, current bool) ui.Choice {
		to := q.with(func(f *cmo.CampaignFilter) { m.set(f, value) }).Href()
		return ui.Choice{Label: label, Href: to, Current: current, Attrs: swapList()}
	}
	p.Items = []ui.Choice{item(m.any, "", len(m.chosen) == 0)}
	var chosen []string
	for _, v := range m.values {
		c := item(v.label, v.value, slices.Contains(m.chosen, v.value))
		c.Sign, c.Icon, c.Count = v.sign, v.icon, strconv.Itoa(v.count)
		if c.Current {
			chosen = append(chosen, v.label)
		}
		p.Items = append(p.Items, c)
	}
	p.Value = words(", ", chosen...)
	return p
}

// field is the dimension as a field of a form; of several chosen states it holds the first.
func (m campaignMenu) field() ui.Select {
	s := ui.Select{Field: ui.Field{Name: m.name, ID: "m-" + m.name, Label: m.label}, Options: []ui.Option{{Label: m.any}}}
	if len(m.chosen) > 0 {
		s.Value = m.chosen[0]
	}
	for _, v := range m.values {
		s.Options = append(s.Options, ui.Option{Value: v.value, Label: v.label + " (" + strconv.Itoa(v.count) + ")"})
	}
	return s
}
