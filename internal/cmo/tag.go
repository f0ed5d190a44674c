package cmo

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A campaign has at most so many tags, of at most so many characters.
const (
	MaxTags   = 20
	MaxTagLen = 40
)

// CleanTag is a tag as it is stored: with single spaces and without a comma, which separates tags.
func CleanTag(s string) (tag string, err error) {
	text, problem := cleanText(s)
	tag = strings.Join(strings.Fields(text), " ")
	switch {
	case problem != "":
		return "", Errorf(Invalid, "%s", problem)
	case tag == "":
		return "", Errorf(Invalid, "Write the tag.")
	case strings.Contains(tag, ","):
		return "", Errorf(Invalid, "A tag has no comma.")
	case utf8.RuneCountInString(tag) > MaxTagLen:
		return "", Errorf(Invalid, "A tag has at most %d characters.", MaxTagLen)
	}
	return tag, nil
}

// HasTag reports whether a tag is among them, in whatever case.
func HasTag(tags []string, tag string) bool {
	return slices.ContainsFunc(tags, func(t string) bool { return strings.EqualFold(t, tag) })
}

// WithTag and WithoutTag are the tags after one was added or removed.
func WithTag(tags []string, tag string) []string {
	if HasTag(tags, tag) {
		return tags
	}
	return append(slices.Clone(tags), tag)
}

// WithoutTag is the tags without one.
func WithoutTag(tags []string, tag string) []string {
	return slices.DeleteFunc(slices.Clone(tags), func(t string) bool { return strings.EqualFold(t, tag) })
}

func tagProblem(c Campaign, tag string) string {
	switch {
	case HasTag(c.Tags, tag):
		return "It has this tag already."
	case len(c.Tags) >= MaxTags:
		return "It has " + strconv.Itoa(MaxTags) + " tags, the most there are."
	}
	return ""
}

// tags reads the tags of a campaign: each once, in whatever case. A comma separates them like a line.
func (r *formReader) tags(name string, typed []string) any {
	var tags []string
	for _, part := range strings.FieldsFunc(strings.Join(typed, "\n"), func(c rune) bool { return c == ',' || c == '\n' }) {
		if strings.TrimSpace(part) == "" {
			continue
		}
		tag, err := CleanTag(part)
		if err != nil {
			return r.fail(name, "%s", err.Error())
		}
		tags = WithTag(tags, tag)
	}
	if len(tags) > MaxTags {
		return r.fail(name, "At most %d tags.", MaxTags)
	}
	out := make([]any, len(tags))
	for i, t := range tags {
		out[i] = t
	}
	return out
}
