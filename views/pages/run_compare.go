package pages

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/ui"
)

// ComparedRun is one of two runs beside each other.
type ComparedRun struct {
	Run    cmo.RunDetail
	Prompt cmo.RunPrompt
	Steps  []cmo.RunStep
}

// CompareAsk names the two runs, as typed: by number, or by id.
type CompareAsk struct {
	A, B           string
	ErrorA, ErrorB string
	Hint           string // what is wrong with the choice as a whole
}

// CompareView is two runs side by side, or the form that asks which.
type CompareView struct {
	Title  string
	Log    layout.Crumb
	Choose *compareForm // instead of the comparison
	Swap   string
	Other  string
	A, B   comparedHead
	Facts  []compareFact
	Tabs   ui.Tabs
	Sub    string
	All    ui.Choice // shows equal values, or leaves them out
	Groups []compareGroup
	Every  bool   // equal values are shown, too
	Lone   string // only one of them has any
	Equal  string // instead of groups
	Masked string
}

type comparedHead struct{ Label, Href string }

type compareFact struct {
	Name       string
	A, B       string
	SignA      ui.StateKind
	SignB      ui.StateKind
	Difference string
	Same       bool
}

type compareForm struct {
	Action string
	A, B   ui.Input
	Hint   *ui.Note
	Back   string
}

// NewCompareForm asks for two runs.
func NewCompareForm(t cmo.Tenant, ask CompareAsk) CompareView {
	v := CompareView{Title: "Compare two runs", Log: layout.Crumb{Label: "Runs", Href: paths.Runs(t.Slug)}}
	field := func(name, label, value, wrong string) ui.Input {
		return ui.Input{Field: ui.Field{Name: name, Label: label, Error: wrong, Hint: "The number in the run log, like 1846."}, Value: value, Attrs: templ.Attributes{"maxlength": "40", "inputmode": "numeric"}}
	}
	v.Choose = &compareForm{Action: paths.RunCompare(t.Slug, "", ""), A: field("a", "First run", ask.A, ask.ErrorA), B: field("b", "Second run", ask.B, ask.ErrorB), Back: v.Log.Href}
	if ask.Hint != "" {
		v.Choose.Hint = &ui.Note{Icon: "info", Title: ask.Hint, Text: "Tick two runs in the log, or write their numbers here."}
	}
	return v
}

// contextLines is how many equal lines stand around a change.
const contextLines = 3

// NewCompareView puts two runs side by side. all shows the equal lines, too.
func NewCompareView(t cmo.Tenant, a, b ComparedRun, tab string, all bool, now time.Time) CompareView {
	l := newLocal(t, now)
	ida, idb := a.Run.ID.String(), b.Run.ID.String()
	v := CompareView{Title: "Compare two runs", Log: layout.Crumb{Label: "Runs", Href: paths.Runs(t.Slug)}, Swap: paths.RunCompare(t.Slug, idb, ida), Other: paths.RunCompare(t.Slug, "", ""),
		A: newComparedHead(t.Slug, a), B: newComparedHead(t.Slug, b), Facts: compareFacts(l, a, b)}
	if tab == "" {
		tab = "output"
	}
	link := func(tab string, all bool) string {
		q := url.Values{"a": {ida}, "b": {idb}, "tab": {tab}}
		if all {
			q.Set("all", "1")
		}
		return paths.With(paths.RunCompare(t.Slug, "", ""), q)
	}
	hidden := 0
	for _, name := range CompareTabs {
		left, n := comparedData(t, a, name)
		right, m := comparedData(t, b, name)
		groups, differ := compareTree(left, right, v.A.Label, v.B.Label)
		v.Tabs.Items = append(v.Tabs.Items, ui.Choice{Label: orWord(runTabLabels[name], cmo.Label(name)), Href: link(name, all), Count: strconv.Itoa(differ), Current: name == tab})
		if name != tab {
			continue
		}
		hidden, v.Groups, v.Every = n+m, groups, all
		v.Sub = plural(differ, "value differs", "values differ")
		switch {
		case len(groups) == 0:
			v.Equal, v.Sub = "Neither run has "+compareNouns[name]+".", ""
		case bare(left):
			v.Lone = "Only " + lowerFirst(v.B.Label) + " has " + compareNouns[name] + ". " + missing(a, name)
		case bare(right):
			v.Lone = "Only " + lowerFirst(v.A.Label) + " has " + compareNouns[name] + ". " + missing(b, name)
		case differ == 0 && !all:
			v.Equal, v.Sub = "Both are the same.", ""
		case differ == 0:
			v.Sub = "Both are the same."
		}
		if v.Lone != "" { // nothing is compared: what there is opens on demand, a single text stands there
			v.Sub = ""
			for i := range v.Groups {
				v.Groups[i].Open = len(v.Groups) == 1
			}
		}
	}
	v.Tabs.Label = "What is compared"
	v.All = ui.Choice{Label: "Show equal values, too", Href: link(tab, true)}
	if all {
		v.All = ui.Choice{Label: "Only differences", Href: link(tab, false)}
	}
	if hidden > 0 {
		v.Masked = plural(hidden, "value") + " masked for your role"
	}
	return v
}

func newComparedHead(slug string, r ComparedRun) comparedHead {
	return comparedHead{"Run #" + figureNo(r.Run.No), paths.Run(slug, r.Run.ID.String())}
}

// CompareTabs are the parts of two runs that are compared.
var CompareTabs = []string{"output", "input", "prompt", "steps"}

var compareNouns = map[string]string{"output": "an output", "input": "an input", "prompt": "a prompt", "steps": "steps"}

// missing says why a run has no data of a kind.
func missing(r ComparedRun, tab string) string {
	switch {
	case tab == "prompt":
		return "The other’s prompt was not kept, or it asked no model."
	case r.Run.Status == "completed":
		return ""
	}
	return "The other " + strings.ToLower(runSign(r.Run.Status, r.Run.ErrorKind).Word()) + " before it had any."
}

// comparedData is one part of a run's data, masked as the role sees it.
func comparedData(t cmo.Tenant, r ComparedRun, tab string) (raw json.RawMessage, hidden int) {
	raw = map[string]json.RawMessage{"output": r.Run.Output, "input": r.Run.Input, "prompt": promptText(r.Prompt), "steps": stepsData(r)}[tab]
	if tab == "output" && bare(raw) && r.Run.RawAnswer != "" {
		raw = json.RawMessage(r.Run.RawAnswer)
	}
	if bare(raw) {
		return nil, 0
	}
	if t.Role.Masked() {
		raw, hidden = cmo.MaskData(raw)
	}
	return raw, hidden
}

func compareFacts(l local, a, b ComparedRun) []compareFact {
	ra, rb := a.Run, b.Run
	facts := []compareFact{{Name: "Status", A: runSign(ra.Status, ra.ErrorKind).Word(), B: runSign(rb.Status, rb.ErrorKind).Word(), SignA: runSign(ra.Status, ra.ErrorKind), SignB: runSign(rb.Status, rb.ErrorKind)}}
	add := func(name, a, b, difference string) {
		facts = append(facts, compareFact{Name: name, A: a, B: b, Difference: difference})
	}
	add("Agent, mode", words(", ", cmo.AgentName(ra.Agent), ra.Mode), words(", ", cmo.AgentName(rb.Agent), rb.Mode), "")
	add("Started", l.seconds(ra.CreatedAt), l.seconds(rb.CreatedAt), apart(rb.CreatedAt.Sub(ra.CreatedAt)))
	add("Started by", runActor(ra.Run).Name, runActor(rb.Run).Name, "")
	add("Prompt", orNone(ra.PromptVersion), orNone(rb.PromptVersion), "")
	add("Model", orNone(modelWords(ra)), orNone(modelWords(rb)), "")
	tookA, _ := l.runTook(ra.Run)
	tookB, _ := l.runTook(rb.Run)
	add("Duration", tookA, tookB, slower(ra.DurationMS, rb.DurationMS))
	callsA, callsB := max(modelCalls(a.Steps), ra.Attempts), max(modelCalls(b.Steps), rb.Attempts)
	add("Attempts", strconv.Itoa(callsA), strconv.Itoa(callsB), more(float64(callsB-callsA), ""))
	add("Tokens", tokenWords(ra), tokenWords(rb), more(tokenSum(rb)-tokenSum(ra), ""))
	add("Cost", usd(ra.CostUSD), usd(rb.CostUSD), costlier(ra.CostUSD, rb.CostUSD))
	for i, f := range facts {
		if f.A == f.B {
			facts[i].Same, facts[i].Difference = true, "Same"
		} else if f.Difference == "" {
			facts[i].Difference = "Different"
		}
	}
	return facts
}

func tokenSum(r cmo.RunDetail) (n float64) {
	for _, t := range []*int{r.TokensIn, r.TokensOut} {
		if t != nil {
			n += float64(*t)
		}
	}
	return n
}

func tokenWords(r cmo.RunDetail) string {
	if r.Provider == playbook || r.TokensIn == nil || r.TokensOut == nil {
		return none
	}
	return figure(float64(*r.TokensIn), 0) + " in, " + figure(float64(*r.TokensOut), 0) + " out"
}

func more(n float64, unit string) string {
	switch {
	case n > 0:
		return unit + figure(n, 0) + " more"
	case n < 0:
		return unit + figure(-n, 0) + " fewer"
	}
	return ""
}

func slower(a, b *int) string {
	switch {
	case a == nil || b == nil:
		return ""
	case *b > *a:
		return took(millis(*b-*a)) + " slower"
	}
	return took(millis(*a-*b)) + " faster"
}

func costlier(a, b *float64) string {
	if a == nil || b == nil {
		return ""
	}
	d := *b - *a
	if d < 0 {
		d = -d
		return usd(&d) + " less"
	}
	return usd(&d) + " more"
}

func apart(d time.Duration) string {
	word := " later"
	if d < 0 {
		d, word = -d, " earlier"
	}
	if d >= 48*time.Hour {
		return plural(int(d.Hours()/24), "day") + word
	}
	return took(d) + word
}
