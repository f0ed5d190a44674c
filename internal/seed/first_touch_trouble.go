package seed

import (
	"strings"
	"time"
)

// halt is a run that did not complete.
func halt(status, mode, subject, by string, daysAgo float64, took int) run {
	return run{Key: status + "/" + mode, Mode: mode, Subject: subject, By: by, Ago: days(daysAgo), Status: status, Took: took}
}

// firstTouchTrouble are the runs of the last ten days that failed, were cancelled or ran out of time: one of each for
// every agent, and every kind of failure.
func firstTouchTrouble() []run {
	list := []run{
		halt("failed", "content", "Spring Break Mini-Camp Invite, page", marketer, 7.95, 31000),
		halt("failed", "funnels", "Camp Registration, stages again", marketer, 5.95, 940),
		halt("failed", "strategy", "Next 90 days", owner, 5.4, 300),
		halt("failed", "campaigns", "Trial Lesson Win-back", marketer, 4.15, 19800),
		halt("failed", "setup", "Brand tone", marketer, 3.3, 320),
		halt("failed", "optimization", "Camp Registration, last 7 days", approver, 2.4, 720),
		halt("cancelled", "setup", "Brand colors", owner, 3.2, 2300),
		halt("cancelled", "strategy", "Next 90 days, smaller budget", owner, 5.3, 640),
		halt("cancelled", "funnels", "Club partners", marketer, 6.4, 4100),
		halt("cancelled", "campaigns", "U8 Taster Session", marketer, 1.45, 2300),
		halt("cancelled", "content", "U8 Taster Session, letter", marketer, 1.3, 5200),
		halt("cancelled", "optimization", "All campaigns, last 90 days", approver, 0.9, 1800),
		halt("timed_out", "setup", "Competitors", owner, 8.9, 90000),
		halt("timed_out", "strategy", "Next 90 days", owner, 5.5, 90000),
		halt("timed_out", "funnels", "Private Lessons, stages again", marketer, 6.5, 90000),
		halt("timed_out", "campaigns", "Sibling Discount Reminder", marketer, 7.1, 90000),
		halt("timed_out", "content", "Goalkeeper Clinic Waitlist, reminder", marketer, 4.6, 90000),
		halt("timed_out", "optimization", "Camp Registration, last 30 days", marketer, 2.2, 90000),
	}
	for i := range list {
		explain(&list[i])
	}
	return list
}

// failures is the kind, text and last step of the failed run of each mode.
var failures = map[string][3]string{"content": {"provider", errProvider, "model"}, "funnels": {"invalid_output", errVolumes, "validate"},
	"strategy": {"budget", errBudget, "prompt"}, "campaigns": {"invalid_output", errShares, "validate"}, "setup": {"access", errAccess, "context"},
	"optimization": {"internal", errInternal, "save"}}

// contexts is what the runs of each mode were about: campaign, funnel and stage, goal.
var contexts = map[string]run{
	"setup":        {Goal: "brand", Said: "Please look at this part of the brand again."},
	"strategy":     {Said: "Keep camps full after this plan", Channels: []string{"email", "sms"}},
	"funnels":      {Funnel: "camp-registration"},
	"campaigns":    {Funnel: "camp-registration", Stage: "discover", Goal: "awareness", Channels: []string{"email", "sms"}, Said: "300 dollars"},
	"content":      {Campaign: "goalkeeper-waitlist", Goal: "engage", Channels: []string{"email"}},
	"optimization": {Goal: "last_7_days", Funnel: "camp-registration"},
}

func explain(r *run) {
	c := contexts[r.Mode]
	r.Goal, r.Said, r.Channels, r.Funnel, r.Stage, r.Campaign = c.Goal, c.Said, c.Channels, c.Funnel, c.Stage, c.Campaign
	if r.Funnel != "" && (strings.Contains(r.Subject, "Private Lessons") || r.Subject == "Club partners") {
		r.Funnel = "private-lessons"
	}
	switch r.Status {
	case "failed":
		f := failures[r.Mode]
		r.Kind, r.Error, r.Step = f[0], f[1], f[2]
	case "timed_out":
		r.Error, r.In, r.Out = errTime, 2900, 0
	}
	switch r.Key {
	case "failed/campaigns":
		r.Funnel, r.Stage, r.Goal, r.Said, r.In, r.Out = "private-lessons", "inquire", "reactivation", "450 dollars", 5800, 4100
		r.Raw = `{"campaign":{"campaign_name":"Trial Lesson Win-back"},"channels":[{"channel_name":"email","budget_percentage":75},{"channel_name":"sms","budget_percentage":35}]}`
	case "failed/funnels":
		r.Raw = `{"funnel":{"funnel_name":"Camp Registration"},"stages":[{"stage_order":2,"expected_volume":600,"conversion_rate_target":30},{"stage_order":3,"expected_volume":240}]}`
	case "failed/content":
		r.Campaign, r.Stage, r.Goal, r.Channels, r.In = "spring-break-invite", "awareness", "convert", []string{"landing_page"}, 3050
	case "cancelled/strategy":
		r.Step = "queued"
	case "cancelled/content", "pending/content":
		r.Campaign, r.Stage = "u8-taster", "awareness"
	}
}

// firstTouchOpen are the runs that wait or work right now, one of each for every agent.
func firstTouchOpen() []run {
	subjects := []struct{ Mode, Running, Pending string }{
		{"setup", "Goalkeeper Families, second look", "Brand fonts"},
		{"strategy", "Plan check at half-time", "Next 90 days"},
		{"funnels", "Private Lessons, stages again", "Weekend clinics"},
		{"campaigns", "U8 Taster Session, second draft", "Holiday Futsal Nights"},
		{"content", "Goalkeeper Clinic Waitlist, reminder", "U8 Taster Session, letter"},
		{"optimization", "Camp Registration, last 7 days", "Private Lessons, last 7 days"},
	}
	var list []run
	for i, s := range subjects {
		a := run{Key: "running/" + s.Mode, Mode: s.Mode, Subject: s.Running, By: marketer, Ago: time.Duration(48-7*i) * time.Second, Status: "running"}
		if s.Mode == "content" {
			a.In = 3100
		}
		p := run{Key: "pending/" + s.Mode, Mode: s.Mode, Subject: s.Pending, By: marketer, Ago: time.Duration(9-i) * time.Second, Status: "pending"}
		explain(&a)
		explain(&p)
		list = append(list, a, p)
	}
	return list
}
