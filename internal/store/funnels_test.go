package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// A stage counts its own campaigns' figures by its kind; a campaign's channels count only where its own row is missing,
// totals not at all, archived campaigns neither, and live and demo rows stay apart.
func TestStageReports_CountByStage(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	k.Admin(`DELETE FROM cmo_metrics_snapshots`)
	funnel, campaign := k.A.RowID("funnel"), k.A.RowID("campaign")
	second, own, archived := uuid.New(), uuid.New(), uuid.New()
	k.Admin(`INSERT INTO cmo_funnel_stages (tenant_id, workspace_id, id, funnel_id, stage_name, stage_type, stage_order) VALUES ($1, $1, $2, $3, 'Second of its kind', 'consideration', 5)`, k.A.ID, second, funnel)
	k.Admin(`INSERT INTO cmo_campaigns (tenant_id, workspace_id, id, campaign_name, campaign_type, funnel_id, funnel_stage, funnel_stage_id, archived_at)
		VALUES ($1, $1, $2, 'Own stage', 'nurture', $4, 'consideration', $5, NULL), ($1, $1, $3, 'Archived', 'nurture', $4, 'consideration', NULL, now())`, k.A.ID, own, archived, funnel, second)
	snap := func(campaign uuid.UUID, channel *uuid.UUID, day, kind, mode string, clicks *int) {
		k.Admin(`INSERT INTO cmo_metrics_snapshots (tenant_id, workspace_id, campaign_id, channel_id, snapshot_date, metric_type, data_mode, impressions, clicks, cost)
			VALUES ($1, $1, $2, $3, $4::date, $5, $6, 1000, $7, 2)`, k.A.ID, campaign, channel, day, kind, mode, clicks)
	}
	n := func(v int) *int { return &v }
	channel := k.A.RowID("channel")
	snap(campaign, nil, "2026-01-02", "daily", "live", n(10))
	snap(campaign, &channel, "2026-01-02", "daily", "live", n(7))
	snap(campaign, &channel, "2026-01-03", "daily", "live", n(5))
	snap(campaign, nil, "2026-01-03", "weekly", "live", n(900))
	snap(campaign, nil, "2026-01-05", "daily", "live", n(800)) // after the period
	snap(campaign, nil, "2026-01-03", "daily", "demo", n(70))
	snap(own, nil, "2026-01-02", "daily", "live", nil)
	snap(archived, nil, "2026-01-02", "daily", "live", n(600))

	sc := k.Scope(owner(k.A), k.A)
	from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 4, 0, 0, 0, 0, time.UTC)
	for name, id := range map[string]*uuid.UUID{"one funnel": &funnel, "all": nil} {
		var reports *store.Rows[cmo.StageReport]
		read(t, sc, func(r *store.Reader) { reports = r.StageReports(id, from, to) })
		got := map[string]cmo.StageReport{}
		for _, r := range reports.List() {
			got[r.StageID.String()+r.Mode] = r
		}
		live, demo, unknown := got[k.A.RowID("stage").String()+"live"], got[k.A.RowID("stage").String()+"demo"], got[second.String()+"live"]
		if len(got) != 3 || live.Volume == nil || *live.Volume != 15 || *live.Cost != 4 || live.Days != 2 || live.Revenue != nil || *demo.Volume != 70 || unknown.Volume != nil || unknown.Days != 1 {
			t.Errorf("%s: %+v", name, reports.List())
		}
	}
	var other *store.Rows[cmo.StageReport]
	elsewhere := uuid.New()
	read(t, sc, func(r *store.Reader) { other = r.StageReports(&elsewhere, from, to) })
	if len(other.List()) > 0 {
		t.Errorf("another funnel: %+v", other.List())
	}
	var campaigns *store.Rows[cmo.StageCampaign]
	read(t, sc, func(r *store.Reader) { campaigns = r.FunnelCampaigns(funnel) })
	for _, c := range campaigns.List() {
		if want := map[uuid.UUID]uuid.UUID{campaign: k.A.RowID("stage"), own: second}[c.ID]; c.StageID == nil || *c.StageID != want {
			t.Errorf("%s counts for %v", c.Name, c.StageID)
		}
	}
	if len(campaigns.List()) != 2 {
		t.Errorf("%d campaigns", len(campaigns.List()))
	}
}
