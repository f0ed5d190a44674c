package chart

import (
	"bytes"
	"context"
	"flag"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/ubigrowth/aicmo/views/ui"
)

var update = flag.Bool("update", false, "rewrite the golden file")

func TestChart_Golden(t *testing.T) {
	list := []templ.Component{
		MiniFunnel{Name: "Camp", Stages: []FunnelStage{{Name: "Reached", Actual: 3860, Plan: 4200, HasPlan: true, ActualText: "3,860", PlanText: "4,200", Href: "/f"}, {Name: "Leads", Unknown: true, Actual: 9}, {Name: "Gap", Actual: 1, ActualText: "1", Warn: true, Conversion: "2%"}}},
		Milestones{Label: "Five", Phases: []Phase{{"Month 1", 0, .34}, {"Month 2", .34, 1}}, Marks: []Mark{{1, -1, MilestoneDone}, {2, .02, MilestoneWork}, {3, .05, MilestoneLate}, {4, .5, MilestoneMissed}, {5, 7, MilestoneOpen}}, Today: .4, HasToday: true, Start: "1 Jan", End: "31 Mar", TodayText: "Today"},
		Milestones{Label: "None"}, MiniFunnel{}, Durations{Seconds: []float64{9, 0, 14}, Max: 10, State: ui.StateFailed, Label: "Last three"}, Durations{}, Durations{Seconds: []float64{0, 0}},
		Histogram{Label: "4 runs, 1 failed", Hours: []Hour{{"14:00", 3, 0}, {"15:00", 0, 1}, {"16:00", 0, 0}}}, Histogram{Hours: []Hour{{"14:00", 0, 0}}}, Histogram{},
		Slice{Actual: 3860, Known: true, Plan: 4200, HasPlan: true, Next: 612, NextKnown: true, NextPlan: 640, NextHasPlan: true, Top: 4200}, Slice{Plan: 720, HasPlan: true, Warn: true, Top: 4200}, Slice{Actual: 9, Known: true, Last: true, Top: 9}, Slice{},
		Series{Label: "Clicks", Points: []Point{{3, true}, {0, false}, {7, true}, {0, true}}, Before: []Point{{9, true}, {1, true}, {2, true}, {0, false}}, TopText: "10", First: "1 Jan", Last: "4 Jan"},
		Series{Points: []Point{{0, true}}, TopText: "1"}, Series{Points: []Point{{}}, Nothing: "Nobody reported this."}, Series{},
	}
	var b bytes.Buffer
	for _, c := range list {
		if err := c.Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
	}
	got := strings.ReplaceAll(b.String(), "><", ">\n<") + "\n"
	if strings.Contains(got, "NaN") || strings.Contains(got, "Inf") || strings.Contains(got, " style=") {
		t.Error("no number, or inline style")
	}
	if *update {
		if err := os.WriteFile("testdata/chart.html", []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/chart.html")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Error("testdata/chart.html differs; run go test ./views/chart -update and read the diff.")
	}
}

func TestMiniFunnel_SquareRoot(t *testing.T) {
	f := MiniFunnel{Stages: []FunnelStage{{Actual: 100}, {Actual: 25}, {Actual: -1}}}
	if got := f.bar(f.Stages[1]).Value; math.Abs(got-.5) > 1e-9 {
		t.Errorf("25 of 100 is drawn as %v", got)
	}
	if got := f.bar(f.Stages[2]).Value; got != 0 {
		t.Errorf("a negative figure is drawn as %v", got)
	}
}

func TestTop_HoldsEveryPoint(t *testing.T) {
	for highest, want := range map[float64]float64{0: 1, 0.03: .03, 1: 1, 1.2: 1.5, 6.5: 8, 99: 100, 101: 150, 4700: 5000, 8100: 10000} {
		if got := Top([]Point{{highest, true}, {1e9, false}}); math.Abs(got-want) > want*1e-9 {
			t.Errorf("%v: %v, want %v", highest, got, want)
		}
	}
}
