package pages

import (
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// OffersView is the list of offers.
type OffersView struct {
	Count string
	Acts  []ui.Button
	Cards []offerCard
	None  *ui.Empty
}

type offerCard struct {
	DOM, Title, Href, Text string
	Marks                  []ui.MarkKind
	Badges                 []string
	State                  templ.Component
	Price, Model           string
	Benefits               shortList
	Segments               []linkItem
	NoSegments             string
	Links                  []countLink
	Note                   string // nobody has reviewed it
}

// NewOffersView builds the list.
func NewOffersView(t cmo.Tenant, offers []cmo.Offer, setup cmo.Setup, now time.Time) OffersView {
	if len(offers) == 0 {
		return OffersView{None: firstStep(t, setup, stepOffer)}
	}
	l := newLocal(t, now)
	v := OffersView{Count: figure(float64(len(offers)), 0), Acts: newAct(t, cmo.KindOffer)}
	for _, o := range offers {
		href := paths.Offer(t.Slug, o.ID.String())
		c := offerCard{
			DOM: "offer-" + o.ID.String(), Title: o.Name, Href: href, Text: o.Description, Marks: recordMarks(o.Provenance),
			Badges: []string{versionBadge(o.Provenance), cmo.Label(o.Type)}, State: lifeState(o.Status), Price: orNone(l.price(o.Price)), Model: o.PricingModel,
			Benefits: newShortList("Benefits", o.Benefits), Segments: segmentItems(t.Slug, o.Segments, o.ICPs), NoSegments: "No segment named",
			Links: []countLink{{"megaphone", plural(len(o.Campaigns), "campaign"), usedBy(href, "campaigns")}, {"funnel", plural(len(o.Funnels), "funnel"), usedBy(href, "funnels")}},
		}
		if o.Flagship {
			c.Badges = append(c.Badges, "Flagship")
		}
		if o.Origin == cmo.OriginImport {
			c.Badges = append(c.Badges, "Imported")
		}
		if unreviewed(o.Provenance, o.ReviewedAt) {
			c.Note = "No person has reviewed this offer yet"
		}
		v.Cards = append(v.Cards, c)
	}
	return v
}

// segmentItems are segments by their names; one that does not exist is said so.
func segmentItems(slug string, names cmo.Texts, icps cmo.Links) []linkItem {
	var out []linkItem
	for _, n := range names {
		if x, ok := icps.Find(n); ok {
			out = append(out, linkItem{Label: x.Name, Href: paths.ICP(slug, x.ID.String())})
		} else {
			out = append(out, linkItem{Label: n, Warn: "No segment has this name"})
		}
	}
	return out
}

// offerItems are offers by their names.
func offerItems(slug string, names cmo.Texts, offers cmo.Links) []linkItem {
	var out []linkItem
	for _, n := range names {
		if x, ok := offers.Find(n); ok {
			out = append(out, linkItem{Label: x.Name, Href: paths.Offer(slug, x.ID.String())})
		} else {
			out = append(out, linkItem{Label: n, Warn: "No offer has this name"})
		}
	}
	return out
}

// OfferView is one offer's page.
type OfferView struct {
	Title  string
	Head   recordHead
	Groups []factGroup
	For    linkGroup
	Used   []linkGroup
}

// NewOfferView builds the page as of now.
func NewOfferView(t cmo.Tenant, o cmo.Offer, sources []cmo.Source, now time.Time) OfferView {
	l := newLocal(t, now)
	beside := []templ.Component{ui.Badge(versionBadge(o.Provenance), ui.Neutral), lifeState(o.Status)}
	if o.Flagship {
		beside = append(beside, ui.Badge("Flagship", ui.Accent))
	}
	v := OfferView{
		Title: o.Name,
		Head: recordHead{Title: o.Name, Beside: badgeRow(beside), Provenance: recordProvenance(l, t.Slug, o.Provenance, sources),
			Notes: recordNotes(l, "offer", o.Provenance, o.ReviewedAt)},
		Groups: offerGroups(l, t, o),
		For:    linkGroup{ID: factID("target_segments"), Icon: "users-round", Title: "Segments", Count: figure(float64(len(o.Segments)), 0), Items: segmentItems(t.Slug, o.Segments, o.ICPs), None: "It names no segment yet."},
		Used: []linkGroup{
			newLinkGroup("megaphone", "Campaigns", "No campaign sells it.", o.Campaigns, func(id string) string { return paths.Campaign(t.Slug, id) }, campaignLinkState).as("used-campaigns"),
			newLinkGroup("funnel", "Funnels", "No funnel leads to it.", o.Funnels, func(id string) string { return paths.Funnel(t.Slug, id) }, lifeLinkState).as("used-funnels"),
			newLinkGroup("route", "Plans", "No plan names it.", o.Plans, func(id string) string { return paths.Plan(t.Slug, id) }, lifeLinkState).as("used-plans"),
		},
	}
	v.Head.Acts, v.Head.Review = recordActs(t, cmo.KindOffer, o.ID.String(), o.Provenance), reviewAct(t, cmo.KindOffer, o.ID.String(), o.Provenance, o.ReviewedAt)
	if unknown := o.ICPs.Unmatched(o.Segments); len(unknown) > 0 {
		v.Head.Notes = append(v.Head.Notes, ui.Note{Tone: ui.Warn, Title: "It names " + plural(len(unknown), "segment") + " that this tenant does not have: " + firstOf(unknown) + ".",
			Text: "Campaigns cannot be aimed at it. Rename it to an existing segment, or describe the segment."})
	}
	if o.ReviewedAt != nil {
		v.Head.Provenance.Parts = append(v.Head.Provenance.Parts, provenancePart{Text: "reviewed " + l.moment(*o.ReviewedAt), OK: true})
	}
	return v
}

func offerGroups(l local, t cmo.Tenant, o cmo.Offer) []factGroup {
	launch := ""
	if o.LaunchDate != nil {
		launch = l.day(*o.LaunchDate)
	}
	masked := t.Role.Masked()
	return []factGroup{
		{ID: "s-what", Title: "What it is", Facts: []fact{textFact("description", "Description", o.Description).wide(), textFact("offer_type", "Type", cmo.Label(o.Type)),
			textFact("launch_date", "Launch", launch), listFact("features", "Features", o.Features).wide()}},
		{ID: "s-why", Title: "Why people choose it", Facts: []fact{listFact("key_benefits", "Key benefits", o.Benefits), listFact("use_cases", "Use cases", o.UseCases),
			textFact("competitive_positioning", "Against the competition", o.Positioning).wide(), listFact("success_metrics", "Success is measured by", o.Success).wide()}},
		{ID: "s-price", Title: "Price", Facts: []fact{textFact("price_range", "Price range", l.price(o.Price)), textFact("pricing_model", "Pricing model", o.PricingModel)}},
		{ID: "s-proof", Title: "Proof", Facts: []fact{storyFact("testimonials", "Testimonials", o.Testimonials, masked), storyFact("case_studies", "Case studies", o.CaseStudies, masked)}},
		{ID: "s-pages", Title: "Pages", Facts: []fact{webFact("landing_page_url", "Landing page", o.LandingURL), webFact("demo_url", "Demo", o.DemoURL)}},
	}
}

// storyRow is a testimonial or case study.
type storyRow struct {
	Title, Text, By, Href string
}

func storyFact(column, label string, list cmo.Stories, masked bool) fact {
	f := fact{ID: factID(column), Label: label, Wide: true}
	var rows []storyRow
	for _, s := range list {
		r := storyRow{Title: hide(s.Title, masked), Text: hide(s.Text, masked), By: hide(s.By, masked)}
		if cmo.WebAddress(s.URL) {
			r.Href = s.URL
		} else {
			r.Text = words(" ", r.Text, hide(s.URL, masked))
		}
		rows = append(rows, r)
	}
	if len(rows) > 0 {
		f.Body = storyList(rows)
	}
	return f
}
