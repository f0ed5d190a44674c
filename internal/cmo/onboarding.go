package cmo

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// How a tenant gets its brand profile and first campaigns.
const (
	FirstLater    = ""         // its own people make them
	FirstHand     = "hand"     // as typed
	FirstTemplate = "template" // of a line of business
	FirstBrief    = "brief"    // by the setup agent
)

// FirstCampaigns is how many campaigns the form takes.
const FirstCampaigns = 3

// FirstCampaign is a campaign that a new tenant begins with, as a draft.
type FirstCampaign struct {
	Name      string `json:"name"`
	Type      string `json:"type"`
	Objective string `json:"objective"`
}

// FirstBrand is the brand profile that a new tenant begins with.
type FirstBrand struct {
	Name        string   `json:"name"`
	Industry    string   `json:"industry"`
	Tagline     string   `json:"tagline"`
	Voice       string   `json:"voice"`
	Tone        string   `json:"tone,omitempty"`
	Value       string   `json:"value"`
	Website     string   `json:"website"`
	Personality []string `json:"personality,omitempty"`
	Values      []string `json:"values,omitempty"`
}

// Onboarding is a tenant on its way in: what was typed, and what came of it.
type Onboarding struct {
	ID        uuid.UUID
	Plan      PlanTenant
	Version   int
	TenantID  *uuid.UUID // nil until it is made
	Rows      int        // brand and campaigns that came from it
	RunStatus string     // of the setup run, empty for none
	ChangedBy string     // email
	UpdatedAt time.Time
}

// TenantTemplate is what a line of business usually begins with. It names no business: {name} stands for the tenant's.
type TenantTemplate struct {
	ID, Label string
	Brand     FirstBrand
	Campaigns []FirstCampaign
}

// TenantTemplates are those to choose from.
var TenantTemplates = []TenantTemplate{
	{"classes", "Classes, camps and lessons",
		FirstBrand{Industry: "Classes, camps and lessons", Voice: "Encouraging, clear, warm", Tone: "A patient teacher who talks to parents and learners alike",
			Value: "{name} helps people get better at what they love, in small groups and with a plan for each of them.", Personality: []string{"patient", "cheerful", "reliable"}, Values: []string{"Progress for everyone", "Safety first", "Joy in practice"}},
		[]FirstCampaign{{"Season registration", "lead_gen", "Fill the places of the next season from people who asked about it."}, {"Trial lesson follow-up", "conversion", "Turn trial lessons into registrations within two weeks."},
			{"Come back next season", "retention", "Keep last season’s families for the next one."}}},
	{"local", "Local service",
		FirstBrand{Industry: "Local services", Voice: "Straight, friendly, expert", Tone: "A neighbour who knows the trade", Value: "{name} does the job right the first time, on the day that was agreed, at the price that was said.",
			Personality: []string{"practical", "honest", "quick"}, Values: []string{"Keep appointments", "Plain prices", "Clean work"}},
		[]FirstCampaign{{"Known in the neighbourhood", "awareness", "Be the name that people nearby think of first."}, {"Quote follow-up", "nurture", "Stay in touch with everyone who asked for a quote and has not decided."},
			{"Yearly service reminder", "reactivation", "Bring back customers whose last visit is a year ago."}}},
	{"shop", "Online shop",
		FirstBrand{Industry: "Online retail", Voice: "Lively, precise, helpful", Tone: "A good shop assistant", Value: "{name} makes it easy to find the right thing and to send it back if it is not.",
			Personality: []string{"curious", "quick", "fair"}, Values: []string{"Honest descriptions", "Easy returns", "Good packaging"}},
		[]FirstCampaign{{"Welcome series", "nurture", "Turn new subscribers into first-time buyers."}, {"Left in the basket", "conversion", "Win back orders that were begun and not finished."}, {"Second order", "retention", "Get first-time buyers to order again within 60 days."}}},
	{"software", "Software or membership",
		FirstBrand{Industry: "Software", Voice: "Clear, calm, competent", Tone: "A colleague who has done it before", Value: "{name} takes a daily chore off people’s hands, so that they get on with their work.",
			Personality: []string{"calm", "precise", "open"}, Values: []string{"Say what it does", "Respect people’s time", "Support that answers"}},
		[]FirstCampaign{{"Trial to paid", "conversion", "Help people on trial to the step after which most of them stay."}, {"Learn by example", "lead_gen", "Collect interested people with material that solves one real problem."},
			{"Members who went quiet", "reactivation", "Bring back members who have not signed in for a month."}}},
}

// template is the one that the plan names, filled with the tenant's name.
func (p PlanTenant) template() (TenantTemplate, bool) {
	at := slices.IndexFunc(TenantTemplates, func(t TenantTemplate) bool { return t.ID == p.Template })
	if at < 0 {
		return TenantTemplate{}, false
	}
	t := TenantTemplates[at]
	t.Brand.Name = p.Name
	t.Brand.Value = strings.ReplaceAll(t.Brand.Value, "{name}", p.Name)
	return t, true
}

// First is the brand and the campaigns that the plan makes; nil and none where people or the agent do it.
func (p PlanTenant) First() (*FirstBrand, []FirstCampaign) {
	switch p.FirstBy {
	case FirstHand:
		b := p.Brand
		if b.Name == "" {
			b.Name = p.Name
		}
		var list []FirstCampaign
		for _, c := range p.Campaigns {
			if c.Name != "" {
				list = append(list, c)
			}
		}
		return &b, list
	case FirstTemplate:
		if t, ok := p.template(); ok {
			return &t.Brand, t.Campaigns
		}
	}
	return nil, nil
}

// Fields are the brand's columns.
func (b FirstBrand) Fields(id uuid.UUID) Fields {
	return Fields{"id": id, "brand_name": b.Name, "industry": orNull(b.Industry), "tagline": orNull(b.Tagline), "brand_voice": orNull(b.Voice), "brand_tone": orNull(b.Tone),
		"unique_value_proposition": orNull(b.Value), "website_url": orNull(b.Website), "brand_personality": orEmpty(b.Personality), "core_values": orEmpty(b.Values)}
}

// Fields are the campaign's columns.
func (c FirstCampaign) Fields(id uuid.UUID) Fields {
	return Fields{"id": id, "campaign_name": c.Name, "campaign_type": c.Type, "objective": orNull(c.Objective)}
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// checkFirst says what is wrong with how the tenant begins, by field.
func (p PlanTenant) checkFirst(set func(bad bool, field, text string)) {
	_, known := p.template()
	set(!slices.Contains([]string{FirstLater, FirstHand, FirstTemplate, FirstBrief}, p.FirstBy), "first", "Choose one of these.")
	set(p.FirstBy == FirstTemplate && !known, "template", "Choose a template.")
	n := len([]rune(p.Brief))
	set(p.FirstBy == FirstBrief && (n < 20 || n > 16000), "brief", "Write a paragraph about the business, 20 to 16,000 characters.")
	if p.FirstBy != FirstHand {
		return
	}
	long := func(field, value string, most int) {
		set(len([]rune(value)) > most, field, "Shorten this to "+strconv.Itoa(most)+" characters.")
	}
	long("brand.name", p.Brand.Name, 300)
	long("brand.industry", p.Brand.Industry, 200)
	long("brand.tagline", p.Brand.Tagline, 200)
	long("brand.voice", p.Brand.Voice, 300)
	long("brand.value", p.Brand.Value, 1000)
	set(p.Brand.Website != "" && !webAddress(p.Brand.Website), "brand.website", "Write an address that begins with https://, or leave it empty.")
	for i, c := range p.Campaigns {
		at := "campaign." + strconv.Itoa(i+1)
		long(at+".name", c.Name, 300)
		long(at+".objective", c.Objective, 1000)
		set(strings.HasPrefix(c.Objective, MarkPrefix) || strings.HasPrefix(c.Name, MarkPrefix), at+".name", "The marker of AI CMO is set by the console only.")
		set(c.Name == "" && c.Objective != "", at+".name", "Give the campaign a name.")
		set(c.Name != "" && !slices.Contains(CampaignTypes, c.Type), at+".type", "Choose a type.")
	}
}

// ReadPlan reads a plan from its form.
func ReadPlan(get func(string) string) PlanTenant {
	v := func(name string) string { return strings.TrimSpace(get(name)) }
	p := PlanTenant{Slug: v("slug"), Name: v("name"), Description: v("description"), Zone: v("time_zone"), Currency: v("currency"), Owner: strings.ToLower(v("owner")), TenantID: strings.ToLower(v("tenant_id")),
		Funnels: Lines(v("funnels")), Channels: Lines(v("channels")), FirstBy: v("first"), Template: v("template"), Brief: v("brief"),
		Brand: FirstBrand{Name: v("brand.name"), Industry: v("brand.industry"), Tagline: v("brand.tagline"), Voice: v("brand.voice"), Value: v("brand.value"), Website: v("brand.website")}}
	for i := range FirstCampaigns {
		at := "campaign." + strconv.Itoa(i+1)
		if c := (FirstCampaign{v(at + ".name"), v(at + ".type"), v(at + ".objective")}); c.Name != "" || c.Objective != "" {
			p.Campaigns = append(p.Campaigns, c)
		}
	}
	return p
}

// ID is the tenant id that the plan asks for, nil for a new one.
func (p PlanTenant) ID() *uuid.UUID {
	if id, err := uuid.Parse(p.TenantID); err == nil {
		return &id
	}
	return nil
}

// BriefPayload is the setup agent's input.
func (p PlanTenant) BriefPayload() []byte {
	payload, _ := RunPayload(ModeSetup, nil, url.Values{"brief": {p.Brief}})
	return payload
}
