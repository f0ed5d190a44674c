package pages

import (
	"fmt"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// RunAsk is a request for a run as its form holds it.
type RunAsk struct {
	Mode   cmo.Mode
	Key    string     // one form, one run, however often it is sent
	Values url.Values // what was typed; a fresh form has its defaults
	Errors map[string]string
	Reason string // why it was refused, where no field is to blame
}

// RunFormView is the form that starts an agent.
type RunFormView struct {
	Title, Action, Cancel string
	Mode, Key             string
	Modes                 ui.Segmented
	Summary               ui.ErrorSummary
	Reason                *ui.Note
	Fields                []templ.Component
	Uses, Writes          string
	Missing               *ui.Note // what has to be there first
}

// runModeWords says of each mode what it reads, what it writes and what it cannot do without.
var runModeWords = map[cmo.Mode]struct{ uses, writes string }{
	cmo.ModeSetup:        {"What you tell it, and what the tenant has already.", "A brand profile, ICPs and offers, where there are none of that name yet. They are marked as not reviewed."},
	cmo.ModeStrategy:     {"The brand, ICPs, offers and funnels at their present versions.", "A draft of a 90-day plan with 8 to 12 milestones."},
	cmo.ModeFunnels:      {"The brand, ICPs and offers, and the plan.", "A draft of a funnel with its stages, volumes and budget."},
	cmo.ModeCampaigns:    {"The brand, ICPs, offers, plan and funnel, and the campaigns there are.", "A draft of a campaign with channels and an outline of its content. Nobody is contacted."},
	cmo.ModeContent:      {"The campaign with its channels and outline, the brand’s voice, ICP and offer.", "Drafts in two wordings, A and B, for each piece. Nothing goes live."},
	cmo.ModeOptimization: {"What campaigns have reported, the plan and the funnels.", "Recommendations that wait for your decision. Nothing is changed."},
}

// NewRunFormView builds the form from what the tenant has.
func NewRunFormView(t cmo.Tenant, ask RunAsk, d cmo.AgentData) RunFormView {
	v := RunFormView{Title: "Run AI CMO", Action: paths.Runs(t.Slug), Cancel: paths.Runs(t.Slug), Mode: string(ask.Mode), Key: ask.Key,
		Uses: runModeWords[ask.Mode].uses, Writes: runModeWords[ask.Mode].writes, Modes: ui.Segmented{Label: "Agent"}}
	for _, a := range cmo.Agents {
		v.Modes.Items = append(v.Modes.Items, ui.Choice{Label: cmo.Label(string(a.Mode)), Href: paths.RunNew(t.Slug, string(a.Mode)), Current: a.Mode == ask.Mode})
	}
	if ask.Reason != "" {
		v.Reason = &ui.Note{Tone: ui.Warn, Title: "The run was not started.", Text: ask.Reason}
	}
	f := runForm{ask: ask}
	switch ask.Mode {
	case cmo.ModeSetup:
		f.area("brief", "Tell the AI CMO about the business", "What it does, for whom, what it offers, what it wants to achieve. A paragraph is enough.", "messages")
	case cmo.ModeStrategy:
		f.area("primaryGoal", "Goal of the next 90 days", "For example: 60 more subscriptions.")
		f.input("budget", "Budget, "+t.Currency, "number", true)
		f.input("startDate", "Start", "date", true)
	case cmo.ModeFunnels:
		f.choose("funnelType", "Kind of funnel", labels("", cmo.FunnelTypes))
	case cmo.ModeCampaigns:
		f.choose("funnelId", "Funnel", funnelOptions(d, "The newest one"))
		f.choose("goal", "Goal", labels("The agent chooses", cmo.CampaignTypes))
		f.area("budgetNotes", "Budget and other wishes", "")
	case cmo.ModeContent:
		f.choose("campaignId", "Campaign", campaignOptions(d))
		f.choose("ctaIntent", "What readers should do", labels("The agent chooses", cmo.CTAIntents))
	case cmo.ModeOptimization:
		f.choose("period", "Period", labels("", cmo.Periods))
		f.choose("funnelId", "Funnel", funnelOptions(d, "All campaigns"))
	}
	v.Fields, v.Summary = f.list, f.summary
	v.Missing = runMissing(ask.Mode, d)
	return v
}

// runMissing says what has to be there before a mode can work.
func runMissing(mode cmo.Mode, d cmo.AgentData) *ui.Note {
	switch {
	case mode == cmo.ModeSetup || mode == cmo.ModeOptimization:
		return nil
	case d.Brand == nil || len(d.ICPs) == 0:
		return &ui.Note{Icon: "info", Title: "Setup comes first.", Text: "There is no brand profile with an ICP yet for this agent to build on: start with Setup above."}
	case mode == cmo.ModeCampaigns && d.Funnel == nil && len(d.Funnels) == 0:
		return &ui.Note{Icon: "info", Title: "A funnel comes first.", Text: "A campaign belongs to a stage of a funnel: start with Funnels above."}
	case mode == cmo.ModeContent && len(d.Campaigns) == 0:
		return &ui.Note{Icon: "info", Title: "A campaign comes first.", Text: "Content is written for a campaign: start with Campaigns above."}
	}
	return nil
}

// runForm collects a mode's fields with what was typed and what is wrong.
type runForm struct {
	ask     RunAsk
	list    []templ.Component
	summary ui.ErrorSummary
}

func (f *runForm) field(name, label, hint string, aka ...string) ui.Field {
	field := ui.Field{Name: name, Label: label, Hint: hint}
	for _, n := range append([]string{name}, aka...) {
		if e := f.ask.Errors[n]; e != "" {
			field.Error = e
			f.summary.Items = append(f.summary.Items, ui.FieldError{ID: name, Label: label, Text: e})
		}
	}
	return field
}

func (f *runForm) area(name, label, hint string, aka ...string) {
	f.list = append(f.list, ui.Textarea{Field: f.field(name, label, hint, aka...), Value: f.ask.Values.Get(name), Rows: 4, Attrs: templ.Attributes{"maxlength": "8000"}})
}

func (f *runForm) input(name, label, kind string, optional bool) {
	field := f.field(name, label, "")
	field.Optional = optional
	f.list = append(f.list, ui.Input{Field: field, Type: kind, Value: f.ask.Values.Get(name)})
}

func (f *runForm) choose(name, label string, options []ui.Option) {
	value := f.ask.Values.Get(name)
	if !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == value }) && len(options) > 0 {
		value = options[0].Value
	}
	f.list = append(f.list, ui.Select{Field: f.field(name, label, ""), Value: value, Options: options})
}

// labels are options of a list of values; none stands first where it is given.
func labels(none string, values []string) []ui.Option {
	var list []ui.Option
	if none != "" {
		list = append(list, ui.Option{Label: none})
	}
	for _, v := range values {
		list = append(list, ui.Option{Value: v, Label: cmo.Label(v)})
	}
	return list
}

func funnelOptions(d cmo.AgentData, none string) []ui.Option {
	list := []ui.Option{{Label: none}}
	for _, f := range d.Funnels {
		list = append(list, ui.Option{Value: f.ID.String(), Label: f.FunnelName})
	}
	return list
}

func campaignOptions(d cmo.AgentData) []ui.Option {
	var list []ui.Option
	for _, c := range d.Campaigns {
		list = append(list, ui.Option{Value: c.ID.String(), Label: fmt.Sprintf("%s (%s)", c.CampaignName, cmo.Label(c.Status))})
	}
	return list
}
