package playbook

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/agent"
	"github.com/ubigrowth/aicmo/internal/cmo"
)

const today = "2026-03-02"

// tenants are four businesses that have nothing in common, each known by one paragraph.
var tenants = []struct{ key, currency, goal, brief string }{
	{"soccer", "USD", "60 camp registrations this summer", "Bright Pitch Soccer Academy in Denver, Colorado runs soccer camps and private lessons for kids aged 6 to 14. Parents like our small groups of eight and coaches who praise effort. Summer camp weeks cost $189, private lessons $65 per hour. We want to sound energetic, encouraging and friendly. Website: https://brightpitch.example.test."},
	{"music", "USD", "Fill 24 trial months before the autumn term", "We are Harbor Lane Music School, a small school in Portland, Maine. We teach piano, violin and singing to children and to adults who want to start again. A trial month costs 95 dollars; weekly lessons are $140 a month. Our tone is calm, warm and precise."},
	{"software", "USD", "Win new customers for invoice automation", "Ledgerly makes invoice automation software for finance teams at mid-sized manufacturers. It reads supplier invoices, matches them with orders and posts them to the ERP. Plans start at $900 per month; onboarding is a fixed $4,500. We compete with manual entry and big suites. Plain, exact, confident voice."},
	{"dental", "GBP", "80 check-ups with new patients", "Cedar Street Dental is a family dental clinic in Leeds. We do check-ups, teeth whitening and clear aligners. Many patients are nervous adults or busy parents. A check-up costs £49, whitening £280, aligners from £1,900 to £3,200. We want to come across as gentle, clear and unhurried."},
}

// made is what all six modes made for one tenant, in order, and the data it grew into.
type made struct {
	key     string
	data    cmo.AgentData
	answers map[cmo.Mode]string
	outputs map[cmo.Mode]cmo.AgentOutput
}

func id(key string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(key)) }

// ask runs one mode as a run does: check, prompt, model, parse.
func (m *made) ask(t *testing.T, mode cmo.Mode, input any) cmo.AgentOutput {
	t.Helper()
	raw, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	in, err := agent.CheckInput(mode, raw)
	if err != nil {
		t.Fatalf("%s %s: %v", m.key, mode, err)
	}
	a, _ := agent.For(mode)
	answer, err := New().Complete(context.Background(), a.Prompt(m.data, in), nil)
	if err != nil {
		t.Fatalf("%s %s: %v", m.key, mode, err)
	}
	out, err := a.Parse(answer.Text, m.data, in)
	if err != nil {
		t.Errorf("%s %s: %v", m.key, mode, err)
	}
	m.answers[mode], m.outputs[mode] = answer.Text, out
	return out
}

// built keeps what one test built for the next one; a test of sameness builds anew.
var built = map[string]*made{}

func build(t *testing.T, key, currency, goal, brief string) *made {
	t.Helper()
	if m := built[key]; m != nil {
		return m
	}
	built[key] = buildAnew(t, key, currency, goal, brief)
	return built[key]
}

func buildAnew(t *testing.T, key, currency, goal, brief string) *made {
	t.Helper()
	m := &made{key: key, answers: map[cmo.Mode]string{}, outputs: map[cmo.Mode]cmo.AgentOutput{},
		data: cmo.AgentData{Tenant: cmo.AgentTenant{Name: "New tenant", Zone: "UTC", Currency: currency}, Today: today}}
	if out, ok := m.ask(t, cmo.ModeSetup, cmo.SetupInput{Messages: []cmo.Message{{Role: "user", Content: brief}}}).(cmo.SetupOutput); ok {
		m.data.Brand = &cmo.AgentBrand{ID: id(key + "brand"), Version: 1, BrandDraft: *out.BrandProfile}
		for _, s := range out.ICPSegments {
			m.data.ICPs = append(m.data.ICPs, cmo.AgentICP{ID: id(key + s.SegmentName), Version: 1, ICPDraft: s})
		}
		for _, o := range out.Offers {
			m.data.Offers = append(m.data.Offers, cmo.AgentOffer{ID: id(key + o.OfferName), Version: 1, OfferDraft: o})
		}
	}
	budget := 6000.0
	if out, ok := m.ask(t, cmo.ModeStrategy, cmo.StrategyInput{PrimaryGoal: goal, Budget: &budget, StartDate: "2026-03-09"}).(cmo.StrategyOutput); ok {
		m.data.Plan = &cmo.AgentPlan{ID: id(key + "plan"), PlanName: out.Plan.Name, Status: "draft", StartDate: out.Plan.StartDate, EndDate: out.Plan.EndDate, ExecutiveSummary: out.Plan.GoalSummary,
			KeyMetrics: out.Plan.KPIs, ChannelMix: out.Plan.ChannelAllocation, BudgetAllocation: cmo.DraftBudget{Total: &budget, Currency: currency}}
	}
	if out, ok := m.ask(t, cmo.ModeFunnels, cmo.FunnelsInput{PlanID: &m.data.Plan.ID}).(cmo.FunnelsOutput); ok {
		f := cmo.AgentFunnel{ID: id(key + "funnel"), FunnelDraft: out.Funnel}
		for _, s := range out.Stages {
			f.Stages = append(f.Stages, cmo.AgentStage{ID: id(key + s.StageName), StageDraft: s})
		}
		m.data.Funnel, m.data.Funnels, m.data.Stage = &f, []cmo.AgentFunnel{f}, &f.Stages[1]
	}
	if out, ok := m.ask(t, cmo.ModeCampaigns, cmo.CampaignsInput{FunnelID: &m.data.Funnel.ID, StageID: &m.data.Stage.ID}).(cmo.CampaignsOutput); ok {
		c := cmo.AgentCampaign{ID: id(key + "campaign"), Status: "active", CampaignDraft: out.Campaign}
		for _, ch := range out.Channels {
			c.Channels = append(c.Channels, cmo.AgentChannel{ID: id(key + ch.ChannelName), ChannelDraft: ch})
		}
		m.data.Campaign, m.data.Campaigns = &c, []cmo.AgentCampaign{c}
	}
	m.ask(t, cmo.ModeContent, cmo.ContentInput{CampaignID: &m.data.Campaign.ID, Channels: cmo.ContentChannels})
	m.data.Metrics = falling(m.data.Campaign.ID, m.data.Campaign.Channels[0])
	m.ask(t, cmo.ModeOptimization, cmo.OptimizationInput{Period: "last_30_days"})
	return m
}

// falling are sixty days of numbers whose click rate halves and more.
func falling(campaign uuid.UUID, ch cmo.AgentChannel) (out []cmo.AgentMetric) {
	day, err := time.Parse(time.DateOnly, today)
	if err != nil {
		panic(err)
	}
	for i := 60; i >= 1; i-- {
		seen, clicks, sales := int64(400), int64(20), int64(1)
		if i <= 30 {
			clicks = 8
		}
		out = append(out, cmo.AgentMetric{CampaignID: campaign, ChannelID: &ch.ID, ChannelName: ch.ChannelName, Day: day.AddDate(0, 0, -i).Format(time.DateOnly), MetricType: "daily", DataMode: "live",
			Impressions: &seen, Clicks: &clicks, Conversions: &sales})
	}
	return out
}
