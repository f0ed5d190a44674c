package pages

import (
	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
)

// verdictView is whether a run helped: what people say, and the form for one's own word.
type verdictView struct {
	Action string // empty: not the person's to say, or not yet
	Mine   string // what he said
	Reason string
	Error  string
	Others []verdictLine
	Count  string
}

type verdictLine struct{ Name, Word, Reason, When string }

// VerdictSaid is a verdict that was refused: its reason, and what is wrong with it.
type VerdictSaid struct{ Reason, Problem string }

var verdictWords = map[bool]string{true: "Helpful", false: "Not helpful"}

func newVerdict(l local, t cmo.Tenant, rec RunRecord) verdictView {
	v := verdictView{}
	yes := 0
	for _, said := range rec.Verdicts {
		if said.Helpful == nil {
			continue
		}
		if *said.Helpful {
			yes++
		}
		line := verdictLine{Name: said.Name, Word: verdictWords[*said.Helpful], Reason: hide(said.Reason, t.Role.Masked()), When: l.moment(said.At)}
		if said.Mine {
			v.Mine, v.Reason = line.Word, line.Reason
			line.Name = "You"
		}
		v.Others = append(v.Others, line)
	}
	if n := len(v.Others); n > 0 {
		v.Count = figure(float64(yes), 0) + " of " + figure(float64(n), 0)
	}
	if t.Role.Can(cmo.RightEdit) && rec.Run.Ended() {
		v.Action = paths.RunVerdict(t.Slug, rec.Run.ID.String())
	}
	return v
}

// With is the form with a refused reason still in it.
func (v verdictView) With(s VerdictSaid) verdictView {
	if s.Problem != "" {
		v.Reason, v.Error = s.Reason, s.Problem
	}
	return v
}

func (v verdictView) shown() bool { return v.Action != "" || len(v.Others) > 0 }

// pressed marks the button of what was chosen.
func pressed(on bool) templ.Attributes {
	if on {
		return templ.Attributes{"aria-pressed": "true"}
	}
	return templ.Attributes{"aria-pressed": "false"}
}
