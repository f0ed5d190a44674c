package cmo

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// tokenSamples hold what previews show for each placeholder that a tenant's sending system fills in: Tokens, which the
// agents may write, and those that people add for the law.
var tokenSamples = map[string]string{
	"first_name": "Alex", "company": "Example Company", "industry": "your field", "job_title": "team lead", "offer_name": "our offer",
	"pain_point": "too little time", "benefit": "an easier week", "cta_url": "https://example.test/go", "LANDING_PAGE_URL": "https://example.test/page",
	"unsubscribe_url": "https://example.test/unsubscribe", "sender_address": "100 Example Road, Example City",
}

var anyToken = regexp.MustCompile(`\{\{([^{}]*)\}\}`)

// tokenNames are the placeholders of a text by name, known or not, each once.
func tokenNames(text string) []string {
	var out []string
	for _, m := range anyToken.FindAllStringSubmatch(text, -1) {
		if name := strings.TrimSpace(m[1]); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// UnknownTokens are the placeholders of a wording that nothing fills in, as they stand there; braces without their
// counterpart are among them.
func UnknownTokens(v Variant) []string {
	var out []string
	text := v.text()
	for _, m := range anyToken.FindAllStringSubmatch(text, -1) {
		if tokenSamples[strings.TrimSpace(m[1])] == "" && !slices.Contains(out, m[0]) {
			out = append(out, m[0])
		}
	}
	rest := anyToken.ReplaceAllString(text, "")
	for _, brace := range []string{"{{", "}}"} {
		if strings.Contains(rest, brace) {
			out = append(out, brace)
		}
	}
	return out
}

// FillTokens puts samples in the place of the known tokens; offer stands for the name of the campaign's own offer.
// Unknown ones stay, so that a preview shows what a reader would see.
func FillTokens(text, offer string) string {
	return anyToken.ReplaceAllStringFunc(text, func(m string) string {
		name := strings.TrimSpace(m[2 : len(m)-2])
		if name == "offer_name" && offer != "" {
			return offer
		}
		return cmp.Or(tokenSamples[name], m)
	})
}

// text is all of a wording that readers see.
func (v Variant) text() string {
	return strings.Join([]string{v.Subject, v.Preview(), v.Headline, v.Body, v.CTA}, "\n")
}
