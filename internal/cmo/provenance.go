package cmo

import (
	"time"

	"github.com/google/uuid"
)

// Provenance says who made a record and who changed it last.
type Provenance struct {
	Origin       Origin
	RunID        *uuid.UUID
	RunNo        *int64
	RunAgent     string // id of the agent that made it, empty without a run
	Prompt       string // version of the prompt it was made with
	Version      int
	EditedByName string // the person who last changed it, empty if only its maker did
	OwnerName    string // the person who made it, or started the run that did
	CreatedAt    time.Time
	UpdatedAt    time.Time
	ArchivedAt   *time.Time
}
