// Package ui holds the design system's primitives. A leaf is a struct with a Render method (`@ui.Button{Label: "Save"}`) or a
// function of plain values (`@ui.Icon("plus", 16)`); what has content between its tags is a function (`@ui.Card(ui.CardHead{…}) { … }`).
// Nothing here knows the product's nouns: words, tones and URLs arrive finished.
package ui

import (
	"hash/fnv"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// Tone colours a badge, banner or toast; a glyph and a word always carry the same meaning.
type Tone string

// The tones.
const (
	Neutral Tone = ""
	Accent  Tone = "accent"
	OK      Tone = "ok"
	Warn    Tone = "warn"
	Bad     Tone = "bad"
	Outline Tone = "line"
)

// Size scales buttons and avatars.
type Size string

// The sizes.
const (
	Medium Size = ""
	Small  Size = "sm"
	Large  Size = "lg"
)

// cls joins class names and leaves out the empty ones.
func cls(names ...string) string {
	var b strings.Builder
	for _, n := range names {
		if n == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(n)
	}
	return b.String()
}

// when is s if ok holds, else the empty string.
func when(ok bool, s string) string {
	if ok {
		return s
	}
	return ""
}

// or is the first non-empty string.
func or(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

func num(n int) string { return strconv.Itoa(n) }

// px prints a coordinate with at most one decimal.
func px(f float64) string { return strconv.FormatFloat(f, 'f', -1, 32) }

// round1 rounds to one decimal, so that goldens and caches are stable.
func round1(f float64) float64 {
	if f < 0 {
		return -round1(-f)
	}
	return float64(int64(f*10+0.5)) / 10
}

func clamp01(f float64) float64 { return max(0, min(1, f)) }

// id makes a DOM id from a base and a suffix; without a base there is no id.
func id(base, suffix string) string {
	if base == "" {
		return ""
	}
	return base + "-" + suffix
}

// url marks one of our own paths as safe; scheme URLs other than http, https, mailto and tel are refused by templ.
func url(s string) templ.SafeURL { return templ.URL(s) }

// Initials are the first letters of the first and last word of a name, at most two.
func Initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "?"
	}
	first := firstRune(words[0])
	if len(words) == 1 {
		return strings.ToUpper(first)
	}
	return strings.ToUpper(first + firstRune(words[len(words)-1]))
}

// tileInitials are the first letters of a tenant's first two words.
func tileInitials(name string) string {
	words := strings.Fields(name)
	if len(words) > 2 {
		words = words[:2]
	}
	return Initials(strings.Join(words, " "))
}

func firstRune(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	return string(r)
}

// logoClass picks one of six fixed hues from the name, so a tenant keeps its tile everywhere.
func logoClass(name string, small bool) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return cls("logo", "logo-"+string(rune('a'+h.Sum32()%6)), when(small, "logo-sm"))
}
