package seed

import (
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

var riversideCampaigns = []campaign{
	{Key: "new-term", Name: "New Term Letters", Type: "nurture", Stage: "consideration", Funnel: "trial-month", FunnelStage: "try", ICP: "young-beginners", Offer: "trial-month", Goal: "leads",
		State: cmo.StateActive, SinceAgo: 38, Start: -38, End: 20, Budget: 240, Objective: "Fill the trial month before the term begins",
		Text: "Two letters to families who asked about lessons.", Success: "24 trial months", KPI: kpi{"trials", 24, "trial months begun"}, Also: []kpi{{"click_rate", 5, ""}, {"talks", 20, ""}},
		Channels: emailOnly(280, "2 emails, ten days apart"), Segments: []string{"trial_request"}},
	{Key: "begin-again", Name: "Begin Again", Type: "reactivation", Stage: "awareness", Funnel: "trial-month", FunnelStage: "hear", ICP: "returning-adults", Offer: "trial-month", Goal: "leads",
		State: cmo.StateInReview, SinceAgo: 1.2, Start: 10, End: 45, Budget: 160, Objective: "Invite adults who once played to a trial month",
		Text: "One letter for adults with an instrument in the attic.", Success: "8 trial months", KPI: kpi{"trials", 8, "trial months begun"}, Also: []kpi{{"click_rate", 4, ""}, {"answers", 15, ""}},
		Channels: emailOnly(190, "1 email"), Segments: []string{"trial_request"}},
	{Key: "cello-month", Name: "Month of the Cello", Type: "awareness", Stage: "awareness", Funnel: "trial-month", FunnelStage: "hear", ICP: "young-beginners", Offer: "trial-month", Goal: "engagement",
		State: cmo.StateDraft, Undated: true, Budget: 120, Objective: "Introduce one instrument well", Text: "A portrait of the cello with three listening examples.",
		Success: "40 readers to the end", KPI: kpi{"readers", 40, "read to the end"}, Also: []kpi{{"click_rate", 4, ""}, {"trials", 4, ""}}, Channels: emailOnly(280, "1 email a week")},
	{Key: "summer-strings", Name: "Summer Strings", Type: "conversion", Stage: "conversion", Funnel: "trial-month", FunnelStage: "enroll", ICP: "young-beginners", Offer: "weekly-term", Goal: "revenue",
		State: cmo.StateCompleted, SinceAgo: 39.5, Start: -64, End: -40, Budget: 150, Objective: "Enroll string players after the holiday course",
		Text: "A letter after the course, with the teacher's note.", Success: "6 terms", KPI: kpi{"terms", 6, "terms begun"}, Also: []kpi{{"click_rate", 5, ""}, {"talks", 12, ""}},
		Channels: emailOnly(150, "1 email after the course"), Segments: []string{"enrolled"}},
	{Key: "winter-concert", Name: "House Concert Invitation", Type: "awareness", Stage: "awareness", Funnel: "trial-month", FunnelStage: "hear", ICP: "young-beginners", Goal: "engagement",
		State: cmo.StateScheduled, SinceAgo: 2, By: marketer, MadeAgo: 9, Start: 5, End: 13, Budget: 180, Objective: "Bring neighbors into the concert room",
		Text: "One invitation, a program and a cup of tea.", Success: "70 listeners", KPI: kpi{"listeners", 70, "people in the room"},
		Channels: []channel{{"email", "owned", "primary", 40, "1 email", "Families and neighbors", 420, 6, 12, []string{"email"}},
			{"direct_mail", "owned", "secondary", 60, "1 card", "Houses by the river", 300, 3, 4, nil}}, Segments: []string{"enrolled"}},
	{Key: "lesson-notes", Name: "Lesson Notes by Text", Type: "retention", Stage: "retention", ICP: "young-beginners", Goal: "engagement", State: cmo.StateActive, SinceAgo: 61, By: marketer, MadeAgo: 64,
		Undated: true, Budget: 40, Objective: "Remind families what to practice", Text: "Always on. One line after a lesson.", Success: "Half of the notes opened", KPI: kpi{"opened", 50, "percent of notes"},
		Channels: []channel{{"sms", "owned", "primary", 100, "1 message a week", "Enrolled families who agreed", 40, 14, 0, []string{"sms"}}}, Segments: []string{"enrolled"}},
	{Key: "open-rehearsals", Name: "Open Rehearsals", Type: "awareness", Stage: "awareness", Funnel: "trial-month", FunnelStage: "hear", ICP: "returning-adults", Goal: "engagement",
		State: cmo.StatePaused, SinceAgo: 14, By: marketer, MadeAgo: 58, Start: -50, End: 25, Budget: 90, Objective: "Let adults hear an ensemble from inside",
		Text: "A seat among the players on Thursdays. Paused while the room is painted.", Success: "30 visitors", KPI: kpi{"visitors", 30, "people who came"},
		Channels: emailOnly(190, "1 email a month"), Segments: []string{"trial_request"}},
	{Key: "gift-lessons", Name: "Lessons as a Gift", Type: "conversion", Stage: "conversion", Funnel: "trial-month", FunnelStage: "enroll", ICP: "returning-adults", Offer: "trial-month", Goal: "revenue",
		State: cmo.StateChanges, SinceAgo: 3, By: marketer, MadeAgo: 7, Start: 8, End: 36, Budget: 110, Note: "Say how long the gift card is valid.", Objective: "Offer the trial month as a gift",
		Text: "A card with a handwritten name.", Success: "10 cards", KPI: kpi{"cards", 10, "cards bought"}, Channels: emailOnly(240, "1 email")},
}

// riversideRuns are few: this school asks the agents now and then.
func riversideRuns(b *builder) []run {
	start := b.in.Founded(b.now)
	list := []run{
		{Key: "setup", Mode: "setup", Subject: "Brand, two ICPs and two offers", By: marketer, At: start.Add(2 * time.Hour), Goal: "offers",
			Said: "We are a small music school by a river. We care about listening and about playing together early."},
		{Key: "funnels/trial", Mode: "funnels", Subject: "Trial Month", By: marketer, At: start.Add(days(1)), Funnel: "trial-month"},
		design("summer-strings", "Summer Strings", "trial-month", "enroll", "conversion", 67, "150 dollars"),
		design("new-term", "New Term Letters", "trial-month", "try", "nurture", 43, "240 dollars"),
		write("new-term", "New Term Letters, first letter", "new-term", "consideration", "engage", 42, "email"),
		{Key: "weekly/1", Mode: "optimization", Subject: "Weekly summary", Via: "schedule", At: b.clock(b.weekStart(0), 6, 0)},
		{Key: "analysis", Mode: "optimization", Subject: "Trial Month, last 30 days", By: marketer, Ago: days(4.4), Funnel: "trial-month", Goal: "last_30_days"},
		design("begin-again", "Begin Again", "trial-month", "hear", "reactivation", 3.4, "160 dollars"),
		write("begin-again", "Begin Again, letter", "begin-again", "awareness", "engage", 3.3, "email"),
		design("cello-month", "Month of the Cello", "trial-month", "hear", "awareness", 1.1, "120 dollars, no dates yet"),
		{Key: "failed/content", Mode: "content", Subject: "Month of the Cello, letter", By: marketer, Ago: days(1.05), Status: "failed", Kind: "provider", Error: errProvider,
			Took: 28000, In: 2700, Campaign: "cello-month", Stage: "awareness", Goal: "educate", Channels: []string{"email"}},
		{Key: "cancelled/funnels", Mode: "funnels", Subject: "Concert visitors", By: marketer, Ago: days(0.7), Status: "cancelled", Took: 2600, Funnel: "trial-month"},
	}
	return list
}
