package playbook

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

var typeOf = map[string]string{"awareness": "awareness", "consideration": "nurture", "conversion": "conversion", "retention": "retention", "advocacy": "retention"}
var stageOf = map[string]string{"awareness": "awareness", "lead_gen": "awareness", "nurture": "consideration", "conversion": "conversion", "retention": "retention", "reactivation": "retention"}

// duration of a type of campaign in days.
var duration = map[string]int{"awareness": 42, "lead_gen": 42, "nurture": 56, "conversion": 28, "retention": 56, "reactivation": 28}

// frame is a campaign before its words.
type frame struct {
	ground
	kind, stage string
	of          *cmo.StageDraft // the funnel stage it works for, nil without one
	start, end  time.Time
	budget      float64
	budgetWhy   string
	channels    []string
}

func campaign(d cmo.AgentData, in cmo.CampaignsInput) cmo.CampaignsOutput {
	f := newFrame(d, in)
	out := cmo.CampaignsOutput{Campaign: f.campaign(), ComplementarySuggestions: f.complements()}
	for i, c := range f.channels {
		out.Channels = append(out.Channels, f.channel(i, c))
	}
	out.ContentOutline = f.outline()
	out.Timeline = f.timeline(out.ContentOutline)
	return out
}

func newFrame(d cmo.AgentData, in cmo.CampaignsInput) frame {
	f := frame{kind: in.Goal}
	switch {
	case d.Stage != nil:
		f.of = &d.Stage.StageDraft
		f.stage = d.Stage.StageType
		f.kind = orElse(f.kind, typeOf[f.stage])
	default:
		f.kind = orElse(f.kind, "nurture")
		f.stage = stageOf[f.kind]
		if d.Funnel != nil {
			for _, s := range d.Funnel.Stages {
				if s.StageType == f.stage && f.of == nil {
					f.of = &s.StageDraft
				}
			}
		}
	}
	icp, offer := "", ""
	if f.of != nil {
		icp, offer = at(known(f.of.TargetICPs, icps(d)), 0), at(known(f.of.LinkedOffers, offers(d)), 0)
	}
	if d.Funnel != nil {
		icp, offer = orElse(icp, at(known(d.Funnel.TargetICPSegments, icps(d)), 0)), orElse(offer, at(known(d.Funnel.TargetOffers, offers(d)), 0))
	}
	f.ground = newGround(d, icp, offer)
	f.channels = f.ground.channels(in.PreferredChannels, 4)
	if len(in.PreferredChannels) == 0 && f.of != nil && len(f.of.Channels) > 0 {
		f.channels = take(unique(f.of.Channels), 4)
	}
	f.dates()
	f.money(in.BudgetNotes)
	return f
}

// dates start in three days, or with the plan, and end inside the plan.
func (f *frame) dates() {
	f.start = day(f.d.Today).AddDate(0, 0, 3)
	f.end = f.start.AddDate(0, 0, duration[f.kind]-1)
	p := f.d.Plan
	if p == nil {
		return
	}
	if s := day(p.StartDate); s.After(f.start) {
		f.start = s
		f.end = s.AddDate(0, 0, duration[f.kind]-1)
	}
	if e := day(p.EndDate); e.After(day(f.d.Today)) && f.end.After(e) {
		f.end = e
		if f.start.After(e) {
			f.start = e
		}
	}
}

// money takes the amount of the note, else half of the stage's budget, else a tenth of the plan's.
func (f *frame) money(note string) {
	switch n := numberIn(note); {
	case n > 0:
		f.budget, f.budgetWhy = n, "as the request says"
	case f.of != nil && f.of.BudgetAllocation > 0:
		f.budget, f.budgetWhy = math.Round(f.of.BudgetAllocation/2), "half of what the stage "+f.of.StageName+" has"
	case f.d.Plan != nil && f.d.Plan.BudgetAllocation.Total != nil:
		f.budget, f.budgetWhy = math.Round(*f.d.Plan.BudgetAllocation.Total/10), "a tenth of the plan's budget"
	}
}

// name of a campaign by its type; the offer in front, so that lists sort by it.
func (f frame) name() string {
	var taken []string
	for _, c := range f.d.Campaigns {
		taken = append(taken, c.CampaignName)
	}
	w, month := f.what(), f.start.Month().String()
	by := map[string][]string{
		"awareness":    {w + ": the first look", w + ": what it is and for whom", w + ": " + month + " introduction"},
		"lead_gen":     {w + ": ask us", w + ": requests in " + month, w + ": the first question"},
		"nurture":      {w + ": answers before deciding", w + ": " + month + " follow-up", w + ": the questions that matter"},
		"conversion":   {w + ": time to decide", w + ": " + month + " decision", w + ": the last questions"},
		"retention":    {w + ": what comes next", w + ": " + month + " check-in", w + ": staying with us"},
		"reactivation": {w + ": good to see you again", w + ": back in " + month, w + ": a second start"},
	}
	return fresh(f.d, taken, by[f.kind]...)
}

func (f frame) campaign() cmo.CampaignDraft {
	c := cmo.CampaignDraft{CampaignName: f.name(), CampaignType: f.kind, TargetICP: f.icp.SegmentName, TargetOffer: f.offer.OfferName, FunnelStage: f.stage,
		StartDate: date(f.start), EndDate: date(f.end), BudgetAllocation: f.budget}
	c.PrimaryKPI, c.SecondaryKPIs = f.kpis()
	c.Objective = map[string]string{
		"awareness": "Make " + f.what() + " known to people who do not know it yet", "lead_gen": "Bring requests for " + f.what() + " from people who fit",
		"nurture": "Answer what people ask before they decide on " + f.what(), "conversion": "Turn interest in " + f.what() + " into a decision",
		"retention": "Give customers of " + f.what() + " a reason to stay", "reactivation": "Win back people who were interested in " + f.what() + " before"}[f.kind]
	who := orElse(f.icp.SegmentName, "people who fit the offer")
	c.Description = "For " + who + ". " + f.thread()
	if f.budget > 0 {
		c.Description += " Budget: " + cmo.Money(f.d.Tenant.Currency, f.budget) + ", " + f.budgetWhy + "."
	} else {
		c.Description += " No budget is known; it runs on own channels until there is one."
	}
	c.SuccessCriteria = fmt.Sprintf("%s %s until %s. Review after two weeks: go on if at least a quarter of that is reached.", cmo.Figure(c.PrimaryKPI.Target, 0), c.PrimaryKPI.Metric, f.end.Format("2 January 2006"))
	return c
}

// thread is the story a campaign tells, in the customers' own points.
func (f frame) thread() string {
	pain, goal, doubt := bare(at(f.pains(), 0)), bare(at(f.goals(), 0)), bare(at(f.icp.Objections, 0))
	var parts []string
	if pain != "" {
		parts = append(parts, "It starts where they are: “"+upper(pain)+"”.")
	}
	if goal != "" {
		parts = append(parts, "It shows the way to what they want: “"+upper(goal)+"”.")
	}
	if doubt != "" {
		parts = append(parts, "And it answers the doubt “"+upper(doubt)+"” before it is asked.")
	}
	if len(parts) == 0 {
		return "It says what " + f.what() + " is, what it costs and how to start."
	}
	return strings.Join(parts, " ")
}

// kpis come from the stage's volume; without one they are small first goals.
func (f frame) kpis() (cmo.KPI, []cmo.KPI) {
	seen, next, why := 2000.0, 20.0, "a first goal without earlier numbers"
	if f.of != nil && f.of.ExpectedVolume > 0 {
		seen = math.Max(1, math.Round(float64(f.of.ExpectedVolume)/2))
		next = math.Max(1, math.Round(seen*math.Max(f.of.ConversionRateTarget, 0.1)/100))
		why = "half of what the stage " + f.of.StageName + " plans"
	}
	clicks := cmo.KPI{Metric: "clicks", Target: math.Max(1, math.Ceil(next*3))}
	requests := cmo.KPI{Metric: "requests", Target: next, Measurement: why}
	switch f.kind {
	case "awareness":
		return cmo.KPI{Metric: "people reached", Target: seen, Measurement: why}, []cmo.KPI{clicks, {Metric: "requests", Target: next}}
	case "lead_gen":
		return requests, []cmo.KPI{clicks, {Metric: "people reached", Target: seen}}
	case "nurture":
		return cmo.KPI{Metric: "engaged readers", Target: next, Measurement: why}, []cmo.KPI{clicks, {Metric: "replies", Target: math.Max(1, math.Round(next/4))}}
	case "conversion":
		return cmo.KPI{Metric: "sales", Target: next, Measurement: why}, []cmo.KPI{clicks, {Metric: "replies", Target: math.Max(1, math.Round(next/2))}}
	}
	return cmo.KPI{Metric: "returning customers", Target: next, Measurement: why}, []cmo.KPI{clicks, {Metric: "replies", Target: math.Max(1, math.Round(next/4))}}
}

func (f frame) complements() []cmo.Complement {
	next := map[string]string{"awareness": "lead_gen", "lead_gen": "nurture", "nurture": "conversion", "conversion": "retention", "retention": "reactivation", "reactivation": "nurture"}[f.kind]
	why := map[string]string{"lead_gen": "People who know the offer now need an easy way to ask", "nurture": "Not everybody who asks decides at once", "conversion": "Readers who click need a clear moment to decide",
		"retention": "New customers decide in the first weeks whether they stay", "reactivation": "Some will have gone quiet by then"}[next]
	return []cmo.Complement{{CampaignType: next, Rationale: why, SynergyScore: 8}}
}

// channelTypes says what kind of channel each one is.
var channelTypes = map[string]string{"google_ads": "paid", "facebook": "organic", "instagram": "organic", "linkedin": "organic", "twitter": "organic", "video": "organic", "referral": "earned"}

// gap is how many days lie between two pieces of a channel, at most.
var gap = map[string]int{"email": 7, "sms": 14, "facebook": 7, "instagram": 7, "linkedin": 7, "twitter": 5, "referral": 21}

// days of a campaign from its first to its last one.
func (f frame) days() int { return int(math.Max(0, f.end.Sub(f.start).Hours()/24)) }

// step is how many days lie between the pieces of a channel in this campaign.
func (f frame) step(channel string) int {
	n := f.pieces(channel)
	if n < 2 {
		return 0
	}
	step := gap[channel]
	if step == 0 {
		step = 14
	}
	return max(1, min(step, f.days()/(n-1)))
}

// frequency is what the outline does, in words.
func (f frame) frequency(channel string) string {
	n, step := f.pieces(channel), f.step(channel)
	if step > 0 {
		rhythm := fmt.Sprintf("every %d days", step)
		if step == 7 {
			rhythm = "one a week"
		}
		words := fmt.Sprintf("%d pieces, %s", n, rhythm)
		if channel == "sms" {
			words += ", with an opt-out line"
		}
		return words
	}
	return orElse(map[string]string{"google_ads": "All day, checked twice a week", "landing_page": "One page, updated when questions change", "phone": "One call after a request", "voice": "One call after a request"}[channel], "Once in the campaign")
}

func (f frame) channel(i int, name string) cmo.ChannelDraft {
	kind := orElse(channelTypes[name], "owned")
	main := contentOf[name]
	second := "landing_page"
	if main == "landing_page" {
		second = "email"
	}
	cta, a := f.invitation(intentOf(f.stage)), angleAt(f.angles(), i)
	c := cmo.ChannelDraft{ChannelName: name, ChannelType: kind, Priority: cmo.Priorities[min(i, 2)], BudgetPercentage: shares(len(f.channels))[i], PostingFrequency: f.frequency(name),
		TargetingNotes: f.targeting(name), ContentTypes: []cmo.ChannelContent{
			{Type: main, Quantity: f.pieces(name), Description: cmo.Label(name) + " begins with " + lower(a.title) + ": “" + a.message + "”", CTA: cta},
			{Type: second, Quantity: 1, Description: "Where the link leads: what it is, for whom, what it costs", CTA: cta}}}
	if f.of != nil && f.of.ExpectedVolume > 0 {
		reach := math.Max(1, math.Round(float64(f.of.ExpectedVolume)/2*c.BudgetPercentage/100))
		rate := f.of.ConversionRateTarget
		c.ExpectedMetrics = cmo.ExpectedMetrics{Reach: &reach, ConversionRate: &rate}
	}
	return c
}

func (f frame) targeting(channel string) string {
	who := orElse(f.icp.SegmentName, "people who fit the offer")
	where := f.icp.Demographics.Location
	switch {
	case channel == "email" || channel == "direct_mail":
		return who + " who asked for news or information"
	case channel == "sms" || channel == "phone" || channel == "voice":
		return who + " who gave their number and agreed to be contacted"
	case channel == "google_ads":
		return "Searches for " + strings.ToLower(f.what()) + map[bool]string{true: "; area: " + where}[where != ""]
	case channel == "linkedin" && len(f.icp.JobTitles) > 0:
		return "Job titles: " + strings.Join(f.icp.JobTitles, ", ")
	}
	return who + map[bool]string{true: "; area: " + where}[where != ""]
}

// pieces is how many pieces of content a channel gets: a sequence of letters, posts for the weeks, one of what is large.
func (f frame) pieces(channel string) int {
	weeks := f.days()/7 + 1
	switch channel {
	case "email":
		if f.kind == "awareness" || f.kind == "lead_gen" || f.kind == "nurture" {
			return 3
		}
		return 2
	case "sms":
		return 2
	case "facebook", "instagram", "linkedin", "twitter":
		return max(2, min(8, weeks))
	case "referral":
		return 2
	}
	return 1
}

func has(list []string, v string) bool { return slices.Contains(list, v) }
