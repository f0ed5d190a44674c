package agent

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func parseSetup(out *cmo.SetupOutput, d cmo.AgentData, in cmo.SetupInput, f *faults) {
	brand, icps, offers := cmo.SetupParts(in, d)
	switch {
	case !brand:
		out.BrandProfile = nil
	case out.BrandProfile == nil:
		f.add("brand_profile is missing.")
	default:
		ruleBrand(*out.BrandProfile, f)
	}
	if !icps {
		out.ICPSegments = []cmo.ICPDraft{}
	} else {
		f.count("icp_segments", len(out.ICPSegments), least(len(d.ICPs)), 8)
	}
	if !offers {
		out.Offers = []cmo.OfferDraft{}
	} else {
		f.count("offers", len(out.Offers), least(len(d.Offers)), 12)
	}
	ruleICPs(out.ICPSegments, f)
	names := icpNames(d)
	for _, s := range out.ICPSegments {
		names = append(names, s.SegmentName)
	}
	if in.ExistingData != nil {
		for _, s := range in.ExistingData.ICP {
			names = append(names, s.SegmentName)
		}
	}
	ruleOffers(out.Offers, names, f)
}

// least is how many entries a list needs: one, unless the tenant has some and nothing new was said of them.
func least(known int) int {
	if known > 0 {
		return 0
	}
	return 1
}

var hexColor = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func ruleBrand(b cmo.BrandDraft, f *faults) {
	f.need("brand_profile.brand_name", b.BrandName)
	f.need("brand_profile.unique_value_proposition", b.UniqueValueProposition)
	f.texts("brand_profile.brand_voice", splitVoice(b.BrandVoice), 3, 5)
	f.texts("brand_profile.brand_personality", b.BrandPersonality, 3, 5)
	for _, list := range []struct {
		at     string
		values []string
	}{{"core_values", b.CoreValues}, {"key_differentiators", b.KeyDifferentiators}, {"messaging_pillars", b.MessagingPillars}, {"content_themes", b.ContentThemes}} {
		f.texts("brand_profile."+list.at, list.values, 0, 12)
	}
	for at, c := range map[string]string{"primary": b.BrandColors.Primary, "secondary": b.BrandColors.Secondary, "accent": b.BrandColors.Accent} {
		if c != "" && !hexColor.MatchString(c) {
			f.add("brand_profile.brand_colors.%s is %q; a color is written like #1f2937.", at, short(c, 20))
		}
	}
	f.link("brand_profile.logo_url", b.LogoURL)
	f.link("brand_profile.website_url", b.WebsiteURL)
}

// splitVoice splits a brand's voice into its words.
func splitVoice(voice string) []string {
	return strings.FieldsFunc(voice, func(r rune) bool { return r == ',' || r == ';' || r == '/' })
}

func ruleICPs(list []cmo.ICPDraft, f *faults) {
	var names []string
	primary := 0
	for i, s := range list {
		at := fmt.Sprintf("icp_segments[%d].", i)
		f.need(at+"segment_name", s.SegmentName)
		names = append(names, s.SegmentName)
		f.texts(at+"pain_points", s.PainPoints, 3, 10)
		f.texts(at+"goals", s.Goals, 3, 10)
		f.texts(at+"buying_triggers", s.BuyingTriggers, 2, 10)
		f.texts(at+"objections", s.Objections, 2, 10)
		f.allOf(at+"preferred_channels", s.PreferredChannels, cmo.Channels, 1)
		f.money(at+"budget_range", s.BudgetRange.Min, s.BudgetRange.Max, s.BudgetRange.Currency)
		f.between(at+"priority_score", float64(s.PriorityScore), 0, 100)
		if s.IsPrimary {
			primary++
		}
	}
	f.texts("The names of icp_segments", names, 0, 0)
	if primary > 1 {
		f.add("%d ICPs are primary; one is the most.", primary)
	}
}

func ruleOffers(list []cmo.OfferDraft, segments []string, f *faults) {
	var names []string
	flagships := 0
	for i := range list {
		o := &list[i]
		o.Status = "draft"
		at := fmt.Sprintf("offers[%d].", i)
		f.need(at+"offer_name", o.OfferName)
		names = append(names, o.OfferName)
		f.oneOf(at+"offer_type", o.OfferType, cmo.OfferKinds)
		f.texts(at+"key_benefits", o.KeyBenefits, 0, 12)
		f.money(at+"price_range", o.PriceRange.Min, o.PriceRange.Max, o.PriceRange.Currency)
		f.texts(at+"target_segments", o.TargetSegments, 1, 0)
		for _, s := range o.TargetSegments {
			f.known(at+"target_segments", "ICP", s, segments)
		}
		if o.IsFlagship {
			flagships++
		}
	}
	f.texts("The names of offers", names, 0, 0)
	if flagships > 1 {
		f.add("%d offers are the flagship; one is the most.", flagships)
	}
}

func icpNames(d cmo.AgentData) []string {
	var names []string
	for _, i := range d.ICPs {
		names = append(names, i.SegmentName)
	}
	return names
}

func offerNames(d cmo.AgentData) []string {
	var names []string
	for _, o := range d.Offers {
		names = append(names, o.OfferName)
	}
	return names
}
