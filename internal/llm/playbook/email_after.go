package playbook

import "slices"

// Letters to customers: those that keep them, and those that ask them to recommend. They hold no problem and no price,
// since these readers have decided.

// others are what else the brand sells to the same people.
func (w writer) others() []string {
	var out []string
	for _, o := range w.d.Offers {
		if o.OfferName != w.offer.OfferName && (len(o.TargetSegments) == 0 || w.icp.SegmentName == "" || slices.Contains(o.TargetSegments, w.icp.SegmentName)) {
			out = append(out, o.OfferName)
		}
	}
	return unique(out)
}

func (w writer) checkIn() draft {
	v, n := w.voice, w.what()
	d := draft{about: "the check-in", subjects: []string{"How is it going with " + n + "?", n + ": how is it going for you?", "A quick question about your experience so far", "How are things going for you so far?"},
		previews: []string{"One line is enough, and you get an idea for the next step back.", "Tell us where you stand, and we say what usually helps next."}}
	d.body = append(d.body, v.say("You are in, and we want it to be great! So: how is it going with "+n+"?", "You have been with us for a while now, and we would like to know how it is going with "+n+".", "You use "+n+". Two questions: what works, and what does not yet?"))
	if g := w.goals(); len(g) > 0 {
		d.body = append(d.body, v.say("People usually come to us for one of these. Which one was yours?", "Most people had one of these in mind when they came:", "Most customers started with one of these aims:")+"\n\n"+bullets(take(g, 3)),
			v.say("Reply with yours and how close you are: done, halfway, not yet. We answer with one idea for the next step.", "If you write to us which one it was and how close it feels, we will answer with one idea for the next step.", "Reply with the aim and a status: reached, partly, not yet. You get one concrete suggestion for the next step."))
	}
	return d
}

func (w writer) whatNext() draft {
	v, list := w.voice, w.others()
	d := draft{about: "what comes next", subjects: []string{"After " + w.what() + ": what comes next", "What could come next for you after " + w.what(), "What could come next for you, in two minutes"},
		previews: []string{"You know us by now. These are the next steps others take.", "The next step, if and when you want one."}}
	if len(list) < 2 {
		list = append(list, turned(w.goals(), 1)...)
	}
	d.body = []string{v.say("First of all: thank you for being with us! When things go well, people ask us what comes next.", "Thank you for your trust so far. When things go well, the question of the next step comes by itself.", "Thank you for working with us. At this point most customers ask what comes next."),
		v.say("Here are some ideas:", "These are steps that others have taken:", "The usual next steps:") + "\n\n" + bullets(take(list, 3)),
		v.say("You know best what fits, and you do not have to choose today. Tell us which one sounds good and we tell you what it takes.", "Nothing has to be decided today. If one of them appeals to you, tell us, and we will explain what it takes.", "Name the one that is relevant and ask for effort, dates and conditions.")}
	return d
}

func (w writer) worthReading() draft {
	v := w.voice
	themes := unique(append(slices.Clone(w.brand.ContentThemes), w.icp.ContentPreferences.Topics...))
	d := draft{about: "worth reading", teaser: "what is worth reading this month.", subjects: []string{"Worth two minutes: " + lower(at(themes, 0)), "Worth reading this month: " + lower(at(themes, 0)), "Worth your two minutes this month", "Three things worth your two minutes this month"},
		previews: []string{"Short reads for people who know the basics already.", "Choose one, and we write about it next."}}
	d.body = []string{v.say("You know the basics by now, so this one goes further.", "You know us well by now, so this email is for those who would like to go a little further.", "This email is for customers who know the basics.")}
	if len(themes) > 0 {
		d.body = append(d.body, v.say("What we are working on for you:", "What we are preparing for you:", "Topics in preparation:")+"\n\n"+bullets(take(themes, 4)),
			v.say("Which one do you want first? Reply with one word.", "If you would like one of them first, one word in a reply is enough.", "Reply with the one you need first."))
	}
	return d
}

func (w writer) comeBack() draft {
	v, m := w.voice, unique(w.icp.BuyingTriggers)
	d := draft{about: "a good time to come back", teaser: "good moments to take the next step.", subjects: []string{"A good time to plan your next step with us", "When to plan the next step with " + w.what()},
		previews: []string{"Some moments are better than others. Here is how to see them.", "Plan it now, while there is still a choice."}}
	d.body = []string{v.say("Good things get even better with a plan. So when is the right time for your next step?", "You may be wondering when a next step makes sense. There are moments in which it comes easily.", "The next step is easier at some moments than at others.")}
	if len(m) > 0 {
		d.body = append(d.body, v.say("Watch out for these:", "Perhaps one of these is near:", "Typical ones:")+"\n\n"+bullets(take(m, 3)),
			v.say("See one coming? Then plan it now, while you still have the choice.", "If so, it helps to plan a little earlier than seems necessary.", "If one is ahead, plan before it arrives; the choice is larger."))
	}
	return d
}

func (w writer) whoComesToMind() draft {
	v := w.voice
	d := draft{about: "who comes to mind", subjects: []string{"Who comes to mind? One name is enough for us", "Do you know somebody whom this would help?"}, previews: []string{"You know better than we do whom it would help.", "One name, one forwarded email. That is all it takes."}}
	d.body = []string{v.say("You know us, and you know people we have never met. May we ask who comes to mind?", "You know us by now, and you know people whom we do not know. Perhaps somebody comes to mind.", "You know what we do and for whom. Do you know somebody in the same position?")}
	if p := w.pains(); len(p) > 0 {
		d.body = append(d.body, v.say("Somebody who says things like this:", "Somebody who has told you something like this:", "People say it like this:")+"\n\n"+bullets(take(p, 3)))
	}
	d.body = append(d.body, v.say("Forward this email with one sentence of your own. It says more than anything we could write!", "If you forward this email with one sentence of your own, it will say more than we could.", "Forward this email and add one sentence about your own experience. It carries more weight than ours."))
	return d
}

func (w writer) whyTell() draft {
	v := w.voice
	d := draft{about: "what you would tell them", subjects: []string{"What would you tell a friend about us?", "What would you say about " + w.what() + "?", "One question: what would you tell others about us?"}, previews: []string{"In your words, not in ours. Two lines are plenty.", "Others trust your words more than ours, and rightly."}}
	d.body = []string{v.say("If somebody asked you about us tomorrow, what would you say?", "Suppose somebody asked you about us. What would you tell them?", "If a colleague asked you about us, what would you answer?")}
	if g := w.gains(); len(g) > 0 {
		d.body = append(d.body, v.say("Maybe one of these?", "It might be one of these:", "Customers usually name one of these:")+"\n\n"+bullets(take(g, 4)))
	}
	d.body = append(d.body, v.say("Send us your version in two lines, or pass this on to the person you are thinking of. Yours will be better than ours.", "If you like, write it to us in two lines, or pass it on to the person you are thinking of.", "Send it to us in two lines, or pass it on to the person concerned. Criticism is as useful as praise."))
	return d
}

func (w writer) readyWords() draft {
	v := w.voice
	d := draft{about: "words to pass on", teaser: "words that are ready to pass on.", subjects: []string{"Words to pass on, if somebody asks about us", "Two sentences to pass on about " + w.what()}, previews: []string{"Copy, change, send. Nobody has to start from nothing.", "Two sentences, ready to send, in case it helps."}}
	d.body = []string{v.say("Want to recommend us but not sure what to write? Take this and make it yours:", "Sometimes the words are the only thing that is missing. You are welcome to use these and change them:", "If you want to recommend us, this text saves you the time. Change what does not fit:"),
		"“" + w.about() + v.say(" Have a look, I thought of you.", " I thought of you when I read it.", " It may be relevant for you.") + "”"}
	if r := w.reasons(); len(r) > 1 {
		d.body = append(d.body, v.say("Add whatever was true for you:", "If something of this was true for you, add it:", "Add what you can confirm:")+"\n\n"+bullets(take(r, 4)))
	}
	return d
}

func (w writer) honestReview() draft {
	v := w.voice
	d := draft{about: "an honest review", teaser: "three questions for an honest review.", subjects: []string{"Three questions for an honest review of us", "Your honest review of " + w.what()}, previews: []string{"What you looked for, what you found, what you would change.", "Three lines, good or bad. Both help the next person."}}
	d.body = []string{v.say("People who are still deciding believe you more than us. Would you write three lines?", "People who are still deciding trust those who have been there. Three lines from you would help them.", "Prospects trust customers more than suppliers. Three lines are enough:"),
		bullets([]string{"What you were looking for", "What you found", "What you would change"}),
		v.say("Good or bad, it helps the next person, and you can recommend us or not. Both are welcome.", "It may be praise or not. Whether you recommend us is up to you; we are grateful for either.", "Praise and criticism both count. Whether you recommend us is your decision; publish it where you usually look for reviews.")}
	return d
}

// fillAfter are paragraphs for any letter to a customer.
func (w writer) fillAfter() []string {
	v := w.voice
	out := []string{v.say("And if something did not go well, tell us first. We would much rather fix it than read about it somewhere else, and a short reply is all it takes.",
		"Should something not have gone well, please tell us. We would rather put it right than not know, and a short reply is enough.",
		"If something went wrong, tell us: what happened, when, and what you expected instead. With these three facts it can be put right."),
		v.say("Not for you right now? No problem at all. Keep this email for later, or skip it. Next time may be a better fit.",
			"If this is not for you at the moment, simply keep it for later. There is nothing you have to do today.",
			"If this is not relevant now, ignore it. Nothing changes if you do not answer.")}
	if m := bare(w.brand.MissionStatement); m != "" {
		out = append(out, v.say("You help us do what we are here for: ", "You are part of what we care about: ", "What we work for: ")+lower(m)+".")
	}
	if r := w.reasons(); len(r) > 1 {
		out = append(out, v.say("What stays as it is:", "What you can go on relying on:", "What does not change:")+"\n\n"+bullets(take(r, 4)))
	}
	if c := unique(w.brand.CoreValues); len(c) > 1 {
		out = append(out, v.say("What you can hold us to: ", "What we try to live up to: ", "Measure us by these: ")+list(lowerAll(take(c, 4))...)+".")
	}
	return append(out, v.say("Quick to do, too: two minutes now, and it is off your list. If you would rather talk, reply with a time and a number that suit you.",
		"It takes two minutes. If you would rather talk, write down a time and a number that suit you.",
		"It takes two minutes. For a call instead, reply with a time and a number."),
		v.say("Your answer really helps. What customers tell us decides what we work on next, and one honest line is worth more to us than ten stars.",
			"Your answer matters to us. What customers tell us is the best guide to what we should do next, and a single honest line is enough.",
			"What customers report decides what is worked on next. One precise line is worth more than a rating, because it says what to change."),
		v.say("Know somebody on our team who made a difference for you? Name them in a reply. We pass it on, word for word, and it makes their week.",
			"If somebody here has been of particular help to you, tell us the name. We pass it on word for word, and it means more than you may think.",
			"If somebody on our side did good work for you, name them. It is passed on word for word, and we learn what to do more often."),
		v.say("One more thing: has your situation changed since you started? Tell us in a line, so that what you get from us fits again.",
			"Perhaps your situation has changed since you began. If you tell us in one line, what we write can fit again.",
			"If your situation or the people in charge have changed, send one line, so that the next email fits the new situation."),
		v.say("Prefer to hear from us less often, or about one thing only? Say so in a reply. It is better for both of us than the unsubscribe link.",
			"If you would like to hear from us less often, or about one subject only, please say so in a short reply. We would rather write less than write too much.",
			"To hear from us less often or on one subject only, say so in a reply. That is better for both sides than the unsubscribe link."))
}
