package playbook

import (
	"strings"
)

// draft is a letter before greeting and footer. Extra paragraphs fill it up to a letter's length.
type draft struct {
	about              string // what tells the variants apart
	teaser             string // what the letter before this one says of it
	subjects, previews []string
	body, extra        []string
	cta                string // where the letter asks for more than its sequence
}

// Length of an email's text in words, of subject and preview in characters.
const (
	emailLeast, emailMost     = 150, 300
	subjectLeast, subjectMost = 40, 60
	previewLeast, previewMost = 40, 90
)

// letters are the two sequences of an intent: who decides hears of the problem, the doubt and the terms (or the result,
// the difference and the moment); who is about to buy needs no problem; customers are asked how it goes.
func (w writer) letters() (a, b []draft) {
	switch w.intent {
	case "convert":
		return []draft{w.doubt(), w.terms()}, []draft{w.difference(), w.moment()}
	case "retain":
		return []draft{w.checkIn(), w.worthReading()}, []draft{w.whatNext(), w.comeBack()}
	case "refer":
		return []draft{w.whoComesToMind(), w.readyWords()}, []draft{w.whyTell(), w.honestReview()}
	}
	return []draft{w.problem(), w.doubt(), w.terms()}, []draft{w.result(), w.difference(), w.moment()}
}

// emails are the letters at one place of both sequences.
func (w writer) emails(i int) (a, b wording) {
	x, y := w.letters()
	return w.sequence(x, 0)[i], w.sequence(y, 1)[i]
}

// sequence writes letters one after another; none repeats a paragraph or a list entry of an earlier one, as long as
// there is something else to say.
func (w writer) sequence(drafts []draft, turn int) []wording {
	var out []wording
	var said []string
	for i, d := range drafts {
		next := ""
		if i+1 < len(drafts) {
			next = drafts[i+1].teaser
		}
		x, own := w.letter(d, said, i, turn, next)
		out, said = append(out, x), append(said, own...)
	}
	return out
}

// letter is one letter and its own paragraphs.
func (w writer) letter(d draft, said []string, i, turn int, next string) (wording, []string) {
	x := wording{Title: upper(d.about), Subject: fits(0, subjectLeast, subjectMost, append(d.subjects, turned(w.subjects(), seed(d.about))...)...),
		Preview: fits(0, previewLeast, previewMost, append(d.previews, w.previews()...)...)}
	x.CTA = orElse(d.cta, w.cta)
	end := []string{"[" + x.CTA + "]({{cta_url}})", w.replyLine(i)}
	if next != "" {
		end = append(end, w.voice.say("Next time: ", "In the next email: ", "Next in this series: ")+next)
	}
	end = append(end, w.voice.Bye+"\n"+w.brand.BrandName, "Unsubscribe: {{unsubscribe_url}}\n{{sender_address}}")
	var body []string
	size := wordCount(append(end, w.voice.Hello)...)
	add := func(p string, before []string) {
		if p = unsaid(p, append(before, body...)); p != "" {
			body, size = append(body, p), size+wordCount(p)
		}
	}
	for _, p := range d.body {
		add(p, said)
	}
	for _, before := range [][]string{said, nil} { // what an earlier letter said helps only where nothing else is left
		for _, e := range append(d.extra, turned(w.fill(), turn*2+i*3)...) {
			again := strings.HasPrefix(e, priceWords) && strings.Contains(strings.Join(before, "\n"), e) // the letter with the terms says it once more
			if size < emailLeast && size+wordCount(e) <= emailMost && !again {
				add(e, before)
			}
		}
	}
	x.Body = strings.Join(append(append([]string{w.voice.Hello}, body...), end...), "\n\n")
	return x, body
}

func wordCount(texts ...string) int { return len(strings.Fields(strings.Join(texts, " "))) }

// unsaid is a paragraph without the list entries that stand in the texts already; empty if nothing else is left, or if
// all of it was said. A price may be said again.
func unsaid(p string, body []string) string {
	said, entries, kept := strings.Join(body, "\n"), 0, 0
	if strings.TrimSpace(p) == "" || strings.Contains(said, p) && !strings.HasPrefix(p, priceWords) {
		return ""
	}
	var lines []string
	for line := range strings.Lines(p) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "- ") {
			entries++
			if strings.Contains(said+"\n", line+"\n") || strings.Contains(said, "“"+strings.TrimPrefix(line, "- ")) {
				continue
			}
			kept++
		}
		lines = append(lines, line)
	}
	if entries > 0 && kept < min(2, entries) {
		return ""
	}
	return strings.Join(lines, "\n")
}

func (w writer) replyLine(i int) string {
	v := w.voice
	if w.intent == "retain" || w.intent == "refer" {
		return at([]string{v.say("Or just hit reply, we read every answer.", "Or simply reply to this email; a person reads it.", "Or reply to this email."),
			v.say("Anything we should do better? Reply and say so.", "If something could be better, please reply and tell us.", "If something does not work, reply and say what.")}, i)
	}
	return at([]string{v.say("Would you rather write? Hit reply, a real person answers.", "If you would rather write, reply to this email and a person will answer.", "Or reply to this email with your question. You will get an answer, not a brochure."),
		v.say("One more question? Reply with it, that is the quickest way.", "And if another question is on your mind, reply with it.", "Other questions: reply, and the person who knows the answer writes back."),
		v.say("Not sure yet? Reply with what is missing.", "If something is still missing, reply and tell us what it is.", "If a point is missing, reply and name it.")}, i)
}

// subjects fit any letter; they are used where a letter's own are too short or too long.
func (w writer) subjects() []string {
	n := w.what()
	return []string{n + ": what you get and how it works", "What to know before you choose " + n, n + ": the short answers to your questions", n + ", explained in two minutes", n + ": the facts in two minutes",
		"Two minutes on " + n, "What you get, what it costs and how to start", "The questions worth asking before you decide"}
}

func (w writer) previews() []string {
	return []string{"What it is, whom it is for and how to start. Two minutes to read.", "The facts on one page, and one simple next step if you want it."}
}

// fill are paragraphs that are true of any offer with such records, each in the brand's manner.
func (w writer) fill() []string {
	v := w.voice
	if w.intent == "retain" || w.intent == "refer" {
		return w.fillAfter()
	}
	var out []string
	if c := unique(w.icp.DecisionCriteria); len(c) > 0 {
		out = append(out, v.say("Comparing? Look here first:", "When you compare, these points are worth a closer look:", "When you compare, check these points first:")+"\n\n"+bullets(take(c, 4)))
	}
	if r := w.reasons(); len(r) > 1 {
		out = append(out, v.say("What you can count on with us:", "You can rely on this with us:", "What we commit to:")+"\n\n"+bullets(take(r, 4)))
	}
	if m := bare(w.brand.MissionStatement); m != "" {
		out = append(out, v.say("Why we do this: ", "What we care about: ", "Our purpose: ")+lower(m)+".")
	}
	if len(w.icp.JobTitles) > 0 {
		out = append(out, v.say("Not the one who signs it off? Forward this to the person who does, and bring the one who does the work to the first call. You will have an answer for both.",
			"If somebody else decides, feel free to forward this. It often helps to have both in the first talk: the person who signs and the person who does the work.",
			"If the decision is not yours alone, forward this to the person who signs. In the first call it helps to have the person who does the work, because that is where the questions are."))
	} else {
		out = append(out, v.say("Deciding together? Show this to the other one first, and collect your questions in one reply. Two minutes, and you both know where you stand.",
			"If you decide together with somebody, read this with them in a quiet moment and send us the questions of you both in one reply.",
			"If two of you decide, send the questions of both in one reply. You get the answers in one place."))
	}
	if v2 := unique(w.brand.CoreValues); len(v2) > 1 {
		out = append(out, v.say("You will notice three things about us: ", "What matters to us: ", "What we hold to: ")+list(lowerAll(take(v2, 4))...)+".")
	}
	return append(out, v.say("No rush. Keep this email, talk it over, and come back when the question comes up again. Is there something we did not cover? Tell us and we will answer it, for you and for the next reader.",
		"There is no hurry at all. Keep this email, sleep on it, and come back to it when the question returns. If a point is missing that matters to you, we would like to hear which one.",
		"There is no deadline in this email. Keep it, compare it with what you use today, and come back when the question returns. If a point is missing, name it and you get the answer."),
		v.say("A good test before you say yes: finish the sentence “In three months I want to say that …”. Send us yours and we will tell you honestly whether we can help with it.",
			"One thing helps more than any list: finish the sentence “In three months I would like to say that …”. If you send it to us, we will tell you honestly whether we can help.",
			"A useful test: complete the sentence “In three months we can say that …”. Send it, and you get a plain yes or no on whether we can help with that."),
		v.say("Three things help us give you a quick answer:", "Three things help us to answer well:", "For a precise answer we need three things:")+"\n\n"+bullets([]string{"What you do today, and what bothers you about it", "By when something should change", "Who else has a say"}),
		v.say("And a tip on prices, ours included: ask for the whole price in writing and for what is not in it. Then you compare like with like, and nothing comes as a surprise later.",
			"One piece of advice on prices, ours included: ask for the whole price in writing, and for what is not in it. It makes comparing easier and spares you surprises.",
			"On prices, ours included: ask for the whole price in writing and for what it does not contain. Otherwise you compare two different things."))
}

// closing is what the last letter of a sequence asks for: the step itself, unless the request wants something else.
func (w writer) closing() string {
	if w.asked {
		return w.cta
	}
	return w.invitation("convert")
}

// how says what happens behind the link.
func (w writer) how(cta string) string {
	v := w.voice
	switch cta {
	case "Reserve a place", "Book an appointment":
		return v.say("How it works: pick a time, tell us what we should know, and your confirmation arrives with everything you need. Something comes up? Let us know and we find another time.",
			"This is how it goes: choose a time that suits you, tell us what we should know, and you receive a confirmation with everything you need. If something comes up, we will gladly look for another time.",
			"How it works: choose a time, add what we should know, and you get a confirmation with the details. If something comes up, tell us and we look for another time.")
	case "Ask for a demo", "See how to start":
		return v.say("How it works: show us how you do it today, we run the same steps with an example of your own, and you decide with your team. Bring the person who does the work!",
			"This is how it goes: you tell us how the work is done today, we go through the same steps together with an example of your own, and you decide with your colleagues in your own time.",
			"How it works: you describe how the work is done today, we show the same steps on an example of yours, and you decide with your colleagues. Bring the person who does the work.")
	case "Start your trial":
		return v.say("How it works: pick a start, get to know us in the first hour, and then decide whether you want more. It is a trial for both sides.",
			"This is how it goes: you choose a start, we get to know each other in the first hour, and afterwards you decide whether to go on. It is a trial for both sides.",
			"How it works: you choose a start, the first hour shows whether it fits, and then you decide. It is a trial for both sides.")
	}
	return v.say("How it works: tell us what you need, we tell you what is possible and what it costs, and you decide. One step at a time, and you can stop at any of them.",
		"This is how it goes: you tell us what you need, we answer with what is possible and what it costs, and then the decision is yours. One step at a time.",
		"How it works: you tell us what you need, we answer with what is possible and what it costs, and you decide. You can stop after each step.")
}
