package pages

import (
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// weekView is the summary of a week.
type weekView struct {
	Title, Span, Text string
	Lists             []weekList
	When, RFC3339     string
}

type weekList struct {
	Title string
	Items []string
}

// newWeek builds the card of the newest week; none without one.
func newWeek(l local, list []cmo.Week) *weekView {
	if len(list) == 0 {
		return nil
	}
	w := list[0]
	v := &weekView{Title: "The week in short", Span: l.span(&w.Start, &w.End), Text: w.Text, When: l.age(w.CreatedAt), RFC3339: w.CreatedAt.Format(time.RFC3339)}
	for _, x := range []weekList{{"Went well", w.Wins}, {"To watch", w.Problems}, {"Next", w.Next}} {
		if len(x.Items) > 0 {
			v.Lists = append(v.Lists, x)
		}
	}
	return v
}
