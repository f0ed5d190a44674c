package ui

import "strings"

// NewDiff marks the words of a field that changed: what both texts start and end with stays plain.
func NewDiff(title, old, next string) Diff {
	a, b := splitWords(old), splitWords(next)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return Diff{Title: title, Old: diffParts(a, head, tail), New: diffParts(b, head, tail), OldWord: "Before", NewWord: "After"}
}

func diffParts(words []string, head, tail int) []DiffPart {
	var out []DiffPart
	add := func(list []string, changed bool) {
		if len(list) > 0 {
			out = append(out, DiffPart{Text: strings.Join(list, ""), Changed: changed})
		}
	}
	add(words[:head], false)
	add(words[head:len(words)-tail], true)
	add(words[len(words)-tail:], false)
	return out
}

// splitWords cuts a text before each word; joined the pieces are the text again.
func splitWords(s string) []string {
	var out []string
	start := 0
	for i := 1; i < len(s); i++ {
		if s[i] != ' ' && s[i] != '\n' && (s[i-1] == ' ' || s[i-1] == '\n') {
			out, start = append(out, s[start:i]), i
		}
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}
