package board

import (
	"bytes"
	"context"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/ubigrowth/aicmo/views/ui"
)

var update = flag.Bool("update", false, "rewrite the golden file")

func example() Board {
	c := Card{ID: "c-1", Title: "Camp", Href: "?peek=1", PageHref: "/c/1", Mark: ui.MarkAI, Badge: "New", Sub: "Funnel › Stage", Owner: "Growth Lead", When: "19 Jan", Facts: []Fact{{Icon: "message-circle", Text: "3", Noun: "comments"}},
		Progress: &Progress{Share: .5, Text: "1 of 2"}, Strip: &Strip{Tone: ui.Warn, Sign: ui.StateStale, Title: "Stale.", Text: "Edited"}, Quick: QuickButton{Label: "Approve", Object: "Camp", Icon: "check"}, Open: true,
		Attrs: templ.Attributes{"data-campaign-id": "1"}, LinkAttrs: templ.Attributes{"hx-get": "?peek=1"}, Aside: ui.IconLabel("mail", 14, "Email")}
	bare := Card{Title: "Bare", Href: "/b", Strip: &Strip{Icon: "clock", Text: "Launches"}, Quick: QuickButton{Label: "Move", Object: "Bare", Icon: "arrow-right", Href: "/m"}, Progress: &Progress{Share: -1, Text: "no target"}}
	return Board{Label: "State", Columns: []Column{{Key: "draft", Label: "Draft", Sign: ui.StateDraft, Count: "0", Href: "?s=draft"}, {Key: "review", Label: "Review", Count: "2", Note: "1 stale", Href: "?s=review", Chosen: true, Items: []templ.Component{c, bare}}}}
}

func TestBoard_Golden(t *testing.T) {
	var b bytes.Buffer
	for _, c := range []templ.Component{example(), Board{Label: "Stacked", Stacked: true, Columns: []Column{{Key: "a", Label: "A"}, {Key: "b", Label: "B"}}}, Peek(nil), Peek(ui.Badge("drawer", ui.Neutral))} {
		if err := c.Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
	}
	got := strings.ReplaceAll(b.String(), "><", ">\n<") + "\n"
	if *update {
		if err := os.WriteFile("testdata/board.html", []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/board.html")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Error("testdata/board.html differs; run go test ./views/board -update and read the diff.")
	}
}

func TestBoard_OneColumnIsChosen(t *testing.T) {
	for _, in := range [][]Column{{{}, {}}, {{Chosen: true}, {Chosen: true}}, {{}, {Chosen: true}}} {
		n := 0
		for _, c := range (Board{Columns: in}).settled().Columns {
			if c.Chosen {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d columns chosen of %v", n, in)
		}
	}
	if len((Board{}).settled().Columns) != 0 {
		t.Error("an empty board got columns")
	}
}
