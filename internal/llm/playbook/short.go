package playbook

import (
	"slices"
	"strings"
	"unicode"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// arrange finds the words for a text whose length must lie in a range: head, then as many of the facts as fit, then at
// most two closers, then tail. False if nothing fits.
func arrange(least, most int, heads, facts, closers []string, tail string) (string, bool) {
	facts = take(unique(facts), 8)
	for _, ends := range endings(closers) {
		for _, head := range heads {
			for set := 1<<len(facts) - 1; set >= 0; set-- {
				parts := one(head)
				for i, f := range facts {
					if set&(1<<(len(facts)-1-i)) != 0 {
						parts = append(parts, f)
					}
				}
				s := strings.TrimSpace(strings.Join(append(append(parts, ends...), tail), " "))
				if n := runes(s); head != "" && n >= least && n <= most {
					return s, true
				}
			}
		}
	}
	return "", false
}

// endings are no closer, each one alone, then each pair.
func endings(closers []string) [][]string {
	out := [][]string{nil}
	for _, c := range closers {
		out = append(out, []string{c})
	}
	for i, c := range closers {
		for _, d := range closers[i+1:] {
			out = append(out, []string{c, d})
		}
	}
	return out
}

// lead joins the first entries of a list behind a colon: What you get: small groups and kind coaches.
func lead(words string, items []string, most int) string {
	for n := min(2, len(items)); n > 0; n-- {
		if s := words + ": " + list(lowerAll(bareAll(items[:n]))...) + "."; runes(s) <= most {
			return s
		}
	}
	return ""
}

// without is a list without the entries of another one.
func without(items, others []string) []string {
	return slices.DeleteFunc(slices.Clone(items), func(s string) bool { return slices.Contains(others, s) })
}

func bareAll(items []string) []string {
	out := make([]string, len(items))
	for i, s := range items {
		out[i] = bare(s)
	}
	return out
}

// sentences are fragments as sentences, the short ones only.
func sentences(items []string, most int) []string {
	var out []string
	for _, i := range items {
		if s := sentence(i); runes(s) <= most {
			out = append(out, s)
		}
	}
	return out
}

// plain is a text in the characters that every phone shows: typographic signs are replaced, others dropped.
func plain(s string) string {
	s = strings.NewReplacer("’", "'", "‘", "'", "“", "\"", "”", "\"", "–", "-", "—", "-", "…", "...", "\u00a0", " ").Replace(s)
	return strings.Map(func(r rune) rune {
		if r < 128 || cmo.CountSMS(string(r)).Foreign == 0 {
			return r
		}
		return -1
	}, s)
}

// message is a text message of one part: brand, one thought, the link, the way out. The first thought that fits is taken.
func (w writer) message(thoughts ...string) string {
	for _, brand := range []string{w.brand.BrandName, clip(w.brand.BrandName, 24), firstWord(w.brand.BrandName)} {
		for _, t := range thoughts {
			if t == "" {
				continue
			}
			s := plain(brand + ": " + sentence(t) + " {{cta_url}} Reply STOP to opt out.")
			if c := cmo.CountSMS(cmo.FillTokens(s, w.offer.OfferName)); !c.Unicode && c.Units < 160 {
				return s
			}
		}
	}
	return plain(clip(firstWord(w.brand.BrandName), 20) + ": " + w.cta + ": {{cta_url}} Reply STOP to opt out.")
}

// textsAfter are messages to customers, who get no offer that they have taken.
func (w writer) textsAfter(i int) (a, b wording) {
	what := w.what()
	switch {
	case w.intent == "retain" && i == 0:
		return wording{Title: "How it goes", Body: w.message("Hi {{first_name}}, how is it going with "+what+"? One line helps us:", "How is it going? One line helps us:")},
			wording{Title: "What comes next", Body: w.message("Hi {{first_name}}, what comes next after "+what+"? Some ideas:", "What comes next? Some ideas:")}
	case w.intent == "retain":
		return wording{Title: "A step further", Body: w.message("Thank you for being with us. "+orElse(bare(at(w.others(), 0)), "Your next step")+" may suit you:", "Thank you. This may suit you next:")},
			wording{Title: "A better time", Body: w.message("{{first_name}}, is there a better time to plan your next step? Choose one:", "Plan your next step:")}
	case w.intent == "refer" && i == 0:
		return wording{Title: "Who comes to mind", Body: w.message("Hi {{first_name}}, who would like "+what+"? Pass this on:", "Who comes to mind? Pass this on:")},
			wording{Title: "Your words", Body: w.message("Hi {{first_name}}, would you recommend us? Three questions, one minute:", "Would you recommend us?")}
	}
	return wording{Title: "Words to pass on", Body: w.message("Words to pass on if somebody asks about "+what+":", "Words to pass on:")},
		wording{Title: "An honest review", Body: w.message("An honest review, good or bad, helps the next person:", "An honest review helps:")}
}

// texts are messages of one part: brand, one thought, the link, the way out.
func (w writer) texts(i int) (a, b wording) {
	if w.intent == "retain" || w.intent == "refer" {
		return w.textsAfter(i)
	}
	what, price := w.what(), w.shortPrice()
	fact := what
	if price != "" {
		fact = what + " " + price
	}
	if i == 0 {
		a = wording{Title: "Reminder with a question", Body: w.message("Hi {{first_name}}, any questions about "+what+"? The answers are here:", "Questions about "+what+"? Answers:", "Any questions? Answers:")}
		b = wording{Title: "Reminder with a fact", Body: w.message(bare(fact)+". "+bare(upper(at(w.gains(), 0)))+". See more:", bare(fact)+". "+w.cta+":", bare(what)+". "+w.cta+":")}
		return a, b
	}
	a = wording{Title: "Last word, the moment", Body: w.message("{{first_name}}, "+lower(w.cta)+" when it suits you. "+what+":", w.cta+" when it suits you:")}
	b = wording{Title: "Last word, the difference", Body: w.message(bare(upper(at(w.reasons(), 0)))+". "+w.cta+":", bare(upper(at(w.reasons(), 1)))+". "+w.cta+":", w.cta+", or tell us what is missing:")}
	if a.Body == b.Body {
		b.Body = w.message("Still thinking about " + what + "? Tell us what is missing:")
	}
	return a, b
}

func firstWord(s string) string {
	f, _, _ := strings.Cut(s, " ")
	return f
}

// tags are hashtags from the tenant's own words.
func (w writer) tags(n int) []string {
	var out []string
	for _, s := range append([]string{w.brand.BrandName, w.brand.Industry, w.offer.OfferName}, w.brand.ContentThemes...) {
		for _, part := range strings.Split(s, "/") {
			var tag strings.Builder
			for _, f := range strings.FieldsFunc(part, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
				tag.WriteString(upper(f))
			}
			if t := tag.String(); t != "" && len(strings.Fields(part)) <= 3 && runes(t) <= 24 && unicode.IsLetter([]rune(t)[0]) {
				out = append(out, "#"+t)
			}
		}
	}
	return take(unique(append(out, "#GoodToKnow", "#BehindTheScenes", "#AskUs")), n)
}

// closers end a post where the tenant's own short sentences do not fill it.
var closers = []string{"Ask us anything.", "See for yourself.", "Take a look.", "Questions are welcome.", "Compare for yourself, then decide.", "More behind the link.", "Good to know before you decide.", "We are happy to explain.", "Tell us what you need."}

func (w writer) linkedin() (a, b wording) {
	tags := w.tags(4)
	tail := "{{cta_url}} " + strings.Join(tags, " ")
	write := func(name string, heads []string, fill []string) wording {
		body, ok := arrange(150, 300, heads, fill, closers, tail)
		if !ok {
			body, _ = arrange(150, 300, []string{sentence(clip(w.what(), 60))}, closers[:5], closers, "{{cta_url}} "+strings.Join(w.tags(3), " "))
		}
		return wording{Title: name, Headline: clip(heads[0], 90), Body: body, Tags: tags, Emoji: "none"}
	}
	a = write("Post, the problem", append(sentences(w.pains(), 120), sentence(w.what())), []string{lead("What you get", w.gains(), 110), "Our answer: " + w.what() + "."})
	b = write("Post, the difference", append(sentences(w.reasons(), 120), sentence(w.what())), []string{lead("What it leads to", w.goals(), 110), "How do you decide?"})
	return a, b
}

func (w writer) post() (a, b wording) {
	e := w.voice.Emoji
	write := func(name string, heads, fill []string) wording {
		tail := e[1] + " {{cta_url}}"
		for i := range heads {
			heads[i] = e[0] + " " + heads[i]
		}
		body, ok := arrange(125, 150, heads, fill[:1], closers, tail)
		if !ok {
			body, ok = arrange(125, 150, heads, fill[1:], closers, tail)
		}
		if !ok {
			body, _ = arrange(125, 150, []string{e[0] + " " + sentence(clip(w.what(), 60))}, closers[:4], closers, tail)
		}
		return wording{Title: name, Headline: clip(strings.TrimPrefix(heads[0], e[0]+" "), 90), Body: body, Tags: []string{}, Emoji: "minimal"}
	}
	a = write("Post, the problem", append(sentences(w.pains(), 80), sentence(w.what())), []string{lead("What you get", w.gains(), 80), lead("You get", take(w.gains(), 1), 60)})
	b = write("Post, the result", append(sentences(turned(w.goals(), 1), 80), sentence(w.cta)), append([]string{lead("How", w.reasons(), 80), lead("How", take(w.reasons(), 1), 60)}, sentences(take(w.offer.Features, 2), 60)...))
	return a, b
}

func (w writer) tweet() (a, b wording) {
	write := func(name string, heads, fill []string) wording {
		body, ok := arrange(90, 260, heads, fill, closers, "{{cta_url}}")
		if !ok {
			body = clip(sentence(w.what()), 200) + " {{cta_url}}"
		}
		return wording{Title: name, Headline: clip(heads[0], 90), Body: body, Tags: []string{}}
	}
	a = write("Post, the problem", append(sentences(w.pains(), 140), sentence(w.what())), []string{lead("What you get", w.gains(), 110)})
	b = write("Post, the difference", append(sentences(w.reasons(), 140), sentence(w.cta)), []string{lead("What it leads to", w.goals(), 110)})
	return a, b
}

// ad has three headlines of at most 30 characters and two descriptions of at most 90; only whole phrases are used.
func (w writer) ad() (a, b wording) {
	short := func(items []string) []string {
		var out []string
		for _, i := range items {
			if t := title(bare(i)); runes(t) <= 30 && t != "" {
				out = append(out, t)
			}
		}
		return out
	}
	name := short([]string{w.offer.OfferName, w.brand.BrandName})
	var price []string
	if p := w.shortPrice(); p != "" {
		price = short([]string{"Price: " + p})
		if strings.HasPrefix(p, "from") {
			price = short([]string{upper(p)})
		}
	}
	write := func(label string, heads, texts []string) wording {
		heads = take(unique(heads), 3)
		texts = slices.DeleteFunc(unique(texts), func(t string) bool { // a headline is not said again below itself
			return slices.ContainsFunc(heads, func(h string) bool { return strings.Contains(strings.ToLower(t), strings.ToLower(h)) })
		})
		var lines []string
		for _, h := range heads {
			lines = append(lines, "Headline: "+h)
		}
		first, ok := arrange(40, 90, texts, nil, nil, w.cta+".")
		if !ok {
			first = "Clear facts, a clear price and one simple next step. " + w.cta + "."
		}
		used := func(t string) bool { return strings.Contains(first, t) }
		second, ok := arrange(40, 90, append(slices.DeleteFunc(slices.Clone(texts), used), closers[7]), nil, closers, "")
		if second = strings.TrimSpace(second); !ok || second == first {
			second = "Compare for yourself, then decide. Questions are welcome at any time."
		}
		lines = append(lines, "Description: "+first, "Description: "+second)
		return wording{Title: label, Headline: heads[0], Body: strings.Join(lines, "\n")}
	}
	a = write("Ad, what and price", append(append(append(name[:min(1, len(name)):min(1, len(name))], price...), short(w.gains())...), "Questions? Just Ask", "See What Is Included", "Clear From the Start"), append(append(sentences(w.gains(), 70), sentences(w.goals(), 70)...), append(sentences(w.offer.Features, 70), sentence(clip(w.what(), 60)))...))
	b = write("Ad, the difference", append(append(short(w.reasons()), name...), "Compare Before You Decide", "Ask Us First", "See How It Works"), append(append(sentences(w.goals(), 70), sentences(without(w.reasons(), w.gains()), 70)...), sentence(clip(w.what(), 60))))
	return a, b
}
