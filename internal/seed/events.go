package seed

import (
	"fmt"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// event is a calendar entry that is not a campaign's start, end or publication.
type event struct {
	Key, Type, Title, Text, Campaign, Channel, By string
	Day, Hour, Minute                             int
}

// publish is the date on which an asset is due.
func (b *builder) publish(c campaign, a asset) time.Time {
	start, _ := b.dates(c)
	return start.(time.Time).AddDate(0, 0, a.day())
}

// hours are the times of day at which each kind of content is due, in the tenant's zone.
var hours = map[string][2]int{"email": {8, 0}, "sms": {16, 30}, "page": {7, 15}, "ad": {7, 15}, "post": {12, 15}}

// addEvents adds what the next and the past three weeks hold.
func (b *builder) addEvents() {
	for _, c := range b.in.Campaigns {
		if c.Undated || c.State == cmo.StateDraft || c.State == cmo.StateRejected {
			continue
		}
		start, end := b.dates(c)
		b.campaignEvent(c, "campaign_start", b.named(c)+" starts", "start", "", b.clock(start.(time.Time), 7, 0))
		b.campaignEvent(c, "campaign_end", b.named(c)+" ends", "end", "", b.clock(end.(time.Time), 18, 0))
		for _, a := range b.copies[c.Key] {
			h := hours[a.Kind]
			kind := "content_publish"
			if a.Kind == "page" {
				kind = "landing_page_published"
			}
			title, date := a.Header["title"]+", "+b.named(c), b.publish(c, a)
			b.campaignEvent(c, kind, title, a.Name, a.Kind, b.clock(date, h[0], h[1]))
			if a.Header["weekly"] != "" {
				b.weekly(c, a, title, date, end.(time.Time))
			}
		}
	}
	b.addMeetings()
}

// weekly repeats an asset's event every seven days inside the three weeks before and after today, up to the last day.
func (b *builder) weekly(c campaign, a asset, title string, first, last time.Time) {
	h := hours[a.Kind]
	for n := 1; ; n++ {
		date := first.AddDate(0, 0, 7*n)
		if date.After(last) || date.After(b.day(21)) {
			return
		}
		if date.Before(b.day(-21)) {
			continue
		}
		at := b.clock(date, h[0], h[1])
		b.record("cmo_calendar_events", fmt.Sprintf("%s/%s/week-%d", c.Key, a.Name, n), a.maker(b, c), Row{
			"campaign_id": b.id("cmo_campaigns", c.Key), "asset_id": b.id("cmo_content_assets", c.Key+"/"+a.Name), "event_type": "content_publish",
			"title": title, "description": c.Objective, "scheduled_at": at, "channel": kinds[a.Kind][1], "status": b.due(at), "assignee_id": nil, "metadata": JSON{object{"week": n + 1}}})
	}
}

// workday moves a meeting from Saturday to Friday and from Sunday to Monday.
func workday(date time.Time) time.Time {
	switch date.Weekday() {
	case time.Saturday:
		return date.AddDate(0, 0, -1)
	case time.Sunday:
		return date.AddDate(0, 0, 1)
	}
	return date
}

// addMeetings adds the entries that belong to people.
func (b *builder) addMeetings() {
	for _, e := range b.in.Events {
		date := b.day(e.Day)
		if e.Type == "review" {
			date = workday(date)
		}
		at := b.clock(date, e.Hour, e.Minute)
		row := b.record("cmo_calendar_events", e.Key, maker{By: e.By, At: b.ago(days(24))}, Row{
			"campaign_id": b.ref("cmo_campaigns", e.Campaign), "asset_id": nil, "event_type": e.Type, "title": e.Title, "description": e.Text,
			"scheduled_at": at, "channel": nil, "status": b.due(at), "assignee_id": nil, "metadata": JSON{object{}}})
		if e.Channel != "" {
			row["channel"] = e.Channel
		}
		if e.Type == "task" {
			row["assignee_id"] = userID(e.By)
			if e.Day < 0 {
				row["status"] = "scheduled" // overdue
			}
		}
	}
}

// due is completed for a moment that has passed.
func (b *builder) due(at time.Time) string {
	if at.After(b.now) {
		return "scheduled"
	}
	return "completed"
}

// campaignEvent adds an event of a campaign; key is the asset's name where kind is one.
func (b *builder) campaignEvent(c campaign, eventType, title, key, kind string, at time.Time) {
	row := Row{"campaign_id": b.id("cmo_campaigns", c.Key), "asset_id": nil, "event_type": eventType, "title": title,
		"description": c.Objective, "scheduled_at": at, "channel": nil, "status": b.due(at), "assignee_id": nil, "metadata": JSON{object{}}}
	m := c.maker(b)
	if kind != "" {
		row["asset_id"] = b.id("cmo_content_assets", c.Key+"/"+key)
		row["channel"] = kinds[kind][1]
		m = assetNamed(b.copies[c.Key], key).maker(b, c)
	}
	if at.Before(b.now) && !launched(c.State) {
		row["status"] = "cancelled" // its day passed before the campaign was launched
	}
	b.record("cmo_calendar_events", c.Key+"/"+key, m, row)
}

// launched reports whether the campaign was ever live.
func launched(s cmo.CampaignState) bool {
	return s == cmo.StateActive || s == cmo.StatePaused || s == cmo.StateCompleted
}

func assetNamed(assets []asset, name string) asset {
	for _, a := range assets {
		if a.Name == name {
			return a
		}
	}
	panic("seed: no asset " + name)
}
