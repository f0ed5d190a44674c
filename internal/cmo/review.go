package cmo

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Move is one step of a campaign's life: who may take it, what it is called and what it does.
type Move struct {
	From, To CampaignState
	Right    Right
	Verb     string // on the button
	Effect   string // what happens, said before it does
	Needs    string // what the note is for, where one is required
}

// Moves lists every step that exists; the database holds the same table (app.move_campaign).
var Moves = []Move{
	{StateDraft, StateInReview, RightEdit, "Request review", "Approvers find it in their inbox. It can be withdrawn.", ""},
	{StateChanges, StateInReview, RightEdit, "Request review again", "Approvers find it in their inbox. It can be withdrawn.", ""},
	{StateInReview, StateDraft, RightEdit, "Withdraw", "It leaves the approvers’ inbox and is a draft again.", ""},
	{StateInReview, StateApproved, RightApprove, "Approve", "The approval holds what you see here. Nothing is launched by it.", ""},
	{StateInReview, StateChanges, RightApprove, "Request changes", "It goes back to its makers with your comment.", "What should change"},
	{StateInReview, StateRejected, RightApprove, "Reject", "It ends here. It can be reopened as a draft.", "Why it is rejected"},
	{StateRejected, StateDraft, RightEdit, "Reopen as draft", "It is a draft again.", ""},
	{StateApproved, StateInReview, RightEdit, "Ask for review again", "Approvers look at it once more; until then it cannot be launched.", ""},
	{StateApproved, StateScheduled, RightApprove, "Schedule", "It waits for its start date and then starts by itself, if its approval is still fresh and every check passes. Nothing is sent by this console.", ""},
	{StateApproved, StateActive, RightApprove, "Launch now", "It is live from now on. Nothing is sent by this console: your own system acts on the state.", ""},
	{StateScheduled, StateActive, RightApprove, "Launch now", "It is live from now on, before its date. Nothing is sent by this console.", ""},
	{StateScheduled, StateApproved, RightApprove, "Unschedule", "It no longer waits for its date. The approval stays.", ""},
	{StateActive, StatePaused, RightApprove, "Pause", "It stays as it is and is not live until resumed.", ""},
	{StatePaused, StateActive, RightApprove, "Resume", "It is live again.", ""},
	{StateActive, StateCompleted, RightApprove, "Complete", "It ends. This cannot be undone.", ""},
	{StatePaused, StateCompleted, RightApprove, "Complete", "It ends. This cannot be undone.", ""},
}

// MoveOf finds the step from one state to another.
func MoveOf(from, to CampaignState) (Move, bool) {
	for _, m := range Moves {
		if m.From == from && m.To == to {
			return m, true
		}
	}
	return Move{}, false
}

// MovesOf lists what the role may do with a campaign in a state.
func MovesOf(from CampaignState, role Role) []Move {
	var out []Move
	for _, m := range Moves {
		if m.From == from && role.Can(m.Right) {
			out = append(out, m)
		}
	}
	return out
}

// UndoOf is the step that takes another back, for a person who may: none where it would launch, approve or end something, or
// has to say why.
func UndoOf(from, to CampaignState, role Role) (Move, bool) {
	back, ok := MoveOf(to, from)
	approves := from == StateApproved && to == StateInReview
	return back, ok && role.Can(back.Right) && !back.Asks() && !approves
}

// Launches reports that a step needs a fresh approval and every check of a launch.
func (m Move) Launches() bool {
	return m.To == StateScheduled || m.To == StateActive && m.From != StatePaused
}

// Asks reports that a step needs more than the wish: a comment, checks that pass, or a second thought, since it ends
// something for good.
func (m Move) Asks() bool { return m.Needs != "" || m.Launches() || m.To == StateCompleted }

// Covered is what an approval covers: the campaign and, by id, its channels, assets and variants.
type Covered struct {
	Campaign Fields            `json:"campaign"`
	Channel  map[string]Fields `json:"channel"`
	Asset    map[string]Fields `json:"asset"`
	Variant  map[string]Fields `json:"variant"`
}

// Input is a version of a record that a campaign stands on.
type Input struct {
	Kind    string    `json:"kind"`
	ID      uuid.UUID `json:"id"`
	Name    string    `json:"name"`
	Version int       `json:"version"`
}

// Review is all that a campaign's review knows.
type Review struct {
	Hash       string // of what the campaign holds now
	Now        Covered
	Inputs     []Input
	ApprovedAt *time.Time // the latest approval; nil without one
	ApprovedBy string
	Note       string
	OldHash    string
	Old        Covered
	OldInputs  []Input
	FourEyes   bool // the tenant's rule
	Mine       bool // the person made or edited something of it since the last approval

	StartProblem string // why it was not started on its date
}

// Stale reports that the campaign is no longer what was approved.
func (r Review) Stale() bool { return r.ApprovedAt != nil && r.Hash != r.OldHash }

// Fresh reports that an approval covers what the campaign holds and stands on.
func (r Review) Fresh() bool { return r.ApprovedAt != nil && !r.Stale() && len(r.InputsMoved()) == 0 }

// Barred reports that four eyes keep the person from approving.
func (r Review) Barred() bool { return r.FourEyes && r.Mine }

// InputsMoved says which of the inputs are not those of the approval: "brand v3, now v5".
func (r Review) InputsMoved() []string {
	if r.ApprovedAt == nil {
		return nil
	}
	old := map[string]Input{}
	for _, i := range r.OldInputs {
		old[i.Kind+i.ID.String()] = i
	}
	var out []string
	for _, i := range r.Inputs {
		key := i.Kind + i.ID.String()
		was, ok := old[key]
		delete(old, key)
		switch {
		case !ok:
			out = append(out, strings.ToLower(Label(i.Kind))+" “"+i.Name+"”, new")
		case was.Version != i.Version:
			out = append(out, strings.ToLower(Label(i.Kind))+" “"+i.Name+"” v"+strconv.Itoa(was.Version)+", now v"+strconv.Itoa(i.Version))
		}
	}
	for _, i := range r.OldInputs {
		if _, gone := old[i.Kind+i.ID.String()]; gone {
			out = append(out, strings.ToLower(Label(i.Kind))+" “"+i.Name+"”, no longer used")
		}
	}
	return out
}

// RecordDiff is what changed on one record under an approval.
type RecordDiff struct {
	Kind  RecordKind
	Name  string
	Added bool
	Gone  bool
	Diffs []FieldDiff
}

// Changes lists what differs from what was approved, record by record.
func (r Review) Changes(w Words) []RecordDiff {
	var out []RecordDiff
	if d := KindCampaign.Type().Diff(r.Old.Campaign, r.Now.Campaign, w); len(d) > 0 {
		name, _ := r.Now.Campaign["campaign_name"].(string)
		out = append(out, RecordDiff{Kind: KindCampaign, Name: name, Diffs: d})
	}
	for _, part := range []struct {
		kind     RecordKind
		old, now map[string]Fields
	}{{KindChannel, r.Old.Channel, r.Now.Channel}, {KindAsset, r.Old.Asset, r.Now.Asset}, {KindVariant, r.Old.Variant, r.Now.Variant}} {
		out = append(out, partDiffs(part.kind, part.old, part.now, w)...)
	}
	return out
}

func partDiffs(kind RecordKind, old, now map[string]Fields, w Words) []RecordDiff {
	t := kind.Type()
	var out []RecordDiff
	var ids []string
	for id := range old {
		ids = append(ids, id)
	}
	for id := range now {
		if _, ok := old[id]; !ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		a, had := old[id]
		b, has := now[id]
		d := RecordDiff{Kind: kind, Added: !had, Gone: !has, Name: t.Text(t.Name, anyOf(b[t.Name], a[t.Name]), w)}
		if had && has {
			if d.Diffs = t.Diff(a, b, w); len(d.Diffs) == 0 {
				continue
			}
		}
		out = append(out, d)
	}
	return out
}

func anyOf(values ...any) any {
	for _, v := range values {
		if v != nil {
			return v
		}
	}
	return nil
}

// Check is one prerequisite of a launch.
type Check struct {
	OK           bool
	Text, Detail string
}

// LaunchChecks are the prerequisites of launching or scheduling a campaign. All must pass. today is the day in the
// tenant's zone, as 2026-01-31.
func LaunchChecks(c Campaign, channels []CampaignChannel, assets []Asset, r Review, today string) []Check {
	var out []Check
	add := func(ok bool, text, detail string) {
		if ok {
			detail = ""
		}
		out = append(out, Check{ok, text, detail})
	}
	add(r.ApprovedAt != nil && !r.Stale(), "The approval covers what the campaign holds now", "It changed after the approval, or was never approved.")
	add(len(r.InputsMoved()) == 0, "Brand, ICP and offer are those of the approval", strings.Join(r.InputsMoved(), "; "))
	add(c.StartDate != nil && c.EndDate != nil, "Start and end are set", "Set both dates.")
	add(c.EndDate == nil || c.EndDate.Format(time.DateOnly) >= today, "The end lies ahead", "The planned end has passed. Move it.")
	add(len(channels) > 0, "There is a channel", "Add a channel.")
	for _, h := range channels {
		has := slices.ContainsFunc(assets, func(a Asset) bool { return a.Kind() == h.Name && len(a.Variants) > 0 })
		add(has, "Content for "+Label(h.Name), "No written content has this channel.")
	}
	add(c.PrimaryKPI.Metric != "" && c.PrimaryKPI.Target > 0, "A KPI with a target", "Set the primary KPI and its target.")
	required := map[Rule]string{RuleOptOut: "Opt-out line in every SMS", RuleUnsubscribe: "Unsubscribe link in every email", RuleSender: "Sender’s address in every email", RuleTokens: "Every placeholder is known"}
	for _, rule := range []Rule{RuleOptOut, RuleUnsubscribe, RuleSender, RuleTokens} {
		applies, failed := ruleOver(assets, rule)
		if applies {
			add(len(failed) == 0, required[rule], strings.Join(failed, "; "))
		}
	}
	return out
}

// ruleOver applies one rule of the linter to every variant: whether it applies at all, and where it fails.
func ruleOver(assets []Asset, rule Rule) (applies bool, failed []string) {
	for _, a := range assets {
		for _, v := range a.Variants {
			for _, f := range LintVariant(a.Kind(), v) {
				if f.Rule != rule {
					continue
				}
				applies = true
				if !f.OK {
					failed = append(failed, a.Title+" ("+v.Type+")")
				}
			}
		}
	}
	return applies, failed
}

// Passed reports that every check passes.
func Passed(checks []Check) bool {
	return !slices.ContainsFunc(checks, func(c Check) bool { return !c.OK })
}

// Comment is one comment on a record.
type Comment struct {
	ID        uuid.UUID
	Body      string
	Author    string
	Told      []string // members named in it, who found it in their inbox
	CreatedAt time.Time
}

// InboxItem is one line of a person's inbox: something that waits for him, or that changed on what is his.
type InboxItem struct {
	Kind    string // review, stale, inputs, changes, change_set, moved, comment, mention, start, task
	ID      uuid.UUID
	Of      string // of a mention: the record's table, empty for campaigns
	Name    string
	State   CampaignState
	Origin  Origin // whose the campaign is, or the change: ai_cmo when a run suggests it
	Actor   string
	Note    string
	At      time.Time
	Due     *time.Time // of a task
	Mine    bool       // made or edited by the person: four eyes may bar him
	Unread  bool
	Waiting bool
}

// InboxCount is what the navigation shows.
type InboxCount struct {
	Waiting int
	Unread  int
}

// UnmarshalJSON reads what an approval covers; numbers keep their digits.
func (c *Covered) UnmarshalJSON(data []byte) error {
	type plain Covered
	return decodeJSON(data, (*plain)(c))
}

var _ json.Unmarshaler = (*Covered)(nil)
