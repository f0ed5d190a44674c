package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// theme sets the operating system's preferences, which the pages follow: the colours, and no motion that axe could meet
// half-way.
func (s *stage) theme(name string) {
	s.t.Helper()
	_, err := chromedp.Call(s.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	s.must(err)
}

var axeSource = sync.OnceValues(func() ([]byte, error) {
	return os.ReadFile(filepath.Join(root, "node_modules/axe-core/axe.min.js"))
})

// axe fails the test for every violation that axe-core finds.
func (s *stage) axe(where string) {
	s.t.Helper()
	source, err := axeSource()
	if os.IsNotExist(err) {
		s.t.Log("axe-core is not installed (npm ci): accessibility not checked")
		return
	}
	s.must(err)
	if !eval[bool](s, `Boolean(window.axe)`) {
		s.do(chromedp.Evaluate[chromedp.Void](string(source) + "; undefined"))
	}
	ctx, cancel := context.WithTimeout(s.ctx, time.Minute)
	defer cancel()
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => r.violations.map(v => v.id + ": " + v.help + " " + v.nodes.slice(0, 3).map(n => n.target + " " + n.failureSummary).join("; ")))`, chromedp.EvalAwaitPromise))
	s.must(err)
	for _, f := range found {
		s.t.Errorf("%s: axe: %s", where, f)
	}
}
