package llm

import "strings"

// price is what a model costs in US dollars per million tokens.
type price struct{ in, out float64 }

// prices are list prices; a model that is not here has no cost, rather than a wrong one.
var prices = map[string]price{
	"gpt-5": {1.25, 10}, "gpt-5-mini": {0.25, 2}, "gpt-5-nano": {0.05, 0.4},
	"gpt-4.1": {2, 8}, "gpt-4.1-mini": {0.4, 1.6}, "gpt-4.1-nano": {0.1, 0.4}, "gpt-4o": {2.5, 10}, "gpt-4o-mini": {0.15, 0.6},
	"claude-opus-4-5": {5, 25}, "claude-opus-4-1": {15, 75}, "claude-sonnet-4-5": {3, 15}, "claude-sonnet-4": {3, 15}, "claude-haiku-4-5": {1, 5},
	"gemini-2.5-pro": {1.25, 10}, "gemini-2.5-flash": {0.3, 2.5},
}

// Cost is what tokens of a model cost in US dollars, 0 where no price is known. A gateway's prefix (google/…) and the date
// behind a name do not matter.
func Cost(model string, in, out int) float64 {
	name := model[strings.LastIndexByte(model, '/')+1:]
	for i := len(name); i > 0; i = strings.LastIndexByte(name[:i], '-') {
		p, ok := prices[name[:i]]
		if ok && dated(name[i:]) {
			return (float64(in)*p.in + float64(out)*p.out) / 1e6
		}
	}
	return 0
}

// dated reports that the rest of a model's name is empty, a date or "latest": gpt-4.1-2025-04-14 is gpt-4.1.
func dated(rest string) bool {
	return rest == "" || rest == "-latest" || len(rest) >= 9 && strings.Trim(rest, "-0123456789") == ""
}
