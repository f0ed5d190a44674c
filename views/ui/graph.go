package ui

import (
	"context"
	"io"
	"strings"
)

// BarColor fills a bar.
type BarColor string

// The bar colours.
const (
	BarActual BarColor = "c-actual"
	BarMute   BarColor = "c-mute"
	BarWarn   BarColor = "c-warn"
	BarBad    BarColor = "c-bad"
	BarOK     BarColor = "c-ok"
)

// Bar is a share of one, with an optional mark for the plan. Its geometry is SVG attributes: no style is involved.
type Bar struct {
	Value         float64 // 0 to 1
	Mark          float64 // 0 to 1
	HasMark       bool
	Width, Height int // 56 × 6 unless set
	Fluid         bool
	Color         BarColor
}

// Render writes the bar. It is hidden from readers: print the figures beside it.
func (b Bar) Render(ctx context.Context, w io.Writer) error {
	if b.Width == 0 {
		b.Width = 56
	}
	if b.Height == 0 {
		b.Height = 6
	}
	if b.Color == "" {
		b.Color = BarActual
	}
	return bar(b).Render(ctx, w)
}

func (b Bar) box() string { return "0 0 " + num(b.Width) + " " + num(b.Height) }

func (b Bar) fill() string { return px(round1(clamp01(b.Value) * float64(b.Width))) }

func (b Bar) radius() string {
	if b.Fluid {
		return "0"
	}
	return px(float64(b.Height) / 2)
}

func (b Bar) markPath() string {
	return "M" + px(round1(min(.99, clamp01(b.Mark))*float64(b.Width))) + " 0V" + num(b.Height)
}

// Sparkline draws a short series. With a Label it is an image with that sentence, else hidden from readers.
type Sparkline struct {
	Points        []float64
	Width, Height int // 96 × 28 unless set
	FromZero      bool
	Label         string
}

// Render writes the line, or a dash when there are fewer than two points.
func (s Sparkline) Render(ctx context.Context, w io.Writer) error {
	if s.Width == 0 {
		s.Width = 96
	}
	if s.Height == 0 {
		s.Height = 28
	}
	return sparkline(s, s.path()).Render(ctx, w)
}

type sparkPath struct{ line, area, endX, endY string }

func (s Sparkline) path() sparkPath {
	if len(s.Points) < 2 {
		return sparkPath{}
	}
	lo, hi := s.Points[0], s.Points[0]
	for _, p := range s.Points {
		lo, hi = min(lo, p), max(hi, p)
	}
	if s.FromZero {
		lo = min(0, lo)
	}
	span := hi - lo
	if span == 0 {
		span = 1
	}
	w, h := float64(s.Width), float64(s.Height)
	var line strings.Builder
	var x, y string
	for i, p := range s.Points {
		x = px(round1(float64(i)*(w-4)/float64(len(s.Points)-1) + 2))
		y = px(round1(h - 3 - (p-lo)/span*(h-6)))
		line.WriteString(when(i == 0, "M") + when(i > 0, "L") + x + " " + y)
	}
	return sparkPath{line: line.String(), area: line.String() + "L" + x + " " + num(s.Height) + "L2 " + num(s.Height) + "Z", endX: x, endY: y}
}

// Step is one row of a Waterfall. Start, End and Wait are shares of the whole, 0 to 1; the wait ends where the next step begins.
type Step struct {
	State      StateKind
	Label      string
	Detail     string
	Took       string // in words: "2.0 s"
	Start, End float64
	WaitTo     float64 // end of the pause after it, 0 for none
	Href       string
}

// Waterfall shows a run's steps on one time axis.
type Waterfall struct {
	Ticks []string // axis labels, first to last, evenly spaced
	Steps []Step
}

// Render writes the list.
func (f Waterfall) Render(ctx context.Context, w io.Writer) error { return waterfall(f).Render(ctx, w) }

// axis is the width of the waterfall's drawing, stretched to its column.
const axis = 1000

func (s Step) x() string { return px(round1(clamp01(s.Start) * axis)) }

func (s Step) width() string { return px(max(6, round1((clamp01(s.End)-clamp01(s.Start))*axis))) }

func (s Step) waitX() string { return px(round1(clamp01(s.End) * axis)) }

func (s Step) waitWidth() string { return px(round1((clamp01(s.WaitTo) - clamp01(s.End)) * axis)) }

func (s Step) color() string {
	switch s.State {
	case StateFailed:
		return "c-bad"
	case StateInvalid, StateTimeout:
		return "c-warn"
	case StateCancelled, StateSkipped, StateQueued:
		return "c-mute"
	}
	return "c-actual"
}

func (s Step) detailClass() string {
	switch s.State {
	case StateFailed:
		return "block text-xs text-bad"
	case StateInvalid, StateTimeout:
		return "block text-xs text-warn"
	}
	return "block text-xs text-ink-3"
}
