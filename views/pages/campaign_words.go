package pages

import (
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// none stands for a missing value.
const none = "–"

// local writes dates and money as one tenant reads them, as of now.
type local struct {
	zone     *time.Location
	currency string
	now      time.Time
	clocks   cmo.Clock // how the reader wants dates and times
}

func newLocal(t cmo.Tenant, now time.Time) local {
	zone := t.Zone
	if zone == nil {
		zone = time.UTC
	}
	return local{zone, t.Currency, now.In(zone), t.Clock}
}

// day is a calendar day, "9 Jan", with the year when it is not this one. Days carry no zone and are not converted.
func (l local) day(d time.Time) string {
	if d.Year() == l.now.Year() {
		return l.clocks.ShortDay(d)
	}
	return l.clocks.Day(d)
}

// moment is a point in time, "9 Jan, 16:20 CST".
func (l local) moment(t time.Time) string {
	t = t.In(l.zone)
	return l.day(t) + ", " + l.clocks.Time(t) + t.Format(" MST")
}

// span is a range of days, either end of which may be open.
func (l local) span(start, end *time.Time) string {
	switch {
	case start == nil && end == nil:
		return ""
	case start == nil:
		return "Until " + l.day(*end)
	case end == nil:
		return "From " + l.day(*start)
	case start.Equal(*end):
		return l.day(*start)
	}
	if start.Year() == end.Year() {
		return l.clocks.ShortDay(*start) + " – " + l.day(*end)
	}
	return l.day(*start) + " – " + l.day(*end)
}

// past reports that a day lies before today in the tenant's zone.
func (l local) past(day time.Time) bool {
	return day.Format(time.DateOnly) < l.now.Format(time.DateOnly)
}

// age is how long ago something was: in words under seven days, else its day.
func (l local) age(t time.Time) string {
	if d := l.now.Sub(t); d < 7*24*time.Hour {
		return ago(d)
	}
	return l.day(t.In(l.zone))
}

// money is an amount in the tenant's currency, with cents only where there are some.
func (l local) money(amount float64) string { return cmo.Money(l.currency, amount) }

// figure groups thousands; a fraction is shown with the given number of decimals.
func figure(n float64, decimals int) string { return cmo.Figure(n, decimals) }

// plural is a count with its noun; the plural adds an s unless one is given.
func plural(n int, one string, many ...string) string {
	word := one
	if n != 1 {
		word = one + "s"
		if len(many) > 0 {
			word = many[0]
		}
	}
	return figure(float64(n), 0) + " " + word
}

// words joins parts that are not empty.
func words(sep string, parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, sep)
}

// orNone is the text, or the sign of a missing value.
func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}

// campaignSigns gives each state its glyph; the word is the glyph's own unless named here.
var campaignSigns = map[cmo.CampaignState]ui.StateKind{
	cmo.StateDraft: ui.StateDraft, cmo.StateInReview: ui.StateReview, cmo.StateChanges: ui.StateChanges, cmo.StateApproved: ui.StateApproved,
	cmo.StateScheduled: ui.StateScheduled, cmo.StateActive: ui.StateLive, cmo.StatePaused: ui.StatePaused, cmo.StateCompleted: ui.StateEnded, cmo.StateRejected: ui.StateRejected,
}

func campaignWord(s cmo.CampaignState) string {
	if s == cmo.StateCompleted {
		return "Completed"
	}
	return campaignSigns[s].Word()
}

// campaignMarks says who made a campaign; the second one reports a public mark that is missing. An import has none: its
// word is originNote's.
func campaignMarks(c cmo.Campaign) []ui.MarkKind {
	switch {
	case c.Origin == cmo.OriginImport:
		return nil
	case c.Origin != cmo.OriginAI:
		return []ui.MarkKind{ui.MarkManual}
	case !c.Marked:
		return []ui.MarkKind{ui.MarkAI, ui.MarkDrift}
	case c.EditedByName != "":
		return []ui.MarkKind{ui.MarkEdited}
	}
	return []ui.MarkKind{ui.MarkAI}
}

// originNote is what the marks do not say.
func originNote(c cmo.Campaign) string {
	if c.Origin == cmo.OriginImport {
		return "Imported"
	}
	return ""
}

// aiDriven is the value of data-ai.
func aiDriven(c cmo.Campaign) string { return originHook(c.Origin) }

func originHook(o cmo.Origin) string { return strconv.FormatBool(o == cmo.OriginAI) }

var channelIcons = map[string]string{
	"email": "mail", "sms": "message-square-text", "phone": "phone", "voice": "phone", "facebook": "share-2", "instagram": "image", "linkedin": "share-2",
	"twitter": "share-2", "google_ads": "search", "blog": "file-text", "landing_page": "panel-top", "video": "circle-play", "video_script": "circle-play",
	"webinar": "monitor", "referral": "users", "events": "calendar-days", "direct_mail": "inbox",
}

// channelSign is a channel as an icon with its name.
type channelSign struct{ Icon, Label string }

func newChannelSign(name string) channelSign {
	icon := channelIcons[name]
	if icon == "" {
		icon = "radio-tower"
	}
	return channelSign{icon, cmo.Label(name)}
}

// cardChannels is how many channels a card or a table cell shows.
const cardChannels = 4

// channelSigns are the first channels; more says how many there are besides, in words for readers.
func channelSigns(names []string) (signs []channelSign, more string) {
	for i, n := range names {
		if i == cardChannels {
			return signs, "+" + strconv.Itoa(len(names)-cardChannels)
		}
		signs = append(signs, newChannelSign(n))
	}
	return signs, ""
}

// contentNouns are the words for pieces of content: one, many.
var contentNouns = map[string][2]string{
	"email": {"email", "emails"}, "sms": {"SMS", "SMS"}, "blog": {"blog post", "blog posts"}, "social_post": {"social post", "social posts"},
	"landing_page": {"landing page", "landing pages"}, "case_study": {"case study", "case studies"}, "voice_script": {"voice script", "voice scripts"},
}

func contentCount(n int, kind string) string {
	w, ok := contentNouns[kind]
	if !ok {
		w = [2]string{strings.ToLower(cmo.Label(kind)), strings.ToLower(cmo.Label(kind)) + "s"}
	}
	return plural(n, w[0], w[1])
}

// kpiTarget is the goal of a campaign in words: "60 registrations", "4.5% click rate".
func (l local) kpiTarget(k cmo.KPI) string {
	m := cmo.MetricOf(k.Metric)
	switch {
	case k.Target == 0 && m.Label == "":
		return k.Measurement
	case k.Target == 0:
		return words(": ", m.Inline(), k.Measurement)
	}
	return words(" ", m.Figure(l.currency, k.Target), m.Inline())
}

// metricAmount is a value of a metric with its unit, or the words in its place.
func (l local) metricAmount(m cmo.MetricName, a cmo.Amount) string {
	if !a.Known {
		return orNone(a.Words)
	}
	return words(" ", m.Figure(l.currency, a.N), a.Words)
}

// campaignChannelSigns are a campaign's channels as icons, nil without any.
func campaignChannelSigns(names []string) templ.Component {
	if len(names) == 0 {
		return nil
	}
	return channelIconList(channelSigns(names))
}

// figureNo is a number that names something: without grouping.
func figureNo(n int64) string { return strconv.FormatInt(n, 10) }
