package pages

import (
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// PlansView is the list of plans.
type PlansView struct {
	Count string
	Acts  []ui.Button
	Cards []planCard
	None  *ui.Empty
}

type planCard struct {
	DOM, Title, Href, Text string
	Marks                  []ui.MarkKind
	Badges                 []string
	State                  templ.Component
	When, Progress         string
	Bar                    ui.Bar
	Links                  []countLink
}

// NewPlansView builds the list as of now.
func NewPlansView(t cmo.Tenant, plans []cmo.Plan, setup cmo.Setup, now time.Time) PlansView {
	if len(plans) == 0 {
		return PlansView{None: firstStep(t, setup, stepPlan)}
	}
	l := newLocal(t, now)
	v := PlansView{Count: figure(float64(len(plans)), 0), Acts: newAct(t, cmo.KindPlan)}
	for _, p := range plans {
		href := paths.Plan(t.Slug, p.ID.String())
		c := planCard{
			DOM: "plan-" + p.ID.String(), Title: p.Name, Href: href, Text: p.Summary, Marks: recordMarks(p.Provenance), Badges: []string{versionBadge(p.Provenance)},
			State: lifeState(p.Status), When: words(", ", orWord(l.span(p.StartDate, p.EndDate), "No dates yet"), planDay(l, p)),
			Progress: milestoneText(p), Bar: ui.Bar{Value: milestoneShare(p), Width: 260, Height: 6, Fluid: true},
			Links: []countLink{{"funnel", plural(len(p.Funnels), "funnel"), usedBy(href, "funnels")}, {"megaphone", plural(len(p.Campaigns), "campaign"), usedBy(href, "campaigns")}},
		}
		if p.Origin == cmo.OriginImport {
			c.Badges = append(c.Badges, "Imported")
		}
		v.Cards = append(v.Cards, c)
	}
	return v
}

// planDay is the day a running plan is in: "day 36 of 90". Nothing before its start and after its end.
func planDay(l local, p cmo.Plan) string {
	if p.StartDate == nil || p.EndDate == nil {
		return ""
	}
	today := l.today()
	if today.Before(*p.StartDate) || today.After(*p.EndDate) {
		return ""
	}
	return "day " + figure(float64(daysBetween(*p.StartDate, today)+1), 0) + " of " + figure(float64(daysBetween(*p.StartDate, *p.EndDate)+1), 0)
}

// today is the tenant's present day as date columns hold days.
func (l local) today() time.Time {
	y, m, d := l.now.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func daysBetween(a, b time.Time) int { return int(b.Sub(a).Hours() / 24) }

func milestoneShare(p cmo.Plan) float64 {
	if p.Milestones == 0 {
		return 0
	}
	return float64(p.Done) / float64(p.Milestones)
}

func milestoneText(p cmo.Plan) string {
	if p.Milestones == 0 {
		return "No milestones yet"
	}
	text := figure(float64(p.Done), 0) + " of " + plural(p.Milestones, "milestone") + " done"
	if p.Missed > 0 {
		text += ", " + figure(float64(p.Missed), 0) + " missed"
	}
	return text
}
