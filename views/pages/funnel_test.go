package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func made(origin cmo.Origin) cmo.Provenance {
	p := cmo.Provenance{Origin: origin, Version: 2, OwnerName: "Growth Lead", CreatedAt: now.Add(-400 * time.Hour), UpdatedAt: now.Add(-50 * time.Hour)}
	if origin == cmo.OriginAI {
		run := testID(201)
		p.RunID, p.RunNo, p.RunAgent, p.Prompt, p.EditedByName = &run, ptr(int64(1790)), "cmo-funnel-architect", "funnels/v2", "Brand Lead"
	}
	return p
}

// funnelDetail is a funnel whose third stage plans more than the second, with live and demo reports.
func funnelDetail() FunnelDetail {
	f := cmo.Funnel{ID: testID(1), Name: "Camp <Registration>", Type: "lead_nurture", Description: "From first sight to a second camp.", Status: "active", PlanName: "90 days", PlanStart: date(2025, 12, 14), PlanEnd: date(2026, 3, 13),
		ICPs: cmo.Texts{"Camp Parents"}, Offers: cmo.Texts{"Camp Week"}, Budget: 4200, Rate: 1.43, Revenue: 12000, Campaigns: 3, Provenance: made(cmo.OriginAI)}
	plan := testID(90)
	f.PlanID = &plan
	stages := []cmo.Stage{
		{ID: testID(11), FunnelID: f.ID, Name: "Reached", Type: "awareness", Objective: "Be seen", Volume: 4200, Rate: 15.2, Budget: 900, KPIs: []cmo.KPI{{Metric: "reach", Target: 4200, Measurement: "impressions"}}, Channels: cmo.Texts{"email", "sms"}, ICPs: cmo.Texts{"Camp Parents"}},
		{ID: testID(12), FunnelID: f.ID, Name: "Leads", Type: "consideration", Volume: 640, Budget: 700, Content: []cmo.WantedContent{{Type: "email", Title: "Welcome"}}, Entry: "Opens a page", Exit: "Form sent", CampaignTypes: cmo.TypeNames{"email_nurture"}},
		{ID: testID(13), FunnelID: f.ID, Name: "Registered", Type: "conversion", Volume: 720, Rate: 8.4, Budget: 2600, Offers: cmo.Texts{"Camp Week"}},
		{ID: testID(14), FunnelID: f.ID, Name: "Second camp", Type: "retention", Description: "They come back"},
	}
	report := func(stage byte, mode string, volume *int64, cost, revenue *float64) cmo.StageReport {
		return cmo.StageReport{StageID: testID(stage), Mode: mode, Volume: volume, Cost: cost, Revenue: revenue, Days: 9, LastDay: *date(2026, 1, 12), ReceivedAt: now.Add(-9 * time.Hour)}
	}
	stage := testID(12)
	return FunnelDetail{Funnel: f, Others: []cmo.Funnel{f, {ID: testID(2), Name: "Lessons"}}, Stages: stages,
		Reports: []cmo.StageReport{report(11, "live", ptr(int64(3860)), ptr(610.0), nil), report(11, "demo", ptr(int64(9)), nil, nil), report(12, "live", ptr(int64(612)), nil, nil),
			report(13, "live", ptr(int64(38)), ptr(290.5), ptr(6840.0)), report(14, "demo", ptr(int64(7)), nil, nil)},
		Campaigns: []cmo.StageCampaign{{Campaign: campaigns()[0], StageID: &stage}, {Campaign: campaigns()[3], StageID: &stage}, {Campaign: campaigns()[4]}},
		Prices:    []cmo.OfferPrice{{Name: "Camp Week", Prices: cmo.Price{Min: cmo.Amount{N: 149, Known: true}, Max: cmo.Amount{N: 189, Known: true}}}},
		Sources:   []cmo.Source{{SourceTable: "cmo_brand_profiles", SourceVersion: 5}}, Period: FunnelPeriod, From: *date(2025, 12, 15), To: *date(2026, 1, 13)}
}

func TestFunnel_Golden(t *testing.T) {
	golden(t, "funnel", Funnel(NewFunnelView(tenant, funnelDetail(), now)))
	editing := tenant
	editing.Role = cmo.RoleMarketer
	v := NewFunnelView(editing, funnelDetail(), now)
	v.Status = StageMoved("Leads", 2, 4)
	golden(t, "funnel-editing", FunnelPart(v))
	bare := cmo.Funnel{ID: testID(3), Name: "Bare", Status: "draft", Provenance: made(cmo.OriginManual)}
	bare.ArchivedAt = ptr(now.Add(-time.Hour))
	golden(t, "funnel-bare", Funnel(NewFunnelView(tenant, FunnelDetail{Funnel: bare, Period: FunnelPeriod, From: *date(2025, 12, 15), To: *date(2026, 1, 13)}, now)))
}

func TestFunnels_Golden(t *testing.T) {
	d := funnelDetail()
	list := FunnelList{Funnels: []cmo.Funnel{d.Funnel, {ID: testID(3), Name: "Bare", Status: "draft", Provenance: made(cmo.OriginImport)}}, Stages: d.Stages, Reports: d.Reports, Prices: d.Prices}
	golden(t, "funnels", Funnels(NewFunnelsView(tenant, list, now)))
	golden(t, "funnels-empty", Funnels(NewFunnelsView(tenant, FunnelList{}, now)))
}

// Live and demo figures stay apart, and what nobody reported is no zero: no bar, no curve, no rate, no gap.
func TestFunnel_HonestFigures(t *testing.T) {
	d := funnelDetail()
	v := NewFunnelView(tenant, d, now)
	c := v.Columns
	if v.Demo || c[0].Actual != "3,860" || c[0].On != "15.9%" || c[3].Actual != none || c[3].Plan != "no volume planned" || c[3].Slice.Known || c[3].Facts[0].Value != "Not reported" || c[3].Facts[1].Value != none || c[2].On != "" {
		t.Errorf("%+v", c)
	}
	if c[2].Over != "over 640" || !c[2].Slice.Warn || c[1].Over != "" || c[1].Facts[2].Value != none || c[2].Facts[1].Note != "plan 112.5%" || !c[2].Facts[1].Warn {
		t.Errorf("plan: %+v", c[2])
	}
	if v.Gap[0].Gap != "−22" || v.Gap[0].Sub != "38 of 60" || v.Gap[1].Gap != "−$5,160" || v.Loss != "Largest loss: Leads to Registered, 6.2% instead of 112.5%." {
		t.Errorf("gap %+v, %s", v.Gap, v.Loss)
	}
	if got := v.Small[2]; !strings.Contains(got, "Demo data is left out") {
		t.Error(got)
	}
	if len(c[1].Campaigns) != 2 || len(v.Unplaced) != 1 || v.Unplaced[0].AI != "false" {
		t.Errorf("campaigns %d, without a stage %d", len(c[1].Campaigns), len(v.Unplaced))
	}
	d.Reports = d.Reports[1:2]
	if v := NewFunnelView(tenant, d, now); !v.Demo || v.Columns[0].Actual != "9" || v.Gap[0].Gap != none || v.Gap[1].Sub != "Not reported, plan $12,000" || v.Loss != "" {
		t.Errorf("demo: %+v", v.Gap)
	}
}

func TestFunnelSpan(t *testing.T) {
	f := cmo.Funnel{PlanStart: date(2025, 10, 1), PlanEnd: date(2025, 12, 31)}
	for _, c := range []struct {
		period   string
		f        cmo.Funnel
		from, to string
	}{
		{FunnelPeriod, f, "2025-12-15", "2026-01-13"}, {"90d", f, "2025-10-16", "2026-01-13"}, {"plan", f, "2025-10-01", "2025-12-31"},
		{"plan", cmo.Funnel{PlanStart: date(2026, 1, 13)}, "2026-01-13", "2026-01-13"}, {"plan", cmo.Funnel{PlanStart: date(2026, 2, 1)}, "2025-12-15", "2026-01-13"}, {"plan", cmo.Funnel{}, "2025-12-15", "2026-01-13"},
	} {
		from, to := FunnelSpan(c.period, c.f, chicago, now)
		if from.Format(time.DateOnly) != c.from || to.Format(time.DateOnly) != c.to {
			t.Errorf("%s: %s to %s, want %s to %s", c.period, from, to, c.from, c.to)
		}
	}
}
