package ui

import (
	"context"
	"io"
	"regexp"
)

var tokenPattern = regexp.MustCompile(`\{\{\s*[A-Za-z][A-Za-z0-9_.]*\s*\}\}`)

// Tokens prints a text and highlights its {{placeholders}}. Line breaks are kept.
type Tokens string

// Render writes the text.
func (t Tokens) Render(ctx context.Context, w io.Writer) error {
	return tokens(splitTokens(string(t))).Render(ctx, w)
}

type tokenPart struct {
	text  string
	token bool
}

// splitTokens cuts a text into plain parts and placeholders, in order; joined they are the text again.
func splitTokens(s string) []tokenPart {
	var parts []tokenPart
	at := 0
	for _, m := range tokenPattern.FindAllStringIndex(s, -1) {
		if m[0] > at {
			parts = append(parts, tokenPart{text: s[at:m[0]]})
		}
		parts = append(parts, tokenPart{text: s[m[0]:m[1]], token: true})
		at = m[1]
	}
	if at < len(s) {
		parts = append(parts, tokenPart{text: s[at:]})
	}
	return parts
}
