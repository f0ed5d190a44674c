package cmo

import (
	"encoding/json"
	"testing"
)

func TestKPI_ReadsWhatImportsWrite(t *testing.T) {
	for raw, want := range map[string]KPI{
		`{}`: {},
		`{"metric":"leads","target":60,"measurement":"form"}`:   {Metric: "leads", Target: 60, Measurement: "form"},
		`{"metric":"leads","target":"60 registrations"}`:        {Metric: "leads", Target: 60, Measurement: "registrations"},
		`{"metric":"leads","target":"12.5"}`:                    {Metric: "leads", Target: 12.5},
		`{"metric":"leads","target":"as many as we can"}`:       {Metric: "leads", Measurement: "as many as we can"},
		`{"metric":["leads"],"target":{"a":1},"measurement":3}`: {},
	} {
		var got KPI
		if err := json.Unmarshal([]byte(raw), &got); err != nil || got != want {
			t.Errorf("%s: %+v, %v", raw, got, err)
		}
	}
}

func TestCampaignColumns_HoldEveryStateOnce(t *testing.T) {
	seen := map[CampaignState]int{}
	for _, c := range CampaignColumns {
		for _, s := range c.States {
			seen[s]++
		}
	}
	for _, s := range CampaignStates {
		if seen[s] != 1 {
			t.Errorf("%s stands in %d columns", s, seen[s])
		}
	}
}
