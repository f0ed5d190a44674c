package seed

import (
	"time"

	"github.com/google/uuid"
)

// firstTouch is First Touch Coaching, the tenant of the specification.
var firstTouch = installation{
	Slug: "first-touch-coaching", Name: "First Touch Coaching", ID: uuid.MustParse("4161ee82-be97-4fa8-9017-5c40be3ebe19"),
	Description: "Youth soccer camps and private lessons. An external tenant whose campaigns the AI CMO drafts and its own system runs.",
	Zone:        "America/Chicago", Source: "external_os", Concurrency: 12,
	Funnels: []string{"Camp Registration", "Private Lessons"}, Channels: []string{"email", "sms"},
	Members: []member{{owner, "owner"}, {marketer, "marketer"}, {approver, "approver"}, {support, "support"}, {viewer, "viewer"}},
	Footer: "You get this because you asked us about camps or lessons. Unsubscribe any time: reply with the word unsubscribe.\n\n" +
		"First Touch Coaching, 100 Example Field Road, Chicago, IL, hello@example.test",
	// The two campaigns of the specification start on 6 December 2025, so the tenant is older than that.
	Founded: func(now time.Time) time.Time {
		first := time.Date(2025, 11, 24, 15, 0, 0, 0, time.UTC)
		if early := now.Add(-days(112)); early.Before(first) {
			return early
		}
		return first
	},
	Brand: firstTouchBrand, ICPs: firstTouchICPs, Offers: firstTouchOffers, Plan: firstTouchPlan, Pipelines: firstTouchFunnels,
	Segments: firstTouchSegments, Campaigns: append(append([]campaign{}, firstTouchAI...), firstTouchManual...),
	Events: firstTouchEvents, Curves: firstTouchCurves, Advice: firstTouchAdvice, Runs: firstTouchRuns,
}

var firstTouchBrand = Row{
	"brand_name":        "First Touch Coaching",
	"tagline":           "Every player starts with a good first touch",
	"mission_statement": "We help children fall in love with soccer by giving each of them more touches of the ball, more praise for trying and one new skill to take home.",
	"brand_voice":       "Encouraging, Energetic, Supportive",
	"brand_tone":        "Upbeat and friendly, like a coach who knows your child by name",
	"brand_personality": list("Playful", "Brave", "Reliable", "Team-minded"),
	"core_values":       list("Effort before results", "Every child plays", "Safety on and off the field", "Honest feedback"),
	"brand_colors":      JSON{object{"primary": "#14532d", "secondary": "#f4f7f2", "accent": "#f59e0b"}},
	"brand_fonts":       JSON{object{"heading": "Archivo", "body": "Inter"}},
	"logo_url":          "https://first-touch.example.test/logo.svg",
	"website_url":       "https://first-touch.example.test",
	"industry":          "Youth Sports / Soccer Coaching",
	"competitors": JSON{[]object{
		{"name": "Town recreation league", "notes": "Cheaper, large groups, volunteers on the touchline"},
		{"name": "Travel club academies", "notes": "Higher level, long drives, try-outs that many children fail"},
		{"name": "General summer day camps", "notes": "Longer hours and more variety, little soccer"},
	}},
	"unique_value_proposition": "Licensed coaches, never more than eight players to a group, and one skill your child can show you at pick-up.",
	"key_differentiators":      list("Eight players to a coach at most", "A skill card after every session", "Free change of camp week until seven days before", "Coaches trained in child protection and first aid"),
	"messaging_pillars":        list("More touches, more confidence", "Small groups, big smiles", "Parents always know what was learned"),
	"content_themes":           list("Skill of the week", "Life at camp", "Tips for the backyard", "Meet the coach", "Player milestones"),
}

var firstTouchSegments = []segment{
	{"camp_inquiry", "Camp inquiries", "Asked about a camp and has no place yet", "#14532d"},
	{"camp_alumni", "Camp alumni", "Was at a camp before", "#3f6212"},
	{"lesson_inquiry", "Lesson inquiries", "Asked about private lessons", "#92400e"},
	{"lesson_client", "Lesson families", "Has or had a lesson package", "#1e3a8a"},
	{"newsletter", "Newsletter readers", "Agreed to a monthly letter", "#6b7280"},
}

var firstTouchEvents = []event{
	{"review-copy", "review", "Content review, camp campaigns", "Marketing Director and Growth Lead read what waits.", "", "", approver, 1, 10, 0},
	{"review-week", "review", "Weekly numbers", "Look at the summary and decide the recommendations.", "", "", marketer, 3, 9, 30},
	{"review-last", "review", "Weekly numbers", "Look at the summary and decide the recommendations.", "", "", marketer, -4, 9, 30},
	{"review-before", "review", "Content review, lesson campaigns", "Marketing Director and Growth Lead read what waits.", "", "", approver, -8, 10, 0},
	{"photo-day", "other", "Photo day at the training ground", "Pictures of feet and footballs only; no faces without consent forms.", "", "", owner, 6, 15, 0},
	{"open-house", "other", "Coach open house, evening at the clubhouse", "Parents meet the coaches. Tea, cones and short demonstrations.", "coach-open-house", "events", owner, 16, 18, 30},
	{"venue", "other", "Indoor venue confirms times", "Needed before the indoor series can go back to review.", "indoor-skills-series", "", marketer, 4, 11, 15},
	{"task-lists", "task", "Ask the spring families which camp week suits them", "Call the ten families who asked twice. Note the week they name, so that the reminder can use it.", "early-bird-countdown", "", marketer, 5, 9, 0},
	{"task-photos", "task", "Collect consent forms for photo day", "One form a family. Without it no picture is used.", "", "", marketer, -1, 9, 0},
	{"coach-day", "other", "Coach training day, no sessions", "Office answers from noon.", "", "", owner, -13, 9, 0},
	{"checkpoint", "milestone", "Plan checkpoint: half-time", "Compare the milestones with the numbers and move budget if needed.", "", "", owner, 9, 13, 0},
	{"early-bird", "milestone", "Early-bird price ends", "The lower camp price ends at midnight.", "early-bird-countdown", "", marketer, 19, 23, 30},
}

// firstTouchCurves are the daily numbers of every campaign that was ever live.
var firstTouchCurves = []curve{
	{Campaign: "finishing-lab", Channel: "email", From: -65, To: -1, Reach: 190, ClickRate: 4.4, Drift: 0.9, Convert: 7, Cost: 6.5, Value: 95, Silent: []int{-41, -40, -12}},
	{Campaign: "finishing-lab", Channel: "sms", From: -65, To: -1, Reach: 84, ClickRate: 9.4, Drift: -5.2, Convert: 4, Cost: 4.2, Value: 95, Silent: []int{-41, -40, -12, -11}},
	{Campaign: "camp-seats-autopilot", Channel: "email", From: -75, To: -1, Reach: 150, ClickRate: 3.6, Drift: 0.3, Convert: 6, Cost: 5, Value: 169, Silent: []int{-58, -33}},
	{Campaign: "camp-seats-autopilot", Channel: "sms", From: -75, To: -1, Reach: 62, ClickRate: 7.1, Convert: 5, Cost: 3.1, Value: 169, Silent: []int{-58, -33, -32}},
	{Campaign: "skills-ladder", Channel: "email", From: -55, To: -13, Reach: 130, ClickRate: 3.9, Drift: -1.8, Convert: 5, Cost: 5.5, Value: 45, Silent: []int{-29}},
	{Campaign: "skills-ladder", Channel: "google_ads", From: -55, To: -13, Reach: 310, ClickRate: 1.6, Drift: -0.7, Convert: 3, Cost: 14, Value: 45, Silent: []int{-29, -28}},
	{Campaign: "warm-up", Channel: "email", From: -84, To: -30, Reach: 210, ClickRate: 4.8, Drift: 0.6, Convert: 8, Cost: 7, Value: 169, Silent: []int{-70, -69}},
	{Campaign: "warm-up", Channel: "sms", From: -84, To: -30, Reach: 96, ClickRate: 8.2, Convert: 6, Cost: 4, Value: 169, Silent: []int{-70}},
	{Campaign: "newsletter", Channel: "email", From: -20, To: -1, Reach: 260, ClickRate: 4.1, Drift: 0.5, Convert: 2, Cost: 3, Value: 60, Silent: []int{-9}},
	{Campaign: "field-closures", Channel: "sms", From: -90, To: -1, Reach: 28, ClickRate: 12, NoConversions: true, Cost: 0, Silent: []int{-82, -77, -76, -61, -60, -44, -43, -25, -8}},
	{Campaign: "club-partners", Channel: "email", From: -48, To: -19, Reach: 40, ClickRate: 5.5, Drift: -1, Convert: 6, Cost: 2, Value: 120, Silent: []int{-35, -34}},
	{Campaign: "kick-off-week", Channel: "email", From: -88, To: -60, Reach: 180, ClickRate: 5.1, Convert: 6, Cost: 4.5, Value: 149, Silent: []int{-75}},
	{Campaign: "kick-off-week", Channel: "facebook", From: -88, To: -60, Reach: 420, ClickRate: 1.9, Drift: -0.4, Convert: 2, Cost: 11, Value: 149, Silent: []int{-75, -74, -66}},
}
