package seed

import (
	"time"

	"github.com/google/uuid"
)

// riverside is the second example tenant. It shares two people with the first one and nothing else.
var riverside = installation{
	Slug: "riverside-music-school", Name: "Riverside Music School", ID: uuid.NewSHA1(namespace, []byte("tenant/riverside-music-school")),
	Description: "Piano, strings and voice for children and adults. An external tenant with one funnel.",
	Zone:        "America/New_York", Source: "external_os", Concurrency: 3,
	Funnels: []string{"Trial Month"}, Channels: []string{"email", "sms"},
	Members: []member{{marketer, "owner"}, {support, "support"}},
	Footer: "You receive this letter because you asked about lessons. Unsubscribe whenever you like: answer with the word unsubscribe.\n\n" +
		"Riverside Music School, 7 Example Quay, Hudson, NY, music@example.test",
	Founded: func(now time.Time) time.Time { return now.Add(-days(70)) },
	Brand:   riversideBrand, ICPs: riversideICPs, Offers: riversideOffers, Pipelines: riversideFunnels,
	Segments:  []segment{{"trial_request", "Trial requests", "Asked for a trial month", "#334155"}, {"enrolled", "Enrolled", "Has a weekly lesson", "#7c2d12"}},
	Campaigns: riversideCampaigns, Events: riversideEvents, Curves: riversideCurves, Advice: riversideAdvice, Runs: riversideRuns,
}

var riversideBrand = Row{
	"brand_name":        "Riverside Music School",
	"tagline":           "Listen closely, play gladly",
	"mission_statement": "We teach people of any age to listen, so that music stays with them for life.",
	"brand_voice":       "Calm, Precise, Warm, Unhurried",
	"brand_tone":        "Quiet, courteous and exact, as in a good rehearsal",
	"brand_personality": list("Attentive", "Patient", "Cultured", "Kind"),
	"core_values":       list("Listening", "Craft", "Patience", "Belonging"),
	"brand_colors":      JSON{object{"primary": "#1e293b", "secondary": "#faf7f2", "accent": "#9a3412"}},
	"brand_fonts":       JSON{object{"heading": "Spectral", "body": "Source Sans 3"}},
	"logo_url":          "https://riverside.example.test/logo.svg",
	"website_url":       "https://riverside.example.test",
	"industry":          "Music Education",
	"competitors": JSON{[]object{
		{"name": "Online video courses", "notes": "Cheap and always open, nobody listens back"},
		{"name": "Independent teachers", "notes": "Often excellent, no ensemble and no substitute when ill"},
	}},
	"unique_value_proposition": "A weekly lesson with one teacher, a place in an ensemble within one term and a concert room by the river.",
	"key_differentiators":      list("An ensemble within one term", "Teachers who perform", "Instruments on loan", "Lessons made up when we are ill"),
	"messaging_pillars":        list("Hear the difference", "Play together early", "A rhythm for the week"),
	"content_themes":           list("Practice notes", "Composer portraits", "Behind a rehearsal", "Choosing an instrument"),
}

var riversideICPs = []icp{
	{Key: "young-beginners", Name: "Families of Young Beginners", Description: "Parents who look for a first instrument for a child between five and ten", Run: "setup", Primary: true, Priority: 85,
		Age: "30-45", Location: "Along the river, up to 20 minutes", Income: "Middle", Interests: []string{"Singing at home", "Libraries"}, Values: []string{"Patience", "Curiosity"},
		Lifestyle: "One fixed afternoon a week for something quiet",
		Pains:     []string{"Which instrument is right?", "Practice ends in tears", "Buying an instrument is a risk"}, Goals: []string{"Joy in practice", "A kind teacher", "A first concert"},
		Triggers: []string{"The child sings all day", "A school concert"}, Objections: []string{"Too young?", "No piano at home"}, Channels: []string{"email", "events"},
		Formats: []string{"Letters", "Listening examples"}, Tone: "Gentle and clear", Topics: []string{"First instrument", "Ten minutes of practice"}, Criteria: []string{"Teacher", "Loan instrument"},
		Min: 90, Max: 160, CompanySize: "Household of 3 to 5", Verticals: []string{"Music education"}, Titles: []string{"Parent"}},
	{Key: "returning-adults", Name: "Adults Who Return", Description: "Adults who played as children and would like to begin again", Run: "setup", Priority: 65,
		Age: "38-70", Location: "City and river towns", Income: "Middle to upper-middle", Interests: []string{"Concerts", "Reading"}, Values: []string{"Craft", "Quiet"},
		Lifestyle: "An evening hour that belongs to nobody else",
		Pains:     []string{"Stiff fingers", "Fear of an audience", "No time for daily practice"}, Goals: []string{"One piece played well", "Company in an ensemble", "Reading music again"},
		Triggers: []string{"An inherited piano", "A concert that moved them"}, Objections: []string{"Am I too old?", "Do I have to perform?"}, Channels: []string{"email", "phone"},
		Formats: []string{"Letters"}, Tone: "Respectful", Topics: []string{"Beginning again", "Small ensembles"}, Criteria: []string{"Evening hours", "No exams"},
		Min: 110, Max: 190, CompanySize: "Household of 1 or 2", Verticals: []string{"Music education"}, Titles: []string{"Any"}},
}

var riversideOffers = []offer{
	{Key: "trial-month", Name: "Trial Month", Type: "service", Pricing: "Four lessons, one price", Min: 90, Max: 110, Flagship: true,
		Description: "Four weekly lessons on a loan instrument, without a contract.", Benefits: []string{"Hear whether it suits you", "No purchase"},
		Features: []string{"Four lessons of 30 minutes", "Loan instrument", "A talk at the end"}, Segments: []string{"Families of Young Beginners", "Adults Who Return"},
		Uses: []string{"First instrument", "Beginning again"}, Success: []string{"Trials that become terms"}, Position: "Longer than a single trial lesson, shorter than a contract.",
		Page: "riverside.example.test/trial"},
	{Key: "weekly-term", Name: "Weekly Lesson with Ensemble", Type: "subscription", Pricing: "Per month, by the term", Min: 120, Max: 190,
		Description: "A weekly lesson and a place in an ensemble from the first term.", Benefits: []string{"One teacher", "Playing with others"},
		Features: []string{"Weekly lesson", "Ensemble every second week", "Two concerts a year"}, Segments: []string{"Families of Young Beginners", "Adults Who Return"},
		Uses: []string{"Steady learning"}, Success: []string{"Terms renewed"}, Position: "An ensemble is included, not an extra.", Page: "riverside.example.test/terms"},
}

var riversideFunnels = []funnel{{Key: "trial-month", Name: "Trial Month", Run: "funnels/trial", Description: "From a concert visit to a weekly lesson",
	ICPs: []string{"Families of Young Beginners", "Adults Who Return"}, Offers: []string{"Trial Month", "Weekly Lesson with Ensemble"}, Rate: 0.4, Revenue: 8640, Stages: []stage{
		{"hear", "Hear of us", "awareness", 3000, 4, 240, "People meet the school at a concert or through a letter.", "Be remembered after an evening of music",
			[]kpi{{"reach", 3000, "impressions a term"}, {"requests", 120, "trial requests"}}, []string{"awareness"}, []string{"email", "events"}, []string{"email: An evening by the river"},
			"Families of Young Beginners", "Trial Month", "Has not asked", "Asks for a trial"},
		{"try", "Try a month", "consideration", 120, 30, 180, "Four lessons on a loan instrument.", "Let every trial begin within two weeks",
			[]kpi{{"trials", 36, "trial months begun"}, {"waiting_days", 14, "days"}}, []string{"nurture"}, []string{"email", "phone"}, []string{"email: Your first lesson"},
			"Families of Young Beginners", "Trial Month", "Asked for a trial", "Finished four lessons"},
		{"enroll", "Enroll", "conversion", 36, 33.333, 120, "A talk, then a term.", "Talk to each family before the last lesson",
			[]kpi{{"terms", 12, "terms begun"}, {"talks", 36, "closing talks"}}, []string{"conversion"}, []string{"email"}, []string{"email: After four lessons"},
			"Families of Young Beginners", "Weekly Lesson with Ensemble", "Finished four lessons", "Begins a term"},
	}}}

var riversideEvents = []event{
	{"concert", "other", "House concert, concert room", "Students play for families. Free entry.", "winter-concert", "events", marketer, 13, 18, 0},
	{"rehearsal", "other", "Open rehearsal of the small orchestra", "Visitors sit among the players.", "", "events", marketer, -6, 17, 30},
	{"reading", "review", "Letters for the new term are read aloud", "Everything that goes out is read aloud once.", "", "", marketer, 2, 10, 30},
}

var riversideCurves = []curve{
	{Campaign: "new-term", Channel: "email", From: -38, To: -1, Reach: 60, ClickRate: 5.2, Drift: 0.6, Convert: 5, Cost: 2, Value: 110, Silent: []int{-22, -21}},
	{Campaign: "open-rehearsals", Channel: "email", From: -50, To: -15, Reach: 44, ClickRate: 4.4, Convert: 6, Cost: 1.5, Value: 0, Silent: []int{-31}},
	{Campaign: "summer-strings", Channel: "email", From: -64, To: -40, Reach: 52, ClickRate: 4.9, Drift: -0.5, Convert: 6, Cost: 1.5, Value: 100, Silent: []int{-50}},
	{Campaign: "lesson-notes", Channel: "sms", From: -60, To: -1, Reach: 12, ClickRate: 14, NoConversions: true, Silent: []int{-44, -20, -3}},
}

var riversideAdvice = []advice{
	{Key: "evening-letter", Run: "analysis", Campaign: "new-term", Channel: "email", Source: "campaign", Category: "timing", Severity: "info", Priority: "medium",
		Title: "Move the second letter to the evening", Text: "The click rate went from %.1f %% to %.1f %%; evening readers answer most.", Measured: true,
		Why: "Adults read after dinner.", Impact: "Two more trial requests a month", Effort: "low", Status: "pending", Actions: []string{"Plan it for 7 pm"}},
	{Key: "one-instrument", Run: "analysis", Campaign: "new-term", Channel: "email", Source: "content", Category: "content", Severity: "warning", Priority: "high",
		Title: "Name one instrument in each letter", Text: "Letters that list five instruments leave the choice to the reader.",
		Why: "A choice among five is often no choice.", Impact: "One more request in ten", Effort: "medium", Status: "pending", Actions: []string{"Begin with the cello"}},
}
