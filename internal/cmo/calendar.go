package cmo

import (
	"time"

	"github.com/google/uuid"
)

// CalendarItem is something that a date of the tenant stands for. Either Day or At is set.
type CalendarItem struct {
	ID             uuid.UUID // of the campaign, the piece of content or the event
	Kind           string    // start, end, publish or event
	Title          string
	Type           string // of an event
	Note           string // of an event
	Channel        string
	Day            *time.Time // a whole day, in no zone
	At             *time.Time // a moment
	State          string     // of an event: scheduled, completed or cancelled; of content its status
	Origin         Origin
	AssetID        *uuid.UUID
	CampaignID     *uuid.UUID
	CampaignName   string
	CampaignStatus string // the campaign's two state columns, empty without one
	CampaignReview string
}

// CalendarShown is how many items one page of the calendar, or its feed, holds at most.
const CalendarShown = 1000

// On is the day that the item stands on in a zone.
func (i CalendarItem) On(zone *time.Location) time.Time {
	if i.Day != nil {
		return DayOf(*i.Day)
	}
	return DayOf(i.At.In(zone))
}

// Approved reports that what happens then was approved, or needs no approval.
func (i CalendarItem) Approved() bool {
	if i.CampaignID == nil {
		return true
	}
	switch NewCampaignState(i.CampaignStatus, i.CampaignReview) {
	case StateDraft, StateInReview, StateChanges, StateRejected:
		return false
	}
	return true
}

// DayOf is the calendar day of a moment as its own zone reads it: midnight UTC, as a date column holds it. Steps from
// one day to the next are steps of the calendar there, whatever clocks do.
func DayOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// DayStart is the moment at which a day begins in a zone: where clocks skip midnight, the first moment there is.
func DayStart(day time.Time, zone *time.Location) time.Time {
	y, m, d := day.Date()
	t := time.Date(y, m, d, 0, 0, 0, 0, zone)
	if t.Day() != d { // read as an hour earlier, on the day before
		t = t.Add(time.Hour)
	}
	return t
}

// Feed is what a calendar program is given.
type Feed struct {
	Tenant string
	Slug   string
	Zone   string
	Items  []CalendarItem
}

// FeedState says of a person's own feed when it was made and last read.
type FeedState struct {
	Since  time.Time
	ReadAt *time.Time
}
