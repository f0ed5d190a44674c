package pages

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// settingsEvent is one change of the settings.
type settingsEvent struct {
	ID                   string
	Actor, When, RFC3339 string
	Lines                []string
	CanRestore           bool // something of it can be set back
}

// settingWords name the columns of the settings.
var settingWords = map[string]string{"time_zone": "Time zone", "currency": "Currency", "four_eyes": "Four eyes", "run_budget_usd": "Budget for agent runs", "run_concurrency": "Runs at the same time", "model": "Model", "notify_emails": "Notification mail"}

// WithHistory adds the latest changes.
func (v SettingsView) WithHistory(t cmo.Tenant, changes []cmo.SettingsChange, now time.Time) SettingsView {
	l := newLocal(t, now)
	for _, c := range changes {
		e := settingsEvent{ID: c.ID.String(), Actor: c.Actor, When: l.day(c.At.In(l.zone)), RFC3339: c.At.Format(time.RFC3339)}
		for column, to := range c.After {
			e.CanRestore = e.CanRestore || column != "notify_emails"
			e.Lines = append(e.Lines, settingWords[column]+": "+settingText(column, c.Before[column])+" → "+settingText(column, to))
		}
		slices.Sort(e.Lines)
		v.History = append(v.History, e)
	}
	return v
}

func settingText(column string, value any) string {
	switch x := value.(type) {
	case bool:
		return onOff(x)
	case float64:
		if column == "run_budget_usd" {
			return "$" + figure(x, 2)
		}
		return figure(x, 0)
	case string:
		if column == "model" && x == "" {
			return "the installation’s"
		}
		return x
	}
	return "–"
}

// SettingsFormView is the form of a tenant's settings.
type SettingsFormView struct {
	Action, Cancel, Version  string
	Notes                    []ui.Note
	Summary                  ui.ErrorSummary
	Zone, Budget, Concurrent ui.Input
	Zones                    []string
	Currency                 ui.Select
	FourEyes                 ui.Check
	Model                    ui.Select
	Notify                   ui.Textarea
}

// commonZones are offered while a zone is typed; any other name works, too.
var commonZones = []string{"America/Anchorage", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Mexico_City", "America/New_York", "America/Phoenix",
	"America/Sao_Paulo", "America/Toronto", "Asia/Dubai", "Asia/Hong_Kong", "Asia/Kolkata", "Asia/Seoul", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney",
	"Europe/Amsterdam", "Europe/Berlin", "Europe/Dublin", "Europe/London", "Europe/Madrid", "Europe/Paris", "Europe/Rome", "Europe/Stockholm", "Europe/Warsaw",
	"Europe/Zurich", "Africa/Johannesburg", "Africa/Lagos", "Pacific/Auckland", "Pacific/Honolulu", "UTC"}

// NewSettingsFormView builds the form: over what there is, or with what was typed and what is wrong with it.
func NewSettingsFormView(t cmo.Tenant, s cmo.Settings, models []string, mail bool, typed func(string) string, problem *cmo.Error) SettingsFormView {
	value := func(column, now string) string {
		if typed != nil {
			return typed(column)
		}
		return now
	}
	v := SettingsFormView{Action: paths.Settings(t.Slug), Cancel: paths.Settings(t.Slug), Version: strconv.Itoa(s.Version), Zones: commonZones}
	field := func(column, hint string) ui.Field {
		f := ui.Field{Name: column, Label: settingWords[column], Hint: hint}
		if problem != nil && problem.Fields[column] != "" {
			f.Error = problem.Fields[column]
			v.Summary.Items = append(v.Summary.Items, ui.FieldError{ID: column, Label: f.Label, Text: f.Error})
		}
		return f
	}
	v.Zone = ui.Input{Field: field("time_zone", "A name like America/Chicago. Every date and time of the tenant is read in it."), Value: value("time_zone", s.Zone), Required: true, Attrs: templ.Attributes{"list": "zones", "maxlength": "60"}}
	v.Currency = ui.Select{Field: field("currency", "How amounts are shown. None is converted."), Value: value("currency", s.Currency)}
	codes := cmo.Currencies
	if !slices.Contains(codes, s.Currency) {
		codes = append([]string{s.Currency}, codes...)
	}
	for _, code := range codes {
		v.Currency.Options = append(v.Currency.Options, ui.Option{Value: code, Label: currencyText(code)})
	}
	v.FourEyes = ui.Check{Name: "four_eyes", Label: settingWords["four_eyes"], Hint: "Who edited a campaign or started its run since the last approval cannot approve it.", Checked: value("four_eyes", map[bool]string{true: "on"}[s.FourEyes]) == "on"}
	v.Budget = ui.Input{Field: field("run_budget_usd", "US dollars a month for calls of language models. Beyond it no run that asks one starts until the next month; with 0 none does. The built-in playbook costs nothing."), Value: value("run_budget_usd", plainAmount(s.RunBudgetUSD)), Required: true, Attrs: templ.Attributes{"inputmode": "decimal", "maxlength": "12"}}
	v.Concurrent = ui.Input{Field: field("run_concurrency", "1 to 50. Further runs wait."), Value: value("run_concurrency", strconv.Itoa(s.RunConcurrency)), Required: true, Attrs: templ.Attributes{"inputmode": "numeric", "maxlength": "3"}}
	v.Model = modelSelect(field("model", "Which model the agents of this tenant ask."), value("model", s.Model), models)
	v.Notify = ui.Textarea{Field: field("notify_emails", notifyHint(mail)), Value: value("notify_emails", s.Notify), Rows: 4, Attrs: templ.Attributes{"maxlength": "3000", "spellcheck": "false", "autocapitalize": "off"}}
	if problem != nil && problem.Kind == cmo.Conflict {
		v.Notes = append(v.Notes, ui.Note{Tone: ui.Warn, Title: "Somebody else saved the settings meanwhile.", Text: "They are now: " + settingsNow(s) + ". Save again to replace them by what stands below."})
	}
	return v
}

func plainAmount(n float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(n, 'f', 2, 64), ".00")
}

func settingsNow(s cmo.Settings) string {
	f := s.Edit().Fields()
	var parts []string
	for _, column := range []string{"time_zone", "currency", "four_eyes", "run_budget_usd", "run_concurrency", "model", "notify_emails"} {
		value := f[column]
		if column == "notify_emails" {
			value = mailText(s.Notify)
		}
		if n, ok := value.(int); ok {
			value = float64(n)
		}
		parts = append(parts, settingWords[column]+" "+settingText(column, value))
	}
	return strings.Join(parts, ", ")
}

// modelSelect offers the installation's models; what was chosen and is not offered any more stands there as such.
func modelSelect(f ui.Field, value string, models []string) ui.Select {
	own := "The installation’s: the built-in playbook"
	if len(models) > 0 {
		own = "The installation’s: " + models[0]
	}
	out := ui.Select{Field: f, Value: value, Options: []ui.Option{{Value: "", Label: own}}}
	for _, m := range models {
		out.Options = append(out.Options, ui.Option{Value: m, Label: m})
	}
	if value != "" && !slices.Contains(models, value) {
		out.Options = append(out.Options, ui.Option{Value: value, Label: value + ", not offered any more"})
	}
	return out
}

func (e settingsEvent) lines() string { return strings.Join(e.Lines, ", ") }
