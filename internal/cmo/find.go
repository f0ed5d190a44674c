package cmo

import (
	"strings"
	"time"

	"github.com/google/uuid"
)

// FindLongest is the longest text that is looked for, in characters.
const FindLongest = 200

// FindText is a text to look for as it is compared: lower case, its spaces single.
func FindText(text string) string { return strings.Join(strings.Fields(strings.ToLower(text)), " ") }

// Found is a record whose name holds what was looked for.
type Found struct {
	Kind      string // a RecordKind, recommendation or run
	ID        uuid.UUID
	ParentID  *uuid.UUID
	Name      string
	Of        string // what it is a part of
	Rank      int    // 1: the whole name, 2: its beginning, 3: a word's beginning, 4: inside a word
	UpdatedAt time.Time
}
