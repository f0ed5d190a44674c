package pages

import (
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// AdviceForm is what was typed to decide about a recommendation, with what is wrong with it.
type AdviceForm struct {
	Act, As, Due, Budget, Reason, Until string
	Errors                              map[string]string
	Problem                             string
}

// adviceDecision is what can be decided about a recommendation now.
type adviceDecision struct {
	Notes   []ui.Note
	Accept  *adviceAccept
	Against []adviceAgainst
	Plain   []advicePlain
	Made    Link // what the acceptance made
}

type adviceAccept struct {
	Action string
	As     *ui.Radios // nil: only a task can be made of it
	Only   string     // why not more than a task, empty where As is
	Due    ui.Input
	Budget ui.Input
}

type adviceAgainst struct {
	Action, Label, Button string
	Open                  bool
	Until                 *ui.Input
	Reason                ui.Textarea
}

type advicePlain struct {
	Action string
	Button ui.Button
}

// Decidable adds what the person may decide, and what is measured since.
func (v RecommendationView) Decidable(t cmo.Tenant, r cmo.Recommendation, measured []cmo.Outcome, f AdviceForm, now time.Time) RecommendationView {
	l := newLocal(t, now)
	if len(measured) > 0 {
		o := newOutcomeRow(l, "", measured[0])
		v.Outcome = &o
	}
	d := adviceDecision{}
	if r.TaskID != nil {
		d.Made = Link{"Its task in the calendar", paths.RecordAct(t.Slug, "calendar", r.TaskID.String(), "history")}
	}
	if r.ChangeSetID != nil {
		d.Made = Link{"Its change set", paths.Change(t.Slug, r.ChangeSetID.String())}
	}
	if t.Role.Can(cmo.RightEdit) {
		d.offer(t, r, f, l)
	}
	if d.Accept != nil || len(d.Against)+len(d.Plain)+len(d.Notes) > 0 || d.Made.Href != "" {
		v.Decision = &d
	}
	return v
}

func (d *adviceDecision) offer(t cmo.Tenant, r cmo.Recommendation, f AdviceForm, l local) {
	to := func(act string) string { return paths.RecommendationAct(t.Slug, r.ID.String(), act) }
	if f.Problem != "" {
		d.Notes = append(d.Notes, ui.Note{Tone: ui.Bad, Alert: true, Title: "Nothing was decided.", Text: f.Problem})
	}
	undo := advicePlain{to("undo"), ui.Button{Label: "Take the decision back", Icon: "undo-2"}}
	switch r.Status {
	case "pending":
		d.Accept = newAdviceAccept(to("accept"), t, r, f, l)
		d.Against = []adviceAgainst{newAdviceAgainst("snooze", "Put off…", "Put off", to("snooze"), f, l), newAdviceAgainst("dismiss", "Dismiss…", "Dismiss", to("dismiss"), f, l)}
	case "accepted":
		d.Plain = []advicePlain{{to("done"), ui.Button{Label: "Mark as done", Icon: "check", Tone: ui.Primary}}, undo}
	default:
		d.Plain = []advicePlain{undo}
	}
}

func newAdviceAccept(action string, t cmo.Tenant, r cmo.Recommendation, f AdviceForm, l local) *adviceAccept {
	a := &adviceAccept{Action: action,
		Due:    ui.Input{Field: ui.Field{Name: "due", Label: "Due on", Error: f.Errors["due"], Hint: "Becomes a task in the calendar."}, Type: "date", Value: orWord(f.Due, l.now.AddDate(0, 0, 7).Format(time.DateOnly))},
		Budget: ui.Input{Field: ui.Field{Name: "budget", Label: "New budget, " + t.Currency, Error: f.Errors["budget"], Optional: true, Hint: "Waits as a change until it is applied."}, Value: f.Budget, Attrs: templ.Attributes{"inputmode": "decimal"}}}
	if r.Category == "budget" && r.CampaignID != nil {
		a.As = &ui.Radios{Field: ui.Field{Name: "as", Label: "Accept as", Error: f.Errors["as"]}, Value: orWord(f.As, "task"), Options: []ui.Option{{Value: "task", Label: "A task in the calendar; no field is changed"}, {Value: "budget", Label: "A changed budget of the campaign"}}}
		a.Due.Hint, a.Budget.Hint, a.Budget.Optional = "Of the task.", "Of the changed budget, which waits as a change until it is applied.", false
	} else {
		a.Only = adviceOnly(r)
	}
	return a
}

// adviceOnly says why accepting changes no field. Only a budget is a number that a person can name here: what the other
// advice is about (wording, audience, hours, tracking) is decided where it is written.
func adviceOnly(r cmo.Recommendation) string {
	why := "It says what to look at and names no new value of a field."
	if r.Category == "budget" {
		why = "It is about no single campaign whose budget could change."
	}
	return "Advice only: accepting makes a task in the calendar, and no field is changed. " + why
}

func newAdviceAgainst(act, label, button, action string, f AdviceForm, l local) adviceAgainst {
	mine := f.Act == act
	a := adviceAgainst{Action: action, Label: label, Button: button, Open: mine,
		Reason: ui.Textarea{Field: ui.Field{Name: "reason", ID: act + "-reason", Label: "Why", Hint: "The next analysis is told."}, Rows: 2, Attrs: templ.Attributes{"maxlength": "1000"}}}
	if act == "snooze" {
		a.Until = &ui.Input{Field: ui.Field{Name: "until", Label: "Until"}, Type: "date", Value: l.now.AddDate(0, 0, 14).Format(time.DateOnly)}
	}
	if mine {
		a.Reason.Value, a.Reason.Error = f.Reason, f.Errors["reason"]
		if a.Until != nil {
			a.Until.Value, a.Until.Error = f.Until, f.Errors["until"]
		}
	}
	return a
}

// outcomeLedger is how accepted advice went.
type outcomeLedger struct {
	Rates []outcomeRate
	Rows  []outcomeRow
	Note  string
}

type outcomeRate struct{ Agent, Text string }

// outcomeRow is one accepted recommendation with its verdict.
type outcomeRow struct {
	Title, Href, Text, Sub, Verdict string
	Tone                            ui.Tone
	Demo                            bool
}

// outcomesShown is how many outcomes the inbox lists.
const outcomesShown = 8

func newLedger(l local, slug string, list []cmo.Outcome) *outcomeLedger {
	if len(list) == 0 {
		return nil
	}
	v := &outcomeLedger{Note: "Measured by the weeks before and after the acceptance, by counts: what chance explains is no success, and other things change, too."}
	for _, r := range cmo.HitRates(list, l.now) {
		v.Rates = append(v.Rates, outcomeRate{orWord(cmo.AgentName(r.Agent), "By hand"), hitText(r)})
	}
	for _, o := range list[:min(len(list), outcomesShown)] {
		v.Rows = append(v.Rows, newOutcomeRow(l, slug, o))
	}
	return v
}

// hitText is "helped 3 of 5 times; 2 still measured; 1 without enough data".
func hitText(r cmo.HitRate) string {
	first := "nothing judged yet"
	if r.Judged > 0 {
		first = "helped " + figure(float64(r.Hits), 0) + " of " + figure(float64(r.Judged), 0) + " times"
	}
	open, silent := "", ""
	if r.Open > 0 {
		open = figure(float64(r.Open), 0) + " still measured"
	}
	if r.Silent > 0 {
		silent = figure(float64(r.Silent), 0) + " without enough data"
	}
	return words("; ", first, open, silent)
}

var outcomeWords = map[string]struct {
	text string
	tone ui.Tone
}{
	cmo.OutcomeWaits: {"Still measured", ui.Outline}, cmo.OutcomeImproved: {"Improved", ui.OK}, cmo.OutcomeUnchanged: {"No clear change", ui.Neutral},
	cmo.OutcomeWorsened: {"Worsened", ui.Bad}, cmo.NotEnoughData: {"Not enough data", ui.Neutral},
}

func newOutcomeRow(l local, slug string, o cmo.Outcome) outcomeRow {
	w := outcomeWords[o.Verdict(l.now)]
	row := outcomeRow{Title: o.Title, Verdict: w.text, Tone: w.tone, Demo: o.Mode == "demo",
		Text: cmo.OutcomeWord(o.Metric) + ": " + l.outcomeValue(o.Metric, o.Baseline.Value(o.Metric)) + " before, " + l.outcomeValue(o.Metric, o.Result.Value(o.Metric)) + " since",
		Sub:  words(" · ", o.CampaignName, l.span(&o.BaselineFrom, &o.BaselineTo)+" against "+l.span(&o.WindowFrom, &o.WindowTo))}
	if o.Target != nil {
		row.Text += ", " + l.outcomeValue(o.Metric, o.Target) + " aimed at"
	}
	if slug != "" {
		row.Href = paths.Recommendation(slug, o.RecommendationID.String())
	}
	return row
}

// outcomeValue writes a value of a metric.
func (l local) outcomeValue(metric string, v *float64) string {
	if v == nil {
		return "not reported"
	}
	return cmo.MetricOf(metric).Figure(l.currency, *v)
}
