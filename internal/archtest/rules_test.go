package archtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// rule bans a pattern in the files that match, outside the places that may hold it.
type rule struct {
	name    string
	pattern *regexp.Regexp
	files   *regexp.Regexp
	except  *regexp.Regexp
}

var rules = []rule{
	{"a real tenant's name or id outside the example data", regexp.MustCompile(`First Touch|first-touch|4161ee82|Riverside Music|riverside-music`),
		regexp.MustCompile(`\.(go|templ|sql|js|css)$`), regexp.MustCompile(`^internal/seed/|_test\.go$|^cmd/aicmo/seed\.go$`)},
	{"a trigger, or set_config, in the schema", regexp.MustCompile(`(?im)^(?:[^-\n]|-[^-\n])*(create\s+(constraint\s+)?trigger|set_config\()`),
		regexp.MustCompile(`^migrations/.*\.sql$`), regexp.MustCompile(`^$`)},
	{"OFFSET paging", regexp.MustCompile(`(?i)\boffset\s+(@|\$|\d)`), regexp.MustCompile(`^internal/store/.*\.go$`), regexp.MustCompile(`_test\.go$`)},
	{"the context of a transaction set outside app.enter", regexp.MustCompile(`(?i)set\s+(local\s+|session\s+)?app\.|set_config\(\s*['"]app\.`),
		regexp.MustCompile(`\.(go|sql)$`), regexp.MustCompile(`^migrations/00(09|24|29|33)_|_test\.go$`)},
	{"a query outside the store", regexp.MustCompile("`\\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\\s"), regexp.MustCompile(`^(internal|cmd|views)/.*\.go$`),
		regexp.MustCompile(`^internal/store/|^internal/jobs/|_test\.go$`)},
	{"SQL built with Sprintf", regexp.MustCompile(`(?i)Sprintf\(\s*["` + "`" + `]\s*(select|insert|update|delete|with)\b`), regexp.MustCompile(`^internal/.*\.go$`),
		regexp.MustCompile(`^internal/store/operator\.go$|^internal/store/storetest/|_test\.go$`)},
	{"a sender of webhooks that looks at no address, outside tests", regexp.MustCompile(`\bNewTestSender\(`), regexp.MustCompile(`\.go$`),
		regexp.MustCompile(`^internal/webhook/webhook\.go$|_test\.go$|^internal/archtest/`)},
	{"a package registry's or proxy's address", regexp.MustCompile(`(?i)"resolved":|registry\.npmjs|proxy\.golang|goproxy`), regexp.MustCompile(`.`),
		regexp.MustCompile(`^internal/archtest/|^go\.sum$`)},
	{"personal data: an address outside example.test", regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.(com|org|net|io|de)\b`), regexp.MustCompile(`\.(go|templ|sql|md|txt|json|html)$`),
		regexp.MustCompile(`^package-lock\.json$|^internal/archtest/`)},
}

func TestRules(t *testing.T) {
	looked := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel("../..", path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if rel == ".git" || rel == "node_modules" || rel == "bin" || rel == ".data" || rel == "tmp" {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || strings.HasSuffix(rel, ".png") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		looked++
		for _, r := range rules {
			if r.files.MatchString(rel) && !r.except.MatchString(rel) {
				for _, at := range r.pattern.FindAllString(string(text), 3) {
					t.Errorf("%s: %s: %q", rel, r.name, at)
				}
			}
		}
		return nil
	})
	if err != nil || looked < 150 {
		t.Fatalf("looked at %d files: %v", looked, err)
	}
}
