package pages

import (
	"net/url"
	"strconv"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// The views of the calendar.
const (
	CalendarMonth  = "month"
	CalendarWeek   = "week"
	CalendarAgenda = "agenda"
)

// CalendarViews lists them.
var CalendarViews = []string{CalendarMonth, CalendarWeek, CalendarAgenda}

// CalendarPartID is the DOM id of the calendar, which another view or month renews.
const CalendarPartID = "calendar"

// calendarPerDay is how many items a day of the month shows on large screens; the rest is behind a link.
const calendarPerDay = 3

// agendaDays is how many days the agenda looks ahead.
const agendaDays = 28

// CalendarQuery is a page of the calendar as its URL names it: a view, and a day in what it shows.
type CalendarQuery struct {
	Slug string
	View string
	On   time.Time // zero: today
}

// Href is the page's URL.
func (q CalendarQuery) Href() string {
	v := url.Values{}
	if q.View != CalendarMonth {
		v.Set("view", q.View)
	}
	if !q.On.IsZero() {
		v.Set("on", q.On.Format(time.DateOnly))
	}
	return paths.With(paths.Calendar(q.Slug), v)
}

func (q CalendarQuery) at(view string, on time.Time) string {
	q.View, q.On = view, on
	return q.Href()
}

// day is the day that the page is about, as of now in a zone.
func (q CalendarQuery) day(zone *time.Location, now time.Time) time.Time {
	if q.On.IsZero() {
		return cmo.DayOf(now.In(zone))
	}
	return q.On
}

// Span are the first and last day that the page shows. Weeks begin on Monday.
func (q CalendarQuery) Span(zone *time.Location, now time.Time) (from, to time.Time) {
	day := q.day(zone, now)
	switch q.View {
	case CalendarWeek:
		from = monday(day)
		return from, from.AddDate(0, 0, 6)
	case CalendarAgenda:
		return day, day.AddDate(0, 0, agendaDays-1)
	}
	first := day.AddDate(0, 0, 1-day.Day())
	return monday(first), monday(first.AddDate(0, 1, -1)).AddDate(0, 0, 6)
}

func monday(day time.Time) time.Time { return day.AddDate(0, 0, -(int(day.Weekday())+6)%7) }

// CalendarView is a month, a week or an agenda.
type CalendarView struct {
	Title                string // "November 2026"
	Zone                 string // "America/Chicago, CST"
	Views                ui.Segmented
	PrevHref, NextHref   string
	PrevLabel, NextLabel string
	TodayHref            string
	Weekdays             []string // the heads of a month's or week's columns
	Grid                 string   // class of the list of days
	Days                 []calendarDay
	Empty                *ui.Empty
	Note                 *ui.Note // something is left out
	Feed                 feedView
	NewHref              string // the form for a new event, empty for who may not
	Status               string
}

type calendarDay struct {
	ISO, Label, Number string // "Tuesday 24 November", "24"
	Today, Outside     bool
	Class              string
	Items              []calendarEntry
	MoreHref, More     string // "+2 more"
}

type calendarEntry struct {
	Href, Title, Time, RFC3339 string
	Icon, Kind, Note           string
	Sign                       ui.StateKind
	AI, Late, Off              bool // Late: behind "more" on large screens; Off: cancelled
	Tip                        string
	Move                       string // the form that puts it on another day, empty without the right
}

// NewCalendarView builds the page as of now.
func NewCalendarView(t cmo.Tenant, q CalendarQuery, items []cmo.CalendarItem, feed FeedRecord, now time.Time) CalendarView {
	l := newLocal(t, now)
	from, to := q.Span(l.zone, now)
	v := CalendarView{Title: calendarTitle(l, q), Zone: zoneText(l, from, to), TodayHref: q.at(q.View, time.Time{}), Grid: "cal cal-" + q.View, Feed: newFeedView(l, t.Slug, feed)}
	words := map[string][2]string{CalendarMonth: {"Month", "calendar-days"}, CalendarWeek: {"Week", "table-2"}, CalendarAgenda: {"Agenda", "list-checks"}}
	v.Views = ui.Segmented{Label: "View"}
	for _, view := range CalendarViews {
		v.Views.Items = append(v.Views.Items, ui.Choice{Label: words[view][0], Icon: words[view][1], Href: q.at(view, q.On), Current: q.View == view, Attrs: swapInto(CalendarPartID)})
	}
	v.PrevLabel, v.NextLabel, v.PrevHref, v.NextHref = calendarSteps(q, l.zone, now)
	if len(items) > cmo.CalendarShown {
		items = items[:cmo.CalendarShown]
		v.Note = &ui.Note{Title: "The first " + figure(cmo.CalendarShown, 0) + " entries are shown.", Text: "Choose a shorter view to see all of them."}
	}
	if t.Role.Can(cmo.RightEdit) {
		v.NewHref = paths.RecordNew(t.Slug, "calendar")
	}
	v.Status = v.Title + ", " + plural(len(items), "entry", "entries")
	v.Days = calendarDays(l, q, items, from, to, t.Role.Can(cmo.RightEdit))
	if q.View != CalendarAgenda {
		for d := range 7 {
			v.Weekdays = append(v.Weekdays, from.AddDate(0, 0, d).Format("Mon"))
		}
	}
	if len(items) == 0 {
		v.Empty = &ui.Empty{Icon: "calendar", Title: "Nothing is planned here", Text: "Campaigns stand here from their start and end dates, content from its publish date, and reviews and meetings as events.",
			Actions: []ui.Button{{Label: "Go to campaigns", Icon: "megaphone", Href: paths.Campaigns(t.Slug)}}}
	}
	return v
}

func calendarTitle(l local, q CalendarQuery) string {
	day := q.day(l.zone, l.now)
	from, to := q.Span(l.zone, l.now)
	if q.View == CalendarMonth {
		return day.Format("January 2006")
	}
	if from.Year() != to.Year() {
		return l.clocks.Day(from) + " – " + l.clocks.Day(to)
	}
	return l.clocks.ShortDay(from) + " – " + l.clocks.Day(to)
}

// calendarSteps are the pages before and after: whole months, weeks or agendas.
func calendarSteps(q CalendarQuery, zone *time.Location, now time.Time) (prev, next, prevHref, nextHref string) {
	day := q.day(zone, now)
	switch q.View {
	case CalendarMonth:
		first := day.AddDate(0, 0, 1-day.Day()) // the 31st has no counterpart in a month of 30 days
		return "Previous month", "Next month", q.at(q.View, first.AddDate(0, -1, 0)), q.at(q.View, first.AddDate(0, 1, 0))
	case CalendarWeek:
		return "Previous week", "Next week", q.at(q.View, day.AddDate(0, 0, -7)), q.at(q.View, day.AddDate(0, 0, 7))
	}
	return "Earlier", "Later", q.at(q.View, day.AddDate(0, 0, -agendaDays)), q.at(q.View, day.AddDate(0, 0, agendaDays))
}

// zoneText names the zone and its short name, or both with the day of the change where clocks change meanwhile.
func zoneText(l local, from, to time.Time) string {
	zone := l.zone
	name := func(day time.Time) string { return cmo.DayStart(day, zone).Format("MST") }
	text, now := zone.String(), name(from)
	if now != text {
		text += ", " + now
	}
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		if after := name(day.AddDate(0, 0, 1)); after != now {
			return text + "; clocks change to " + after + " on " + l.clocks.ShortDay(day)
		}
	}
	return text
}

func calendarDays(l local, q CalendarQuery, items []cmo.CalendarItem, from, to time.Time, edits bool) []calendarDay {
	by := map[time.Time][]cmo.CalendarItem{}
	for _, i := range items {
		day := i.On(l.zone)
		by[day] = append(by[day], i)
	}
	today, month := cmo.DayOf(l.now), q.day(l.zone, l.now).Month()
	var out []calendarDay
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		if q.View == CalendarAgenda && len(by[day]) == 0 {
			continue
		}
		d := calendarDay{ISO: day.Format(time.DateOnly), Label: l.clocks.LongDay(day), Number: strconv.Itoa(day.Day()), Today: day.Equal(today), Outside: q.View == CalendarMonth && day.Month() != month}
		if day.Year() != l.now.Year() && !l.clocks.ISODays {
			d.Label += day.Format(" 2006")
		}
		for n, i := range by[day] {
			e := newCalendarEntry(l, q.Slug, i, edits)
			e.Late = q.View == CalendarMonth && n >= calendarPerDay
			d.Items = append(d.Items, e)
		}
		if more := len(d.Items) - calendarPerDay; q.View == CalendarMonth && more > 0 {
			d.More, d.MoreHref = "+"+strconv.Itoa(more)+" more", q.at(CalendarAgenda, day)
		}
		d.Class = dayClass(d)
		out = append(out, d)
	}
	return out
}

func dayClass(d calendarDay) string {
	c := "cal-d"
	for _, x := range []struct {
		on   bool
		name string
	}{{d.Today, " is-today"}, {d.Outside, " is-outside"}, {len(d.Items) == 0, " is-free"}} {
		if x.on {
			c += x.name
		}
	}
	return c
}

var calendarKinds = map[string]struct{ icon, word string }{"start": {"play", "Campaign starts"}, "end": {"flag", "Campaign ends"}, "publish": {"file-text", "Publish"}}

func newCalendarEntry(l local, slug string, i cmo.CalendarItem, edits bool) calendarEntry {
	e := calendarEntry{Title: i.Title, AI: i.Origin == cmo.OriginAI, Off: i.State == "cancelled"}
	if k, ok := calendarKinds[i.Kind]; ok {
		e.Icon, e.Kind = k.icon, k.word
	} else {
		e.Icon, e.Kind = orWord(eventIcons[i.Type], "calendar"), cmo.Label(i.Type)
	}
	if i.Channel != "" && i.Kind != "start" {
		e.Icon = newChannelSign(i.Channel).Icon
		e.Kind = words(", ", e.Kind, cmo.Label(i.Channel))
	}
	if i.At != nil {
		at := i.At.In(l.zone)
		e.Time, e.RFC3339 = l.clocks.Time(at), at.Format(time.RFC3339)
	}
	switch {
	case i.Kind == "event" && i.Type == "task":
		e.Href = paths.Task(slug, i.ID.String())
	case i.Kind == "event" && edits:
		e.Href = paths.RecordAct(slug, "calendar", i.ID.String(), "edit")
	case i.AssetID != nil:
		e.Href = paths.Asset(slug, i.AssetID.String())
	case i.CampaignID != nil:
		e.Href = paths.Campaign(slug, i.CampaignID.String())
	}
	if edits && !e.Off {
		e.Move = moveHref(slug, i)
	}
	past := i.On(l.zone).Before(cmo.DayOf(l.now))
	switch {
	case e.Off:
		e.Sign, e.Note = ui.StateCancelled, "Cancelled"
	case !i.Approved() && !past:
		s := cmo.NewCampaignState(i.CampaignStatus, i.CampaignReview)
		e.Sign, e.Note = ui.SignWarn, "Not approved: "+lowerFirst(campaignWord(s))
	}
	e.Tip = words(" · ", e.Time, e.Kind, i.Title, e.Note)
	return e
}
