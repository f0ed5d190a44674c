package pages

import (
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
)

// MetricDaysDefault is the period of the metrics page unless another is chosen, in days with today.
const MetricDaysDefault = 30

// MetricPeriods lists the periods as they stand in a URL.
var MetricPeriods = []string{"7d", "30d", "90d", "365d"}

// MetricModes lists the data modes: live figures, or made-up ones for showing.
var MetricModes = []string{"live", "demo"}

// MetricQuery is the metrics page as its URL names it. Values that are the default stand in no URL.
type MetricQuery struct {
	Slug     string
	Days     int
	Campaign *uuid.UUID
	Channel  string
	Mode     string // empty: live if there are such figures, else demo
}

// Href is the page's URL.
func (q MetricQuery) Href() string {
	v := url.Values{}
	if q.Days != MetricDaysDefault {
		v.Set("period", strconv.Itoa(q.Days)+"d")
	}
	if q.Campaign != nil {
		v.Set("campaign", q.Campaign.String())
	}
	if q.Channel != "" {
		v.Set("channel", q.Channel)
	}
	if q.Mode != "" {
		v.Set("data", q.Mode)
	}
	return paths.With(paths.Metrics(q.Slug), v)
}

func (q MetricQuery) with(change func(q *MetricQuery)) string {
	change(&q)
	return q.Href()
}

// Filter is what the store is asked for: the days of the period as the tenant counts them, and as many before.
func (q MetricQuery) Filter(zone *time.Location, now time.Time) cmo.MetricFilter {
	y, m, d := now.In(zone).Date()
	to := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	from := to.AddDate(0, 0, 1-q.Days)
	return cmo.MetricFilter{Before: from.AddDate(0, 0, -q.Days), From: from, To: to, Campaign: q.Campaign, Channel: q.Channel}
}
