package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// DrawerHead describes the record drawer. It is not modal: the board beside it stays usable.
type DrawerHead struct {
	Title     string // its heading, takes the focus when the drawer opens
	Of        string // DOM id of the item it shows: marked as open, and where the focus returns to
	Position  string // "1 of 4 in Needs review"
	PrevHref  string // the neighbours, as URLs of the page with that drawer open
	NextHref  string
	OpenHref  string // the record's own page
	CloseHref string // the page without the drawer
	Beside    templ.Component
	Foot      templ.Component // sticky decision
	LinkAttrs templ.Attributes
}

func (d DrawerHead) button(label, icon, href string, attrs templ.Attributes) Button {
	b := Button{Label: label, Icon: icon, Href: href, Size: Small, Tone: Ghost, IconOnly: true, Attrs: attrs}
	if href == "" {
		b.Off, b.Attrs = true, nil
	}
	return b
}

func (d DrawerHead) close() Button {
	a := templ.Attributes{"data-close": "drawer"}
	for k, v := range d.LinkAttrs {
		a[k] = v
	}
	return d.button("Close", "x", d.CloseHref, a)
}

func (d DrawerHead) open() Button {
	return Button{Label: "Open page", Icon: "maximize-2", Href: d.OpenHref, Size: Small, Tone: Ghost, NarrowIcon: true, Attrs: templ.Attributes{"data-open": "page"}}
}

// DialogHead describes a native dialog: a question that names the object.
type DialogHead struct {
	ID    string
	Title string
	Alert bool // a question with consequences
}

func (d DialogHead) role() string {
	if d.Alert {
		return "alertdialog"
	}
	return "dialog"
}

// Toast reports a fact that just happened. Errors stay until dismissed.
type Toast struct {
	Sign   StateKind
	Title  string
	Detail string
	Link   Link
	Undo   *ToastUndo
	Bad    bool
}

// ToastUndo is a form that takes back what a toast says.
type ToastUndo struct {
	Action string
	Fields [][2]string
}

// Render writes the toast.
func (t Toast) Render(ctx context.Context, w io.Writer) error { return toast(t).Render(ctx, w) }

func (t Toast) sign() StateKind {
	switch {
	case t.Sign != "":
		return t.Sign
	case t.Bad:
		return SignNo
	}
	return SignOK
}

// life tells the script how long the toast stays.
func (t Toast) life() string {
	if t.Bad || t.Link.Href != "" {
		return "stay"
	}
	return "8"
}

// Column is one head of a Table. An empty label needs Hidden as the name for readers.
type Column struct {
	Label, Hidden string
	Href          string // sorts by it
	Sort          string // "ascending", "descending" or empty
	Right, Fit    bool
	Class         string           // p1, p2, p3: leaves at 87, 80, 72 rem
	Attrs         templ.Attributes // on the sort link
}

func (c Column) class() string { return cls(when(c.Right, "r"), when(c.Fit, "fit"), c.Class) }

func (c Column) sortIcon() string {
	switch c.Sort {
	case "ascending":
		return "arrow-up"
	case "descending":
		return "arrow-down"
	}
	return ""
}

// TableHead describes a table: its name, a caption that says order, zone and count, and its columns.
type TableHead struct {
	ID      string // of the tbody, the swap target
	Label   string
	Caption string
	Columns []Column
	NoStack bool // keeps columns on phones and scrolls
}

func (t TableHead) class() string { return cls("tbl", when(!t.NoStack, "tbl-stack")) }

// DiffPart is a piece of a changed text.
type DiffPart struct {
	Text    string
	Changed bool
}

// Diff shows one field's old and new text. Children of DiffFrame are the decision.
type Diff struct {
	Title    string // the field
	Old, New []DiffPart
	OldWord  string // "Now" unless set, for readers
	NewWord  string // "Suggested" unless set
	Mark     MarkKind
	Meta     string // run, time
	MetaHref string
}
