package pages

import (
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// WinnerView is the choice between the wordings of a piece of content.
type WinnerView struct {
	Action  string // empty without the right
	Title   string // who won
	Hint    string
	Chosen  bool
	Options ui.Radios
	Reason  ui.Textarea
	Errors  ui.ErrorSummary
	Past    []winnerRow
}

type winnerRow struct{ Title, Text, When, RFC3339 string }

// WinnerAsk is a choice as it was sent, with what is wrong with it.
type WinnerAsk struct {
	Variant, Reason string
	Wrong           map[string]string
}

// NewWinnerView builds the choice as of now, nil where there is nothing to choose between and nothing was chosen.
func NewWinnerView(t cmo.Tenant, a cmo.AssetDetail, choices []cmo.WinnerChoice, ask WinnerAsk, now time.Time) *WinnerView {
	if len(a.Variants) < 2 && len(choices) == 0 {
		return nil
	}
	l := newLocal(t, now)
	v := WinnerView{Title: "No winner is chosen yet."}
	if t.Role.Can(cmo.RightEdit) && a.ArchivedAt == nil && len(a.Variants) > 0 {
		v.Action = paths.AssetWinner(t.Slug, a.ID.String())
	}
	v.Options = ui.Radios{Field: ui.Field{Name: "variant", ID: "winner", Label: "Which wording won?", Error: ask.Wrong["variant"]}, Value: ask.Variant}
	for _, x := range a.Variants {
		v.Options.Options = append(v.Options.Options, ui.Option{Value: x.ID.String(), Label: words(", ", "Variant "+x.Type, variantFigures(x))})
		if x.Winner {
			v.Chosen, v.Title = true, "Variant "+x.Type+" won."
		}
	}
	needs := cmo.NeedsReason(a.Variants)
	v.Reason = ui.Textarea{Field: ui.Field{Name: "reason", ID: "winner-reason", Label: "Reason", Optional: !needs, Error: ask.Wrong["reason"]}, Value: ask.Reason, Rows: 2, Required: needs}
	v.Hint = "The figures of each wording are kept with the choice."
	if needs {
		v.Hint = "Not every wording has figures of its own, so say what you go by. Demo figures do not count."
	}
	for _, e := range []struct{ name, id, label string }{{"variant", "winner", "Wording"}, {"reason", "winner-reason", "Reason"}, {"form", "winner-h", "Winner"}} {
		if text := ask.Wrong[e.name]; text != "" {
			v.Errors.Items = append(v.Errors.Items, ui.FieldError{ID: e.id, Label: e.label, Text: text})
		}
	}
	for _, c := range choices {
		row := winnerRow{Title: "Variant " + c.Variant + ", chosen by " + c.Actor, Text: words(" ", c.Reason, choiceFigures(c)), When: l.moment(c.At), RFC3339: c.At.Format(time.RFC3339)}
		if c.Variant == "" {
			row.Title, row.Text = "Taken back by "+c.Actor, c.Reason
		}
		v.Past = append(v.Past, row)
	}
	return &v
}

func variantFigures(x cmo.Variant) string {
	text, demo := resultText(x.Results)
	switch {
	case text == "":
		return "no figures"
	case demo:
		return text + " (demo)"
	}
	return text
}

// choiceFigures are the figures that a choice was made by.
func choiceFigures(c cmo.WinnerChoice) string {
	var parts []string
	for _, kind := range []string{"A", "B"} {
		if text, demo := resultText(c.Figures[kind]); text != "" && !demo {
			parts = append(parts, kind+": "+text)
		}
	}
	return words("; ", parts...)
}
