package pages

import (
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestMeters_SayWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		f    cmo.Finding
		want string
	}{
		{cmo.Finding{Rule: cmo.RuleSubject, OK: true, N: 47, Min: 40, Max: 60}, "Subject 47/60 Passes"},
		{cmo.Finding{Rule: cmo.RuleSubject, N: 12, Min: 40, Max: 60}, "Subject 12/60 Fewer than 40 characters"},
		{cmo.Finding{Rule: cmo.RuleSubject, Min: 40, Max: 60}, "Subject 0/60 Empty"},
		{cmo.Finding{Rule: cmo.RuleWords, N: 1200, Min: 150, Max: 300}, "Words 1,200/300 More than 300 words"},
		{cmo.Finding{Rule: cmo.RuleSMS, N: 74, Min: 1, Max: 70, Parts: 2, Detail: "’"}, "Characters, paid as 2 messages, few because of “’” 74/70 More than 70 characters"},
		{cmo.Finding{Rule: cmo.RuleOptOut}, "No opt-out line Fails"},
		{cmo.Finding{Rule: cmo.RuleTokens, Detail: "{{x}}"}, "Unknown tokens: {{x}} Fails"},
		{cmo.Finding{Rule: cmo.RuleTokens, OK: true}, "Tokens known Passes"},
	} {
		m := newMeter(c.f)
		if got := words(" ", m.Label, m.Value, m.Reader); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// Every rule there is has words.
func TestMeters_NameEveryRule(t *testing.T) {
	for _, kind := range []string{"email", "sms", "google_ads", "facebook", "linkedin", "blog"} {
		for _, f := range cmo.LintVariant(kind, cmo.Variant{Body: "Headline: a\nDescription: b {{x}}"}) {
			if m := newMeter(f); strings.TrimSpace(m.Label) == "" || strings.Contains(m.Reader, "  ") {
				t.Errorf("%s: %+v", f.Rule, m)
			}
		}
	}
}
