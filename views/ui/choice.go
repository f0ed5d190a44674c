package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Choice is one link of a Segmented control, a tab row or a pill's menu.
type Choice struct {
	Label, Href string
	Icon        string
	Spark       bool      // the AI sign instead of an icon
	Sign        StateKind // a state's sign instead of an icon
	Count       string
	Current     bool
	Attrs       templ.Attributes
}

// Segmented is a row of two to five views or filters, each a link.
type Segmented struct {
	Label string // names the row for readers
	Items []Choice
	// Narrow hides the words below 40 rem; the icons stay.
	Narrow bool
}

// Render writes the control.
func (s Segmented) Render(ctx context.Context, w io.Writer) error { return segmented(s).Render(ctx, w) }

// Tabs are links to parts of a record, each a real URL.
type Tabs struct {
	Label string
	Items []Choice
}

// Render writes the tab row.
func (t Tabs) Render(ctx context.Context, w io.Writer) error { return tabs(t).Render(ctx, w) }

// Pill is a filter that is a plain link. For one with a list of values use PillMenu, for a set one PillX.
type Pill struct {
	Label, Value string
	Href         string
	Icon, Count  string
	On, Dashed   bool
	Attrs        templ.Attributes
}

// Render writes the pill.
func (p Pill) Render(ctx context.Context, w io.Writer) error { return pill(p).Render(ctx, w) }

// PillMenu is a filter that opens a list of links; the current one is checked. It works without script.
type PillMenu struct {
	Label, Value string // Value is the chosen one's word, empty when nothing is chosen
	Icon         string
	Items        []Choice
	End          bool // opens towards the left
}

// Render writes the pill and its closed list.
func (p PillMenu) Render(ctx context.Context, w io.Writer) error { return pillMenu(p).Render(ctx, w) }

// PillX is a set filter with a link that removes it.
type PillX struct {
	Label, Value string
	Href         string // the same page without this filter
	Attrs        templ.Attributes
}

// Render writes the pill.
func (p PillX) Render(ctx context.Context, w io.Writer) error { return pillX(p).Render(ctx, w) }

func pillClass(on, dashed bool) string {
	return cls("pill", when(on, "pill-on"), when(dashed, "pill-dash"))
}

// PanelHead describes a details element that opens a floating panel with free content.
type PanelHead struct {
	Label, Value string
	Icon         string
	Button       bool // looks like a button instead of a pill
	IconOnly     bool
	End          bool // opens towards the left
}

func panelSummary(p PanelHead) string {
	if p.Button {
		return cls("btn", when(p.IconOnly, "btn-icon btn-ghost btn-sm"))
	}
	return pillClass(p.Value != "", false)
}

func panelSide(end bool) string { return cls("menu panel", when(end, "panel-end")) }

// MenuItem is a row of an action menu inside a Panel: a link, or a submit button of the form around it.
type MenuItem struct {
	Label, Hint, Href string
	Icon              string
	Sign              StateKind
	Name, Value       string
	FormAction        string
	Key               string
	Danger            bool
	Off               bool // shown with Hint as the reason, cannot be chosen
	Attrs             templ.Attributes
}

// Render writes the row.
func (m MenuItem) Render(ctx context.Context, w io.Writer) error { return menuItem(m).Render(ctx, w) }

func menuClass(m MenuItem) string {
	return cls("menu-i", when(m.Danger, "text-bad!"), when(m.Off, "is-off"))
}
