package playbook

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The texts of a tenant are fragments of any grammar. They are quoted as sentences and list entries of their own and not
// bent into other sentences, so that what comes out reads as well as what came in.

// sentence is a fragment as a sentence of its own.
func sentence(s string) string {
	s = upper(strings.TrimSpace(s))
	if s == "" || strings.ContainsRune(".!?…:", lastRune(s)) {
		return s
	}
	return s + "."
}

// bare is a text without its closing full stop.
func bare(s string) string { return strings.TrimRight(strings.TrimSpace(s), ".!; ") }

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// lower turns the first letter down unless the word is an acronym or written inside with capitals.
func lower(s string) string {
	first, _, _ := strings.Cut(s, " ")
	for i, r := range first {
		if i > 0 && unicode.IsUpper(r) || r == 'I' && len(first) == 1 {
			return s
		}
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// list joins words as "a, b and c".
func list(words ...string) string {
	words = slices.DeleteFunc(slices.Clone(words), func(s string) bool { return s == "" })
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	last := " and "
	if slices.ContainsFunc(words, func(s string) bool { return strings.Contains(s, " and ") }) && len(words) > 2 { // dates and hours, and terms
		last = ", and "
	}
	return strings.Join(words[:len(words)-1], ", ") + last + words[len(words)-1]
}

// bullets is a Markdown list of fragments.
func bullets(items []string) string {
	var b strings.Builder
	for _, i := range items {
		b.WriteString("- " + upper(bare(i)) + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// take is the first n of a list, or fewer.
func take(items []string, n int) []string { return items[:min(n, len(items))] }

// at is an entry of a list, turning over at its end; empty for an empty list.
func at(items []string, i int) string {
	if len(items) == 0 {
		return ""
	}
	return items[((i%len(items))+len(items))%len(items)]
}

// orElse is the first text that is not empty.
func orElse(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}

// seed is a number that stays the same for the same words: it varies the wording between tenants and pieces.
func seed(words ...string) int {
	h := fnv.New32a()
	for _, w := range words {
		_, _ = h.Write([]byte(w + "\x00")) // never fails
	}
	return int(h.Sum32() >> 1)
}

// runes counts characters as readers do.
func runes(s string) int { return utf8.RuneCountInString(s) }

// clip cuts a text at a word so that it has at most n characters, and drops what would dangle.
func clip(s string, n int) string {
	s = strings.TrimSpace(s)
	if runes(s) <= n {
		return s
	}
	r := []rune(s)[:n+1]
	cut := string(r)
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	} else {
		cut = string(r[:n])
	}
	for {
		cut = strings.TrimRight(cut, " ,;:.-–")
		i := strings.LastIndexByte(cut, ' ')
		if i < 0 || !dangling[strings.ToLower(cut[i+1:])] {
			return cut
		}
		cut = cut[:i]
	}
}

// dangling are words that must not end a line.
var dangling = words("a an the and or of for to in on at by with from your our my their his her its this that is are be as you we it not no if who which what how when than into per")

// wants are verbs that end the name of an audience.
var wants = words("costs cost get gets like want")

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// fits is the first of the candidates, begun at a turn, whose length lies in a range; else the nearest below, cut.
func fits(turn, least, most int, candidates ...string) string {
	candidates = slices.DeleteFunc(candidates, func(s string) bool { return strings.TrimSpace(s) == "" })
	for i := range candidates {
		if c := at(candidates, turn+i); runes(c) >= least && runes(c) <= most {
			return c
		}
	}
	best := ""
	for i := range candidates {
		c := clip(at(candidates, turn+i), most)
		if runes(c) > runes(best) {
			best = c
		}
	}
	return best
}

// title writes a name in title case; small words stay small, capitals stay.
func title(s string) string {
	fields := strings.Fields(s)
	for i, w := range fields {
		if i > 0 && smallWords[strings.ToLower(w)] {
			continue
		}
		fields[i] = upper(w)
	}
	return strings.Join(fields, " ")
}

var smallWords = words("a an the and or of for to in on at by with from")

// unique drops repeats, whatever their case.
func unique(items []string) []string {
	seen := map[string]bool{}
	out := []string{}
	for _, i := range items {
		key := strings.ToLower(strings.TrimSpace(i))
		if key != "" && !seen[key] {
			seen[key] = true
			out = append(out, strings.TrimSpace(i))
		}
	}
	return out
}
