package cmo

import (
	"time"

	"github.com/google/uuid"
)

// MetricFilter chooses snapshots: a period and as long a one before it, and optionally one campaign or channel.
type MetricFilter struct {
	Before   time.Time // first day of the period before; equal to From for none
	From, To time.Time // both days included
	Campaign *uuid.UUID
	Channel  string
}

// MetricSums are what campaigns reported, added up; nil means that nobody reported it. Rates are not averaged: they are
// derived from the counts of those reports that name both of them, which the pairs hold.
type MetricSums struct {
	Impressions *int64
	Clicks      *int64
	Conversions *int64
	Cost        *float64
	Revenue     *float64

	SeenImpressions *int64 // of reports with clicks
	SeenClicks      *int64 // of reports with impressions
	WonClicks       *int64 // of reports with conversions
	WonConversions  *int64 // of reports with clicks
	PaidCost        *float64
	PaidConversions *int64 // of reports with a cost
	BackCost        *float64
	BackRevenue     *float64 // of reports with a cost
}

// ClickRate is clicks per 100 impressions, nil where it is not known.
func (s MetricSums) ClickRate() *float64 {
	return rate(whole(s.SeenClicks), whole(s.SeenImpressions), 100)
}

// ConversionRate is conversions per 100 clicks.
func (s MetricSums) ConversionRate() *float64 {
	return rate(whole(s.WonConversions), whole(s.WonClicks), 100)
}

// CostPerConversion is what a conversion cost.
func (s MetricSums) CostPerConversion() *float64 {
	return rate(s.PaidCost, whole(s.PaidConversions), 1)
}

// Return is what of 100 spent came back on top: −100 when nothing did.
func (s MetricSums) Return() *float64 {
	back := rate(s.BackRevenue, s.BackCost, 100)
	if back != nil {
		*back -= 100
	}
	return back
}

func whole(n *int64) *float64 {
	if n == nil {
		return nil
	}
	f := float64(*n)
	return &f
}

// rate is a quotient, nil where a side is unknown or there is nothing to divide by.
func rate(part, of *float64, times float64) *float64 {
	if part == nil || of == nil || *of == 0 {
		return nil
	}
	r := *part / *of * times
	return &r
}

// MetricDay is what all campaigns reported for one day in one data mode.
type MetricDay struct {
	Day       time.Time
	Mode      string // live or demo
	Campaigns int
	MetricSums
	ReceivedAt time.Time
}

// MetricGroup is what one campaign or channel reported in a period or in the one before it.
type MetricGroup struct {
	CampaignID *uuid.UUID // nil for a channel
	Name       string     // the campaign's, or the channel as stored
	Origin     Origin     // of the campaign
	Mode       string
	Current    bool // false: the period before
	Days       int  // with a report
	MetricSums
}

// Plus adds two sums; what only one side knows stays known.
func (s MetricSums) Plus(o MetricSums) MetricSums {
	return MetricSums{
		plus(s.Impressions, o.Impressions), plus(s.Clicks, o.Clicks), plus(s.Conversions, o.Conversions), plus(s.Cost, o.Cost), plus(s.Revenue, o.Revenue),
		plus(s.SeenImpressions, o.SeenImpressions), plus(s.SeenClicks, o.SeenClicks), plus(s.WonClicks, o.WonClicks), plus(s.WonConversions, o.WonConversions),
		plus(s.PaidCost, o.PaidCost), plus(s.PaidConversions, o.PaidConversions), plus(s.BackCost, o.BackCost), plus(s.BackRevenue, o.BackRevenue),
	}
}

func plus[T int64 | float64](a, b *T) *T {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	sum := *a + *b
	return &sum
}
