package pages

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Two documents lie beside each other by path: an entry that was put in before the others does not make them differ, and what
// only one side has is one value, not a value beside an empty half.
func TestCompareTree(t *testing.T) {
	a := json.RawMessage(`{"brand": {"name": "Acme", "voice": "calm"}, "offers": [{"offer_name": "Camp", "price": 5}], "note": "x"}`)
	b := json.RawMessage(`{"brand": {"name": "Acme", "voice": "bold"}, "offers": [{"offer_name": "Trial", "price": 0}, {"offer_name": "Camp", "price": 5}]}`)
	groups, differ := compareTree(a, b, "Run #1", "Run #2")
	var got []string
	for _, g := range groups {
		for _, r := range g.Rows {
			what := ""
			if r.Same {
				what = " same"
			}
			for _, x := range r.More[min(1, len(r.More)):] {
				what += " " + x.path
			}
			got = append(got, g.Name+"/"+r.Path+" "+r.Only+what)
		}
	}
	want := "brand/name  same\nbrand/voice \nnote/value Only in run #1\noffers/Trial › offer_name Only in run #2 Trial › price\noffers/Camp › offer_name  same\noffers/Camp › price  same"
	if strings.Join(got, "\n") != want || differ != 4 {
		t.Errorf("%d differ:\n%s", differ, strings.Join(got, "\n"))
	}
	if !groups[0].Open || groups[0].Sub != "1 of 2 values differs" {
		t.Errorf("%+v", groups[0])
	}
	if groups, differ := compareTree(a, a, "Run #1", "Run #2"); differ != 0 || groups[0].Open {
		t.Error("what is the same stands open")
	}
}

// Of longer texts only the lines that differ stand beside each other; lines of one side take the whole width.
func TestCompareTree_Text(t *testing.T) {
	a, b := "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight", "one\n2\nthree\nfour\nfive\nsix\nseven\neight\nnine"
	groups, differ := compareTree(json.RawMessage(a), json.RawMessage(b), "Run #1", "Run #2")
	if differ != 1 || len(groups) != 1 || len(groups[0].Rows[0].Blocks) < 4 {
		t.Fatalf("%+v", groups)
	}
	blocks := groups[0].Rows[0].Blocks
	if x := blocks[1]; len(x.A) != 1 || len(x.B) != 1 || x.Only != "" {
		t.Errorf("a changed line: %+v", x)
	}
	if x := blocks[len(blocks)-1]; x.Only != "Only in run #2" || len(x.Same) != 1 || len(x.A)+len(x.B) != 0 {
		t.Errorf("an added line: %+v", x)
	}
}

// What only one of two runs has is shown whole, and the page says so.
func TestNewCompareView_OneSided(t *testing.T) {
	run := func(no int64, status string) ComparedRun {
		return ComparedRun{Run: cmo.RunDetail{Run: cmo.Run{ID: testID(byte(no)), No: no, Status: status}}}
	}
	a, b := run(1, "failed"), run(2, "completed")
	b.Prompt = cmo.RunPrompt{System: "You write.", Prompt: "Say hello."}
	v := NewCompareView(tenant, a, b, "prompt", false, now)
	if v.Equal != "" || !strings.HasPrefix(v.Lone, "Only run #2 has a prompt.") || len(v.Groups) != 1 || !strings.Contains(v.Groups[0].Rows[0].A, "Say hello.") {
		t.Errorf("%+v", v)
	}
	if v := NewCompareView(tenant, a, b, "output", false, now); v.Equal != "Neither run has an output." {
		t.Error(v.Equal)
	}
}
