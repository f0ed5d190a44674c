package seed

import "time"

// Failures in words, as the run log shows them.
const (
	errShares   = "Channel shares add up to 110 %, they must add up to 100 %."
	errVolumes  = "Stage 3 expects more people than stage 2 hands over."
	errProvider = "The provider did not answer after 3 attempts."
	errBudget   = "This run would pass the month's budget for agent runs."
	errAccess   = "The person who started this run may not edit the brand."
	errInternal = "The result could not be saved; nothing was changed."
	errTime     = "No answer within 90 seconds."
)

// firstTouchRuns is the run log: the founding runs, the runs behind older campaigns, and the last ten days.
func firstTouchRuns(b *builder) []run {
	list := append(foundingRuns(b), olderRuns()...)
	list = append(list, firstTouchWork()...)
	list = append(list, firstTouchTrouble()...)
	list = append(list, firstTouchOpen()...)
	for n := 1; n <= 3; n++ {
		list = append(list, run{Key: "weekly/" + string(rune('0'+n)), Mode: "optimization", Subject: "Weekly summary", Via: "schedule",
			At: b.clock(b.weekStart(n-1), 6, 0)})
	}
	return list
}

// foundingRuns set the tenant up and drafted the specification's two campaigns.
func foundingRuns(b *builder) []run {
	first := b.in.Founded(b.now).Add(time.Hour)
	day := func(n float64) time.Time { return first.Add(days(n)) }
	return []run{
		{Key: "setup", Mode: "setup", Subject: "Brand, two ICPs and three offers", By: owner, At: day(0), Goal: "offers",
			Said: "We run youth soccer camps and private lessons. Parents like that groups are small and that coaches praise effort."},
		{Key: "funnels/camp", Mode: "funnels", Subject: "Camp Registration", By: marketer, At: day(1.1), Funnel: "camp-registration"},
		{Key: "funnels/lessons", Mode: "funnels", Subject: "Private Lessons", By: marketer, At: day(1.2), Funnel: "private-lessons"},
		{Key: "campaigns/camp-interest-nurture", Mode: "campaigns", Subject: "Camp Interest Nurture", By: marketer, At: day(4), Funnel: "camp-registration", Stage: "compare",
			Goal: "nurture", Channels: []string{"email", "sms"}, Said: "About 1,800 dollars, most of it on email"},
		{Key: "campaigns/private-lesson-follow-up", Mode: "campaigns", Subject: "Private Lesson Follow-up", By: marketer, At: day(4.05), Funnel: "private-lessons", Stage: "trial",
			Goal: "nurture", Channels: []string{"email", "sms"}, Said: "At most 900 dollars"},
	}
}

// design is a run of the campaign designer, write one of the content engine.
func design(key, name, funnel, stage, goal string, daysAgo float64, said string) run {
	return run{Key: "campaigns/" + key, Mode: "campaigns", Subject: name, By: marketer, Ago: days(daysAgo), Funnel: funnel, Stage: stage, Goal: goal,
		Channels: []string{"email", "sms"}, Said: said}
}

func write(key, name, campaign, stage, intent string, daysAgo float64, channels ...string) run {
	return run{Key: "content/" + key, Mode: "content", Subject: name, By: marketer, Ago: days(daysAgo), Campaign: campaign, Stage: stage, Goal: intent, Channels: channels}
}

func olderRuns() []run {
	return []run{
		design("warm-up", "Back-to-Ball Warm-up", "camp-registration", "return", "reactivation", 93, "700 dollars"),
		write("warm-up", "Back-to-Ball Warm-up, first letter", "warm-up", "retention", "engage", 91, "email"),
		design("camp-seats-autopilot", "Camp Seats Autopilot", "camp-registration", "register", "conversion", 80, "950 dollars"),
		write("camp-seats-autopilot", "Camp Seats Autopilot, SMS pair", "camp-seats-autopilot", "conversion", "convert", 79.5, "sms"),
		design("finishing-lab", "Small-Group Finishing Lab", "private-lessons", "reach", "nurture", 72, "1,100 dollars"),
		write("finishing-lab", "Small-Group Finishing Lab, first content", "finishing-lab", "conversion", "convert", 71, "email", "sms", "google_ads"),
		design("skills-ladder", "Weekend Skills Ladder", "private-lessons", "inquire", "lead_gen", 60, "800 dollars, half on search ads"),
		write("skills-ladder", "Weekend Skills Ladder, letter", "skills-ladder", "consideration", "engage", 59, "email"),
		{Key: "strategy", Mode: "strategy", Subject: "90 days: full camps, steady lessons", By: owner, Ago: days(36), Took: 1840,
			Said: "60 camp registrations and 12 lesson packages", Channels: []string{"email", "sms", "facebook", "google_ads", "referral"}},
	}
}

// firstTouchWork are the completed runs of the last ten days.
func firstTouchWork() []run {
	list := []run{
		design("goalkeeper-waitlist", "Goalkeeper Clinic Waitlist", "camp-registration", "compare", "lead_gen", 9.9, "280 dollars, email only"),
		write("goalkeeper-waitlist", "Goalkeeper Clinic Waitlist, letter", "goalkeeper-waitlist", "consideration", "engage", 9.8, "email"),
		design("flash-sale", "Flash Sale Weekend", "camp-registration", "register", "conversion", 9.1, "250 dollars"),
		write("flash-sale", "Flash Sale Weekend, SMS pair", "flash-sale", "conversion", "convert", 9.05, "sms"),
		{Key: "setup/keepers", Mode: "setup", Subject: "Two more ICPs: keepers and coaches", By: owner, Ago: days(8.7), Goal: "icp",
			Said: "Families of goalkeepers drive far to us, and club coaches send us players. Please describe both."},
		design("spring-break-invite", "Spring Break Mini-Camp Invite", "camp-registration", "discover", "lead_gen", 8.2, "520 dollars, a page and a letter"),
		write("spring-break-invite", "Spring Break Mini-Camp Invite, letter", "spring-break-invite", "awareness", "educate", 8.1, "email"),
		write("spring-break-page", "Spring Break Mini-Camp Invite, page", "spring-break-invite", "awareness", "convert", 7.9, "landing_page"),
		design("sibling-discount", "Sibling Discount Reminder", "camp-registration", "register", "conversion", 6.9, "500 dollars at most"),
		write("sibling-discount", "Sibling Discount Reminder, pair", "sibling-discount", "conversion", "convert", 6.8, "email", "sms"),
		{Key: "funnels/camp-again", Mode: "funnels", Subject: "Camp Registration, stages again", By: marketer, Ago: days(5.9), Funnel: "camp-registration"},
		write("camp-interest-nurture", "Camp Interest Nurture, three letters and SMS", "camp-interest-nurture", "consideration", "engage", 5.2, "email", "sms"),
		write("private-lesson-follow-up", "Private Lesson Follow-up, two letters and SMS", "private-lesson-follow-up", "conversion", "convert", 5.1, "email", "sms"),
		design("trial-win-back", "Trial Lesson Win-back", "private-lessons", "inquire", "reactivation", 4.1, "450 dollars"),
		write("trial-win-back", "Trial Lesson Win-back, pair", "trial-win-back", "consideration", "engage", 3.9, "email", "sms"),
		{Key: "analysis/finishing-lab", Mode: "optimization", Subject: "Private Lessons, last 30 days", By: marketer, Ago: days(2.9), Funnel: "private-lessons", Goal: "last_30_days"},
		{Key: "analysis/all", Mode: "optimization", Subject: "All campaigns, last 7 days", Via: "api", Ago: days(1.8), Goal: "last_7_days"},
		{Key: "setup/refresh", Mode: "setup", Subject: "Brand refresh, no change needed", By: owner, Ago: days(1.6), Goal: "brand",
			Said: "Read the brand again and tell me whether tone and themes still fit."},
		design("u8-taster", "U8 Taster Session", "camp-registration", "discover", "awareness", 1.4, "300 dollars, no date yet"),
		design("early-bird-countdown", "Early-Bird Deadline Countdown", "camp-registration", "register", "conversion", 0.3, "600 dollars"),
		write("early-bird-countdown", "Early-Bird Deadline Countdown, pair", "early-bird-countdown", "conversion", "convert", 0.2, "email", "sms"),
	}
	return withModel(list)
}

// withModel gives some runs the numbers of a language model, and marks what was repaired or tried again.
func withModel(list []run) []run {
	tokens := map[string][3]int{"content/goalkeeper-waitlist": {3120, 1480, 9400}, "campaigns/spring-break-invite": {2860, 2210, 14200},
		"content/sibling-discount": {3340, 2650, 18400}, "campaigns/trial-win-back": {2910, 2080, 12600}, "content/early-bird-countdown": {3400, 2390, 16100}}
	retries := map[string]string{"content/spring-break-page": "failed/content", "funnels/camp-again": "failed/funnels", "campaigns/trial-win-back": "failed/campaigns",
		"campaigns/u8-taster": "cancelled/campaigns"}
	for i := range list {
		r := &list[i]
		if t, ok := tokens[r.Key]; ok {
			r.In, r.Out, r.Took = t[0], t[1], t[2]
		}
		r.RetryOf = retries[r.Key]
		r.Repaired = r.Key == "content/sibling-discount"
	}
	return list
}
