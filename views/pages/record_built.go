package pages

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
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
	return &ui.Note{Tone: ui.Accent, Icon: "layers", Title: strings.Join(parts, ", ") + verb(all, " was ", " were ") + "built on this version.", Text: text}
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

// builtRow is a record that was built on another one.
type builtRow struct {
	ID, Href, Name, Kind, Text string
	Live, Moved                bool
	Marks                      []ui.MarkKind
	Redo                       string // the run that would draft it anew, empty where there is none
}

// redoModes name the run that drafts a kind of record.
var redoModes = map[string]cmo.Mode{"plan": cmo.ModeStrategy, "funnel": cmo.ModeFunnels, "campaign": cmo.ModeCampaigns, "asset": cmo.ModeContent}

// QueueNotes leads from a record's page to what was built on an older version of it; without any it is empty.
func QueueNotes(t cmo.Tenant, kind cmo.RecordKind, id string, version int, built []cmo.Built) []ui.Note {
	moved := 0
	for _, b := range built {
		if !b.Archived && b.Version < version {
			moved++
		}
	}
	if moved == 0 {
		return nil
	}
	return []ui.Note{{Tone: ui.Warn, Icon: "layers", Title: plural(moved, "record") + verb(moved, " was ", " were ") + "built on an older version of this " + kind.Type().Noun + ".",
		Text: "Each waits until somebody keeps it as it is or redoes it.", Actions: []ui.Button{{Label: "See what waits", Href: paths.RecordHistory(t.Slug, kind.Type().Collection, id) + "#built"}}}}
}

// builtRows lists what was built on a record: first what waits for a decision because the record moved on.
func builtRows(t cmo.Tenant, built []cmo.Built, version int) []builtRow {
	var out []builtRow
	for _, b := range built {
		if b.Archived {
			continue
		}
		typ, id := cmo.RecordKind(b.Kind).Type(), b.ID.String()
		row := builtRow{ID: id, Name: b.Name, Kind: cmo.Label(b.Kind), Live: b.Live, Moved: b.Version < version, Marks: originMarks(b.Origin), Href: paths.RecordHistory(t.Slug, typ.Collection, id), Text: "built on v" + strconv.Itoa(b.Version)}
		if row.Moved {
			row.Text += ", now v" + strconv.Itoa(version)
			if mode, ok := redoModes[b.Kind]; ok && t.Role.Can(cmo.RightEdit) {
				row.Redo = paths.RunNewFor(t.Slug, string(mode), b.Kind, id)
			}
		}
		out = append(out, row)
	}
	slices.SortStableFunc(out, func(a, b builtRow) int { return rankBuilt(b) - rankBuilt(a) })
	return out
}

func rankBuilt(b builtRow) int {
	rank := 0
	if b.Moved {
		rank += 2
	}
	if b.Live {
		rank++
	}
	return rank
}
