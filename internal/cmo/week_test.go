package cmo

import (
	"strings"
	"testing"
)

func TestWeekFacts_Summarize(t *testing.T) {
	t.Parallel()
	n := func(v int64) *int64 { return &v }
	full := WeekFacts{Mode: "live", Live: 2, Reviews: 1, Runs: 9, Failed: 1, Sums: Reported{Days: 7, Clicks: n(1200), Conversions: n(31)}, Before: Reported{Days: 7, Clicks: n(900), Conversions: n(40)},
		Campaigns: []WeekCampaign{{"Small", Reported{Clicks: n(900), Conversions: n(2)}}, {"Camp", Reported{Clicks: n(300), Conversions: n(29)}}}, Advice: []string{"Stop it"}}
	s := full.Summarize()
	if s.ExecutiveSummary != "31 conversions from 1,200 clicks, 9 fewer than the week before." || s.KeyWins[0] != "Camp brought the most: 29 conversions." || len(s.NextWeekPriorities) != 2 || len(s.Challenges) != 1 {
		t.Errorf("%+v", s)
	}
	none := WeekFacts{Mode: "live", Live: 1}.Summarize()
	if !strings.Contains(none.ExecutiveSummary, "not enough data") || len(none.KeyWins) != 0 || len(none.Challenges) != 1 {
		t.Errorf("%+v", none)
	}
	demo := WeekFacts{Mode: "demo", Sums: Reported{Days: 3, Clicks: n(5)}, Before: Reported{Days: 7, Clicks: n(4)}}.Summarize()
	if demo.ExecutiveSummary != "5 clicks; the week before cannot be compared. Conversions were not reported. These are demo numbers." || !strings.Contains(demo.Challenges[0], "3 of 7") {
		t.Errorf("%+v", demo)
	}
}
