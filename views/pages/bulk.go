package pages

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// bulkFormID is the DOM id of the form that the boxes of cards and rows belong to.
const bulkFormID = "bulk"

// bulkBar is what can be done with the picked campaigns, or with all that the filter leaves.
type bulkBar struct {
	Action string
	Hidden []hiddenField
	All    ui.Check
	Acts   []ui.Button
}

// newBulkBar is nil for who may not change campaigns.
func newBulkBar(t cmo.Tenant, q CampaignQuery, matching int) *bulkBar {
	if !t.Role.Can(cmo.RightEdit) || matching == 0 {
		return nil
	}
	b := &bulkBar{Action: paths.CampaignBulk(t.Slug), Hidden: []hiddenField{{"query", q.Kept().Encode()}, {"shown", strconv.Itoa(matching)}},
		All: ui.Check{Name: "all", ID: "bulk-all", Value: "1", Label: "All " + figure(float64(matching), 0) + " matching", Attrs: templ.Attributes{"data-pick-all": true}}}
	for _, r := range cmo.BulkRules {
		if r.Act != cmo.BulkUnarchive && t.Role.Can(r.Right) {
			b.Acts = append(b.Acts, ui.Button{Label: r.Verb + "…", Size: ui.Small, Name: "act", Value: string(r.Act)})
		}
	}
	return b
}

// pickBox is the box that picks a campaign, nil for who may not change any.
func pickBox(t cmo.Tenant, c cmo.Campaign) *ui.Check {
	if !t.Role.Can(cmo.RightEdit) {
		return nil
	}
	return &ui.Check{Name: "id", Value: c.ID.String(), HideLabel: true, Label: "Pick " + c.Name,
		Attrs: templ.Attributes{"form": bulkFormID, "data-pick": true, "aria-label": "Pick " + c.Name}}
}

// BulkListed is how many campaigns of each kind a page about an act on many lists.
const BulkListed = 100

// BulkData is what an act on many would do.
type BulkData struct {
	Rule      cmo.BulkRule
	Campaigns []cmo.Campaign // up to one more than cmo.BulkLimit
	All       bool           // whatever the filter matches now
	Chosen    int            // picked one by one
	Shown     int            // how many the list said match
	Will      int            // how many the question before said would change
	Query     string
	List      string // URL of the list
	ID        string // of the act
	Typed     string // as the tag
	Wrong     string // what is wrong with it
	Note      string
	Facets    []cmo.Facet // the tags there are
}

// BulkView is the question before an act on many.
type BulkView struct {
	Title, Effect string
	Notes         []ui.Note
	Action        string
	Hidden        []hiddenField
	Tag           *ui.Input
	Tags          []string // to choose from
	Note          *ui.Textarea
	Verb          string
	Tone          ui.ButtonTone
	List          string
	Will, Wont    bulkGroup
}

// bulkGroup are the campaigns with which an act on many does the same.
type bulkGroup struct {
	Title string
	Count int
	Rows  []bulkRow
	More  string
}

func (g *bulkGroup) add(row bulkRow) {
	g.Count++
	if len(g.Rows) < BulkListed {
		g.Rows = append(g.Rows, row)
	}
}

// rest says how many are not listed.
func (g *bulkGroup) rest() {
	if n := g.Count - len(g.Rows); n > 0 {
		g.More = "And " + figure(float64(n), 0) + " more."
	}
}

type bulkRow struct {
	Name, Href, Why string
	Sign            ui.StateKind
	State           string
	Marks           []ui.MarkKind
}

// NewBulkView builds the question: how many will change, which are left out and why.
func NewBulkView(t cmo.Tenant, d BulkData) BulkView {
	v := BulkView{Effect: d.Rule.Effect, Action: paths.CampaignBulk(t.Slug), List: d.List, Tone: ui.Primary, Will: bulkGroup{Title: "Will change"}, Wont: bulkGroup{Title: "Left out"},
		Hidden: []hiddenField{{"step", "do"}, {"bulk", d.ID}, {"act", string(d.Rule.Act)}, {"query", d.Query}}}
	over := len(d.Campaigns) > cmo.BulkLimit
	for _, c := range d.Campaigns[:min(len(d.Campaigns), cmo.BulkLimit)] {
		row := bulkRow{Name: c.Name, Href: paths.Campaign(t.Slug, c.ID.String()), Why: d.Rule.Before(c), Sign: campaignSigns[c.State()], State: campaignWord(c.State()), Marks: campaignMarks(c)}
		if row.Why != "" {
			v.Wont.add(row)
			continue
		}
		v.Will.add(row)
		if !d.All {
			v.Hidden = append(v.Hidden, hiddenField{"id", c.ID.String()})
		}
	}
	v.Will.rest()
	v.Wont.rest()
	if d.All {
		v.Hidden = append(v.Hidden, hiddenField{"all", "1"}, hiddenField{"shown", strconv.Itoa(len(d.Campaigns))}, hiddenField{"will", strconv.Itoa(v.Will.Count)})
	}
	v.Title, v.Verb = bulkTitle(d.Rule, v.Will.Count), d.Rule.Verb+": "+plural(v.Will.Count, "campaign")
	if d.Rule.To != "" {
		v.Note = &ui.Textarea{Field: ui.Field{Name: "note", Label: "Note for the history", Optional: true}, Value: d.Note, Rows: 2, Attrs: templ.Attributes{"maxlength": "1000"}}
	}
	v.addTag(d)
	v.Notes = bulkNotes(d, over, v.Will.Count)
	return v
}

// bulkTags is the id of the list of tags there are.
const bulkTags = "bulk-tags"

// addTag asks for the tag, and offers those there are.
func (v *BulkView) addTag(d BulkData) {
	if !d.Rule.Tags() {
		return
	}
	v.Tag = &ui.Input{Field: ui.Field{Name: "tag", Label: "Tag", Error: d.Wrong}, Value: orWord(d.Rule.Tag, d.Typed), Required: true, Attrs: templ.Attributes{"list": bulkTags, "maxlength": strconv.Itoa(cmo.MaxTagLen)}}
	for _, f := range d.Facets {
		if f.Name == "tag" {
			v.Tags = append(v.Tags, f.Value)
		}
	}
}

func bulkTitle(r cmo.BulkRule, n int) string {
	switch r.Act {
	case cmo.BulkReview:
		return r.Verb + " of " + plural(n, "campaign") + "?"
	case cmo.BulkTag:
		return "Add a tag to " + plural(n, "campaign") + "?"
	case cmo.BulkUntag:
		return "Remove a tag from " + plural(n, "campaign") + "?"
	}
	return r.Verb + " " + plural(n, "campaign") + "?"
}

func bulkNotes(d BulkData, over bool, will int) []ui.Note {
	var notes []ui.Note
	found := len(d.Campaigns)
	switch {
	case over:
		notes = append(notes, ui.Note{Tone: ui.Warn, Title: "More than " + figure(cmo.BulkLimit, 0) + " match.",
			Text: "One act changes at most " + figure(cmo.BulkLimit, 0) + ": these are the first. Do it again for the others, or narrow the filter."})
	case d.All && d.Will > 0 && d.Will != will:
		notes = append(notes, ui.Note{Tone: ui.Warn, Title: "Nothing was done yet: the list has changed.", Text: "It was about " + plural(d.Will, "campaign") + "; now it would change " + figure(float64(will), 0) + "."})
	case d.All && found != d.Shown:
		notes = append(notes, ui.Note{Tone: ui.Warn, Title: "The list has changed.", Text: "It said " + plural(d.Shown, "campaign") + "; now " + figure(float64(found), 0) + " match. These are listed here."})
	case !d.All && d.Chosen == 0:
		notes = append(notes, ui.Note{Tone: ui.Warn, Title: "Nothing is picked.", Text: "Go back and pick campaigns, or choose all that match."})
	case !d.All && found < d.Chosen:
		notes = append(notes, ui.Note{Tone: ui.Warn, Title: plural(d.Chosen-found, "picked campaign") + " cannot be found.", Text: "They are left out."})
	}
	if will == 0 && found > 0 {
		notes = append(notes, ui.Note{Tone: ui.Warn, Title: "None of them can do this now.", Text: "Below stands why."})
	}
	return notes
}

// checkOf is the box as a component, nil for none.
func checkOf(c *ui.Check) templ.Component {
	if c == nil {
		return nil
	}
	return c
}
