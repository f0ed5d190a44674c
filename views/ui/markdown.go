package ui

import (
	"bytes"
	"context"
	"io"
	"regexp"

	"github.com/a-h/templ"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// Markdown prints a text in Markdown as its readers would see it, as an illustration: a link leads nowhere and shows its
// address on hover, a picture is a frame with its description, since nothing is fetched, and a heading is no heading of
// this page. HTML in the text is left out.
type Markdown string

// Render writes the text.
func (m Markdown) Render(ctx context.Context, w io.Writer) error {
	var b bytes.Buffer
	if err := markdown.Convert([]byte(m), &b); err != nil {
		return err
	}
	// Raw: what the policy below lets through.
	return templ.Raw(string(markdownPolicy.SanitizeBytes(b.Bytes()))).Render(ctx, w)
}

var markdown = goldmark.New(goldmark.WithRendererOptions(html.WithHardWraps(), renderer.WithNodeRenderers(util.Prioritized(inert{}, 100))))

// markdownPolicy is a second lock behind goldmark's own escaping: nothing but these elements and classes comes through.
var markdownPolicy = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "span")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^(md-h[1-3]|md-a|md-img)$`)).OnElements("p", "span")
	p.AllowAttrs("title").Matching(regexp.MustCompile(`^[^<>"]{1,300}$`)).OnElements("span")
	return p
}()

// inert renders what would lead or load somewhere, and headings, as plain elements with a class.
type inert struct{}

// RegisterFuncs tells goldmark which nodes inert renders.
func (inert) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindLink, wrap(func(n ast.Node, _ []byte) (string, string) {
		link, _ := n.(*ast.Link)
		return `<span class="md-a" title="` + escaped(link.Destination) + `">`, `</span>`
	}))
	r.Register(ast.KindImage, wrap(func(ast.Node, []byte) (string, string) { return `<span class="md-img">`, `</span>` }))
	r.Register(ast.KindAutoLink, wrap(func(n ast.Node, source []byte) (string, string) {
		link, _ := n.(*ast.AutoLink)
		return `<span class="md-a">` + escaped(link.Label(source)), `</span>`
	}))
	r.Register(ast.KindHeading, wrap(func(n ast.Node, _ []byte) (string, string) {
		h, _ := n.(*ast.Heading)
		return `<p class="md-h` + num(min(h.Level, 3)) + `">`, "</p>\n"
	}))
}

// wrap renders a node as something before and after its children.
func wrap(parts func(n ast.Node, source []byte) (open, end string)) renderer.NodeRendererFunc {
	return func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		open, end := parts(n, source)
		if !entering {
			open = end
		}
		_, err := w.WriteString(open)
		return ast.WalkContinue, err
	}
}

func escaped(b []byte) string { return string(util.EscapeHTML(b)) }
