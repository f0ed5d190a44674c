package playbook

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/agent"
	"github.com/ubigrowth/aicmo/internal/cmo"
)

// From one paragraph to recommendations, for four businesses: every answer keeps the contract, every text the limits of
// its channel, both ends.
func TestPlaybook_SixModes(t *testing.T) {
	for _, x := range tenants {
		m := build(t, x.key, x.currency, x.goal, x.brief)
		out, ok := m.outputs[cmo.ModeContent].(cmo.ContentOutput)
		if !ok {
			continue
		}
		covered := map[string]bool{}
		for _, a := range out.Assets {
			covered[a.Channel] = true
			for _, f := range cmo.Failed(cmo.LintVariant(a.Channel, agent.CopyOf(a))) {
				t.Errorf("%s %s %s: %s is %d, not %d–%d %s\n%s\n%s", x.key, a.AssetID, a.Variant, f.Rule, f.N, f.Min, f.Max, f.Detail, a.Metadata.SubjectLine, a.Body)
			}
		}
		for _, c := range cmo.ContentChannels {
			if !covered[c] {
				t.Errorf("%s: nothing for %s", x.key, c)
			}
		}
	}
}

func TestPlaybook_SameQuestionSameAnswer(t *testing.T) {
	x := tenants[0]
	a, b := build(t, x.key, x.currency, x.goal, x.brief), buildAnew(t, x.key, x.currency, x.goal, x.brief)
	for mode, text := range a.answers {
		if b.answers[mode] != text {
			t.Errorf("%s answers differently the second time", mode)
		}
	}
}

// Words that belong to one business stand in no text of another one.
func TestPlaybook_TenantsShareNoBrandWords(t *testing.T) {
	own := map[string][]string{"soccer": {"Bright Pitch", "soccer", "Denver", "coach", "camp"}, "music": {"Harbor Lane", "piano", "Portland", "violin"},
		"software": {"Ledgerly", "invoice", "ERP", "supplier invoices"}, "dental": {"Cedar Street", "dental", "Leeds", "aligner", "teeth"}}
	texts := map[string]string{}
	for _, x := range tenants {
		m := build(t, x.key, x.currency, x.goal, x.brief)
		for _, text := range m.answers {
			texts[x.key] += text
		}
	}
	for owner, list := range own {
		for _, w := range list {
			pattern := regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(w) + `(s|es)?\b`)
			if !pattern.MatchString(texts[owner]) {
				t.Errorf("%s never says %q", owner, w)
			}
			for other, text := range texts {
				if other != owner && pattern.MatchString(text) {
					t.Errorf("%s says %q of %s", other, w, owner)
				}
			}
		}
	}
}

// A and B are two ideas: most words of their bodies differ, apart from what a law or a channel wants in both.
func TestPlaybook_VariantsDiffer(t *testing.T) {
	for _, x := range tenants {
		out, _ := build(t, x.key, x.currency, x.goal, x.brief).outputs[cmo.ModeContent].(cmo.ContentOutput)
		for i := 0; i+1 < len(out.Assets); i += 2 {
			a, b := out.Assets[i], out.Assets[i+1]
			if s := overlap(a.Body, b.Body); s > 0.72 {
				t.Errorf("%s %s: the variants share %.0f %% of their lines:\n%s\n---\n%s", x.key, a.AssetID, s*100, a.Body, b.Body)
			}
		}
	}
}

// overlap is how much of a stands line by line in b.
func overlap(a, b string) float64 {
	in := map[string]bool{}
	for line := range strings.Lines(b) {
		in[strings.TrimSpace(line)] = true
	}
	same := 0
	for line := range strings.Lines(a) {
		if in[strings.TrimSpace(line)] {
			same += len(strings.Fields(line))
		}
	}
	return float64(same) / float64(max(1, len(strings.Fields(a))))
}

var accident = regexp.MustCompile(`\.\.[^.]|\.\s+\.|,\s*\.|\s,|\(\)|“”|: ?\.|\ba a\b|\bthe the\b|\bof of\b|[a-z]\.[A-Z]|%!|<nil>|\s\s[a-z]`)

func TestPlaybook_NoAccidents(t *testing.T) {
	for _, x := range tenants {
		for mode, text := range build(t, x.key, x.currency, x.goal, x.brief).answers {
			var v any
			if err := json.Unmarshal([]byte(text), &v); err != nil {
				t.Fatal(err)
			}
			walk(v, func(s string) {
				if bad := accident.FindString(strings.ReplaceAll(s, "https://", "")); bad != "" && !strings.Contains(s, "...") {
					t.Errorf("%s %s: %q in %q", x.key, mode, bad, s)
				}
			})
		}
	}
}

func walk(v any, f func(string)) {
	switch v := v.(type) {
	case string:
		f(v)
	case []any:
		for _, x := range v {
			walk(x, f)
		}
	case map[string]any:
		for _, x := range v {
			walk(x, f)
		}
	}
}

// The drafts of the four businesses stand in testdata, so that a change of words is seen and read.
func TestPlaybook_Golden(t *testing.T) {
	for _, x := range tenants {
		m := build(t, x.key, x.currency, x.goal, x.brief)
		for mode, text := range m.answers {
			path := filepath.Join("testdata", x.key+"."+string(mode)+".json")
			if os.Getenv("AICMO_UPDATE") != "" {
				if err := os.WriteFile(path, []byte(text+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(path)
			if err != nil || string(want) != text+"\n" {
				t.Errorf("%s differs (%v); run with AICMO_UPDATE=1 and read the diff", path, err)
			}
		}
	}
}
