package archtest

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var inboxKind = regexp.MustCompile(`(?:THEN|ELSE|SELECT) '(\w+)'(?: AS kind| WHEN| ELSE| END,)|UNION ALL\s+SELECT '(\w+)',`)

// Whether mail tells of what an inbox shows is decided for each kind, in docs/administration.md.
func TestInbox_EachKindMailedOrNot(t *testing.T) {
	source, err := os.ReadFile("../store/reviews.go")
	if err != nil {
		t.Fatal(err)
	}
	docs, err := os.ReadFile("../../docs/administration.md")
	if err != nil {
		t.Fatal(err)
	}
	_, inbox, _ := strings.Cut(string(source), "func (r *Reader) Inbox()")
	inbox, _, _ = strings.Cut(inbox, "// InboxCount counts")
	found := 0
	for _, m := range inboxKind.FindAllStringSubmatch(inbox, -1) {
		kind := m[1] + m[2]
		if kind == "" {
			continue
		}
		found++
		if !strings.Contains(string(docs), "`"+kind+"`") {
			t.Errorf("whether mail tells of %q is not decided", kind)
		}
	}
	if found < 7 {
		t.Errorf("only %d kinds were found", found)
	}
}
