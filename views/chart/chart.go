// Package chart draws server-side SVG: colours come from classes, geometry from attributes, figures stand beside it as text.
package chart

import (
	"context"
	"io"
	"math"
	"strconv"

	"github.com/ubigrowth/aicmo/views/ui"
)

// FunnelStage is one row of a MiniFunnel. The words are finished: "3,860", "4,200", "15.9%".
type FunnelStage struct {
	Name         string
	Actual, Plan float64
	HasPlan      bool
	ActualText   string
	PlanText     string
	Conversion   string // from the stage before
	Unknown      bool   // no figure yet: prints "–" and draws no bar
	Warn         bool   // colours the bar as a gap
	Href         string
}

// MiniFunnel compares actual with planned volumes of a funnel's stages on a square-root scale (say so beside it: ScaleNote).
type MiniFunnel struct {
	Name   string // for the caption
	Stages []FunnelStage
}

// Render writes the table, or a sentence when there are no stages.
func (f MiniFunnel) Render(ctx context.Context, w io.Writer) error {
	return miniFunnel(f).Render(ctx, w)
}

// ScaleNote is the small print under a MiniFunnel.
const ScaleNote = "Bars use a square-root scale"

// top is the largest figure of all stages.
func (f MiniFunnel) top() float64 {
	top := 0.0
	for _, s := range f.Stages {
		top = max(top, s.Actual, s.Plan)
	}
	return top
}

func root(v, top float64) float64 {
	if v <= 0 || top <= 0 {
		return 0
	}
	return math.Sqrt(v / top)
}

func (f MiniFunnel) bar(s FunnelStage) ui.Bar {
	b := ui.Bar{Value: root(s.Actual, f.top()), Mark: root(s.Plan, f.top()), HasMark: s.HasPlan, Width: 160, Height: 10, Fluid: true}
	if s.Unknown {
		b.Value = 0
	}
	if s.Warn {
		b.Color = ui.BarWarn
	}
	return b
}

func (s FunnelStage) actual() string {
	if s.Unknown {
		return "–"
	}
	return s.ActualText
}

// Durations are the last runs as bars, oldest first; the last one is solid.
type Durations struct {
	Seconds []float64
	Max     float64 // full height; the longest unless set
	State   ui.StateKind
	Label   string // sentence for readers; empty hides it from them
}

// Render writes the bars.
func (d Durations) Render(ctx context.Context, w io.Writer) error {
	return durations(d, d.bars()).Render(ctx, w)
}

type rect struct{ x, y, height, class string }

const (
	durHeight = 18.0
	durStep   = 4.5
)

func (d Durations) bars() []rect {
	top := d.Max
	if top <= 0 {
		for _, s := range d.Seconds {
			top = max(top, s)
		}
	}
	out := make([]rect, len(d.Seconds))
	for i, s := range d.Seconds {
		h := 1.5
		if top > 0 {
			h = max(1.5, min(1, s/top)*(durHeight-1))
		}
		class := "c-mute"
		if i == len(d.Seconds)-1 {
			class = d.color()
		}
		out[i] = rect{x: num(float64(i) * durStep), y: num(durHeight - h), height: num(h), class: class}
	}
	return out
}

func (d Durations) width() string { return num(float64(len(d.Seconds)) * durStep) }

func (d Durations) color() string {
	switch d.State {
	case ui.StateFailed:
		return "c-bad"
	case ui.StateInvalid, ui.StateTimeout:
		return "c-warn"
	}
	return "c-actual"
}

func num(f float64) string { return strconv.FormatFloat(math.Round(f*10)/10, 'f', -1, 64) }

// Hour is one bar of a Histogram.
type Hour struct {
	Label   string // "14:00"
	OK, Bad int
}

// Histogram counts runs per hour, failed ones on top. With no runs it says so.
type Histogram struct {
	Label string // sentence for readers: "42 runs in the last 24 hours, 3 failed"
	Hours []Hour
}

// Render writes the bars.
func (h Histogram) Render(ctx context.Context, w io.Writer) error {
	return histogram(h, h.bars()).Render(ctx, w)
}

const histHeight = 48.0

func (h Histogram) bars() []rect {
	top := 0
	for _, x := range h.Hours {
		top = max(top, x.OK+x.Bad)
	}
	if top == 0 {
		return nil
	}
	var out []rect
	for i, x := range h.Hours {
		ok, bad := float64(x.OK)/float64(top)*histHeight, float64(x.Bad)/float64(top)*histHeight
		if x.OK > 0 {
			out = append(out, rect{num(float64(i) * 10), num(histHeight - ok), num(ok), "c-actual"})
		}
		if x.Bad > 0 {
			out = append(out, rect{num(float64(i) * 10), num(histHeight - ok - bad), num(bad), "c-bad"})
		}
	}
	return out
}

func (h Histogram) box() string {
	return "0 0 " + strconv.Itoa(max(1, len(h.Hours))*10) + " " + num(histHeight)
}
