package pages

import (
	"strconv"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// builtNote says before saving what stands on the version that is about to be replaced. Without any it is nil.
func builtNote(version int, built []cmo.Built) *ui.Note {
	counts, live, all := map[string]int{}, 0, 0
	for _, b := range built {
		if b.Archived || b.Version != version {
			continue
		}
		counts[b.Kind]++
		all++
		if b.Live {
			live++
		}
	}
	if all == 0 {
		return nil
	}
	var parts []string
	for _, kind := range []string{"plan", "funnel", "campaign", "asset"} {
		if n := counts[kind]; n > 0 {
			parts = append(parts, plural(n, kind))
		}
	}
	text := "After saving they show “built on v" + strconv.Itoa(version) + ", now v" + strconv.Itoa(version+1) + "” until somebody keeps or redoes them. Nothing of theirs changes by itself."
	if live > 0 {
		text = "Live now: " + strconv.Itoa(live) + ". " + text
	}
	return &ui.Note{Tone: ui.Accent, Icon: "layers", Title: strings.Join(parts, ", ") + " were built on this version.", Text: text}
}

// WithBuilt adds the note of what was built on the version being edited.
func (f RecordForm) WithBuilt(built []cmo.Built) RecordForm {
	if n := builtNote(f.Base, built); n != nil {
		f.Notes = append(f.Notes, *n)
	}
	return f
}

// SourceBadge is the badge of a record whose source has moved on: "Built on brand v3, now v5".
func SourceBadge(states []cmo.SourceState) string {
	var parts []string
	for _, s := range states {
		if s.Moved() {
			parts = append(parts, movedText(s))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	if len(parts) > 1 {
		return "Built on " + parts[0] + " and " + plural(len(parts)-1, "older source")
	}
	return "Built on " + parts[0]
}

// movedText is a source then and now: "brand v3, now v5".
func movedText(s cmo.SourceState) string {
	name := s.Name
	if s.Kind == string(cmo.KindBrand) {
		name = "brand"
	}
	if s.Archived {
		return name + ", now archived"
	}
	return name + " v" + strconv.Itoa(s.BuiltOn) + ", now v" + strconv.Itoa(s.Now)
}
