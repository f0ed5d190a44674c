package pages

import (
	"math"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// The looks of a wording: as it stands, or as its readers would see it on a large screen or a phone.
const (
	lookText    = "text"
	lookDesktop = "desktop"
	lookPhone   = "phone"
)

// AssetLooks lists every look.
var AssetLooks = []string{lookText, lookDesktop, lookPhone}

// assetLook is one look of a kind of content with its word.
type assetLook struct{ key, label, icon string }

var (
	asText  = assetLook{lookText, "Text", "file-text"}
	asPhone = assetLook{lookPhone, "Phone", "phone"}
)

// looksOf are the looks that a kind of content has, the one that opens first in front.
func looksOf(kind string) []assetLook {
	switch kind {
	case "email":
		return []assetLook{{lookDesktop, "Desktop", "monitor"}, asPhone, asText}
	case "landing_page", "blog", "case_study", "ebook":
		return []assetLook{{lookDesktop, "Page", "panel-top"}, asPhone, asText}
	case "google_ads":
		return []assetLook{{lookDesktop, "Search result", "search"}, asText}
	case "sms", "facebook", "instagram", "linkedin", "twitter":
		return []assetLook{asPhone, asText}
	}
	return []assetLook{asText}
}

// AssetView is one piece of content's own page.
type AssetView struct {
	Tasks      *taskCard // open ones about it
	Title      string
	Back       string // the library
	State      templ.Component
	Provenance provenance
	Notes      []ui.Note
	Message    string
	Left       ui.DescriptionList
	Right      ui.DescriptionList
	Looks      *ui.Segmented // nil: there is only one
	Samples    string        // says what stands in the place of tokens
	Variants   []variantView
	Winner     *WinnerView // nil: there is nothing to choose between
	Acts       []ui.Button
	Attrs      templ.Attributes // the hooks
}

// NewAssetView builds the page as of now. An empty look is the kind's first.
func NewAssetView(t cmo.Tenant, a cmo.AssetDetail, sources []cmo.SourceState, look string, now time.Time) AssetView {
	l := newLocal(t, now)
	v := AssetView{
		Title: a.Title, Back: paths.Content(t.Slug), State: ui.State(assetSigns[a.Status], assetWord(a.Status)), Message: a.KeyMessage,
		Provenance: recordProvenance(l, t.Slug, a.Provenance(), builtOn(sources)), Notes: assetNotes(l, a, sources),
		Attrs: templ.Attributes{"data-asset-id": a.ID.String(), "data-status": a.Status, "data-ai": originHook(a.Origin)},
	}
	v.Left, v.Right = assetFacts(l, t.Slug, a)
	edits := t.Role.Can(cmo.RightEdit) && a.ArchivedAt == nil
	v.Acts = assetActs(t.Slug, a, edits)
	looks := looksOf(a.Kind())
	chosen := looks[0].key
	seg := ui.Segmented{Label: "Look"}
	for _, x := range looks {
		if x.key == look {
			chosen = look
		}
	}
	for i, x := range looks {
		href := paths.Asset(t.Slug, a.ID.String())
		if i > 0 {
			href += "?look=" + x.key
		}
		seg.Items = append(seg.Items, ui.Choice{Label: x.label, Icon: x.icon, Href: href, Current: x.key == chosen})
	}
	if len(looks) > 1 {
		v.Looks = &seg
	}
	if chosen != lookText {
		v.Samples = "Tokens are filled with samples. Links lead nowhere and pictures are not loaded."
	}
	for _, x := range a.Variants {
		card := newVariantView("asset", a.Kind(), x)
		card.Result, card.Demo = resultText(x.Results)
		if chosen != lookText {
			card.Fields, card.Preview = nil, newPreview(t.Name, a, x, chosen)
		}
		if edits {
			card.EditHref = paths.RecordAct(t.Slug, "variants", x.ID.String(), "edit")
		}
		v.Variants = append(v.Variants, card)
	}
	return v
}

// assetActs are the buttons of the page's head.
func assetActs(slug string, a cmo.AssetDetail, edits bool) []ui.Button {
	id := a.ID.String()
	acts := []ui.Button{{Label: "History", Icon: "history", Href: paths.RecordHistory(slug, "content", id)}}
	if !edits {
		return acts
	}
	if len(a.Variants) < 2 && !a.Live() {
		acts = append(acts, ui.Button{Label: "New wording", Icon: "plus", Href: paths.RecordNewIn(slug, "content", id, "variants")})
	}
	return append(acts, ui.Button{Label: "Edit", Icon: "pencil", Href: paths.RecordAct(slug, "content", id, "edit")})
}

// builtOn are the sources as the provenance line names them.
func builtOn(states []cmo.SourceState) []cmo.Source {
	out := make([]cmo.Source, len(states))
	for i, s := range states {
		out[i] = cmo.Source{SourceTable: cmo.RecordKind(s.Kind).Type().Table, SourceVersion: s.BuiltOn, Name: s.Name}
	}
	return out
}

func assetNotes(l local, a cmo.AssetDetail, sources []cmo.SourceState) []ui.Note {
	var notes []ui.Note
	if a.ArchivedAt != nil {
		notes = append(notes, ui.Note{Icon: "archive", Title: "Archived on " + l.moment(*a.ArchivedAt) + ".", Text: "It is kept for its history and stands in no list."})
	}
	if a.Live() {
		notes = append(notes, ui.Note{Icon: "lock", Title: "Its campaign is scheduled or live.", Text: "An edit waits as a change set until an approver accepts it: nothing live changes without a recorded decision."})
	}
	var moved []string
	for _, s := range sources {
		if s.Moved() {
			moved = append(moved, s.Name+" is now v"+figureNo(int64(s.Now)))
		}
	}
	if len(moved) > 0 {
		notes = append(notes, ui.Note{Tone: ui.Warn, Icon: "git-compare", Title: "What this was made from has changed.", Text: strings.Join(moved, ", ") + ". Check that the wording still fits."})
	}
	return notes
}

func assetFacts(l local, slug string, a cmo.AssetDetail) (left, right ui.DescriptionList) {
	campaign := ui.Term{Term: "Campaign", Value: "None"}
	if a.CampaignID != nil {
		campaign.Value, campaign.Href = a.CampaignName, paths.Campaign(slug, a.CampaignID.String())
	}
	publish := "No date"
	if a.PublishDate != nil {
		publish = l.day(*a.PublishDate)
	}
	kind := cmo.Label(a.ContentType)
	if a.Channel != "" && a.Channel != a.ContentType {
		kind += " on " + cmo.Label(a.Channel)
	}
	left.Items = []ui.Term{campaign, {Term: "Type", Value: kind}, {Term: "Funnel stage", Value: cmo.Label(a.Stage)}, {Term: "ICP", Value: a.ICPName}, {Term: "Publish on", Value: publish}}
	right.Items = []ui.Term{{Term: "Asks for", Value: a.CTA}, {Term: "Tone", Value: a.Tone}, {Term: "Points", Value: strings.Join(a.Points, "; ")}, {Term: "Needs", Value: strings.Join(a.Needs, "; ")}, {Term: "Work", Value: a.Effort}}
	return left, right
}

// resultText is what a wording brought, as another system reported it.
func resultText(r map[string]any) (text string, demo bool) {
	seen, ok := r["impressions"].(float64)
	if !ok || seen <= 0 {
		return "", false
	}
	clicks, ok := r["clicks"].(float64)
	if !ok {
		return "", false
	}
	return figure(clicks, 0) + " clicks of " + figure(seen, 0) + ", " + figure(math.Round(1000*clicks/seen)/10, 1) + "%", r["data_mode"] == "demo"
}
