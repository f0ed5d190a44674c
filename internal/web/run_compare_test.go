package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Two runs stand side by side, found by id, by number or by what was ticked in the log.
func TestRunCompare(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	other := plantPrompt(s).String()
	own, path := s.A.RowID("run").String(), "/t/"+s.A.Slug+"/runs/compare"
	b := s.as(member(s.A, cmo.RoleMarketer))
	for query, want := range map[string]struct {
		status int
		says   []string
	}{
		"":                                       {http.StatusOK, []string{"First run", "Second run"}},
		"?ticked=1":                              {http.StatusOK, []string{"A comparison needs two runs"}},
		"?ticked=1&run=" + own:                   {http.StatusUnprocessableEntity, []string{"A comparison needs two runs", own}},
		"?ticked=1&run=" + own + "&run=" + other: {http.StatusOK, []string{"Run #77", "Run #9001", s.A.Canary, "Different", "desk@example.test"}},
		"?run=a&run=b&run=c":                     {http.StatusUnprocessableEntity, []string{"Two runs at a time"}},
		"?a=77&b=%239001":                        {http.StatusOK, []string{"Run #77", "Run #9001", "cmp-v del", "cmp-v add"}},
		"?a=77&b=77":                             {http.StatusOK, []string{"Both are the same", "Same"}},
		"?a=77&b=9001&tab=input":                 {http.StatusOK, []string{"not shown", "Show equal values"}},
		"?a=77&b=9001&tab=prompt&all=1":          {http.StatusOK, []string{"You write.", "Only differences"}},
		"?a=77&b=9001&tab=steps":                 {http.StatusOK, []string{"Only run #9001 has steps"}},
		"?a=77&b=12":                             {http.StatusUnprocessableEntity, []string{"There is no run of this number"}},
		"?a=seven&b=77":                          {http.StatusUnprocessableEntity, []string{"This is not the number of a run", `value="seven"`}},
		"?a=77&b=9001&tab=blood":                 {http.StatusBadRequest, nil},
		"?a=77&b=" + s.B.RowID("run").String():   {http.StatusNotFound, nil},
		"?a=77&b=" + uuid.NewString():            {http.StatusNotFound, nil},
	} {
		a := b.get(path + query)
		if a.status != want.status {
			t.Errorf("%s: %d, want %d", query, a.status, want.status)
		}
		for _, w := range want.says {
			if !strings.Contains(a.body, w) {
				t.Errorf("%s lacks %q", query, w)
			}
		}
		if strings.Contains(a.body, s.B.Canary) {
			t.Errorf("%s shows the other tenant", query)
		}
	}
	for _, role := range []cmo.Role{cmo.RoleSupport, cmo.RoleViewer} {
		masked := s.as(member(s.A, role))
		for _, tab := range []string{"output", "input", "prompt"} {
			if a := masked.get(path + "?a=77&b=9001&all=1&tab=" + tab); a.status != http.StatusOK || strings.Contains(a.body, "desk@example.test") || strings.Contains(a.body, "not shown") || !strings.Contains(a.body, "masked for your role") {
				t.Errorf("%s, %s: %d, or it shows what is hidden", role, tab, a.status)
			}
		}
	}
}
