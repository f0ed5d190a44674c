package pages

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// runFilters are the search field, the facets beside the table, and for narrower screens the same behind a button.
type runFilters struct {
	Action     string
	Text       string
	SearchWord string // what a search looks through
	SearchKeep []hiddenField
	Search     templ.Attributes
	Mode       ui.PillMenu
	FacetKeep  []hiddenField
	FacetForm  templ.Attributes
	Facets     []ui.FacetGroup
	Panel      ui.PanelHead
	PanelForm  templ.Attributes
	PanelGroup []ui.FacetGroup
	Clear      *ui.Button // nil: nothing is set
}

func newRunFilters(q RunQuery, list RunList, masked bool) runFilters {
	action := q.base()
	f := runFilters{Action: action, Text: q.Filter.Text, SearchKeep: q.keep("q"), FacetKeep: q.keep("status", "agent", "via", "model", "who", "tenant"),
		Search: swapRuns(action), FacetForm: swapRuns(action), PanelForm: swapRuns(action),
		Facets: runFacets(q, list, "f-"), PanelGroup: runFacets(q, list, "m-"), Mode: runModes(q, list)}
	f.SearchWord = "subject, error, input or output"
	if masked {
		f.SearchWord = "subject or error" // what is hidden cannot be searched
	}
	f.Search["hx-trigger"] = "input delay:300ms, submit"
	f.FacetForm["hx-trigger"] = "change, submit"
	f.Panel = ui.PanelHead{Label: "Filter", Icon: "list-filter"}
	if n := len(q.Filter.Statuses) + len(q.Filter.Agents) + len(q.Filter.Vias) + len(q.Filter.Models) + len(q.Filter.Starters) + len(q.Tenants); n > 0 {
		f.Panel.Value = strconv.Itoa(n)
	}
	if q.Filtered() {
		to := q.unfiltered().Href()
		f.Clear = &ui.Button{Label: "Clear the filter", Href: to, Size: ui.Small, Tone: ui.Ghost, Icon: "x", Attrs: swapRuns(to)}
	}
	return f
}

// runFacets are the checkboxes with what choosing each would show. The prefix keeps the ids of two forms apart.
func runFacets(q RunQuery, list RunList, prefix string) []ui.FacetGroup {
	counts, cut := map[string]map[string]int{}, list.Summary.RunCut()
	for _, f := range list.Facets {
		if counts[f.Name] == nil {
			counts[f.Name] = map[string]int{}
		}
		counts[f.Name][f.Value] = f.Count
	}
	item := func(name, value, label string, chosen []string) ui.FacetItem {
		return ui.FacetItem{ID: prefix + name + "-" + value, Value: value, Label: label, Count: atLeast(counts[name][value], cut), Noun: "runs",
			Checked: slices.Contains(chosen, value)}
	}
	status := ui.FacetGroup{Label: "Status", Name: "status", First: true}
	for _, s := range []string{"completed", "failed", cmo.RunInvalid, "timed_out", "cancelled", "running", "pending"} {
		i := item("status", s, runSigns[s].Word(), q.Filter.Statuses)
		i.Sign, i.Under = runSigns[s], s == cmo.RunInvalid
		status.Items = append(status.Items, i)
	}
	agent := ui.FacetGroup{Label: "Agent", Name: "agent"}
	for _, a := range cmo.Agents {
		agent.Items = append(agent.Items, item("agent", a.ID, a.Name, q.Filter.Agents))
	}
	via := ui.FacetGroup{Label: "Started by", Name: "via"}
	for _, v := range cmo.RunVias {
		via.Items = append(via.Items, item("via", v, runViaLabels[v], q.Filter.Vias))
	}
	groups := []ui.FacetGroup{status, agent, via}
	if len(list.Tenants) > 0 {
		tenant := ui.FacetGroup{Label: "Tenant", Name: "tenant"}
		for _, t := range list.Tenants {
			tenant.Items = append(tenant.Items, item("tenant", t.Slug, t.Name, q.Tenants))
		}
		groups = append(groups, tenant)
	}
	return append(groups, foundFacets(q, list, item)...)
}

// foundFacets are the facets whose values the runs of the period give: people and models. What is chosen stands there,
// too, when none of them has it.
func foundFacets(q RunQuery, list RunList, item func(name, value, label string, chosen []string) ui.FacetItem) []ui.FacetGroup {
	starters := make([]string, len(q.Filter.Starters))
	for i, id := range q.Filter.Starters {
		starters[i] = id.String()
	}
	who := ui.FacetGroup{Label: "Person", Name: "who"}
	for _, v := range foundValues(list, "who", starters) {
		who.Items = append(who.Items, item("who", v, list.starter(v), starters))
	}
	model := ui.FacetGroup{Label: "Model", Name: "model"}
	for i, v := range foundValues(list, "model", q.Filter.Models) {
		m := item("model", v, v, q.Filter.Models)
		m.ID = strings.TrimSuffix(m.ID, v) + strconv.Itoa(i)
		model.Items = append(model.Items, m)
	}
	var out []ui.FacetGroup
	for _, g := range []ui.FacetGroup{who, model} {
		if len(g.Items) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func foundValues(list RunList, name string, chosen []string) []string {
	var out []string
	for _, f := range list.Facets {
		if f.Name == name {
			out = append(out, f.Value)
		}
	}
	for _, c := range chosen {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// starter is a person's name; who has left has none.
func (l RunList) starter(id string) string {
	for _, p := range l.People {
		if p.ID.String() == id {
			return p.Name
		}
	}
	return "Former member"
}

func runModes(q RunQuery, list RunList) ui.PillMenu {
	p := ui.PillMenu{Label: "Mode", Value: q.Filter.Mode}
	add := func(label, mode, count string) {
		to := q.with(func(q *RunQuery) { q.Filter.Mode = mode }).Href()
		p.Items = append(p.Items, ui.Choice{Label: label, Href: to, Count: count, Current: q.Filter.Mode == mode, Attrs: swapRuns(to)})
	}
	add("Any mode", "", "")
	for _, a := range cmo.Agents {
		n := 0
		for _, f := range list.Facets {
			if f.Name == "mode" && f.Value == string(a.Mode) {
				n = f.Count
			}
		}
		add(string(a.Mode), string(a.Mode), atLeast(n, list.Summary.RunCut()))
	}
	return p
}

// filterWords names what filters the log.
func (q RunQuery) filterWords(list RunList) []string {
	f := q.Filter
	var out []string
	if f.Text != "" {
		out = append(out, "the text “"+f.Text+"”")
	}
	for _, s := range f.Statuses {
		out = append(out, "the status "+runSigns[s].Word())
	}
	for _, a := range f.Agents {
		out = append(out, "the agent "+cmo.AgentName(a))
	}
	for _, v := range f.Vias {
		out = append(out, "started by "+runViaLabels[v])
	}
	for _, id := range f.Starters {
		out = append(out, "started by "+list.starter(id.String()))
	}
	for _, m := range f.Models {
		out = append(out, "the model “"+m+"”")
	}
	if f.Mode != "" {
		out = append(out, "the mode "+f.Mode)
	}
	for _, slug := range q.Tenants {
		out = append(out, "the tenant “"+slug+"”")
	}
	return out
}
