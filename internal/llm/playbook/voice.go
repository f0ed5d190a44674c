package playbook

import (
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// voice is how a brand writes, read from the words of its profile.
type voice struct {
	Hello, Bye string
	Emoji      [2]string // plain signs for posts
	Manner     manner
}

// manner is how the sentences between a tenant's own words are made.
type manner int

const (
	plainly manner = iota
	lively
	gently
)

// say chooses the wording of the brand's manner.
func (v voice) say(lively, gently, plainly string) string {
	return [...]string{plainly, lively, gently}[v.Manner]
}

func newVoice(b cmo.BrandDraft) voice {
	text := strings.ToLower(b.BrandVoice + " " + b.BrandTone)
	has := func(list string) bool {
		for _, w := range strings.Fields(list) {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	v := voice{Hello: "Hello {{first_name}},", Bye: "Kind regards,", Emoji: [2]string{"✅", "👉"}}
	switch {
	case has("energetic lively playful upbeat cheerful bold motivating"):
		v = voice{Hello: "Hi {{first_name}},", Bye: "See you soon,", Emoji: [2]string{"🙌", "👉"}, Manner: lively}
	case has("gentle calm unhurried warm kind patient caring quiet"):
		v = voice{Hello: "Dear {{first_name}},", Bye: "With warm regards,", Emoji: [2]string{"🙂", "👉"}, Manner: gently}
	case has("plain exact confident technical concise direct no-nonsense expert"):
		v = voice{Hello: "Hello {{first_name}},", Bye: "Best regards,", Emoji: [2]string{"✅", "👉"}}
	case has("friendly encouraging supportive helpful"):
		v = voice{Hello: "Hi {{first_name}},", Bye: "Best wishes,", Emoji: [2]string{"🙂", "👉"}, Manner: lively}
	}
	return v
}

// invitation is what a reader is asked to do, by intent and by what the offer is.
func (g ground) invitation(intent string) string {
	text := strings.ToLower(g.offer.OfferName + " " + g.offer.Description)
	has := func(list string) bool {
		for _, w := range strings.Fields(list) {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	switch intent {
	case "educate":
		return "See how it works"
	case "engage":
		return "Ask your question"
	case "retain":
		return "Plan your next step"
	case "refer":
		return "Recommend us"
	}
	switch {
	case has("software platform automation app "):
		return "Ask for a demo"
	case has("check-up dental aligner treatment massage whitening consultation appointment"):
		return "Book an appointment"
	case has("trial"):
		return "Start your trial"
	case has("camp lesson class course clinic workshop week"):
		return "Reserve a place"
	case g.offer.OfferType == "product":
		return "Order now"
	case g.offer.OfferType == "subscription":
		return "See how to start"
	}
	return "Make an inquiry"
}

// intentOf is the usual intent of a stage.
func intentOf(stage string) string {
	return map[string]string{"awareness": "educate", "consideration": "engage", "conversion": "convert", "retention": "retain", "advocacy": "refer"}[stage]
}
