package cmo

import (
	"time"

	"github.com/google/uuid"
)

// BulkAct is something done with many campaigns at once.
type BulkAct string

// What can be done with many campaigns. Approving is not among them: an approval holds what its reader saw, and nobody
// reads many campaigns in one glance.
const (
	BulkReview    BulkAct = "review"
	BulkWithdraw  BulkAct = "withdraw"
	BulkPause     BulkAct = "pause"
	BulkArchive   BulkAct = "archive"
	BulkUnarchive BulkAct = "unarchive"
	BulkTag       BulkAct = "tag"
	BulkUntag     BulkAct = "untag"
)

// How many campaigns one act takes: picked one by one, and of all that a filter matches.
const (
	BulkPicked = 500
	BulkLimit  = 10_000
)

// BulkRule describes an act: who may, what it is called and does, and the step it takes, if it is one.
type BulkRule struct {
	Act    BulkAct
	Right  Right
	Verb   string
	Past   string
	Effect string
	From   []CampaignState
	To     CampaignState // empty for what is no step
	Tag    string        // the word that a tagging act is about; the rules of the list have none
}

// Tags reports that the act needs a tag.
func (r BulkRule) Tags() bool { return r.Act == BulkTag || r.Act == BulkUntag }

// BulkRules lists the acts in the order of their buttons.
var BulkRules = []BulkRule{
	{BulkReview, RightEdit, "Request review", "Sent to review", "Approvers find them in their inbox. It can be withdrawn.", []CampaignState{StateDraft, StateChanges}, StateInReview, ""},
	{BulkWithdraw, RightEdit, "Withdraw", "Withdrawn", "They leave the approvers’ inbox and are drafts again.", []CampaignState{StateInReview}, StateDraft, ""},
	{BulkPause, RightApprove, "Pause", "Paused", "They stay as they are and are not live until resumed.", []CampaignState{StateActive}, StatePaused, ""},
	{BulkTag, RightEdit, "Add tag", "Tagged", "They can be found by it. No approval is touched.", nil, "", ""},
	{BulkUntag, RightEdit, "Remove tag", "Tag removed", "They keep their other tags. No approval is touched.", nil, "", ""},
	{BulkArchive, RightEdit, "Archive", "Archived", "They leave every list and are kept for their history. This can be undone.", nil, "", ""},
	{BulkUnarchive, RightEdit, "Bring back", "Brought back", "They stand in the lists again.", nil, "", ""},
}

// Rule is the act's rule; ok is false for an act that does not exist.
func (a BulkAct) Rule() (rule BulkRule, ok bool) {
	for _, r := range BulkRules {
		if r.Act == a {
			return r, true
		}
	}
	return BulkRule{}, false
}

// Before says why the act will leave a campaign out, as far as that is known before its tag is.
func (r BulkRule) Before(c Campaign) string {
	if r.Tags() && c.ArchivedAt == nil {
		return ""
	}
	return r.Skip(c)
}

// Skip says why the act leaves a campaign out, empty if it does not.
func (r BulkRule) Skip(c Campaign) string {
	archived, s := c.ArchivedAt != nil, c.State()
	switch {
	case r.Act == BulkUnarchive && !archived:
		return "It is not archived."
	case r.Act == BulkUnarchive:
		return ""
	case archived:
		return "It is archived."
	case r.Act == BulkTag:
		return tagProblem(c, r.Tag)
	case r.Act == BulkUntag && !HasTag(c.Tags, r.Tag):
		return "It does not have this tag."
	case r.Act == BulkUntag:
		return ""
	case r.Act == BulkArchive && (s == StateScheduled || s == StateActive || s == StatePaused):
		return "It is scheduled, live or paused."
	case r.Act == BulkArchive:
		return ""
	}
	for _, from := range r.From {
		if s == from {
			return ""
		}
	}
	switch {
	case s == r.To:
		return "It is there already."
	case r.Act == BulkReview && s == StateApproved:
		return "It is approved already."
	}
	return "There is no such step from its state, " + Label(string(s)) + "."
}

// BulkItem is one campaign of an act on many.
type BulkItem struct {
	ID         uuid.UUID
	CampaignID uuid.UUID
	Name       string
	Origin     Origin // of the campaign, empty when there is none
	Done       *bool  // nil: not yet looked at
	Why        string // it was left out
}

// BulkAction is one act on many campaigns.
type BulkAction struct {
	ID         uuid.UUID
	Act        BulkAct
	Note       string
	Tag        string
	Actor      string
	Mine       bool
	Idle       bool // not ended, and nothing happens: it was interrupted
	CreatedAt  time.Time
	FinishedAt *time.Time
}

// BulkCounts is how far an act on many has come.
type BulkCounts struct {
	Done    int
	LeftOut int
	Waiting int
}

// All is how many campaigns the act is about.
func (n BulkCounts) All() int { return n.Done + n.LeftOut + n.Waiting }

// BulkStart is an act on many that has begun.
type BulkStart struct{ ID uuid.UUID }
