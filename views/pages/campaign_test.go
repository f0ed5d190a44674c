package pages

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

var (
	chicago = time.FixedZone("CST", -6*3600)
	now     = time.Date(2026, 1, 13, 20, 5, 0, 0, time.UTC)
	tenant  = cmo.Tenant{Slug: "first-touch-coaching", Name: "First Touch Coaching", Zone: chicago, Currency: "USD"}
)

func date(y int, m time.Month, d int) *time.Time {
	t := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return &t
}

func testID(n byte) uuid.UUID { return uuid.UUID{0: 1, 6: 0x40, 8: 0x80, 15: n} }

// nurture is an AI-driven campaign in review.
func nurture() cmo.Campaign {
	run, no, since := testID(200), int64(1812), now.Add(-26*time.Hour)
	return cmo.Campaign{
		ID: testID(1), Name: "Camp <Interest> Nurture", Type: "email_nurture", Objective: "Turn inquiries into registrations.", Description: "AI CMO Driven: Five touches.",
		Origin: cmo.OriginAI, RunID: &run, RunNo: &no, RunAgent: "cmo-campaign-designer", Prompt: "v7", Marked: true, Status: "draft", ReviewState: "in_review", ReviewSince: &since,
		Stage: "consideration", FunnelName: "Camp Registration", ICPName: "Camp Parents", OfferName: "Summer Camp Week", StartDate: date(2026, 1, 19), EndDate: date(2026, 4, 17),
		Budget: 1800, PrimaryKPI: cmo.KPI{Metric: "registrations", Target: 60}, Version: 3, OwnerName: "Growth Lead",
		CreatedAt: time.Date(2026, 1, 6, 15, 14, 0, 0, time.UTC), UpdatedAt: now.Add(-48 * time.Hour), Channels: []string{"email", "sms"}, Assets: 2, Variants: 3,
	}
}

func campaigns() []cmo.Campaign {
	drift := nurture()
	drift.ID, drift.Name, drift.Marked, drift.Description = testID(2), "Early-Bird Countdown", false, "Without the mark"
	changes := nurture()
	changes.ID, changes.Name, changes.ReviewState, changes.ReviewNote, changes.EditedByName = testID(3), "Sibling Discount", "changes_requested", "Name the second child.", "Growth Lead"
	imported := nurture()
	imported.ID, imported.Name, imported.Origin, imported.RunID, imported.RunNo, imported.Marked, imported.Description = testID(4), "Old Newsletter", cmo.OriginImport, nil, nil, false, ""
	imported.Status, imported.ReviewState, imported.FunnelName, imported.Stage, imported.EndDate = "scheduled", "approved", "", "", nil
	manual := nurture()
	manual.ID, manual.Name, manual.Origin, manual.Marked, manual.Description, manual.RunID, manual.RunNo = testID(5), "Open House", cmo.OriginManual, false, "By hand", nil, nil
	manual.ReviewState, manual.StartDate, manual.EndDate, manual.Assets, manual.Channels = "none", nil, nil, 0, nil
	return []cmo.Campaign{nurture(), drift, changes, imported, manual}
}

func boardQuery() CampaignQuery {
	return CampaignQuery{Slug: tenant.Slug, View: ViewBoard, Sort: SortUpdated}
}

func campaignList() CampaignList {
	return CampaignList{Campaigns: campaigns(), Counts: cmo.CampaignCounts{Total: 8, Open: 5}, Facets: []cmo.Facet{
		{Name: "origin", Value: "ai_cmo", Count: 3}, {Name: "origin", Value: "manual", Count: 1}, {Name: "origin", Value: "import", Count: 1},
		{Name: "state", Value: "in_review", Count: 60}, {Name: "state", Value: "changes_requested", Count: 1}, {Name: "state", Value: "scheduled", Count: 1}, {Name: "state", Value: "draft", Count: 1},
		{Name: "state", Value: "completed", Count: 3}, {Name: "type", Value: "nurture", Count: 5}, {Name: "channel", Value: "email", Count: 4}, {Name: "stage", Value: "consideration", Count: 4},
	}}
}

func campaignDetail() CampaignDetail {
	prev := testID(9)
	long := strings.Repeat("word ", 160) + "{{unsubscribe_url}}"
	return CampaignDetail{
		Campaign: nurture(), Place: &cmo.CampaignPlace{State: cmo.StateInReview, Position: 2, Count: 4, PrevID: &prev},
		Channels: []cmo.CampaignChannel{
			{Name: "email", Type: "owned", Priority: "primary", Share: 72, Frequency: "4 in 14 days", Expected: map[string]any{"reach": 1204.0, "conversion_rate": 4.5}},
			{Name: "sms", Priority: "supporting", Share: 18, Expected: map[string]any{"reach": "about 860"}},
		},
		Sources: []cmo.Source{{SourceTable: "cmo_brand_profiles", SourceVersion: 5, Name: "First Touch Coaching"}, {SourceTable: "cmo_icp_segments", SourceVersion: 3, Name: "Camp Parents"}},
		Content: []cmo.ContentCount{{ContentType: "email", Assets: 4, Variants: 8}, {ContentType: "sms", Assets: 1, Variants: 2}},
		Assets: []cmo.Asset{
			{ID: testID(20), Title: "Welcome", ContentType: "email", Channel: "email", Status: "draft", KeyMessage: "Two minutes.", PublishDate: date(2026, 1, 19), Variants: []cmo.Variant{
				{Type: "A", Subject: "Pick {{first_name}}’s camp week in two minutes", Body: long, CTA: "See weeks", Metadata: map[string]any{"preview_text": "Four weeks, three age groups, one short list made for you."}},
				{Type: "B", Subject: "Short", Body: "Hi {{firstname}}", Winner: true},
			}},
			{ID: testID(21), Title: "Reminder", ContentType: "sms", Channel: "sms", Status: "review", Variants: []cmo.Variant{{Type: "A", Body: "Weeks fill up: {{cta_url}} Reply STOP to opt out.", CTA: "See weeks"}}},
			{ID: testID(22), Title: "Planned", ContentType: "social_post", Channel: "facebook", Status: "draft"},
		},
	}
}

func TestCampaigns_Golden(t *testing.T) {
	filtered, table, peek, ended := boardQuery(), boardQuery(), boardQuery(), boardQuery()
	filtered.Filter = cmo.CampaignFilter{Text: "zebra <b>", Origin: cmo.OriginManual, States: []cmo.CampaignState{cmo.StateDraft, cmo.StateActive}}
	table.View, table.Sort, table.After = ViewTable, "budget", "abc"
	peek.Peek = testID(1).String()
	ended.Filter.Ended, ended.Col = true, "live"
	rows := campaignList()
	rows.Prev, rows.Next = "p", "n"
	drawer := NewCampaignDrawerView(tenant, peek, campaignDetail(), now)
	empty := CampaignList{Facets: []cmo.Facet{{Name: "state", Value: "completed", Count: 2}}, Counts: cmo.CampaignCounts{Total: 9}}
	golden(t, "campaigns-board", Campaigns(NewCampaignsView(tenant, peek, campaignList(), &drawer, now)))
	golden(t, "campaigns-ended", Campaigns(NewCampaignsView(tenant, ended, campaignList(), nil, now)))
	golden(t, "campaigns-table", CampaignsPart(NewCampaignsView(tenant, table, rows, nil, now)))
	golden(t, "campaigns-none-match", Campaigns(NewCampaignsView(tenant, filtered, CampaignList{Counts: cmo.CampaignCounts{Total: 9}}, nil, now)))
	golden(t, "campaigns-all-ended", Campaigns(NewCampaignsView(tenant, boardQuery(), empty, nil, now)))
	golden(t, "campaigns-empty", Campaigns(NewCampaignsView(tenant, boardQuery(), CampaignList{}, nil, now)))
	golden(t, "campaign", Campaign(NewCampaignView(tenant, boardQuery(), campaignDetail(), now)))
	bare := CampaignDetail{Campaign: campaigns()[1]}
	bare.Campaign.ArchivedAt, bare.Campaign.ReviewState, bare.Campaign.ReviewNote = date(2026, 1, 3), "rejected", "Not this year."
	golden(t, "campaign-archived", Campaign(NewCampaignView(tenant, boardQuery(), bare, now)))
}

func TestCampaignQuery_Href(t *testing.T) {
	q := boardQuery()
	if got := q.Href(); got != "/t/first-touch-coaching/campaigns" {
		t.Errorf("defaults stand in the URL: %s", got)
	}
	q.Filter = cmo.CampaignFilter{Text: "a&b", Origin: cmo.OriginAI, States: []cmo.CampaignState{cmo.StateDraft, cmo.StateActive}, Ended: true}
	q.Peek, q.Col, q.After, q.Sort = "x", "live", "never", "name"
	if got, want := q.Href(), "/t/first-touch-coaching/campaigns?col=live&ended=1&origin=ai_cmo&peek=x&q=a%26b&state=draft&state=active"; got != want {
		t.Errorf("board: %s", got)
	}
	if got := q.List(); strings.Contains(got, "peek") {
		t.Errorf("list: %s", got)
	}
	q.View = ViewTable
	if got, want := q.Href(), "/t/first-touch-coaching/campaigns?after=never&ended=1&origin=ai_cmo&q=a%26b&sort=name&state=draft&state=active&view=table"; got != want {
		t.Errorf("table: %s", got)
	}
	other := q.with(func(f *cmo.CampaignFilter) { f.States[0] = cmo.StatePaused })
	if q.Filter.States[0] != cmo.StateDraft || other.After != "" {
		t.Error("a changed filter reaches back into its origin, or keeps the page")
	}
}

func TestCampaignsView_Counts(t *testing.T) {
	v := NewCampaignsView(tenant, boardQuery(), campaignList(), nil, now)
	if v.Shown != "63 of 8" || v.Status != "63 campaigns" { // the fixture's facets exceed its total on purpose
		t.Errorf("%q, %q", v.Shown, v.Status)
	}
	var chosen []string
	for _, c := range v.Board.Columns {
		if c.Chosen {
			chosen = append(chosen, c.Key)
		}
		if c.Key == "review" && len(c.Items) != 3 {
			t.Errorf("a cut column has %d items, want 2 cards and the way to the rest", len(c.Items))
		}
	}
	if !slices.Equal(chosen, []string{"review"}) || len(v.Board.Columns) != 5 {
		t.Errorf("columns: %d, chosen %v", len(v.Board.Columns), chosen)
	}
}

func TestCampaignMarks(t *testing.T) {
	for i, want := range [][]ui.MarkKind{{ui.MarkAI}, {ui.MarkAI, ui.MarkDrift}, {ui.MarkEdited}, nil, {ui.MarkManual}} {
		if got := campaignMarks(campaigns()[i]); !slices.Equal(got, want) {
			t.Errorf("%s: %v", campaigns()[i].Name, got)
		}
	}
}

func TestLocal(t *testing.T) {
	l := newLocal(tenant, now)
	for got, want := range map[string]string{
		l.span(date(2026, 1, 19), date(2026, 4, 17)):            "19 Jan – 17 Apr",
		l.span(date(2025, 12, 6), date(2026, 2, 4)):             "6 Dec 2025 – 4 Feb",
		l.span(date(2027, 1, 5), date(2027, 1, 31)):             "5 Jan – 31 Jan 2027",
		l.span(date(2026, 3, 14), date(2026, 3, 14)):            "14 Mar",
		l.span(date(2026, 1, 15), nil):                          "From 15 Jan",
		l.span(nil, date(2026, 1, 15)):                          "Until 15 Jan",
		l.moment(time.Date(2026, 1, 10, 4, 20, 0, 0, time.UTC)): "9 Jan, 22:20 CST",
		l.moment(time.Date(2026, 1, 1, 4, 20, 0, 0, time.UTC)):  "31 Dec 2025, 22:20 CST",
		l.money(1800):      "$1,800",
		l.money(1234567.5): "$1,234,567.50",
		newLocal(cmo.Tenant{Currency: "CHF"}, now).money(0): "CHF 0",
		figure(-1234, 0):                                           "−1,234",
		l.age(now.Add(-38 * time.Minute)):                          "38 min",
		l.age(now.Add(-8 * 24 * time.Hour)):                        "5 Jan",
		l.kpiTarget(cmo.KPI{Metric: "booked_calls", Target: 12.5}): "12.5 booked calls", l.kpiTarget(cmo.KPI{Metric: "click_rate", Target: 4.5}): "4.5% click rate",
		l.kpiTarget(cmo.KPI{Metric: "cost_per_lead", Target: 35}): "$35 cost per lead", l.kpiTarget(cmo.KPI{Metric: "mqls", Target: 40}): "40 MQLs",
		l.kpiTarget(cmo.KPI{}): "",
		contentText([]cmo.ContentCount{{ContentType: "sms", Assets: 1, Variants: 2}, {ContentType: "case_study", Assets: 2}}): "1 SMS, 2 case studies, 2 variants",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if !l.past(*date(2026, 1, 12)) || l.past(*date(2026, 1, 13)) {
		t.Error("past counts today, or not yesterday")
	}
}

func TestCampaignChecks_NameWhatFails(t *testing.T) {
	d := campaignDetail()
	got := map[string]string{}
	for _, c := range campaignChecks(d.Campaign, d.Channels, d.Assets) {
		got[c.Text] = map[bool]string{true: "ok"}[c.OK] + c.Detail
	}
	for text, want := range map[string]string{
		"Channel shares add up to 100%": "They add up to 90%", "Opt-out line in every SMS": "ok", "Unsubscribe link in every email": "Welcome (B)", "Sender address in every email": "Welcome (A); Welcome (B)",
		"Every token is known": "Welcome (B)", "Lengths fit their channels": "Welcome (B)", "Origin and public marker agree": "ok",
	} {
		if got[text] != want {
			t.Errorf("%s: %q, want %q", text, got[text], want)
		}
	}
}
