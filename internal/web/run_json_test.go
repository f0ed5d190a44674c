package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

var jsonArea = regexp.MustCompile(`(?s)<textarea[^>]*name="json"[^>]*>(.*?)</textarea>`)

func areaOf(a answer) string {
	if m := jsonArea.FindStringSubmatch(a.body); m != nil {
		return html.UnescapeString(strings.TrimPrefix(m[1], "\n"))
	}
	return ""
}

// The input of a run can be edited as a whole, from the form and back, and it is checked by the same contract.
func TestRunJSON_EditStartRerun(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	runs := "/t/" + s.A.Slug + "/runs"
	form := url.Values{"mode": {"setup"}, "key": {"01a21adf-50d1-7d16-bb23-52f9e38e3443"}, "brief": {"We coach <young> players."}, "currentStep": {"icp"}}
	typed := func(name, value string) url.Values {
		out := url.Values{"mode": form["mode"], "key": form["key"]}
		out.Set(name, value)
		return out
	}
	form.Set("show", "json")
	a := b.post(runs, form)
	text := areaOf(a)
	if a.status != http.StatusOK || !strings.Contains(text, `"currentStep": "icp"`) || !strings.Contains(text, "We coach \\u003cyoung\\u003e players.") {
		t.Fatalf("%d %q", a.status, text)
	}
	for name, c := range map[string]struct{ text, says string }{
		"no JSON":       {"{\n\"brief\"\n", "line"},
		"no object":     {"[]", "one object"},
		"unknown field": {`{"messages":[{"role":"user","content":"We coach."}],"colour":"red"}`, "colour"},
		"wrong value":   {`{"messages":[{"role":"user","content":"We coach."}],"currentStep":"all"}`, "currentStep"},
	} {
		if a := b.post(runs, typed("json", c.text)); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, c.says) || areaOf(a) != c.text {
			t.Errorf("%s: %d, says %s: %v, keeps %q", name, a.status, c.says, strings.Contains(a.body, c.says), areaOf(a))
		}
	}
	whole := `{"messages":[{"role":"user","content":"We coach."}],"currentStep":"icp","existingData":{"icp":["Parents"]}}`
	back := typed("json", whole)
	back.Set("show", "fields")
	if a := b.post(runs, back); a.status != http.StatusOK || !strings.Contains(a.body, "Also part of this input: existingData") || !strings.Contains(a.body, `name="base"`) {
		t.Errorf("back to the fields: %d", a.status)
	}
	fields := url.Values{"mode": {"setup"}, "base": {whole}, "brief": {"We coach."}, "currentStep": {"offers"}}
	first := b.post(runs, fields)
	if first.status != http.StatusSeeOther {
		t.Fatalf("%d %.800s", first.status, first.body)
	}
	kept := func(at string) (input string) {
		if err := s.AdminConn().QueryRow(t.Context(), `SELECT input::text FROM agent_runs WHERE id = $1`, at[strings.LastIndexByte(at, '/')+1:]).Scan(&input); err != nil {
			t.Fatal(err)
		}
		return input
	}
	if in := kept(first.location()); !strings.Contains(in, "Parents") || !strings.Contains(in, `"offers"`) {
		t.Errorf("the run got %s", in)
	}
	// Run again: what the first run was given can be changed, existingData too.
	id := first.location()[strings.LastIndexByte(first.location(), '/')+1:]
	again := b.post(runs, url.Values{"from": {id}, "brief": {"We coach."}, "currentStep": {"offers"}, "show": {"json"}})
	text = areaOf(again)
	if !strings.Contains(text, "Parents") || !strings.Contains(again.body, `name="from" value="`+id) {
		t.Fatalf("%q", text)
	}
	second := b.post(runs, url.Values{"from": {id}, "json": {strings.ReplaceAll(text, "Parents", "Schools")}})
	if second.status != http.StatusSeeOther || !strings.Contains(kept(second.location()), "Schools") || strings.Contains(kept(second.location()), "Parents") {
		t.Errorf("%d %.300s", second.status, second.body)
	}
}
