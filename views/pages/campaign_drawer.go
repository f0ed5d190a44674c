package pages

import (
	"strings"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// CampaignDetail is what the store knows of one campaign. The page has Assets, the drawer only Content.
type CampaignDetail struct {
	Campaign cmo.Campaign
	Place    *cmo.CampaignPlace // in the filtered board; nil when the filter leaves it out
	Channels []cmo.CampaignChannel
	Sources  []cmo.Source
	Content  []cmo.ContentCount
	Assets   []cmo.Asset
	Review   cmo.Review
	Comments []cmo.Comment
}

// CampaignDrawerView is a campaign beside the board.
type CampaignDrawerView struct {
	Head       ui.DrawerHead
	Provenance provenance
	Notes      []ui.Note
	Text       string
	Facts      ui.DescriptionList
}

// NewCampaignDrawerView builds the drawer as of now.
func NewCampaignDrawerView(t cmo.Tenant, q CampaignQuery, d CampaignDetail, now time.Time) CampaignDrawerView {
	l, c := newLocal(t, now), d.Campaign
	id := c.ID.String()
	v := CampaignDrawerView{
		Head: ui.DrawerHead{
			Title: c.Name, Of: CardID(id), OpenHref: q.Record(id), CloseHref: q.List(), LinkAttrs: swapPeek(), Position: "Outside the filter",
			Beside: ui.State(campaignSigns[c.State()], campaignWord(c.State())),
		},
		Provenance: newProvenance(l, t.Slug, c, d.Sources),
		Notes:      campaignNotes(l, t, c),
		Text:       cmo.WithoutMark(c.Description),
		Facts: ui.DescriptionList{Items: append(append([]ui.Term{{Term: "Objective", Value: c.Objective}}, campaignFacts(l, c)...),
			ui.Term{Term: "Budget", Value: budgetText(l, c.Budget, d.Channels)}, ui.Term{Term: "Content", Value: orWord(contentText(d.Content), "No content yet")})},
	}
	if p := d.Place; p != nil {
		v.Head.Position = figure(float64(p.Position), 0) + " of " + figure(float64(p.Count), 0) + " in " + columnWord(p.State)
		if p.PrevID != nil {
			v.Head.PrevHref = q.peek(p.PrevID.String()).Href()
		}
		if p.NextID != nil {
			v.Head.NextHref = q.peek(p.NextID.String()).Href()
		}
	}
	return v
}

// columnWord is the name of the board's column that holds a state.
func columnWord(s cmo.CampaignState) string {
	return columnSigns[campaignColumn(cmo.Campaign{Status: "draft", ReviewState: string(s)})].Word()
}

// campaignFacts are the facts that drawer and page share.
func campaignFacts(l local, c cmo.Campaign) []ui.Term {
	dates := l.span(c.StartDate, c.EndDate)
	if dates != "" {
		dates += ", " + l.now.Format("MST")
	}
	return []ui.Term{
		{Term: "Funnel stage", Value: orNone(words(" › ", c.FunnelName, cmo.Label(c.Stage)))},
		{Term: "Type", Value: cmo.Label(cmo.CampaignType(c.Type))},
		{Term: "ICP", Value: c.ICPName},
		{Term: "Offer", Value: c.OfferName},
		{Term: "Dates", Value: orWord(dates, "No dates yet")},
		{Term: "Primary KPI", Value: l.kpiTarget(c.PrimaryKPI)}, {Term: "Tags", Value: strings.Join(c.Tags, ", ")},
		{Term: "Owner", Value: c.OwnerName},
	}
}

// budgetText is the budget with its shares: "$1,800: Email 72%, SMS 28%".
func budgetText(l local, budget float64, channels []cmo.CampaignChannel) string {
	var shares []string
	for _, h := range channels {
		if h.Share > 0 {
			shares = append(shares, cmo.Label(h.Name)+" "+figure(h.Share, 1)+"%")
		}
	}
	return words(": ", l.money(budget), strings.Join(shares, ", "))
}

// contentText counts content in words: "4 emails, 1 SMS, 10 variants".
func contentText(list []cmo.ContentCount) string {
	var parts []string
	variants := 0
	for _, n := range list {
		parts = append(parts, contentCount(n.Assets, n.ContentType))
		variants += n.Variants
	}
	if len(parts) > 0 {
		parts = append(parts, plural(variants, "variant"))
	}
	return strings.Join(parts, ", ")
}

// provenance is the line under a title: who made it, from what, when.
type provenance struct {
	Marks []ui.MarkKind
	Parts []provenancePart
}

type provenancePart struct {
	Text, LinkText, Href string
	RFC3339              string // of a time
	OK                   bool   // a passed check
}

func newProvenance(l local, slug string, c cmo.Campaign, sources []cmo.Source) provenance {
	p := recordProvenance(l, slug, cmo.Provenance{Origin: c.Origin, RunID: c.RunID, RunNo: c.RunNo, RunAgent: c.RunAgent, RunModel: c.RunModel, Prompt: c.Prompt,
		EditedByName: c.EditedByName, OwnerName: c.OwnerName, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt}, sources)
	p.Marks = campaignMarks(c)
	if c.Origin == cmo.OriginAI && c.Marked {
		p.Parts = append(p.Parts, provenancePart{Text: "Marker in sync", OK: true})
	}
	return p
}

// recordProvenance is the line of any record that has no public mark.
func recordProvenance(l local, slug string, r cmo.Provenance, sources []cmo.Source) provenance {
	p := provenance{Marks: recordMarks(r)}
	add := func(part provenancePart) { p.Parts = append(p.Parts, part) }
	switch {
	case r.Origin == cmo.OriginImport:
		add(provenancePart{Text: "Imported"})
	case r.Origin == cmo.OriginManual:
		add(provenancePart{Text: words(" by ", "Made by hand", r.OwnerName)})
	case r.RunID != nil && r.RunNo != nil:
		add(provenancePart{Text: "Drafted by ", LinkText: cmo.AgentName(r.RunAgent) + ", run #" + figureNo(*r.RunNo), Href: paths.Run(slug, r.RunID.String())})
	default:
		add(provenancePart{Text: "Drafted by the AI CMO, its run is not on record"})
	}
	if r.RunModel != "" {
		add(provenancePart{Text: r.RunModel})
	}
	if r.Prompt != "" {
		add(provenancePart{Text: "prompt " + r.Prompt})
	}
	for _, s := range sources {
		add(provenancePart{Text: sourceText(s)})
	}
	add(provenancePart{Text: l.moment(r.CreatedAt), RFC3339: r.CreatedAt.Format(time.RFC3339)})
	if r.EditedByName != "" {
		add(provenancePart{Text: "edited by " + r.EditedByName + ", " + l.moment(r.UpdatedAt)})
	}
	return p
}

// recordMarks says who made a record that has no public mark.
func recordMarks(r cmo.Provenance) []ui.MarkKind {
	switch {
	case r.Origin == cmo.OriginImport:
		return nil
	case r.Origin != cmo.OriginAI:
		return []ui.MarkKind{ui.MarkManual}
	case r.EditedByName != "":
		return []ui.MarkKind{ui.MarkEdited}
	}
	return []ui.MarkKind{ui.MarkAI}
}

// RecordMarks says who made a record of any kind, as its form and history show it.
func RecordMarks(r cmo.Record) []ui.MarkKind {
	p := cmo.Provenance{Origin: r.Origin}
	if r.Origin == cmo.OriginAI {
		p.EditedByName = r.AuthorName // the run itself has no name
	}
	return recordMarks(p)
}

// sourceText is a source with its version: "brand v5", "Camp Parents v3".
func sourceText(s cmo.Source) string {
	name := s.Name
	if s.SourceTable == "cmo_brand_profiles" || name == "" {
		name = sourceNouns[s.SourceTable]
	}
	return orWord(name, "source") + " v" + figureNo(int64(s.SourceVersion))
}

var sourceNouns = map[string]string{
	"cmo_brand_profiles": "brand", "cmo_icp_segments": "ICP", "cmo_offers": "offer", "cmo_funnels": "funnel", "cmo_funnel_stages": "stage", "cmo_marketing_plans": "plan",
}

// campaignNotes are the banners: archived, what a reviewer asked for, origin and mark that disagree.
func campaignNotes(l local, t cmo.Tenant, c cmo.Campaign) []ui.Note {
	var notes []ui.Note
	if c.ArchivedAt != nil {
		notes = append(notes, ui.Note{Icon: "archive", Title: "Archived on " + l.moment(*c.ArchivedAt) + ".", Text: "It is kept for its history and stands on no board."})
	}
	since := ""
	if c.ReviewSince != nil {
		since = " on " + l.moment(*c.ReviewSince)
	}
	switch c.State() {
	case cmo.StateChanges:
		notes = append(notes, ui.Note{Icon: "corner-up-left", Title: "Changes requested" + since + ".", Text: c.ReviewNote})
	case cmo.StateRejected:
		notes = append(notes, ui.Note{Icon: "ban", Title: "Rejected" + since + ".", Text: c.ReviewNote})
	}
	toRepair := []ui.Button{{Label: "Open attribution", Size: ui.Small, Href: paths.Attribution(t.Slug)}}
	switch {
	case c.Drifted() && c.Origin == cmo.OriginAI:
		notes = append(notes, ui.Note{Tone: ui.Warn, Icon: "unlink", Title: "The public marker is missing.",
			Text: "The AI CMO made this campaign, but its description does not start with “" + cmo.MarkPrefix + "”. Systems that read the description take it for a manual one.", Actions: toRepair})
	case c.Drifted():
		notes = append(notes, ui.Note{Tone: ui.Warn, Icon: "unlink", Title: "The marker is there, but no run made this campaign.",
			Text: "Its description starts with “" + cmo.MarkPrefix + "”, yet its origin is " + strings.ToLower(originLabels[c.Origin]) + ". Systems that read the description take it for AI-driven.", Actions: toRepair})
	}
	return notes
}
