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
	Act, As, Due, Assignee, Field, Value, Reason, Until string
	Errors                                              map[string]string
	Problem                                             string
}

// AdviceData is what the store knows of a recommendation that can be decided.
type AdviceData struct {
	Advice   cmo.Recommendation
	Measured []cmo.Outcome
	Targets  []cmo.AdviceTarget
	People   []cmo.RecordOption
}

// adviceDecision is what can be decided about a recommendation now.
type adviceDecision struct {
	Notes   []ui.Note
	Accept  *adviceAccept
	Against []adviceAgainst
	Lead    string // where it stands
	Plain   []advicePlain
	Back    string // what taking the decision back does
	Made    Link   // what the acceptance made
}

type adviceAccept struct {
	Action string
	As     *ui.Radios // nil: only a task can be made of it
	Only   string     // why not more than a task, empty where As is
	Due    ui.Input
	Who    ui.Select
	Field  ui.Select
	Value  ui.Input
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
func (v RecommendationView) Decidable(t cmo.Tenant, data AdviceData, f AdviceForm, now time.Time) RecommendationView {
	l, r := newLocal(t, now), data.Advice
	if len(data.Measured) > 0 {
		o := newOutcomeRow(l, "", data.Measured[0])
		v.Outcome = &o
	}
	d := adviceDecision{}
	if r.TaskID != nil {
		d.Made = Link{"Its task", paths.Task(t.Slug, r.TaskID.String())}
	}
	if r.ChangeSetID != nil {
		d.Made = Link{"Its change set", paths.Change(t.Slug, r.ChangeSetID.String())}
	}
	if t.Role.Can(cmo.RightEdit) {
		d.offer(t, data, f, l)
	}
	if d.Accept != nil || len(d.Against)+len(d.Plain)+len(d.Notes) > 0 || d.Made.Href != "" {
		v.Decision = &d
	}
	return v
}

func (d *adviceDecision) offer(t cmo.Tenant, data AdviceData, f AdviceForm, l local) {
	r := data.Advice
	to := func(act string) string { return paths.RecommendationAct(t.Slug, r.ID.String(), act) }
	if f.Problem != "" {
		d.Notes = append(d.Notes, ui.Note{Tone: ui.Bad, Alert: true, Title: "Nothing was decided.", Text: f.Problem})
	}
	undo := advicePlain{to("undo"), ui.Button{Label: "Take the decision back", Icon: "undo-2"}}
	switch r.Status {
	case "pending":
		d.Accept = newAdviceAccept(to("accept"), t, data, f, l)
		d.Against = []adviceAgainst{newAdviceAgainst("snooze", "Put off…", "Put off", to("snooze"), f, l), newAdviceAgainst("dismiss", "Dismiss…", "Dismiss", to("dismiss"), f, l)}
		return
	case "accepted":
		d.Plain = []advicePlain{{to("done"), ui.Button{Label: "Mark as done", Icon: "check", Tone: ui.Primary}}, undo}
		d.Lead = "Accepted as a task. What comes of it is measured once the task is done."
		if r.ChangeSetID != nil {
			d.Plain = []advicePlain{undo}
			d.Lead = "Accepted as a change that waits for a decision. Applying it makes this done, turning it down dismisses it."
		}
	default:
		d.Plain = []advicePlain{undo}
	}
	d.Back = adviceBack(r)
}

// adviceBack says what taking a decision back does.
func adviceBack(r cmo.Recommendation) string {
	switch {
	case r.Status == "snoozed":
		return "Taking it back puts it among the open ones today."
	case r.TaskID != nil && r.Status == "implemented":
		return "Taking it back archives the task and ends the measuring. What was done in the world stays done."
	case r.TaskID != nil:
		return "Taking it back archives the task."
	case r.ChangeSetID != nil && r.Status == "accepted":
		return "Taking it back turns the waiting change down."
	case r.ChangeSetID != nil && r.Status == "implemented":
		return "The change was applied. Change the field back first; then the decision can be taken back."
	}
	return "Taking it back puts it among the open ones again."
}

func newAdviceAccept(action string, t cmo.Tenant, data AdviceData, f AdviceForm, l local) *adviceAccept {
	a := &adviceAccept{Action: action,
		Due: ui.Input{Field: ui.Field{Name: "due", Label: "Due on", Error: f.Errors["due"]}, Type: "date", Value: orWord(f.Due, l.now.AddDate(0, 0, 7).Format(time.DateOnly))},
		Who: assigneeSelect(data.People, f.Assignee, f.Errors["assignee_id"])}
	fields := data.Advice.AdviceFields(data.Targets, recordWords(l, nil))
	if len(fields) == 0 {
		a.Only = "Accepting makes a task: the advice says what to look at and is about no field that could be changed here."
		return a
	}
	as := "task"
	a.Field = ui.Select{Field: ui.Field{Name: "field", Label: "Field", Error: f.Errors["field"]}, Value: orWord(f.Field, fields[0].Key())}
	for _, x := range fields {
		label := x.Label
		if x.Now != "" {
			label += ", now " + shorten(x.Now, 40)
		}
		a.Field.Options = append(a.Field.Options, ui.Option{Value: x.Key(), Label: label})
	}
	a.Value = ui.Input{Field: ui.Field{Name: "value", Label: "New value", Error: f.Errors["value"], Hint: "Money in " + t.Currency + ", a day as 2026-01-31. It waits as a change until it is applied."}, Value: f.Value, Attrs: templ.Attributes{"maxlength": "300"}}
	if fields[0].Value != "" && f.As == "" {
		as, a.Value.Value = "field", fields[0].Value
	}
	a.As = &ui.Radios{Field: ui.Field{Name: "as", Label: "Accept as", Error: f.Errors["as"]}, Value: orWord(f.As, as),
		Options: []ui.Option{{Value: "task", Label: "A task for somebody"}, {Value: "field", Label: "A changed field"}}}
	return a
}

// assigneeSelect chooses who is to do a task.
func assigneeSelect(people []cmo.RecordOption, value, problem string) ui.Select {
	s := ui.Select{Field: ui.Field{Name: "assignee_id", Label: "For", Error: problem}, Value: value, Options: []ui.Option{{Label: "Nobody yet"}}}
	found := value == ""
	for _, p := range people {
		found = found || p.ID.String() == value
		s.Options = append(s.Options, ui.Option{Value: p.ID.String(), Label: p.Name})
	}
	if !found {
		s.Options = append(s.Options, ui.Option{Value: value, Label: "Former member"})
	}
	return s
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
	v := &outcomeLedger{Note: "Measured by the weeks before it was accepted and after it was done, by counts: what chance explains is no success, and other things change, too."}
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
	if o.Waits {
		row.Verdict, row.Text = "Not done yet", cmo.OutcomeWord(o.Metric)+": "+l.outcomeValue(o.Metric, o.Baseline.Value(o.Metric))+" before"
		row.Sub = words(" · ", o.CampaignName, l.span(&o.BaselineFrom, &o.BaselineTo), "the "+plural(cmo.OutcomeDays/7, "week")+" after begin when it is done")
	}
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
