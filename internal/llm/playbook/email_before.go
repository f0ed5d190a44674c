package playbook

import "strings"

// Letters to people who have not bought yet. What the tenant says stands in lists and sentences of its own; the words
// around it are the brand's manner.

const priceWords = "The price: "

func (w writer) priceLine() string {
	if p := w.price(); p != "" {
		return priceWords + p + "."
	}
	return ""
}

// inside lists what the offer is good for.
func (w writer) inside() string {
	if len(w.gains()) == 0 {
		return ""
	}
	return w.voice.say("What you get:", "What it can do for you:", "What you get from it:") + "\n\n" + bullets(take(w.gains(), 4))
}

func (w writer) features() string {
	if len(w.offer.Features) == 0 {
		return ""
	}
	return w.voice.say("What is in it:", "This is part of it:", "Included:") + "\n\n" + bullets(take(unique(w.offer.Features), 4))
}

func (w writer) about() string {
	return sentence(orElse(w.offer.Description, w.brand.UniqueValueProposition, w.what()))
}

func (w writer) problem() draft {
	v, pain := w.voice, bare(upper(at(w.pains(), 0)))
	d := draft{about: "the problem", subjects: []string{pain, pain + "? Here is a way out", pain + ": sound familiar?", "Does this sound familiar? " + pain, "Sound familiar? " + pain, "About this: " + lower(pain)},
		previews: []string{v.say("You know it? Then this is for you. It takes two minutes.", "If you know that feeling, read on. It takes two minutes.", "What causes it, what it costs, and one way to deal with it."), "One problem, and one way to deal with it: " + w.what() + "."}}
	if pain != "" {
		d.body = append(d.body, sentence(pain), v.say("Been there? Then you are not alone, and it does not have to stay that way.", "If you know that feeling, you are not alone with it.", "If that describes your situation, the next two minutes are worth it."))
		if rest := w.pains()[1:]; len(rest) > 0 {
			d.body = append(d.body, v.say("Often it comes with this:", "It seldom comes alone. Others tell us:", "It usually comes with:")+"\n\n"+bullets(take(rest, 2)))
		}
	}
	d.body = append(d.body, w.about(), w.inside())
	d.extra = []string{w.priceLine()}
	return d
}

func (w writer) result() draft {
	v, goal := w.voice, bare(upper(at(w.goals(), 0)))
	d := draft{about: "the result", subjects: []string{goal + ": how it starts", goal + ", step by step", "The aim: " + lower(goal), "One aim for the coming weeks: " + lower(goal), goal},
		previews: []string{"Start from the result you want, and work back from there.", "The results to aim for, and the first step towards them."}}
	if goal != "" {
		d.body = append(d.body, v.say("Let's start with the good part. What would you love to say in a few months?", "Let us begin at the end. What would you like to be able to say in a few months?", "Start with the result. What should be true in three months that is not true today?"), bullets(take(w.goals(), 3)),
			v.say("Pick the one you want most. It tells you which question to ask us first.", "Choose the one that matters most to you; it decides which question comes first.", "Choose one. It decides which question to ask first, and what you can leave out."))
	}
	d.body = append(d.body, w.about(), w.features())
	d.extra = []string{w.inside(), w.priceLine()}
	return d
}

func (w writer) doubt() draft {
	v, doubts := w.voice, unique(w.icp.Objections)
	first := bare(upper(at(doubts, 0)))
	d := draft{about: "the doubt", subjects: []string{first, "A fair question: " + lower(first), "“" + first + "” A fair question", "A fair question about " + w.what()},
		previews: []string{v.say("Fair question! Here is our straight answer.", "A fair question deserves a plain answer. Here is how we see it.", "The direct answer, and how to check it for yourself."), "The honest answer, and how to find out for yourself."}}
	if first != "" {
		d.teaser = "an answer to “" + sentence(at(doubts, 0)) + "”"
		d.body = append(d.body, "“"+upper(strings.TrimSpace(at(doubts, 0)))+"”",
			v.say("Great question, and one we hear a lot. The honest answer depends on you, so make it concrete: tell us your situation in two sentences and you get an answer that fits it. If it is a no, we say no.",
				"It is a fair question, and nobody can answer it for you from a distance. Tell us your situation in two sentences, and you will get an answer that fits it. If the answer is no, we will tell you that as well.",
				"The answer depends on your situation. Describe it in two sentences and you get a specific answer: yes, no, or yes with these conditions."))
		if second := upper(strings.TrimSpace(at(doubts, 1))); second != "" && len(doubts) > 1 {
			d.body = append(d.body, v.say("Another one we hear: ", "Others wonder: ", "The next question is usually: ")+"“"+sentence(second)+"” "+v.say("Same deal: ask us first, decide later.", "There, too, asking costs nothing.", "The same applies: ask before you decide."))
		}
	}
	if len(w.reasons()) > 0 {
		d.body = append(d.body, v.say("What we can promise already:", "What we can say with certainty:", "What is certain:")+"\n\n"+bullets(take(w.reasons(), 3)))
	}
	d.extra = []string{w.priceLine()}
	return d
}

func (w writer) difference() draft {
	v, r := w.voice, w.reasons()
	first := bare(upper(at(r, 0)))
	d := draft{about: "the difference", teaser: "what is different here.", subjects: []string{first + ": why it matters", first, "What is different here: " + lower(first)},
		previews: []string{"What sets us apart, in plain words, so that you can compare.", "Compare for yourself: these are the points that differ."}}
	if first != "" {
		d.body = append(d.body, v.say("You have options, and you should compare them! Here is where we are different:", "There are several good ways, and it is right to compare them. This is where ours differs:", "There are alternatives, and you should compare them. We differ in these points:"), bullets(take(r, 4)))
	}
	d.body = append(d.body, sentence(orElse(w.offer.CompetitivePositioning, w.brand.UniqueValueProposition)))
	if c := unique(w.icp.DecisionCriteria); len(c) > 0 {
		d.body = append(d.body, v.say("Ask everybody the same questions. Good ones to start with: ", "It helps to put the same questions to everybody. A good start: ", "Put the same questions to every supplier. Start with these: ")+list(lowerAll(take(c, 3))...)+".")
	}
	d.extra = []string{w.features(), w.priceLine()}
	return d
}

func (w writer) terms() draft {
	v := w.voice
	d := draft{about: "the terms", cta: w.closing(), teaser: "what it costs and how to start.", subjects: []string{w.what() + ": price and next step", w.what() + ": what it costs and how you start", "Price, terms and next step for " + w.what()},
		previews: []string{"Everything you need to decide, on one page.", "What it costs, what you get and how to start, without small print."}}
	d.body = []string{v.say("Ready for the facts? Here is what you need to say yes or no to "+w.what()+".", "You have read about "+w.what()+". Here is what you need to decide, all in one place.", "This is what you need to decide on "+w.what()+": the price, the terms and the next step.")}
	if w.price() != "" {
		d.body = append(d.body, w.priceLine())
	} else {
		d.body = append(d.body, "What it costs depends on what you need. You get the price in writing before you decide, so that you can compare.")
	}
	d.body = append(d.body, w.features(), w.how(d.cta))
	d.extra = []string{w.inside()}
	return d
}

func (w writer) moment() draft {
	v, m := w.voice, unique(w.icp.BuyingTriggers)
	first := bare(upper(at(m, 0)))
	d := draft{about: "the moment", cta: w.closing(), teaser: "when it is a good time to start.", subjects: []string{first + ": a good moment", first + ": time to look at this", "A good moment: " + lower(first), first + "? A good time to start", first},
		previews: []string{"Some moments make the first step easier. This may be one of them.", "When is a good time? Two signs that it is now."}}
	if first != "" {
		d.body = append(d.body, v.say("Some moments make it easy to start. Recognize one?", "There is seldom a perfect moment, but some are kinder than others:", "The decision usually comes with an event. Typical ones:"), bullets(take(m, 3)),
			v.say("If one of them is coming up, take ten minutes this week. You will be glad you did it before things get busy.", "If one of them is near for you, ten quiet minutes this week are enough to look at it.", "If one of them is ahead, plan ten minutes this week. Afterwards there is less time to compare."))
	}
	d.body = append(d.body, w.about(), w.inside(), w.how(d.cta))
	d.extra = []string{w.priceLine()}
	return d
}
