package pages

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

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
	From   *cmo.Run
	About  string     // the record that it is about, in words
	Stage  *uuid.UUID // whose campaigns come first
	Pace   RunPace

	Base   json.RawMessage // the input that the fields change, with what none of them shows
	AsJSON bool            // the whole input as text
	JSON   string
}

// RunPace is how long the mode's latest runs in the tenant took.
type RunPace struct {
	Runs         int
	Median, Most time.Duration
}

// RunFormView is the form that starts an agent.
type RunFormView struct {
	Title, Action, Cancel string
	Mode, Key, From       string
	Modes                 ui.Segmented
	Summary               ui.ErrorSummary
	Reason                *ui.Note
	Fields                []templ.Component
	Uses, Writes, Takes   string
	About                 *ui.Note
	Missing               *ui.Note // what has to be there first
	Show                  ui.Button
	Base                  string // goes along unchanged
	Kept                  *ui.Note
	Shape                 []cmo.InputField // of the mode's JSON, while that is edited
	Reference             Link
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
		Uses: runModeWords[ask.Mode].uses, Writes: runModeWords[ask.Mode].writes, Takes: paceWords(ask.Pace), Modes: ui.Segmented{Label: "Agent"}}
	if ask.From != nil {
		no := "#" + figureNo(ask.From.No)
		v.Title, v.From, v.Cancel = "Run "+no+" again, changed", ask.From.ID.String(), paths.Run(t.Slug, ask.From.ID.String())
		v.About = &ui.Note{Icon: "rotate-cw", Title: "This is the input of run " + no + ".", Text: "What you change goes into a new run that refers to it. Run " + no + " stays as it is."}
	}
	for _, a := range cmo.Agents {
		if ask.From == nil || a.Mode == ask.Mode {
			v.Modes.Items = append(v.Modes.Items, ui.Choice{Label: cmo.Label(string(a.Mode)), Href: paths.RunNew(t.Slug, string(a.Mode)), Current: a.Mode == ask.Mode})
		}
	}
	if ask.About != "" {
		v.About = &ui.Note{Icon: "info", Title: ask.About}
	}
	if ask.Reason != "" {
		v.Reason = &ui.Note{Tone: ui.Warn, Title: "The run was not started.", Text: ask.Reason}
	}
	f := runForm{ask: ask}
	if ask.AsJSON {
		f.json()
	} else {
		f.fields(t, d)
	}
	f.switches(t.Slug, &v)
	v.Fields, v.Summary = f.list, f.rest()
	v.Missing = runMissing(ask.Mode, d)
	return v
}

// fields are those of the mode, under the names of its input.
func (f *runForm) fields(t cmo.Tenant, d cmo.AgentData) {
	switch f.ask.Mode {
	case cmo.ModeSetup:
		f.area("brief", "Tell the AI CMO about the business", "What it does, for whom, what it offers, what it wants to achieve. A paragraph is enough.", "messages")
		f.choose("currentStep", "What to write", []ui.Option{{Label: "Brand, ICPs and offers"}, {Value: "brand", Label: "The brand only"}, {Value: "icp", Label: "ICPs only"}, {Value: "offers", Label: "Offers only"}})
	case cmo.ModeStrategy:
		f.area("primaryGoal", "Goal of the next 90 days", "For example: 60 more subscriptions.")
		f.pair(f.number("budget", "Budget, "+t.Currency), f.line("startDate", "Start", "date"))
		f.pair(f.line("constraints.timeframe", "Length", "text", "8 to 16 weeks; 90 days unless you say otherwise."), f.number("targetMetrics.revenue", "Revenue to reach, "+t.Currency))
		f.pair(f.number("targetMetrics.mqls", "Leads to reach"), f.number("targetMetrics.reach", "People to reach"))
		f.several("constraints.channels", "Only these channels", cmo.Channels)
	case cmo.ModeFunnels:
		f.choose("funnelType", "Kind of funnel", labels("", cmo.FunnelTypes))
		f.choose("planId", "Plan", planOptions(d, f.ask.Values.Get("planId"), "The active or newest one"))
	case cmo.ModeCampaigns:
		f.choose("funnelId", "Funnel", funnelOptions(d, "The newest one"))
		f.choose("stageId", "Stage", stageOptions(d))
		f.choose("goal", "Goal", labels("The agent chooses", cmo.CampaignTypes))
		f.choose("planId", "Plan", planOptions(d, f.ask.Values.Get("planId"), "The active or newest one"))
		f.several("preferredChannels", "Preferred channels", cmo.Channels)
		f.area("budgetNotes", "Budget and other wishes", "")
	case cmo.ModeContent:
		f.choose("campaignId", "Campaign", campaignOptions(d, f.ask.Stage))
		f.choose("funnelStage", "Stage of the reader", labels("As the campaign’s", cmo.Stages))
		f.choose("ctaIntent", "What readers should do", labels("The agent chooses", cmo.CTAIntents))
		f.several("channels", "Only these channels", cmo.ContentChannels)
		f.several("contentTypes", "Only these kinds of content", cmo.ContentTypes)
	case cmo.ModeOptimization:
		f.choose("period", "Period", labels("", cmo.Periods))
		f.choose("campaignId", "One campaign", append([]ui.Option{{Label: "No, several"}}, campaignOptions(d, nil)...))
		f.choose("funnelId", "Funnel", funnelOptions(d, "Campaigns of all funnels"))
		f.choose("planId", "Plan", planOptions(d, f.ask.Values.Get("planId"), "The active or newest one"))
	}
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
	ask   RunAsk
	list  []templ.Component
	wrong ui.ErrorSummary
	told  map[string]bool // errors that stand beside a field

	anchor string // where errors without a field lead; empty: the form
}

func (f *runForm) field(name, label, hint string, aka ...string) ui.Field {
	field := ui.Field{Name: name, ID: strings.ReplaceAll(name, ".", "-"), Label: label, Hint: hint}
	for _, n := range append([]string{name}, aka...) {
		if e := f.ask.Errors[n]; e != "" {
			field.Error = e
			f.tell(n)
			f.wrong.Items = append(f.wrong.Items, ui.FieldError{ID: field.ID, Label: label, Text: e})
		}
	}
	return field
}

func (f *runForm) tell(name string) {
	if f.told == nil {
		f.told = map[string]bool{}
	}
	f.told[name] = true
}

// rest is the summary of errors, with those that no field of the form shows.
func (f *runForm) rest() ui.ErrorSummary {
	for _, name := range slices.Sorted(maps.Keys(f.ask.Errors)) {
		if !f.told[name] && f.ask.Errors[name] != "" {
			f.wrong.Items = append(f.wrong.Items, ui.FieldError{ID: cmp.Or(f.anchor, "run-form"), Label: name, Text: f.ask.Errors[name]})
		}
	}
	return f.wrong
}

func (f *runForm) area(name, label, hint string, aka ...string) {
	f.list = append(f.list, ui.Textarea{Field: f.field(name, label, hint, aka...), Value: f.ask.Values.Get(name), Rows: 4, Attrs: templ.Attributes{"maxlength": "8000"}})
}

func (f *runForm) line(name, label, kind string, hint ...string) ui.Input {
	field := f.field(name, label, strings.Join(hint, " "))
	field.Optional = true
	return ui.Input{Field: field, Type: kind, Value: f.ask.Values.Get(name), Attrs: templ.Attributes{"maxlength": "200"}}
}

func (f *runForm) number(name, label string) ui.Input {
	i := f.line(name, label, "text")
	i.Attrs = templ.Attributes{"inputmode": "decimal", "maxlength": "20"}
	return i
}

func (f *runForm) pair(a, b templ.Component) { f.list = append(f.list, fieldPair(a, b)) }

func (f *runForm) choose(name, label string, options []ui.Option) {
	value := f.ask.Values.Get(name)
	if !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == value }) && len(options) > 0 {
		value = options[0].Value
	}
	f.list = append(f.list, ui.Select{Field: f.field(name, label, ""), Value: value, Options: options})
}

func (f *runForm) several(name, label string, values []string) {
	g := checkGroup{Field: f.field(name, label, "")}
	chosen := f.ask.Values[name]
	for _, v := range values {
		g.Items = append(g.Items, ui.Check{Name: name, Value: v, Label: cmo.Label(v), Checked: slices.Contains(chosen, v)})
	}
	g.Opened = len(chosen) > 0 || g.Field.Error != ""
	f.list = append(f.list, checksFrame(g))
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

// funnelOptions are the funnels, the named one among them however old it is.
func funnelOptions(d cmo.AgentData, none string) []ui.Option {
	list := []ui.Option{{Label: none}}
	for _, f := range d.Funnels {
		list = append(list, ui.Option{Value: f.ID.String(), Label: f.FunnelName})
	}
	if d.Funnel != nil && !hasOption(list, d.Funnel.ID.String()) {
		list = append(list, ui.Option{Value: d.Funnel.ID.String(), Label: d.Funnel.FunnelName})
	}
	return list
}

func stageOptions(d cmo.AgentData) []ui.Option {
	list := []ui.Option{{Label: "The agent chooses"}}
	for _, f := range d.Funnels {
		for _, s := range f.Stages {
			list = append(list, ui.Option{Value: s.ID.String(), Label: words(" › ", f.FunnelName, s.StageName)})
		}
	}
	if d.Stage != nil && !hasOption(list, d.Stage.ID.String()) {
		list = append(list, ui.Option{Value: d.Stage.ID.String(), Label: d.Stage.StageName})
	}
	return list
}

// planOptions offer the plan that is named, or none.
func planOptions(d cmo.AgentData, chosen, none string) []ui.Option {
	list := []ui.Option{{Label: none}}
	if d.Plan != nil && chosen != "" {
		list = append(list, ui.Option{Value: d.Plan.ID.String(), Label: d.Plan.PlanName})
	}
	return list
}

// campaignOptions are the campaigns, those of the stage first, the named one among them however old it is.
func campaignOptions(d cmo.AgentData, stage *uuid.UUID) []ui.Option {
	var here, list []ui.Option
	for _, c := range d.Campaigns {
		o := ui.Option{Value: c.ID.String(), Label: fmt.Sprintf("%s (%s)", c.CampaignName, cmo.Label(c.Status))}
		if stage != nil && c.FunnelStageID != nil && *c.FunnelStageID == *stage {
			here = append(here, o)
		} else {
			list = append(list, o)
		}
	}
	list = append(here, list...)
	if d.Campaign != nil && !hasOption(list, d.Campaign.ID.String()) {
		list = append(list, ui.Option{Value: d.Campaign.ID.String(), Label: d.Campaign.CampaignName})
	}
	return list
}

func hasOption(list []ui.Option, value string) bool {
	return slices.ContainsFunc(list, func(o ui.Option) bool { return o.Value == value })
}
