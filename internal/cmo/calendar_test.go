package cmo

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// A day has 23, 24 or 25 hours, and begins where clocks say so.
func TestDayStart_ClockChanges(t *testing.T) {
	for _, c := range []struct {
		zone, day string
		hours     float64
	}{
		{"America/Chicago", "2026-03-08", 23}, {"America/Chicago", "2026-11-01", 25}, {"America/Chicago", "2026-11-24", 24}, {"Europe/Vienna", "2026-03-29", 23},
		{"America/Santiago", "2026-09-06", 23}, // midnight itself is skipped
		{"Africa/Cairo", "2026-04-24", 23}, {"Asia/Kathmandu", "2026-05-01", 24}, {"Pacific/Apia", "2026-01-01", 24},
	} {
		zone := zoneOf(t, c.zone)
		day, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			t.Fatal(err)
		}
		from, to := DayStart(day, zone), DayStart(day.AddDate(0, 0, 1), zone)
		if got := to.Sub(from).Hours(); got != c.hours {
			t.Errorf("%s %s has %v hours, want %v", c.zone, c.day, got, c.hours)
		}
		if !DayOf(from.In(zone)).Equal(day) || !DayOf(to.Add(-time.Second).In(zone)).Equal(day) || DayOf(from.Add(-time.Second).In(zone)).Equal(day) {
			t.Errorf("%s %s begins %v", c.zone, c.day, from)
		}
	}
}

func TestCalendarItem_OnAndApproved(t *testing.T) {
	at, day := time.Date(2026, 3, 1, 4, 30, 0, 0, time.UTC), time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	chicago := zoneOf(t, "America/Chicago")
	if got := (CalendarItem{At: &at}).On(chicago).Format(time.DateOnly); got != "2026-02-28" {
		t.Errorf("a moment stands on %s", got)
	}
	if got := (CalendarItem{Day: &day}).On(chicago).Format(time.DateOnly); got != "2026-03-01" {
		t.Errorf("a day stands on %s", got)
	}
	id := uuid.New()
	for review, want := range map[string]bool{"none": false, "in_review": false, "approved": true, "rejected": false} {
		if got := (CalendarItem{CampaignID: &id, CampaignStatus: "draft", CampaignReview: review}).Approved(); got != want {
			t.Errorf("%s: %v", review, got)
		}
	}
}

// unfold reads what fold wrote and checks the form of every line.
func unfold(t testing.TB, ics string) []string {
	t.Helper()
	if !strings.HasSuffix(ics, "\r\n") {
		t.Fatalf("the last line does not end: %q", ics)
	}
	var out []string
	for _, l := range strings.Split(strings.TrimSuffix(ics, "\r\n"), "\r\n") {
		if len(l) > 75 || !utf8.ValidString(l) || strings.ContainsAny(l, "\r\n\x00") {
			t.Errorf("a line of %d octets: %q", len(l), l)
		}
		if rest, ok := strings.CutPrefix(l, " "); ok && len(out) > 0 {
			out[len(out)-1] += rest
		} else {
			out = append(out, l)
		}
	}
	return out
}

func TestICS(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	day, at, campaign := time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 8, 14, 30, 0, 0, time.UTC), uuid.MustParse("01000000-0000-4000-8000-000000000001")
	f := Feed{Tenant: "Camp; Club, Ltd", Slug: "camp", Zone: "America/Chicago", Items: []CalendarItem{
		{ID: campaign, Kind: "start", Title: strings.Repeat("Grüße ⚽ ", 20), Day: &day, CampaignID: &campaign, CampaignName: "x", CampaignStatus: "draft", CampaignReview: "none"},
		{ID: campaign, Kind: "event", Title: "Review\x07", Note: "Line one\r\nline \\ two; three, four", At: &at, State: "cancelled"},
	}}
	got := unfold(t, string(ICS(f, now, func(i CalendarItem) string { return "https://example.test/t/camp/" + i.Kind + "\n" })))
	want := []string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//AI CMO Console//Calendar//EN", "METHOD:PUBLISH", `NAME:Camp\; Club\, Ltd\, campaigns`, `X-WR-CALNAME:Camp\; Club\, Ltd\, campaigns`,
		"X-WR-TIMEZONE:America/Chicago", "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
		"BEGIN:VEVENT", "UID:01000000-0000-4000-8000-000000000001-start@aicmo", "DTSTAMP:20260302T120000Z", "DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "TRANSP:TRANSPARENT",
		"SUMMARY:" + strings.Repeat("Grüße ⚽ ", 20) + " starts", `DESCRIPTION:Campaign: x\nNot approved`, "URL:https://example.test/t/camp/start", "END:VEVENT",
		"BEGIN:VEVENT", "UID:01000000-0000-4000-8000-000000000001-event@aicmo", "DTSTAMP:20260302T120000Z", "DTSTART:20260308T143000Z", "DURATION:PT30M", "SUMMARY:Review",
		`DESCRIPTION:Line one\nline \\ two\; three\, four`, "STATUS:CANCELLED", "URL:https://example.test/t/camp/event", "END:VEVENT", "END:VCALENDAR",
	}
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got) || i >= len(want):
			t.Fatalf("%d lines, want %d", len(got), len(want))
		case got[i] != want[i]:
			t.Errorf("line %d: %q, want %q", i, got[i], want[i])
		}
	}
}

func FuzzICS(f *testing.F) {
	f.Add("Grüße\r\nBEGIN:VEVENT;,\\", "x")
	f.Fuzz(func(t *testing.T, title, note string) {
		at := time.Date(2026, 3, 8, 14, 30, 0, 0, time.UTC)
		lines := unfold(t, string(ICS(Feed{Tenant: title, Zone: note, Items: []CalendarItem{{Kind: "event", Title: title, Note: note, At: &at}}}, at, func(CalendarItem) string { return note })))
		events := 0
		for _, l := range lines {
			if l == "BEGIN:VEVENT" {
				events++
			}
		}
		if events != 1 {
			t.Errorf("%q and %q make %d events", title, note, events)
		}
	})
}
