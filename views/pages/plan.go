package pages

import (
	"math"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/chart"
	"github.com/ubigrowth/aicmo/views/ui"
)

// PlanDetail is what the store knows of one plan.
type PlanDetail struct {
	Plan       cmo.Plan
	Milestones []cmo.Milestone
	Sources    []cmo.Source
}

// PlanView is one plan's page.
type PlanView struct {
	Tasks        *taskCard // open ones about it
	Title        string
	Head         recordHead
	Summary      string
	Facts        []figureCell
	Line         chart.Milestones
	HasLine      bool
	Milestones   []milestoneRow
	Progress     string
	KPIs         []kpiRow
	Shares       []shareRow
	ShareNote    string
	ShareOff     bool // the shares do not add up to 100
	Budget       []fact
	Risks        []riskRow
	Months       []monthView
	Lists        []fact
	Targets      []linkGroup
	Used         []linkGroup
	Context      ui.DescriptionList
	AddMilestone ui.Link
	From, MoveTo string
	Moves        []ui.Button
}

type milestoneRow struct {
	DOM, No, Title, Text string
	When, Problem        string
	State                templ.Component
	KPIs                 []string
	Deliverables, Before []string
	Done                 string
	Edit                 string
}

type kpiRow struct{ Metric, Baseline, Target, How, Channels string }

type shareRow struct {
	Sign                          channelSign
	Metric, ICP, ICPHref, ICPWarn string
	Share, Amount, Note           string
	Bar                           ui.Bar
}

type riskRow struct{ Risk, Mitigation, Trigger string }

type monthView struct {
	Title, When, Focus string
	Weeks              []weekRow
	Rest               []fact
	Now                bool
}

type weekRow struct {
	No, When, Focus, Success string
	Deliverables             []string
	Now                      bool
}

// NewPlanView builds the page as of now.
func NewPlanView(t cmo.Tenant, d PlanDetail, now time.Time) PlanView {
	l, p := newLocal(t, now), d.Plan
	v := PlanView{
		Title: p.Name,
		Head: recordHead{Title: p.Name, Beside: badgeRow([]templ.Component{ui.Badge(versionBadge(p.Provenance), ui.Neutral), lifeState(p.Status)}),
			Provenance: recordProvenance(l, t.Slug, p.Provenance, d.Sources), Notes: planNotes(l, d)},
		Summary: p.Summary, Facts: planFacts(l, p), Progress: milestoneText(p),
		Budget: planBudget(l, p.Budget), Months: planMonths(l, p),
		Lists: []fact{listFact("primary_objectives", "Objectives", p.Objectives), listFact("campaign_themes", "Campaign themes", p.Themes),
			listFact("content_calendar_outline", "Content calendar", p.Outline), listFact("resource_requirements", "Resources", p.Resources),
			listFact("dependencies", "Depends on", p.Dependencies).wide()},
		Targets: []linkGroup{
			{ID: factID("target_icp_segments"), Icon: "users-round", Title: "Segments", Count: figure(float64(len(p.Segments)), 0), Items: segmentItems(t.Slug, p.Segments, p.ICPLinks), None: "It names no segment yet."},
			{ID: factID("target_offers"), Icon: "tag", Title: "Offers", Count: figure(float64(len(p.Offers)), 0), Items: offerItems(t.Slug, p.Offers, p.OfferLinks), None: "It names no offer yet."},
		},
		Used: []linkGroup{
			newLinkGroup("funnel", "Funnels", "No funnel stands under it.", p.Funnels, func(id string) string { return paths.Funnel(t.Slug, id) }, lifeLinkState).as("used-funnels"),
			newLinkGroup("megaphone", "Campaigns", "No campaign belongs to it.", p.Campaigns, func(id string) string { return paths.Campaign(t.Slug, id) }, campaignLinkState).as("used-campaigns"),
		},
	}
	v.Head.Acts, v.Head.Review = recordActs(t, cmo.KindPlan, p.ID.String(), p.Provenance), reviewAct(t, cmo.KindPlan, p.ID.String(), p.Provenance, planReviewed(p))
	if p.ReviewedAt != nil {
		v.Head.Provenance.Parts = append(v.Head.Provenance.Parts, provenancePart{Text: "reviewed " + l.moment(*p.ReviewedAt), OK: true})
	}
	if t.Role.Can(cmo.RightEdit) && p.ArchivedAt == nil {
		v.AddMilestone = ui.Link{Label: "New milestone", Href: paths.RecordNewIn(t.Slug, "plans", p.ID.String(), "milestones")}
		v.From, v.MoveTo = p.Status, paths.RecordAct(t.Slug, "plans", p.ID.String(), "move")
		for _, to := range cmo.PlanMoves[p.Status] {
			v.Moves = append(v.Moves, ui.Button{Label: planVerbs[to], Name: "to", Value: to})
		}
	}
	v.Line, v.HasLine = planLine(l, d)
	for i, m := range d.Milestones {
		v.Milestones = append(v.Milestones, newMilestoneRow(l, t, p, i+1, m))
	}
	for _, g := range p.KPIs {
		m, in := cmo.MetricOf(g.Metric), l.in(p.Budget.Currency)
		v.KPIs = append(v.KPIs, kpiRow{m.Label, in.metricAmount(m, g.Baseline), in.metricAmount(m, g.Target), g.Measurement, channelNames(g.Channels)})
	}
	for _, s := range p.Channels {
		v.Shares = append(v.Shares, newShareRow(l, t.Slug, p, s))
	}
	v.ShareNote, v.ShareOff = shareSumText(p.Channels)
	for _, r := range p.Risks {
		v.Risks = append(v.Risks, riskRow(r))
	}
	v.Context.Items = append(v.Context.Items, ui.Term{Term: "Kind", Value: p.Type})
	for _, x := range p.Context {
		v.Context.Items = append(v.Context.Items, ui.Term{Term: cmo.Label(x.Key), Value: x.Text()})
	}
	return v
}

// planVerbs are the words of the buttons that move a plan.
var planVerbs = map[string]string{"active": "Make active", "paused": "Pause plan", "completed": "Complete plan"}

// planReviewed is when a person looked at a plan. Who made it active has.
func planReviewed(p cmo.Plan) *time.Time {
	if p.ReviewedAt == nil && p.Status != "draft" {
		return &p.UpdatedAt
	}
	return p.ReviewedAt
}

// planNotes are the banners: what every record has, and what does not add up.
func planNotes(l local, d PlanDetail) []ui.Note {
	notes := recordNotes(l, "plan", d.Plan.Provenance, planReviewed(d.Plan))
	var outside []string
	for _, m := range d.Milestones {
		if m.TargetDate != nil && d.Plan.Outside(*m.TargetDate) {
			outside = append(outside, m.Name)
		}
	}
	if len(outside) > 0 {
		notes = append(notes, ui.Note{Tone: ui.Warn, Title: plural(len(outside), "milestone") + " outside the plan’s dates: " + firstOf(outside) + ".", Text: "Move the milestone, or the plan’s start or end."})
	}
	if text, off := shareSumText(d.Plan.Channels); off {
		notes = append(notes, ui.Note{Tone: ui.Warn, Title: text + ".", Text: "Campaigns take their budgets from the channel allocation."})
	}
	return notes
}

func shareSumText(shares cmo.PlanShares) (text string, off bool) {
	switch sum := shares.Sum(); {
	case len(shares) == 0:
		return "", false
	case sum != 100:
		return "Shares add up to " + figure(sum, 2) + "%, not 100%", true
	}
	return "Shares add up to 100%", false
}

func planFacts(l local, p cmo.Plan) []figureCell {
	day, budget := figureCell{"Time", none, orWord(l.span(p.StartDate, p.EndDate), "no dates yet")}, figureCell{"Budget", none, "in the plan"}
	if text := planDay(l, p); text != "" {
		day.Value = strings.ToUpper(text[:1]) + text[1:]
	} else if p.EndDate != nil && p.EndDate.Before(l.today()) {
		day.Value = "Over"
	} else if p.StartDate != nil {
		day.Value = "Starts " + l.day(*p.StartDate)
	}
	if m := (l.in(p.Budget.Currency)).amount(p.Budget.Total); m != "" {
		budget.Value = m
	}
	steps := figureCell{"Milestones done", none, "none planned"}
	if p.Milestones > 0 {
		steps.Value, steps.Sub = figure(float64(p.Done), 0)+" of "+figure(float64(p.Milestones), 0), orWord(missedText(p.Missed), "none missed")
	}
	goal := figureCell{"First KPI", none, "no KPI yet"}
	if len(p.KPIs) > 0 {
		m := cmo.MetricOf(p.KPIs[0].Metric)
		goal = figureCell{"First KPI", l.in(p.Budget.Currency).metricAmount(m, p.KPIs[0].Target), m.Label}
	}
	return []figureCell{day, steps, goal, budget, {"Belongs to it", plural(len(p.Campaigns), "campaign"), plural(len(p.Funnels), "funnel")}}
}

// in is the same, with amounts in another currency if one is named.
func (l local) in(currency string) local {
	if currency != "" {
		l.currency = currency
	}
	return l
}

func missedText(n int) string {
	if n == 0 {
		return ""
	}
	return figure(float64(n), 0) + " missed"
}

// amountText is a figure, or the words in its place.
func amountText(a cmo.Amount) string {
	if !a.Known {
		return orNone(a.Words)
	}
	return words(" ", cmo.Trimmed(a.N), a.Words)
}

func channelNames(channels cmo.Texts) string {
	var out []string
	for _, c := range channels {
		out = append(out, cmo.Label(c))
	}
	return strings.Join(out, ", ")
}

func planBudget(l local, b cmo.PlanMoney) []fact {
	in := l.in(b.Currency)
	facts := []fact{textFact("budget_allocation.total", "Total", in.amount(b.Total)), textFact("budget_allocation.note", "Note", b.Note).wide()}
	return append(facts, traitFacts("budget_allocation", b.Rest)...)
}

func newShareRow(l local, slug string, p cmo.Plan, s cmo.PlanShare) shareRow {
	r := shareRow{Sign: newChannelSign(s.Channel), Metric: orNone(cmo.MetricOf(s.Metric).Label), ICP: s.ICP, Note: s.Note, Share: none}
	if s.Percent.Given() {
		r.Share = amountText(s.Percent)
	}
	if s.Percent.Known {
		r.Share += "%"
		r.Bar = ui.Bar{Value: s.Percent.N / 100, Width: 100, Height: 6, Fluid: true}
		if p.Budget.Total.Known {
			r.Amount = l.in(p.Budget.Currency).money(math.Round(p.Budget.Total.N * s.Percent.N / 100))
		}
	}
	if x, ok := p.ICPLinks.Find(s.ICP); ok {
		r.ICPHref = paths.ICP(slug, x.ID.String())
	}
	return r
}
