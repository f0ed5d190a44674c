package cmo

import (
	"time"

	"github.com/google/uuid"
)

// KindMember is what a field refers to that names a member of the tenant. Members are no records.
const KindMember RecordKind = "member"

// Task is something to do: an entry of the calendar with an assignee, usually what accepting a recommendation made.
type Task struct {
	ID           uuid.UUID
	Version      int
	Title        string
	Text         string
	Due          time.Time
	State        TaskState
	Note         string // why it was dropped
	AssigneeID   *uuid.UUID
	Assignee     string // empty: nobody; a name, or "Former member"
	Mine         bool   // it is the person's
	CampaignID   *uuid.UUID
	CampaignName string
	AssetID      *uuid.UUID
	AssetTitle   string
	AdviceID     *uuid.UUID // the recommendation it came from
	AdviceTitle  string
	AboutKind    string // the record that the recommendation is about, where it is no campaign; a RecordKind
	AboutID      *uuid.UUID
	AboutName    string
	AboutParent  *uuid.UUID
	Maker        string
	Origin       Origin
	UpdatedAt    time.Time
	ArchivedAt   *time.Time
}

// TaskState is open, done or dropped.
type TaskState string

// The states of a task.
const (
	TaskOpen    TaskState = "open"
	TaskDone    TaskState = "done"
	TaskDropped TaskState = "dropped"
)

// TaskStates lists them.
var TaskStates = []TaskState{TaskOpen, TaskDone, TaskDropped}

// EventState is the state as an entry of the calendar stores it, empty for one there is not.
func (s TaskState) EventState() string {
	return map[TaskState]string{TaskOpen: "scheduled", TaskDone: "completed", TaskDropped: "cancelled"}[s]
}

// Assignable reports that a role can be given tasks: who may only read cannot do them here.
func (r Role) Assignable() bool { return r.Can(RightEdit) }
