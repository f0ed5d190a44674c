package pages

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// Clock writes dates and times for one reader.
type Clock = local

// PersonalClock writes the times of pages outside any tenant, which are in UTC, as their reader wants them.
func PersonalClock(u cmo.User, now time.Time) Clock {
	return newLocal(cmo.Tenant{Clock: u.Preferences.Clock()}, now)
}

// maybe is a moment that may not have come yet.
func (l local) maybe(t *time.Time) (text, iso string) {
	if t == nil {
		return "Never", ""
	}
	return l.moment(t.In(l.zone)), t.Format(time.RFC3339)
}

// RegistryView lists the tenants with the steps of their onboarding.
type RegistryView struct {
	Filter  platformFilter
	Count   string
	More    string
	Head    ui.TableHead
	Rows    []registryRow
	Empty   *ui.Empty
	Onboard string
	Steps   string
}

// platformFilter is the form over a list of tenants.
type platformFilter struct {
	Action        string
	Text          ui.Input
	State, Module ui.Select
	Keep          []hiddenField
	Clear         string
}

type registryRow struct {
	Name, Slug, Href string
	Sign             ui.StateKind
	State            string
	Members, Runs    string
	LastRun, LastISO string
	Steps            []registryStep
}

// registryStep is one of the five steps: done, missing and mendable, or waiting for the tenant's people.
type registryStep struct {
	Title, Text string
	Sign        ui.StateKind
	Mend        bool
}

func (r registryRow) steps() string {
	open := 0
	var missing []string
	for _, s := range r.Steps {
		if s.Sign != ui.SignOK {
			open++
			missing = append(missing, s.Title)
		}
	}
	if open == 0 {
		return "All 5 steps done"
	}
	return plural(open, "step") + " open: " + strings.ToLower(strings.Join(missing, ", "))
}

func (r registryRow) stepSign() ui.StateKind {
	sign := ui.SignOK
	for _, s := range r.Steps {
		if s.Mend {
			return ui.SignNo
		}
		if s.Sign != ui.SignOK {
			sign = ui.SignWarn
		}
	}
	return sign
}

// onboardingSteps are the five steps of the specification, as they stand.
func onboardingSteps(t cmo.RegisteredTenant) []registryStep {
	step := func(ok, mend bool, title, done, open string) registryStep {
		if ok {
			return registryStep{title, done, ui.SignOK, false}
		}
		sign := ui.SignWarn
		if mend {
			sign = ui.SignNo
		}
		return registryStep{title, open, sign, mend}
	}
	owners := "Its owner is invited and has not come yet."
	if t.Invited == 0 {
		owners = "Nobody owns it and nobody is invited."
	}
	return []registryStep{
		step(true, false, "Registry entry", "Short name "+t.Slug+".", ""),
		step(t.Workspace, true, "Workspace", "It has the tenant’s id.", "It is missing: repair makes it."),
		step(t.Owners > 0, false, "Members", plural(t.Members, "member")+", "+plural(t.Owners, "owner")+".", owners),
		step(len(t.Modules) == len(cmo.Modules), true, "Modules", "Each has its row.", "Rows are missing: repair adds them, off."),
		step(t.Brands > 0 && t.Campaigns > 0, false, "Brand and campaigns", plural(t.Campaigns, "campaign")+" and a brand profile.", "The tenant’s people make them: by hand, or from a brief with the setup agent."),
	}
}

// NewRegistryView builds the list; limit is how many rows it shows.
func NewRegistryView(filter url.Values, list []cmo.RegisteredTenant, limit int, l Clock) RegistryView {
	v := RegistryView{Filter: newPlatformFilter(paths.PlatformTenants, filter), Onboard: paths.PlatformTenantNew, Steps: paths.PlatformOnboardings}
	if len(list) > limit {
		list, v.More = list[:limit], "Only the first "+strconv.Itoa(limit)+" are shown. Search for the others."
	}
	v.Count = plural(len(list), "tenant")
	for _, t := range list {
		r := registryRow{Name: t.Name, Slug: t.Slug, Href: paths.PlatformTenant(t.TenantID.String()), Members: strconv.Itoa(t.Members), Runs: runsText(t), Steps: onboardingSteps(t)}
		r.Sign, r.State = tenantState(t)
		r.LastRun, r.LastISO = l.maybe(t.LastRunAt)
		v.Rows = append(v.Rows, r)
	}
	if len(list) == 0 {
		v.Empty = &ui.Empty{Title: "No tenant matches", Text: "Change or clear the filters.", Actions: []ui.Button{{Label: "Clear filters", Href: paths.PlatformTenants}}}
	}
	sort := func(label, key string, right bool) ui.Column {
		q := url.Values{}
		for k, values := range filter {
			if values[0] != "" {
				q.Set(k, values[0])
			}
		}
		q.Set("sort", key)
		c := ui.Column{Label: label, Href: paths.With(paths.PlatformTenants, q), Right: right}
		if now := filter.Get("sort"); now == key || now == "" && key == "name" {
			c.Sort = map[bool]string{true: "descending", false: "ascending"}[right]
		}
		return c
	}
	v.Head = ui.TableHead{Label: "Tenants", Caption: "Tenants of this installation. " + v.Count + ".", Columns: []ui.Column{sort("Tenant", "name", false), {Label: "Status"}, sort("Members", "members", true),
		{Label: "Onboarding"}, sort("Runs, 7 days", "runs", true), {Label: "Last run", Right: true}}}
	return v
}

func runsText(t cmo.RegisteredTenant) string {
	if t.Failed > 0 {
		return strconv.Itoa(t.Runs) + ", " + strconv.Itoa(t.Failed) + " failed"
	}
	return strconv.Itoa(t.Runs)
}

func tenantState(t cmo.RegisteredTenant) (ui.StateKind, string) {
	if t.Active {
		return ui.StateLive, "Active"
	}
	return ui.StatePaused, "Switched off"
}

func newPlatformFilter(action string, filter url.Values) platformFilter {
	f := platformFilter{Action: action,
		Text:   ui.Input{Field: ui.Field{Name: "q", Label: "Name or short name", HideLabel: true}, Type: "search", Value: filter.Get("q"), Placeholder: "Name or short name", Icon: "search"},
		State:  ui.Select{Field: ui.Field{Name: "state", Label: "Status", HideLabel: true}, Value: filter.Get("state"), Options: []ui.Option{{Value: "", Label: "Any status"}, {Value: "active", Label: "Active"}, {Value: "inactive", Label: "Switched off"}}},
		Module: ui.Select{Field: ui.Field{Name: "module", Label: "Module that is on", HideLabel: true}, Value: filter.Get("module"), Options: []ui.Option{{Value: "", Label: "Any module"}}},
	}
	for _, m := range cmo.Modules {
		f.Module.Options = append(f.Module.Options, ui.Option{Value: string(m), Label: m.Label() + " on"})
	}
	if s := filter.Get("sort"); s != "" {
		f.Keep = append(f.Keep, hiddenField{"sort", s})
	}
	if filter.Get("q")+filter.Get("state")+filter.Get("module") != "" {
		f.Clear = action
	}
	return f
}

// TenantAsk is a change of a tenant that was refused, with what was typed.
type TenantAsk struct {
	Confirm, ConfirmError string
}

// RegisteredView is the registry's page of a tenant.
type RegisteredView struct {
	Name        string
	Sign        ui.StateKind
	State       string
	Facts       ui.DescriptionList
	Steps       []registryStep
	Repair      string // where what is missing is added, empty when nothing is
	Modules     []registeredModule
	Members     []registeredMember
	MemberCount string
	Entry       ui.DescriptionList
	Edit        string // the form of the entry
	History     string
	Switch      string
	Confirm     ui.Input // off asks for it
	Active      bool
	SwitchText  string
}

type registeredModule struct{ Name, Text, Href string }

type registeredMember struct {
	Name, Email, Role, Href string
	SignedIn, SignedInISO   string
	Disabled                bool
}

// NewRegisteredView builds the page as of now.
func NewRegisteredView(t cmo.RegisteredTenant, members []cmo.RegisteredMember, extent cmo.TenantExtent, ask TenantAsk, l Clock) RegisteredView {
	id := t.TenantID.String()
	v := RegisteredView{Name: t.Name, Steps: onboardingSteps(t), MemberCount: plural(len(members), "member"), Edit: paths.PlatformTenantEdit(id), History: paths.PlatformTenantHistory(id), Entry: entryFacts(t), Switch: paths.PlatformTenantSwitch(id), Active: t.Active}
	v.Sign, v.State = tenantState(t)
	lastRun, _ := l.maybe(t.LastRunAt)
	v.Facts = ui.DescriptionList{Items: []ui.Term{{Term: "Short name", Value: t.Slug}, {Term: "Tenant id", Value: id}, {Term: "Here since", Value: l.day(t.CreatedAt.In(l.zone))},
		{Term: "Time zone", Value: t.Zone}, {Term: "Currency", Value: t.Currency}, {Term: "Runs, 7 days", Value: runsText(t)}, {Term: "Last run", Value: lastRun},
		{Term: "Campaigns", Value: strconv.Itoa(t.Campaigns)}, {Term: "Storage", Value: extentText(extent)}, {Term: "Last sign-in", Value: lastSignIn(l, members)},
		{Term: "Activity", Value: "What happened here", Href: paths.With(paths.PlatformAudit, url.Values{"tenant": {t.Slug}})}}}
	for _, s := range v.Steps {
		if s.Mend {
			v.Repair = paths.PlatformTenantRepair(id)
		}
	}
	for _, m := range cmo.Modules {
		v.Modules = append(v.Modules, registeredModule{m.Label(), cellText(t.Module(m)), paths.With(paths.PlatformModuleSet, url.Values{"set": {string(m)}, "tenant": {id}})})
	}
	for _, m := range members {
		row := registeredMember{Name: m.Name, Email: m.Email, Role: m.Role.Label(), Href: paths.PlatformUser(m.ID.String()), Disabled: m.Disabled}
		row.SignedIn, row.SignedInISO = l.maybe(m.SignedInAt)
		v.Members = append(v.Members, row)
	}
	v.Confirm = ui.Input{Field: ui.Field{Name: "confirm", Label: "Type " + t.Slug, Error: ask.ConfirmError}, Value: ask.Confirm, Required: true, Mono: true}
	v.SwitchText = plural(t.Members, "member") + " will lose access at the next request, and invitations stop to hold. " + endingRuns(extent) + " Nothing is deleted, and it can be switched on again."
	return v
}
