package cmo

import (
	"math"
	"testing"
)

func TestMetricSums_RatesFromCounts(t *testing.T) {
	t.Parallel()
	n, f := func(v int64) *int64 { return &v }, func(v float64) *float64 { return &v }
	same := func(got *float64, want float64) bool { return got != nil && math.Abs(*got-want) < 1e-9 }
	s := MetricSums{Clicks: n(90), Impressions: n(5000), SeenClicks: n(30), SeenImpressions: n(1000), WonClicks: n(80), WonConversions: n(4),
		PaidCost: f(50), PaidConversions: n(4), BackCost: f(40), BackRevenue: f(100)}
	if !same(s.ClickRate(), 3) || !same(s.ConversionRate(), 5) || !same(s.CostPerConversion(), 12.5) || !same(s.Return(), 150) {
		t.Errorf("%v %v %v %v", *s.ClickRate(), *s.ConversionRate(), *s.CostPerConversion(), *s.Return())
	}
	if z := (MetricSums{BackCost: f(40), BackRevenue: f(0)}); !same(z.Return(), -100) {
		t.Error("nothing came back: −100")
	}
	if p := s.Plus(MetricSums{Clicks: n(10), Revenue: f(7)}); *p.Clicks != 100 || *p.Revenue != 7 || *p.Impressions != 5000 || p.Cost != nil || *s.Clicks != 90 || !same(p.ClickRate(), 3) {
		t.Errorf("%+v", p)
	}
	for name, s := range map[string]MetricSums{"nothing": {}, "no impressions": {SeenClicks: n(0), SeenImpressions: n(0)}, "clicks only": {Clicks: n(9), SeenClicks: n(9)}, "free": {BackCost: f(0), BackRevenue: f(9), PaidCost: f(9), PaidConversions: n(0)}} {
		if s.ClickRate() != nil || s.ConversionRate() != nil || s.CostPerConversion() != nil || s.Return() != nil {
			t.Errorf("%s: a rate of what is not known", name)
		}
	}
}
