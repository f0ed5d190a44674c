package pages

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Limits of the channels: emails want subject and preview of a length that mailboxes show whole, an SMS one part.
const (
	subjectMin, subjectMax = 40, 60
	previewMin, previewMax = 40, 90
	wordsMin, wordsMax     = 150, 300
	smsMax                 = 159
)

// knownTokens are the placeholders that a tenant's sending system fills in.
var knownTokens = []string{
	"first_name", "company", "industry", "job_title", "offer_name", "pain_point", "benefit", "cta_url", "LANDING_PAGE_URL", "unsubscribe_url", "sender_address",
}

var (
	anyToken    = regexp.MustCompile(`\{\{([^{}]*)\}\}`)
	smsOptOut   = regexp.MustCompile(`\bSTOP\b|(?i)\b(reply|text|send) "?stop\b|(?i)\bopt[ -]?out\b`)
	unsubscribe = regexp.MustCompile(`(?i)unsubscribe`)
)

// meter is one computed check of a variant.
type meter struct {
	OK     bool
	Label  string
	Value  string // "47/60", empty for yes or no
	Reader string // what the sign says, for readers
}

// assetKind is the channel whose limits hold for an asset: email, sms or none.
func assetKind(a cmo.Asset) string {
	for _, v := range []string{a.Channel, a.ContentType} {
		if v == "email" || v == "sms" {
			return v
		}
	}
	return ""
}

// variantMeters checks one variant against the limits of its channel.
func variantMeters(kind string, v cmo.Variant) []meter {
	var m []meter
	switch kind {
	case "email":
		m = append(m, lengthMeter("Subject", utf8.RuneCountInString(v.Subject), subjectMin, subjectMax, "characters"),
			lengthMeter("Preview", utf8.RuneCountInString(v.Preview()), previewMin, previewMax, "characters"),
			lengthMeter("Words", len(strings.Fields(v.Body)), wordsMin, wordsMax, "words"),
			yesMeter(hasUnsubscribe(v), "Unsubscribe link", "No unsubscribe link"))
	case "sms":
		m = append(m, lengthMeter("Characters", utf8.RuneCountInString(v.Body), 1, smsMax, "characters"),
			yesMeter(smsOptOut.MatchString(v.Body), "Opt-out line", "No opt-out line"))
	}
	if unknown := unknownTokens(v); len(unknown) > 0 {
		return append(m, yesMeter(false, "", "Unknown tokens: "+strings.Join(unknown, ", ")))
	}
	if anyToken.MatchString(v.Subject + v.Preview() + v.Headline + v.Body + v.CTA) {
		m = append(m, yesMeter(true, "Tokens known", ""))
	}
	return m
}

func lengthMeter(label string, n, low, high int, noun string) meter {
	m := meter{OK: n >= low && n <= high, Label: label, Value: figure(float64(n), 0) + "/" + figure(float64(high), 0), Reader: "Passes"}
	switch {
	case n < low && low > 1:
		m.Reader = "Shorter than " + plural(low, noun, noun)
	case n < low:
		m.Reader = "Empty"
	case n > high:
		m.Reader = "Longer than " + plural(high, noun, noun)
	}
	return m
}

func yesMeter(ok bool, yes, no string) meter {
	if ok {
		return meter{OK: true, Label: yes, Reader: "Passes"}
	}
	return meter{Label: no, Reader: "Fails"}
}

func hasUnsubscribe(v cmo.Variant) bool { return unsubscribe.MatchString(v.Body) }

// unknownTokens are the placeholders that nothing fills in, as they stand in the text.
func unknownTokens(v cmo.Variant) []string {
	var out []string
	for _, m := range anyToken.FindAllStringSubmatch(strings.Join([]string{v.Subject, v.Preview(), v.Headline, v.Body, v.CTA}, "\n"), -1) {
		if !slices.Contains(knownTokens, strings.TrimSpace(m[1])) && !slices.Contains(out, m[0]) {
			out = append(out, m[0])
		}
	}
	return out
}

// check is one line of the list beside a campaign.
type check struct {
	OK           bool
	Text, Detail string
}

// campaignChecks are what a reviewer would otherwise count by hand. Only what applies is listed.
func campaignChecks(c cmo.Campaign, channels []cmo.CampaignChannel, assets []cmo.Asset) []check {
	var out []check
	add := func(ok bool, text, detail string) {
		if ok {
			detail = ""
		}
		out = append(out, check{ok, text, detail})
	}
	if len(channels) > 0 {
		add(shareSum(channels) == 100, "Channel shares add up to 100%", "They add up to "+figure(shareSum(channels), 2)+"%")
	}
	add(c.StartDate != nil && c.EndDate != nil, "Start and end are set", "A date is missing")
	add(len(assets) > 0, "There is content", "No content yet")
	var noOptOut, noUnsubscribe, unknown, offLimits []string
	emails, sms, variants := 0, 0, 0
	for _, a := range assets {
		kind := assetKind(a)
		for _, v := range a.Variants {
			name := a.Title + " (" + v.Type + ")"
			variants++
			if kind == "sms" {
				sms++
				noOptOut = appendIf(noOptOut, !smsOptOut.MatchString(v.Body), name)
			}
			if kind == "email" {
				emails++
				noUnsubscribe = appendIf(noUnsubscribe, !hasUnsubscribe(v), name)
			}
			unknown = appendIf(unknown, len(unknownTokens(v)) > 0, name)
			offLimits = appendIf(offLimits, slices.ContainsFunc(variantMeters(kind, v), func(m meter) bool { return m.Value != "" && !m.OK }), name)
		}
	}
	if sms > 0 {
		add(len(noOptOut) == 0, "Opt-out line in every SMS", firstOf(noOptOut))
	}
	if emails > 0 {
		add(len(noUnsubscribe) == 0, "Unsubscribe link in every email", firstOf(noUnsubscribe))
	}
	if variants > 0 {
		add(len(unknown) == 0, "Every token is known", firstOf(unknown))
		add(len(offLimits) == 0, "Lengths fit their channels", firstOf(offLimits))
	}
	add(!c.Drifted(), "Origin and public marker agree", "See the note above")
	return out
}

func appendIf(list []string, ok bool, s string) []string {
	if ok {
		return append(list, s)
	}
	return list
}

// firstOf names the first two of a list and counts the rest.
func firstOf(list []string) string {
	if len(list) <= 2 {
		return strings.Join(list, "; ")
	}
	return strings.Join(list[:2], "; ") + " and " + figure(float64(len(list)-2), 0) + " more"
}

// shareSum is the sum of the channels' shares, without the noise of binary fractions.
func shareSum(channels []cmo.CampaignChannel) float64 {
	sum := 0.0
	for _, h := range channels {
		sum += h.Share
	}
	return math.Round(sum*100) / 100
}
