package pages

import (
	"github.com/ubigrowth/aicmo/internal/cmo"
)

// meter is one computed check of a variant.
type meter struct {
	OK     bool
	Label  string
	Value  string // "47/60", empty for yes or no
	Reader string // what the sign says, for readers
}

// ruleWords name a rule on pages: what is counted in what, or what is there and what is missing.
var ruleWords = map[cmo.Rule]struct{ label, noun, missing string }{
	cmo.RuleSubject:           {"Subject", "characters", ""},
	cmo.RulePreview:           {"Preview", "characters", ""},
	cmo.RuleWords:             {"Words", "words", ""},
	cmo.RuleUnsubscribe:       {"Unsubscribe link", "", "No unsubscribe link"},
	cmo.RuleSender:            {"Sender address", "", "No sender address"},
	cmo.RuleSMS:               {"Characters", "characters", ""},
	cmo.RuleOptOut:            {"Opt-out line", "", "No opt-out line"},
	cmo.RuleLength:            {"Characters", "characters", ""},
	cmo.RuleEmoji:             {"Emoji", "emoji", ""},
	cmo.RuleHashtags:          {"Hashtags", "hashtags", ""},
	cmo.RuleHeadlines:         {"Headlines", "headlines", ""},
	cmo.RuleHeadlineLength:    {"Longest headline", "characters", ""},
	cmo.RuleDescriptions:      {"Descriptions", "descriptions", ""},
	cmo.RuleDescriptionLength: {"Longest description", "characters", ""},
	cmo.RuleTitle:             {"Title", "characters", ""},
	cmo.RuleSearchSummary:     {"Search summary", "characters", ""},
	cmo.RuleTokens:            {"Tokens known", "", "Unknown tokens: "},
}

// newMeters are the findings of a wording in words.
func newMeters(findings []cmo.Finding) []meter {
	out := make([]meter, len(findings))
	for i, f := range findings {
		out[i] = newMeter(f)
	}
	return out
}

func newMeter(f cmo.Finding) meter {
	w := ruleWords[f.Rule]
	m := meter{OK: f.OK, Label: w.label, Reader: "Passes"}
	if f.Max == 0 {
		if !f.OK {
			m.Label, m.Reader = w.missing+f.Detail, "Fails"
		}
		return m
	}
	m.Value = figure(float64(f.N), 0) + "/" + figure(float64(f.Max), 0)
	if f.Rule == cmo.RuleSMS {
		m.Label = smsLabel(f)
	}
	switch {
	case f.N == 0:
		m.Reader = "Empty"
	case f.N < f.Min:
		m.Reader = "Fewer than " + plural(f.Min, w.noun, w.noun)
	case f.N > f.Max:
		m.Reader = "More than " + plural(f.Max, w.noun, w.noun)
	}
	if f.OK {
		m.Reader = "Passes"
	}
	return m
}

// smsLabel says how a message is paid, and which sign made it dear.
func smsLabel(f cmo.Finding) string {
	label := "Characters"
	if f.Parts > 1 {
		label += ", paid as " + plural(f.Parts, "message")
	}
	if f.Detail != "" {
		label += ", few because of “" + f.Detail + "”"
	}
	return label
}
