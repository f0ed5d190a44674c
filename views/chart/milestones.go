package chart

import (
	"context"
	"io"
	"strconv"
)

// MilestoneKind says how a milestone stands.
type MilestoneKind string

// The kinds of a milestone.
const (
	MilestoneOpen   MilestoneKind = "open"
	MilestoneWork   MilestoneKind = "work"
	MilestoneDone   MilestoneKind = "done"
	MilestoneLate   MilestoneKind = "late" // open, and its day has passed
	MilestoneMissed MilestoneKind = "missed"
)

// Mark is a numbered milestone on a Milestones line.
type Mark struct {
	No   int
	At   float64 // 0 to 1 from start to end; beyond is drawn at the edge
	Kind MilestoneKind
}

// Milestones is the timeline of a plan: three thirds, numbered marks, today. What the numbers mean stands beside it.
type Milestones struct {
	Label      string // the whole as a sentence, for readers
	Phases     []Phase
	Marks      []Mark
	Today      float64
	HasToday   bool
	Start, End string
	TodayText  string
}

// Phase is a stretch of the line.
type Phase struct {
	Name     string
	From, To float64
}

// Render writes the timeline.
func (m Milestones) Render(ctx context.Context, w io.Writer) error {
	return milestones(m, m.place()).Render(ctx, w)
}

const (
	markRadius = 9.0
	laneHeight = 22.0
	firstLane  = 42.0
	laneGap    = 0.055 // of the width: nearer marks take another lane
)

// placed is a mark with its place on the drawing.
type placed struct {
	x, y, no, class, text string
}

// place spreads marks that stand close together over lanes.
func (m Milestones) place() []placed {
	var ends []float64
	out := make([]placed, len(m.Marks))
	for i, k := range m.Marks {
		at := max(0.02, min(0.98, k.At))
		lane := 0
		for lane < len(ends) && at-ends[lane] < laneGap {
			lane++
		}
		if lane == len(ends) {
			ends = append(ends, at)
		}
		ends[lane] = at
		out[i] = placed{x: share(at), y: num(firstLane + float64(lane)*laneHeight), no: strconv.Itoa(k.No), class: markClasses[k.Kind], text: markTexts[k.Kind]}
	}
	return out
}

var markClasses = map[MilestoneKind]string{MilestoneOpen: "m-open", MilestoneWork: "m-work", MilestoneDone: "m-done", MilestoneLate: "m-late", MilestoneMissed: "m-missed"}

var markTexts = map[MilestoneKind]string{MilestoneOpen: "c-t-2", MilestoneWork: "m-t-on", MilestoneDone: "m-t-on", MilestoneLate: "m-t-warn", MilestoneMissed: "m-t-on"}

// height has room for every lane.
func (m Milestones) height(marks []placed) string {
	low := firstLane
	for _, p := range marks {
		if y, err := strconv.ParseFloat(p.y, 64); err == nil {
			low = max(low, y)
		}
	}
	return num(low + markRadius + 6)
}

func share(at float64) string { return num(at*100) + "%" }

func (p Phase) x() string { return share(p.From) }

func (p Phase) width() string { return share(p.To - p.From) }

// class shades every second phase.
func phaseClass(i int) string {
	if i%2 == 1 {
		return "m-phase m-phase-2"
	}
	return "m-phase"
}
