package ui

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"
)

func printed(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	if err := Markdown(text).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}

func TestMarkdown(t *testing.T) {
	for text, want := range map[string]string{
		"Hi **Alex**,\nwelcome *back*":                    "<p>Hi <strong>Alex</strong>,<br>\nwelcome <em>back</em></p>",
		"# One\n\n#### Four":                              "<p class=\"md-h1\">One</p>\n<p class=\"md-h3\">Four</p>",
		"[See it](https://example.test/go?a=1&b=2)":       `<p><span class="md-a" title="https://example.test/go?a=1&amp;b=2">See it</span></p>`,
		"![A coach](https://evil.example.test/pixel.gif)": `<p><span class="md-img">A coach</span></p>`,
		"<https://example.test>":                          `<p><span class="md-a">https://example.test</span></p>`,
		"- a\n- b":                                        "<ul>\n<li>a</li>\n<li>b</li>\n</ul>",
		"1 < 2 & 3":                                       "<p>1 &lt; 2 &amp; 3</p>",
		"{{nope}}":                                        "<p>{{nope}}</p>",
	} {
		if got := printed(t, text); got != want {
			t.Errorf("%q\n got %s\nwant %s", text, got, want)
		}
	}
}

// What the text of a tenant or a model may hold to run, load or lead somewhere.
var hostile = []string{
	`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `[x](javascript:alert(1))`, `[x](data:text/html,<script>alert(1)</script>)`,
	`![x](https://evil.example.test/p.gif "a\" onload=\"alert(1)")`, `<a href="https://evil.example.test" hx-get="/logout">x</a>`, `<svg/onload=alert(1)>`, `<iframe src=//evil.example.test>`,
	"[x]: javascript:alert(1)\n\n[x]", `<style>*{display:none}</style>`, `<form action=/logout><button>x</button></form>`, `<p class="app" style="position:fixed">x</p>`, `<span class="md-a" onclick="alert(1)">x</span>`,
	`[a](<https://example.test/" onmouseover="alert(1)>)`, "```html\n<script>alert(1)</script>\n```", `<math><mtext></mtext><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
}

var active = regexp.MustCompile(`(?i)<(script|img|a|svg|iframe|style|form|button|math|link|object)\b|<[^>]*\s(on\w+|href|src|style|hx-[\w-]+)\s*=|class="(?:[^"]*\s)?app\b`)

func TestMarkdown_Inert(t *testing.T) {
	for _, text := range hostile {
		if got := printed(t, text); active.MatchString(got) {
			t.Errorf("%s\nbecame %s", text, got)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got := printed(t, text); active.MatchString(got) {
			t.Errorf("%q became %s", text, got)
		}
	})
}
