package pages

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// CampaignView is one campaign's own page.
type CampaignView struct {
	Tasks      *taskCard // open ones about it
	Title      string
	State      templ.Component
	PrevHref   string // neighbours in the list the page was opened from
	NextHref   string
	Position   string
	Provenance provenance
	Notes      []ui.Note
	Text       string
	Left       ui.DescriptionList
	Right      ui.DescriptionList
	Channels   []channelRow
	ShareNote  string
	ChannelNew string // the form for a further channel; empty for who may not
	Sequence   []sequenceItem
	Assets     []assetView
	Content    string // "5 assets, 10 variants"
	Unshown    string // how many assets are not shown
	NoContent  ui.Empty
	Review     ui.DescriptionList
	Checks     []check
	Passed     string
	Acts       []ui.Button
	Agents     []ui.MenuItem
	Moves      []ui.Button
	Comments   CommentsView
	Attrs      templ.Attributes // the hooks
}

type channelRow struct {
	Sign                                  channelSign
	Role, Cadence, Targeting, Reach, Rate string
	Share                                 string
	ShareBar                              ui.Bar
}

// sequenceItem leads to a piece of content further down.
type sequenceItem struct {
	Href, When, Title, Variants string
	Sign                        channelSign
}

type assetView struct {
	DOM, Href, Title, Meta, Message string
	Sign                            channelSign
	Variants                        []variantView
}

type variantView struct {
	DOM, Title, Badge string
	Fields            []textField
	Body, CTA         string
	Preview           templ.Component // instead of fields and text
	Result            string          // what it brought
	Demo              bool
	EditHref          string
	Meters            []meter
}

// textField is a labelled line of a variant: subject, preview, headline.
type textField struct {
	Label, Text string
	Strong      bool
}

// NewCampaignView builds the page as of now. The query is the list it was opened from.
func NewCampaignView(t cmo.Tenant, q CampaignQuery, d CampaignDetail, now time.Time) CampaignView {
	l, c := newLocal(t, now), d.Campaign
	facts := campaignFacts(l, c)
	v := CampaignView{
		Title: c.Name, State: ui.State(campaignSigns[c.State()], campaignWord(c.State())),
		Provenance: newProvenance(l, t.Slug, c, d.Sources), Notes: append(reviewNotes(t, c, d.Review), campaignNotes(l, t, c)...), Text: cmo.WithoutMark(c.Description),
		Left:     ui.DescriptionList{Items: append([]ui.Term{{Term: "Objective", Value: c.Objective}}, facts[:3]...)},
		Right:    ui.DescriptionList{Items: []ui.Term{facts[3], facts[4], {Term: "Budget", Value: l.money(c.Budget)}, facts[5], facts[6]}},
		Channels: channelRows(d.Channels), ShareNote: shareNote(d.Channels),
		Content:   plural(len(d.Assets), "asset") + ", " + plural(variantCount(d.Assets), "variant"),
		NoContent: ui.Empty{Icon: "file-text", Level: 3, Title: "No content yet", Text: "The Content Engine writes emails, messages and pages for a campaign’s channels. Until it has, there is nothing to review here."},
		Review:    campaignReview(l, d),
		Checks:    campaignChecks(c, d.Channels, d.Assets),
		Acts:      campaignActs(t, c),
		Agents:    campaignAgents(t, c),
		Moves:     moveButtons(t, c, d.Review),
		Comments:  NewComments(t, cmo.KindCampaign, c.ID, d.Comments, paths.Campaign(t.Slug, c.ID.String()), now),
		Attrs:     templ.Attributes{"data-campaign-id": c.ID.String(), "data-status": c.Status, "data-review": c.ReviewState, "data-ai": aiDriven(c)},
	}
	if more := c.Assets - len(d.Assets); more > 0 {
		v.Unshown = "The first " + figure(float64(len(d.Assets)), 0) + " are shown, " + figure(float64(more), 0) + " are not."
	}
	if t.Role.Can(cmo.RightEdit) && c.ArchivedAt == nil {
		v.ChannelNew = paths.RecordNewIn(t.Slug, "campaigns", c.ID.String(), "channels")
	}
	for _, a := range d.Assets {
		v.Assets = append(v.Assets, newAssetView(l, t.Slug, a))
		v.Sequence = append(v.Sequence, newSequenceItem(l, a))
	}
	v.Passed = passed(v.Checks)
	if p := d.Place; p != nil {
		v.Position = figure(float64(p.Position), 0) + " of " + figure(float64(p.Count), 0) + " in " + columnWord(p.State)
		if p.PrevID != nil {
			v.PrevHref = q.Record(p.PrevID.String())
		}
		if p.NextID != nil {
			v.NextHref = q.Record(p.NextID.String())
		}
	}
	return v
}

// campaignActs are the buttons of the page's head.
func campaignActs(t cmo.Tenant, c cmo.Campaign) []ui.Button {
	id := c.ID.String()
	acts := []ui.Button{{Label: "History", Icon: "history", Href: paths.RecordHistory(t.Slug, "campaigns", id)}}
	acts = append(acts, ui.Button{Label: "As programs receive it", Icon: "code", IconOnly: true, Href: paths.CampaignPreview(t.Slug, id)})
	if t.Role.Can(cmo.RightEdit) {
		acts = append(acts, ui.Button{Label: "Duplicate", Icon: "copy", Href: paths.CampaignCopy(t.Slug, id)})
	}
	if t.Role.Can(cmo.RightEdit) && c.ArchivedAt == nil {
		acts = append(acts, ui.Button{Label: "Edit", Icon: "pencil", Href: paths.RecordAct(t.Slug, "campaigns", id, "edit")})
	}
	return acts
}

func passed(checks []check) string {
	n := 0
	for _, c := range checks {
		if c.OK {
			n++
		}
	}
	return figure(float64(n), 0) + " of " + figure(float64(len(checks)), 0) + " pass"
}

func variantCount(assets []cmo.Asset) int {
	n := 0
	for _, a := range assets {
		n += len(a.Variants)
	}
	return n
}

// campaignReview says where the review stands and what it covers.
func campaignReview(l local, d CampaignDetail) ui.DescriptionList {
	c := d.Campaign
	items := []ui.Term{{Term: "State", Body: ui.State(campaignSigns[c.State()], campaignWord(c.State()))}}
	if c.ReviewSince != nil {
		items = append(items, ui.Term{Term: "Since", Body: ui.Time(c.ReviewSince.Format(time.RFC3339), l.moment(*c.ReviewSince))})
	}
	if r := d.Review; r.ApprovedAt != nil {
		items = append(items, ui.Term{Term: "Approved", Value: words(", ", orWord(r.ApprovedBy, "With an import"), l.moment(*r.ApprovedAt))})
		items = append(items, ui.Term{Term: "Fingerprint", Value: r.OldHash[:8]})
	}
	items = append(items, ui.Term{Term: "Covers", Value: plural(len(d.Channels), "channel") + ", " + plural(c.Assets, "asset") + ", " + plural(c.Variants, "variant")})
	var built []string
	for _, s := range d.Sources {
		built = append(built, sourceText(s))
	}
	return ui.DescriptionList{Items: append(items, ui.Term{Term: "Built on", Value: strings.Join(built, ", ")}, ui.Term{Term: "Version", Value: figureNo(int64(c.Version))})}
}

func channelRows(channels []cmo.CampaignChannel) []channelRow {
	rows := make([]channelRow, len(channels))
	for i, h := range channels {
		rows[i] = channelRow{
			Sign: newChannelSign(h.Name), Role: words(", ", cmo.Label(h.Priority), strings.ToLower(cmo.Label(h.Type))), Cadence: orNone(h.Frequency), Targeting: h.Targeting,
			Reach: expectedFigure(h.Expected["reach"], ""), Rate: expectedRate(h.Expected),
			Share: figure(h.Share, 1) + "%", ShareBar: ui.Bar{Value: h.Share / 100, Height: 5},
		}
	}
	return rows
}

// expectedFigure is a planned figure as an agent or an import wrote it: a number, or words.
func expectedFigure(v any, unit string) string {
	switch x := v.(type) {
	case float64:
		return figure(x, 1) + unit
	case string:
		return orNone(x)
	}
	return none
}

// expectedRate is the first of the planned rates there is.
func expectedRate(expected map[string]any) string {
	for _, r := range [][2]string{{"conversion_rate", "conversion"}, {"engagement_rate", "engagement"}} {
		if v, ok := expected[r[0]]; ok && v != nil {
			return expectedFigure(v, "%") + " " + r[1]
		}
	}
	return none
}

func shareNote(channels []cmo.CampaignChannel) string {
	if sum := shareSum(channels); sum != 100 {
		return "Shares add up to " + figure(sum, 2) + "%, not 100%"
	}
	return "Shares add up to 100%"
}

func newSequenceItem(l local, a cmo.Asset) sequenceItem {
	s := sequenceItem{Href: "#" + assetID(a), Title: a.Title, When: "No date", Sign: newChannelSign(orWord(a.Channel, a.ContentType)), Variants: plural(len(a.Variants), "variant")}
	if a.PublishDate != nil {
		s.When = l.day(*a.PublishDate)
	}
	if len(a.Variants) == 0 {
		s.Variants = "Not written yet"
	}
	return s
}

func assetID(a cmo.Asset) string { return "asset-" + a.ID.String() }

func newAssetView(l local, slug string, a cmo.Asset) assetView {
	kind := orWord(a.Channel, a.ContentType)
	meta := []string{cmo.Label(kind)}
	if kind != a.ContentType {
		meta = append(meta, strings.ToLower(cmo.Label(a.ContentType)))
	}
	if a.PublishDate != nil {
		meta = append(meta, "planned for "+l.day(*a.PublishDate))
	}
	v := assetView{DOM: assetID(a), Href: paths.Asset(slug, a.ID.String()), Title: a.Title, Sign: newChannelSign(kind), Meta: strings.Join(append(meta, strings.ToLower(cmo.Label(a.Status))), " · "), Message: a.KeyMessage}
	for _, x := range a.Variants {
		v.Variants = append(v.Variants, newVariantView(v.DOM, a.Kind(), x))
	}
	return v
}

func newVariantView(asset, kind string, x cmo.Variant) variantView {
	v := variantView{DOM: asset + "-" + strings.ToLower(x.Type), Title: "Variant " + x.Type, Body: x.Body, CTA: x.CTA, Meters: newMeters(cmo.LintVariant(kind, x))}
	if x.Winner {
		v.Badge = "Winner"
	}
	if kind == "email" {
		v.Fields = []textField{{"Subject", orNone(x.Subject), true}, {"Preview", orNone(x.Preview()), false}}
	} else if x.Subject != "" {
		v.Fields = append(v.Fields, textField{"Subject", x.Subject, true})
	}
	if kind == "sms" && x.CTA != "" {
		v.Fields, v.CTA = append(v.Fields, textField{"Asks for", x.CTA, false}), ""
	}
	if x.Headline != "" {
		v.Fields = append(v.Fields, textField{"Headline", x.Headline, kind != "email"})
	}
	return v
}
