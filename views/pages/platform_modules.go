package pages

import (
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// cellText is a cell of the matrix in words.
func cellText(c cmo.TenantModule) string {
	switch {
	case !c.Enabled:
		return "Off"
	case c.Beta && c.Rollout < 100:
		return "Testers, " + strconv.Itoa(c.Rollout) + "%"
	case c.Beta:
		return "Testers"
	case c.Rollout < 100:
		return strconv.Itoa(c.Rollout) + "%"
	}
	return "On"
}

// plannedModule tells that a module is registered and not built.
func plannedModule(m cmo.Module) bool { return m != cmo.ModuleCMO }

// MatrixView is all tenants and their modules.
type MatrixView struct {
	Filter platformFilter
	Action string
	More   string
	Head   ui.TableHead
	Rows   []matrixRow
	Module ui.Select
	Hidden []hiddenField // the filter, for a change of all that match
	All    *ui.Button    // nil when not all that match are shown
	Empty  *ui.Empty
}

type matrixRow struct {
	Name, Slug string
	Off        bool
	Choose     ui.Check
	Cells      []matrixCell
}

type matrixCell struct {
	Text, Href, Label, Module string
	Sign                      ui.StateKind
}

// NewMatrixView builds the matrix; limit is how many rows it shows.
func NewMatrixView(filter url.Values, list []cmo.RegisteredTenant, limit int) MatrixView {
	v := MatrixView{Filter: newPlatformFilter(paths.PlatformModules, filter), Action: paths.PlatformModuleSet}
	for _, name := range slices.Sorted(maps.Keys(filter)) {
		if filter.Get(name) != "" {
			v.Hidden = append(v.Hidden, hiddenField{name, filter.Get(name)})
		}
	}
	if len(list) <= limit {
		v.All = &ui.Button{Label: "Set for all " + plural(len(list), "tenant") + " shown", Name: "all", Value: "on"}
	} else {
		list, v.More = list[:limit], "Only the first "+strconv.Itoa(limit)+" are shown. Search for the others."
	}
	on := map[cmo.Module]int{}
	for _, t := range list {
		id := t.TenantID.String()
		r := matrixRow{Name: t.Name, Slug: t.Slug, Off: !t.Active, Choose: ui.Check{Name: "tenant", Value: id, ID: "choose-" + id, Label: "Choose " + t.Name, HideLabel: true}}
		for _, m := range cmo.Modules {
			c := t.Module(m)
			cell := matrixCell{Text: cellText(c), Sign: ui.StateSkipped, Href: paths.With(paths.PlatformModuleSet, url.Values{"set": {string(m)}, "tenant": {id}}), Label: m.Label() + " of " + t.Name, Module: m.Label()}
			if c.Enabled {
				cell.Sign = ui.SignOK
				on[m]++
			}
			r.Cells = append(r.Cells, cell)
		}
		v.Rows = append(v.Rows, r)
	}
	v.Head = ui.TableHead{Label: "Modules by tenant", Caption: "Modules by tenant. Each cell leads to where it is set.", Columns: []ui.Column{{Label: "Tenant"}}}
	v.Module = ui.Select{Field: ui.Field{Name: "set", ID: "set", Label: "Module"}, Value: string(cmo.ModuleCMO)}
	for _, m := range cmo.Modules {
		label := m.Label() + ", " + strconv.Itoa(on[m]) + " of " + strconv.Itoa(len(list)) + " on"
		v.Head.Columns = append(v.Head.Columns, ui.Column{Label: m.Label() + plannedWord(m)})
		v.Module.Options = append(v.Module.Options, ui.Option{Value: string(m), Label: label})
	}
	if len(list) == 0 {
		v.Empty = &ui.Empty{Title: "No tenant matches", Text: "Change or clear the filters.", Actions: []ui.Button{{Label: "Clear filters", Href: paths.PlatformModules}}}
	}
	return v
}

func plannedWord(m cmo.Module) string {
	if plannedModule(m) {
		return " (planned)"
	}
	return ""
}

// ModuleAsk is a change of a module for some tenants.
type ModuleAsk struct {
	Module        cmo.Module
	Enabled, Beta bool
	Rollout       string
	Tenants       []cmo.RegisteredTenant
	Reach         [][]cmo.ModuleReach // a list for each tenant
	Error         string
}

// ModuleView shows what a change does before it is saved.
type ModuleView struct {
	Title    string
	Action   string
	Set      string
	Notes    []ui.Note
	Hidden   []hiddenField // the tenants, with the version that is shown here
	Enabled  ui.Check
	Beta     ui.Check
	Rollout  ui.Input
	Tenants  []moduleTenant
	SaveText string
	Sum      string
}

type moduleTenant struct {
	Name, Change, Count string
	People              []modulePerson
	More                string
}

type modulePerson struct {
	Name, Detail string
	Sign         ui.StateKind
	State        string
}

// peopleShown is how many members of a tenant are listed by name.
const peopleShown = 50

// NewModuleView builds the page.
func NewModuleView(ask ModuleAsk) ModuleView {
	v := ModuleView{Title: "Set " + ask.Module.Label(), Action: paths.PlatformModuleSet, Set: string(ask.Module),
		Enabled: ui.Check{Name: "enabled", Label: "On", Hint: "Off: pages, agents and jobs refuse at the next request.", Checked: ask.Enabled},
		Beta:    ui.Check{Name: "beta", Label: "Testers only", Hint: "Only members who take part in tests.", Checked: ask.Beta},
		Rollout: ui.Input{Field: ui.Field{Name: "rollout", Label: "Rollout, % of the members", Hint: "Who is in stays in when it grows."}, Value: ask.Rollout, Required: true, Attrs: map[string]any{"inputmode": "numeric", "maxlength": "3"}},
	}
	if plannedModule(ask.Module) {
		v.Notes = append(v.Notes, ui.Note{Icon: "clock", Title: ask.Module.Label() + " is planned.", Text: "What you set here is kept for later. There are no pages behind it yet."})
	}
	if ask.Error != "" && ask.Reach == nil {
		v.Rollout.Error = ask.Error
	} else if ask.Error != "" {
		v.Notes = append(v.Notes, ui.Note{Tone: ui.Warn, Title: "Not all of it was saved.", Text: ask.Error})
	}
	gets, all, changes := 0, 0, 0
	for i, t := range ask.Tenants {
		now := t.Module(ask.Module)
		v.Hidden = append(v.Hidden, hiddenField{"tenant", t.TenantID.String() + ":" + strconv.Itoa(now.Version)})
		if i >= len(ask.Reach) {
			continue
		}
		rollout, _ := strconv.Atoi(ask.Rollout)
		then := cellText(cmo.TenantModule{Enabled: ask.Enabled, Beta: ask.Beta, Rollout: rollout})
		row := newModuleTenant(t.Name, ask.Reach[i])
		row.Change = cellText(now) + " → " + then
		if cellText(now) == then {
			row.Change = "Stays: " + then
		} else {
			changes++
		}
		for _, p := range ask.Reach[i] {
			all++
			if p.Gets {
				gets++
			}
		}
		v.Tenants = append(v.Tenants, row)
	}
	v.Sum = strconv.Itoa(gets) + " of " + plural(all, "member") + " in " + plural(len(ask.Tenants), "tenant") + " would have it."
	v.SaveText = "Save for " + plural(len(ask.Tenants), "tenant")
	return v
}

func newModuleTenant(name string, reach []cmo.ModuleReach) moduleTenant {
	row := moduleTenant{Name: name}
	gets := 0
	for i, p := range reach {
		person := modulePerson{Name: p.Name, Detail: p.Role.Label() + " · place " + strconv.Itoa(p.Bucket+1) + " of 100", Sign: ui.StateSkipped, State: "Does not get it"}
		if p.Beta {
			person.Detail += " · tester"
		}
		if p.Gets {
			gets++
			person.Sign, person.State = ui.SignOK, "Gets it"
		}
		if i < peopleShown {
			row.People = append(row.People, person)
		}
	}
	if len(reach) > peopleShown {
		row.More = "and " + strconv.Itoa(len(reach)-peopleShown) + " more"
	}
	row.Count = strconv.Itoa(gets) + " of " + plural(len(reach), "member")
	return row
}
