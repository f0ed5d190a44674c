package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Where an event of the audit log is named: in SQL as 'group.act' or 'group.' followed by ||, in Go as the first argument
// of audit. An event of one word stands in a call of app.audit only.
var (
	eventInSQL  = regexp.MustCompile(`'([A-Za-z_]+)\.[a-z_]*'`)
	wordInSQL   = regexp.MustCompile(`app\.audit\(\w+, '([a-z_]+)'`)
	eventInGo   = regexp.MustCompile(`\baudit\("([A-Za-z_]+)\.`)
	notAnEvent  = []string{"aicmo", "app", "public", "river"}
	noteOfAudit = regexp.MustCompile(`audit|'(campaign|run|recommendation)\.`)
)

// The filter of the audit log offers each kind of event that anything writes, and none that nothing does.
func TestAudit_FilterOffersEveryKind(t *testing.T) {
	written := map[string]string{}
	read := func(pattern string, find func(line string) []string) {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, group := range find(string(b)) {
				written[group] = filepath.Base(file)
			}
		}
	}
	inSQL := func(text string) (out []string) {
		for _, m := range append(eventInSQL.FindAllStringSubmatch(text, -1), wordInSQL.FindAllStringSubmatch(text, -1)...) {
			if !slices.Contains(notAnEvent, m[1]) && noteOfAudit.MatchString(text) {
				out = append(out, m[1])
			}
		}
		return out
	}
	read("../../migrations/*.sql", inSQL)
	read("../store/*.go", func(text string) (out []string) {
		for _, m := range eventInGo.FindAllStringSubmatch(text, -1) {
			out = append(out, m[1])
		}
		return out
	})
	for _, r := range cmo.RecordTypes { // t.Noun + ".saved" and the like
		written[r.Noun] = "records.go"
	}
	for group, file := range written {
		if !slices.Contains(cmo.AuditGroups, group) {
			t.Errorf("%s writes %s.…, which the filter does not offer", file, group)
		}
	}
	for _, group := range cmo.AuditGroups {
		if written[group] == "" {
			t.Errorf("the filter offers %s, which nothing writes", group)
		}
	}
	if !slices.IsSortedFunc(cmo.AuditGroups, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }) {
		t.Error("the kinds are not in order")
	}
}
