package pages

import (
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// BulkDoneID is the DOM id of what changes while an act on many is at work.
const BulkDoneID = "bulk-done"

// BulkResult is an act on many with what became of each campaign so far.
type BulkResult struct {
	Act    cmo.BulkAction
	Items  []cmo.BulkItem // up to BulkListed of each kind
	Counts cmo.BulkCounts
	List   string // URL of the list it came from
	Query  string // the list's
	Self   string // URL of the page
	Next   string // id of the act that undoes it
}

// BulkDoneView lists what became of each campaign.
type BulkDoneView struct {
	Title, Lead    string
	Attrs          templ.Attributes // while it is at work the page asks again by itself
	Progress       *bulkProgress
	Notes          []ui.Note
	Undo, Continue *bulkForm
	List           string
	Groups         []bulkGroup
	Outcomes       ui.Button // all of them, as a file
}

type bulkProgress struct {
	Bar          ui.Bar
	Text, Reload string
}

// bulkForm is a button with what it sends.
type bulkForm struct {
	Action, Label string
	Hidden        []hiddenField
}

// bulkUndo are the acts that take another back.
var bulkUndo = map[cmo.BulkAct]struct {
	act  cmo.BulkAct
	verb string
}{
	cmo.BulkArchive: {cmo.BulkUnarchive, "bring back "}, cmo.BulkTag: {cmo.BulkUntag, "remove the tag from "}, cmo.BulkUntag: {cmo.BulkTag, "tag again "},
}

// NewBulkDoneView builds the page.
func NewBulkDoneView(t cmo.Tenant, d BulkResult, now time.Time) BulkDoneView {
	rule, _ := d.Act.Act.Rule()
	v := BulkDoneView{List: d.List, Lead: words(", ", d.Act.Actor, newLocal(t, now).moment(d.Act.CreatedAt), quoted(d.Act.Tag)),
		Outcomes: ui.Button{Label: "All outcomes (CSV)", Icon: "download", Size: ui.Small, Href: paths.CampaignBulkOutcomes(t.Slug, d.Act.ID.String()), Plain: true}}
	done, not, next := bulkGroup{Title: "Done"}, bulkGroup{Title: "Not done"}, bulkGroup{Title: "Still to do"}
	for _, i := range d.Items {
		row := bulkRow{Name: orWord(i.Name, "A campaign"), Href: paths.Campaign(t.Slug, i.CampaignID.String()), Why: i.Why, Marks: originMarks(i.Origin)}
		switch {
		case i.Done == nil:
			next.add(row)
		case *i.Done:
			done.add(row)
		default:
			not.add(row)
		}
	}
	done.Count, not.Count, next.Count = d.Counts.Done, d.Counts.LeftOut, d.Counts.Waiting
	for _, g := range []*bulkGroup{&not, &done, &next} {
		g.rest()
		if g.Count > 0 {
			v.Groups = append(v.Groups, *g)
		}
	}
	v.Title = rule.Past + ": " + figure(float64(done.Count), 0) + " of " + plural(d.Counts.All(), "campaign")
	if d.Act.FinishedAt == nil {
		v.open(t, d, rule)
		return v
	}
	if back, ok := bulkUndo[rule.Act]; ok && done.Count > 0 && t.Role.Can(rule.Right) {
		v.Undo = &bulkForm{Action: paths.CampaignBulk(t.Slug), Label: "Undo: " + back.verb + plural(done.Count, "campaign"),
			Hidden: []hiddenField{{"step", "do"}, {"bulk", d.Next}, {"act", string(back.act)}, {"tag", d.Act.Tag}, {"of", d.Act.ID.String()}, {"query", d.Query}}}
	}
	return v
}

func quoted(s string) string {
	if s == "" {
		return ""
	}
	return "“" + s + "”"
}

// open shows an act that has not ended: how far it has come, or that it was interrupted and how it goes on.
func (v *BulkDoneView) open(t cmo.Tenant, d BulkResult, rule cmo.BulkRule) {
	all, looked := d.Counts.All(), d.Counts.Done+d.Counts.LeftOut
	v.Title = rule.Verb + ": " + figure(float64(looked), 0) + " of " + plural(all, "campaign") + " so far"
	bar := ui.Bar{Width: 200, Height: 6, Fluid: true}
	if all > 0 {
		bar.Value = float64(looked) / float64(all)
	}
	v.Progress = &bulkProgress{Bar: bar, Text: figure(float64(looked), 0) + " of " + figure(float64(all), 0) + " looked at", Reload: d.Self}
	if !d.Act.Idle {
		v.Notes = append(v.Notes, ui.Note{Tone: ui.Accent, Title: "This goes on by itself.", Text: "You can close the page and come back to it; the result stays here."})
		v.Attrs = templ.Attributes{"hx-get": d.Self, "hx-trigger": "every 1s", "hx-target": "#" + BulkDoneID, "hx-swap": "outerMorph"}
		return
	}
	note := ui.Note{Tone: ui.Warn, Title: "This was interrupted.", Text: "What is listed as done is done. The others are as they were."}
	if !d.Act.Mine {
		note.Text += " Only " + d.Act.Actor + ", who began it, can go on with it."
	} else if t.Role.Can(rule.Right) {
		v.Continue = &bulkForm{Action: paths.CampaignBulkContinue(t.Slug, d.Act.ID.String()), Label: "Go on with " + plural(d.Counts.Waiting, "campaign"), Hidden: []hiddenField{{"list", d.Query}}}
	}
	v.Notes = append(v.Notes, note)
}
