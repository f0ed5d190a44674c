package playbook

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// The question about one campaign is answered from its own numbers: what changed, which factor and which channel it comes
// from, and advice about it alone.
func TestOptimization_WhyOneCampaign(t *testing.T) {
	x := tenants[0]
	d := build(t, x.key, x.currency, x.goal, x.brief).data
	c := d.Campaigns[0]
	c.Channels = []cmo.AgentChannel{{ID: id("e"), ChannelDraft: cmo.ChannelDraft{ChannelName: "email"}}, {ID: id("s"), ChannelDraft: cmo.ChannelDraft{ChannelName: "sms"}}}
	other := c
	other.ID, other.CampaignName = id("other"), "Another one"
	d.Campaigns, d.Campaign = []cmo.AgentCampaign{c, other}, &c
	fill := func(recent map[string]int64) { // impressions a day and channel in this period; 1,000 before
		d.Metrics = nil
		for i := 60; i >= 1; i-- {
			for _, ch := range []string{"email", "sms"} {
				seen := int64(1000)
				if i <= 30 {
					seen = recent[ch]
				}
				clicks, sales := seen/20, seen/200
				for _, k := range d.Campaigns {
					d.Metrics = append(d.Metrics, cmo.AgentMetric{CampaignID: k.ID, ChannelName: ch, Day: date(day(today).AddDate(0, 0, -i)), MetricType: "daily", DataMode: "live", Impressions: &seen, Clicks: &clicks, Conversions: &sales})
				}
			}
		}
	}
	read := func() (out cmo.OptimizationOutput, notes string) {
		if err := json.Unmarshal([]byte(ask(t, d, cmo.ModeOptimization, cmo.OptimizationInput{Period: "last_30_days", CampaignID: &c.ID})), &out); err != nil {
			t.Fatal(err)
		}
		return out, strings.Join(out.AnalysisSummary.Notes, " ")
	}
	fill(map[string]int64{"email": 200, "sms": 1000})
	out, notes := read()
	for _, want := range []string{"conversions of " + c.CampaignName + " went from 300 to 180", "Most of that comes from the impressions", "Email accounts for 120 of the 120"} {
		if !strings.Contains(notes, want) {
			t.Errorf("notes lack %q: %s", want, notes)
		}
	}
	if strings.Contains(notes, "Another one") || !slices.ContainsFunc(out.Recommendations, func(r cmo.Advice) bool {
		return r.Title == "Win back the reach of "+c.CampaignName && r.Severity == "warning"
	}) {
		t.Errorf("%s: %+v", notes, out.Recommendations)
	}
	for _, r := range out.Recommendations {
		if r.SourceID != c.ID.String() && r.SourceID != id("e").String() && r.SourceID != id("s").String() {
			t.Errorf("advice about %s", r.SourceName)
		}
	}
	fill(map[string]int64{"email": 1000, "sms": 980})
	if out, notes := read(); !strings.Contains(notes, "no more than chance explains") || len(out.Recommendations) != 0 {
		t.Errorf("%s, %d recommendations", notes, len(out.Recommendations))
	}
	d.Metrics = nil
	if _, notes := read(); !strings.Contains(notes, "reported nothing") {
		t.Error(notes)
	}
}
