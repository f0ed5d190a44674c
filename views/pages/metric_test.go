package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func metricQuery() MetricQuery { return MetricQuery{Slug: tenant.Slug, Days: 7} }

func metricRecord() MetricRecord {
	day := func(ago int, mode string, clicks, impressions *int64, cost *float64) cmo.MetricDay {
		s := cmo.MetricSums{Clicks: clicks, Impressions: impressions, Cost: cost}
		if clicks != nil && impressions != nil {
			s.SeenClicks, s.SeenImpressions = clicks, impressions
		}
		return cmo.MetricDay{Day: time.Date(2026, 1, 13-ago, 0, 0, 0, 0, time.UTC), Mode: mode, Campaigns: 1, MetricSums: s, ReceivedAt: now.Add(-9 * time.Hour)}
	}
	group := func(id byte, name string, origin cmo.Origin, mode string, current bool, clicks int64) cmo.MetricGroup {
		g := cmo.MetricGroup{Name: name, Origin: origin, Mode: mode, Current: current, Days: 3, MetricSums: cmo.MetricSums{Clicks: &clicks}}
		if id > 0 {
			campaign := testID(id)
			g.CampaignID = &campaign
		}
		return g
	}
	return MetricRecord{
		Days: []cmo.MetricDay{day(9, "live", ptr(int64(50)), ptr(int64(1000)), nil), day(6, "live", ptr(int64(40)), ptr(int64(2000)), ptr(1200.4)), day(4, "live", ptr(int64(20)), nil, ptr(0.0)),
			day(3, "demo", ptr(int64(900)), ptr(int64(9000)), nil), day(1, "live", ptr(int64(0)), ptr(int64(1000)), nil)},
		Campaigns: []cmo.MetricGroup{group(1, "Camp <Interest>", cmo.OriginAI, "live", true, 60), group(1, "Camp <Interest>", cmo.OriginAI, "live", false, 50), group(2, "Newsletter", cmo.OriginManual, "demo", true, 900)},
		Channels:  []cmo.MetricGroup{group(0, "email", "", "live", true, 60), group(0, "sms", "", "live", false, 50)},
	}
}

func TestMetrics_Golden(t *testing.T) {
	golden(t, "metrics", Metrics(NewMetricsView(tenant, metricQuery(), metricRecord(), now)))
	golden(t, "metrics-empty", Metrics(NewMetricsView(tenant, MetricQuery{Slug: tenant.Slug, Days: 365}, MetricRecord{}, now)))
}

// Missing is a gap and a dash, never a zero; a rate is of the reports that name both counts; live and demo stay apart.
func TestMetrics_Honest(t *testing.T) {
	v := NewMetricsView(tenant, metricQuery(), metricRecord(), now)
	cells := map[string]figureCell{}
	for _, c := range v.Cells {
		cells[c.Label] = c
	}
	for label, want := range map[string][2]string{"Clicks": {"60", "+20% from 50"}, "Impressions": {"3,000", "+200% from 1,000"}, "Click rate": {"1.3%", "−3.7 points from 5%"}, "Conversions": {none, "Not reported"},
		"Cost": {"$1,200.40", "Nothing to compare with"}, "Revenue": {none, "Not reported"}} {
		if label == "Cost" {
			want[0] = "$1,200"
		}
		if c := cells[label]; c.Value != want[0] || c.Sub != want[1] {
			t.Errorf("%s: %+v, want %v", label, c, want)
		}
	}
	clicks := v.Charts[1].Line
	if p := clicks.Points; len(p) != 7 || !p[0].Known || p[0].Value != 40 || p[1].Known || !p[5].Known || p[5].Value != 0 || p[6].Known || !clicks.Before[4].Known {
		t.Errorf("%+v", p)
	}
	if want := "Clicks per day, 7 – 13 Jan: 60 in all, highest 40 on 7 Jan, 3 of 7 days reported; 50 in the period before."; strings.ReplaceAll(clicks.Label, "7 Jan – 13 Jan", "7 – 13 Jan") != want {
		t.Errorf("%q", clicks.Label)
	}
	if v.Demo || v.Modes == nil || len(v.Campaigns.Rows) != 1 || len(v.Channels.Rows) != 1 || len(v.ByDay.Rows) != 3 || v.ByDay.Rows[1].Cells[0].Text != none || v.Campaigns.Rows[0].Cells[0].Text != none {
		t.Errorf("%+v", v)
	}
	q := metricQuery()
	q.Mode = "demo"
	if v := NewMetricsView(tenant, q, metricRecord(), now); !v.Demo || v.Cells[1].Value != "900" || v.Campaigns.Rows[0].Name != "Newsletter" {
		t.Errorf("demo: %+v", v.Cells)
	}
	q = metricQuery()
	q.Campaign = ptr(testID(9))
	if v := NewMetricsView(tenant, q, MetricRecord{Campaigns: metricRecord().Campaigns}, now); v.Empty == nil || v.Clear == nil || !strings.Contains(v.Empty.Actions[0].Href, "period=7d") || strings.Contains(v.Empty.Actions[0].Href, "campaign") {
		t.Errorf("filtered to nothing: %+v", v.Empty)
	}
}
