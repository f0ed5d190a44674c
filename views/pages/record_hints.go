package pages

import (
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// fieldHints say under a control what its field is for or how long it should be, by the control's name.
var fieldHints = map[string]string{
	"brand_voice": "Three to five words, separated by commas", "brand_personality": "Three to five traits", "logo_url": "Never fetched: pages only link to it", "website_url": "Never fetched",
	"brand_colors.primary": "Like #1d4d3a", "unique_value_proposition": "One sentence that only you can say",
	"pain_points": "At least 3", "goals": "At least 3", "buying_triggers": "At least 2", "objections": "At least 2", "priority_score": "0 to 100, the highest first",
	"config.source": "Where the tenant came from, like os", "config.integration_type": "Like native", "other": "A JSON object with every further key of the configuration",
	"is_primary": "The segment that is primary now gives the place up", "tags": "To find campaigns by; no approval is touched", "target_date": "Inside the plan’s dates",
}

// wordLists are the lists of short words: with script they are chips.
var wordLists = map[string]bool{
	"brand_personality": true, "core_values": true, "content_themes": true, "preferred_channels": true, "job_titles": true, "tags": true, "industry_verticals": true,
}

// nameOption is a record that a list of names may hold.
type nameOption struct {
	Name, Hint string
	On         bool
}

// nameOptions are the records of the field's kind, and what the list holds besides: a name that no record has can only
// be taken out.
func (f RecordForm) nameOptions(field cmo.Field, name string) []nameOption {
	var held []string
	for _, l := range strings.Split(strings.Join(f.Values[name], "\n"), "\n") {
		if l = strings.TrimSpace(l); l != "" {
			held = append(held, l)
		}
	}
	var out []nameOption
	found := map[string]bool{}
	for _, o := range f.Options {
		if o.Kind != string(field.Ref) {
			continue
		}
		found[strings.ToLower(o.Name)] = true
		x := nameOption{Name: o.Name}
		for _, h := range held {
			x.On = x.On || strings.EqualFold(h, o.Name)
		}
		out = append(out, x)
	}
	for _, h := range held {
		if !found[strings.ToLower(h)] {
			out = append(out, nameOption{h, "No " + field.Ref.Type().Noun + " has this name", true})
		}
	}
	return out
}
