package chart

import (
	"context"
	"io"
	"math"
	"strings"
)

// Point is one day of a Series; an unknown one leaves a gap in the line.
type Point struct {
	Value float64
	Known bool
}

// Series draws a figure over days, from zero, with the period before as a dashed line. The words are finished.
type Series struct {
	Label   string // sentence for readers: what the line says
	Points  []Point
	Before  []Point // one for each of Points, or none
	TopText string  // of Top
	First   string  // the days at both ends
	Last    string
	Nothing string // instead of a drawing when no point is known
}

// Render writes the drawing.
func (s Series) Render(ctx context.Context, w io.Writer) error { return series(s).Render(ctx, w) }

// Top is the upper end of a scale that holds all the points: a round number.
func Top(lists ...[]Point) float64 {
	highest := 0.0
	for _, list := range lists {
		for _, p := range list {
			if p.Known {
				highest = max(highest, p.Value)
			}
		}
	}
	if highest <= 0 {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(highest)))
	for _, step := range []float64{1, 1.5, 2, 3, 4, 5, 6, 8, 10} {
		if highest <= step*unit {
			return step * unit
		}
	}
	return 10 * unit
}

const (
	seriesWidth  = 1000.0
	seriesHeight = 120.0
)

// path is the line through the known points, broken where one is unknown. A point alone is a stroke without length,
// which its round ends make a dot.
func (s Series) path(points []Point) string {
	top := Top(s.Points, s.Before)
	var b strings.Builder
	joined := false
	for i, p := range points {
		if !p.Known {
			joined = false
			continue
		}
		x, y := s.x(i, len(points)), num(seriesHeight-max(0, p.Value)/top*(seriesHeight-4)-1)
		switch {
		case joined:
			b.WriteString("L" + x + " " + y)
		case i+1 < len(points) && points[i+1].Known:
			b.WriteString("M" + x + " " + y)
		default:
			b.WriteString("M" + x + " " + y + "h.01")
		}
		joined = true
	}
	return b.String()
}

func (s Series) x(i, n int) string {
	if n < 2 {
		return num(seriesWidth / 2)
	}
	return num(float64(i)*(seriesWidth-8)/float64(n-1) + 4)
}
