package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// ButtonTone weighs a button. One primary button per decision.
type ButtonTone string

// The button tones.
const (
	Default  ButtonTone = ""
	Primary  ButtonTone = "primary"
	Ghost    ButtonTone = "ghost"
	Danger   ButtonTone = "danger"
	QuietBad ButtonTone = "quiet-bad"
)

// Button is a button, or a link when Href is set. A button with a Name or in a form submits; others need Plain and behaviour.
type Button struct {
	Label string
	Tone  ButtonTone
	Size  Size
	Href  string // makes it a link
	Icon  string
	Spark bool // the AI sign instead of an icon
	// IconOnly hides the label on every width, NarrowIcon below 40 rem; it stays the accessible name.
	IconOnly, NarrowIcon bool
	Block                bool
	Grow                 bool   // fills the row on phones
	Plain                bool   // type="button": does not submit
	Name, Value          string // sent with the form
	Form, FormAction     string
	// Off keeps the button focusable and says why; WhyID names an element that already says it.
	Off        bool
	Why, WhyID string
	Busy       bool
	Key        string // key cap shown behind the label
	ID         string
	Attrs      templ.Attributes // hx-*, data-*, aria-*
}

// Render writes the button.
func (b Button) Render(ctx context.Context, w io.Writer) error { return button(b).Render(ctx, w) }

func (b Button) class() string {
	return cls("btn", when(b.Tone != Default, "btn-"+string(b.Tone)), when(b.Size != Medium, "btn-"+string(b.Size)),
		when(b.Block, "btn-block"), when(b.IconOnly, "btn-icon"), when(b.Grow, "max-md:grow"))
}

func (b Button) iconSize() int {
	if b.Size == Small {
		return 14
	}
	return 16
}

func (b Button) kind() string {
	if b.Plain || b.Off {
		return "button"
	}
	return "submit"
}

// attrs are the attributes that links and buttons share.
func (b Button) attrs() templ.Attributes {
	a := templ.Attributes{}
	for k, v := range b.Attrs {
		a[k] = v
	}
	set := func(ok bool, k, v string) {
		if ok {
			a[k] = v
		}
	}
	set(b.ID != "", "id", b.ID)
	set(b.Off, "aria-disabled", "true")
	set(b.Busy, "aria-busy", "true")
	set(b.WhyID != "", "aria-describedby", b.WhyID)
	set(b.Why != "", "title", b.Why)
	return a
}
