package playbook

import (
	"slices"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// A setup over records that exist repeats them and changes only what the brief says: each difference is shown to a
// person as a suggestion, and what a kit assumes is no reason to change somebody's words.

// brandAgain is the present brand with what the brief says differently. What the contract wants and the brand lacks
// comes from a fresh draft.
func brandAgain(b brief, k kit, now cmo.BrandDraft) cmo.BrandDraft {
	fresh, out := brandDraft(b, k), now
	out.BrandName = orElse(b.Name, now.BrandName)
	if findName(b.Text) != "" && len(b.Offers) > 0 { // a whole brief, not a remark
		out.Tagline, out.UniqueValueProposition = orElse(fresh.Tagline, now.Tagline), fresh.UniqueValueProposition
	}
	if len(b.Tone) > 0 {
		out.BrandVoice, out.BrandTone = fresh.BrandVoice, fresh.BrandTone
	}
	out.WebsiteURL = orElse(b.Website, webShape.FindString(now.WebsiteURL))
	out.LogoURL = webShape.FindString(now.LogoURL)
	out.Industry = orElse(now.Industry, fresh.Industry)
	out.KeyDifferentiators = more(now.KeyDifferentiators, upperAll(b.Strengths), 12)
	for _, c := range fresh.Competitors {
		if !slices.ContainsFunc(out.Competitors, func(x cmo.BrandCompetitor) bool { return strings.EqualFold(x.Name, c.Name) }) {
			out.Competitors = append(slices.Clip(out.Competitors), c)
		}
	}
	if n := len(strings.FieldsFunc(out.BrandVoice, func(r rune) bool { return strings.ContainsRune(",;/", r) })); n < 3 || n > 5 {
		out.BrandVoice = fresh.BrandVoice
	}
	if n := len(unique(slices.Clone(out.BrandPersonality))); n < 3 || n > 5 || n != len(out.BrandPersonality) {
		out.BrandPersonality = fresh.BrandPersonality
	}
	out.UniqueValueProposition = orElse(out.UniqueValueProposition, fresh.UniqueValueProposition)
	out.BrandColors = cmo.DraftColors{} // a brief names no colors; empty changes nothing
	for _, list := range []*[]string{&out.CoreValues, &out.KeyDifferentiators, &out.MessagingPillars, &out.ContentThemes} {
		*list = whole(*list, 0, 12)
	}
	return out
}

// more adds what is new to a list, as long as it stays within most.
func more(now, said []string, most int) []string {
	out := unique(append(slices.Clone(now), said...))
	if len(out) > most {
		return now
	}
	return out
}

// whole is a list that the contract takes as it is, else nothing: empty changes nothing.
func whole(list []string, least, most int) []string {
	if n := len(unique(slices.Clone(list))); n != len(list) || n < least || n > most || slices.Contains(list, "") {
		return nil
	}
	return list
}

// icpAgain is the present segment with what the brief says differently, and whether that is anything.
func icpAgain(b brief, k kit, g audience, now cmo.ICPDraft) (cmo.ICPDraft, bool) {
	said := icpDraft(b, k, g, now.SegmentName, 0, 0, false)
	out, news := now, false
	if said.Demographics.Location != "" && said.Demographics.Location != now.Demographics.Location {
		out.Demographics.Location, news = said.Demographics.Location, true
	}
	if said.BudgetRange.Min != nil && !sameRange(said.BudgetRange, now.BudgetRange) {
		out.BudgetRange, news = said.BudgetRange, true
	}
	for _, list := range []struct {
		is    *[]string
		fresh []string
		least int
	}{{&out.PainPoints, said.PainPoints, 3}, {&out.Goals, said.Goals, 3}, {&out.BuyingTriggers, said.BuyingTriggers, 2}, {&out.Objections, said.Objections, 2}} {
		if *list.is = whole(*list.is, list.least, 10); *list.is == nil {
			*list.is = list.fresh
		}
	}
	if len(out.PreferredChannels) == 0 || slices.ContainsFunc(out.PreferredChannels, func(c string) bool { return !slices.Contains(cmo.Channels, c) }) {
		out.PreferredChannels = said.PreferredChannels
	}
	out.IsPrimary, out.PriorityScore = false, min(max(out.PriorityScore, 0), 100)
	return out, news
}

// offerAgain is the present offer with the price that the brief says, and whether that is another one.
func offerAgain(b brief, k kit, d cmo.AgentData, o said, segments []string, now cmo.OfferDraft) (cmo.OfferDraft, bool) {
	fresh := offerDraft(b, k, d, o, now.OfferName, segments, false)
	out := now
	if o.Min == nil || sameRange(fresh.PriceRange, now.PriceRange) {
		return out, false
	}
	out.PriceRange, out.PricingModel, out.Status, out.IsFlagship = fresh.PriceRange, fresh.PricingModel, "draft", false
	if !slices.Contains(cmo.OfferKinds, out.OfferType) {
		out.OfferType = fresh.OfferType
	}
	if len(out.TargetSegments) == 0 || slices.ContainsFunc(out.TargetSegments, func(s string) bool { return !slices.Contains(segments, s) }) {
		out.TargetSegments = fresh.TargetSegments
	}
	out.KeyBenefits = whole(out.KeyBenefits, 0, 12)
	return out, true
}

func sameRange(a, b cmo.MoneyRange) bool {
	same := func(x, y *float64) bool { return x == nil && y == nil || x != nil && y != nil && *x == *y }
	return same(a.Min, b.Min) && same(a.Max, b.Max) && (a.Currency == b.Currency || a.Min == nil && a.Max == nil)
}

func icpNamed(d cmo.AgentData, name string) (cmo.ICPDraft, bool) {
	for _, i := range d.ICPs {
		if strings.EqualFold(i.SegmentName, name) {
			return i.ICPDraft, true
		}
	}
	return cmo.ICPDraft{}, false
}

func offerNamed(d cmo.AgentData, name string) (cmo.OfferDraft, bool) {
	for _, o := range d.Offers {
		if strings.EqualFold(o.OfferName, name) {
			return o.OfferDraft, true
		}
	}
	return cmo.OfferDraft{}, false
}
