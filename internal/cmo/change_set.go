package cmo

import (
	"time"

	"github.com/google/uuid"
)

// ChangeSet is changes to existing records that wait for a person's decision: edits to a live campaign, or what a run
// suggests.
type ChangeSet struct {
	ID            uuid.UUID
	Title         string
	CampaignID    *uuid.UUID // the live campaign that it changes
	NeedsApproval bool       // decided by approvers only
	State         string     // pending, applied, partly, rejected
	RunNo         *int64
	RunID         *uuid.UUID
	AuthorName    string
	CreatedBy     *uuid.UUID
	TokenName     string // of the program that asked for it, empty for none
	CreatedAt     time.Time
	DeciderName   string
	DecidedAt     *time.Time
	Items         int
	FourEyes      bool // the tenant's rule
	Mine          bool
}

// Barred reports that four eyes keep the person from deciding.
func (s ChangeSet) Barred() bool { return s.FourEyes && s.Mine && s.NeedsApproval }

// ChangeItem is one field of one record in a change set.
type ChangeItem struct {
	ID           uuid.UUID
	No           int
	RecordTable  string
	RecordID     uuid.UUID
	RecordName   string // as it is now
	BaseVersion  int
	Field        string
	Old, New     any
	Reason       string
	State        string // pending, accepted, rejected
	DecisionNote string
}

// Decision is what a person decides about one item.
type Decision struct {
	Accept bool
	Note   string // why not; required for a rejection
}
