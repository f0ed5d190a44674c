package pages

import (
	"strings"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// AttributionView lists campaigns whose public mark disagrees with who made them.
type AttributionView struct {
	Lead   string
	Rows   []driftRow
	More   string
	Repair string // form action, empty without the right or with nothing to repair
	Button string
	None   ui.Empty
}

type driftRow struct {
	ID, DOM, Href, Name string
	What, Why           string
	Made                string
	Text                string // how the description begins
	Waits               string
	Repair              bool
	When, RFC3339       string
}

var driftWords = map[cmo.Drift]struct{ what, why string }{
	cmo.DriftMissing: {"Missing", "The AI CMO made it, and other systems take it for manual."},
	cmo.DriftForged:  {"Forged", "No run made it, and other systems take it for AI-driven."},
	cmo.DriftMoved:   {"Moved", "The marker stands inside the text, where other systems do not look."},
	cmo.DriftCase:    {"Other letters", "The marker is written in other letters, which other systems do not read."},
}

// NewAttributionView builds the page as of now; shown is how many it lists at most.
func NewAttributionView(t cmo.Tenant, list []cmo.Drifted, shown int, now time.Time) AttributionView {
	l := newLocal(t, now)
	v := AttributionView{Lead: "Who made a campaign is on record here. Other systems read it from the description, which starts with “" + cmo.MarkPrefix + "” exactly when the AI CMO made it. Imports can bring campaigns where the two disagree.",
		None: ui.Empty{Icon: "circle-check", Title: "Record and marker agree", Text: "Every campaign is marked as what it is. Nothing is to be repaired."}}
	if len(list) > shown {
		list, v.More = list[:shown], "The latest "+countOf(shown)+" are shown. Repair these, and the next follow."
	}
	repairable := 0
	for _, d := range list {
		word := driftWords[cmo.DriftOf(d.Origin, d.Description)]
		row := driftRow{ID: d.ID.String(), DOM: "drift-" + d.ID.String(), Href: paths.Campaign(t.Slug, d.ID.String()), Name: d.Name, What: word.what, Why: word.why,
			Made: driftMaker(d), Text: orWord(shorten(d.Description, 120), "It has no description."), When: l.age(d.UpdatedAt), RFC3339: d.UpdatedAt.Format(time.RFC3339)}
		live := d.Status == "scheduled" || d.Status == "active" || d.Status == "paused"
		switch {
		case d.Waits:
			row.Waits = "A change of its description waits for an approver."
		case live:
			row.Waits = "It is scheduled or live: the repair will wait for an approver."
		}
		row.Repair = !d.Waits && t.Role.Can(cmo.RightEdit)
		if row.Repair {
			repairable++
		}
		v.Rows = append(v.Rows, row)
	}
	if repairable > 0 {
		v.Repair, v.Button = paths.Attribution(t.Slug), "Repair "+strings.ToLower(plural(repairable, "marker"))
	}
	return v
}

func driftMaker(d cmo.Drifted) string {
	switch {
	case d.Origin == cmo.OriginAI && d.RunNo != nil:
		return "AI CMO, run #" + figureNo(*d.RunNo)
	case d.Origin == cmo.OriginAI:
		return "AI CMO, its run is not on record"
	}
	return originLabels[d.Origin]
}
