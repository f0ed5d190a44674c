package playbook

var softwareKit = kit{
	Industry: "Business software", Words: "software saas platform app erp automation api dashboard data crm integration cloud analytics invoices workflow teams",
	Mission: "To take repetitive work off people's desks, so that they can do the work that needs them.",
	Voice:   []string{"Plain", "Exact", "Confident"}, Values: []string{"Accuracy", "Openness", "Respect for people's time"},
	Pillars: []string{"Less manual work", "Numbers you can check", "Live without a long project"},
	Themes:  []string{"How the work is done today", "Before and after, step by step", "Questions buyers ask", "Rollout without drama"},
	Roles:   []string{"business"},
	Customers: map[string]customer{"business": {Name: "Teams with manual work", Pains: []string{"Hours of typing that nobody wants to do", "Mistakes that surface at month end", "Data in several systems that do not agree"},
		Goals: []string{"Fewer manual steps", "Answers without asking three people", "A tool that works with the systems already there"}, Triggers: []string{"A colleague leaves and the work stays", "An audit or a system change is due"},
		Objections: []string{"Will it work with our systems?", "We have no time for a project"}, Criteria: []string{"Fit with existing systems", "Time to go live", "Total cost"}, Channels: digital, Topics: []string{"Rollout", "Cost of manual work", "Security"}}},
}

var tradesKit = kit{
	Industry: "Home services", Words: "plumbing plumber electrician roofing garden gardening cleaning repair heating painting renovation homeowners builders installation pest",
	Mission: "To leave every home in better order than we found it.",
	Voice:   []string{"Straightforward", "Friendly", "Reliable"}, Values: []string{"Keeping appointments", "Clean work", "Fair prices"},
	Pillars: []string{"There when agreed", "A price before work starts", "Clean when we leave"},
	Themes:  []string{"Small problems before they grow", "What a job costs", "Season checklists"},
	Roles:   []string{"adult", "business"},
	Customers: map[string]customer{"adult": {Name: "Homeowners", Pains: []string{"Waiting at home for somebody who does not come", "A bill that is higher than the quote", "Not sure whether it is urgent"},
		Goals: []string{"It works again, today if possible", "A price in advance", "Somebody to call next time"}, Triggers: []string{"Something breaks", "The season changes"},
		Objections: []string{"Is it really necessary?", "How long will it take?"}, Criteria: []string{"Speed", "Price", "Reviews"}, Channels: []string{"google_ads", "email", "sms"}, Topics: []string{"Maintenance", "Costs"}}},
}

var foodKit = kit{
	Industry: "Food and hospitality", Words: "restaurant cafe coffee bakery bread catering hotel guests menu kitchen food wine rooms brewery",
	Mission: "To give guests a good reason to come back.",
	Voice:   []string{"Warm", "Generous", "Down-to-earth"}, Values: []string{"Good ingredients", "Hospitality", "Consistency"},
	Pillars: []string{"Made here", "You are expected", "Worth the way"},
	Themes:  []string{"What is in season", "From the kitchen", "Occasions"},
	Roles:   []string{"adult", "business"},
	Customers: map[string]customer{"adult": {Name: "Guests nearby", Pains: []string{"The usual places are full or loud", "Hard to find something for everybody at the table", "Special occasions take planning"},
		Goals: []string{"A table without a wait", "A good evening at a fair price", "Somewhere to take guests"}, Triggers: []string{"A birthday or a visit", "The weekend is near"},
		Objections: []string{"Do I have to book?", "Is there something for vegetarians?"}, Criteria: []string{"Distance", "Menu", "Price"}, Channels: []string{"instagram", "email", "facebook"}, Topics: []string{"The menu", "Occasions"}}},
}

var shopKit = kit{
	Industry: "Retail", Words: "shop store products online shipping e-commerce handmade jewelry clothing furniture books toys orders pet pets",
	Mission: "To sell things that people keep.",
	Voice:   []string{"Friendly", "Honest", "Curious"}, Values: []string{"Quality", "Fairness", "Care"},
	Pillars: []string{"Chosen with care", "Clear terms", "People who answer"},
	Themes:  []string{"How it is made", "How to choose", "Care and repair"},
	Roles:   []string{"adult"},
	Customers: map[string]customer{"adult": {Name: "Shoppers", Pains: []string{"Too much choice and too little advice", "Things that do not last", "Returns are a nuisance"},
		Goals: []string{"The right choice at the first try", "Something that lasts", "A gift that fits"}, Triggers: []string{"A birthday or a holiday", "The old one is broken"},
		Objections: []string{"Can I send it back?", "Why does it cost more than elsewhere?"}, Criteria: []string{"Quality", "Price", "Delivery"}, Channels: []string{"email", "instagram", "google_ads"}, Topics: []string{"How to choose", "Care"}}},
}

var adviceKit = kit{
	Industry: "Professional services", Words: "consulting accounting accountant tax law legal lawyer agency insurance bookkeeping advisory recruiting design marketing estate property",
	Mission: "To give clients advice they understand and can act on.",
	Voice:   []string{"Clear", "Competent", "Personal"}, Values: []string{"Independence", "Discretion", "Plain language"},
	Pillars: []string{"One person who knows your case", "Plain words", "Fees known in advance"},
	Themes:  []string{"One question answered", "Deadlines ahead", "What it costs, and why"},
	Roles:   []string{"business", "adult"},
	Customers: map[string]customer{
		"business": {Name: "Owners of small companies", Pains: []string{"Deadlines come as a surprise", "Advice in a language nobody speaks", "Invoices by the hour without an end in sight"},
			Goals: []string{"Certainty about what to do next", "Fewer evenings with paperwork", "A fee known in advance"}, Triggers: []string{"A letter from an authority", "Growth or a sale"},
			Objections: []string{"Is it worth it for a company of our size?", "Changing adviser is a lot of work"}, Criteria: []string{"Experience", "Fees", "Availability"}, Channels: digital, Topics: []string{"Deadlines", "Fees"}},
		"adult": {Name: "Private clients", Pains: []string{"Not sure where to begin", "Fear of an expensive mistake", "Nobody calls back"},
			Goals: []string{"A clear next step", "Somebody who explains it", "A fee known in advance"}, Triggers: []string{"A change in the family", "A letter that needs an answer"},
			Objections: []string{"Can I not do it myself?", "What does a first talk cost?"}, Criteria: []string{"Trust", "Fees"}, Channels: []string{"email", "google_ads", "phone"}, Topics: []string{"First steps", "Fees"}}},
}

var generalKit = kit{
	Industry: "", Mission: "To do good work for the people who choose us.",
	Voice: []string{"Clear", "Friendly", "Honest"}, Values: []string{"Reliability", "Honesty", "Care"},
	Pillars: []string{"Clear from the start", "People who answer", "Work that holds"},
	Themes:  []string{"Questions customers ask", "How we work", "What it costs, and why"},
	Roles:   []string{"adult"},
	Customers: map[string]customer{"adult": {Name: "Customers nearby", Pains: []string{"Hard to compare what is on offer", "Nobody answers simple questions", "Unclear what it costs in the end"},
		Goals: []string{"A clear offer", "Somebody who takes responsibility", "A result without chasing"}, Triggers: []string{"The present solution stops working", "A recommendation by a friend"},
		Objections: []string{"Is it worth the price?", "What if it does not suit me?"}, Criteria: []string{"Price", "Reliability", "Reviews"}, Channels: household, Topics: []string{"How it works", "Costs"}}},
}

var businessKit = kit{
	Industry: "Business services", Mission: "To make our customers' work easier.",
	Voice: []string{"Clear", "Competent", "Direct"}, Values: []string{"Reliability", "Openness", "Results"},
	Pillars: []string{"Less effort for your team", "Clear terms", "People who answer"},
	Themes:  []string{"Questions buyers ask", "How a project runs", "What it costs, and why"},
	Roles:   []string{"business"},
	Customers: map[string]customer{"business": {Name: "Companies", Pains: []string{"Suppliers that promise more than they keep", "Projects that take longer than planned", "Too many people have to agree"},
		Goals: []string{"A supplier who delivers", "Costs that can be planned", "Less coordination"}, Triggers: []string{"A contract ends", "A new budget year"},
		Objections: []string{"Changing supplier is work", "Can we start small?"}, Criteria: []string{"References", "Price", "Time to start"}, Channels: digital, Topics: []string{"How a project runs", "Costs"}}},
}
