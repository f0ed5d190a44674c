package pages

import (
	"math"
	"strings"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// BrandView is the brand profile's page.
type BrandView struct {
	Head     recordHead
	Groups   []factGroup
	Complete string
	Bar      ui.Bar
	Gaps     []gapRow
	Preview  brandPreview
	None     *ui.Empty // instead of everything else
}

// brandPreview shows how the brand looks in what a customer receives.
type brandPreview struct {
	Name, Tagline, Text, SMS string
	Back, Mark, Button       string // colours, empty for the page's own
	On, ButtonOn             string // classes of the text on them
	Note                     string
}

var brandSubs = map[string]string{
	"identity": "Who you are", "voice": "How you sound. Agents read this first", "value": "Why people choose you",
	"themes": "What you talk about", "look": "Used in previews and exports",
}

// NewBrandView builds the page as of now; without a brand it says what to do first.
func NewBrandView(t cmo.Tenant, brands []cmo.Brand, now time.Time) BrandView {
	if len(brands) == 0 {
		return BrandView{None: &ui.Empty{Actions: append([]ui.Button{startButton(t)}, byHand(t, cmo.KindBrand, "Write the brand by hand")...), Icon: "badge-check", Title: "No brand profile yet",
			Text: "The brand comes first: every agent reads how you speak, what you stand for and what sets you apart before it writes a word. The Brand & ICP Architect drafts it in mode setup, and a person reviews it."}}
	}
	l, b := newLocal(t, now), brands[0]
	v := BrandView{
		Head: recordHead{Title: "Brand", Beside: ui.Badge(versionBadge(b.Provenance), ui.Neutral),
			Provenance: recordProvenance(l, t.Slug, b.Provenance, nil), Notes: recordNotes(l, "brand", b.Provenance, b.ReviewedAt)},
		Complete: figure(math.Floor(b.Complete()*100), 0) + "%", Bar: ui.Bar{Value: b.Complete(), Width: 260, Height: 6, Fluid: true},
		Gaps: gapRows(b.Gaps()), Preview: newBrandPreview(b),
	}
	v.Head.Acts, v.Head.Review = recordActs(t, cmo.KindBrand, b.ID.String(), b.Provenance), reviewAct(t, cmo.KindBrand, b.ID.String(), b.Provenance, b.ReviewedAt)
	if b.ArchivedAt == nil {
		v.Head.Acts = append(askAgent(t, "Suggest improvements", "setup", "brand", b.ID.String()), v.Head.Acts...)
	}
	facts := brandFacts(b)
	for _, g := range b.Groups() {
		v.Groups = append(v.Groups, factGroup{ID: "s-" + g.Key, Title: g.Label, Sub: brandSubs[g.Key],
			Count: figure(float64(g.Filled), 0) + "/" + figure(float64(g.Of), 0), Facts: facts[g.Key]})
	}
	if b.ReviewedAt != nil {
		v.Head.Provenance.Parts = append(v.Head.Provenance.Parts, provenancePart{Text: "reviewed " + l.moment(*b.ReviewedAt), OK: true})
	}
	return v
}

func brandFacts(b cmo.Brand) map[string][]fact {
	voice := chipFact("brand_voice", "Voice words", b.VoiceWords())
	if n := len(b.VoiceWords()); n > 0 && (n < 3 || n > 5) {
		voice.Note = plural(n, "word") + ". Three to five are easiest to keep to."
	}
	unique := textFact("unique_value_proposition", "Unique value", b.UniqueValue).wide()
	competitors := fact{ID: factID("competitors"), Label: "Competitors", Wide: true}
	if len(b.Competitors) > 0 {
		competitors.Body = competitorList(b.Competitors)
	}
	look := []fact{colorsFact(b)}
	look = append(look, traitFacts("brand_fonts", b.Fonts, [2]string{"heading", "Heading font"}, [2]string{"body", "Body font"})...)
	return map[string][]fact{
		"identity": {textFact("brand_name", "Brand name", b.Name), textFact("industry", "Industry", b.Industry),
			webFact("website_url", "Website", b.WebsiteURL), webFact("logo_url", "Logo address", b.LogoURL),
			textFact("tagline", "Tagline", b.Tagline).wide(), textFact("mission_statement", "Mission", b.Mission).wide()},
		"voice": {voice, chipFact("brand_personality", "Personality", b.Personality), textFact("brand_tone", "Tone", b.Tone).wide(),
			chipFact("core_values", "Core values", b.Values).wide()},
		"value":  {unique, listFact("key_differentiators", "Key differentiators", b.Differentiators).wide(), competitors},
		"themes": {listFact("messaging_pillars", "Messaging pillars", b.Pillars), chipFact("content_themes", "Content themes", b.Themes)},
		"look":   look,
	}
}

// colorRow is one brand colour with how well text reads on it.
type colorRow struct {
	ID, Label, Value string
	Swatch           string // a colour that can be drawn, else empty
	Ratios           []ratioRow
	Problem          string
}

type ratioRow struct {
	OK   bool
	Text string
}

// Contrasts that text needs: of any size, and at 24 px or 19 px bold.
const textContrast, largeContrast = 4.5, 3.0

func colorsFact(b cmo.Brand) fact {
	f := fact{ID: factID("brand_colors"), Label: "Colours", Wide: true, Note: "Contrast by WCAG 2: text needs 4.5:1, large text 3:1."}
	var rows []colorRow
	for _, k := range cmo.ColorKeys {
		rows = append(rows, newColorRow(k, b.Colors.Text(k), b.Colors.Text("primary")))
	}
	for _, x := range b.Colors.Except(cmo.ColorKeys...) {
		rows = append(rows, newColorRow(x.Key, x.Text(), b.Colors.Text("primary")))
	}
	f.Body = colorTable(rows)
	return f
}

func newColorRow(key, value, primary string) colorRow {
	r := colorRow{ID: factID("brand_colors." + key), Label: cmo.Label(key), Value: value}
	c := cmo.Color(value)
	switch {
	case value == "":
		return r
	case !c.Valid():
		r.Problem = "Not a colour like #1d4d3a, so it cannot be checked or shown."
		return r
	}
	r.Swatch = value
	best := map[cmo.Color]string{"#ffffff": "white text on it", "#000000": "black text on it"}[c.TextOn()]
	r.Ratios = []ratioRow{newRatio(best, cmo.Contrast(c, c.TextOn()))}
	if p := cmo.Color(primary); key != "primary" && p.Valid() {
		r.Ratios = append(r.Ratios, newRatio("beside primary", cmo.Contrast(c, p)))
	}
	return r
}

func newRatio(with string, ratio float64) ratioRow {
	text := with + " " + figure(math.Floor(ratio*10)/10, 1) + ":1"
	switch {
	case ratio >= textContrast:
		return ratioRow{true, text}
	case ratio >= largeContrast:
		return ratioRow{false, text + ", large only"}
	}
	return ratioRow{false, text + ", too faint"}
}

// onColor is the class of readable text on a colour.
func onColor(c cmo.Color) string {
	if c.TextOn() == "#ffffff" {
		return "on-dark"
	}
	return "on-light"
}

func newBrandPreview(b cmo.Brand) brandPreview {
	p := brandPreview{Name: b.Name, Tagline: b.Tagline, Text: orWord(b.UniqueValue, orWord(b.Mission, "Your unique value stands here once it is written.")),
		Note: "Made of the fields on this page. Always light, as readers see it."}
	p.SMS = b.Name + ": " + strings.TrimRight(orWord(b.Tagline, p.Text), ".") + ". Reply STOP to opt out."
	if c := cmo.Color(b.Colors.Text("primary")); c.Valid() {
		p.Back, p.On = string(c), onColor(c)
	}
	if c := cmo.Color(b.Colors.Text("accent")); c.Valid() {
		p.Mark, p.Button, p.ButtonOn = string(c), string(c), onColor(c)
	}
	return p
}
