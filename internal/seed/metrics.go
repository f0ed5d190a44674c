package seed

import (
	"fmt"
	"math"
	"time"
)

// curve describes the daily numbers of one channel of a campaign.
type curve struct {
	Campaign, Channel string
	From, To          int     // day offsets; at most the last 90 days are made
	Reach             float64 // impressions on a middling day
	ClickRate         float64 // percent on the first day
	Drift             float64 // percentage points over the whole period
	Convert           float64 // conversions per 100 clicks
	Cost, Value       float64 // per day; per conversion
	Silent            []int   // day offsets on which nothing was reported
	NoConversions     bool    // this channel does not report them
}

// sums adds up counts; a count nobody reported stays unknown.
type sums struct {
	Impressions, Clicks, Conversions int
	Cost, Revenue                    float64
	HasConversions                   bool
}

// addMetrics adds the snapshots of the last 90 days, ending yesterday: one row per channel and day, and one for the
// campaign that is their sum.
func (b *builder) addMetrics() {
	byCampaign := map[string][]curve{}
	var order []string
	for _, c := range b.in.Curves {
		if len(byCampaign[c.Campaign]) == 0 {
			order = append(order, c.Campaign)
		}
		byCampaign[c.Campaign] = append(byCampaign[c.Campaign], c)
	}
	for _, key := range order {
		for day := -90; day <= -1; day++ {
			b.addDay(key, byCampaign[key], day)
		}
	}
}

func (b *builder) addDay(campaign string, curves []curve, day int) {
	total, any := sums{}, false
	for i, c := range curves {
		s, ok := c.on(b.day(day), day, i)
		if !ok {
			continue
		}
		any = true
		total.Impressions += s.Impressions
		total.Clicks += s.Clicks
		total.Conversions += s.Conversions
		total.Cost += s.Cost
		total.Revenue += s.Revenue
		total.HasConversions = total.HasConversions || s.HasConversions
		b.snapshot(campaign, c.Channel, day, s)
	}
	if any {
		b.snapshot(campaign, "", day, total)
	}
}

// on is the numbers of a day; false on a day without a report. The variation is arithmetic on the offset, the
// weekday gives it a week's rhythm.
func (c curve) on(date time.Time, day, salt int) (sums, bool) {
	if day < c.From || day > c.To {
		return sums{}, false
	}
	for _, d := range c.Silent {
		if d == day {
			return sums{}, false
		}
	}
	n := -day
	wave := 1 + float64((n*37+salt*11+len(c.Campaign)*5)%23-11)/50
	if wd := date.Weekday(); wd == time.Saturday || wd == time.Sunday {
		wave *= 0.6
	}
	progress := float64(day-c.From) / math.Max(1, float64(c.To-c.From))
	rate := (c.ClickRate + c.Drift*progress) * (1 + float64((n*13+salt*7)%9-4)/40)
	s := sums{Impressions: int(c.Reach * wave), HasConversions: !c.NoConversions}
	s.Clicks = int(math.Round(float64(s.Impressions) * rate / 100))
	if !c.NoConversions {
		s.Conversions = int(float64(s.Clicks)*c.Convert/100 + float64((n*17+salt*3)%10)/10)
		s.Conversions = min(s.Conversions, s.Clicks)
	}
	s.Cost = cents(c.Cost * wave)
	s.Revenue = cents(float64(s.Conversions) * c.Value)
	return s, true
}

func cents(v float64) float64 { return math.Round(v*100) / 100 }

// percent is part of whole in percent, nil where there is no whole.
func percent(part, whole int) any {
	if whole == 0 {
		return nil
	}
	return math.Round(float64(part)/float64(whole)*1e6) / 1e4
}

// snapshot adds one row; no channel is the campaign's own row.
func (b *builder) snapshot(campaign, channel string, day int, s sums) {
	row := Row{"campaign_id": b.id("cmo_campaigns", campaign), "channel_id": nil, "snapshot_date": b.day(day), "metric_type": "daily",
		"impressions": s.Impressions, "clicks": s.Clicks, "conversions": nil, "engagement_rate": percent(s.Clicks, s.Impressions),
		"conversion_rate": nil, "cost": cents(s.Cost), "revenue": nil, "roi": nil, "custom_metrics": JSON{object{}}, "data_mode": "demo",
		"origin": "import"}
	if channel != "" {
		row["channel_id"] = b.id("cmo_campaign_channels", campaign+"/"+channel)
	}
	if s.HasConversions {
		row["conversions"], row["conversion_rate"], row["revenue"] = s.Conversions, percent(s.Conversions, s.Clicks), cents(s.Revenue)
		if s.Cost > 0 {
			row["roi"] = math.Round((s.Revenue-s.Cost)/s.Cost*1e4) / 1e4
		}
	}
	// Yesterday's numbers came in this morning, or just now if it is still early.
	at := b.at(day+1, 5, 10)
	if at.After(b.now) {
		at = b.now
	}
	b.record("cmo_metrics_snapshots", fmt.Sprintf("%s/%s/d%02d", campaign, channel, -day), maker{At: at}, row)
}

// between sums the campaign rows (or one channel's) whose dates lie in the period, both ends included; no campaign
// means all of them.
func (b *builder) between(campaign, channel string, from, to time.Time) sums {
	var t sums
	for _, r := range b.rows["cmo_metrics_snapshots"] {
		date := r["snapshot_date"].(time.Time)
		if date.Before(from) || date.After(to) || campaign != "" && r["campaign_id"] != b.id("cmo_campaigns", campaign) {
			continue
		}
		if channel == "" && r["channel_id"] != nil || channel != "" && r["channel_id"] != b.id("cmo_campaign_channels", campaign+"/"+channel) {
			continue
		}
		t.Impressions += r["impressions"].(int)
		t.Clicks += r["clicks"].(int)
		t.Cost += r["cost"].(float64)
		if n, ok := r["conversions"].(int); ok {
			t.Conversions += n
			t.Revenue += r["revenue"].(float64)
		}
	}
	return t
}

// clickRate is clicks per 100 impressions of a channel from so many days ago up to so many days ago.
func (b *builder) clickRate(campaign, channel string, from, to int) float64 {
	s := b.between(campaign, channel, b.day(-from), b.day(-to))
	if s.Impressions == 0 {
		return 0
	}
	return math.Round(float64(s.Clicks)/float64(s.Impressions)*1000) / 10
}
