package pages

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// ConflictView shows two texts of one record field by field: what a person typed and what somebody else saved meanwhile.
type ConflictView struct {
	Title  string
	Note   ui.Note
	Action string
	Cancel string
	Hidden []hiddenField // everything typed, and the version that the choice is made over
	Choose []clashView
	Taken  []clashView // only the other person changed these
	Mine   []clashView // only this person did
}

type clashView struct {
	Name         string // of the radios
	Label        string
	Mine, Theirs string
}

// NewConflictView builds the page. The form's typed values travel along, so that nothing typed is lost.
func NewConflictView(t cmo.Tenant, c *cmo.VersionConflict, typed url.Values, mine cmo.Fields, names []cmo.RecordOption, action, cancel string, now time.Time) ConflictView {
	return newConflictView(newLocal(t, now), c, typed, mine, names, action, cancel)
}

func newConflictView(l local, c *cmo.VersionConflict, typed url.Values, mine cmo.Fields, names []cmo.RecordOption, action, cancel string) ConflictView {
	by := orWord(c.Current.AuthorName, "Somebody else")
	v := ConflictView{
		Title: "Two versions of “" + c.Current.Name + "”", Action: action, Cancel: cancel,
		Note: ui.Note{Tone: ui.Warn, Icon: "git-compare", Alert: true, Title: by + " saved version " + strconv.Itoa(c.Current.Version) + " on " + l.moment(c.Current.UpdatedAt) + ", while you were editing.",
			Text: "Nothing of yours is saved yet and nothing is lost. Choose per field, then save."},
	}
	for _, name := range slices.Sorted(maps.Keys(typed)) {
		if name == "base" || name == "resume" || isPick(name) {
			continue
		}
		for _, value := range typed[name] {
			v.Hidden = append(v.Hidden, hiddenField{name, value})
		}
	}
	v.Hidden = append(v.Hidden, hiddenField{"base", strconv.Itoa(c.Current.Version)})
	for _, k := range c.Clashes(mine, recordWords(l, names)) {
		view := clashView{Name: pickPrefix + k.Column, Label: k.Label, Mine: orWord(k.Mine, "(empty)"), Theirs: orWord(k.Theirs, "(empty)")}
		switch {
		case k.Both:
			v.Choose = append(v.Choose, view)
		case k.TheirsOnly:
			v.Taken = append(v.Taken, view)
			v.Hidden = append(v.Hidden, hiddenField{view.Name, PickTheirs})
		default:
			v.Mine = append(v.Mine, view)
		}
	}
	return v
}

// pickPrefix starts the name of a choice between two texts; what is picked are PickMine and PickTheirs.
const pickPrefix = "pick."

// The two texts of a conflict.
const (
	PickMine   = "mine"
	PickTheirs = "theirs"
)

func isPick(name string) bool {
	return len(name) > len(pickPrefix) && name[:len(pickPrefix)] == pickPrefix
}

// Picked takes the columns out of a form for which the newer text was chosen.
func Picked(form url.Values, t cmo.RecordType) {
	for _, f := range t.Fields {
		if form.Get(pickPrefix+f.Column) != PickTheirs {
			continue
		}
		for name := range form {
			if name == f.Column || len(name) > len(f.Column) && name[:len(f.Column)+1] == f.Column+"." {
				delete(form, name)
			}
		}
	}
}

// recordWords are what values need to become words in one tenant.
func recordWords(l local, names []cmo.RecordOption) cmo.Words {
	w := cmo.Words{Zone: l.zone, Clock: l.clocks, Currency: l.currency, Names: map[string]string{}}
	for _, o := range names {
		w.Names[o.ID.String()] = o.Name
	}
	return w
}
