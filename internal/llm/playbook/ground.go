package playbook

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// ground is what a draft stands on: the brand, one customer profile and one offer.
type ground struct {
	d     cmo.AgentData
	brand cmo.BrandDraft
	icp   cmo.ICPDraft
	offer cmo.OfferDraft
	voice voice
	seed  int
}

// newGround picks profile and offer: those that are named, else the primary profile and the flagship that is made for it.
func newGround(d cmo.AgentData, icp, offer string) ground {
	g := ground{d: d, brand: cmo.BrandDraft{BrandName: d.Tenant.Name}}
	if d.Brand != nil {
		g.brand = d.Brand.BrandDraft
	}
	for _, o := range d.Offers {
		if o.OfferName == offer || g.offer.OfferName == "" && offer == "" && (icp == "" || len(o.TargetSegments) == 0 || slices.Contains(o.TargetSegments, icp)) {
			g.offer = o.OfferDraft
		}
	}
	if g.offer.OfferName == "" && len(d.Offers) > 0 {
		g.offer = d.Offers[0].OfferDraft
	}
	for _, i := range d.ICPs {
		if i.SegmentName == icp || icp == "" && g.icp.SegmentName == "" && (len(g.offer.TargetSegments) == 0 || slices.Contains(g.offer.TargetSegments, i.SegmentName)) {
			g.icp = i.ICPDraft
		}
	}
	if g.icp.SegmentName == "" && len(d.ICPs) > 0 {
		g.icp = d.ICPs[0].ICPDraft
	}
	g.voice = newVoice(g.brand)
	g.seed = seed(g.brand.BrandName, g.offer.OfferName)
	return g
}

// what is the offer as a heading, the brand where there is no offer.
func (g ground) what() string { return orElse(g.offer.OfferName, g.brand.BrandName) }

func (g ground) pains() []string { return unique(g.icp.PainPoints) }
func (g ground) goals() []string { return unique(g.icp.Goals) }

// gains are what the offer is good for: its benefits, else what its customers want.
func (g ground) gains() []string {
	if b := unique(g.offer.KeyBenefits); len(b) > 0 {
		return b
	}
	return g.goals()
}

// reasons are what sets the brand apart, else its pillars.
func (g ground) reasons() []string {
	return unique(append(slices.Clone(g.brand.KeyDifferentiators), g.brand.MessagingPillars...))
}

// price says what the offer costs, in words; empty where nobody said.
func (g ground) price() string {
	p := g.offer.PriceRange
	cur := orElse(p.Currency, g.d.Tenant.Currency)
	s := ""
	switch {
	case p.Min == nil && p.Max == nil || p.Min != nil && *p.Min == 0 && (p.Max == nil || *p.Max == 0):
		return ""
	case p.Min == nil:
		s = "up to " + cmo.Money(cur, *p.Max)
	case p.Max == nil:
		s = "from " + cmo.Money(cur, *p.Min)
	case *p.Min == *p.Max:
		s = cmo.Money(cur, *p.Min)
	default:
		s = cmo.Money(cur, *p.Min) + " to " + cmo.Money(cur, *p.Max)
	}
	if m := strings.ToLower(g.offer.PricingModel); strings.HasPrefix(m, "a ") || strings.HasPrefix(m, "an ") {
		s += " " + m
	} else if i := strings.Index(m, "per "); i >= 0 {
		s += " " + m[i:]
	}
	return s
}

// shortPrice is the lowest price alone, for ads and text messages.
func (g ground) shortPrice() string {
	p := g.offer.PriceRange
	if p.Min == nil || *p.Min == 0 {
		return ""
	}
	s := cmo.Money(orElse(p.Currency, g.d.Tenant.Currency), *p.Min)
	if p.Max == nil || *p.Max > *p.Min {
		s = "from " + s
	}
	return s
}

func (g ground) lowPrice() float64 {
	if p := g.offer.PriceRange; p.Min != nil {
		return *p.Min
	} else if p.Max != nil {
		return *p.Max
	}
	return 0
}

// channels are the wanted ones, else those of the profile, else email.
func (g ground) channels(wanted []string, most int) []string {
	list := wanted
	if len(list) == 0 {
		list = g.icp.PreferredChannels
	}
	if len(list) == 0 {
		list = []string{"email"}
	}
	return take(unique(list), most)
}

// day reads a date; a date that is none is the zero time.
func day(s string) time.Time {
	d, _ := time.Parse(time.DateOnly, s)
	return d
}

func date(d time.Time) string { return d.Format(time.DateOnly) }

var firstNumber = regexp.MustCompile(`\d[\d,]*(?:\.\d+)?\s?k?\b`)

// numberIn is the first number of a text, 0 without one: "about 1,800 dollars" is 1800, "2k" 2000.
func numberIn(s string) float64 {
	m := firstNumber.FindString(strings.ToLower(s))
	n, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.ReplaceAll(m, ",", ""), "k")), 64)
	if err != nil {
		return 0
	}
	if strings.HasSuffix(m, "k") {
		n *= 1000
	}
	return n
}

// fresh makes a name that is neither taken nor was rejected before.
func fresh(d cmo.AgentData, taken []string, candidates ...string) string {
	for _, r := range d.Rejected {
		taken = append(taken, r.Name)
	}
	free := func(n string) bool {
		return !slices.ContainsFunc(taken, func(t string) bool { return strings.EqualFold(t, n) })
	}
	for _, c := range candidates {
		if free(c) {
			return c
		}
	}
	for i := 2; ; i++ {
		if c := candidates[0] + " " + strconv.Itoa(i); free(c) {
			return c
		}
	}
}
