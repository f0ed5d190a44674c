package store

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Cursor is where a page of a list was cut: the sort key and the id of its last row. It carries no right: a made-up
// one only starts the reader's own list elsewhere.
type Cursor struct {
	Key string
	ID  uuid.UUID
}

// Encode is the cursor as it stands in a URL.
func (c Cursor) Encode() string {
	return base64.RawURLEncoding.EncodeToString([]byte(c.ID.String() + c.Key))
}

var errDamagedCursor = cmo.Errorf(cmo.Invalid, "This page link is damaged. Start again from the first page.")

// ParseCursor reads what Encode wrote. An empty text is no cursor; anything else that does not fit is cmo.Invalid.
func ParseCursor(text string) (*Cursor, error) {
	if text == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) < 36 || len(raw) > 700 || !utf8.Valid(raw) || strings.ContainsRune(string(raw), 0) {
		return nil, errDamagedCursor
	}
	id, err := uuid.Parse(string(raw[:36]))
	if err != nil {
		return nil, errDamagedCursor
	}
	return &Cursor{Key: string(raw[36:]), ID: id}, nil
}
