package cmo

import (
	"slices"
	"testing"
)

func TestStartStates(t *testing.T) {
	six := func(change func(s []StartStep)) []StartStep {
		var list []StartStep
		for _, a := range Agents {
			list = append(list, StartStep{Mode: a.Mode})
		}
		change(list)
		return list
	}
	for name, c := range map[string]struct {
		steps []StartStep
		want  []StartState
	}{
		"nothing yet":        {six(func([]StartStep) {}), []StartState{StartNext, StartLater, StartLater, StartLater, StartLater, StartLater}},
		"the first runs":     {six(func(s []StartStep) { s[0].RunStatus = "running" }), []StartState{StartRunning, StartLater, StartLater, StartLater, StartLater, StartLater}},
		"it failed":          {six(func(s []StartStep) { s[0].RunStatus = "failed" }), []StartState{StartNext, StartLater, StartLater, StartLater, StartLater, StartLater}},
		"made, not reviewed": {six(func(s []StartStep) { s[0].Made, s[0].Waiting, s[0].RunStatus = 6, 5, "completed" }), []StartState{StartReview, StartNext, StartLater, StartLater, StartLater, StartLater}},
		"reviewed":           {six(func(s []StartStep) { s[0].Made, s[1].Made, s[1].Waiting = 6, 1, 1 }), []StartState{StartDone, StartReview, StartNext, StartLater, StartLater, StartLater}},
		"a gap":              {six(func(s []StartStep) { s[0].Made, s[3].Made = 6, 2 }), []StartState{StartDone, StartNext, StartLater, StartDone, StartLater, StartLater}},
		"nothing to advise": {six(func(s []StartStep) {
			for i := range s[:5] {
				s[i].Made = 1
			}
			s[5].RunStatus = "completed"
		}), []StartState{StartDone, StartDone, StartDone, StartDone, StartDone, StartDone}},
	} {
		if got := StartStates(c.steps); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
