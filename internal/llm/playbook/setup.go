package playbook

import (
	"slices"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// setup drafts brand, profiles and offers from what the brief says; what it does not say stays empty and is asked.
func setup(d cmo.AgentData, in cmo.SetupInput) cmo.SetupOutput {
	b := readBrief(in.Messages, d.Tenant.Name)
	if in.ExistingData != nil && in.ExistingData.Brand != nil && findName(b.Text) == "" {
		b.Name = in.ExistingData.Brand.BrandName
	} else if d.Brand != nil && findName(b.Text) == "" {
		b.Name = d.Brand.BrandName
	}
	k := findKit(b.Text, b.Business)
	if d.Brand != nil && k.Words == "" { // the brief does not say it, the profile does
		k = findKit(d.Brand.Industry+" "+b.Text, b.Business)
	}
	wantBrand, wantICPs, wantOffers := cmo.SetupParts(in, d)
	out := cmo.SetupOutput{ICPSegments: []cmo.ICPDraft{}, Offers: []cmo.OfferDraft{}, OpenQuestions: []string{}}
	if wantBrand {
		brand := brandDraft(b, k)
		if d.Brand != nil {
			brand = brandAgain(b, k, d.Brand.BrandDraft)
		}
		out.BrandProfile = &brand
	}
	if wantICPs {
		out.ICPSegments = icpDrafts(b, k, d, in.ExistingData)
	}
	if wantOffers {
		out.Offers = offerDrafts(b, k, d, in.ExistingData, out.ICPSegments)
	}
	out.OpenQuestions = questions(b, k, d, wantBrand, wantICPs && len(out.ICPSegments) > 0, wantOffers && len(out.Offers) > 0)
	return out
}

// traits are the nouns of a personality behind the adjectives of a voice.
func personality(voice []string, k kit) []string {
	list := append(slices.Clone(voice), k.Voice...)
	return take(unique(append(list, "Reliable", "Attentive", "Honest")), 4)
}

func brandDraft(b brief, k kit) cmo.BrandDraft {
	voice := take(unique(append(slices.Clone(b.Tone), k.Voice...)), max(3, min(5, len(b.Tone))))
	return cmo.BrandDraft{
		BrandName: b.Name, Tagline: tagline(b), MissionStatement: k.Mission, BrandVoice: strings.Join(voice, ", "),
		BrandTone: upper(list(lowerAll(voice)...)) + ", in short sentences", BrandPersonality: personality(voice, k), CoreValues: k.Values,
		WebsiteURL: b.Website, Industry: k.Industry, Competitors: competitors(b), UniqueValueProposition: proposition(b),
		KeyDifferentiators: upperAll(take(b.Strengths, 5)), MessagingPillars: k.Pillars, ContentThemes: k.Themes,
	}
}

func lowerAll(items []string) []string {
	out := make([]string, len(items))
	for i, s := range items {
		out[i] = lower(s)
	}
	return out
}

func upperAll(items []string) []string {
	out := make([]string, len(items))
	for i, s := range items {
		out[i] = upper(bare(s))
	}
	return out
}

func competitors(b brief) []cmo.BrandCompetitor {
	out := []cmo.BrandCompetitor{}
	for _, c := range b.Competitors {
		out = append(out, cmo.BrandCompetitor{Name: upper(c)})
	}
	return out
}

func offerWords(b brief) string {
	var names []string
	for _, o := range take2(b.Offers, 3) {
		names = append(names, lower(o.Name))
	}
	return list(names...)
}

func take2(offers []said, n int) []said { return offers[:min(n, len(offers))] }

func audienceWords(b brief) string {
	var names []string
	for _, a := range b.Audiences {
		names = append(names, lower(a.Phrase))
	}
	return list(names...)
}

// tagline says plainly what there is and where; a better one is a person's to write.
func tagline(b brief) string {
	what := upper(offerWords(b))
	if what == "" {
		return ""
	}
	switch {
	case b.Place != "" && !b.Business:
		return what + " in " + b.Place
	case len(b.Audiences) > 0:
		return what + " for " + lower(b.Audiences[0].Phrase)
	}
	return what
}

func proposition(b brief) string {
	s := b.Name + ":"
	if what := offerWords(b); what != "" {
		s += " " + what
	} else {
		s += " at your service"
	}
	if who := audienceWords(b); who != "" {
		s += " for " + who
	}
	if b.Place != "" && !b.Business {
		s += " in " + b.Place
	}
	s += "."
	if len(b.Strengths) > 0 {
		s += " What customers value: " + list(lowerAll(take(b.Strengths, 3))...) + "."
	}
	return s
}

// questions asks for what nobody said, neither in the brief nor in the records.
func questions(b brief, k kit, d cmo.AgentData, brand, icps, offers bool) []string {
	var q []string
	ask := func(when bool, text string) {
		if when {
			q = append(q, text)
		}
	}
	known := cmo.BrandDraft{}
	if d.Brand != nil {
		known = d.Brand.BrandDraft
	}
	located := slices.ContainsFunc(d.ICPs, func(i cmo.AgentICP) bool { return i.Demographics.Location != "" })
	ask(icps, "The pain points, goals, triggers and objections are typical assumptions, not your customers' words. Which are wrong?")
	ask(brand && known.BrandName == "" || offers, "Values, pillars and benefits that the brief does not name are proposals. Which of them can you keep?")
	ask(len(b.Offers)+len(d.Offers) == 0, "What exactly do you sell, and at what price?")
	ask(offers && slices.ContainsFunc(b.Offers, func(o said) bool { return o.Min == nil }), "What do "+list(lowerAll(unpriced(b))...)+" cost?")
	ask(brand && len(b.Tone) == 0 && known.BrandVoice == "", "How should the brand sound? Three to five words are enough.")
	ask(brand && len(b.Strengths)+len(known.KeyDifferentiators) == 0, "What do customers get from you that they do not get elsewhere?")
	ask(brand && len(b.Competitors)+len(known.Competitors) == 0, "Whom do customers compare you with?")
	ask(b.Place == "" && !b.Business && !located, "Where are you, and how far do customers travel?")
	ask(len(b.Audiences)+len(d.ICPs) == 0, "Who are your customers?")
	ask(brand && orElse(k.Industry, known.Industry) == "", "Which line of business are you in?")
	ask(brand && orElse(b.Website, known.WebsiteURL) == "", "What is the address of your website?")
	ask(brand && known.BrandColors.Primary == "" && known.LogoURL == "", "Which colors, fonts and logo do you use?")
	return take(q, 8)
}

func unpriced(b brief) []string {
	var out []string
	for _, o := range b.Offers {
		if o.Min == nil {
			out = append(out, o.Name)
		}
	}
	return take(out, 3)
}
