// Package layout frames pages: the signed-in console, the sign-in pages and errors.
package layout

import (
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// Product is the name in titles and beside the sign.
const Product = "AI CMO Console"

// Assets are the hashed URLs of the static files.
type Assets struct{ CSS, HTMX, JS, Live, Board, Desk, Icon string }

// TenantLink is one tenant of the switcher.
type TenantLink struct {
	Name, Slug, Role, Zone, Href string
	Current                      bool
}

// NavItem is one page of the side navigation. Count stands behind it; Hot means it waits for a person, Live that it runs now.
type NavItem struct {
	Label, Icon, Href  string
	Count, Noun        string // the noun is for readers: "waiting", "running"
	Key                string // second key after G: "h", "c", "r"
	Hot, Live, Current bool
}

// NavGroup is a titled block of the side navigation; the first has no label. Foot: it stands at the bottom.
type NavGroup struct {
	Label string
	Items []NavItem
	Foot  bool
}

// Crumb is one step of the path to the page; the last has no Href.
type Crumb struct{ Label, Href string }

// Flash is what the request before this page achieved or could not do.
type Flash struct {
	Tone        ui.Tone
	Title, Text string
	Undo        *FlashUndo // nil: there is no way back
}

// FlashUndo is a form that takes back what was done.
type FlashUndo struct {
	Action string
	Fields [][2]string
}

// acts are the buttons of the message.
func (f Flash) acts() []ui.Button {
	if f.Undo == nil {
		return nil
	}
	return []ui.Button{{Label: "Undo", Icon: "undo-2", Size: ui.Small, Form: "flash-undo"}}
}

// Shell is what every page needs from the server besides its content.
type Shell struct {
	Banner             string // stands over every page: in which part somebody looks at the tenant
	Title, Theme, Path string // Theme: light, dark, system; Path: where the theme form returns to
	Assets             Assets
	Tenant             *TenantLink
	Tenants            []TenantLink
	MoreTenants        bool // the switcher shows only some
	Nav                []NavGroup
	Crumbs             []Crumb
	UserName           string
	UserEmail          string
	Flash              *Flash
	Search             string // the page that finds anything, empty outside a tenant
	Flush              bool   // boards: the content reaches the bottom edge
	Moves              bool   // items have a menu of moves (static/board.js)
}

func (s Shell) title() string {
	if s.Title == "" {
		return Product
	}
	return s.Title + " · " + Product
}

func (s Shell) theme() string {
	if s.Theme == "light" || s.Theme == "dark" {
		return s.Theme
	}
	return "system"
}

func (s Shell) mainClass() string {
	if s.Flush {
		return "main main-flush"
	}
	return "main"
}

func (s Shell) signedIn() bool { return s.UserName != "" || s.UserEmail != "" }

func (s Shell) who() string {
	if s.UserName != "" {
		return s.UserName
	}
	return s.UserEmail
}

// scope is the name above the navigation.
func (s Shell) scope() string {
	if s.Tenant != nil {
		return s.Tenant.Name
	}
	return "Choose a tenant"
}

func (t TenantLink) meta() string {
	if t.Zone == "" {
		return t.Role
	}
	return t.Role + " · " + t.Zone
}

func (t TenantLink) href() string {
	if t.Href != "" {
		return t.Href
	}
	return paths.Tenant(t.Slug)
}

// tabs are the phone's tab bar: up to five pages, or four and the rest behind More.
func (s Shell) tabs() (bar, more []NavItem) {
	for _, g := range s.Nav {
		bar = append(bar, g.Items...)
	}
	if len(bar) > 5 {
		return bar[:4], bar[4:]
	}
	return bar, nil
}

func (s Shell) bar() []NavItem { b, _ := s.tabs(); return b }

func (s Shell) more() []NavItem { _, m := s.tabs(); return m }

func (s Shell) moreCurrent() bool {
	for _, i := range s.more() {
		if i.Current {
			return true
		}
	}
	return false
}

// crumb is a Crumb with its place in the row.
type crumb struct {
	Crumb
	first, last bool
	phone       bool // the only one shown on phones
	back        bool // shown there as "‹ parent"
}

func (s Shell) crumbs() []crumb {
	n := len(s.Crumbs)
	phone := n - 1
	if n > 2 {
		phone = n - 2
	}
	out := make([]crumb, n)
	for i, c := range s.Crumbs {
		out[i] = crumb{Crumb: c, first: i == 0, last: i == n-1, phone: i == phone, back: i == phone && n > 2}
	}
	return out
}

func (c crumb) class() string {
	if c.phone {
		return "m-show"
	}
	return ""
}

// digit is the key of a switcher row: 1 to 9, none beyond.
func digit(i int) string {
	if i > 8 {
		return ""
	}
	return string(rune('1' + i))
}

// themes are the choices of the account menu.
var themes = []struct{ value, label, icon string }{
	{"light", "Light", "sun"}, {"dark", "Dark", "moon"}, {"system", "System", "monitor"},
}

func pressed(on bool) string {
	if on {
		return "true"
	}
	return "false"
}

// htmxConfig: no injected style sheet (CSP), answers of the server's own faults are announced instead of swapped (static/app.js),
// and no request hangs for more than 20 seconds.
const htmxConfig = `{"includeIndicatorCSS":false,"history":true,"defaultTimeout":20000,"noSwap":[204,304,"5xx"]}`

// shortcut is a row of the keyboard dialog.
type shortcut struct {
	keys []string
	text string
}

// shortcuts lists what static/app.js does on this page, nothing else.
func (s Shell) shortcuts() []shortcut {
	rows := []shortcut{
		{[]string{"?"}, "Show this list"},
		{[]string{"/"}, "Go to the filter"},
		{[]string{"Ctrl Enter"}, "Save the form you are in"},
		{[]string{"J", "K"}, "Next or previous item, also with the arrow keys"},
		{[]string{"Enter"}, "Open the item"},
		{[]string{"O"}, "Open the item’s own page"},
		{[]string{"Esc"}, "Close, and go back to where you were"},
	}
	if s.Moves {
		rows = append(rows,
			shortcut{[]string{"M"}, "Moves of the item"},
			shortcut{[]string{"Shift", "←", "→"}, "Move the card to the next column it may go to"},
			shortcut{[]string{"A"}, "Read and approve"},
			shortcut{[]string{"R"}, "Request changes"},
			shortcut{[]string{"X"}, "Pick the item; with Shift all up to it"})
	}
	if s.Search != "" {
		rows = append([]shortcut{{[]string{"Ctrl K"}, "Find records, pages and actions"}}, rows...)
	}
	for _, g := range s.Nav {
		for _, i := range g.Items {
			if i.Key != "" {
				rows = append(rows, shortcut{[]string{"G", string(i.Key[0] - 'a' + 'A')}, "Go to " + i.Label})
			}
		}
	}
	if len(s.Tenants) > 1 {
		rows = append(rows, shortcut{[]string{"1", "–", "9"}, "Choose a tenant while the switcher is open"})
	}
	return rows
}
