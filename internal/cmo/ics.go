package cmo

import (
	"strings"
	"time"
	"unicode/utf8"
)

// icsDuration is how long an event lasts in a feed: the console knows when it begins, not when it ends.
const icsDuration = "PT30M"

// ICS writes a feed as RFC 5545 asks: lines of at most 75 octets that end in CRLF, text escaped, moments in UTC. link is
// the page of an item.
func ICS(f Feed, now time.Time, link func(CalendarItem) string) []byte {
	var b strings.Builder
	line := func(name, value string) { fold(&b, name+":"+value) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//AI CMO Console//Calendar//EN")
	line("METHOD", "PUBLISH")
	line("NAME", icsText(f.Tenant+", campaigns"))
	line("X-WR-CALNAME", icsText(f.Tenant+", campaigns"))
	line("X-WR-TIMEZONE", icsText(f.Zone))
	line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H")
	for _, i := range f.Items {
		line("BEGIN", "VEVENT")
		line("UID", i.ID.String()+"-"+i.Kind+"@aicmo")
		line("DTSTAMP", now.UTC().Format("20060102T150405Z"))
		if i.Day != nil {
			line("DTSTART;VALUE=DATE", i.Day.Format("20060102"))
			line("DTEND;VALUE=DATE", i.Day.AddDate(0, 0, 1).Format("20060102"))
			line("TRANSP", "TRANSPARENT")
		} else {
			line("DTSTART", i.At.UTC().Format("20060102T150405Z"))
			line("DURATION", icsDuration)
		}
		line("SUMMARY", icsText(i.Summary()))
		if text := i.description(); text != "" {
			line("DESCRIPTION", icsText(text))
		}
		if i.State == "cancelled" {
			line("STATUS", "CANCELLED")
		}
		if href := link(i); href != "" {
			line("URL", icsURI(href))
		}
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	return []byte(b.String())
}

// Summary names an item where nothing beside it says what it is.
func (i CalendarItem) Summary() string {
	switch i.Kind {
	case "start":
		return i.Title + " starts"
	case "end":
		return i.Title + " ends"
	case "publish":
		return "Publish: " + i.Title
	}
	return i.Title
}

func (i CalendarItem) description() string {
	var parts []string
	if i.CampaignName != "" && i.CampaignName != i.Title {
		parts = append(parts, "Campaign: "+i.CampaignName)
	}
	if !i.Approved() {
		parts = append(parts, "Not approved")
	}
	if i.Note != "" {
		parts = append(parts, i.Note)
	}
	return strings.Join(parts, "\n")
}

var icsEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// icsText escapes a text. Signs that steer devices are left out; a reader may refuse the whole file for one.
func icsText(s string) string {
	s = icsEscapes.Replace(strings.ToValidUTF8(s, ""))
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}

// icsURI keeps an address on its one line.
func icsURI(s string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}

// fold ends a line, cut into pieces of at most 75 octets that never part a sign.
func fold(b *strings.Builder, s string) {
	room := 75
	for len(s) > room {
		cut := room
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		b.WriteString(s[:cut] + "\r\n ")
		s, room = s[cut:], 74 // the space counts
	}
	b.WriteString(s + "\r\n")
}
