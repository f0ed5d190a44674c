package pages

import (
	"net/url"
	"strconv"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// OnboardingsView is every tenant with the five steps, and what waits to be onboarded.
type OnboardingsView struct {
	Filter  platformFilter
	Waiting []waitingRow
	Head    ui.TableHead
	Rows    []onboardingRow
	Mend    []hiddenField // the tenants that lack something
	Text    string
	Repair  string
	More    string
	Empty   *ui.Empty
	Onboard string
}

type waitingRow struct{ Name, Slug, Href, By, When, ISO string }

type onboardingRow struct {
	Name, Slug, Href string
	Off              bool
	Steps            []registryStep
	Mend             string // the tenant's id, when something of it can be repaired
}

// NewOnboardingsView builds the page as of now; limit is how many tenants it shows.
func NewOnboardingsView(filter url.Values, list []cmo.RegisteredTenant, waiting []cmo.Onboarding, limit int, l Clock) OnboardingsView {
	v := OnboardingsView{Filter: newPlatformFilter(paths.PlatformOnboardings, filter), Onboard: paths.PlatformTenantNew, Repair: paths.PlatformOnboardingRepair}
	for _, o := range waiting {
		r := waitingRow{Name: o.Plan.Name, Slug: o.Plan.Slug, Href: paths.PlatformOnboarding(o.ID.String()), By: o.ChangedBy}
		if r.Name == "" {
			r.Name = "Without a name"
		}
		r.When, r.ISO = l.maybe(&o.UpdatedAt)
		v.Waiting = append(v.Waiting, r)
	}
	if len(list) > limit {
		list, v.More = list[:limit], "Only the first "+strconv.Itoa(limit)+" are shown. Search for the others."
	}
	done := 0
	for _, t := range list {
		r := onboardingRow{Name: t.Name, Slug: t.Slug, Href: paths.PlatformTenant(t.TenantID.String()), Off: !t.Active, Steps: onboardingSteps(t)}
		whole := true
		for _, s := range r.Steps {
			whole = whole && s.Sign == ui.SignOK
			if s.Mend {
				r.Mend = t.TenantID.String()
			}
		}
		if whole {
			done++
		}
		if r.Mend != "" {
			v.Mend = append(v.Mend, hiddenField{"tenant", r.Mend})
		}
		v.Rows = append(v.Rows, r)
	}
	v.Text = plural(len(v.Mend), "tenant lacks", "tenants lack") + " something that can be added."
	if len(list) == 0 {
		v.Empty = &ui.Empty{Title: "No tenant matches", Text: "Change or clear the filters.", Actions: []ui.Button{{Label: "Clear filters", Href: paths.PlatformOnboardings}}}
	}
	v.Head = ui.TableHead{Label: "Tenants and steps", Caption: plural(len(list), "tenant") + ", " + figure(float64(done), 0) + " with all five steps done.", Columns: []ui.Column{{Label: "Tenant"}, {Label: "Registry entry"}, {Label: "Workspace"}, {Label: "Members"}, {Label: "Modules"}, {Label: "Brand and campaigns"}}}
	if len(v.Mend) > 0 {
		v.Head.Columns = append(v.Head.Columns, ui.Column{Label: "Repair"})
	} else {
		v.Repair = "" // nothing is to be repaired: no column
	}
	return v
}
