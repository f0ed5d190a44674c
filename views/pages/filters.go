package pages

import (
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// hiddenField is a value that a form carries along.
type hiddenField struct{ Name, Value string }

// filterBar is the row of filters over a list, and for phones the same as one form behind a button.
type filterBar struct {
	Label   string // of the list: "Campaigns"
	Noun    string // "campaigns"
	Target  string // DOM id of the list
	Action  string
	Text    string
	Keep    []hiddenField // the search form's
	Form    templ.Attributes
	Origins ui.Segmented
	Menus   []ui.PillMenu
	Extra   *ui.PillX
	Phone   phoneFilters
}

// phoneFilters is the filter form of phones.
type phoneFilters struct {
	Head    ui.PanelHead
	Selects []ui.Select
	Check   *ui.Check
	Keep    []hiddenField
	Clear   string // empty: nothing is set
	Attrs   templ.Attributes
}

// newFilterBar is a bar with its search field. keep gives the values of the URL that a form without fields of the named
// ones has to carry along.
func newFilterBar(label, noun, target, action, text string, keep func(except ...string) []hiddenField) filterBar {
	f := filterBar{Label: label, Noun: noun, Target: target, Action: action, Text: text, Keep: keep("q"), Form: swapForm(target, action, "input delay:300ms, submit")}
	f.Phone.Head = ui.PanelHead{Label: "Filter", Icon: "list-filter", End: true}
	f.Phone.Attrs = swapForm(target, action, "submit")
	return f
}

// add puts a menu into the row for each dimension, and a field into the form of phones.
func (f *filterBar) add(menus ...filterMenu) {
	for _, m := range menus {
		f.Menus = append(f.Menus, m.menu(f.Target))
		f.Phone.Selects = append(f.Phone.Selects, m.field())
	}
}

// addSort puts the list's order beside its filters: the heads of columns that left the screen cannot be clicked.
func (f *filterBar) addSort(menu ui.PillMenu, field ui.Select) {
	f.Menus = append(f.Menus, menu)
	f.Phone.Selects = append(f.Phone.Selects, field)
}

// names are the fields of the form of phones.
func (f *filterBar) names() []string {
	out := []string{"q"}
	for _, s := range f.Phone.Selects {
		out = append(out, s.Name)
	}
	return out
}

// count says on the phone's button how many filters are set: the menus and what else is.
func (f *filterBar) count(more ...bool) {
	n := 0
	for _, m := range f.Menus {
		if m.Value != "" {
			n++
		}
	}
	for _, set := range more {
		if set {
			n++
		}
	}
	if n > 0 {
		f.Phone.Head.Value = strconv.Itoa(n)
	}
}

// originChoice narrows a list by who made its items. Imports are offered where there are some.
func originChoice(chosen cmo.Origin, n facetCounts, target string, href func(cmo.Origin) string) ui.Segmented {
	s := ui.Segmented{Label: "Origin"}
	all := 0
	for _, c := range n.by["origin"] {
		all += c
	}
	for _, o := range []cmo.Origin{"", cmo.OriginAI, cmo.OriginManual, cmo.OriginImport} {
		count := n.by["origin"][string(o)]
		if o == cmo.OriginImport && count == 0 && chosen != o {
			continue
		}
		c := ui.Choice{Label: originLabels[o], Href: href(o), Count: strconv.Itoa(count), Current: chosen == o, Attrs: swapInto(target)}
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

// filterMenu is one dimension with its values; href is the list with one of them chosen, or none.
type filterMenu struct {
	name, label, any string
	values           []menuValue
	chosen           []string
	href             func(value string) string
}

type menuValue struct {
	value, label string
	sign         ui.StateKind
	icon         string
	count        int
}

// listMenu is a dimension of stored values of which one is chosen.
func listMenu(name, label, anyLabel, chosen string, list []string, counts map[string]int, href func(string) string) filterMenu {
	m := filterMenu{name: name, label: label, any: anyLabel, href: href}
	if chosen != "" {
		m.chosen = []string{chosen}
	}
	for _, v := range list {
		value := menuValue{value: v, label: cmo.Label(v), count: counts[v]}
		if name == "channel" {
			value.icon = newChannelSign(v).Icon
		}
		m.values = append(m.values, value)
	}
	return m
}

// menu is the dimension as a pill with a list of links.
func (m filterMenu) menu(target string) ui.PillMenu {
	p := ui.PillMenu{Label: m.label}
	item := func(label, value string, current bool) ui.Choice {
		return ui.Choice{Label: label, Href: m.href(value), Current: current, Attrs: swapInto(target)}
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

// field is the dimension as a field of a form; of several chosen values it holds the first.
func (m filterMenu) field() ui.Select {
	s := ui.Select{Field: ui.Field{Name: m.name, ID: "m-" + m.name, Label: m.label}, Options: []ui.Option{{Label: m.any}}}
	if len(m.chosen) > 0 {
		s.Value = m.chosen[0]
	}
	for _, v := range m.values {
		s.Options = append(s.Options, ui.Option{Value: v.value, Label: v.label + " (" + strconv.Itoa(v.count) + ")"})
	}
	return s
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

// swapInto are the attributes of a link that renews a list in place. Morphing keeps the focus and what is being typed.
func swapInto(id string) templ.Attributes {
	return templ.Attributes{"hx-boost": "true", "hx-target": "#" + id, "hx-swap": "outerMorph", "hx-sync": "#" + id + ":replace"}
}

// swapForm are the attributes of a form that does what swapInto does.
func swapForm(id, action, trigger string) templ.Attributes {
	return templ.Attributes{"hx-get": action, "hx-trigger": trigger, "hx-target": "#" + id, "hx-swap": "outerMorph", "hx-push-url": "true", "hx-sync": "#" + id + ":replace"}
}
