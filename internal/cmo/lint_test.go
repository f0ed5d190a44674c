package cmo

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestCountSMS(t *testing.T) {
	for _, c := range []struct {
		text    string
		unicode bool
		units   int
		parts   int
	}{
		{"", false, 0, 0},
		{"Reply STOP to opt out.", false, 22, 1},
		{strings.Repeat("x", 160), false, 160, 1},
		{strings.Repeat("x", 161), false, 161, 2},
		{strings.Repeat("x", 306), false, 306, 2},
		{strings.Repeat("x", 307), false, 307, 3},
		{strings.Repeat("€", 80), false, 160, 1},
		{strings.Repeat("€", 81), false, 162, 2},
		{strings.Repeat("x", 152) + "€" + strings.Repeat("x", 152), false, 306, 3}, // the sign moves to the second part
		{"Don’t", true, 5, 1},
		{strings.Repeat("ж", 70), true, 70, 1},
		{strings.Repeat("ж", 71), true, 71, 2},
		{strings.Repeat("⚽", 67) + strings.Repeat("ж", 68), true, 135, 3},
		{strings.Repeat("🙂", 35), true, 70, 1},
		{strings.Repeat("🙂", 66), true, 132, 2}, // 33 to a part: the 34th would be cut
		{strings.Repeat("🙂", 67), true, 134, 3},
		{"€🙂", true, 3, 1},
	} {
		s := CountSMS(c.text)
		if s.Unicode != c.unicode || s.Units != c.units || s.Parts != c.parts || (s.Foreign != 0) != c.unicode {
			t.Errorf("%.12q × %d: %+v, want unicode %v, %d units, %d parts", c.text, len([]rune(c.text)), s, c.unicode, c.units, c.parts)
		}
		if parts := s.Split(c.text); strings.Join(parts, "") != c.text || c.parts > 0 && len(parts) != c.parts {
			t.Errorf("%.12q: split into %d", c.text, len(parts))
		}
	}
}

// findings writes what was found in one line: rule counted/limit ok or no, with the detail.
func findings(list []Finding) string {
	var out []string
	for _, f := range list {
		s := string(f.Rule)
		if f.Max > 0 {
			s += fmt.Sprintf(" %d/%d", f.N, f.Max)
		}
		s += map[bool]string{true: " ok", false: " no"}[f.OK]
		if f.Detail != "" {
			s += " (" + f.Detail + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestLintVariant(t *testing.T) {
	whole := strings.Repeat("w ", 144) + "{{ unsubscribe_url }}\n\nExample Club, 100 Field Road, Chicago\nhello@example.test"
	meta := map[string]any{"preview": strings.Repeat("p", 91)}
	for _, c := range []struct {
		kind string
		v    Variant
		want string
	}{
		{"email", Variant{Subject: strings.Repeat("s", 40), Body: whole, Metadata: meta}, "subject 40/60 ok; preview 91/90 no; words 154/300 ok; unsubscribe ok; sender ok; tokens ok"},
		{"email", Variant{Subject: strings.Repeat("ü", 61), Body: "In 5 minutes, you are done."}, "subject 61/60 no; preview 0/90 no; words 6/300 no; unsubscribe no; sender no"},
		{"email", Variant{Body: "Hello there, 2026.\n{{sender_address}}"}, "subject 0/60 no; preview 0/90 no; words 4/300 no; unsubscribe no; sender ok; tokens ok"},
		{"email", Variant{Body: "Hello there, friend."}, "subject 0/60 no; preview 0/90 no; words 3/300 no; unsubscribe no; sender no"},
		{"email", Variant{Body: "Feldgasse 12, 1010 Wien"}, "subject 0/60 no; preview 0/90 no; words 4/300 no; unsubscribe no; sender ok"},
		{"sms", Variant{Body: "Hi {{first_name}}. Reply STOP to opt out."}, "sms 31/160 ok; opt_out ok; tokens ok"},
		{"sms", Variant{Body: "Don’t stop playing " + strings.Repeat("x", 55)}, "sms 74/70 no (’); opt_out no"},
		{"sms", Variant{}, "sms 0/160 no; opt_out no"},
		{"google_ads", Variant{Body: "Headline: One\nHeadline: Two\nheadline 3: " + strings.Repeat("x", 31) + "\nDescription: d"},
			"headlines 3/3 ok; descriptions 1/2 no; headline_length 31/30 no (" + strings.Repeat("x", 31) + "); description_length 1/90 ok"},
		{"facebook", Variant{Body: strings.Repeat("x", 123) + "⚽️👩‍👧🇦🇹"}, "length 130/150 ok; emoji 3/4 ok"},
		{"instagram", Variant{Body: "→ short"}, "length 7/150 no; emoji 0/4 no"},
		{"linkedin", Variant{Body: strings.Repeat("x", 150) + " #one #zwei #drei_3 # 4"}, "length 173/300 ok; hashtags 3/5 ok"},
		{"twitter", Variant{Body: "x"}, "length 1/280 ok"},
		{"blog", Variant{Headline: strings.Repeat("t", 60), Body: "x"}, "title 60/70 ok; search_summary 0/160 no; words 1/2000 no"},
		{"landing_page", Variant{Body: "{{first name}} {{nope}} {{first_name}} {{nope}} {{open"}, "tokens no ({{first name}}, {{nope}}, {{)"},
		{"landing_page", Variant{Body: "plain"}, ""},
	} {
		if got := findings(LintVariant(c.kind, c.v)); got != c.want {
			t.Errorf("%s %.30q:\n got %s\nwant %s", c.kind, c.v.Body, got, c.want)
		}
	}
}

func TestLintVariant_LaunchNeedsTheRest(t *testing.T) {
	var need []Rule
	for _, kind := range []string{"email", "sms", "google_ads", "facebook", "linkedin", "blog"} {
		for _, f := range LintVariant(kind, Variant{Body: "{{nope}}"}) {
			if f.Must && !slices.Contains(need, f.Rule) {
				need = append(need, f.Rule)
			}
		}
	}
	if want := []Rule{RuleUnsubscribe, RuleSender, RuleTokens, RuleOptOut}; !slices.Equal(need, want) {
		t.Errorf("%v, want %v", need, want)
	}
}

func TestFillTokens(t *testing.T) {
	got := FillTokens("Hi {{ first_name }}, {{offer_name}} at {{cta_url}}, {{nope}} {{", "Camp Week")
	if want := "Hi Alex, Camp Week at https://example.test/go, {{nope}} {{"; got != want {
		t.Errorf("%q", got)
	}
	for _, name := range Tokens {
		if s := tokenSamples[name]; s == "" || strings.Contains(s, "{") {
			t.Errorf("%s: sample %q", name, s)
		}
	}
}

func TestAsset_Kind(t *testing.T) {
	for want, a := range map[string]Asset{"email": {Channel: "email", ContentType: "landing_page"}, "google_ads": {ContentType: "ad"}, "facebook": {Channel: "facebook", ContentType: "social_post"}, "blog": {ContentType: "blog"}} {
		if got := a.Kind(); got != want {
			t.Errorf("%+v: %s", a, got)
		}
	}
}

func FuzzLintVariant(f *testing.F) {
	f.Add("sms", "Hi {{first_name}} 🙂 #tag Headline: x")
	f.Fuzz(func(t *testing.T, kind, body string) {
		v := Variant{Body: body, Subject: body, Headline: body}
		for _, x := range LintVariant(kind, v) {
			if x.N < 0 || x.Max > 0 && x.OK != (x.N >= x.Min && x.N <= x.Max) {
				t.Errorf("%+v", x)
			}
		}
		if s := CountSMS(body); s.Units > 0 && s.Parts < 1 || s.Parts > 1 && s.Units <= s.Single {
			t.Errorf("%+v", s)
		}
		FillTokens(body, "x")
	})
}
