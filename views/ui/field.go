package ui

import (
	"context"
	"io"

	"unicode/utf8"

	"github.com/a-h/templ"
)

// Field is what every form control shares: its name, label and messages. The control's id is ID, or else Name.
type Field struct {
	Name, ID  string
	Label     string
	HideLabel bool // label for readers only
	Optional  bool
	Hint      string
	Error     string
	unit      bool // a unit stands beside the control
}

func (f Field) id() string { return or(f.ID, f.Name) }

// describedBy lists the error before the hint.
func (f Field) describedBy() string {
	return cls(when(f.Error != "", f.id()+"-e"), when(f.unit, f.id()+"-u"), when(f.Hint != "", f.id()+"-h"))
}

func (f Field) labelClass() string {
	if f.HideLabel {
		return "sr"
	}
	return "lab"
}

// attrs are what a control takes from its field, then the caller's own.
func (f Field) attrs(more templ.Attributes) templ.Attributes {
	a := templ.Attributes{}
	for k, v := range more {
		a[k] = v
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if d := f.describedBy(); d != "" {
		a["aria-describedby"] = d
	}
	return a
}

// Input is a labelled one-line field.
type Input struct {
	Field
	Value        string
	Type         string // text unless set: email, search, date, number, url…
	Placeholder  string
	Autocomplete string // off unless set
	Icon         string // inside, at the start
	Prefix       string // fixed text before the value, for example a URL
	Unit         string // what the number counts, behind it: %
	UnitBefore   bool   // before it: $
	UnitOf       bool   // the unit follows what the same row names; it may be none yet
	Required     bool
	ReadOnly     bool
	Mono         bool
	Large        bool
	Attrs        templ.Attributes // maxlength, min, inputmode, hx-*
}

// Render writes label, control and messages.
func (i Input) Render(ctx context.Context, w io.Writer) error { return input(i).Render(ctx, w) }

func (i Input) class() string {
	return cls("inp", when(i.Large, "inp-lg"), when(i.Mono, "mono"))
}

func (i Input) frame() string {
	return cls(when(i.Icon != "", "with-icon"), when(i.Prefix != "", "affix"), when(i.hasUnit(), "unit"), when(i.UnitBefore, "unit-first"), when(i.UnitBefore && utf8.RuneCountInString(i.Unit) > 1, "unit-wide"))
}

func (i Input) hasUnit() bool { return i.Unit != "" || i.UnitOf }

// described is the field as its box describes it: with its unit.
func (i Input) described() Field {
	f := i.Field
	f.unit = i.hasUnit()
	return f
}

// Password is a password field with an optional link beside its label.
type Password struct {
	Field
	New                 bool // for choosing one: autocomplete="new-password"
	Large               bool
	LinkLabel, LinkHref string
	Attrs               templ.Attributes
}

// Render writes label, control and messages. The value is never sent back.
func (p Password) Render(ctx context.Context, w io.Writer) error { return password(p).Render(ctx, w) }

func (p Password) autocomplete() string {
	if p.New {
		return "new-password"
	}
	return "current-password"
}

// Textarea is a labelled field of several lines.
type Textarea struct {
	Field
	Value       string
	Placeholder string
	Rows        int // 4 unless set
	Required    bool
	ReadOnly    bool
	Mono        bool
	Attrs       templ.Attributes
}

// Render writes label, control and messages.
func (t Textarea) Render(ctx context.Context, w io.Writer) error { return textarea(t).Render(ctx, w) }

func (t Textarea) rows() string {
	if t.Rows == 0 {
		return "4"
	}
	return num(t.Rows)
}

// Option is one choice of a Select or Radios.
type Option struct {
	Value, Label string
	Hint         string // Radios only
	Disabled     bool
}

// Select is a labelled list of one choice.
type Select struct {
	Field
	Value    string
	Options  []Option
	Required bool
	Disabled bool
	Attrs    templ.Attributes
}

// Render writes label, control and messages.
func (s Select) Render(ctx context.Context, w io.Writer) error { return selectBox(s).Render(ctx, w) }

// Radios is a fieldset of one choice out of a few.
type Radios struct {
	Field
	Value   string
	Options []Option
	Inline  bool
	Attrs   templ.Attributes // on every radio
}

// Render writes the fieldset.
func (r Radios) Render(ctx context.Context, w io.Writer) error { return radios(r).Render(ctx, w) }

func (r Radios) frame() string {
	if r.Inline {
		return "flex flex-wrap gap-x-5 gap-y-2"
	}
	return "grid gap-2"
}

// Check is a checkbox with its label, or a switch.
type Check struct {
	Name, ID, Value string // Value is "on" unless set
	Label, Hint     string
	Checked         bool
	Disabled        bool
	Switch          bool
	HideLabel       bool
	Attrs           templ.Attributes
}

// Render writes the box and its label.
func (c Check) Render(ctx context.Context, w io.Writer) error { return check(c).Render(ctx, w) }

func (c Check) attrs() templ.Attributes {
	a := templ.Attributes{}
	for k, v := range c.Attrs {
		a[k] = v
	}
	if c.ID != "" {
		a["id"] = c.ID
	}
	if c.Switch {
		a["role"] = "switch"
	}
	if c.HideLabel {
		a["aria-label"] = c.Label
	}
	return a
}

func (c Check) class() string {
	if c.Switch {
		return "switch"
	}
	return "check"
}

// FieldError is one line of an ErrorSummary: it links to the field with this id.
type FieldError struct{ ID, Label, Text string }

// ErrorSummary stands over a rejected form, lists every error and takes the focus.
type ErrorSummary struct {
	Title string // "2 fields need a change" unless set
	Items []FieldError
}

// Render writes the summary, or nothing without errors.
func (e ErrorSummary) Render(ctx context.Context, w io.Writer) error {
	return errorSummary(e).Render(ctx, w)
}

func (e ErrorSummary) title() string {
	if e.Title != "" {
		return e.Title
	}
	if len(e.Items) == 1 {
		return "1 field needs a change"
	}
	return num(len(e.Items)) + " fields need a change"
}
