package cmo

import (
	"strings"
	"time"

	"github.com/google/uuid"
)

// Drift says how the public mark of a campaign disagrees with who made it.
type Drift string

// The kinds of drift.
const (
	DriftMissing Drift = "missing" // made by the AI CMO, no mark
	DriftForged  Drift = "forged"  // marked, but no run made it
	DriftMoved   Drift = "moved"   // the mark stands inside the text
	DriftCase    Drift = "case"    // the mark in other letters
)

// DriftOf compares a description with the record's origin. Empty: they agree.
func DriftOf(origin Origin, description string) Drift {
	at := markAt(description)
	switch {
	case origin != OriginAI && at == 0:
		return DriftForged
	case origin != OriginAI || strings.HasPrefix(description, MarkPrefix):
		return ""
	case at == 0:
		return DriftCase
	case at > 0:
		return DriftMoved
	}
	return DriftMissing
}

// RepairMark is the description with the mark where the origin wants it and nowhere else at its start or inside.
func RepairMark(origin Origin, description string) string {
	if DriftOf(origin, description) == DriftMoved {
		for at := markAt(description); at >= 0; at = markAt(description) {
			description = strings.TrimSpace(description[:at]) + " " + strings.TrimSpace(description[at+len(MarkPrefix):])
		}
	}
	return WithMark(origin, description)
}

// markAt is where the mark begins in a text, in whatever case; -1 for nowhere.
func markAt(text string) int {
	for at := 0; at+len(MarkPrefix) <= len(text); at++ {
		if strings.EqualFold(text[at:at+len(MarkPrefix)], MarkPrefix) {
			return at
		}
	}
	return -1
}

// Drifted is a campaign whose mark disagrees with who made it.
type Drifted struct {
	ID          uuid.UUID
	Name        string
	Origin      Origin
	RunNo       *int64
	Description string
	Status      string
	ReviewState string
	Waits       bool // a repair waits as a change to what is live
	UpdatedAt   time.Time
}
