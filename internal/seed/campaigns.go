package seed

import (
	"math"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// campaign is one campaign. An AI one comes from the run campaigns/Key, a manual one from the person By.
type campaign struct {
	Key, Name, Type, Stage string
	Funnel, FunnelStage    string // keys; empty for no funnel
	ICP, Offer, Goal       string
	State                  cmo.CampaignState
	By                     string  // who made it by hand; empty for AI
	MadeAgo                float64 // days, manual only
	SinceAgo               float64 // days in its present review state; 0 for drafts
	Objective, Text        string
	Success                string
	Start, End             int    // days from today
	From, To               string // fixed dates instead
	Undated                bool
	InPlan                 bool
	Budget                 float64
	KPI                    kpi
	Also                   []kpi
	Channels               []channel
	Note                   string // of the reviewer
	Edit                   *edit
	Autopilot, Unmarked    bool
	Segments               []string
}

// edit is a change a person made to an AI campaign: the column, what it held before, and when.
type edit struct {
	By, Column string
	Was        any
	Ago        float64
}

// channel is one channel of a campaign with its share of the budget.
type channel struct {
	Name, Type, Priority  string
	Share                 float64
	Frequency, Notes      string
	Reach                 int
	Engagement, Converted float64
	Content               []string // content types
}

func (c campaign) ai() bool { return c.By == "" }

func (c campaign) maker(b *builder) maker {
	if c.ai() {
		return maker{Run: "campaigns/" + c.Key}
	}
	return maker{By: c.By, At: b.ago(days(c.MadeAgo))}
}

// dates are the first and last date, nil where there is none.
func (b *builder) dates(c campaign) (start, end any) {
	switch {
	case c.Undated:
		return nil, nil
	case c.From != "":
		return mustDate(c.From), mustDate(c.To)
	}
	return b.day(c.Start), b.day(c.End)
}

func mustDate(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic("seed: " + err.Error())
	}
	return t
}

// named fills a campaign's name with the month it belongs to.
func (b *builder) named(c campaign) string {
	if c.Key == "newsletter" {
		return b.today().Month().String() + " " + c.Name
	}
	return c.Name
}

func (b *builder) addCampaign(c campaign) {
	start, end := b.dates(c)
	origin := cmo.OriginManual
	if c.ai() {
		origin = cmo.OriginAI
	}
	text := cmo.WithMark(origin, c.Text)
	if c.Unmarked {
		text = c.Text
	}
	status, review := stored(c.State)
	row := b.record("cmo_campaigns", c.Key, c.maker(b), Row{
		"funnel_id": b.ref("cmo_funnels", c.Funnel), "plan_id": nil, "funnel_stage_id": nil,
		"target_icp_id": b.ref("cmo_icp_segments", c.ICP), "target_offer_id": b.ref("cmo_offers", c.Offer),
		"campaign_name": b.named(c), "campaign_type": c.Type, "objective": c.Objective, "description": text,
		"target_icp": b.icpName(c.ICP), "target_offer": nil, "funnel_stage": c.Stage, "start_date": start, "end_date": end,
		"budget_allocation": c.Budget, "primary_kpi": JSON{c.KPI.object()}, "secondary_kpis": JSON{kpiObjects(c.Also)},
		"success_criteria": c.Success, "status": status, "review_state": review, "review_since": nil, "review_note": nil,
		"last_optimization_at": nil, "last_optimization_note": nil, "autopilot_enabled": c.Autopilot, "goal": c.Goal,
		"target_segment_codes": append([]string{}, c.Segments...), "target_tags": []string{},
	})
	if c.FunnelStage != "" {
		row["funnel_stage_id"] = b.id("cmo_funnel_stages", c.Funnel+"/"+c.FunnelStage)
	}
	if c.Offer != "" {
		row["target_offer"] = b.offerName(c.Offer)
	}
	if c.InPlan {
		row["plan_id"] = b.id("cmo_marketing_plans", b.in.Plan.Key)
	}
	if c.Note != "" {
		row["review_note"] = c.Note
	}
	b.addHistory(c, row)
	for _, ch := range c.Channels {
		b.addChannel(c, ch)
	}
	for _, a := range b.copies[c.Key] {
		b.addAsset(c, a)
	}
}

// stored are the two columns behind a state.
func stored(s cmo.CampaignState) (status, review string) {
	switch s {
	case cmo.StateDraft:
		return "draft", "none"
	case cmo.StateInReview, cmo.StateChanges, cmo.StateRejected:
		return "draft", string(s)
	case cmo.StateApproved:
		return "draft", "approved"
	}
	return string(s), "approved"
}

// contentTypes says what one unit of each content type is for.
var contentTypes = map[string]string{
	"email": "One letter with one clear next step", "sms": "One short reminder with an opt-out line",
	"landing_page": "One page that answers the first questions", "ad": "One search ad with three headlines",
	"social_post": "One post with a picture from a normal week", "voice_script": "One call guide for the office",
}

func (b *builder) addChannel(c campaign, ch channel) {
	types := []object{}
	for _, t := range ch.Content {
		types = append(types, object{"type": t, "quantity": 2, "description": contentTypes[t], "cta": c.KPI.Metric})
	}
	b.record("cmo_campaign_channels", c.Key+"/"+ch.Name, c.maker(b), Row{
		"campaign_id": b.id("cmo_campaigns", c.Key), "channel_name": ch.Name, "channel_type": ch.Type, "priority": ch.Priority,
		"budget_percentage": ch.Share, "content_types": JSON{types}, "posting_frequency": ch.Frequency, "targeting_notes": ch.Notes,
		"expected_metrics": JSON{object{"reach": ch.Reach, "engagement_rate": ch.Engagement, "conversion_rate": ch.Converted}},
		"is_paid":          ch.Type == "paid", "external_source": nil, "external_account_id": nil, "external_campaign_id": nil,
		"external_adset_id": nil, "external_ad_id": nil, "utm_source": ch.Name, "utm_medium": medium(ch), "utm_campaign": c.Key,
	})
}

func medium(ch channel) string {
	if ch.Type == "paid" {
		return "cpc"
	}
	return ch.Name
}

// emailSMS is the usual pair: a leading email and a supporting SMS.
func emailSMS(emailShare float64, reach int, emails, texts string) []channel {
	return []channel{
		{Name: "email", Type: "owned", Priority: "primary", Share: emailShare, Frequency: emails, Reach: reach, Engagement: 4.5, Converted: 6,
			Notes: "Contacts who asked about this in the last 12 months", Content: []string{"email", "landing_page"}},
		{Name: "sms", Type: "owned", Priority: "supporting", Share: 100 - emailShare, Frequency: texts, Reach: int(math.Round(float64(reach) * 0.7)),
			Engagement: 9, Converted: 4, Notes: "Only contacts who agreed to text messages", Content: []string{"sms", "landing_page"}},
	}
}

// emailOnly is one email channel with the whole budget.
func emailOnly(reach int, emails string) []channel {
	return []channel{{Name: "email", Type: "owned", Priority: "primary", Share: 100, Frequency: emails, Reach: reach, Engagement: 4.2, Converted: 5,
		Notes: "Contacts who asked for news", Content: []string{"email", "landing_page"}}}
}
