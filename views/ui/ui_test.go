package ui

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestMark_NamesTheAICMO(t *testing.T) {
	for _, k := range []MarkKind{MarkAI, MarkEdited} {
		for _, html := range []string{render(t, Mark(k)), render(t, MarkShort(k))} {
			if !strings.Contains(html, "AI CMO Driven") {
				t.Errorf("%s: the name lacks AI CMO Driven: %s", k, html)
			}
		}
	}
	for _, k := range []MarkKind{MarkManual, MarkDrift} {
		if strings.Contains(render(t, Mark(k)), "AI CMO Driven") {
			t.Errorf("%s is named AI CMO Driven", k)
		}
	}
}

func TestTokens_JoinedAreTheText(t *testing.T) {
	for _, s := range []string{"", "a", "{{a}}", "{{a}}{{b_c.d}}", "x {{ a }} y {{", "{{1}} {{<b>}}", "{{{a}}}", "\n{{a}}\n"} {
		var joined strings.Builder
		for _, p := range splitTokens(s) {
			joined.WriteString(p.text)
		}
		if joined.String() != s {
			t.Errorf("%q became %q", s, joined.String())
		}
	}
}

func TestJSON_DeepInputIsText(t *testing.T) {
	deep := strings.Repeat("[", 5000) + strings.Repeat("]", 5000)
	if html := render(t, JSON{Label: "x", Value: deep}); strings.Contains(html, "<details") {
		t.Error("a very deep value is not shown as text")
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"Brand Lead": "BL", "owner@example.test": "O", "": "?", "Élan vital": "ÉV", "a b c": "AC"} {
		if got := Initials(name); got != want {
			t.Errorf("Initials(%q) = %q, want %q", name, got, want)
		}
	}
}

// banned patterns either break the content security policy or, as htmx attributes, silently stop a form from being sent under it.
var banned = map[string]*regexp.Regexp{
	"inline style":     regexp.MustCompile(`\sstyle=|"style":`),
	"style element":    regexp.MustCompile(`<style`),
	"event attribute":  regexp.MustCompile(`\son[a-z]+=|"on[a-z]+":`),
	"hx-on":            regexp.MustCompile(`hx-on`),
	"js: value":        regexp.MustCompile(`["'{ ]js:|javascript:`),
	"trigger filter":   regexp.MustCompile(`hx-trigger["':=\s{]+[^"]*\[`),
	"script with body": regexp.MustCompile(`<script[^>]*>[^<]`),
}

var (
	iconUse = regexp.MustCompile(`ui\.Icon(?:Class|Label)?\("([a-z0-9-]+)"|\bIcon(?:Class)?\("([a-z0-9-]+)"|Icon: +"([a-z0-9-]+)"`)
	rawUse  = regexp.MustCompile(`templ\.Raw\(|templ\.FromGoHTML|templ\.ToGoHTML|templ\.JSUnsafeFuncCall|templ\.SafeScript|templ\.SafeURL\(|templ\.SafeCSS`)
)

func TestViews_KeepTheRules(t *testing.T) {
	err := filepath.WalkDir("..", func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(file, "_templ.go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		if ext := filepath.Ext(file); ext != ".templ" && ext != ".go" {
			return nil
		}
		b, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		checkFile(t, file, string(b))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkFile(t *testing.T, file, text string) {
	t.Helper()
	lines := strings.Split(text, "\n")
	if strings.HasSuffix(file, ".go") && len(lines) > 301 {
		t.Errorf("%s has %d lines, at most 300", file, len(lines)-1)
	}
	inUI := filepath.Base(filepath.Dir(file)) == "ui" || filepath.Dir(file) == "."
	for i, l := range lines {
		for name, re := range banned {
			if re.MatchString(l) {
				t.Errorf("%s:%d: %s: %s", file, i+1, name, strings.TrimSpace(l))
			}
		}
		if rawUse.MatchString(l) && (!inUI || i == 0 || !strings.Contains(lines[i-1], "// Raw:")) {
			t.Errorf("%s:%d: unescaped output outside ui, or without a reason: %s", file, i+1, strings.TrimSpace(l))
		}
		for _, m := range iconUse.FindAllStringSubmatch(l, -1) {
			if name := or(m[1], m[2], m[3]); !HasIcon(name) {
				t.Errorf("%s:%d: no icon %q", file, i+1, name)
			}
		}
	}
}

func TestBannedPatterns_Match(t *testing.T) {
	for name, text := range map[string]string{
		"inline style": `<p style="x">`, "event attribute": `<a onclick="x">`, "hx-on": `hx-on:click="x"`, "js: value": `hx-vals="js:{a: 1}"`,
		"trigger filter": `hx-trigger="click[ctrlKey]"`, "script with body": `<script>x</script>`, "style element": "<style>",
	} {
		if !banned[name].MatchString(text) {
			t.Errorf("%s does not match %s", name, text)
		}
	}
	if banned["trigger filter"].MatchString(`hx-trigger="every 2s" class="grid-cols-[1fr]"`) {
		t.Error("trigger filter matches across attributes")
	}
}
