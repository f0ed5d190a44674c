package playbook

var sportsKit = kit{
	Industry: "Youth sports and coaching", Words: "soccer football camp camps coaching coach coaches players player sports sport tennis basketball swimming team clinics",
	Mission: "To help players grow in skill and confidence, one session at a time.",
	Voice:   []string{"Encouraging", "Clear", "Lively"}, Values: []string{"Effort before results", "Every player counts", "Safety first"},
	Pillars: []string{"Progress that can be seen", "Good people with every group", "Easy to plan around"},
	Themes:  []string{"What a session looks like", "Skill of the week", "Questions parents ask", "Practice at home"},
	Roles:   []string{"parent", "adult"},
	Customers: map[string]customer{
		"parent": {Name: "Parents", Pains: []string{"School breaks are longer than a working parent's leave", "Big groups where a child gets little attention", "Hard to tell good coaching from childcare"},
			Goals:    []string{"A week the child looks forward to", "Progress the family can see", "One booking that just works"},
			Triggers: []string{"The school calendar comes out", "A friend's child has signed up"}, Objections: []string{"Is my child good enough for this?", "What if our plans change?"},
			Criteria: []string{"Group size", "Dates and hours", "Terms for changes"}, Channels: household, Topics: []string{"A normal day", "What to bring", "How groups are made"}},
		"adult": {Name: "Adult players", Pains: []string{"No time for a fixed club schedule", "The same mistakes for years", "Nobody to practise with"},
			Goals:    []string{"A technique that holds under pressure", "Training that fits the week", "Playing with others again"},
			Triggers: []string{"A new season begins", "An injury is over"}, Objections: []string{"Am I too old to improve?", "I travel a lot"},
			Criteria: []string{"Times", "Coach", "Price per session"}, Channels: []string{"email", "instagram", "facebook"}, Topics: []string{"Drills", "Injury prevention"}},
	},
}

var musicKit = kit{
	Industry: "Music education", Words: "music piano violin guitar singing voice cello instrument instruments orchestra drums lessons concert choir",
	Mission: "To give people of any age the skill and the joy of making music.",
	Voice:   []string{"Warm", "Calm", "Precise"}, Values: []string{"Listening", "Patience", "Craft"},
	Pillars: []string{"One teacher who knows you", "Small steps, every week", "Music to share"},
	Themes:  []string{"Practice in ten minutes", "Choosing an instrument", "Behind a rehearsal", "Questions beginners ask"},
	Roles:   []string{"parent", "adult"},
	Customers: map[string]customer{
		"parent": {Name: "Families of young beginners", Pains: []string{"Not sure which instrument is right", "Practice at home ends in arguments", "Buying an instrument is a risk"},
			Goals:    []string{"Joy in practice", "A kind teacher who stays", "A first piece to play for the family"},
			Triggers: []string{"The child sings all day", "A school concert"}, Objections: []string{"Is my child too young?", "We have no instrument at home"},
			Criteria: []string{"Teacher", "Day and time", "Terms"}, Channels: []string{"email", "facebook", "events"}, Topics: []string{"The first lesson", "A routine for practice"}},
		"adult": {Name: "Adults who start again", Pains: []string{"The fingers feel stiff after years away", "Nervous about playing in front of others", "No time for daily practice"},
			Goals:    []string{"One piece played well", "Reading music again", "An hour a week that belongs to nobody else"},
			Triggers: []string{"An instrument was inherited", "A concert that moved them"}, Objections: []string{"Am I too old to begin?", "Do I have to perform?"},
			Criteria: []string{"Evening hours", "No exams", "The teacher"}, Channels: []string{"email", "phone", "events"}, Topics: []string{"Beginning again", "Practice for busy weeks"}},
	},
}

var dentalKit = kit{
	Industry: "Dental care", Words: "dental dentist dentists teeth clinic patients whitening aligners implants hygienist orthodontics checkup",
	Mission: "To make looking after teeth straightforward, and to take the worry out of the visit.",
	Voice:   []string{"Gentle", "Clear", "Calm"}, Values: []string{"Honest advice", "No surprises", "Time for questions"},
	Pillars: []string{"You know what happens next", "You know what it costs", "At your own pace"},
	Themes:  []string{"What happens at a visit", "Costs explained", "Questions patients ask", "Care at home"},
	Roles:   []string{"adult", "parent"},
	Customers: map[string]customer{
		"adult": {Name: "Adults who put it off", Pains: []string{"The last visit was a long time ago and it feels awkward", "Worry about pain", "Nobody says beforehand what it will cost"},
			Goals:    []string{"A clear picture of what is needed and what is not", "A visit without stress", "A price known in advance"},
			Triggers: []string{"A tooth that twinges", "A wedding or a new job ahead"}, Objections: []string{"Will it hurt?", "Will I be told off for waiting so long?"},
			Criteria: []string{"A calm manner", "Clear prices", "Appointments outside work"}, Channels: []string{"email", "sms", "google_ads"}, Topics: []string{"The first visit", "Costs", "Nervous patients"}},
		"parent": {Name: "Busy parents", Pains: []string{"Appointments never fit around school and work", "Children are scared of the chair", "Hard to keep track of who is due"},
			Goals:    []string{"One trip for the whole family", "Children who do not mind going", "Reminders that arrive in time"},
			Triggers: []string{"A reminder from school", "A first loose tooth"}, Objections: []string{"Can we come outside school hours?", "What if my child refuses?"},
			Criteria: []string{"Hours", "Patience with children", "Reminders"}, Channels: []string{"email", "sms", "facebook"}, Topics: []string{"A child's first visit", "Sugar and snacks"}},
	},
}

var fitnessKit = kit{
	Industry: "Fitness and wellbeing", Words: "fitness gym yoga pilates wellness massage spa salon beauty hair skin trainer training therapy physiotherapy",
	Mission: "To help people feel well in their own body, with time they can really spare.",
	Voice:   []string{"Friendly", "Motivating", "Honest"}, Values: []string{"Care", "Consistency", "Respect for every body"},
	Pillars: []string{"Fits into the week", "Guided by people who know", "Results you feel"},
	Themes:  []string{"Ten-minute routines", "Meet the team", "Myths and facts"},
	Roles:   []string{"adult"},
	Customers: map[string]customer{"adult": {Name: "Busy adults", Pains: []string{"Good intentions fade after two weeks", "Crowded rooms where nobody corrects mistakes", "An appointment is hard to get"},
		Goals: []string{"More energy in the week", "A routine that lasts", "Somebody who notices progress"}, Triggers: []string{"A new year or a birthday", "A stiff back after weeks at a desk"},
		Objections: []string{"I have no time", "Am I fit enough to start?"}, Criteria: []string{"Times", "Distance", "People"}, Channels: []string{"email", "instagram", "sms"}, Topics: []string{"Starting again", "Rest"}}},
}

var tutoringKit = kit{
	Industry: "Education and training", Words: "tutoring tutor school students exam exams course courses learning language maths teaching training academy workshops",
	Mission: "To make learning clear, steady and worth the effort.",
	Voice:   []string{"Patient", "Clear", "Encouraging"}, Values: []string{"Curiosity", "Patience", "Honest feedback"},
	Pillars: []string{"Explained until it is clear", "Steps that fit", "Progress on paper"},
	Themes:  []string{"Study habits", "Questions learners ask", "One idea explained"},
	Roles:   []string{"parent", "adult"},
	Customers: map[string]customer{
		"parent": {Name: "Parents of pupils", Pains: []string{"Homework ends in arguments", "Gaps that the class has no time to close", "Hard to see whether extra lessons help"},
			Goals: []string{"Calm evenings", "Better marks", "A child who dares to ask"}, Triggers: []string{"A school report", "An exam date"}, Objections: []string{"Is it too late for this year?", "Another appointment in a full week"},
			Criteria: []string{"The teacher", "Times", "Feedback"}, Channels: household, Topics: []string{"Exam plans", "Homework"}},
		"adult": {Name: "Adult learners", Pains: []string{"Courses that go too fast or too slow", "No one to ask between lessons", "Little time beside work"},
			Goals: []string{"A skill that helps at work", "A certificate or a clear level", "Lessons that fit the week"}, Triggers: []string{"A new job", "A trip or a move"}, Objections: []string{"I was never good at this", "What if I miss a lesson?"},
			Criteria: []string{"Level", "Times", "Price"}, Channels: []string{"email", "linkedin", "facebook"}, Topics: []string{"Learning beside work", "Finding your level"}},
	},
}
