package playbook

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// step is a stage before its numbers.
type step struct {
	name, kind, text, aim, enter, leave string
	rate, share                         float64
	types                               []string
	kpi                                 string
}

func funnelSteps(g ground, kind string) []step {
	what := g.what()
	switch kind {
	case "sales":
		return []step{
			{"Request", "awareness", "People who fit the profile hear of " + what + " and get in touch.", "Bring requests that fit", "Has not been in touch", "Asks about " + what, 5, 30, []string{"lead_gen", "awareness"}, "requests"},
			{"Conversation", "consideration", "A first talk shows whether it fits.", "Have the first talk within two working days", "Has asked", "Knows what it would cost and when", 30, 30, []string{"nurture"}, "first talks"},
			{"Decision", "conversion", "An offer in writing, with one open point at a time.", "Turn a good talk into a yes", "Has an offer in writing", "Signs or pays", 25, 30, []string{"conversion"}, "sales"},
			{"After the sale", "retention", "The first weeks go as promised.", "Give a reason to stay and to buy again", "Has bought", "Buys or renews again", 40, 10, []string{"retention"}, "repeat sales"},
		}
	case "product":
		return []step{
			{"Notice", "awareness", "People see what " + what + " does.", "Show the result in one picture", "Does not know it", "Looks at it more closely", 4, 35, []string{"awareness"}, "visits"},
			{"Try", "consideration", "They try it, or see it with their own example.", "Reach the first useful moment soon", "Has looked at it", "Has tried it once", 25, 30, []string{"nurture", "lead_gen"}, "first tries"},
			{"Start", "conversion", "They start for real.", "Make the start a matter of minutes", "Has tried it", "Pays", 20, 25, []string{"conversion"}, "sales"},
			{"Keep using", "retention", "It becomes a habit.", "Show what it has saved or brought", "Has started", "Still uses it after three months", 60, 10, []string{"retention", "reactivation"}, "active customers"},
		}
	}
	return []step{
		{"Discover", "awareness", "People in the profile learn that " + what + " exists.", "Be known for one thing", "Has not heard of it", "Asks or signs up for more", 3, 40, []string{"awareness", "lead_gen"}, "requests"},
		{"Compare", "consideration", "They weigh it against other ways.", "Answer the questions before they are asked", "Has asked or signed up", "Looks at dates, terms or prices", 25, 25, []string{"nurture"}, "engaged readers"},
		{"Decide", "conversion", "They choose.", "Make the choice easy and safe", "Has looked at the terms", "Buys", 20, 25, []string{"conversion"}, "sales"},
		{"Come back", "retention", "They are content and come again.", "Give a reason to return and to recommend", "Has bought", "Buys again", 30, 10, []string{"retention"}, "repeat sales"},
	}
}

func funnel(d cmo.AgentData, in cmo.FunnelsInput) cmo.FunnelsOutput {
	icp, offer := "", ""
	if d.Plan != nil {
		icp, offer = at(known(d.Plan.TargetICPSegments, icps(d)), 0), at(known(d.Plan.TargetOffers, offers(d)), 0)
		offer = orElse(offer, offerInText(d, d.Plan.PlanName+" "+d.Plan.ExecutiveSummary))
	}
	g := newGround(d, icp, offer)
	kind := orElse(in.FunnelType, "marketing")
	steps := funnelSteps(g, kind)
	sales, reason := wantedSales(d)
	budget := 0.0
	if d.Plan != nil && d.Plan.BudgetAllocation.Total != nil {
		budget = math.Round(*d.Plan.BudgetAllocation.Total*100) / 100
	}
	volumes, sold := volumes(steps, sales)
	out := cmo.FunnelsOutput{Stages: stages(g, steps, volumes, budget)}
	out.Funnel = cmo.FunnelDraft{
		FunnelName: fresh(d, funnelNames(d), g.what()+map[string]string{"sales": ": from request to sale", "product": ": from first look to regular use", "marketing": ": from first contact to sale"}[kind],
			g.what()+" for "+orElse(g.icp.SegmentName, "new customers")),
		FunnelType: kind, TargetICPSegments: one(g.icp.SegmentName), TargetOffers: one(g.offer.OfferName), TotalBudget: budget,
		ExpectedConversionRate: math.Round(float64(sold)/float64(volumes[0])*100_000) / 1000, ExpectedRevenue: math.Round(float64(sold)*g.lowPrice()*100) / 100,
		Description: fmt.Sprintf("From %s people reached to %s sales of %s. %s The rates are usual values; replace them as soon as there are numbers.",
			cmo.Figure(float64(volumes[0]), 0), cmo.Figure(float64(sold), 0), g.what(), reason),
	}
	return out
}

// wantedSales is how many sales a funnel is made for: what the plan says, else a first assumption.
func wantedSales(d cmo.AgentData) (float64, string) {
	if d.Plan != nil {
		for _, k := range d.Plan.KeyMetrics {
			if m := strings.ToLower(k.Metric); k.Target > 0 && !strings.Contains(m, "lead") && !strings.Contains(m, "rate") && !strings.Contains(m, "reach") && !strings.Contains(m, "revenue") && !strings.Contains(m, "mql") {
				return k.Target, "The number of sales is the plan's goal for " + k.Metric + "."
			}
		}
	}
	return 20, "No plan names a number of sales, so 20 is an assumption to check."
}

// volumes work back from the sales to the first stage and forward again, so that each stage gets what the one before
// hands over; sold is what passes the conversion stage.
func volumes(steps []step, sales float64) (list []int, sold int) {
	start := sales
	for _, s := range steps[:3] {
		start /= s.rate / 100
	}
	v := math.Ceil(start/100) * 100
	for i, s := range steps {
		list = append(list, int(v))
		v = math.Max(1, math.Round(v*s.rate/100))
		if i == 2 {
			sold = int(v)
		}
	}
	return list, sold
}

func stages(g ground, steps []step, volumes []int, budget float64) []cmo.StageDraft {
	channels := g.channels(nil, 4)
	left := budget
	var out []cmo.StageDraft
	for i, s := range steps {
		money := math.Round(budget * s.share / 100)
		if i == len(steps)-1 {
			money = math.Round(left*100) / 100
		}
		left -= money
		next := math.Max(1, math.Round(float64(volumes[i])*s.rate/100))
		out = append(out, cmo.StageDraft{
			StageName: s.name, StageType: s.kind, StageOrder: i + 1, Description: s.text, Objective: s.aim,
			KPIs:          []cmo.KPI{{Metric: s.kpi, Target: next, Measurement: "per quarter, of " + cmo.Figure(float64(volumes[i]), 0) + " who enter the stage"}, {Metric: "conversion rate", Target: s.rate, Measurement: "per cent that go on"}},
			CampaignTypes: stageTypes(g, s, money, next), Channels: channels, ContentAssets: stageContent(g, s, channels), TargetICPs: one(g.icp.SegmentName),
			LinkedOffers: one(g.offer.OfferName), EntryCriteria: s.enter, ExitCriteria: s.leave, ExpectedVolume: volumes[i], ConversionRateTarget: s.rate, BudgetAllocation: money,
		})
	}
	return out
}

func stageTypes(g ground, s step, money, next float64) []cmo.StageTypeDraft {
	var out []cmo.StageTypeDraft
	for i, t := range s.types {
		cost := math.Round(money / float64(len(s.types)))
		if i == len(s.types)-1 {
			cost = money - cost*float64(len(s.types)-1)
		}
		out = append(out, cmo.StageTypeDraft{Type: t, Description: stageCampaign(g, t), EstimatedCost: cost, ExpectedResults: cmo.Figure(math.Max(1, math.Round(next/float64(len(s.types)))), 0) + " " + s.kpi})
	}
	return out
}

// stageCampaign says what a campaign of a type would do with this customer and this offer.
func stageCampaign(g ground, kind string) string {
	quote := func(s, without string) string {
		if s = bare(upper(s)); s == "" {
			return without
		}
		return "“" + s + "”"
	}
	pain, doubt := quote(at(g.pains(), 0), "the customers' own problem"), quote(at(g.icp.Objections, 0), "the first question")
	goal, moment := quote(at(g.goals(), 0), "the result they want"), quote(at(g.icp.BuyingTriggers, 0), "the moment at which they decide")
	return map[string]string{
		"awareness":    "Show " + g.what() + " to people who know this: " + pain,
		"lead_gen":     "Offer something worth a request, around the result " + goal,
		"nurture":      "Answer " + doubt + " and what else comes up, one question a message",
		"conversion":   "Give price, terms and one next step when it counts: " + moment,
		"retention":    "Ask how it goes, and show the way to " + quote(at(g.goals(), 1), "the next result"),
		"reactivation": "Write to those who went quiet, with a new reason: " + quote(at(g.reasons(), 0), "what has changed since"),
	}[kind]
}

// contentOf is the content type of a channel.
var contentOf = map[string]string{"email": "email", "sms": "sms", "google_ads": "ad", "blog": "blog", "landing_page": "landing_page", "video": "video", "video_script": "video", "webinar": "webinar",
	"voice": "voice_script", "phone": "voice_script", "linkedin": "social_post", "facebook": "social_post", "instagram": "social_post", "twitter": "social_post",
	"events": "landing_page", "referral": "email", "direct_mail": "ad", "other": "landing_page"}

func stageContent(g ground, s step, channels []string) []cmo.StageContentDraft {
	topics := map[string][]string{"awareness": append(g.pains(), g.what()), "consideration": append(unique(g.icp.Objections), "Questions about "+g.what()),
		"conversion": {g.what() + ": terms and next step", g.what() + ": the short answers"}, "retention": append(turned(g.goals(), 1), "What comes next")}
	var out []cmo.StageContentDraft
	for i, c := range take(channels, 2) {
		out = append(out, cmo.StageContentDraft{AssetType: contentOf[c], Title: upper(bare(at(topics[s.kind], i))), Purpose: s.aim, TargetICP: g.icp.SegmentName})
	}
	return out
}

func one(s string) []string {
	if s == "" {
		return []string{}
	}
	return []string{s}
}

func known(names, existing []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !slices.Contains(existing, n) })
}

func icps(d cmo.AgentData) (names []string) {
	for _, i := range d.ICPs {
		names = append(names, i.SegmentName)
	}
	return names
}

func offers(d cmo.AgentData) (names []string) {
	for _, o := range d.Offers {
		names = append(names, o.OfferName)
	}
	return names
}

func funnelNames(d cmo.AgentData) (names []string) {
	for _, f := range d.Funnels {
		names = append(names, f.FunnelName)
	}
	return names
}
