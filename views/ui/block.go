package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Link is a word with a URL.
type Link struct {
	Label, Href string
	Attrs       templ.Attributes
}

// CardHead describes a card: a section with a heading. Without a Title it is a plain frame.
type CardHead struct {
	ID    string // of the section; the heading is ID-h
	Title string
	Sub   string // grey, behind the title
	Count string
	Level int // heading level, 2 unless set
	Link  Link
	Aside templ.Component // at the end of the head row
	Clip  bool            // hides what crosses the rounded edge: tables, JSON
	Attrs templ.Attributes
}

func (c CardHead) class() string { return cls("card", when(c.Clip, "overflow-hidden")) }

func (c CardHead) headingID() string { return or(id(c.ID, "h"), "h-"+slug(c.Title)) }

func (c CardHead) hasEnd() bool { return c.Link.Href != "" || c.Aside != nil }

// slug keeps letters and digits of a title for an id.
func slug(s string) string {
	b := make([]rune, 0, len(s))
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b = append(b, r)
		case r >= 'A' && r <= 'Z':
			b = append(b, r+'a'-'A')
		case r == ' ':
			b = append(b, '-')
		}
	}
	return string(b)
}

// Note is a banner: fact in bold, consequence, at most two actions.
type Note struct {
	Tone    Tone // Neutral, Warn, Bad, OK, Accent (information)
	Icon    string
	Title   string
	Text    string
	Alert   bool // announces itself: only for what arrives after load
	Actions []Button
}

// Render writes the banner.
func (n Note) Render(ctx context.Context, w io.Writer) error { return note(n).Render(ctx, w) }

func (n Note) class() string {
	tone := string(n.Tone)
	if n.Tone == Accent {
		tone = "info"
	}
	return cls("note flex-wrap sm:flex-nowrap", when(tone != "", "note-"+tone))
}

func (n Note) icon() string {
	switch {
	case n.Icon != "":
		return n.Icon
	case n.Tone == Warn:
		return "triangle-alert"
	case n.Tone == Bad:
		return "circle-alert"
	case n.Tone == OK:
		return "circle-check"
	}
	return "info"
}

// Empty says what is missing, why, and offers one action.
type Empty struct {
	Icon    string          // large line icon; Art wins
	Art     templ.Component // own drawing
	Title   string
	Text    string
	Level   int // heading level, 2 unless set
	Actions []Button
}

// Render writes the empty state.
func (e Empty) Render(ctx context.Context, w io.Writer) error { return empty(e).Render(ctx, w) }

// ErrorBody is the content of an error page: what happened, what is safe, how to go on.
type ErrorBody struct {
	Code      string // "Error 500"
	Title     string
	Text      string
	Reference string // request id
	Actions   []Button
}

// Render writes the page's content.
func (e ErrorBody) Render(ctx context.Context, w io.Writer) error { return errorBody(e).Render(ctx, w) }

// Pager goes to the previous and next page of a list. An empty URL shows the button off.
type Pager struct {
	Label    string // names the navigation: "Campaigns, pages"
	Range    string // "1–25 of 112", "25 runs"
	Note     string
	PrevHref string
	NextHref string
	Attrs    templ.Attributes // on both links
}

// Render writes the pager.
func (p Pager) Render(ctx context.Context, w io.Writer) error { return pager(p).Render(ctx, w) }

func (p Pager) button(label, icon, href string) Button {
	b := Button{Label: label, Icon: icon, Href: href, Size: Small, IconOnly: true, Attrs: p.Attrs}
	if href == "" {
		b.Off, b.Attrs = true, nil
	}
	return b
}

// Term is one row of a DescriptionList: text, a link, or any component.
type Term struct {
	Term  string
	Value string
	Href  string
	Body  templ.Component // wins over Value
}

// DescriptionList is a list of facts.
type DescriptionList struct{ Items []Term }

// Render writes the list.
func (d DescriptionList) Render(ctx context.Context, w io.Writer) error {
	return descriptionList(d).Render(ctx, w)
}

// HistoryItem is one entry of a Timeline.
type HistoryItem struct {
	Actor   Actor
	Text    string // follows the actor's name: "approved version 3"
	When    string // in words
	RFC3339 string
	Quote   string
	Href    string // of the words
}

// Timeline is a record's history, newest first.
type Timeline struct{ Items []HistoryItem }

// Render writes the list.
func (t Timeline) Render(ctx context.Context, w io.Writer) error { return timeline(t).Render(ctx, w) }

func heading(level int) int {
	if level == 0 {
		return 2
	}
	return level
}
