package playbook

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// brief is what a person said about the business, as far as the words give it. What is empty was not said.
type brief struct {
	Text        string
	Name        string
	Place       string
	Website     string
	Tone        []string
	Audiences   []audience
	Offers      []said
	Subjects    []string // what a teacher teaches
	Strengths   []string // what the text praises
	Facts       []string // what the thing does, in sentences that begin with It
	Competitors []string
	Business    bool // sells to companies
}

// audience is a group of people the brief names.
type audience struct {
	Phrase string // in the words of the brief
	Role   string // parent, adult, business
}

var (
	sentenceEnd = regexp.MustCompile(`[.!?]+(?:\s+|$)|\n+`)
	nameShapes  = []*regexp.Regexp{
		regexp.MustCompile(`(?:^|[.!?\n]\s*|\b)(?:[Ww]e are|[Ww]e're|[Ii] run|[Ii] own|[Cc]alled|[Nn]amed|[Oo]ur company is|[Oo]ur business is|[Cc]ompany:|[Nn]ame:)\s+(?:the\s+)?((?:\p{Lu}[\p{L}\p{N}&'’-]*)(?:\s+(?:of|and|the|&|\p{Lu}[\p{L}\p{N}&'’-]*))*)`),
		regexp.MustCompile(`(?:^|[.!?\n]\s*)((?:\p{Lu}[\p{L}\p{N}&'’-]*)(?:\s+(?:of|and|&|\p{Lu}[\p{L}\p{N}&'’-]*))*)(?:\s*,[^.,]{2,60},|\s+in\s+\p{Lu}[\p{L}]+(?:,?\s+\p{Lu}[\p{L}]+)*)?\s+(?:is|are|runs?|offers?|makes?|sells?|builds?|provides?|helps?|teaches|organi[sz]es|delivers?)\b`),
	}
	placeShape = regexp.MustCompile(`\b(?:in|near|around|based in|located in|from)\s+((?:\p{Lu}[\p{L}'’-]+)(?:\s\p{Lu}[\p{L}'’-]+)*(?:,\s\p{Lu}[\p{L}]+(?:\s\p{Lu}[\p{L}]+)*)?)`)
	webShape   = regexp.MustCompile(`\bhttps?://[^\s,;)]+`)
	toneLine   = regexp.MustCompile(`(?i)\b(voice|tone|sound|sounds|come across|feel|style|like to be)\b`)
	rivals     = regexp.MustCompile(`(?i)\b(?:compete with|competitors?(?: are| include|:)?|competing with|alternatives? (?:are|is))\s+([^.\n]+)`)
	praise     = regexp.MustCompile(`(?i)\b(?:like|love|value|praise|choose us for|known for|special(?:i[sz]e)? (?:is|in)|different because|what makes us different is)\s+(?:us for |that |our |how )?([^.\n]+)`)
)

// months and the like are capitalized and no place.
var noPlace = words("January February March April May June July August September October November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday We Our The English Spanish")

func readBrief(messages []cmo.Message, tenant string) brief {
	var parts []string
	for _, m := range messages {
		if m.Role == "user" {
			parts = append(parts, strings.TrimSpace(m.Content))
		}
	}
	b := brief{Text: strings.Join(parts, "\n")}
	b.Website = strings.TrimRight(webShape.FindString(b.Text), ".")
	text := webShape.ReplaceAllString(b.Text, "")
	b.Name = orElse(findName(text), tenant)
	for _, m := range placeShape.FindAllStringSubmatch(text, -1) {
		if first, _, _ := strings.Cut(m[1], " "); !noPlace[strings.Trim(first, ".,")] && !strings.Contains(b.Name, m[1]) {
			b.Place = strings.TrimRight(m[1], ".")
			break
		}
	}
	b.Tone = findTone(text)
	b.Audiences = findAudiences(text)
	b.Business = slices.ContainsFunc(b.Audiences, func(a audience) bool { return a.Role == "business" })
	b.Offers, b.Subjects = findOffers(text, b.Name)
	for _, s := range split(text) {
		if rest, ok := strings.CutPrefix(s, "It "); ok && !toneLine.MatchString(s) {
			b.Facts = append(b.Facts, phrases(rest)...)
		}
		if m := rivals.FindStringSubmatch(s); m != nil {
			b.Competitors = append(b.Competitors, phrases(m[1])...)
		} else if m := praise.FindStringSubmatch(s); m != nil && !toneLine.MatchString(s) {
			b.Strengths = append(b.Strengths, phrases(m[1])...)
		}
	}
	b.Competitors, b.Strengths = unique(b.Competitors), unique(b.Strengths)
	return b
}

// split cuts a text into sentences.
func split(text string) []string {
	var out []string
	for _, s := range sentenceEnd.Split(text, -1) {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

var itemEnd = regexp.MustCompile(`,\s*(?:and\s+)?|;\s*|\s+and\s+(?:our\s+)?`)

// phrases cuts an enumeration into its entries.
func phrases(s string) []string {
	var out []string
	for _, p := range itemEnd.Split(s, -1) {
		p = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(p), "our "), "the "))
		if len(strings.Fields(p)) > 0 && runes(p) <= 90 {
			out = append(out, p)
		}
	}
	return out
}

// starters begin sentences with a capital and are no names.
var starters = words("We Our I My It This The They These Parents Customers Patients Clients Families Many Most Plans Prices Summer Private Weekly A An You Your In At For With Since People Students Members Guests Website")

func findName(text string) string {
	for _, shape := range nameShapes {
		for _, m := range shape.FindAllStringSubmatch(text, -1) {
			name := strings.TrimSpace(strings.TrimRight(m[1], " ,"))
			first, _, _ := strings.Cut(name, " ")
			if !starters[first] && runes(name) > 2 && runes(name) < 80 {
				return name
			}
		}
	}
	return ""
}

// toneWords are adjectives that describe a voice.
var toneWords = words("energetic encouraging supportive friendly calm warm precise plain exact confident gentle clear unhurried professional playful bold honest funny serious elegant modern direct approachable kind patient lively inspiring motivating relaxed formal informal witty caring cheerful optimistic authentic competent expert helpful humble human curious generous reliable straightforward trustworthy thoughtful quiet upbeat concise simple personal practical reassuring respectful sincere technical down-to-earth no-nonsense")

func findTone(text string) []string {
	var out []string
	for _, s := range split(text) {
		if !toneLine.MatchString(s) {
			continue
		}
		for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" ,;:()\"", r) }) {
			if toneWords[w] && !strings.Contains(strings.ToLower(s), "not "+w) {
				out = append(out, upper(w))
			}
		}
	}
	return take(unique(out), 5)
}

// audienceNouns are words for people, with their role. The first one in a phrase decides.
var audienceNouns = map[string]string{
	"parents": "parent", "families": "parent", "mothers": "parent", "fathers": "parent", "children": "parent", "kids": "parent", "toddlers": "parent", "teenagers": "parent", "pupils": "parent",
	"adults": "adult", "patients": "adult", "people": "adult", "homeowners": "adult", "couples": "adult", "seniors": "adult", "women": "adult", "men": "adult", "beginners": "adult",
	"students": "adult", "guests": "adult", "tourists": "adult", "travellers": "adult", "shoppers": "adult", "runners": "adult", "players": "adult", "owners": "adult", "retirees": "adult",
	"companies": "business", "businesses": "business", "teams": "business", "startups": "business", "manufacturers": "business", "agencies": "business", "firms": "business", "organizations": "business",
	"retailers": "business", "clinics": "business", "schools": "business", "hospitals": "business", "restaurants": "business", "freelancers": "business", "managers": "business", "contractors": "business",
}

var audienceStart = regexp.MustCompile(`(?i)\b(?:for|to|helps?|serves?|teach(?:es)?|support(?:s)?|with|our customers are|clients are|customers are|many (?:of our )?(?:patients|customers|clients|guests|members) are)\s+`)

var groupEnd = regexp.MustCompile(`,|\s+and\s+(?:to\s+)?|\s+or\s+`)

// young are groups whose parents decide.
var young = words("children kids toddlers teenagers pupils")

func findAudiences(text string) []audience {
	var out []audience
	for _, m := range audienceStart.FindAllStringIndex(text, -1) { // to the end of the clause; the next start may lie inside it
		rest := text[m[1]:]
		if end := strings.IndexAny(rest, ".;:\n"); end >= 0 {
			rest = rest[:end]
		}
		for _, p := range groupEnd.Split(rest, -1) {
			if a, ok := audienceIn(p); ok && !slices.ContainsFunc(out, func(x audience) bool { return strings.EqualFold(x.Phrase, a.Phrase) }) {
				out = append(out, a)
			}
		}
	}
	place := func(a audience) int {
		return strings.Index(strings.ToLower(text), strings.ToLower(strings.TrimPrefix(a.Phrase, "parents of ")))
	}
	slices.SortStableFunc(out, func(a, b audience) int { return place(a) - place(b) })
	return out[:min(len(out), 3)]
}

// audienceIn is the group a phrase names: its words up to the noun, and what describes the noun.
func audienceIn(phrase string) (audience, bool) {
	phrase = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(phrase), "to "))
	fields := strings.Fields(phrase)
	for i, w := range fields {
		role, ok := audienceNouns[strings.ToLower(strings.Trim(w, ",.()"))]
		if !ok || i > 3 {
			continue
		}
		for j := range i {
			if dangling[strings.ToLower(fields[j])] && fields[j] != "IT" && strings.ToLower(fields[j]) != "of" {
				return audience{}, false
			}
		}
		end := i + 1
		for end < len(fields) && end < i+7 && !wants[strings.ToLower(fields[end])] {
			end++
		}
		if end < len(fields) {
			end = i + 1
		}
		found := bare(strings.Join(fields[:end], " "))
		if young[strings.ToLower(strings.Trim(w, ",.()"))] && !strings.Contains(strings.ToLower(found), "parents") {
			found = "parents of " + lower(found)
		}
		return audience{Phrase: found, Role: role}, true
	}
	return audience{}, false
}
