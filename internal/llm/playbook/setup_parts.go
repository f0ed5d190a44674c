package playbook

import (
	"slices"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func icpDrafts(b brief, k kit, d cmo.AgentData, known *cmo.ExistingData) []cmo.ICPDraft {
	taken := icpTaken(d, known)
	groups := slices.Clone(b.Audiences)
	for _, role := range k.Roles { // who buys is assumed only where nobody is known
		if len(taken) > 0 {
			break
		}
		if !slices.ContainsFunc(groups, func(a audience) bool { return a.Role == role }) && len(groups) < 2 && len(b.Audiences) == 0 {
			groups = append(groups, audience{Phrase: k.customer(role).Name, Role: role})
		}
	}
	out := []cmo.ICPDraft{}
	roles := map[string]int{}
	for _, g := range groups {
		name := title(g.Phrase)
		if now, ok := icpNamed(d, name); ok {
			if again, news := icpAgain(b, k, g, now); news {
				out = append(out, again)
			}
			continue
		}
		if taken[strings.ToLower(name)] {
			continue
		}
		taken[strings.ToLower(name)] = true
		out = append(out, icpDraft(b, k, g, name, roles[g.Role], len(out), len(d.ICPs) == 0))
		roles[g.Role]++
	}
	if len(out) == 0 && len(d.ICPs) == 0 { // everybody named is known to the caller: whoever recommends the business
		out = append(out, icpDraft(b, k, audience{"People who recommend " + b.Name, "adult"}, "People Who Recommend "+b.Name, 0, 1, false))
	}
	return out
}

func icpTaken(d cmo.AgentData, known *cmo.ExistingData) map[string]bool {
	taken := map[string]bool{}
	for _, i := range d.ICPs {
		taken[strings.ToLower(i.SegmentName)] = true
	}
	if known != nil {
		for _, i := range known.ICP {
			taken[strings.ToLower(i.SegmentName)] = true
		}
	}
	return taken
}

// icpDraft describes one group. A second group of the same role gets the role's points in another order, because the
// brief says nothing that tells them apart.
func icpDraft(b brief, k kit, g audience, name string, again, place int, first bool) cmo.ICPDraft {
	c := k.customer(g.Role)
	where := ""
	if b.Place != "" && !b.Business {
		where = b.Place + " and nearby"
	}
	low, high, cur := spend(b.Offers)
	s := cmo.ICPDraft{
		SegmentName: name, SegmentDescription: sentence(g.Phrase + inPlace(b)), Demographics: cmo.Demographics{Location: where},
		Psychographics: cmo.Psychographics{Interests: c.Topics, Values: c.Criteria}, PainPoints: turned(c.Pains, again), Goals: turned(c.Goals, again),
		BuyingTriggers: turned(c.Triggers, again), Objections: turned(c.Objections, again), PreferredChannels: c.Channels,
		ContentPreferences: cmo.ContentPreferences{Format: formats(c.Channels), Tone: list(lowerAll(orVoice(b, k))...), Topics: c.Topics},
		DecisionCriteria:   c.Criteria, BudgetRange: cmo.MoneyRange{Min: low, Max: high, Currency: cur}, IsPrimary: first && place == 0, PriorityScore: max(40, 85-15*place),
	}
	if g.Role == "business" {
		s.IndustryVerticals, s.JobTitles = verticals(g.Phrase), jobTitles(g.Phrase)
	}
	return s
}

func inPlace(b brief) string {
	if b.Place == "" || b.Business {
		return ""
	}
	return " in " + b.Place
}

func orVoice(b brief, k kit) []string {
	if len(b.Tone) > 0 {
		return take(b.Tone, 3)
	}
	return k.Voice
}

func turned(items []string, n int) []string {
	if len(items) == 0 {
		return items
	}
	n %= len(items)
	return append(slices.Clone(items[n:]), items[:n]...)
}

func formats(channels []string) []string {
	kinds := map[string]string{"email": "Short letters", "sms": "Reminders", "facebook": "Photos of a normal day", "instagram": "Pictures and short videos", "linkedin": "Short posts with one number",
		"blog": "Explanations", "google_ads": "Clear answers in search", "events": "Meeting in person", "phone": "A call back"}
	var out []string
	for _, c := range channels {
		out = append(out, kinds[c])
	}
	return unique(out)
}

// spend is the range of the named prices, if any.
func spend(offers []said) (low, high *float64, currency string) {
	for _, o := range offers {
		if o.Min == nil {
			continue
		}
		top := o.Max
		if top == nil {
			top = o.Min
		}
		if low == nil || *o.Min < *low {
			low = o.Min
		}
		if high == nil || *top > *high {
			high = top
		}
		currency = orElse(currency, o.Currency)
	}
	return low, high, currency
}

func offerDrafts(b brief, k kit, d cmo.AgentData, known *cmo.ExistingData, fresh []cmo.ICPDraft) []cmo.OfferDraft {
	segments := segmentNames(d, known, fresh)
	taken := map[string]bool{}
	for _, o := range d.Offers {
		taken[strings.ToLower(o.OfferName)] = true
	}
	if known != nil {
		for _, o := range known.Offers {
			taken[strings.ToLower(o.OfferName)] = true
		}
	}
	items := b.Offers
	if len(items) == 0 && len(d.Offers) == 0 {
		items = []said{{Name: "First conversation with " + b.Name}}
	}
	out := []cmo.OfferDraft{}
	for _, o := range items {
		name := title(o.Name)
		if now, ok := offerNamed(d, name); ok {
			if again, news := offerAgain(b, k, d, o, segments, now); news {
				out = append(out, again)
			}
			continue
		}
		if taken[strings.ToLower(name)] {
			continue
		}
		taken[strings.ToLower(name)] = true
		out = append(out, offerDraft(b, k, d, o, name, segments, len(out) == 0 && len(d.Offers) == 0))
	}
	if len(out) == 0 && len(d.Offers) == 0 {
		out = append(out, offerDraft(b, k, d, said{}, "First Conversation with "+b.Name, segments, false))
	}
	return out
}

func segmentNames(d cmo.AgentData, known *cmo.ExistingData, fresh []cmo.ICPDraft) []string {
	var names []string
	for _, i := range fresh {
		names = append(names, i.SegmentName)
	}
	for _, i := range d.ICPs {
		names = append(names, i.SegmentName)
	}
	if known != nil {
		for _, i := range known.ICP {
			names = append(names, i.SegmentName)
		}
	}
	return unique(names)
}

func offerDraft(b brief, k kit, d cmo.AgentData, o said, name string, segments []string, flagship bool) cmo.OfferDraft {
	draft := cmo.OfferDraft{
		OfferName: name, OfferType: offerType(o, b), Description: sentence(upper(name) + forWhom(b) + inPlace(b)),
		KeyBenefits: benefits(b, k), Features: upperAll(take(append(slices.Clone(b.Facts), b.Subjects...), 6)), PriceRange: cmo.MoneyRange{Min: o.Min, Max: o.Max}, TargetSegments: take(segments, 3),
		UseCases: []string{}, SuccessMetrics: []string{"Requests", "Sales", "Customers who come back"}, IsFlagship: flagship, Status: "draft",
	}
	if len(b.Offers) > 0 && o.Name != b.Offers[0].Name { // what a brief says that it does is said of the first offer
		draft.Features = upperAll(take(b.Subjects, 6))
	}
	if startService(name) {
		draft.KeyBenefits = []string{"A start with a date and a name behind it", "Running with your own data", "Your people know how to use it"}
	}
	if o.Min != nil {
		draft.PriceRange.Currency = orElse(o.Currency, d.Tenant.Currency)
		draft.PricingModel = upper(orElse(o.Unit, "one price"))
		if o.Max == nil {
			draft.PricingModel = "From this price" + map[bool]string{true: ", " + o.Unit}[o.Unit != ""]
		}
	}
	return draft
}

func forWhom(b brief) string {
	if who := audienceWords(b); who != "" {
		return " for " + who
	}
	return ""
}

// benefits are what the brief praises; else the first goals of the customers it names, as something to check.
func benefits(b brief, k kit) []string {
	if len(b.Strengths) > 0 {
		return upperAll(take(b.Strengths, 4))
	}
	role := "adult"
	if len(b.Audiences) > 0 {
		role = b.Audiences[0].Role
	} else if len(k.Roles) > 0 {
		role = k.Roles[0]
	}
	return k.customer(role).Goals
}

func offerType(o said, b brief) string {
	text := strings.ToLower(o.Name + " " + o.Unit)
	for _, w := range []string{"month", "year", "membership", "subscription", "software", "platform", "app"} {
		if strings.Contains(text, w) && !strings.Contains(text, "trial") {
			return "subscription"
		}
	}
	if findKit(b.Text, b.Business).Industry == shopKit.Industry {
		return "product"
	}
	return "service"
}
