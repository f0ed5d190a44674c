package layout

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/ubigrowth/aicmo/views/ui"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func example() Shell {
	ft := TenantLink{Name: "First Touch Coaching", Slug: "first-touch-coaching", Role: "Approver", Zone: "CST", Current: true}
	items := []NavItem{{Label: "Home", Icon: "house", Href: "/t/first-touch-coaching", Key: "h"}, {Label: "Campaigns", Icon: "megaphone", Href: "/t/first-touch-coaching/campaigns", Count: "14", Key: "c", Current: true}}
	return Shell{
		Title: "Campaigns", Theme: "dark", Path: "/t/first-touch-coaching/campaigns?q=a&b=1",
		Assets: Assets{CSS: "/static/app.1.css", HTMX: "/static/htmx.1.js", JS: "/static/app.1.js", Icon: "/static/favicon.1.svg"},
		Tenant: &ft, Tenants: []TenantLink{ft, {Name: "Riverside Music School", Slug: "riverside", Role: "Support"}},
		Nav:      []NavGroup{{Items: items}, {Label: "Agents", Items: []NavItem{{Label: "Runs", Icon: "activity", Href: "/t/first-touch-coaching/runs", Count: "1", Noun: "running", Live: true, Key: "r"}, {Label: "Reviews", Icon: "inbox", Href: "#", Count: "5", Noun: "waiting", Hot: true}}}},
		Crumbs:   []Crumb{{"First Touch Coaching", "/t/first-touch-coaching"}, {"Campaigns", "/c"}, {"Camp <Nurture>", ""}},
		UserName: "Brand Lead", UserEmail: "brand-lead@example.test",
		Flash: &Flash{Tone: ui.OK, Title: "Approved.", Text: "It can be launched."},
	}
}

func many() Shell {
	s := example()
	s.Nav[0].Items = append(s.Nav[0].Items, NavItem{Label: "Brand", Icon: "badge-check", Href: "/b"}, NavItem{Label: "Funnels", Icon: "funnel", Href: "/f", Current: true})
	s.Nav = append(s.Nav, NavGroup{Foot: true, Items: []NavItem{{Label: "Settings", Icon: "settings", Href: "/s"}}})
	return s
}

func TestGolden(t *testing.T) {
	e := ui.ErrorBody{Code: "Error 404", Title: "Not found", Text: "It may have been archived.", Reference: "r-1"}
	out := Shell{Title: "Sign in", Assets: example().Assets, Flash: &Flash{Text: "You are signed out."}}
	for name, c := range map[string]templ.Component{
		"app": App(example(), ui.Badge("body", ui.Neutral)), "app-more": App(many(), ui.Badge("body", ui.Neutral)),
		"app-no-tenant": App(Shell{UserEmail: "a@example.test"}, ui.Badge("body", ui.Neutral)),
		"auth":          Auth(out, ui.Badge("form", ui.Neutral)), "error": Error(example(), e), "error-signed-out": Error(out, e),
	} {
		t.Run(name, func(t *testing.T) {
			got := strings.ReplaceAll(render(t, c), "><", ">\n<") + "\n"
			file := filepath.Join("testdata", name+".html")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; run go test ./views/layout -update and read the diff.", file)
			}
		})
	}
}

func TestApp_HasOneOfEachLandmark(t *testing.T) {
	html := render(t, App(example(), ui.Badge("body", ui.Neutral)))
	for _, s := range []string{"<main ", "<title>", `id="status"`, `id="alert"`, `id="toasts"`, `id="main"`, `href="#main"`, `data-theme="dark"`, `name="htmx-config"`} {
		if n := strings.Count(html, s); n != 1 {
			t.Errorf("%s occurs %d times", s, n)
		}
	}
	for _, bad := range []string{" style=", "<style", "hx-on", "javascript:", "Camp <Nurture>"} {
		if strings.Contains(html, bad) {
			t.Errorf("contains %s", bad)
		}
	}
}

func TestHTMXConfig(t *testing.T) {
	var c map[string]any
	if err := json.Unmarshal([]byte(htmxConfig), &c); err != nil {
		t.Fatal(err)
	}
	if c["includeIndicatorCSS"] != false {
		t.Error("htmx would inject a style sheet, which the content security policy forbids")
	}
}

func TestShell_Tabs(t *testing.T) {
	bar, more := example().tabs()
	if len(bar) != 4 || more != nil {
		t.Errorf("four pages: %d in the bar, %d behind More", len(bar), len(more))
	}
	bar, more = many().tabs()
	if len(bar) != 4 || len(more) != 3 || many().moreCurrent() {
		t.Errorf("seven pages: %d in the bar, %d behind More", len(bar), len(more))
	}
}
