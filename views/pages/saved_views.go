package pages

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// NoView in the parameter saved opens a list without its default view.
const NoView = "none"

// ViewBarData is what a list knows about its saved views.
type ViewBarData struct {
	Page   cmo.ViewPage
	Base   string // the list's path
	Target string // DOM id that the list's links renew
	Opened string // the parameter saved: a view's id, NoView, or nothing
	Query  string // what a view of the present filter keeps
	Views  []cmo.SavedView
	State  []cmo.ViewState
}

// Starts reports that the list's plain URL leads to a default view or to a filter that was left.
func (d ViewBarData) Starts() bool {
	return len(d.State) > 0 && (d.State[0].DefaultView != nil || d.State[0].LastQuery != "")
}

// Start is where the list's plain URL leads: the filter that was left, else the default view. Empty: the list as it is.
func (d ViewBarData) Start() string {
	if len(d.State) == 0 {
		return ""
	}
	if q := d.State[0].LastQuery; q != "" {
		return d.Base + "?" + q
	}
	for _, v := range d.Views {
		if d.State[0].DefaultView != nil && v.ID == *d.State[0].DefaultView {
			return d.href(v)
		}
	}
	return ""
}

// Open is the opened view; nil for none.
func (d ViewBarData) Open() *cmo.SavedView {
	for i := range d.Views {
		if d.Views[i].ID.String() == d.Opened {
			return &d.Views[i]
		}
	}
	return nil
}

// Left is the filter that is kept for the person until he comes back: none where a view holds it, or where there is none.
func (d ViewBarData) Left() string {
	open := d.Open()
	switch {
	case open == nil:
		return d.Query
	case open.Query == d.Query:
		return ""
	}
	q := parsedQuery(d.Query)
	q.Set("saved", open.ID.String())
	return q.Encode()
}

func (d ViewBarData) kept() string {
	if len(d.State) == 0 {
		return ""
	}
	return d.State[0].LastQuery
}

func (d ViewBarData) href(v cmo.SavedView) string {
	q, _ := url.ParseQuery(v.Query)
	q.Set("saved", v.ID.String())
	return paths.With(d.Base, q)
}

// ViewBar is the saved views of a list: a menu of them, and what can be done about changes to the opened one.
type ViewBar struct {
	Menu    ui.PillMenu
	Hooks   templ.Attributes // for the script that keeps a filter
	Changed *changedView
}

type changedView struct {
	Text    string
	Action  string // empty: not the person's to change
	Query   string
	SaveAs  string
	Discard string
	Swap    templ.Attributes
}

// NewViewBar builds the bar.
func NewViewBar(t cmo.Tenant, d ViewBarData) ViewBar {
	swap := swapInto(d.Target)
	open := d.Open()
	b := ViewBar{Menu: ui.PillMenu{Label: "View", Icon: "bookmark", End: true}, Hooks: templ.Attributes{}}
	if left := d.Left(); left != d.kept() {
		b.Hooks = templ.Attributes{"data-keep": paths.ViewLast(t.Slug), "data-keep-page": string(d.Page), "data-keep-query": left}
	}
	none := d.Base
	if d.Starts() {
		none = paths.With(d.Base, url.Values{"saved": {NoView}})
	}
	b.Menu.Items = []ui.Choice{{Label: "Everything", Href: none, Current: open == nil && d.Query == "", Attrs: swap}}
	for _, v := range d.Views {
		c := ui.Choice{Label: v.Name, Href: d.href(v), Icon: "user-round", Current: open != nil && v.ID == open.ID, Attrs: swap}
		if v.Shared {
			c.Icon = "users"
		}
		b.Menu.Items = append(b.Menu.Items, c)
	}
	if open != nil {
		b.Menu.Value = shorten(open.Name, 24)
	}
	if d.Query != "" && (open == nil || open.Query != d.Query) {
		b.Menu.Items = append(b.Menu.Items, ui.Choice{Label: "Save this filter…", Icon: "plus", Href: paths.ViewSave(t.Slug, string(d.Page), d.Query)})
	}
	b.Menu.Items = append(b.Menu.Items, ui.Choice{Label: "Manage views", Icon: "settings", Href: paths.Views(t.Slug, string(d.Page))})
	if open != nil && open.Query != d.Query {
		b.Changed = &changedView{Text: "Unsaved changes to “" + open.Name + "”.", Query: d.Query, SaveAs: paths.ViewSave(t.Slug, string(d.Page), d.Query), Discard: d.href(*open), Swap: swap}
		if open.Editable(t.Role) {
			b.Changed.Action = paths.View(t.Slug, open.ID.String())
		}
	}
	return b
}

// SavedViewsView lists the saved views of one list, with the form for a new one.
type SavedViewsView struct {
	Title, Back, BackLabel string
	New                    *newViewForm
	Views                  []savedViewRow
	Empty                  ui.Empty
}

type newViewForm struct {
	Action    string
	Hidden    []hiddenField
	Words     string
	Name      ui.Input
	Share     bool // may share it
	Shared    ui.Check
	Start     ui.Check
	CancelURL string
}

type savedViewRow struct {
	DOM, Name, Href, Action string
	Words, Owner            string
	Shared, Starts          bool
	Editable, Mine, Share   bool
	Rename                  ui.Input
	Hidden                  []hiddenField
}

// SavedViewsData is what the page of views is built of.
type SavedViewsData struct {
	ViewBarData
	Label string // of the list: "Campaigns"
	New   bool   // with the form
	ID    string // of the new view
	Name  string // typed
	Error string
	Share bool // ticked
	Start bool
}

// NewSavedViewsView builds the page.
func NewSavedViewsView(t cmo.Tenant, d SavedViewsData) SavedViewsView {
	share := t.Role.Can(cmo.RightEdit)
	v := SavedViewsView{Title: "Views of " + strings.ToLower(d.Label), Back: d.Base, BackLabel: d.Label,
		Empty: ui.Empty{Icon: "bookmark", Title: "No saved views", Text: "Set a filter in the list, then choose “Save this filter” in its menu of views."}}
	if d.New {
		v.New = &newViewForm{Action: paths.ViewCreate(t.Slug), Words: queryWords(d.Query), Share: share, CancelURL: paths.With(d.Base, parsedQuery(d.Query)),
			Hidden: []hiddenField{{"id", d.ID}, {"page", string(d.Page)}, {"query", d.Query}},
			Name:   ui.Input{Field: ui.Field{Name: "name", ID: "view-name", Label: "Name", Error: d.Error}, Value: d.Name, Required: true, Attrs: templ.Attributes{"maxlength": "80"}},
			Shared: ui.Check{Name: "shared", ID: "view-shared", Value: "1", Label: "Share it with everyone in " + t.Name, Checked: d.Share},
			Start:  ui.Check{Name: "start", ID: "view-start", Value: "1", Label: "Open the list with it (for me)", Checked: d.Start}}
	}
	for _, s := range d.Views {
		id := s.ID.String()
		v.Views = append(v.Views, savedViewRow{DOM: "view-" + id, Name: s.Name, Href: d.href(s), Action: paths.View(t.Slug, id), Words: orWord(queryWords(s.Query), "Everything"),
			Owner: s.Owner, Shared: s.Shared, Starts: s.Starts, Editable: s.Editable(t.Role), Mine: s.Mine, Share: share && s.Mine,
			Rename: ui.Input{Field: ui.Field{Name: "name", ID: "name-" + id, Label: "Name"}, Value: s.Name, Required: true, Attrs: templ.Attributes{"maxlength": "80"}}})
	}
	return v
}

func parsedQuery(raw string) url.Values {
	q, _ := url.ParseQuery(raw)
	return q
}

// queryNames are parameters whose name is not the word for them.
var queryNames = map[string]string{"via": "Started by", "who": "Person", "q": "Text", "ended": "Ended shown", "view": "Shown as", "sort": "Sorted by"}

// queryWords says a query in words: "Text: camp · State: Draft, Approved".
func queryWords(raw string) string {
	q := parsedQuery(raw)
	var keys, parts []string
	for k := range q {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		var values []string
		for _, v := range q[k] {
			switch {
			case k == "q":
				values = append(values, "“"+v+"”")
			case v == "1":
				values = append(values, "yes")
			case k == "agent":
				values = append(values, cmo.AgentName(v))
			case k == "who":
				values = append(values, "one person")
			case k == "origin":
				values = append(values, orWord(originLabels[cmo.Origin(v)], v))
			default:
				values = append(values, cmo.Label(v))
			}
		}
		parts = append(parts, orWord(queryNames[k], cmo.Label(k))+": "+strings.Join(values, ", "))
	}
	return strings.Join(parts, " · ")
}
