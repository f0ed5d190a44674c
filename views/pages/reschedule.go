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

// MoveAsk is what the form that reschedules holds.
type MoveAsk struct {
	Item, ID, Day, Time, Base string
	Both                      bool // a campaign's other date moves by the same days
	Sent                      bool
	Wrong                     map[string]string
}

// Chosen is the day that was asked for.
func (a MoveAsk) Chosen() (time.Time, bool) {
	day, err := time.Parse(time.DateOnly, a.Day)
	return day, err == nil && day.Year() >= 1970 && day.Year() <= 2200
}

// RescheduleData is the record whose date moves, and what the day could clash with.
type RescheduleData struct {
	Record         cmo.Record
	Campaign, Plan *cmo.Span
	Others         []cmo.CalendarItem
}

// Fields are the columns that putting it on the chosen day changes.
func (a MoveAsk) Fields(t cmo.Tenant, d RescheduleData) (cmo.Fields, map[string]string) {
	date := cmo.CalendarDates[a.Item]
	day, ok := a.Chosen()
	if !ok {
		return nil, map[string]string{"day": "There is no such day. A day is written like 2026-01-19."}
	}
	if a.Item == "event" {
		at, err := time.ParseInLocation("2006-01-02 15:04", a.Day+" "+a.Time, t.Zone)
		if err != nil {
			return nil, map[string]string{"time": "Write a time like 09:30."}
		}
		if at.Format("2006-01-02 15:04") != a.Day+" "+a.Time {
			return nil, map[string]string{"time": "Clocks skip this time on that day. Choose another."}
		}
		return cmo.Fields{date.Column: at.UTC().Format(time.RFC3339)}, nil
	}
	fields := cmo.Fields{date.Column: a.Day}
	if date.Kind != cmo.KindCampaign {
		return fields, nil
	}
	other := map[string]string{"start": "end_date", "end": "start_date"}[a.Item]
	was, had := dayOfField(d.Record.Data, date.Column)
	if x, ok := dayOfField(d.Record.Data, other); ok && a.Both && had {
		fields[other] = x.AddDate(0, 0, int(day.Sub(was).Hours()/24)).Format(time.DateOnly)
	}
	next := cmo.Fields{"start_date": d.Record.Data["start_date"], "end_date": d.Record.Data["end_date"]}
	for k, v := range fields {
		next[k] = v
	}
	if wrong := cmo.CheckCampaign(next); len(wrong) > 0 {
		return nil, map[string]string{"day": "The campaign would end before it starts. Move its other date with it, or choose another day."}
	}
	return fields, nil
}

func dayOfField(f cmo.Fields, column string) (time.Time, bool) {
	text, _ := f[column].(string)
	day, err := time.Parse(time.DateOnly, text)
	return day, err == nil
}

// Rescheduled is the move as the rules see it.
func Rescheduled(t cmo.Tenant, a MoveAsk, d RescheduleData, now time.Time) cmo.Reschedule {
	day, _ := a.Chosen()
	channel, _ := d.Record.Data["channel"].(string)
	return cmo.Reschedule{Item: a.Item, ID: d.Record.ID, Day: day, Today: cmo.DayOf(now.In(t.Zone)), Channel: channel, Campaign: d.Campaign, Plan: d.Plan, Others: d.Others}
}

// RescheduleView is the form that puts something of the calendar on another day.
type RescheduleView struct {
	Title, Lead    string
	Action, Cancel string
	Hidden         []hiddenField
	Errors         ui.ErrorSummary
	Day            ui.Input
	Time           *ui.Input
	Both           *ui.Check
	Clashes        []string
	Save           ui.Button
}

// NewRescheduleView builds the form as of now.
func NewRescheduleView(t cmo.Tenant, a MoveAsk, d RescheduleData, now time.Time) RescheduleView {
	l, date := newLocal(t, now), cmo.CalendarDates[a.Item]
	present, at := l.present(d.Record.Data, date)
	v := RescheduleView{Title: "Reschedule “" + d.Record.Name + "”", Action: paths.CalendarMove(t.Slug), Cancel: paths.Calendar(t.Slug),
		Lead:   strings.ToUpper(date.Word[:1]) + date.Word[1:] + " of this " + date.Kind.Type().Noun + " now: " + orWord(at, "none") + ". Times are in " + t.Zone.String() + ".",
		Hidden: []hiddenField{{"item", a.Item}, {"id", a.ID}, {"base", strconv.Itoa(d.Record.Version)}}, Save: ui.Button{Label: "Save", Tone: ui.Primary}}
	day, clock := a.Day, a.Time
	if day == "" && !a.Sent {
		day = present.Format(time.DateOnly)
		if present.IsZero() {
			day = ""
		}
	}
	if clock == "" && !a.Sent {
		clock = present.Format("15:04")
	}
	v.Day = ui.Input{Field: ui.Field{Name: "day", ID: "move-day", Label: "New day", Error: a.Wrong["day"]}, Type: "date", Value: day, Required: true}
	if a.Item == "event" {
		v.Time = &ui.Input{Field: ui.Field{Name: "time", ID: "move-time", Label: "Time", Error: a.Wrong["time"]}, Type: "time", Value: clock, Required: true}
	}
	if date.Kind == cmo.KindCampaign {
		other := map[string]string{"start": "end", "end": "start"}[a.Item]
		v.Both = &ui.Check{Name: "both", ID: "move-both", Label: "Move its " + other + " by the same days", Checked: a.Both}
	}
	for _, e := range []struct{ name, id, label string }{{"day", "move-day", "New day"}, {"time", "move-time", "Time"}, {"form", "move-day", "Changed meanwhile"}, {date.Column, "move-day", "New day"}} {
		if text := a.Wrong[e.name]; text != "" {
			v.Errors.Items = append(v.Errors.Items, ui.FieldError{ID: e.id, Label: e.label, Text: text})
		}
	}
	if _, ok := a.Chosen(); ok {
		v.Clashes = Rescheduled(t, a, d, now).Clashes()
	}
	if len(v.Clashes) > 0 {
		v.Save.Label, v.Save.Name, v.Save.Value = "Save anyway", "anyway", "on"
	}
	return v
}

// present is the date as it is stored, in the tenant's zone, and in words.
func (l local) present(f cmo.Fields, date cmo.CalendarDate) (time.Time, string) {
	if day, ok := dayOfField(f, date.Column); ok {
		return day, l.day(day)
	}
	text, _ := f[date.Column].(string)
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}, ""
	}
	return at.In(l.zone), l.moment(at)
}

// moveHref is the form that reschedules an item of the calendar.
func moveHref(slug string, i cmo.CalendarItem) string {
	return paths.With(paths.CalendarMove(slug), url.Values{"item": {i.Kind}, "id": {i.ID.String()}})
}
