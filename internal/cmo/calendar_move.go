package cmo

import (
	"time"

	"github.com/google/uuid"
)

// CalendarDate is a date of a record that stands on the calendar and can be put on another day.
type CalendarDate struct {
	Kind   RecordKind
	Column string
	Word   string // "start", in "its start"
}

// CalendarDates are the dates by the kind that a CalendarItem has.
var CalendarDates = map[string]CalendarDate{
	"start": {KindCampaign, "start_date", "start"}, "end": {KindCampaign, "end_date", "end"},
	"publish": {KindAsset, "publish_date", "publish date"}, "event": {KindEvent, "scheduled_at", "date"},
}

// Reschedule is something of the calendar with the day it is to be put on, and what it could clash with there.
type Reschedule struct {
	Item     string // a key of CalendarDates
	ID       uuid.UUID
	Day      time.Time
	Today    time.Time
	Channel  string
	Campaign *Span // that it belongs to, nil for none or for itself
	Plan     *Span
	Others   []CalendarItem // what stands on that day
}

// Span is a record with its first and last day.
type Span struct {
	Name       string
	Start, End *time.Time
}

func (s *Span) outside(day time.Time) bool {
	return s != nil && (s.Start != nil && day.Before(*s.Start) || s.End != nil && day.After(*s.End))
}

// Clashes says what speaks against the day. None of it forbids it.
func (r Reschedule) Clashes() []string {
	var out []string
	if r.Day.Before(r.Today) {
		out = append(out, "The day has passed.")
	}
	if r.Campaign.outside(r.Day) {
		out = append(out, "It lies outside the dates of its campaign “"+r.Campaign.Name+"”.")
	}
	if r.Plan.outside(r.Day) {
		out = append(out, "It lies outside the dates of the plan “"+r.Plan.Name+"”.")
	}
	for _, o := range r.Others {
		if r.Channel != "" && o.Channel == r.Channel && o.ID != r.ID && o.State != "cancelled" && o.Kind != "start" && o.Kind != "end" {
			out = append(out, Label(r.Channel)+" is used that day already: “"+o.Title+"”.")
		}
		if len(out) == 8 {
			break
		}
	}
	return out
}
