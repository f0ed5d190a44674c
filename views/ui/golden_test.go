package ui

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func render(t *testing.T, c templ.Component, children ...templ.Component) string {
	t.Helper()
	ctx := context.Background()
	if len(children) > 0 {
		ctx = templ.WithChildren(ctx, templ.Join(children...))
	}
	var b bytes.Buffer
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// breakLines puts every tag on a line of its own, so that a changed golden is readable in a diff.
func breakLines(s string) string { return strings.ReplaceAll(s, "><", ">\n<") + "\n" }

// inside wraps a component that takes children.
func inside(c templ.Component, text string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return c.Render(templ.WithChildren(ctx, Badge(text, Neutral)), w)
	})
}

func TestGolden(t *testing.T) {
	all := map[string][]templ.Component{}
	for _, part := range []map[string][]templ.Component{basics(), controls(), fields(), blocks(), overlays()} {
		for k, v := range part {
			all[k] = v
		}
	}
	for name, list := range all {
		t.Run(name, func(t *testing.T) {
			var got strings.Builder
			for _, c := range list {
				got.WriteString(breakLines(render(t, c)))
				got.WriteString("\n")
			}
			if strings.Contains(got.String(), " style=") || strings.Contains(got.String(), "<script") {
				t.Error("inline style or script")
			}
			compare(t, filepath.Join("testdata", name+".html"), got.String())
		})
	}
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from what is rendered; run go test ./views/ui -update and read the diff.\n%s", file, got)
	}
}

func basics() map[string][]templ.Component {
	var states []templ.Component
	for _, k := range []StateKind{StateDraft, StateReview, StateChanges, StateApproved, StateStale, StateScheduled, StateLive, StatePaused,
		StateRejected, StateEnded, StateQueued, StateRunning, StateCompleted, StateFailed, StateInvalid, StateTimeout, StateCancelled,
		StateSkipped, SignOK, SignNo, SignWarn, SignInfo, SignChange, SignAdd} {
		states = append(states, State(k, ""))
	}
	var marks []templ.Component
	for _, k := range []MarkKind{MarkAI, MarkEdited, MarkManual, MarkDrift, MarkProposal, MarkSuggestion} {
		marks = append(marks, Mark(k), MarkShort(k))
	}
	return map[string][]templ.Component{
		"icon":   {Icon("plus", 16), IconClass("x", 12, "text-bad"), IconLabel("mail", 14, "Email"), Icon("no-such-icon", 16), Spark(12)},
		"state":  append(states, State(StateCompleted, "Completed after 3 attempts"), State("unknown", "")),
		"mark":   marks,
		"badge":  {Badge("v5", Neutral), Badge("Changed", Accent), BadgeSign("In sync", OK, SignOK), Badge("campaigns", Outline)},
		"count":  {Count("14", ""), CountHot("5", "waiting"), CountLive("1", "running")},
		"avatar": {Avatar("Brand Lead", Small), AvatarAI(Medium), AvatarSystem("clock", Large), Actor{Name: "Tenant API", Kind: ActorAPI}},
		"logo":   {Logo("First Touch Coaching", false), Logo("Riverside Music School", true), Logo("", false)},
		"kbd":    {Kbd("Ctrl"), Time("2026-01-09T16:20:00-06:00", "9 Jan 2026, 16:20 CST")},
		"tokens": {Tokens("Hi {{first_name}}, <b>see</b> {{ cta_url }}\n{{ not closed"), Tokens("")},
	}
}

func controls() map[string][]templ.Component {
	items := []Choice{{Label: "All", Href: "/a", Count: "14", Current: true}, {Label: "AI-driven", Href: "/b", Spark: true}, {Label: "Live", Href: "/c", Sign: StateLive}}
	return map[string][]templ.Component{
		"button": {
			Button{Label: "Save", Tone: Primary, Name: "do", Value: "save"}, Button{Label: "Open", Href: "/t/a?b=1&c=2", Icon: "plus", Size: Small},
			Button{Label: "Close", IconOnly: true, Icon: "x", Tone: Ghost, Plain: true}, Button{Label: "Saving", Busy: true},
			Button{Label: "Approve", Off: true, Why: "Needs the approver role", Href: "/x"}, Button{Label: "Bad", Href: "javascript:alert(1)"},
			Button{Label: "Retry", Form: "f", FormAction: "/retry", Key: "R", Attrs: templ.Attributes{"hx-post": "/retry"}},
			inside(ButtonGroup("Decide"), "x"),
		},
		"segmented": {Segmented{Label: "View", Items: items, Narrow: true}},
		"tabs":      {Tabs{Label: "Parts", Items: items}},
		"pill": {
			Pill{Label: "Mine", Href: "/m"}, Pill{Label: "Drift", Count: "2", On: true, Href: "/d", Icon: "unlink"},
			PillMenu{Label: "ICP", Value: "Camp Parents", Items: items}, PillX{Label: "Channel", Value: "SMS", Href: "/c"},
		},
		"facets": {FacetGroup{Label: "Status", Name: "status", First: true, Items: []FacetItem{
			{ID: "f-failed", Value: "failed", Label: "Failed", Sign: StateFailed, Count: "7", Noun: "runs", Checked: true},
			{ID: "f-invalid", Value: "invalid_output", Label: "Invalid output", Count: "1,000+", Under: true}}}, FacetGroup{Label: "Agent", Name: "agent"}},
		"panel": {
			inside(Panel(PanelHead{Label: "Filter", Icon: "list-filter"}), "x"), inside(Panel(PanelHead{Label: "More", Icon: "ellipsis", Button: true, IconOnly: true, End: true}), "x"),
			MenuItem{Label: "Move to Approved", Sign: StateApproved, Name: "to", Value: "approved"}, MenuItem{Label: "Delete…", Icon: "trash-2", Danger: true, Href: "/d"},
			MenuItem{Label: "Live", Off: true, Hint: "Needs an approval"},
		},
	}
}

func fields() map[string][]templ.Component {
	bad := Field{Name: "slug", Label: "Slug", Error: "Another tenant uses it.", Hint: "Shown in URLs."}
	return map[string][]templ.Component{
		"input":    {Input{Field: bad, Value: `a"b`, Prefix: "/t/"}, Input{Field: Field{Name: "q", Label: "Filter", HideLabel: true}, Type: "search", Icon: "search"}},
		"password": {Password{Field: Field{Name: "password", Label: "Password"}, LinkLabel: "Forgot password", LinkHref: "/f"}, Password{Field: bad, New: true, Large: true}},
		"textarea": {Textarea{Field: Field{Name: "t", Label: "Story", Optional: true}, Value: "\n<two>\nlines"}},
		"select":   {Select{Field: bad, Value: "b", Options: []Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}}}},
		"radios":   {Radios{Field: bad, Value: "b", Options: []Option{{Value: "a", Label: "A", Hint: "first"}, {Value: "b", Label: "B"}}}},
		"check":    {Check{Name: "c", Label: "Four eyes", Checked: true}, Check{Name: "s", Label: "Select", HideLabel: true}, Check{Name: "m", Label: "Module", Switch: true, Disabled: true}},
		"errors":   {ErrorSummary{Items: []FieldError{{ID: "slug", Label: "Slug", Text: "in use"}, {ID: "name", Label: "Name", Text: "empty"}}}, ErrorSummary{}},
		"field":    {inside(FieldFrame(bad), "own control")},
	}
}

func blocks() map[string][]templ.Component {
	return map[string][]templ.Component{
		"pagehead": {inside(PageHead("Campaigns", Badge("b", Neutral)), "action"), inside(PageHeadTight("Runs", nil), "action")},
		"card": {
			inside(Card(CardHead{Title: "Next events", Count: "3", Link: Link{Label: "All", Href: "/c"}}), "body"),
			inside(Card(CardHead{ID: "runs", Title: "Runs", Sub: "30 days", Level: 3, Clip: true, Aside: Badge("x", OK)}), "body"),
			inside(Card(CardHead{}), "body"), inside(CardBody(), "x"), inside(CardFoot(), "x"), inside(Rows(), "x"), inside(Provenance(), "x"),
		},
		"note":            {Note{Tone: Warn, Title: "Stale.", Text: "2 fields changed.", Alert: true, Actions: []Button{{Label: "See", Href: "/s", Size: Small}}}, Note{Text: "Info"}, Note{Tone: Accent, Text: "x"}},
		"empty":           {Empty{Title: "No campaigns yet", Text: "Needs an offer.", Actions: []Button{{Label: "Add an offer", Href: "/o"}}}, Empty{Art: Spark(20), Title: "T", Text: "x", Level: 3}},
		"errorbody":       {ErrorBody{Code: "Error 500", Title: "We could not open this", Text: "The fault is ours.", Reference: "r-1", Actions: []Button{{Label: "Home", Href: "/"}}}},
		"pager":           {Pager{Range: "1–25", NextHref: "/n", Note: "3 hidden"}, Pager{Label: "Runs, pages", PrevHref: "/p"}},
		"descriptionlist": {DescriptionList{Items: []Term{{Term: "A", Value: "1"}, {Term: "B", Value: "x", Href: "/x"}, {Term: "C"}, {Term: "D", Body: Badge("y", OK)}}}},
		"timeline":        {Timeline{Items: []HistoryItem{{Actor: Actor{Name: "Brand Lead"}, Text: "approved", When: "9 Jan", RFC3339: "2026-01-09T16:20:00-06:00", Quote: "ok"}, {Actor: Actor{Name: "Setup", Kind: ActorAI}, Text: "drafted", Href: "/r"}}}},
		"waterfall":       {Waterfall{Ticks: []string{"0 s", "9 s"}, Steps: []Step{{State: StateFailed, Label: "Call", Detail: "429", Took: "1 s", Start: .1, End: .2, WaitTo: .4, Href: "/s"}, {State: StateCompleted, Label: "Save", End: 2}}}},
		"bar":             {Bar{Value: .6, Mark: .85, HasMark: true}, Bar{Value: 7, Fluid: true, Color: BarWarn, Width: 100, Height: 4}},
		"sparkline":       {Sparkline{Points: []float64{1, 3, 2}, Label: "Up"}, Sparkline{Points: []float64{5, 5}, FromZero: true}, Sparkline{}},
		"json": {
			JSON{Label: "Out", Value: json.RawMessage(`{"b":{"x":[1,{"deep":{"y":null}}]},"a":"<i>&\u00e9","n":1e400,"m":"[masked: email]","e":[],"t":true}`), Open: 2},
			JSON{Label: "Broken", Value: "{\"a\": <oops>\nline two"}, JSON{Label: "Trailing", Value: "1 2"}, JSON{Label: "Scalar", Value: 3.5}, JSON{Label: "Unencodable", Value: func() {}},
		},
	}
}

func overlays() map[string][]templ.Component {
	return map[string][]templ.Component{
		"drawer": {
			inside(Drawer(DrawerHead{Title: "Camp", Position: "1 of 4", NextHref: "/n", OpenHref: "/o", CloseHref: "/c", Beside: State(StateStale, ""), Foot: Badge("foot", OK)}), "body"),
			inside(Drawer(DrawerHead{Title: "Bare", CloseHref: "/c", LinkAttrs: templ.Attributes{"hx-get": "/c"}}), "body"),
		},
		"dialog": {inside(Dialog(DialogHead{ID: "d", Title: "Pause it?", Alert: true}), "x"), inside(DialogFoot(), "x"), DialogClose("Keep it")},
		"toast":  {Toasts(), ToastOOB(Toast{Title: "Approved", Detail: "2 campaigns"}), Toast{Title: "Failed", Bad: true}, Toast{Title: "Moved", Link: Link{Label: "Undo", Href: "/u"}}, StatusOOB("Moved")},
		"table":  {inside(Table(TableHead{ID: "rows", Label: "Runs", Caption: "newest first", Columns: []Column{{Label: "State", Href: "/s", Sort: "descending"}, {Label: "Cost", Right: true, Class: "p1"}, {Hidden: "Actions", Fit: true}}}), "row")},
		"diff":   {inside(DiffFrame(Diff{Title: "Tagline", Mark: MarkSuggestion, Meta: "run #1", MetaHref: "/r", Old: []DiffPart{{Text: "a "}, {Text: "b", Changed: true}}, New: []DiffPart{{Text: "c", Changed: true}}}), "foot"), inside(DiffFoot("Shorter."), "x")},
	}
}
