package cmo

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Rule names one check of a wording against the limits of its channel.
type Rule string

// The rules. Those of lengths advise; a launch needs the ones that Finding.Must marks.
const (
	RuleSubject           Rule = "subject"
	RulePreview           Rule = "preview"
	RuleWords             Rule = "words"
	RuleUnsubscribe       Rule = "unsubscribe"
	RuleSender            Rule = "sender"
	RuleSMS               Rule = "sms"
	RuleOptOut            Rule = "opt_out"
	RuleLength            Rule = "length"
	RuleEmoji             Rule = "emoji"
	RuleHashtags          Rule = "hashtags"
	RuleHeadlines         Rule = "headlines"
	RuleHeadlineLength    Rule = "headline_length"
	RuleDescriptions      Rule = "descriptions"
	RuleDescriptionLength Rule = "description_length"
	RuleTitle             Rule = "title"
	RuleSearchSummary     Rule = "search_summary"
	RuleTokens            Rule = "tokens"
)

// Finding is the outcome of one check. Max is 0 where there is only yes or no.
type Finding struct {
	Rule     Rule
	OK       bool
	N        int // what was counted
	Parts    int // messages that an SMS is paid as
	Min, Max int
	Must     bool   // parents and regulators expect it: no launch without it
	Detail   string // the part of the text that breaks the rule
}

// limit is a range that a count should lie in.
type limit struct{ min, max int }

var (
	emailSubject, emailPreview, emailWords   = limit{40, 60}, limit{40, 90}, limit{150, 300}
	blogTitle, blogSummary, blogWords        = limit{60, 70}, limit{150, 160}, limit{1000, 2000}
	adHeadlines, adDescriptions              = limit{3, 3}, limit{2, 2}
	adHeadlineLength, adDescriptionLength    = limit{1, 30}, limit{1, 90}
	postLength, postEmoji                    = limit{125, 150}, limit{2, 4}
	linkedInLength, linkedInTags, tweetLimit = limit{150, 300}, limit{3, 5}, limit{1, 280}
)

func (l limit) check(r Rule, n int) Finding {
	return Finding{Rule: r, OK: n >= l.min && n <= l.max, N: n, Min: l.min, Max: l.max}
}

func must(r Rule, ok bool, detail string) Finding {
	return Finding{Rule: r, OK: ok, Must: true, Detail: detail}
}

// Kind is the channel whose limits hold for the asset. A type that names its channel counts where none is set.
func (a Asset) Kind() string {
	switch {
	case a.Channel != "":
		return a.Channel
	case a.ContentType == "ad":
		return "google_ads"
	}
	return a.ContentType
}

// LintVariant checks a wording against the limits of its kind, see Asset.Kind. Characters are counted with tokens as
// they stand, but for an SMS, which is paid by the part: it is counted as filled with samples.
func LintVariant(kind string, v Variant) []Finding {
	var out []Finding
	words, chars := len(strings.Fields(v.Body)), utf8.RuneCountInString(v.Body)
	switch kind {
	case "email":
		out = append(out, emailSubject.check(RuleSubject, utf8.RuneCountInString(v.Subject)), emailPreview.check(RulePreview, utf8.RuneCountInString(v.Preview())),
			emailWords.check(RuleWords, words), must(RuleUnsubscribe, unsubscribe.MatchString(v.Body), ""), must(RuleSender, hasSender(v.Body), ""))
	case "sms":
		out = append(out, lintSMS(v.Body), must(RuleOptOut, smsOptOut.MatchString(v.Body), ""))
	case "google_ads":
		out = append(out, lintAd(v.Body)...)
	case "facebook", "instagram":
		out = append(out, postLength.check(RuleLength, chars), postEmoji.check(RuleEmoji, countEmoji(v.Body)))
	case "linkedin":
		out = append(out, linkedInLength.check(RuleLength, chars), linkedInTags.check(RuleHashtags, len(hashtag.FindAllString(v.Body, -1))))
	case "twitter":
		out = append(out, tweetLimit.check(RuleLength, chars))
	case "blog":
		summary, _ := v.Metadata["meta_description"].(string)
		out = append(out, blogTitle.check(RuleTitle, utf8.RuneCountInString(v.Headline)), blogSummary.check(RuleSearchSummary, utf8.RuneCountInString(summary)), blogWords.check(RuleWords, words))
	}
	if text := v.text(); strings.Contains(text, "{{") || strings.Contains(text, "}}") {
		unknown := UnknownTokens(v)
		out = append(out, must(RuleTokens, len(unknown) == 0, strings.Join(unknown, ", ")))
	}
	return out
}

// Failed are the findings that are not as they should be.
func Failed(findings []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f Finding) bool { return f.OK })
}

var (
	smsOptOut   = regexp.MustCompile(`\bSTOP\b|(?i)\b(reply|text|send) "?stop\b|(?i)\bopt[ -]?out\b`)
	unsubscribe = regexp.MustCompile(`(?i)unsubscribe`)
	hashtag     = regexp.MustCompile(`#\pL[\pL\pN_]*`)
	// A house number and a street, in either order, or a post office box, with a place behind a comma.
	postal = regexp.MustCompile(`\b(?i:p\.?\s?o\.? box) \d+|\b\d{1,5}[a-z]?,? \p{Lu}[^,\n]{2,60},\s*[\p{Lu}\d]|\p{Lu}[\pL .'’-]{2,60} \d{1,5}[a-z]?,\s*[\p{Lu}\d]`)
)

// senderLines is how many of the last lines of an email may hold the sender's address.
const senderLines = 4

// hasSender looks for the postal address of the sender at the end of an email, or for the token that becomes one.
func hasSender(body string) bool {
	if slices.Contains(tokenNames(body), "sender_address") {
		return true
	}
	lines := strings.FieldsFunc(body, func(r rune) bool { return r == '\n' })
	for _, l := range lines[max(0, len(lines)-senderLines):] {
		if postal.MatchString(l) {
			return true
		}
	}
	return false
}

// AdLines are the headlines and descriptions of an advertisement, as its body lists them line by line.
func AdLines(body string) (headlines, descriptions []string) {
	for line := range strings.Lines(body) {
		label, text, ok := strings.Cut(strings.TrimSpace(line), ":")
		switch text = strings.TrimSpace(text); {
		case !ok || text == "":
		case strings.HasPrefix(strings.ToLower(label), "headline"):
			headlines = append(headlines, text)
		case strings.HasPrefix(strings.ToLower(label), "description"):
			descriptions = append(descriptions, text)
		}
	}
	return headlines, descriptions
}

func lintAd(body string) []Finding {
	heads, descriptions := AdLines(body)
	out := []Finding{adHeadlines.check(RuleHeadlines, len(heads)), adDescriptions.check(RuleDescriptions, len(descriptions))}
	longest := func(r Rule, l limit, lines []string) {
		if len(lines) == 0 {
			return
		}
		text := slices.MaxFunc(lines, func(a, b string) int { return utf8.RuneCountInString(a) - utf8.RuneCountInString(b) })
		f := l.check(r, utf8.RuneCountInString(text))
		if !f.OK {
			f.Detail = text
		}
		out = append(out, f)
	}
	longest(RuleHeadlineLength, adHeadlineLength, heads)
	longest(RuleDescriptionLength, adDescriptionLength, descriptions)
	return out
}

// countEmoji counts pictures as a reader does: a family joined of several signs, or a flag of two letters, is one.
func countEmoji(s string) int {
	n, joined, flag := 0, false, false
	for _, r := range s {
		switch {
		case r == '\u200d':
			joined = true
			continue
		case r == '\ufe0f' || r >= 0x1f3fb && r <= 0x1f3ff: // the look or the skin of the sign before
			continue
		case r >= 0x1f1e6 && r <= 0x1f1ff:
			if flag = !flag; flag {
				n++
			}
			continue
		case (unicode.Is(unicode.So, r) || r >= 0x1f300 && r <= 0x1faff) && r > 0x2190 && !joined:
			n++
		}
		joined, flag = false, false
	}
	return n
}
