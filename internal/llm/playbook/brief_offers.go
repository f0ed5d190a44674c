package playbook

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// said is an offer as a brief names it.
type said struct {
	Name     string
	Min, Max *float64
	Unit     string // per hour, a month
	Currency string // from the sign, empty if there was none
}

const amount = `(?:([$€£])\s?(\d[\d,]*(?:\.\d+)?)|(\d[\d,]*(?:\.\d+)?)\s?(dollars|euros|pounds|USD|EUR|GBP))`

var (
	priceShape = regexp.MustCompile(`(?i)^(.*?)\s*(?:\b(?:costs?|cost|is|are|starts? at|start from|from|at|for|between|priced at|a fixed|only|just|:|=)\s+)*\(?` + amount +
		`(?:\s*(?:to|-|–|and)\s*` + amount + `)?\)?\s*((?:per|a|an|each|/)\s*(?:\p{L}+)(?:\s+and\s+\p{L}+)?)?`)
	openPrice = regexp.MustCompile(`(?i)\b(?:from|starts?|starting)\b[^.;]*[$€£\d]`)
	offerVerb = regexp.MustCompile(`(?i)\b(runs?|offers?|sells?|provides?|makes?|builds?|delivers?|do|teach(?:es)?|services include|products include|organi[sz]es?)\s+(.+)`)
	offerEnd  = regexp.MustCompile(`(?i)\s+(?:for|to|at|in|from|with|near|so that|which|that|who|because)\s+`)
	clauseEnd = regexp.MustCompile(`;\s*|,\s+(?:and\s+)?|\s+and\s+`)
)

// general words stand for the business as a whole and attach to its first offer.
var general = words("plans prices pricing packages subscriptions it they this everything that")

var fillers = regexp.MustCompile(`(?i)^(?:and|our|the|a|an|also|we|i|charge|offer|sell|run|provide|one|each|every|all)\s+`)

// trimOffer is a phrase without the words that lead to it.
func trimOffer(s string) string {
	s = strings.TrimSpace(strings.Trim(s, " ,;:-–"))
	for {
		t := fillers.ReplaceAllString(s, "")
		if t == s {
			return s
		}
		s = strings.TrimSpace(t)
	}
}

func findOffers(text, name string) (offers []said, subjects []string) {
	listed, subjects := listedOffers(text)
	priced := pricedOffers(strings.ReplaceAll(text, name, ""))
	var out []said
	for _, l := range listed {
		out = append(out, said{Name: l})
	}
	for _, p := range priced {
		i := slices.IndexFunc(out, func(o said) bool { return sameOffer(o.Name, p.Name) })
		if i < 0 && general[strings.ToLower(p.Name)] && len(out) > 0 {
			i = 0
		}
		switch {
		case i < 0 && !general[strings.ToLower(p.Name)]:
			out = append(out, p)
		case i >= 0 && out[i].Min == nil:
			if general[strings.ToLower(p.Name)] || runes(out[i].Name) > runes(p.Name) {
				p.Name = out[i].Name
			}
			out[i] = p
		}
	}
	if len(out) == 0 {
		for _, s := range subjects {
			out = append(out, said{Name: s + " lessons"})
		}
	}
	return out[:min(len(out), 6)], subjects
}

// listedOffers are the things a business says it does; of a teacher, the subjects.
func listedOffers(text string) (offers, subjects []string) {
	for _, s := range split(text) {
		m := offerVerb.FindStringSubmatch(s)
		if m == nil || regexp.MustCompile(amount).MatchString(s) || toneLine.MatchString(s) {
			continue
		}
		what := offerEnd.Split(m[2], 2)[0]
		for _, p := range phrases(what) {
			p = trimOffer(p)
			if p == "" || len(strings.Fields(p)) > 6 || audienceNouns[strings.ToLower(lastWord(p))] != "" {
				continue
			}
			if strings.HasPrefix(strings.ToLower(m[1]), "teach") {
				subjects = append(subjects, p)
			} else {
				offers = append(offers, p)
			}
		}
	}
	return unique(offers), unique(subjects)
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// pricedOffers are the things with an amount behind them.
func pricedOffers(text string) []said {
	var out []said
	for _, s := range split(protect(text)) {
		for _, clause := range clauseEnd.Split(s, -1) {
			m := priceShape.FindStringSubmatch(clause)
			if m == nil {
				continue
			}
			what := trimOffer(offerVerb.ReplaceAllString(m[1], "$2"))
			if what == "" || len(strings.Fields(what)) > 6 {
				continue
			}
			o := said{Name: what, Unit: strings.TrimSpace(strings.Replace(m[10], "/", "per ", 1)), Currency: currency(m[2] + m[5])}
			low := number(m[3] + m[4])
			o.Min, o.Max = &low, &low
			if high := number(m[7] + m[8]); m[7]+m[8] != "" {
				o.Max = &high
			} else if openPrice.MatchString(clause) {
				o.Max = nil
			}
			out = append(out, o)
		}
	}
	return out
}

// protect keeps the commas and ranges of numbers from splitting a sentence.
func protect(s string) string {
	s = regexp.MustCompile(`(\d),(\d{3})`).ReplaceAllString(s, "$1$2")
	s = regexp.MustCompile(`(\d)\.(\d)`).ReplaceAllString(s, "$1·$2")
	return strings.ReplaceAll(regexp.MustCompile(`(?i)(\d)\s+and\s+([$€£]?\d)`).ReplaceAllString(s, "$1 to $2"), "·", ".")
}

func number(s string) float64 {
	n, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	if err != nil {
		return 0
	}
	return n
}

func currency(sign string) string {
	return map[string]string{"$": "USD", "€": "EUR", "£": "GBP", "dollars": "USD", "euros": "EUR", "pounds": "GBP", "USD": "USD", "EUR": "EUR", "GBP": "GBP"}[sign]
}

// sameOffer reports that two names share a meaning word: check-up and check-ups, whitening and teeth whitening.
func sameOffer(a, b string) bool {
	stems := map[string]bool{}
	for _, w := range strings.Fields(strings.ToLower(a)) {
		stems[stem(w)] = true
	}
	for _, w := range strings.Fields(strings.ToLower(b)) {
		if len(w) > 3 && stems[stem(w)] && !weak[stem(w)] {
			return true
		}
	}
	return false
}

// weak words are too common to make two offers the same.
var weak = words("lesson week month session clas service private small group weekly") //nolint:misspell // words are compared without their plural

func stem(w string) string {
	w = strings.Trim(w, ".,;:()")
	return strings.TrimSuffix(strings.TrimSuffix(w, "s"), "e")
}
