package cmo

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestReadRunJSON(t *testing.T) {
	for text, says := range map[string]string{
		"":                          "at least {}",
		"[1]":                       "one object",
		"null":                      "one object",
		"\"a\"":                     "one object",
		"{\n  \"a\": 1,\n  b: 2\n}": "line 3",
		"{\n  \"a\": 1\n}\n\nmore":  "line 3",
		"{\n  \"a\": [1,\n\n":       "no end",
		"{} {}":                     "more after",
	} {
		if in, wrong := ReadRunJSON(text); in != nil || !strings.Contains(wrong, says) {
			t.Errorf("%q: %s, %q", text, in, wrong)
		}
	}
	if in, wrong := ReadRunJSON(" {\"a\": {\"b\": 1}} \n"); wrong != "" || !same(t, in, json.RawMessage(`{"a":{"b":1}}`)) {
		t.Errorf("%s, %s", in, wrong)
	}
}

func TestRunExtras(t *testing.T) {
	if got := RunExtras(ModeSetup, json.RawMessage(`{"messages":[],"currentStep":"icp","existingData":{"icp":["Parents"]},"another":1}`)); !reflect.DeepEqual(got, []string{"another", "existingData"}) {
		t.Errorf("%v", got)
	}
	if got := RunExtras(ModeStrategy, json.RawMessage(`{"primaryGoal":"x","constraints":{"channels":[]},"targetMetrics":{"mqls":1}}`)); len(got) > 0 {
		t.Errorf("%v", got)
	}
}
