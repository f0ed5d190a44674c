package pages

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// OnboardAsk is a tenant being planned, or made.
type OnboardAsk struct {
	Onboarding            cmo.Onboarding
	Errors                map[string]string // nil before the check
	OwnerKnown            bool              // the owner's address has an account
	Problem               string
	Tenant                *cmo.RegisteredTenant // once it is made
	Mailed                *cmo.MailResult       // what became of its mail, nil without a mail server
	Link                  string                // of the owner's invitation, shown this once
	Confirm, ConfirmError string
}

// OnboardView is the form with what it would make, or what came of it.
type OnboardView struct {
	Action, Undo, Version string
	Title                 string
	Summary               ui.ErrorSummary
	Notes                 []ui.Note
	Fields                []templ.Component
	First                 ui.Radios
	Template              ui.Select
	Brief                 ui.Textarea
	Brand                 []templ.Component
	Campaigns             []onboardCampaign
	Open                  map[string]bool // which part of how it begins is unfolded
	Zones                 []string
	Saved                 bool
	SavedText             string
	Plan                  []registryStep // what would be made; empty before the check
	Made                  *onboardMade
}

type onboardCampaign struct {
	Legend          string
	Name, Objective ui.Input
	Type            ui.Select
}

// onboardMade is the page of an onboarding that has made its tenant.
type onboardMade struct {
	Steps   []registryStep
	Link    ui.Input
	HasLink bool
	Repair  bool // something is missing: making it again adds it
	Invite  bool // the owner has not come: another link can be made
	Rows    bool
	Owner   bool
	Next    []ui.Button
	Confirm ui.Input
}

// NewOnboardView builds the page.
func NewOnboardView(ask OnboardAsk) OnboardView {
	o := ask.Onboarding
	v := OnboardView{Action: paths.PlatformTenantNew, Zones: commonZones, Title: "Onboard a tenant", Version: strconv.Itoa(o.Version), Saved: o.Version > 0}
	if v.Saved {
		v.Action, v.Undo = paths.PlatformOnboarding(o.ID.String()), paths.PlatformOnboardingUndo(o.ID.String())
		v.SavedText = "Saved. It waits on the page Onboarding for anyone who manages the platform."
	}
	if ask.Problem != "" {
		v.Notes = append(v.Notes, ui.Note{Tone: ui.Warn, Title: "Nothing was changed.", Text: ask.Problem})
	}
	if ask.Tenant != nil {
		v.Title, v.Made = o.Plan.Name, newOnboardMade(ask)
		return v
	}
	v.fill(ask)
	if ask.Errors != nil && len(ask.Errors) == 0 {
		v.Plan = plannedSteps(ask)
	}
	return v
}

// onboardFields makes the fields of the form and gathers what is wrong with them.
type onboardFields struct {
	errors  map[string]string
	summary *ui.ErrorSummary
}

func (f onboardFields) field(name, label, hint string, optional bool) ui.Field {
	out := ui.Field{Name: name, Label: label, Hint: hint, Optional: optional, Error: f.errors[name]}
	if out.Error != "" {
		f.summary.Items = append(f.summary.Items, ui.FieldError{ID: name, Label: label, Text: out.Error})
	}
	return out
}

func (v *OnboardView) fill(ask OnboardAsk) {
	p, f := ask.Onboarding.Plan, onboardFields{ask.Errors, &v.Summary}
	field := f.field
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
		ui.Textarea{Field: field("funnels", "Funnels", "One per line, for the registry.", true), Value: strings.Join(p.Funnels, "\n"), Rows: 3},
		ui.Textarea{Field: field("channels", "Channels", "One per line, for the registry.", true), Value: strings.Join(p.Channels, "\n"), Rows: 3},
		ui.Input{Field: field("tenant_id", "Tenant id", "Only if another system has given it one already.", true), Value: p.TenantID, Mono: true, Attrs: templ.Attributes{"maxlength": "36"}},
	}
	v.fillFirst(p, field)
}

// fillFirst makes the part that says how brand and campaigns begin.
func (v *OnboardView) fillFirst(p cmo.PlanTenant, field func(name, label, hint string, optional bool) ui.Field) {
	v.First = ui.Radios{Field: field("first", "Where do brand profile and first campaigns come from?", "", false), Value: p.FirstBy, Options: []ui.Option{
		{Value: cmo.FirstLater, Label: "Its own people make them", Hint: "Their home page leads there."}, {Value: cmo.FirstTemplate, Label: "A template", Hint: "A brand voice and three drafts of campaigns for a line of business."},
		{Value: cmo.FirstHand, Label: "By hand", Hint: "What you type below."}, {Value: cmo.FirstBrief, Label: "A brief, by the setup agent", Hint: "A run is queued in the owner’s name, as soon as there is one."}}}
	v.Open = map[string]bool{p.FirstBy: true}
	v.Template = ui.Select{Field: field("template", "Line of business", "", false), Value: p.Template, Options: []ui.Option{{Value: "", Label: "Choose one"}}}
	for _, t := range cmo.TenantTemplates {
		v.Template.Options = append(v.Template.Options, ui.Option{Value: t.ID, Label: t.Label})
	}
	v.Brief = ui.Textarea{Field: field("brief", "Brief", "What the business does, for whom, where, what it offers at which prices, and how it talks.", false), Value: p.Brief, Rows: 8, Attrs: templ.Attributes{"maxlength": "16000"}}
	input := func(name, label, hint, value string) ui.Input {
		return ui.Input{Field: field(name, label, hint, true), Value: value}
	}
	v.Brand = []templ.Component{input("brand.name", "Brand name", "Empty: the tenant’s name.", p.Brand.Name), input("brand.industry", "Line of business", "", p.Brand.Industry), input("brand.tagline", "Tagline", "", p.Brand.Tagline),
		input("brand.voice", "Voice", "Three to five words.", p.Brand.Voice), input("brand.value", "What only it offers", "", p.Brand.Value), input("brand.website", "Website", "", p.Brand.Website)}
	for i := range cmo.FirstCampaigns {
		var c cmo.FirstCampaign
		if i < len(p.Campaigns) {
			c = p.Campaigns[i]
		}
		no := strconv.Itoa(i + 1)
		row := onboardCampaign{Legend: "Campaign " + no, Name: input("campaign."+no+".name", "Name", "", c.Name), Objective: input("campaign."+no+".objective", "Objective", "", c.Objective),
			Type: ui.Select{Field: field("campaign."+no+".type", "Type", "", true), Value: c.Type, Options: []ui.Option{{Value: "", Label: "Choose one"}}}}
		for _, t := range cmo.CampaignTypes {
			row.Type.Options = append(row.Type.Options, ui.Option{Value: t, Label: cmo.Label(t)})
		}
		v.Campaigns = append(v.Campaigns, row)
	}
}

func plannedSteps(ask OnboardAsk) []registryStep {
	p := ask.Onboarding.Plan
	owner := "Nobody yet. An owner can be invited later from the onboarding’s page."
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
	if p.TenantID != "" {
		config += ". Its id is " + p.TenantID
	}
	first := registryStep{"Brand and campaigns", firstText(ask), ui.SignAdd, false}
	if p.FirstBy == cmo.FirstLater {
		first.Sign = ui.SignInfo
	}
	return []registryStep{
		{"Registry entry", p.Name + ", " + p.Slug + ", " + p.Zone + ", " + p.Currency + ". " + config + ".", ui.SignAdd, false},
		{"Workspace", "With the id of the tenant.", ui.SignAdd, false},
		{"Members", owner, ui.SignAdd, false},
		{"Modules", "AI CMO on for everybody. AI CRO, AI CFO and AI COO off: they are planned.", ui.SignAdd, false},
		first,
	}
}

// firstText says how the tenant begins.
func firstText(ask OnboardAsk) string {
	p := ask.Onboarding.Plan
	switch p.FirstBy {
	case cmo.FirstBrief:
		switch {
		case ask.OwnerKnown:
			return "The setup agent drafts them from the brief: a run is queued in the name of " + p.Owner + "."
		case p.Owner != "":
			return "The setup agent drafts them from the brief, as soon as " + p.Owner + " has used the link."
		}
		return "The setup agent drafts them from the brief, as soon as there is an owner."
	case cmo.FirstHand, cmo.FirstTemplate:
		brand, list := p.First()
		names := make([]string, len(list))
		for i, c := range list {
			names[i] = c.Name
		}
		text := "A brand profile for " + brand.Name
		if len(names) > 0 {
			text += " and " + plural(len(names), "draft of a campaign", "drafts of campaigns") + ": " + strings.Join(names, ", ")
		}
		return text + "."
	}
	return "Not made here: the owner does it inside the tenant, by hand or from a brief with the setup agent."
}

// runSteps say of a queued setup run how far it is.
var runSteps = map[string]struct {
	text string
	sign ui.StateKind
}{
	"pending": {"The setup run waits for a worker.", ui.SignWarn}, "running": {"The setup agent works on the brief.", ui.SignWarn}, "completed": {"The setup agent has drafted from the brief.", ui.SignOK},
	"failed": {"The setup run failed. Its owner can run it again.", ui.SignNo}, "timed_out": {"The setup run took too long. Its owner can run it again.", ui.SignNo}, "cancelled": {"The setup run was cancelled.", ui.SignNo},
}

func newOnboardMade(ask OnboardAsk) *onboardMade {
	o, t := ask.Onboarding, *ask.Tenant
	id := t.TenantID.String()
	m := &onboardMade{Steps: onboardingSteps(t), Rows: o.Rows > 0, Owner: o.Plan.Owner != "", Invite: t.Owners == 0 && o.Plan.Owner != "",
		Next: []ui.Button{{Label: "Open the tenant’s page", Href: paths.PlatformTenant(id)}, {Label: "Onboard another", Href: paths.PlatformTenantNew}}}
	m.Steps[0].Text = t.Slug + " with the id " + id + "."
	last := &m.Steps[4]
	switch run, queued := runSteps[o.RunStatus]; {
	case queued:
		last.Text, last.Sign = run.text, run.sign
	case o.Plan.FirstBy == cmo.FirstBrief && t.Owners == 0:
		last.Text = "The brief is kept. The setup agent gets it as soon as the owner has used the link."
	case o.Plan.FirstBy == cmo.FirstBrief && t.Brands == 0:
		last.Text, last.Sign, last.Mend = "The brief has not been given to the setup agent yet.", ui.SignNo, true
	case o.Plan.FirstBy == cmo.FirstHand && t.Brands > 0 && t.Campaigns == 0:
		last.Text, last.Sign = "A brand profile, and no campaign yet.", ui.SignOK
	}
	for _, s := range m.Steps {
		m.Repair = m.Repair || s.Mend
	}
	if ask.Link != "" {
		m.HasLink = true
		m.Link = ui.Input{Field: ui.Field{Name: "invite-url", Label: "Link for " + o.Plan.Owner, Hint: onboardHint(ask.Mailed)}, Value: ask.Link, ReadOnly: true, Mono: true}
	}
	m.Confirm = ui.Input{Field: ui.Field{Name: "confirm", Label: "Type " + t.Slug, Error: ask.ConfirmError}, Value: ask.Confirm, Required: true, Mono: true}
	return m
}

func onboardHint(mailed *cmo.MailResult) string {
	const once = "It is shown this once, works once and for a week."
	switch {
	case mailed == nil:
		return once + " Hand it over yourself."
	case mailed.Problem != "":
		return "It was not mailed: " + mailed.Problem + " " + once + " Hand it over yourself."
	}
	return "It was mailed to the owner. " + once
}
