package playbook

import (
	"slices"
	"strings"
)

// Length of an article: title and summary in characters, text in words.
const (
	titleLeast, titleMost     = 60, 70
	summaryLeast, summaryMost = 150, 160
	articleLeast              = 1020
)

// section is a part of an article. Its advice is general, what stands in it is the tenant's.
type section struct{ head, text string }

// blog is an article: A helps to compare before deciding, B goes the way from the problem to the first weeks.
func (w writer) blog() (a, b wording) {
	return w.article("Article, how to compare", []string{"How to compare " + w.what() + " with the alternatives", "What to ask before you choose " + w.what()},
			"Most comparisons begin with the price, because it is the only thing that everybody writes in large figures. It is rarely the best place to begin. This article goes through the questions in the order in which they help: first what you need, then what is on offer, then what it costs, and at the end how to decide without regret. It takes about six minutes to read. If you only have one minute, read the headings and take the list at the end with you.",
			append([]section{w.needs(), w.compare(), w.promises(), w.cost(), w.people()}, w.shared()...)),
		w.article("Article, from the problem to the first step", []string{"From the first question to the first step with " + w.what(), w.what() + ": what changes, and how to begin"},
			"Few people wake up and want to buy something. There is a day on which something does not work, then a second one, and somewhere between the third and the tenth a search begins. This article follows that way from the beginning: what the problem really is, what a good result would look like, which first step is small enough to take this week, and how you can tell after a month whether it was the right one. It takes about six minutes to read.",
			append([]section{w.trouble(), w.aim(), w.small(), w.weeks(), w.honest()}, w.shared()...))
}

func (w writer) article(name string, titles []string, intro string, sections []section) wording {
	tails := []string{"a short guide", "an honest guide", "a guide with checklist", "questions, costs and first steps", "what to look at, and in which order", "a guide for a calm decision", "step by step, with a list to take with you"}
	var candidates []string
	for _, t := range titles {
		candidates = append(candidates, t)
		for _, x := range tails {
			candidates = append(candidates, t+": "+x)
		}
	}
	for _, x := range tails { // long names leave no room for them
		candidates = append(candidates, "Before you decide: what to ask, compare and write down, "+x, "The way to a good decision: "+x)
	}
	head := fits(0, titleLeast, titleMost, candidates...)
	write := func(middle []section) string {
		parts := []string{"# " + head, intro}
		for _, s := range slices.Concat(sections, middle, w.ending()) {
			if s.text != "" {
				parts = append(parts, "## "+s.head, s.text)
			}
		}
		return join(append(parts, "["+w.cta+"]({{LANDING_PAGE_URL}})")...)
	}
	var more []section
	for _, s := range w.reserve() {
		if len(strings.Fields(write(more))) >= articleLeast {
			break
		}
		more = append(more, s)
	}
	return wording{Title: name, Headline: head, Meta: w.summary(), Body: write(more)}
}

// summary is what search engines show.
func (w writer) summary() string {
	s, ok := arrange(summaryLeast, summaryMost, []string{"What to know about " + clip(w.what(), 60) + ":", "A guide from " + clip(w.brand.BrandName, 60) + ":"},
		[]string{"what it is for,", "what it costs,", "what to compare,", "which questions to ask,", "how to start", "without hurry,", "in plain words,", "step by step,"}, nil, "and how to decide well.")
	if !ok {
		s = "A plain guide to a good decision: what you need, what to compare, which questions to ask, what it costs in the end, and how to start with one small step."
	}
	return s
}

func (w writer) needs() section {
	return section{"Start with what you need", join("Write down what should be different afterwards, before you look at any offer. One sentence is enough, and it should be about your day and not about a product. People in a similar place often name one of these:", bullets(take(w.goals(), 3)),
		"Then decide which one comes first. An offer that is good at everything is usually good at nothing in particular, and a clear first wish makes every later conversation shorter. If two people decide together, let each write the sentence alone and compare the two afterwards. The difference between them is often the most useful thing you learn in the whole search.")}
}

func (w writer) compare() section {
	return section{"What to compare", join("Make a small table with one line for each point and one column for each offer. These points are worth a line:", bullets(take(append(unique(w.icp.DecisionCriteria), w.reasons()...), 6)),
		"Fill it in with facts and leave a field empty where you have none. Empty fields are your questions. Put the same ones to everybody and note how long the answer takes and whether it is one. A clear no is worth more than a friendly maybe, because you can plan with it.")}
}

func (w writer) promises() section {
	return section{"How to read promises", "Advertising is written to be agreed with. Turn each promise into a question: how would I notice after four weeks that it was kept? If there is an answer, the promise means something. If there is none, cross it out, also when it is ours. Ask for an example from everyday work, and ask what happens when something goes wrong: who calls whom, how soon, and what it costs. The answer to that question tells more about a supplier than any list of strengths, because everybody is good on good days."}
}

func (w writer) cost() section {
	price := "Ask for the whole price in writing, with everything that you will need in the first year, and ask what is not in it."
	if p := w.priceLine(); p != "" {
		price = p + " Whatever you compare it with, ask for the whole price in writing, and ask what is not in it."
	}
	return section{"What it really costs", join(price, "Then add what does not stand on the bill: the time it takes you, the days until it works, and the effort of changing again if it does not. Many cheap choices are expensive in hours. Many expensive ones are so because they contain things that you will not use. The right price is the one at which you would buy again after a year, knowing what you know then.")}
}

func (w writer) people() section {
	return section{"Talk to the people", join("Whatever you choose, you will deal with people. Speak to the person who will do the work, not only to the one who sells it. Ten minutes are enough. Do they ask about you before they speak about themselves? Can they say what they do not do? At "+w.brand.BrandName+" this is what we hold to:", bullets(take(unique(append(w.brand.CoreValues, w.brand.MessagingPillars...)), 4)),
		"You should not have to believe that. Ask for an example of each.")}
}

func (w writer) trouble() section {
	return section{"What the problem really is", join("The first name of a problem is seldom the right one. Have a look at this list and see which line you would underline:", bullets(take(w.pains(), 3)),
		"Now ask of the line that you chose: when did it last happen, what did it cost, and who else noticed? A problem that happens once a year needs another answer than one that happens every week. If you cannot remember the last time, it may be an annoyance and no problem, and the money is better spent elsewhere. If you remember three times at once, you have your reason.")}
}

func (w writer) aim() section {
	return section{"What a good result looks like", join("Describe the result as if it were a Tuesday in three months: what do you do, what do you no longer do, who is there? These are results that people aim for:", bullets(take(w.goals(), 3)),
		"And this is what you can expect of "+w.what()+":", bullets(take(w.proof(), 4)), "Compare the two lists with your Tuesday. If they do not meet, no price is low enough. If they do, the rest of this article is about getting there with little risk.")}
}

// proof is what the offer brings, told apart from what its customers want.
func (w writer) proof() []string {
	if p := without(append(w.gains(), w.offer.Features...), w.goals()); len(p) > 0 {
		return p
	}
	return w.reasons()
}

func (w writer) small() section {
	return section{"The first step, small enough for this week", join("Large decisions are put off; small ones are taken. So look for a first step that costs little, takes less than an hour and shows something real. "+w.how(w.cta), "Set yourself a date for the step and one for looking back. Write both into your calendar now, because this is the point at which most good intentions end. If the first step shows nothing, you have lost an hour and gained certainty.")}
}

func (w writer) weeks() section {
	return section{"The first four weeks", join("In the first week, expect questions and not results. In the second one, the routine should be clear: who does what, and when. In the third, look for the first sign that something changes, however small. In the fourth, compare with the sentence you wrote at the beginning. Is it closer? Would you decide in the same way again? Tell the supplier what you see, good or bad; it is the cheapest way to make the next month better.", "Keep the notes. They are worth more than any survey, because they are about you.")}
}

func (w writer) honest() section {
	return section{"When it is not the right choice", "No offer suits everybody, and ours is no exception. If your need is something else than what stands above, if the timing is wrong, or if a simpler way does the same for you, say so and take the simpler way. A good supplier will tell you. Should you be unsure, describe your situation in three sentences and ask for a recommendation, including the recommendation to wait. You will hear from the answer whether somebody has read your three sentences."}
}

// shared are the sections that both articles have.
func (w writer) shared() []section {
	doubts := section{"Questions that come up before the decision", join("Doubts are useful; they show where information is missing. These come up often:", bullets(take(unique(w.icp.Objections), 3)),
		"Do not answer them alone. Ask, and ask for the reason behind the answer. If it convinces you when you repeat it to somebody else in the evening, it was a good one.")}
	if len(w.icp.Objections) == 0 {
		doubts = section{}
	}
	moment := section{"The right moment", join("There is rarely a perfect one, but there are better ones:", bullets(take(unique(w.icp.BuyingTriggers), 3)), "If one of them is near, begin two weeks earlier than you think. Comparing takes longer than expected, and choices made in a hurry are the ones that people change after a year.")}
	if len(w.icp.BuyingTriggers) == 0 {
		moment = section{}
	}
	return []section{doubts, moment}
}

// ending closes every article.
func (w writer) ending() []section {
	return []section{{"A list to take with you", bullets([]string{"One sentence: what should be different afterwards", "Three points to compare, the same for everybody", "The whole price, and what is not in it", "The person who will do the work, and ten minutes with them",
		"What happens if something goes wrong", "A first step with a date, and a date for looking back"})},
		{"In short", join("Know what you need, compare the same points everywhere, ask until the fields are filled, and begin small.", w.about(), "If you would like to go on from here, this is the next step:")}}
}

// reserve fills an article up where the tenant's records are short.
func (w writer) reserve() []section {
	return []section{
		{"How to ask good questions", "Good questions are short and about facts. Ask how something is done, who does it and how long it takes. Ask what the last three customers found difficult. Avoid questions that can be answered with yes: they invite politeness. Write the answers down while you listen, in the words you hear, and read them again the next day. What still sounds good then usually is. What you no longer understand was not explained well, and you may ask again without any embarrassment. Nobody who is good at their work minds being asked twice."},
		{"How to decide together", "If more people are concerned, let each of them say which single point matters most to them, before anybody has heard a price. Then look for the choice that serves the first points of all of them, and not the one that is half right everywhere. Agree who has the last word and until when. A decision with a date is taken; one without a date is talked about. If you cannot agree, take the smaller step first: trying something for four weeks often ends a discussion that arguments kept alive for months."},
		{"What to do with advice from others", "Recommendations help most when they come from people with the same need. Ask those who recommend something what they use it for, how often, and what they would change. Reviews on the net tell more in the middle than at the ends: those with three of five points usually name both sides. And look at the date. Teams change, prices change, and what was true two years ago may be better or worse today. An own look takes half an hour and replaces twenty opinions."},
		{"How to stay in control", "Agree beforehand how you will get out again: the notice, the form, and what happens to what you have paid. It is not a sign of distrust; it makes the decision lighter. Put the date of the first possible change into your calendar, together with a reminder four weeks before. When it comes, you decide again, with more knowledge than at the beginning. Most people stay with what they chose, but it is better to stay because you want to than because a date went by."},
	}
}
