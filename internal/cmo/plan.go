package cmo

import (
	"time"

	"github.com/google/uuid"
)

// Plan is a 90-day marketing plan.
type Plan struct {
	ID uuid.UUID
	Provenance
	Name         string
	Type         string
	Status       string
	StartDate    *time.Time
	EndDate      *time.Time
	Summary      string
	Objectives   Texts
	KPIs         PlanGoals
	Budget       PlanMoney
	Month1       PlanMonth
	Month2       PlanMonth
	Month3       PlanMonth
	Channels     PlanShares
	Outline      Texts
	Themes       Texts
	Resources    Texts
	Dependencies Texts
	Risks        PlanRisks
	Segments     Texts
	Offers       Texts
	Context      Traits
	ReviewedAt   *time.Time // nil: no person has said that he looked at it
	ICPLinks     Links
	OfferLinks   Links
	Milestones   int
	Done         int // completed milestones
	Missed       int
	Campaigns    Links
	Funnels      Links
}

// MilestoneStatuses lists the states of a milestone in the order of its life.
var MilestoneStatuses = []string{"pending", "in_progress", "completed", "missed"}

// Milestone is a dated step of a plan.
type Milestone struct {
	ID uuid.UUID
	Provenance
	PlanID       uuid.UUID
	Name         string
	Description  string
	TargetDate   *time.Time
	Status       string
	KPIs         PlanGoals
	Deliverables Texts
	Dependencies Texts
	Order        int
	CompletedAt  *time.Time
}

// Late reports that the day has passed without the milestone being completed.
func (m Milestone) Late(today time.Time) bool {
	open := m.Status == "pending" || m.Status == "in_progress"
	return open && m.TargetDate != nil && m.TargetDate.Format(time.DateOnly) < today.Format(time.DateOnly)
}

// Months are the three months in order.
func (p Plan) Months() []PlanMonth { return []PlanMonth{p.Month1, p.Month2, p.Month3} }

// Outside reports that a day lies before the plan's start or after its end.
func (p Plan) Outside(day time.Time) bool {
	return p.StartDate != nil && day.Before(*p.StartDate) || p.EndDate != nil && day.After(*p.EndDate)
}
