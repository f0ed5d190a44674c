package pages

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// OnboardAsk is a tenant being planned, checked or just made.
type OnboardAsk struct {
	Plan       cmo.PlanTenant
	Errors     map[string]string
	Checked    bool
	OwnerKnown bool // the owner's address has an account
	Made       *cmo.TenantMade
	Link       string // of the owner's invitation
}

// OnboardView is the form, with what it would make, or the result.
type OnboardView struct {
	Action   string
	Summary  ui.ErrorSummary
	Fields   []templ.Component
	Zones    []string
	Plan     []registryStep // what would be made; empty before the check
	Made     bool
	Title    string
	Done     []registryStep
	Link     ui.Input
	HasLink  bool
	Next     []ui.Button
	PlanNote string
}

// NewOnboardView builds the page.
func NewOnboardView(ask OnboardAsk) OnboardView {
	v := OnboardView{Action: paths.PlatformTenantNew, Zones: commonZones, Title: "Onboard a tenant"}
	p := ask.Plan
	if ask.Made != nil {
		return v.made(ask)
	}
	field := func(name, label, hint string, optional bool) ui.Field {
		out := ui.Field{Name: name, Label: label, Hint: hint, Optional: optional, Error: ask.Errors[name]}
		if out.Error != "" {
			v.Summary.Items = append(v.Summary.Items, ui.FieldError{ID: name, Label: label, Text: out.Error})
		}
		return out
	}
	currency := ui.Select{Field: field("currency", "Currency", "", false), Value: p.Currency}
	for _, code := range cmo.Currencies {
		currency.Options = append(currency.Options, ui.Option{Value: code, Label: currencyText(code)})
	}
	v.Fields = []templ.Component{
		ui.Input{Field: field("name", "Name", "As its people see it.", false), Value: p.Name, Required: true, Attrs: templ.Attributes{"maxlength": "300"}},
		ui.Input{Field: field("slug", "Short name", "In addresses. It stays for ever: a to z, 0 to 9 and hyphens.", false), Value: p.Slug, Required: true, Mono: true, Attrs: templ.Attributes{"maxlength": "63"}},
		ui.Input{Field: field("time_zone", "Time zone", "A name like America/Chicago.", false), Value: p.Zone, Required: true, Attrs: templ.Attributes{"list": "zones", "maxlength": "60"}},
		currency,
		ui.Input{Field: field("owner", "Owner’s email", "An account there is becomes the owner. For any other address you get a link to hand over.", true), Type: "email", Value: p.Owner},
		ui.Input{Field: field("description", "Description", "", true), Value: p.Description, Attrs: templ.Attributes{"maxlength": "2000"}},
		ui.Textarea{Field: field("funnels", "Funnels", "One a line, for the registry.", true), Value: strings.Join(p.Funnels, "\n"), Rows: 3},
		ui.Textarea{Field: field("channels", "Channels", "One a line, for the registry.", true), Value: strings.Join(p.Channels, "\n"), Rows: 3},
	}
	if ask.Checked {
		v.Plan = plannedSteps(ask)
		v.PlanNote = "Nothing is made yet. All of it is made at once, or nothing."
	}
	return v
}

func plannedSteps(ask OnboardAsk) []registryStep {
	p := ask.Plan
	owner := "Nobody yet. Invite an owner later from the tenant’s page or with aicmo member add."
	switch {
	case ask.OwnerKnown:
		owner = p.Owner + " has an account and becomes the owner."
	case p.Owner != "":
		owner = "A link for " + p.Owner + ", who becomes the owner by using it within a week."
	}
	config := "Source os, integration native"
	if len(p.Funnels)+len(p.Channels) > 0 {
		config += ", " + plural(len(p.Funnels), "funnel") + ", " + plural(len(p.Channels), "channel")
	}
	return []registryStep{
		{"Registry entry", p.Name + ", " + p.Slug + ", " + p.Zone + ", " + p.Currency + ". " + config + ".", ui.SignAdd, false},
		{"Workspace", "With the id of the tenant.", ui.SignAdd, false},
		{"Members", owner, ui.SignAdd, false},
		{"Modules", "AI CMO on for everybody. AI CRO, AI CFO and AI COO off: they are planned.", ui.SignAdd, false},
		{"Brand and campaigns", "Not made here: the owner does it inside the tenant, by hand or from a brief with the setup agent.", ui.SignInfo, false},
	}
}

func (v OnboardView) made(ask OnboardAsk) OnboardView {
	p, m := ask.Plan, ask.Made
	v.Made, v.Title = true, p.Name+" is there"
	owner := registryStep{"Members", "Nobody yet.", ui.SignWarn, false}
	switch {
	case m.Member:
		owner = registryStep{"Members", p.Owner + " is the owner.", ui.SignOK, false}
	case m.Invited:
		owner = registryStep{"Members", p.Owner + " is invited and becomes the owner by the link below.", ui.SignOK, false}
		v.HasLink = true
		v.Link = ui.Input{Field: ui.Field{Name: "invite-url", Label: "Link for " + p.Owner, Hint: "It is shown this once, works once and for a week. Hand it over yourself: nothing is sent."}, Value: ask.Link, ReadOnly: true, Mono: true}
	}
	v.Done = []registryStep{
		{"Registry entry", p.Slug + " with the id " + m.TenantID.String() + ".", ui.SignOK, false},
		{"Workspace", "It has the same id.", ui.SignOK, false},
		owner,
		{"Modules", "AI CMO is on.", ui.SignOK, false},
		{"Brand and campaigns", "The owner’s home page leads there: by hand, or from a brief with the setup agent.", ui.SignInfo, false},
	}
	v.Next = []ui.Button{{Label: "Open the tenant’s page", Tone: ui.Primary, Href: paths.PlatformTenant(m.TenantID.String())}, {Label: "Onboard another", Href: paths.PlatformTenantNew}}
	return v
}
