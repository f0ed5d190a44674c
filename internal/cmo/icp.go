package cmo

import (
	"time"

	"github.com/google/uuid"
)

// ICP is an ideal customer profile: one segment of the people a tenant wants to reach.
type ICP struct {
	ID uuid.UUID
	Provenance
	Name         string
	Description  string
	Demographics Traits
	Psychography Traits
	Pains        Texts
	Goals        Texts
	Triggers     Texts
	Objections   Texts
	Channels     Texts
	Content      Traits
	Criteria     Texts
	Budget       Price
	CompanySize  string
	Verticals    Texts
	Titles       Texts
	Primary      bool
	Priority     int
	ReviewedAt   *time.Time
	Offers       Links // that name this segment
	Campaigns    Links // that aim at it
	Funnels      Links
	Plans        Links
}

// Quotas counts the four lists that plans and campaigns are written from.
func (i ICP) Quotas() []Quota {
	return []Quota{
		{"pain_points", "pains", len(i.Pains), 3}, {"goals", "goals", len(i.Goals), 3},
		{"buying_triggers", "triggers", len(i.Triggers), 2}, {"objections", "objections", len(i.Objections), 2},
	}
}

var icpFields = []field[ICP]{
	{"segment_description", "description", func(i ICP) bool { return i.Description != "" }},
	{"demographics", "demographics", func(i ICP) bool { return len(i.Demographics) > 0 }},
	{"psychographics", "psychographics", func(i ICP) bool { return len(i.Psychography) > 0 }},
	{"pain_points", "pains", func(i ICP) bool { return len(i.Pains) > 0 }},
	{"goals", "goals", func(i ICP) bool { return len(i.Goals) > 0 }},
	{"buying_triggers", "triggers", func(i ICP) bool { return len(i.Triggers) > 0 }},
	{"objections", "objections", func(i ICP) bool { return len(i.Objections) > 0 }},
	{"preferred_channels", "channels", func(i ICP) bool { return len(i.Channels) > 0 }},
	{"content_preferences", "content preferences", func(i ICP) bool { return len(i.Content) > 0 }},
	{"decision_criteria", "decision criteria", func(i ICP) bool { return len(i.Criteria) > 0 }},
	{"budget_range", "budget range", func(i ICP) bool { return i.Budget.Given() }},
	{"company_size", "company or household size", func(i ICP) bool { return i.CompanySize != "" }},
	{"industry_verticals", "industries", func(i ICP) bool { return len(i.Verticals) > 0 }},
	{"job_titles", "job titles", func(i ICP) bool { return len(i.Titles) > 0 }},
}

// Gaps are the fields that hold nothing yet.
func (i ICP) Gaps() []Gap { return gaps(icpFields, i) }

// ICPFields is how many fields an ICP has besides its name and priority.
var ICPFields = len(icpFields)
