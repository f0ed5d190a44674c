package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// Sums keep periods, data modes and campaigns apart; a campaign's own row stands for its channels; rates use only the
// reports that name both counts.
func TestMetrics_SumsAndPairs(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	k.Admin(`DELETE FROM cmo_metrics_snapshots`)
	campaign, manual, channel := k.A.RowID("campaign"), k.A.RowID("manual"), k.A.RowID("channel")
	n := func(v int) *int { return &v }
	snap := func(campaign uuid.UUID, channel *uuid.UUID, day, mode string, impressions, clicks, conversions *int) {
		k.Admin(`INSERT INTO cmo_metrics_snapshots (tenant_id, workspace_id, campaign_id, channel_id, snapshot_date, metric_type, data_mode, impressions, clicks, conversions, cost)
			VALUES ($1, $1, $2, $3, $4::date, 'daily ' || $5, $5, $6, $7, $8, 2)`, k.A.ID, campaign, channel, day, mode, impressions, clicks, conversions)
	}
	snap(campaign, nil, "2026-01-10", "live", n(1000), n(30), n(3))
	snap(campaign, &channel, "2026-01-10", "live", n(700), n(20), nil)
	snap(campaign, &channel, "2026-01-11", "live", n(300), nil, nil)
	snap(manual, nil, "2026-01-11", "live", nil, n(60), nil)
	snap(manual, nil, "2026-01-11", "demo", n(5), n(5), n(5))
	snap(campaign, nil, "2026-01-03", "live", n(500), n(10), nil)
	f := cmo.MetricFilter{Before: day("2026-01-01"), From: day("2026-01-08"), To: day("2026-01-14")}

	sc := k.Scope(owner(k.A), k.A)
	var days *store.Rows[cmo.MetricDay]
	var campaigns, channels, ofEmail *store.Rows[cmo.MetricGroup]
	var one, email *store.Rows[cmo.MetricDay]
	narrow, byChannel := f, f
	narrow.Campaign, byChannel.Channel = &manual, "email"
	read(t, sc, func(r *store.Reader) {
		days, campaigns, channels = r.MetricDays(f), r.MetricCampaigns(f), r.MetricChannels(f)
		one, email, ofEmail = r.MetricDays(narrow), r.MetricDays(byChannel), r.MetricCampaigns(byChannel)
	})
	if list := days.List(); len(list) != 4 || *list[1].Impressions != 1000 || *list[1].Clicks != 30 || list[2].Mode != "demo" || *list[3].Impressions != 300 || *list[3].Clicks != 60 || list[3].SeenClicks != nil || list[3].ClickRate() != nil || list[3].Campaigns != 2 {
		t.Errorf("days: %+v", list)
	}
	got := map[string]cmo.MetricGroup{}
	for _, g := range campaigns.List() {
		got[g.CampaignID.String()+g.Mode+map[bool]string{true: " now", false: " before"}[g.Current]] = g
	}
	now, before := got[campaign.String()+"live now"], got[campaign.String()+"live before"]
	if len(got) != 4 || *now.Impressions != 1300 || *now.Clicks != 30 || *now.SeenImpressions != 1000 || *now.ClickRate() != 3 || *now.ConversionRate() != 10 || now.Days != 2 || *now.Cost != 4 || *before.ClickRate() != 2 || before.ConversionRate() != nil {
		t.Errorf("campaigns: %+v", campaigns.List())
	}
	if list := channels.List(); len(list) != 1 || list[0].Name != "email" || *list[0].Impressions != 1000 || *list[0].Clicks != 20 || !list[0].Current {
		t.Errorf("channels: %+v", list)
	}
	if list := one.List(); len(list) != 2 || *list[1].Clicks != 60 {
		t.Errorf("one campaign: %+v", list)
	}
	if list := email.List(); len(list) != 2 || *list[0].Impressions != 700 || list[0].Conversions != nil || len(ofEmail.List()) != 1 {
		t.Errorf("one channel: %+v", list)
	}
}

func day(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}
