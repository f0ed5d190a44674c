package cmo_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestReschedule_Clashes(t *testing.T) {
	t.Parallel()
	day := func(d int) *time.Time { t := time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC); return &t }
	own := uuid.New()
	all := cmo.Reschedule{Item: "publish", ID: own, Day: *day(5), Today: *day(6), Channel: "email", Campaign: &cmo.Span{Name: "Camp", Start: day(6)}, Plan: &cmo.Span{Name: "Q1", End: day(4)},
		Others: []cmo.CalendarItem{{ID: own, Channel: "email"}, {ID: uuid.New(), Channel: "email", Title: "Other mail"}, {ID: uuid.New(), Channel: "sms", Title: "Text"}, {ID: uuid.New(), Channel: "email", Title: "Off", State: "cancelled"}}}
	got := strings.Join(all.Clashes(), " ")
	for _, want := range []string{"has passed", "campaign “Camp”", "plan “Q1”", "Email is used that day already: “Other mail”"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
	if strings.Contains(got, "Text") || strings.Contains(got, "Off") || len(all.Clashes()) != 4 {
		t.Errorf("too much: %q", got)
	}
	free := cmo.Reschedule{Item: "event", ID: own, Day: *day(6), Today: *day(6), Campaign: &cmo.Span{Start: day(6), End: day(6)}, Others: all.Others}
	if got := free.Clashes(); len(got) != 0 {
		t.Errorf("the first, last and present day clash: %q", got)
	}
}
