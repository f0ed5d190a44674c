package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func calendarTenant(t *testing.T) cmo.Tenant {
	t.Helper()
	zone, err := cmo.Zone("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	x := tenant
	x.Zone = zone
	return x
}

func calendarItems() []cmo.CalendarItem {
	campaign, asset, at := testID(1), testID(20), time.Date(2026, 1, 20, 5, 30, 0, 0, time.UTC) // 19 January, 23:30 in Chicago
	live := cmo.CalendarItem{ID: testID(1), Kind: "start", Title: "Camp <Interest>", Day: date(2026, 1, 19), CampaignID: &campaign, CampaignName: "Camp <Interest>", CampaignStatus: "draft", CampaignReview: "in_review", Origin: cmo.OriginAI}
	items := []cmo.CalendarItem{live,
		{ID: testID(20), Kind: "publish", Title: "Welcome", Channel: "email", Day: date(2026, 1, 19), AssetID: &asset, CampaignID: &campaign, CampaignStatus: "active", CampaignReview: "approved", Origin: cmo.OriginAI},
		{ID: testID(30), Kind: "event", Type: "review", Title: "Content review", At: &at, State: "scheduled", Origin: cmo.OriginManual},
		{ID: testID(31), Kind: "event", Type: "other", Title: "Photo day", At: &at, State: "cancelled", Origin: cmo.OriginManual},
		{ID: testID(32), Kind: "event", Type: "other", Title: "Fifth", At: &at, State: "scheduled", Origin: cmo.OriginManual},
	}
	live.Kind, live.Day = "end", date(2026, 1, 2)
	return append([]cmo.CalendarItem{live}, items...)
}

func TestCalendar_Golden(t *testing.T) {
	x := calendarTenant(t)
	state := FeedRecord{State: &cmo.FeedState{Since: now.Add(-time.Hour)}}
	golden(t, "calendar-month", Calendar(NewCalendarView(x, CalendarQuery{Slug: x.Slug, View: CalendarMonth}, calendarItems(), FeedRecord{}, now)))
	golden(t, "calendar-week", Calendar(NewCalendarView(x, CalendarQuery{Slug: x.Slug, View: CalendarWeek, On: *date(2026, 1, 21)}, calendarItems()[1:], state, now)))
	state.URL, state.State.ReadAt = "https://example.test/feed/calendar.ics?key=x", &now
	golden(t, "calendar-agenda", CalendarPart(NewCalendarView(x, CalendarQuery{Slug: x.Slug, View: CalendarAgenda}, calendarItems()[1:], state, now)))
	golden(t, "calendar-empty", Calendar(NewCalendarView(x, CalendarQuery{Slug: x.Slug, View: CalendarAgenda}, nil, FeedRecord{}, now)))
}

func TestCalendarQuery_Span(t *testing.T) {
	zone := calendarTenant(t).Zone
	for _, c := range []struct{ view, on, from, to, title, prev, next string }{
		{CalendarMonth, "2026-03-31", "2026-02-23", "2026-04-05", "March 2026", "on=2026-02-01", "on=2026-04-01"},
		{CalendarMonth, "2026-02-15", "2026-01-26", "2026-03-01", "February 2026", "on=2026-01-01", "on=2026-03-01"},
		{CalendarMonth, "2027-02-01", "2027-02-01", "2027-02-28", "February 2027", "on=2027-01-01", "on=2027-03-01"},
		{CalendarMonth, "", "2025-12-29", "2026-02-01", "January 2026", "on=2025-12-01", "on=2026-02-01"},
		{CalendarWeek, "2026-01-01", "2025-12-29", "2026-01-04", "29 Dec 2025 – 4 Jan 2026", "on=2025-12-25", "on=2026-01-08"},
		{CalendarAgenda, "2026-03-01", "2026-03-01", "2026-03-28", "1 Mar – 28 Mar 2026", "on=2026-02-01", "on=2026-03-29"},
	} {
		q := CalendarQuery{Slug: "x", View: c.view}
		if c.on != "" {
			q.On, _ = time.Parse(time.DateOnly, c.on)
		}
		from, to := q.Span(zone, now)
		_, _, prev, next := calendarSteps(q, zone, now)
		if from.Format(time.DateOnly) != c.from || to.Format(time.DateOnly) != c.to || calendarTitle(newLocal(cmo.Tenant{Zone: zone}, now), q) != c.title || !strings.Contains(prev, c.prev) || !strings.Contains(next, c.next) {
			t.Errorf("%s %s: %v – %v, %q, %s, %s", c.view, c.on, from, to, calendarTitle(newLocal(cmo.Tenant{Zone: zone}, now), q), prev, next)
		}
	}
	// Late in the evening in Chicago it is the next day in UTC.
	if from, _ := (CalendarQuery{View: CalendarAgenda}).Span(zone, time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)); from.Format(time.DateOnly) != "2026-02-28" {
		t.Errorf("today is %v", from)
	}
}

func TestZoneText_NamesTheChange(t *testing.T) {
	zone := calendarTenant(t).Zone
	for from, want := range map[string]string{"2026-03-02": "America/Chicago, CST; clocks change to CDT on 8 Mar", "2026-01-05": "America/Chicago, CST", "2026-10-26": "America/Chicago, CDT; clocks change to CST on 1 Nov"} {
		day, _ := time.Parse(time.DateOnly, from)
		if got := zoneText(newLocal(cmo.Tenant{Zone: zone}, day), day, day.AddDate(0, 0, 6)); got != want {
			t.Errorf("%s: %q, want %q", from, got, want)
		}
	}
}

// Each item stands on one day, also where a day has 23 or 25 hours.
func TestCalendarDays_ClockChanges(t *testing.T) {
	x := calendarTenant(t)
	for _, on := range []string{"2026-03-08", "2026-11-01"} {
		day, _ := time.Parse(time.DateOnly, on)
		q := CalendarQuery{Slug: x.Slug, View: CalendarWeek, On: day}
		from, to := q.Span(x.Zone, now)
		var items []cmo.CalendarItem
		for at := cmo.DayStart(from, x.Zone); at.Before(cmo.DayStart(to.AddDate(0, 0, 1), x.Zone)); at = at.Add(time.Hour) {
			items = append(items, cmo.CalendarItem{Kind: "event", Title: "x", At: &at})
		}
		placed := 0
		for _, d := range NewCalendarView(x, q, items, FeedRecord{}, now).Days {
			want := 24
			if d.ISO == on {
				want = map[string]int{"2026-03-08": 23, "2026-11-01": 25}[on]
			}
			if len(d.Items) != want {
				t.Errorf("%s holds %d hours, want %d", d.ISO, len(d.Items), want)
			}
			placed += len(d.Items)
		}
		if placed != len(items) {
			t.Errorf("%s: %d of %d items have a day", on, placed, len(items))
		}
	}
}
