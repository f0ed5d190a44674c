package pages

import (
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/chart"
	"github.com/ubigrowth/aicmo/views/ui"
)

var milestoneSigns = map[string]ui.StateKind{"pending": ui.StateQueued, "in_progress": ui.StateRunning, "completed": ui.StateCompleted, "missed": ui.SignNo}

var milestoneWords = map[string]string{"pending": "Open", "in_progress": "In progress", "completed": "Done", "missed": "Missed"}

func milestoneKind(l local, m cmo.Milestone) chart.MilestoneKind {
	switch {
	case m.Status == "completed":
		return chart.MilestoneDone
	case m.Status == "missed":
		return chart.MilestoneMissed
	case m.Late(l.today()):
		return chart.MilestoneLate
	case m.Status == "in_progress":
		return chart.MilestoneWork
	}
	return chart.MilestoneOpen
}

// planLine draws the milestones between the plan's dates. Without both there is no line.
func planLine(l local, d PlanDetail) (chart.Milestones, bool) {
	p := d.Plan
	if p.StartDate == nil || p.EndDate == nil || !p.EndDate.After(*p.StartDate) || len(d.Milestones) == 0 {
		return chart.Milestones{}, false
	}
	length := float64(daysBetween(*p.StartDate, *p.EndDate))
	at := func(day time.Time) float64 { return float64(daysBetween(*p.StartDate, day)) / length }
	line := chart.Milestones{Start: l.day(*p.StartDate), End: l.day(*p.EndDate), TodayText: "Today, " + l.day(l.today()),
		Label: "Timeline of " + milestoneText(p) + ", from " + l.day(*p.StartDate) + " to " + l.day(*p.EndDate)}
	for i := range planThirds(p) {
		from, to := planThird(p, i)
		line.Phases = append(line.Phases, chart.Phase{Name: "Month " + figure(float64(i+1), 0), From: at(from), To: min(1, at(to.AddDate(0, 0, 1)))})
	}
	if t := l.today(); !p.Outside(t) {
		line.Today, line.HasToday = at(t), true
	}
	for i, m := range d.Milestones {
		if m.TargetDate != nil {
			line.Marks = append(line.Marks, chart.Mark{No: i + 1, At: at(*m.TargetDate), Kind: milestoneKind(l, m)})
		}
	}
	return line, true
}

// planThirds is how many months of 30 days a plan has, three at most: the last one takes what is left.
func planThirds(p cmo.Plan) int { return max(1, min(3, (daysBetween(*p.StartDate, *p.EndDate)+30)/30)) }

// planThird is the first and last day of a plan's month.
func planThird(p cmo.Plan, i int) (from, to time.Time) {
	from = p.StartDate.AddDate(0, 0, 30*i)
	if to = from.AddDate(0, 0, 29); i == planThirds(p)-1 {
		to = *p.EndDate
	}
	return from, to
}

func newMilestoneRow(l local, t cmo.Tenant, p cmo.Plan, no int, m cmo.Milestone) milestoneRow {
	r := milestoneRow{
		DOM: "m-" + m.ID.String(), No: figure(float64(no), 0), Title: m.Name, Text: m.Description, When: "No date yet",
		State: ui.State(milestoneSigns[m.Status], milestoneWords[m.Status]), Deliverables: m.Deliverables, Before: m.Dependencies,
	}
	if t.Role.Can(cmo.RightEdit) && p.ArchivedAt == nil {
		r.Edit = paths.RecordAct(t.Slug, "milestones", m.ID.String(), "edit")
	}
	if len(m.Deliverables) == 1 && m.Deliverables[0] == m.Description { // agents write one action into both
		r.Deliverables = nil
	}
	if m.TargetDate != nil {
		r.When = l.day(*m.TargetDate)
		if p.Outside(*m.TargetDate) {
			r.Problem = "Outside the plan’s dates"
		}
	}
	if m.Late(l.today()) {
		r.Problem = words(", ", r.Problem, "Its day has passed")
	}
	if m.CompletedAt != nil {
		r.Done = "Done " + l.moment(*m.CompletedAt)
	}
	for _, k := range m.KPIs {
		metric := cmo.MetricOf(k.Metric)
		target := words(" ", l.in(p.Budget.Currency).metricAmount(metric, k.Target), k.Measurement)
		if !k.Target.Given() {
			target = k.Measurement
		}
		r.KPIs = append(r.KPIs, words(" · ", words(": ", metric.Label, target), channelNames(k.Channels)))
	}
	return r
}

// planMonths are the three months with their weekly checkpoints. Weeks count from the plan's start.
func planMonths(l local, p cmo.Plan) []monthView {
	var out []monthView
	for i, m := range p.Months() {
		if m.Focus == "" && len(m.Weeks)+len(m.Rest) == 0 {
			continue
		}
		v := monthView{Title: "Month " + figure(float64(i+1), 0), Focus: m.Focus, Rest: traitFacts("month_"+figure(float64(i+1), 0)+"_plan", m.Rest)}
		for _, w := range m.Weeks {
			v.Weeks = append(v.Weeks, newWeekRow(l, p, w))
		}
		if p.StartDate != nil && p.EndDate != nil && i < planThirds(p) {
			from, to := planThird(p, i)
			v.When = l.span(&from, &to)
			v.Now = !l.today().Before(from) && !l.today().After(to)
		}
		out = append(out, v)
	}
	return out
}

func newWeekRow(l local, p cmo.Plan, w cmo.PlanWeek) weekRow {
	r := weekRow{No: "Week " + orWord(amountText(w.Week), none), Focus: w.Focus, Success: w.Success, Deliverables: w.Deliverables}
	if p.StartDate != nil && w.Week.Known && w.Week.N >= 1 {
		from := p.StartDate.AddDate(0, 0, 7*(int(w.Week.N)-1))
		to := from.AddDate(0, 0, 6)
		r.When = l.span(&from, &to)
		r.Now = !l.today().Before(from) && !l.today().After(to)
	}
	return r
}
