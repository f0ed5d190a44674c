package pages

import (
	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// CopyData is what the form of a copy is built of.
type CopyData struct {
	Campaign cmo.Campaign
	ID       string // of the copy
	Name     string // typed
	Typed    bool
	Error    string
}

// CopyView is the form that duplicates a campaign.
type CopyView struct {
	Title, Action, Back string
	Hidden              []hiddenField
	Name                ui.Input
	Says                []string
	Marks               []ui.MarkKind
}

// NewCopyView builds the form: what a copy takes along, what not, and whose work it stays.
func NewCopyView(t cmo.Tenant, d CopyData) CopyView {
	c := d.Campaign
	name := "Copy of " + shorten(c.Name, 180)
	if d.Typed {
		name = d.Name
	}
	v := CopyView{Title: "Duplicate “" + c.Name + "”", Action: paths.CampaignCopy(t.Slug, c.ID.String()), Back: paths.Campaign(t.Slug, c.ID.String()), Hidden: []hiddenField{{"copy", d.ID}},
		Name:  ui.Input{Field: ui.Field{Name: "campaign_name", Label: "Name of the copy", Error: d.Error}, Value: name, Required: true, Attrs: templ.Attributes{"maxlength": "200"}},
		Marks: campaignMarks(c),
		Says: []string{"The copy is a draft with " + plural(len(c.Channels), "channel") + ", " + plural(c.Assets, "asset") + " and " + plural(c.Variants, "variant") + ".",
			"Dates, results, reviews and comments stay with the original."}}
	if c.Origin == cmo.OriginAI {
		v.Says = append(v.Says, "The words are still the AI CMO’s, so the copy keeps its mark and its run, and names you as who edited it.")
	}
	return v
}
