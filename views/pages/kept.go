package pages

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// KeptView lists forms that were sent over an ended session.
type KeptView struct{ Forms []keptForm }

type keptForm struct {
	ID, Action, Title, When, Button string
	Hidden                          []hiddenField
	Texts                           []textField
}

// keptText is how much of a kept field the list shows.
const keptText = 300

// NewKeptView builds the page. A form over a record opens again with its text; any other is sent as it was.
func NewKeptView(l Clock, list []cmo.ParkedForm) KeptView {
	var v KeptView
	for _, f := range list {
		values, err := url.ParseQuery(f.Form)
		if err != nil {
			continue
		}
		k := keptForm{ID: f.ID.String(), Action: f.Path, When: "Kept for 30 minutes from " + l.clocks.Time(f.CreatedAt.UTC()) + " UTC", Button: "Send it now", Title: keptTitle(f.Path)}
		if values.Has("base") || values.Has("id") {
			k.Button = "Open the form again"
			values.Set("resume", "1")
		}
		values.Set("kept", k.ID)
		for _, name := range slices.Sorted(maps.Keys(values)) {
			for _, value := range values[name] {
				k.Hidden = append(k.Hidden, hiddenField{name, value})
			}
			if text := keptWords(values[name]); text != "" && !slices.Contains(keptAside, name) && !strings.HasSuffix(name, ".row") {
				k.Texts = append(k.Texts, textField{Label: keptLabel(keptType(f.Path), name), Text: shorten(text, keptText)})
			}
		}
		v.Forms = append(v.Forms, k)
	}
	return v
}

// keptAside are fields that nobody typed.
var keptAside = []string{"base", "id", "parent", "resume", "kept", "next", "comment", "step", "query", "shown", "will", "list"}

// keptWords are the values of a field that are words: no ids, which say nothing to anybody.
func keptWords(values []string) string {
	var out []string
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" && uuid.Validate(v) != nil {
			out = append(out, v)
		}
	}
	return strings.Join(out, ", ")
}

// keptType is the kind of record whose form a path takes, an empty one for others.
func keptType(path string) (found cmo.RecordType) {
	for _, part := range strings.Split(path, "/") {
		for _, t := range cmo.RecordTypes {
			if t.Collection == part {
				found = t
			}
		}
	}
	return found
}

// keptLabel is a field as its form calls it.
func keptLabel(t cmo.RecordType, name string) string {
	column, part, ok := strings.Cut(name, ".")
	field, known := t.Field(column)
	switch {
	case !known:
		return cmo.Label(strings.ReplaceAll(name, ".", " "))
	case !ok:
		return field.Label
	}
	for _, p := range field.Parts {
		if p.Column == part {
			part = strings.ToLower(p.Label)
		}
	}
	return field.Label + ", " + part
}

// keptTitle names the page a form belongs to: "campaigns, edit".
func keptTitle(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) < 3 {
		return "A form"
	}
	title := cmo.Label(parts[2])
	if last, _, _ := strings.Cut(parts[len(parts)-1], "?"); len(parts) > 3 && len(last) < 20 {
		title += ": " + strings.ReplaceAll(last, "-", " ")
	}
	return title
}
