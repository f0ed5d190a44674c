package board

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
	"github.com/ubigrowth/aicmo/views/ui"
)

// MoveSet is what may be done with the records in one state. It is written once, whatever the number of cards: in URLs
// and values {id} and {v} stand for a card's record and its version, and static/board.js fills them in.
type MoveSet struct {
	Key   string // the state: Mover.Set
	Items []MoveItem
}

// MoveItem is one thing to do: a link to its page, or with Fields a form that does it at once, its effect said by Hint.
type MoveItem struct {
	Label, Hint string
	Sign        ui.StateKind
	Icon        string
	Href        string
	Dialog      bool        // the page's part is shown in the board's dialog
	Action      string      // of the form
	Fields      [][2]string // of the form
	Swap        string      // DOM id that the form's answer renews; empty: a new page
	Column      string      // where the record stands afterwards: dragging and keys choose by it
	Key         string      // a letter that does it from the card
	Danger      bool
}

// Mover is a card's or row's way to its moves: a link to the page that offers them, which the script opens as a menu. The
// record's id is that of the card or row, behind its prefix.
type Mover struct {
	Set, Version string
	Object       string // the record's name, for readers
	Href         string
}

// moveDialog is the DOM id of the dialog's content.
const moveDialog = "move-body"

// attrs are the hooks of the link.
func (m Mover) attrs() templ.Attributes {
	return templ.Attributes{"data-moves": m.Set, "data-v": m.Version}
}

// Render writes the link as a card's quick action.
func (m Mover) Render(ctx context.Context, w io.Writer) error {
	return quickButton(QuickButton{Label: "Move", Object: m.Object, Icon: "ellipsis", Href: m.Href, Attrs: m.attrs()}).Render(ctx, w)
}

// Button writes the link as a button of a row.
func (m Mover) Button() ui.Button {
	return ui.Button{Label: "Move " + m.Object, Icon: "ellipsis", IconOnly: true, Size: ui.Small, Tone: ui.Ghost, Href: m.Href, Attrs: m.attrs()}
}

func (i MoveItem) class() string {
	if i.Danger {
		return "menu-i text-bad!"
	}
	return "menu-i"
}

// hooks are what keys and dragging look for.
func (i MoveItem) hooks() templ.Attributes {
	a := templ.Attributes{}
	if i.Column != "" {
		a["data-to"] = i.Column
	}
	if i.Key != "" {
		a["data-move-key"] = strings.ToLower(i.Key)
	}
	return a
}

func (i MoveItem) linkAttrs() templ.Attributes {
	a := i.hooks()
	if i.Dialog {
		a["hx-get"], a["hx-target"], a["hx-swap"] = i.Href, "#"+moveDialog, "innerHTML"
	}
	return a
}

func (i MoveItem) formAttrs() templ.Attributes {
	if i.Swap == "" {
		return nil
	}
	return SwapForm(i.Action, i.Swap)
}

// SwapForm are the attributes of a form whose answer renews the board.
func SwapForm(action, id string) templ.Attributes {
	return templ.Attributes{"hx-post": action, "hx-target": "#" + id, "hx-swap": "outerMorph", "hx-sync": "#" + id + ":replace"}
}
