package pages

import (
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/board"
	"github.com/ubigrowth/aicmo/views/ui"
)

// MoveView is the page on which a campaign is moved: each step with its effect, said before it happens.
type MoveView struct {
	Title, Lead string
	Marks       []ui.MarkKind
	State       ui.StateKind
	StateWord   string
	Notes       []ui.Note
	Steps       []moveStep
	Checks      []check
	Passed      string
	Changes     []changeView
	Back        string
	Ask         string // the dialog's question
}

// moveStep is one step as a form.
type moveStep struct {
	DOM, Verb, Effect string
	Action            string
	Hidden            []hiddenField
	Note              ui.Textarea
	Tone              ui.ButtonTone
	Why               string           // why it cannot be taken now, empty when it can
	Swap              templ.Attributes // of the dialog's form: its answer renews the list
}

// changeView is what changed on one record since the approval.
type changeView struct {
	Title, Word string
	Diffs       []ui.Diff
}

// MoveData is what the store knows about a campaign's next steps.
type MoveData struct {
	Campaign cmo.Campaign
	Channels []cmo.CampaignChannel
	Assets   []cmo.Asset
	Review   cmo.Review
	Names    []cmo.RecordOption
	To       cmo.CampaignState // only this step; empty for all
	Seen     string            // hash of what the person read before, empty for what there is now
	Note     string            // typed
	Next     string            // the list it was asked from
	Problem  string            // why the step was refused
}

// NewMoveView builds the page as of now.
func NewMoveView(t cmo.Tenant, d MoveData, now time.Time) MoveView {
	l, c := newLocal(t, now), d.Campaign
	id := c.ID.String()
	v := MoveView{Title: "Move “" + c.Name + "”", Marks: campaignMarks(c), State: campaignSigns[c.State()], StateWord: campaignWord(c.State()), Back: paths.Campaign(t.Slug, id)}
	if d.Problem != "" {
		v.Notes = append(v.Notes, ui.Note{Tone: ui.Bad, Alert: true, Title: "Nothing was changed.", Text: d.Problem})
	}
	launch := false
	checks := cmo.LaunchChecks(c, d.Channels, d.Assets, d.Review, now.In(l.zone).Format(time.DateOnly))
	for _, m := range cmo.MovesOf(c.State(), t.Role) {
		if d.To != "" && m.To != d.To {
			continue
		}
		launch = launch || m.Launches()
		v.Steps = append(v.Steps, newMoveStep(t.Slug, id, d, m, checks))
	}
	if launch {
		for _, k := range checks {
			v.Checks = append(v.Checks, check(k))
		}
		v.Passed = passed(v.Checks)
	}
	if d.Review.Stale() {
		v.Changes = newChangeViews(d.Review.Changes(recordWords(l, d.Names)))
	}
	v.Ask = v.Title
	if len(v.Steps) == 1 {
		v.Ask = v.Steps[0].Verb + ": “" + c.Name + "”?"
	}
	if len(v.Steps) == 0 {
		v.Lead = "There is no step for your role, " + string(t.Role) + ", from here."
		if c.ArchivedAt != nil {
			v.Lead = "It is archived. Bring it back from its history first."
		}
	}
	return v
}

func newMoveStep(slug, id string, d MoveData, m cmo.Move, checks []cmo.Check) moveStep {
	s := moveStep{DOM: "to-" + string(m.To), Swap: board.SwapForm(paths.RecordAct(slug, "campaigns", id, "move"), campaignListID), Verb: m.Verb, Effect: m.Effect, Action: paths.RecordAct(slug, "campaigns", id, "move"), Tone: ui.Primary,
		Hidden: []hiddenField{{"from", string(m.From)}, {"to", string(m.To)}}}
	if d.Next != "" {
		s.Hidden = append(s.Hidden, hiddenField{"next", d.Next})
	}
	field := ui.Field{Name: "note", ID: "note-" + string(m.To), Label: "Note for the history", Optional: true}
	if m.Needs != "" {
		field.Label, field.Optional = m.Needs, false
		s.Tone = ui.Default
	}
	s.Note = ui.Textarea{Field: field, Value: d.Note, Rows: 3, Required: m.Needs != ""}
	if m.To == cmo.StateApproved && m.From == cmo.StateInReview {
		seen := d.Seen
		if seen == "" {
			seen = d.Review.Hash
		}
		s.Hidden = append(s.Hidden, hiddenField{"hash", seen})
		if d.Review.Barred() {
			s.Why = "Four eyes: you made or edited something of this since its last approval. Somebody else approves it."
		}
	}
	if m.To == cmo.StateCompleted || m.To == cmo.StateRejected {
		s.Tone = ui.Danger
	}
	if m.Launches() && !cmo.Passed(checks) {
		s.Why = "A check below does not pass."
	}
	return s
}

func newChangeViews(changes []cmo.RecordDiff) []changeView {
	var out []changeView
	for _, d := range changes {
		v := changeView{Title: cmo.Label(string(d.Kind)) + " “" + d.Name + "”"}
		switch {
		case d.Added:
			v.Word = "Added after the approval"
		case d.Gone:
			v.Word = "Taken away after the approval"
		}
		for _, f := range d.Diffs {
			v.Diffs = append(v.Diffs, ui.NewDiff(f.Label, f.Old, f.New))
		}
		out = append(out, v)
	}
	return out
}

// reviewNotes say what the approval no longer covers.
func reviewNotes(t cmo.Tenant, c cmo.Campaign, r cmo.Review) []ui.Note {
	var notes []ui.Note
	id := c.ID.String()
	if c.State() != cmo.StateApproved && c.State() != cmo.StateScheduled {
		return nil
	}
	if r.Stale() {
		n := ui.Note{Tone: ui.Warn, Icon: "triangle-alert", Title: "The approval is stale.", Text: "Something changed after it, so this cannot be launched until it is reviewed again."}
		if c.State() == cmo.StateApproved && t.Role.Can(cmo.RightEdit) {
			n.Actions = []ui.Button{{Label: "See changes, ask for review", Size: ui.Small, Href: movePath(t.Slug, id, cmo.StateInReview, "")}}
		}
		notes = append(notes, n)
	}
	if r.StartProblem != "" {
		notes = append(notes, ui.Note{Tone: ui.Warn, Icon: "calendar-clock", Title: "It did not start on its date.", Text: r.StartProblem + " It starts by itself as soon as every check passes."})
	}
	if r.ApprovedAt == nil {
		notes = append(notes, ui.Note{Tone: ui.Warn, Title: "No approval is on record.", Text: "It cannot be launched until it is reviewed."})
	}
	if moved := r.InputsMoved(); len(moved) > 0 && !r.Stale() {
		n := ui.Note{Tone: ui.Warn, Icon: "layers", Title: "Inputs changed since the approval:", Text: words("; ", moved...) + ". New launches wait until an approver keeps or renews it."}
		if t.Role.Can(cmo.RightApprove) {
			n.Actions = []ui.Button{{Label: "Keep or renew", Size: ui.Small, Href: paths.Reviews(t.Slug) + "#inputs"}}
		}
		notes = append(notes, n)
	}
	return notes
}

// movePath is the page of one step, with the hash of what its reader has seen.
func movePath(slug, id string, to cmo.CampaignState, hash string) string {
	return paths.CampaignMove(slug, id, string(to), hash)
}

// moveButtons are the next steps as buttons of the review card: the first one is the likely one.
func moveButtons(t cmo.Tenant, c cmo.Campaign, r cmo.Review) []ui.Button {
	var out []ui.Button
	if c.ArchivedAt != nil {
		return nil
	}
	for _, m := range cmo.MovesOf(c.State(), t.Role) {
		hash := ""
		if m.To == cmo.StateApproved && m.From == cmo.StateInReview {
			hash = r.Hash
		}
		b := ui.Button{Label: m.Verb + "…", Href: movePath(t.Slug, c.ID.String(), m.To, hash), Grow: true}
		if len(out) == 0 || m.To == cmo.StateApproved && c.State() == cmo.StateInReview {
			b.Tone = ui.Primary
			for i := range out {
				out[i].Tone, out[i].Block = ui.Default, false
			}
		}
		if b.Tone == ui.Primary { // first, over the whole width: the decision that is asked for
			b.Block = true
			out = append([]ui.Button{b}, out...)
			continue
		}
		out = append(out, b)
	}
	return out
}
