package cmo

import (
	"slices"
	"strings"
	"unicode"

	"github.com/google/uuid"
)

// Mentioned lists the members that a text names by @: by their whole name, whatever its case, or by their first name
// where it is no one else's. The longest name wins, so that "@Ann Leeds" does not name Ann Lee. Members of one whole name are
// all named. An @ inside a word, as in an address, names nobody.
func Mentioned(text string, members []Member) []uuid.UUID {
	var out []uuid.UUID
	runes := []rune(strings.ToLower(text))
	for at, r := range runes {
		if r != '@' || at > 0 && wordRune(runes[at-1]) {
			continue
		}
		for _, id := range namedAt(runes[at+1:], members) {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}

// namedAt are the members whose name the text begins with.
func namedAt(text []rune, members []Member) []uuid.UUID {
	var whole, first []uuid.UUID
	length := 0
	for _, m := range members {
		name := []rune(strings.ToLower(strings.TrimSpace(m.Name)))
		if len(name) >= max(length, 1) && begins(text, name) {
			if len(name) > length {
				whole, length = nil, len(name)
			}
			whole = append(whole, m.ID)
		}
		if word, _, _ := strings.Cut(string(name), " "); word != "" && begins(text, []rune(word)) {
			first = append(first, m.ID)
		}
	}
	if whole != nil || len(first) != 1 {
		return whole
	}
	return first
}

// begins reports that the text starts with a name that ends there.
func begins(text, name []rune) bool {
	return len(text) >= len(name) && slices.Equal(text[:len(name)], name) && (len(text) == len(name) || !wordRune(text[len(name)]))
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }
