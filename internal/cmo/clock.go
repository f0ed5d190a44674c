package cmo

import "time"

// Clock is how a person reads dates and times. Its zero value writes them as "9 Jan" and "16:20".
type Clock struct {
	Hours12 bool // 4:20 pm
	ISODays bool // 2026-01-09
}

// Time is a time of day.
func (c Clock) Time(t time.Time) string {
	if c.Hours12 {
		return t.Format("3:04 pm")
	}
	return t.Format("15:04")
}

// Seconds is a time of day to the second.
func (c Clock) Seconds(t time.Time) string {
	if c.Hours12 {
		return t.Format("3:04:05 pm")
	}
	return t.Format("15:04:05")
}

// Day is a day with its year.
func (c Clock) Day(d time.Time) string {
	if c.ISODays {
		return d.Format(time.DateOnly)
	}
	return d.Format("2 Jan 2006")
}

// ShortDay is a day whose year is known.
func (c Clock) ShortDay(d time.Time) string {
	if c.ISODays {
		return d.Format(time.DateOnly)
	}
	return d.Format("2 Jan")
}

// LongDay is a day with its weekday: "Monday 9 January".
func (c Clock) LongDay(d time.Time) string {
	if c.ISODays {
		return d.Format("Monday 2006-01-02")
	}
	return d.Format("Monday 2 January")
}

// Moment is a point in time with its zone.
func (c Clock) Moment(t time.Time) string { return c.Day(t) + ", " + c.Time(t) + t.Format(" MST") }

// Preferences are how pages look to one person.
type Preferences struct {
	Hours     int    `json:"hours"`     // 12 or 24
	Dates     string `json:"dates"`     // written or iso
	Landing   string `json:"landing"`   // where a tenant opens, one of Landings
	Campaigns string `json:"campaigns"` // board or table
}

// Landings are the pages that a tenant may open with.
var Landings = []string{"home", "reviews", "campaigns", "content", "calendar", "metrics", "runs"}

// Clock is how the person reads dates and times.
func (p Preferences) Clock() Clock { return Clock{Hours12: p.Hours == 12, ISODays: p.Dates == "iso"} }
