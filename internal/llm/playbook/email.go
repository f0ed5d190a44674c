package playbook

import (
	"strings"
)

// emails are the letters of a sequence: first problem against result, then doubt against difference, then price and
// terms against the right moment.
func (w writer) emails(i int) (a, b wording) {
	switch i {
	case 0:
		return w.letter("the problem", w.problem()), w.letter("the result", w.result())
	case 1:
		return w.letter("the doubt", w.doubt()), w.letter("the difference", w.difference())
	}
	return w.letter("the terms", w.terms()), w.letter("the moment", w.moment())
}

// draft is a letter before greeting and footer. Extra paragraphs fill it up to a letter's length.
type draft struct {
	subjects, previews []string
	body, extra        []string
}

// Length of an email's text in words, of subject and preview in characters.
const (
	emailLeast, emailMost     = 150, 300
	subjectLeast, subjectMost = 40, 60
	previewLeast, previewMost = 40, 90
)

func (w writer) letter(about string, d draft) wording {
	x := wording{Title: upper(about), Subject: fits(0, subjectLeast, subjectMost, append(d.subjects, turned(w.subjects(), seed(about))...)...),
		Preview: fits(0, previewLeast, previewMost, append(d.previews, w.previews()...)...), Headline: ""}
	end := []string{"[" + w.cta + "]({{cta_url}})", w.replyLine(), w.voice.Bye + "\n" + w.brand.BrandName, "Unsubscribe: {{unsubscribe_url}}\n{{sender_address}}"}
	body := []string{w.voice.Hello}
	for _, p := range d.body {
		if p = unsaid(p, body); p != "" {
			body = append(body, p)
		}
	}
	size := len(strings.Fields(strings.Join(append(append([]string{}, body...), end...), " ")))
	for _, e := range append(d.extra, turned(w.fill(), len(d.body))...) {
		e = unsaid(e, body)
		n := len(strings.Fields(e))
		if size >= emailLeast+15 || e == "" || strings.Contains(strings.Join(body, "\n"), e) {
			continue
		}
		if size+n <= emailMost {
			body, size = append(body, e), size+n
		}
	}
	x.Body = strings.Join(append(body, end...), "\n\n")
	return x
}

// unsaid is a paragraph without the list entries that stand in the letter already; empty if nothing else is left.
func unsaid(p string, body []string) string {
	said, entries, kept := strings.Join(body, "\n"), 0, 0
	var lines []string
	for line := range strings.Lines(p) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "- ") {
			entries++
			if strings.Contains(said, line) {
				continue
			}
			kept++
		}
		lines = append(lines, line)
	}
	if entries > 0 && kept < 2 {
		return ""
	}
	return strings.Join(lines, "\n")
}

func (w writer) replyLine() string {
	if w.intent == "engage" {
		return "Or reply to this email with your question. You will get an answer, not a brochure."
	}
	return "If you would rather ask something first, reply to this email."
}

// subjects fit any letter; they are used where a letter's own are too short or too long.
func (w writer) subjects() []string {
	n := w.what()
	return []string{n + ": what you get and how it works", "What to know before you choose " + n, n + ": the short answers to your questions", n + ", explained in two minutes", "A short note about " + n + " from our team",
		"Two minutes on " + n, "What you get, what it costs and how to start", "The questions worth asking before you decide"}
}

func (w writer) previews() []string {
	return []string{"What it is, whom it is for and how to start. Two minutes to read.", "The facts on one page, and one simple next step if you want it."}
}

// fill are paragraphs that are true of any offer with such records.
func (w writer) fill() []string {
	var out []string
	if c := unique(w.icp.DecisionCriteria); len(c) > 0 {
		out = append(out, "When you compare, look at these points first:\n\n"+bullets(take(c, 4)))
	}
	if r := w.reasons(); len(r) > 1 {
		out = append(out, "What you can count on with us:\n\n"+bullets(take(r, 4)))
	}
	if v := unique(w.brand.CoreValues); len(v) > 1 {
		out = append(out, "And this is what we hold to: "+list(lowerAll(take(v, 4))...)+".")
	}
	out = append(out, w.how(), "There is no hurry. Keep this letter, compare it with what you use today, and come back to it when the question comes up again. If a point is missing that matters to you, tell us which one. You get the answer, and the next reader finds it here.")
	return out
}

// how says what happens behind the link.
func (w writer) how() string {
	switch w.cta {
	case "Reserve a place", "Book an appointment":
		return "Here is how it goes: choose a time that suits you, tell us what we should know, and you get a confirmation with everything you need. If something comes up, let us know and we will look for another time."
	case "Ask for a demo", "See how to start":
		return "Here is how it goes: you tell us how the work is done today, we show you the same steps with an example of your own, and you decide with your colleagues. Bring the person who does the work; the best questions come from there."
	case "Start your trial":
		return "Here is how it goes: you choose a start, we get to know each other in the first hour, and afterwards you decide whether to go on. It is a trial for both sides."
	}
	return "Here is how it goes: you tell us what you need, we answer with what is possible and what it costs, and you decide. One step at a time, and you can stop at any of them."
}

func (w writer) priceLine() string {
	if p := w.price(); p != "" {
		return "The price: " + p + "."
	}
	return ""
}

// inside lists benefits and what is in the offer.
func (w writer) inside() string {
	if len(w.gains()) == 0 {
		return ""
	}
	return "What you get from it:\n\n" + bullets(take(w.gains(), 4))
}

func (w writer) features() string {
	if len(w.offer.Features) == 0 {
		return ""
	}
	return "What is in it:\n\n" + bullets(take(unique(w.offer.Features), 4))
}

func (w writer) about() string {
	return sentence(orElse(w.offer.Description, w.brand.UniqueValueProposition, w.what()))
}

func (w writer) problem() draft {
	pain := bare(upper(at(w.pains(), 0)))
	d := draft{subjects: []string{pain, "Does this sound familiar? " + pain, "When this is familiar: " + lower(pain)}, previews: []string{"If you know that feeling, read on. It takes two minutes.", "One problem, and one way to deal with it: " + w.what() + "."}}
	if pain != "" {
		d.body = append(d.body, sentence(pain), "If you know that feeling, this letter is for you.")
		if rest := w.pains()[1:]; len(rest) > 0 {
			d.body = append(d.body, "It often comes with one of these:\n\n"+bullets(take(rest, 2)))
		}
	}
	d.body = append(d.body, w.about(), w.inside())
	d.extra = []string{w.priceLine()}
	return compact(d)
}

func (w writer) result() draft {
	goal := bare(upper(at(w.goals(), 0)))
	d := draft{subjects: []string{goal + ": how it starts", goal, "The aim: " + lower(goal), goal + ", step by step", "One aim for this year: " + lower(goal)}, previews: []string{"Start from the result you want, and work back from there.", "Three results to aim for, and the first step towards them."}}
	if goal != "" {
		d.body = append(d.body, "Let us start at the end. What would you like to be able to say in a few months?", bullets(take(w.goals(), 3)))
		d.body = append(d.body, "Choose the one that matters most to you. It decides which question to ask first, and it makes the rest of this letter short.")
	}
	d.body = append(d.body, w.about(), w.features())
	d.extra = []string{w.inside(), w.priceLine()}
	return compact(d)
}

func (w writer) doubt() draft {
	doubts := unique(w.icp.Objections)
	first := bare(upper(at(doubts, 0)))
	d := draft{subjects: []string{first, "A fair question: " + lower(first), "“" + first + "” A fair question", "A fair question about " + w.what()}, previews: []string{"A fair question deserves a plain answer. Here is how we see it.", "The honest answer, and how to find out for yourself."}}
	if first != "" {
		d.body = append(d.body, "“"+first+"”", "It is a fair question, and nobody can answer it for you from a distance. What helps is to make it concrete: tell us your situation in two sentences, and you get an answer that fits it. If the answer is no, you will hear that as well.")
		if second := bare(upper(at(doubts, 1))); second != "" && len(doubts) > 1 {
			d.body = append(d.body, "The next question is often “"+second+"” The same holds there: ask before you decide, not afterwards.")
		}
	}
	if len(w.reasons()) > 0 {
		d.body = append(d.body, "What we can say already:\n\n"+bullets(take(w.reasons(), 3)))
	}
	d.extra = []string{w.priceLine(), w.how()}
	return compact(d)
}

func (w writer) difference() draft {
	r := w.reasons()
	first := bare(upper(at(r, 0)))
	d := draft{subjects: []string{first + ": why it matters", first, "What is different here: " + lower(first)}, previews: []string{"What sets us apart, in plain words, so that you can compare.", "Compare for yourself: these are the points that differ."}}
	if first != "" {
		d.body = append(d.body, "There are several ways to get what you want. You should compare them. These points are where we differ:", bullets(take(r, 4)))
	}
	d.body = append(d.body, sentence(orElse(w.offer.CompetitivePositioning, w.brand.UniqueValueProposition)))
	if c := unique(w.icp.DecisionCriteria); len(c) > 0 {
		d.body = append(d.body, "If you compare, put the same questions to everybody. "+upper(list(lowerAll(take(c, 3))...))+" are a good start.")
	}
	d.extra = []string{w.features(), w.priceLine(), w.how()}
	return compact(d)
}

func (w writer) terms() draft {
	p := w.price()
	d := draft{subjects: []string{w.what() + ": price and next step", w.what() + ": what it costs, and what is in it", "Price, terms and next step for " + w.what()},
		previews: []string{"Everything you need to decide, on one page.", "What it costs, what you get and how to start, without small print."}}
	d.body = []string{"You have read about " + w.what() + ". Here are the facts that you need to decide."}
	if p != "" {
		d.body = append(d.body, w.priceLine())
	} else {
		d.body = append(d.body, "What it costs depends on what you need. You get the price in writing before you decide, so that you can compare.")
	}
	d.body = append(d.body, w.features(), w.how())
	d.extra = []string{w.inside()}
	return compact(d)
}

func (w writer) moment() draft {
	m := unique(w.icp.BuyingTriggers)
	first := bare(upper(at(m, 0)))
	d := draft{subjects: []string{first + ": a good moment", "A good moment: " + lower(first), first + "? A good time to start", first}, previews: []string{"Some moments make the first step easier. This may be one of them.", "When is a good time? Two signs that it is now."}}
	if first != "" {
		d.body = append(d.body, "Most good decisions have a moment. These are typical ones:", bullets(take(m, 3)), "If one of them is close for you, take ten minutes this week. Later there is usually less time to compare.")
	}
	d.body = append(d.body, w.about(), w.inside())
	d.extra = []string{w.priceLine(), w.how()}
	return compact(d)
}

// compact drops what has no facts behind it.
func compact(d draft) draft {
	var body []string
	for _, p := range d.body {
		if strings.TrimSpace(p) != "" {
			body = append(body, p)
		}
	}
	d.body = body
	return d
}
