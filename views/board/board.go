// Package board holds the column, card and phone tab skeleton that every board shares.
package board

import (
	"context"
	"io"

	"github.com/a-h/templ"
	"github.com/ubigrowth/aicmo/views/ui"
)

// Column is one state of a board.
type Column struct {
	Key    string // of the ids: col-KEY, col-KEY-list
	Label  string
	Sign   ui.StateKind
	Count  string
	Note   string           // a flag behind the count: "1 stale"
	Aside  templ.Component  // at the end of the head: a button
	Empty  string           // a sentence when there is nothing, "Nothing here" unless set
	Href   string           // the same page with this column chosen, for the phone's tabs
	Attrs  templ.Attributes // on that tab
	Chosen bool             // shown on phones; without a chosen column the first is
	Items  []templ.Component

	stacked bool
}

// Board is a row of columns; on phones it is a tab row and one list.
type Board struct {
	ID      string // "board" unless set; the swap target of a whole board
	Label   string // names the phone's tabs: "Review state"
	Columns []Column
	// Stacked puts the columns under each other on phones, with their heads, instead of behind tabs.
	Stacked bool
	// Moves are what may be done with the cards, by the Mover's set.
	Moves []MoveSet
}

// Render writes the board.
func (b Board) Render(ctx context.Context, w io.Writer) error {
	return board(b.settled()).Render(ctx, w)
}

// settled makes sure that exactly one column is chosen.
func (b Board) settled() Board {
	if b.ID == "" {
		b.ID = "board"
	}
	cols := append([]Column(nil), b.Columns...)
	found := false
	for i := range cols {
		cols[i].Chosen = cols[i].Chosen && !found
		found = found || cols[i].Chosen
		cols[i].stacked = b.Stacked
	}
	if !found && len(cols) > 0 {
		cols[0].Chosen = true
	}
	b.Columns = cols
	return b
}

func (b Board) class() string {
	if b.Stacked {
		return "board board-stack flex-1"
	}
	return "board flex-1"
}

func (b Board) tabs() ui.Segmented {
	s := ui.Segmented{Label: b.Label}
	for _, c := range b.Columns {
		s.Items = append(s.Items, ui.Choice{Label: c.Label, Href: c.Href, Sign: c.Sign, Count: c.Count, Current: c.Chosen, Attrs: c.Attrs})
	}
	return s
}

func (c Column) class() string {
	if c.Chosen || c.stacked {
		return "col"
	}
	return "col max-md:hidden"
}

func (c Column) headClass() string {
	if c.stacked {
		return "col-h"
	}
	return "col-h max-md:sr"
}

func (c Column) empty() string {
	if c.Empty != "" {
		return c.Empty
	}
	return "Nothing here"
}

// Fact is a short grey word at the end of a card: comments, age.
type Fact struct {
	Icon string
	Text string
	Noun string // for readers: "comments", "waiting for review"
}

// Strip says at a card's foot why it waits.
type Strip struct {
	Tone  ui.Tone // Neutral, Warn, Bad
	Sign  ui.StateKind
	Icon  string
	Title string // bold
	Text  string
}

func (s Strip) class() string {
	switch s.Tone {
	case ui.Warn:
		return "k-note k-note-warn"
	case ui.Bad:
		return "k-note k-note-bad"
	}
	return "k-note"
}

// Card is one record on a board. The title's link covers the whole card.
type Card struct {
	ID        string // DOM id, so that the focus finds its way back from the drawer
	Title     string
	Href      string // what Enter opens: the drawer or the page
	PageHref  string // what O opens; not needed where Href opens the drawer (?peek=)
	LinkAttrs templ.Attributes
	Mark      ui.MarkKind
	Badge     string
	Aside     templ.Component // end of the first row: channels
	Tags      string          // "Spring, Q1"
	Sub       string          // "Camp Registration › Consideration"
	Owner     string
	When      string
	Facts     []Fact
	Progress  *Progress
	Strip     *Strip
	Quick     templ.Component // quick actions: QuickButton in a form, or links
	Open      bool            // its drawer is open
	Mover     *Mover          // what may be done with it, the last of the quick actions
	Select    templ.Component // a box that picks it
	Attrs     templ.Attributes
}

// Progress is a figure against its target.
type Progress struct {
	Share float64 // 0 to 1; negative draws no bar
	Text  string
}

// Render writes the card as a list item.
func (c Card) Render(ctx context.Context, w io.Writer) error { return card(c).Render(ctx, w) }

func (c Card) class() string {
	if c.Open {
		return "k is-open"
	}
	return "k"
}

// QuickButton is one quick action; it submits the form around it, or is a link.
type QuickButton struct {
	Label  string // "Approve"
	Object string // the record's name, for readers
	Icon   string
	Href   string
	Name   string
	Value  string
	Attrs  templ.Attributes
}

// Render writes the button.
func (q QuickButton) Render(ctx context.Context, w io.Writer) error {
	return quickButton(q).Render(ctx, w)
}
