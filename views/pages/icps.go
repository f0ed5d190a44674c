package pages

import (
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/board"
	"github.com/ubigrowth/aicmo/views/ui"
)

// ICPsView is the board of ideal customer profiles.
type ICPsView struct {
	Count string
	Acts  []ui.Button
	Board board.Board
	None  *ui.Empty
}

// icpCard is one segment on the board.
type icpCard struct {
	DOM, Title, Href, Text string
	Marks                  []ui.MarkKind
	Note                   string // "Imported"
	Version, Priority      string
	Bar                    ui.Bar
	Pains                  shortList
	Pairs                  []shortList
	Channels               templ.Component
	Links                  []countLink
	Missing                string
	Short                  string // counted rules that are not met
	Foot                   string
}

// shortList is the start of a list, for cards.
type shortList struct {
	Label string
	Items []string
	More  string
}

type countLink struct{ Icon, Text, Href string }

// cardLines is how many lines of a list a card shows.
const cardLines = 3

func newShortList(label string, items cmo.Texts) shortList {
	s := shortList{Label: label, Items: items}
	if len(items) > cardLines {
		s.Items, s.More = items[:cardLines], "and "+figure(float64(len(items)-cardLines), 0)+" more"
	}
	return s
}

// NewICPsView builds the board; the columns are the primary segment, the others by priority, and what nobody has reviewed.
func NewICPsView(t cmo.Tenant, icps []cmo.ICP, setup cmo.Setup) ICPsView {
	if len(icps) == 0 {
		return ICPsView{None: firstStep(t, setup, stepICP)}
	}
	v := ICPsView{Count: figure(float64(len(icps)), 0), Acts: newAct(t, cmo.KindICP)}
	cols := []board.Column{
		{Key: "primary", Label: "Primary", Aside: colNote("One segment leads plans and drafts"), Empty: "No segment is primary yet"},
		{Key: "secondary", Label: "Secondary", Aside: colNote("Ordered by priority"), Empty: "No other segment"},
		{Key: "new", Label: "Not reviewed", Aside: colNote("Drafted by the AI CMO"), Empty: "Every segment was reviewed"},
	}
	counts := [3]int{}
	for _, i := range icps {
		at := 1
		if i.Primary {
			at = 0
		} else if unreviewed(i.Provenance, i.ReviewedAt) {
			at = 2
		}
		counts[at]++
		cols[at].Items = append(cols[at].Items, icpOnBoard(newICPCard(t.Slug, i)))
	}
	for at := range cols {
		cols[at].Count = figure(float64(counts[at]), 0)
	}
	v.Board = board.Board{ID: "icps", Label: "Rank", Columns: cols, Stacked: true}
	return v
}

func newICPCard(slug string, i cmo.ICP) icpCard {
	id := i.ID.String()
	c := icpCard{
		DOM: "icp-" + id, Title: i.Name, Href: paths.ICP(slug, id), Text: i.Description, Marks: recordMarks(i.Provenance), Version: versionBadge(i.Provenance),
		Priority: figure(float64(i.Priority), 0), Bar: ui.Bar{Value: float64(i.Priority) / 100, Width: 36, Height: 5, Color: "c-ink"},
		Pains: newShortList("Pains", i.Pains), Pairs: []shortList{newShortList("Triggers", i.Triggers), newShortList("Objections", i.Objections)},
		Channels: campaignChannelSigns(i.Channels), Missing: gapNames(i.Gaps()), Short: quotaGaps(i.Quotas()),
		Links: []countLink{{"tag", plural(len(i.Offers), "offer"), usedBy(paths.ICP(slug, id), "offers")}, {"megaphone", plural(len(i.Campaigns), "campaign"), usedBy(paths.ICP(slug, id), "campaigns")},
			{"funnel", plural(len(i.Funnels), "funnel"), usedBy(paths.ICP(slug, id), "funnels")}},
		Foot: figure(float64(cmo.ICPFields-len(i.Gaps())), 0) + " of " + figure(float64(cmo.ICPFields), 0) + " fields",
	}
	if i.Origin == cmo.OriginImport {
		c.Note = "Imported"
	}
	return c
}

// usedBy is a record's page at the links of one kind.
func usedBy(page, kind string) string { return page + "#used-" + kind }

// ICPView is one segment's page.
type ICPView struct {
	Title    string
	Head     recordHead
	Groups   []factGroup
	Quotas   []quotaRow
	Met      string
	Complete string
	Bar      ui.Bar
	Gaps     []gapRow
	Used     []linkGroup
}

// NewICPView builds the page as of now.
func NewICPView(t cmo.Tenant, i cmo.ICP, sources []cmo.Source, now time.Time) ICPView {
	l := newLocal(t, now)
	badges := []templ.Component{ui.Badge(versionBadge(i.Provenance), ui.Neutral)}
	if i.Primary {
		badges = append(badges, ui.Badge("Primary", ui.Accent))
	}
	badges = append(badges, ui.Badge("Priority "+figure(float64(i.Priority), 0), ui.Outline))
	share := 1 - float64(len(i.Gaps()))/float64(cmo.ICPFields)
	v := ICPView{
		Title: i.Name,
		Head: recordHead{Title: i.Name, Beside: badgeRow(badges), Provenance: recordProvenance(l, t.Slug, i.Provenance, sources),
			Notes: recordNotes(l, "segment", i.Provenance, i.ReviewedAt)},
		Groups: icpGroups(l, i), Quotas: quotaRows(i.Quotas()), Complete: figure(float64(int(share*100)), 0) + "%",
		Bar: ui.Bar{Value: share, Width: 260, Height: 6, Fluid: true}, Gaps: gapRows(i.Gaps()),
		Used: []linkGroup{
			newLinkGroup("tag", "Offers", "No offer names this segment.", i.Offers, func(id string) string { return paths.Offer(t.Slug, id) }, lifeLinkState).as("used-offers"),
			newLinkGroup("megaphone", "Campaigns", "No campaign aims at it.", i.Campaigns, func(id string) string { return paths.Campaign(t.Slug, id) }, campaignLinkState).as("used-campaigns"),
			newLinkGroup("funnel", "Funnels", "No funnel leads it.", i.Funnels, func(id string) string { return paths.Funnel(t.Slug, id) }, lifeLinkState).as("used-funnels"),
			newLinkGroup("route", "Plans", "No plan targets it.", i.Plans, func(id string) string { return paths.Plan(t.Slug, id) }, lifeLinkState).as("used-plans"),
		},
	}
	v.Head.Acts, v.Head.Review = recordActs(t, cmo.KindICP, i.ID.String(), i.Provenance), reviewAct(t, cmo.KindICP, i.ID.String(), i.Provenance, i.ReviewedAt)
	if i.ArchivedAt == nil {
		v.Head.Acts = append(askAgent(t, "Suggest improvements", "setup", "icp", i.ID.String()), v.Head.Acts...)
	}
	met := 0
	for _, q := range i.Quotas() {
		if q.Met() {
			met++
		}
	}
	v.Met = figure(float64(met), 0) + " of " + figure(float64(len(v.Quotas)), 0) + " met"
	if i.ReviewedAt != nil {
		v.Head.Provenance.Parts = append(v.Head.Provenance.Parts, provenancePart{Text: "reviewed " + l.moment(*i.ReviewedAt), OK: true})
	}
	return v
}

func icpGroups(l local, i cmo.ICP) []factGroup {
	who := append([]fact{textFact("segment_description", "Description", i.Description).wide()},
		traitFacts("demographics", i.Demographics, [2]string{"age_range", "Age"}, [2]string{"location", "Location"}, [2]string{"income_level", "Income"})...)
	who = append(who, textFact("company_size", "Company or household size", i.CompanySize), chipFact("job_titles", "Job titles", i.Titles), chipFact("industry_verticals", "Industries", i.Verticals))
	mind := traitFacts("psychographics", i.Psychography, [2]string{"interests", "Interests"}, [2]string{"values", "Values"}, [2]string{"lifestyle", "Lifestyle"})
	moves := []fact{listFact("pain_points", "Pains", i.Pains), listFact("goals", "Goals", i.Goals), listFact("buying_triggers", "Buying triggers", i.Triggers), listFact("objections", "Objections", i.Objections)}
	reach := []fact{channelFact("preferred_channels", "Preferred channels", i.Channels)}
	reach = append(reach, traitFacts("content_preferences", i.Content, [2]string{"format", "Formats"}, [2]string{"tone", "Tone"}, [2]string{"topics", "Topics"})...)
	buys := []fact{textFact("budget_range", "Budget", l.price(i.Budget)), listFact("decision_criteria", "Decision criteria", i.Criteria)}
	return []factGroup{
		{ID: "s-who", Title: "Who they are", Facts: who}, {ID: "s-mind", Title: "How they live", Facts: mind}, {ID: "s-moves", Title: "What moves them", Sub: "Campaigns are written from these", Facts: moves},
		{ID: "s-reach", Title: "How to reach them", Facts: reach}, {ID: "s-buy", Title: "How they decide", Facts: buys},
	}
}

// channelFact shows channels by their names.
func channelFact(column, label string, channels cmo.Texts) fact {
	var names cmo.Texts
	for _, c := range channels {
		names = append(names, cmo.Label(c))
	}
	return chipFact(column, label, names)
}

// price is an amount or a range in its currency: "$149 – $189".
func (l local) price(p cmo.Price) string {
	in := l
	if p.Currency != "" {
		in.currency = p.Currency
	}
	low, high := in.amount(p.Min), in.amount(p.Max)
	text := words(" – ", low, high)
	switch {
	case low == high:
		text = low
	case low == "":
		text = "Up to " + high
	case high == "":
		text = "From " + low
	}
	return words(", ", text, p.Note)
}

// amount is money, or the words an import wrote in its place; empty if nothing was given.
func (l local) amount(a cmo.Amount) string {
	if !a.Known {
		return a.Words
	}
	return words(" ", l.money(a.N), a.Words)
}
