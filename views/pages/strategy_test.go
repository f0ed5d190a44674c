package pages

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/chart"
)

// traits reads a JSON object as the database gives it.
func traits(t *testing.T, raw string) cmo.Traits {
	t.Helper()
	var v cmo.Traits
	if err := json.Unmarshal([]byte(raw), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func amount(n float64) cmo.Amount { return cmo.Amount{N: n, Known: true} }

func exampleBrand(t *testing.T) cmo.Brand {
	return cmo.Brand{
		ID: testID(60), Provenance: made(cmo.OriginAI), Name: "Camp <Coaching>", Tagline: "Every touch counts", Voice: "Encouraging, Energetic", Tone: "Warm", Personality: cmo.Texts{"Playful"},
		Values: cmo.Texts{"Effort", "Safety"}, Colors: traits(t, `{"primary":"#14532d","secondary":"green","accent":"#f59e0b","sand":"#eeddcc"}`), Fonts: traits(t, `{"body":"Inter"}`),
		LogoURL: "javascript:alert(1)", WebsiteURL: "https://camp.example.test", Industry: "Youth sports", Competitors: cmo.Competitors{{Name: "League", Notes: "Cheaper"}},
		UniqueValue: "Eight players to a coach.", Differentiators: cmo.Texts{"Skill cards"}, Pillars: cmo.Texts{"More touches"},
	}
}

func exampleICPs(t *testing.T) []cmo.ICP {
	reviewed := now.Add(-72 * time.Hour)
	link := cmo.Links{{ID: testID(30), Name: "Camp Week", Status: "active"}}
	first := cmo.ICP{
		ID: testID(61), Provenance: made(cmo.OriginManual), Name: "Camp Parents", Description: "Parents of kids", Primary: true, Priority: 90, ReviewedAt: &reviewed,
		Demographics: traits(t, `{"age_range":"32-48","languages":["English","Spanish"]}`), Psychography: traits(t, `{"interests":["Weekends"]}`),
		Pains: cmo.Texts{"One", "Two", "Three", "Four"}, Goals: cmo.Texts{"A", "B", "C"}, Triggers: cmo.Texts{"T", "U"}, Objections: cmo.Texts{"Price"},
		Channels: cmo.Texts{"email", "sms"}, Content: traits(t, `{"tone":"Calm"}`), Budget: cmo.Price{Min: amount(149), Max: amount(480), Currency: "EUR"}, Titles: cmo.Texts{"Parent"},
		Offers: link, Funnels: link, Plans: link,
	}
	for n := range byte(10) {
		first.Campaigns = append(first.Campaigns, cmo.Link{ID: testID(100 + n), Name: "Campaign " + string('A'+n), Status: "draft", Review: "in_review"})
	}
	ai := made(cmo.OriginAI)
	ai.EditedByName = ""
	return []cmo.ICP{first, {ID: testID(62), Provenance: made(cmo.OriginImport), Name: "Imported", Priority: 40}, {ID: testID(63), Provenance: ai, Name: "New <one>", Priority: 60}}
}

func exampleOffer() cmo.Offer {
	return cmo.Offer{
		ID: testID(64), Provenance: made(cmo.OriginManual), Name: "Camp Week", Type: "service", Description: "Five mornings", Benefits: cmo.Texts{"Fun", "Skill"}, Price: cmo.Price{Min: amount(149), Max: amount(149)},
		PricingModel: "Per child", Segments: cmo.Texts{"camp parents", "Ghost Families"}, Status: "active", LandingURL: "https://camp.example.test/week", Flagship: true, LaunchDate: date(2026, 3, 1),
		Testimonials: cmo.Stories{{Text: "Call me at +1 555 123 4567", By: "A parent", URL: "https://reviews.example.test/1"}}, CaseStudies: cmo.Stories{{Title: "Club", Text: "Doubled", URL: "javascript:x"}},
		ICPs: cmo.Links{{ID: testID(61), Name: "Camp Parents"}}, Campaigns: cmo.Links{{ID: testID(1), Name: "Nurture", Status: "active", Review: "approved"}},
	}
}

func examplePlan(t *testing.T) PlanDetail {
	done := now.Add(-20 * 24 * time.Hour)
	p := cmo.Plan{
		ID: testID(65), Provenance: made(cmo.OriginAI), Name: "90 days", Type: "90-day", Status: "active", StartDate: date(2025, 12, 20), EndDate: date(2026, 3, 19), Summary: "Fill 60 places.",
		Objectives: cmo.Texts{"60 registrations"}, KPIs: cmo.PlanGoals{{Metric: "registrations", Baseline: amount(22), Target: amount(60), Measurement: "paid places"}, {Metric: "reach", Target: cmo.Amount{Words: "more"}}},
		Budget: cmo.PlanMoney{Total: amount(6400), Note: "Email first", Rest: traits(t, `{"reserve":"200"}`)}, Month1: cmo.PlanMonth{Focus: "Launch", Weeks: []cmo.PlanWeek{{Week: amount(4), Focus: "Letters", Deliverables: cmo.Texts{"Two letters"}, Success: "Approved"}}},
		Channels: cmo.PlanShares{{Channel: "email", Percent: amount(60), Metric: "leads", ICP: "Camp Parents"}, {Channel: "sms", Percent: amount(30)}}, Risks: cmo.PlanRisks{{Risk: "Rain", Mitigation: "Hall", Trigger: "Forecast"}},
		Segments: cmo.Texts{"Camp Parents", "Ghost"}, ICPLinks: cmo.Links{{ID: testID(61), Name: "Camp Parents"}}, Offers: cmo.Texts{"Camp Week"}, Context: traits(t, `{"brand_version":1}`),
		Milestones: 5, Done: 1, Missed: 1, Funnels: cmo.Links{{ID: testID(66), Name: "Camp Registration", Status: "active"}},
	}
	var list []cmo.Milestone
	for i, m := range []cmo.Milestone{
		{Name: "Letters", TargetDate: date(2025, 12, 26), Status: "completed", CompletedAt: &done, KPIs: cmo.PlanGoals{{Metric: "leads", Target: amount(40), Channels: cmo.Texts{"email"}}}, Deliverables: cmo.Texts{"Two letters"}},
		{Name: "Page", TargetDate: date(2026, 1, 2), Status: "missed", Dependencies: cmo.Texts{"Letters"}}, {Name: "Late one", TargetDate: date(2026, 1, 3), Status: "in_progress"},
		{Name: "Soon", TargetDate: date(2026, 2, 1), Status: "pending"}, {Name: "Outside", TargetDate: date(2026, 5, 1), Status: "pending"}, {Name: "Undated", Status: "pending"},
	} {
		m.ID, m.Provenance = testID(byte(80+i)), made(cmo.OriginAI)
		list = append(list, m)
	}
	return PlanDetail{Plan: p, Milestones: list, Sources: []cmo.Source{{SourceTable: "cmo_brand_profiles", SourceVersion: 2}}}
}

func TestStrategy_Golden(t *testing.T) {
	icps := exampleICPs(t)
	golden(t, "brand", Brand(NewBrandView(tenant, []cmo.Brand{exampleBrand(t)}, now)))
	golden(t, "brand-empty", Brand(NewBrandView(tenant, nil, now)))
	golden(t, "icps", ICPs(NewICPsView(tenant, icps, cmo.Setup{})))
	golden(t, "icps-empty", ICPs(NewICPsView(tenant, nil, cmo.Setup{})))
	golden(t, "icp", ICP(NewICPView(tenant, icps[0], nil, now)))
	golden(t, "icp-bare", ICP(NewICPView(tenant, icps[2], nil, now)))
	golden(t, "offers", Offers(NewOffersView(tenant, []cmo.Offer{exampleOffer(), {ID: testID(67), Provenance: made(cmo.OriginImport), Name: "Bare", Type: "product", Status: "draft"}}, cmo.Setup{}, now)))
	golden(t, "offers-empty", Offers(NewOffersView(tenant, nil, cmo.Setup{Brands: 1}, now)))
	golden(t, "offer", Offer(NewOfferView(tenant, exampleOffer(), nil, now)))
	golden(t, "plans", Plans(NewPlansView(tenant, []cmo.Plan{examplePlan(t).Plan, {ID: testID(68), Provenance: made(cmo.OriginManual), Name: "Bare", Status: "draft"}}, cmo.Setup{}, now)))
	golden(t, "plans-empty", Plans(NewPlansView(tenant, nil, cmo.Setup{Brands: 1, ICPs: 1, Offers: 1}, now)))
	golden(t, "plan", Plan(NewPlanView(tenant, examplePlan(t), now)))
	golden(t, "plan-bare", Plan(NewPlanView(tenant, PlanDetail{Plan: cmo.Plan{ID: testID(68), Provenance: made(cmo.OriginManual), Name: "Bare", Type: "90-day", Status: "draft"}}, now)))
}

// An address that is not http or https is text; one that is leads away without a referrer.
func TestStrategy_OnlyWebAddressesAreLinks(t *testing.T) {
	for name, html := range map[string]string{
		"brand": rendered(t, Brand(NewBrandView(tenant, []cmo.Brand{exampleBrand(t)}, now))), "offer": rendered(t, Offer(NewOfferView(tenant, exampleOffer(), nil, now))),
	} {
		if strings.Contains(html, `href="javascript`) || strings.Contains(html, "<img") || strings.Contains(html, "about:invalid") {
			t.Errorf("%s: an address is a link that must not be one, or an image", name)
		}
		if away := strings.Count(html, `href="https://`); away == 0 || away != strings.Count(html, `rel="noopener noreferrer"`) {
			t.Errorf("%s: %d links lead away", name, away)
		}
	}
}

func TestOffer_MasksProofAndNamesGhosts(t *testing.T) {
	masked := tenant
	masked.Role = cmo.RoleSupport
	v := NewOfferView(masked, exampleOffer(), nil, now)
	if html := rendered(t, Offer(v)); strings.Contains(html, "555") || !strings.Contains(html, "[masked: phone]") {
		t.Error("a phone number shows to a role that masks")
	}
	if len(v.For.Items) != 2 || v.For.Items[0].Href == "" || v.For.Items[1].Warn == "" || !strings.Contains(v.Head.Notes[0].Title, "Ghost Families") {
		t.Errorf("segments: %+v, notes: %+v", v.For.Items, v.Head.Notes)
	}
}

func TestBrand_Contrast(t *testing.T) {
	if r := newColorRow("accent", "#f59e0b", "#14532d"); len(r.Ratios) != 2 || !r.Ratios[0].OK || r.Ratios[0].Text != "black text on it 9.7:1" || r.Ratios[1].OK || r.Ratios[1].Text != "beside primary 4.2:1, large only" {
		t.Errorf("%+v", r)
	}
	if r := newColorRow("accent", "red\" x=", "#14532d"); r.Swatch != "" || r.Problem == "" {
		t.Errorf("%+v", r)
	}
}

func TestICPs_EachInOneColumn(t *testing.T) {
	v := NewICPsView(tenant, exampleICPs(t), cmo.Setup{})
	for i, c := range v.Board.Columns {
		if len(c.Items) != 1 || c.Count != "1" {
			t.Errorf("column %d: %d items, count %s", i, len(c.Items), c.Count)
		}
	}
	if c := newICPCard("t", exampleICPs(t)[0]); c.Short != "1 of 2 objections" || c.Pains.More != "and 1 more" || c.Foot != "11 of 14 fields" {
		t.Errorf("%+v", c)
	}
}

func TestFirstStep_NamesWhatIsMissingFirst(t *testing.T) {
	for _, c := range []struct {
		have cmo.Setup
		want step
		href string
	}{
		{cmo.Setup{}, stepPlan, "/t/t/brand"}, {cmo.Setup{Brands: 1}, stepPlan, "/t/t/icps"}, {cmo.Setup{Brands: 1, ICPs: 1}, stepPlan, "/t/t/offers"},
		{cmo.Setup{Brands: 1}, stepOffer, "/t/t/icps"}, {cmo.Setup{}, stepICP, "/t/t/brand"}, {cmo.Setup{Brands: 1, ICPs: 1, Offers: 1}, stepPlan, ""},
	} {
		href := ""
		if a := firstStep(cmo.Tenant{Slug: "t"}, c.have, c.want).Actions; len(a) > 0 {
			href = a[0].Href
		}
		if href != c.href {
			t.Errorf("%+v for %d leads to %q, want %q", c.have, c.want, href, c.href)
		}
	}
}

func TestPlan_WhatDoesNotAddUp(t *testing.T) {
	v := NewPlanView(tenant, examplePlan(t), now)
	if len(v.Head.Notes) != 2 || !strings.Contains(v.Head.Notes[0].Title, "Outside") || !strings.Contains(v.Head.Notes[1].Title, "90%, not 100%") {
		t.Errorf("notes: %+v", v.Head.Notes)
	}
	if v.Facts[0].Value != "Day 25 of 90" || v.Facts[3].Value != "$6,400" || v.Shares[0].Amount != "$3,840" || v.Shares[1].ICPHref != "" {
		t.Errorf("facts %+v, shares %+v", v.Facts, v.Shares)
	}
	if m := v.Milestones; m[2].Problem != "Its day has passed" || m[4].Problem != "Outside the plan’s dates" || m[5].When != "No date yet" || m[0].KPIs[0] != "Leads: 40 · Email" {
		t.Errorf("milestones %+v", m)
	}
	kinds := []chart.MilestoneKind{chart.MilestoneDone, chart.MilestoneMissed, chart.MilestoneLate, chart.MilestoneOpen, chart.MilestoneOpen}
	for i, k := range v.Line.Marks {
		if k.Kind != kinds[i] {
			t.Errorf("mark %d is %s", k.No, k.Kind)
		}
	}
	if !v.Months[0].Now || !v.Months[0].Weeks[0].Now || v.Months[0].Weeks[0].When != "10 Jan – 16 Jan" || len(v.Line.Phases) != 3 {
		t.Errorf("months %+v, phases %+v", v.Months, v.Line.Phases)
	}
	if v := NewPlanView(tenant, PlanDetail{}, now); v.HasLine || v.Facts[0].Value != none || v.Facts[1].Value != none {
		t.Errorf("a bare plan: %+v", v.Facts)
	}
}
