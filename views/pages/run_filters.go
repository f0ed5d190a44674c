package pages

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// runFilters are the search field, the facets beside the table, and for narrower screens the same behind a button.
type runFilters struct {
	Action     string
	Text       string
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

func newRunFilters(q RunQuery, list RunList) runFilters {
	action := paths.Runs(q.Slug)
	f := runFilters{Action: action, Text: q.Filter.Text, SearchKeep: q.keep("q"), FacetKeep: q.keep("status", "agent", "via"),
		Search: swapRuns(action), FacetForm: swapRuns(action), PanelForm: swapRuns(action),
		Facets: runFacets(q, list, "f-"), PanelGroup: runFacets(q, list, "m-"), Mode: runModes(q, list)}
	f.Search["hx-trigger"] = "input delay:300ms, submit"
	f.FacetForm["hx-trigger"] = "change, submit"
	f.Panel = ui.PanelHead{Label: "Filter", Icon: "list-filter"}
	if n := len(q.Filter.Statuses) + len(q.Filter.Agents) + len(q.Filter.Vias); n > 0 {
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
	return []ui.FacetGroup{status, agent, via}
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
func (q RunQuery) filterWords() []string {
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
	if f.Mode != "" {
		out = append(out, "the mode "+f.Mode)
	}
	return out
}
