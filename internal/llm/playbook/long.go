package playbook

import (
	"fmt"
	"strings"
)

// page is a landing page: A leads with the problem, B with the result.
func (w writer) page() (a, b wording) {
	end := w.facts() + "\n\n[" + w.cta + "]({{LANDING_PAGE_URL}})"
	pain, goal := bare(upper(at(w.pains(), 0))), bare(upper(at(w.goals(), 0)))
	a = wording{Title: "Page, from the problem", Headline: orElse(pain, w.what()), Body: join(
		"# "+orElse(pain, w.what()), w.about(), "## Does this sound familiar?", bullets(take(w.pains(), 3)), "## What changes", bullets(take(w.gains(), 4)), end)}
	b = wording{Title: "Page, from the result", Headline: orElse(goal, w.what()), Body: join(
		"# "+orElse(goal, w.what()), sentence(w.brand.UniqueValueProposition), "## What you are aiming for", bullets(take(w.goals(), 3)), "## Why here", bullets(take(w.reasons(), 4)), end)}
	return a, b
}

// facts are the parts of a page that both variants need.
func (w writer) facts() string {
	var parts []string
	if len(w.offer.Features) > 0 {
		parts = append(parts, "## What is in it", bullets(take(w.offer.Features, 6)))
	}
	if p := w.price(); p != "" {
		parts = append(parts, "## What it costs", w.priceLine())
	}
	if o := unique(w.icp.Objections); len(o) > 0 {
		parts = append(parts, "## Before you decide", bullets(take(o, 3)), "Ask us any of these. You get a plain answer, also if it is no.")
	}
	return join(append(parts, "## How it goes on", w.how(w.cta))...)
}

func join(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" && p != "#" && p != "##" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n\n")
}

// video is a script of about half a minute, in scenes.
func (w writer) video() (a, b wording) {
	scene := func(n int, picture, said string) string {
		return fmt.Sprintf("**Scene %d.** Picture: %s\n\nSaid: “%s”", n, picture, bare(said)+".")
	}
	last := scene(4, "Name and link of "+w.brand.BrandName+" on a plain ground", w.what()+". "+w.cta+" at the link below")
	a = wording{Title: "Script, a day with the problem", Headline: bare(upper(at(w.pains(), 0))), Body: join(
		scene(1, "A person in the middle of an ordinary day, close up", orElse(bare(upper(at(w.pains(), 0))), "You know the question")),
		scene(2, "The same person stops and looks up", orElse(bare(upper(at(w.pains(), 1))), "It comes back every week")),
		scene(3, "What happens at "+w.brand.BrandName+", shown without words first", orElse(bare(upper(at(w.gains(), 0))), w.what())), last)}
	facts := unique(append(append(take(w.reasons(), 2), w.gains()...), append(w.offer.Features, "A clear offer", "People who answer", "A next step without obligation")...))
	b = wording{Title: "Script, three facts", Headline: bare(upper(facts[0])), Body: join(
		scene(1, "The number one, large, then a real place at "+w.brand.BrandName, upper(facts[0])),
		scene(2, "The number two, then hands at work", upper(facts[1])),
		scene(3, "The number three, then a satisfied face", upper(facts[2])), last)}
	return a, b
}

// call is a guide for a call, in turns.
func (w writer) call() (a, b wording) {
	turn := func(who, text string) string { return "**" + who + ":** " + text }
	open := turn("You", "Hello {{first_name}}, this is "+w.brand.BrandName+". You asked us about "+w.what()+". Is this a good moment?")
	stop := turn("If not", "“No problem. When may I call again, or shall we leave it?” Note the answer and keep to it.")
	end := turn("Close", "“Shall we do the next step together: "+lower(w.invitation("convert"))+"?” If yes, agree a date. If no, thank them and ask whether we may write once more.")
	a = wording{Title: "Call, listen first", Body: join(open, stop, turn("Ask", "“What made you ask just now?” Then listen. Typical answers:\n\n"+bullets(take(w.pains(), 3))), turn("Answer", w.about()+" "+w.priceLine()), end)}
	b = wording{Title: "Call, answer questions", Body: join(open, stop, turn("Offer", "“What would you like to know first?” Questions to be ready for:\n\n"+bullets(take(w.icp.Objections, 3))), turn("Facts", "\n\n"+bullets(take(append(w.reasons(), w.gains()...), 5))+"\n\n"+w.priceLine()), end)}
	return a, b
}
