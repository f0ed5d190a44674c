package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// One function makes a Scope from a session, its twins from a run's lease and from a token: everything else can only pass on the
// one it was given.
func TestScope_OneMaker(t *testing.T) {
	files, err := filepath.Glob("../store/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var makers, literals []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if fn.Name.IsExported() && returnsScope(fn) {
				makers = append(makers, fn.Name.Name)
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				lit, ok := n.(*ast.CompositeLit)
				if ok && len(lit.Elts) > 0 && named(lit.Type, "Scope") {
					literals = append(literals, fn.Name.Name)
				}
				return true
			})
		}
	}
	slices.Sort(makers)
	if !slices.Equal(makers, []string{"Enter", "EnterDelivery", "EnterRun", "EnterToken"}) {
		t.Errorf("exported functions that give a Scope: %v", makers)
	}
	for _, fn := range literals {
		if !slices.Contains(makers, fn) {
			t.Errorf("%s makes a Scope", fn)
		}
	}
	if len(literals) != len(makers) {
		t.Errorf("%d places make a Scope for %d makers: %v", len(literals), len(makers), literals)
	}
}

func returnsScope(fn *ast.FuncDecl) bool {
	return fn.Type.Results != nil && slices.ContainsFunc(fn.Type.Results.List, func(f *ast.Field) bool { return named(f.Type, "Scope") })
}

func named(expr ast.Expr, name string) bool {
	if star, ok := expr.(*ast.StarExpr); ok {
		expr = star.X
	}
	id, ok := expr.(*ast.Ident)
	return ok && id.Name == name
}
