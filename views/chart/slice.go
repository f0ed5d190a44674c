package chart

import (
	"context"
	"io"

	"github.com/ubigrowth/aicmo/views/ui"
)

// Slice is one stage of a wide funnel: a bar, and the curve to the next stage. One slice per column keeps the chart on
// the columns of the page at any width: x is stretched, strokes are not. The scale is the square root of Top.
type Slice struct {
	Actual, Plan         float64
	Next, NextPlan       float64
	Known, NextKnown     bool // somebody reported a figure
	HasPlan, NextHasPlan bool
	Last                 bool
	Warn                 bool // the plan fails a check
	Top                  float64
}

// Render writes the drawing. It is hidden from readers: print the figures beside it.
func (s Slice) Render(ctx context.Context, w io.Writer) error { return slice(s).Render(ctx, w) }

const (
	sliceHeight = 150.0
	sliceBar    = "40" // width of the bar in the 100 of a slice
)

func (s Slice) height(v float64) float64 { return root(v, s.Top) * (sliceHeight - 6) }

func (s Slice) y(v float64) string { return num(sliceHeight - s.height(v)) }

func (s Slice) curve(from, to float64) string {
	return "M" + sliceBar + " " + s.y(from) + "C74 " + s.y(from) + " 66 " + s.y(to) + " 100 " + s.y(to)
}

// flow is the area between this stage's bar and the next one's.
func (s Slice) flow() string {
	if s.Last || !s.Known || !s.NextKnown {
		return ""
	}
	return s.curve(s.Actual, s.Next) + "V150H" + sliceBar + "Z"
}

// planned is the outline of the plan over the bar, and the line on to the next stage's.
func (s Slice) planned() (bar, line string) {
	if !s.HasPlan {
		return "", ""
	}
	bar = "M0 " + s.y(s.Plan) + "H" + sliceBar
	if !s.Known || s.Plan > s.Actual {
		from := s.y(0)
		if s.Known {
			from = s.y(s.Actual)
		}
		bar = "M0 " + from + "V" + s.y(s.Plan) + "H" + sliceBar + "V" + from
	}
	if !s.Last && s.NextHasPlan {
		line = s.curve(s.Plan, s.NextPlan)
	}
	return bar, line
}

func (s Slice) planClass() string {
	if s.Warn {
		return "c-warn-line"
	}
	return "c-plan"
}

// Bar is the stage alone as a bar with the plan's mark, for narrow screens.
func (s Slice) Bar() ui.Bar {
	return ui.Bar{Value: root(s.Actual, s.Top), Mark: root(s.Plan, s.Top), HasMark: s.HasPlan, Width: 300, Height: 10, Fluid: true}
}
