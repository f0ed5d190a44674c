// Package archtest holds the import table of docs/architecture.md as a test.
package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/ubigrowth/aicmo/"

// mayImport lists, per package of ours, which others of ours its shipped files may import. A package that is not here
// may not exist: add it with the reason in docs/architecture.md.
var mayImport = map[string][]string{
	"internal/cmo":           {},
	"internal/paths":         {},
	"internal/config":        {},
	"internal/postgres":      {},
	"internal/seed":          {"internal/cmo"},
	"static":                 {},
	"migrations":             {},
	"internal/store":         {"internal/cmo", "migrations"},
	"internal/isolation":     {"internal/cmo", "internal/store"},
	"internal/llm":           {"internal/cmo"},
	"internal/llm/playbook":  {"internal/cmo", "internal/llm"},
	"internal/llm/openai":    {"internal/cmo", "internal/llm"},
	"internal/llm/anthropic": {"internal/cmo", "internal/llm"},
	"internal/agent":         {"internal/cmo", "internal/llm"},
	"internal/kernel":        {"internal/cmo", "internal/store", "internal/agent", "internal/llm"},
	"internal/webhook":       {"internal/cmo", "internal/store"},
	"internal/mail":          {"internal/cmo", "internal/paths"},
	"internal/mail/mailtest": {},
	"internal/jobs":          {"internal/cmo", "internal/store", "internal/kernel", "internal/webhook"},
	"views/ui":               {},
	"views/layout":           {"views/ui", "internal/paths"},
	"views/board":            {"views/ui", "internal/paths"},
	"views/chart":            {"views/ui", "internal/paths"},
	"views/pages":            {"views/ui", "views/layout", "views/board", "views/chart", "internal/cmo", "internal/paths"},
	"internal/live":          {},
	"internal/api":           {"internal/store", "internal/kernel", "internal/live", "internal/cmo", "internal/paths"},
	"internal/mcp":           {"internal/cmo", "internal/paths"},
	"internal/web": {"internal/api", "internal/live", "internal/store", "internal/kernel", "internal/cmo", "internal/paths", "static", "views/ui", "views/layout", "views/board",
		"views/chart", "views/pages"},
	"cmd/aicmo": {"internal/cmo", "internal/config", "internal/isolation", "internal/jobs", "internal/mail", "internal/mcp", "internal/paths", "internal/postgres", "internal/seed",
		"internal/store", "internal/web", "internal/kernel", "internal/llm", "internal/llm/playbook", "internal/llm/openai", "internal/llm/anthropic"},
	"internal/store/storetest": {"internal/cmo", "internal/isolation", "internal/jobs", "internal/postgres", "internal/store", "migrations"},
	"internal/llm/llmtest":     {},
	"internal/archtest":        {},
	"internal/browsertest":     {},
}

// onlyIn names libraries that one layer keeps to itself.
var onlyIn = map[string][]string{
	"github.com/jackc/pgx":            {"internal/store", "internal/store/storetest", "internal/jobs", "internal/postgres"}, // the last: a wire-level ping
	"github.com/riverqueue/":          {"internal/jobs"},
	"github.com/pressly/goose":        {"internal/store"},
	"github.com/labstack/echo":        {"internal/web", "internal/api"},
	"github.com/danielgtaylor/huma":   {"internal/api"},
	"github.com/sethvargo/":           {"internal/api"},
	"github.com/wneessen/":            {"internal/mail"},
	"github.com/openai/":              {"internal/llm/openai"},
	"github.com/anthropics/":          {"internal/llm/anthropic"},
	"github.com/google/jsonschema":    {"internal/agent", "internal/mcp"},
	"github.com/modelcontextprotocol": {"internal/mcp"},
	"github.com/gorilla/sessions":     {"internal/web"},
	"github.com/prometheus/":          {"internal/web"},
	"github.com/spf13/cobra":          {"cmd/aicmo"},
	"github.com/caarlos0/env":         {"internal/config"},
	"github.com/chromedp/":            {"internal/browsertest"},
	"github.com/a-h/templ":            {"internal/web", "views/ui", "views/layout", "views/board", "views/chart", "views/pages"},
	"github.com/alexedwards/argon2":   {"internal/web"},
	"github.com/yuin/goldmark":        {"views/ui"},
	"github.com/microcosm-cc/":        {"views/ui"},
}

func TestImports(t *testing.T) {
	files := goFiles(t)
	if len(files) < 30 {
		t.Fatalf("only %d files found: the walk is broken", len(files))
	}
	for _, file := range files {
		pkg := filepath.ToSlash(filepath.Dir(file))
		allowed, known := mayImport[pkg]
		if !known {
			t.Errorf("%s: package %s is not in the import table", file, pkg)
			continue
		}
		for _, path := range imports(t, file) {
			checkImport(t, file, pkg, path, allowed)
		}
	}
}

func checkImport(t *testing.T, file, pkg, path string, allowed []string) {
	if own, ok := strings.CutPrefix(path, module); ok && !slices.Contains(allowed, own) {
		t.Errorf("%s: %s may not import %s", file, pkg, own)
	}
	for library, layers := range onlyIn {
		if strings.HasPrefix(path, library) && !slices.Contains(layers, pkg) {
			t.Errorf("%s: only %v may import %s", file, layers, path)
		}
	}
	if pkg == "internal/cmo" && strings.Contains(strings.Split(path, "/")[0], ".") && path != "github.com/google/uuid" {
		t.Errorf("%s: cmo imports the standard library and uuid only, not %s", file, path)
	}
}

// goFiles lists the shipped Go files, relative to the module's root.
func goFiles(t *testing.T) []string {
	t.Helper()
	const root = "../.."
	var files []string
	for _, top := range []string{"cmd", "internal", "views", "static", "migrations"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			rel, err := filepath.Rel(root, path)
			files = append(files, rel)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func imports(t *testing.T, file string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join("../..", file), nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, spec := range f.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, path)
	}
	return list
}
