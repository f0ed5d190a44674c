package pages

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// recordHead is the title row of a record's page: title with its version, who made it, what a reader must know first.
type recordHead struct {
	Title      string
	Beside     templ.Component
	Provenance provenance
	Notes      []ui.Note
	Acts       []ui.Button
	Review     string // where a person says that he has looked at it
}

// recordActs are the buttons of a record's page: its history, and its form for those who may edit.
func recordActs(t cmo.Tenant, kind cmo.RecordKind, id string, p cmo.Provenance) []ui.Button {
	collection := kind.Type().Collection
	acts := []ui.Button{{Label: "History", Icon: "history", Href: paths.RecordHistory(t.Slug, collection, id)}}
	if t.Role.Can(cmo.RightEdit) && p.ArchivedAt == nil {
		acts = append(acts, ui.Button{Label: "Edit", Icon: "pencil", Href: paths.RecordAct(t.Slug, collection, id, "edit")})
	}
	return acts
}

// reviewAct is where a draft that nobody has looked at is marked as reviewed, empty if there is nothing to mark.
func reviewAct(t cmo.Tenant, kind cmo.RecordKind, id string, p cmo.Provenance, reviewed *time.Time) string {
	if !t.Role.Can(cmo.RightEdit) || p.ArchivedAt != nil || !unreviewed(p, reviewed) {
		return ""
	}
	return paths.RecordAct(t.Slug, kind.Type().Collection, id, "review")
}

// newAct is the button that makes a record, for those who may.
func newAct(t cmo.Tenant, kind cmo.RecordKind) []ui.Button {
	if !t.Role.Can(cmo.RightEdit) {
		return nil
	}
	typ := kind.Type()
	return []ui.Button{{Label: "New " + typ.Noun, Icon: "plus", Href: paths.RecordNew(t.Slug, typ.Collection)}}
}

// recordNotes are the banners that any record may need: archived, and drafted by the AI CMO but not yet looked at.
func recordNotes(l local, noun string, p cmo.Provenance, reviewed *time.Time) []ui.Note {
	var notes []ui.Note
	if p.ArchivedAt != nil {
		notes = append(notes, ui.Note{Icon: "archive", Title: "Archived on " + l.moment(*p.ArchivedAt) + ".", Text: "It is kept for its history and stands in no list."})
	}
	if unreviewed(p, reviewed) {
		notes = append(notes, ui.Note{Tone: ui.Warn, Icon: "eye-off", Title: "No person has reviewed this " + noun + " yet.",
			Text: "The AI CMO drafted it, and its agents already read it. Check every field before you rely on it."})
	}
	return notes
}

// unreviewed reports a draft of the AI CMO that nobody has looked at.
func unreviewed(p cmo.Provenance, reviewed *time.Time) bool {
	return p.Origin == cmo.OriginAI && reviewed == nil && p.EditedByName == ""
}

// versionBadge stands beside a record's title.
func versionBadge(p cmo.Provenance) string { return "v" + figureNo(int64(p.Version)) }

// fact is one labelled value of a record: a text, chips, a list, a link or a drawing.
type fact struct {
	ID    string // so that a missing field can be linked to
	Label string
	Text  string
	Chips []string
	List  []string
	Href  string // of Text; Away leads out of the console
	Away  bool
	Body  templ.Component
	Note  string
	Wide  bool
}

// Missing reports that there is nothing to show.
func (f fact) Missing() bool {
	return f.Text == "" && len(f.Chips)+len(f.List) == 0 && f.Body == nil
}

func (f fact) class() string {
	if f.Wide {
		return "min-w-0 sm:col-span-2"
	}
	return "min-w-0"
}

// factGroup is a part of a record's page.
type factGroup struct {
	ID, Title, Sub string
	Count          string // "5/6"
	Facts          []fact
}

// factID is the anchor of a field.
func factID(column string) string { return "f-" + strings.ReplaceAll(column, ".", "-") }

func textFact(column, label, text string) fact {
	return fact{ID: factID(column), Label: label, Text: text}
}

func chipFact(column, label string, list cmo.Texts) fact {
	return fact{ID: factID(column), Label: label, Chips: list}
}

func listFact(column, label string, list cmo.Texts) fact {
	return fact{ID: factID(column), Label: label, List: list}
}

func (f fact) wide() fact { f.Wide = true; return f }

// webFact shows an address as a link if it is one; nothing ever fetches it.
func webFact(column, label, address string) fact {
	f := textFact(column, label, address)
	if cmo.WebAddress(address) {
		f.Href, f.Away = address, true
	} else if address != "" {
		f.Note = "Not a whole address: it should start with https://"
	}
	return f
}

// traitFacts are the parts of a JSON object: the known ones in their order, then what else it holds.
func traitFacts(column string, t cmo.Traits, known ...[2]string) []fact {
	var out []fact
	var keys []string
	for _, k := range known {
		keys = append(keys, k[0])
		out = append(out, traitFact(column, k[1], cmo.Trait{Key: k[0], Values: t.Get(k[0])}))
	}
	for _, x := range t.Except(keys...) {
		out = append(out, traitFact(column, cmo.Label(x.Key), x))
	}
	return out
}

func traitFact(column, label string, x cmo.Trait) fact {
	f := fact{ID: factID(column + "." + x.Key), Label: label}
	if len(x.Values) > 1 {
		f.Chips = x.Values
	} else {
		f.Text = x.Text()
	}
	return f
}

// gapRow names a field that holds nothing and leads to its place on the page.
type gapRow struct{ Label, Href string }

func gapRows(gaps []cmo.Gap) []gapRow {
	out := make([]gapRow, len(gaps))
	for i, g := range gaps {
		out[i] = gapRow{strings.ToUpper(g.Label[:1]) + g.Label[1:], "#" + factID(g.Column)}
	}
	return out
}

// gapNames names the fields that hold nothing: "budget range, goals and 2 more".
func gapNames(gaps []cmo.Gap) string {
	var names []string
	for _, g := range gaps {
		names = append(names, g.Label)
	}
	if len(names) > 3 {
		return strings.Join(names[:3], ", ") + " and " + figure(float64(len(names)-3), 0) + " more"
	}
	return strings.Join(names, ", ")
}

// linkGroup lists the records that belong to this one, with where they stand.
type linkGroup struct {
	ID                 string
	Icon, Title, Count string
	Items              []linkItem
	More               string
	None               string
}

type linkItem struct {
	Label, Href string
	State       templ.Component
	Warn        string // the name leads nowhere: why
}

// linksShown is how many records of one kind a page names.
const linksShown = 8

func newLinkGroup(icon, title, none string, links cmo.Links, href func(id string) string, state func(cmo.Link) templ.Component) linkGroup {
	g := linkGroup{Icon: icon, Title: title, Count: figure(float64(len(links)), 0), None: none}
	for i, x := range links {
		if i == linksShown {
			g.More = "And " + figure(float64(len(links)-linksShown), 0) + " more"
			break
		}
		item := linkItem{Label: x.Name}
		if href != nil {
			item.Href = href(x.ID.String())
		}
		if state != nil {
			item.State = state(x)
		}
		g.Items = append(g.Items, item)
	}
	return g
}

func (g linkGroup) as(id string) linkGroup { g.ID = id; return g }

// campaignLinkState is a linked campaign's state.
func campaignLinkState(x cmo.Link) templ.Component {
	s := cmo.NewCampaignState(x.Status, x.Review)
	return ui.State(campaignSigns[s], campaignWord(s))
}

// lifeSigns give the state of an offer, a plan or a funnel its glyph.
var lifeSigns = map[string]ui.StateKind{"draft": ui.StateDraft, "active": ui.StateLive, "paused": ui.StatePaused, "completed": ui.StateEnded}

// lifeState is that state with its word.
func lifeState(status string) templ.Component { return ui.State(lifeSigns[status], cmo.Label(status)) }

func lifeLinkState(x cmo.Link) templ.Component { return lifeState(x.Status) }

// quotaRow is a counted rule with how far it is met.
type quotaRow struct {
	OK         bool
	Text, Href string
}

func quotaRows(rules []cmo.Quota) []quotaRow {
	out := make([]quotaRow, len(rules))
	for i, r := range rules {
		out[i] = quotaRow{r.Met(), figure(float64(r.Have), 0) + " of " + figure(float64(r.Need), 0) + " " + r.Label + " at least", "#" + factID(r.Column)}
		if r.Met() {
			out[i].Text = figure(float64(r.Have), 0) + " " + r.Label + ", at least " + figure(float64(r.Need), 0)
		}
	}
	return out
}

// quotaGaps names the rules that are not met: "1 of 2 objections".
func quotaGaps(rules []cmo.Quota) string {
	var out []string
	for _, r := range rules {
		if !r.Met() {
			out = append(out, figure(float64(r.Have), 0)+" of "+figure(float64(r.Need), 0)+" "+r.Label)
		}
	}
	return strings.Join(out, ", ")
}

// narrow hides the words of buttons on phones, where a list's head is one row.
func narrow(list []ui.Button) []ui.Button {
	for i := range list {
		list[i].NarrowIcon = true
	}
	return list
}
