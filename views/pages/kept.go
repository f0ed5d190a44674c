package pages

import (
	"maps"
	"net/url"
	"slices"
	"strings"

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
			if text := strings.Join(values[name], ", "); text != "" && !slices.Contains([]string{"base", "id", "parent", "resume", "kept"}, name) && !strings.HasSuffix(name, ".row") {
				k.Texts = append(k.Texts, textField{Label: cmo.Label(strings.ReplaceAll(name, ".", " ")), Text: shorten(text, keptText)})
			}
		}
		v.Forms = append(v.Forms, k)
	}
	return v
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
