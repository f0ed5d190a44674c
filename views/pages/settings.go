package pages

import (
	"strconv"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// SettingsView is what a tenant chose for itself.
type SettingsView struct {
	Tenant  ui.DescriptionList
	Rules   []settingRow
	Modules []moduleRow
	Note    string
	Edit    string // the form, empty for those who may not
	Tokens  string
	Hooks   string
	History []settingsEvent
	Restore string // where a change is set back, empty for those who may not
	Version string

	Attribution string // the page that compares record and marker
}

// settingRow is one setting with what it does.
type settingRow struct{ Name, Value, Effect string }

type moduleRow struct {
	Name, What, Detail string
	Sign               ui.StateKind
	State              string
}

// moduleWords say what each module is for.
var moduleWords = map[cmo.Module]string{
	cmo.ModuleCMO: "Brand, ICPs, plans, funnels, campaigns and content, drafted by agents and approved by people.",
	cmo.ModuleCRO: "Revenue: pipeline and sales. Registered, but not built yet.",
	cmo.ModuleCFO: "Finance. Registered, but not built yet.",
	cmo.ModuleCOO: "Operations. Registered, but not built yet.",
}

// NewSettingsView builds the page as of now.
func NewSettingsView(t cmo.Tenant, s cmo.Settings, access []cmo.ModuleAccess, now time.Time) SettingsView {
	l := newLocal(t, now)
	v := SettingsView{
		Attribution: paths.Attribution(t.Slug),
		Tenant: ui.DescriptionList{Items: []ui.Term{
			{Term: "Name", Value: s.Name}, {Term: "Short name in URLs", Value: s.Slug},
			{Term: "Here since", Value: l.day(s.CreatedAt.In(l.zone))},
		}},
		Rules: []settingRow{
			{"Time zone", s.Zone + ", now " + l.clocks.Time(l.now) + l.now.Format(" MST"), "Every date and time on these pages is read in it, the calendar too."},
			{"Currency", currencyText(s.Currency), "Budgets and revenue are shown in it. Amounts are never converted."},
			{"Four eyes", onOff(s.FourEyes), fourEyesEffect(s.FourEyes)},
			{"Budget for agent runs", "$" + figure(s.RunBudgetUSD, 2) + " a month", "What calls of language models may cost in a calendar month, in US dollars. The built-in playbook costs nothing."},
			{"Runs at the same time", figure(float64(s.RunConcurrency), 0), "Further runs wait in the queue until one ends."},
			{"Model", orWord(s.Model, "The installation’s own"), "Which of the installation’s models the agents ask."},
		},
		Note: settingsNote(t.Role),
	}
	if t.Role.Can(cmo.RightManage) {
		v.Edit, v.Tokens, v.Hooks = paths.SettingsEdit(t.Slug), paths.Tokens(t.Slug), paths.Webhooks(t.Slug)
		v.Restore, v.Version = paths.SettingsRestore(t.Slug), strconv.Itoa(s.Version)
	}
	for _, m := range cmo.Modules {
		v.Modules = append(v.Modules, newModuleRow(m, access, t.Has(m)))
	}
	return v
}

func settingsNote(r cmo.Role) string {
	if r.Can(cmo.RightManage) {
		return ""
	}
	return "Owners and admins of the tenant change these settings. Modules are switched by a platform admin."
}

func currencyText(code string) string {
	if sign := cmo.CurrencySign(code); sign != code {
		return code + " (" + sign + ")"
	}
	return code
}

func onOff(on bool) string {
	if on {
		return "On"
	}
	return "Off"
}

func fourEyesEffect(on bool) string {
	if on {
		return "Who edited a campaign or started its run since the last approval cannot approve it."
	}
	return "People may approve campaigns that they edited."
}

func newModuleRow(m cmo.Module, access []cmo.ModuleAccess, mine bool) moduleRow {
	r := moduleRow{Name: m.Label(), What: moduleWords[m], Sign: ui.StateSkipped, State: "Off"}
	for _, a := range access {
		if a.Module != m || !a.Enabled {
			continue
		}
		r.Sign, r.State = ui.SignOK, "On"
		switch {
		case a.Beta:
			r.State, r.Detail = "On for testers", "Only members who take part in tests see it."
		case a.Rollout < 100:
			r.State, r.Detail = "On for a part", strconv.Itoa(a.Rollout)+"% of the members see it."
		}
		if r.Detail != "" && mine {
			r.Detail += " You are one of them."
		} else if r.Detail != "" {
			r.Detail += " You are not one of them."
		}
	}
	return r
}
