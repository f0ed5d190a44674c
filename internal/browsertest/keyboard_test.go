package browsertest

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// reachable lists, in the page's order, what a person can act on and see: links, buttons, fields, summaries and what
// scrolls. One radio of a group stands for all of them, as for the Tab key.
const reachable = `(() => {
	const groups = new Set();
	window.wanted = [...document.querySelectorAll('a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]')].filter(e => {
		if (e.disabled || e.tabIndex < 0 || e.closest('[inert]') || !e.checkVisibility({visibilityProperty: true})) return false;
		if (e.type !== 'radio') return true;
		const group = (e.form?.action || '') + e.name;
		if (groups.has(group)) return false;
		groups.add(group);
		return true;
	});
	window.met = new Set();
	document.body.tabIndex = -1; // from the top, wherever the page has put the focus
	document.body.focus();
	document.body.removeAttribute('tabindex');
	return window.wanted.length;
})()`

// tabbed notes where the Tab key has led: the radio group's first stands for it. It tells what is wrong there, if anything.
const tabbed = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body || e === document.documentElement) return 'end';
	window.met.add(e.type === 'radio' ? window.wanted.find(w => w.type === 'radio' && w.name === e.name && w.form === e.form) || e : e);
	const ring = x => { const s = getComputedStyle(x), a = getComputedStyle(x, '::after');
		return s.outlineStyle !== 'none' && s.outlineWidth !== '0px' || s.boxShadow !== 'none' || a.outlineStyle !== 'none' && a.outlineWidth !== '0px' || a.boxShadow !== 'none'; };
	let x = e, shown = false;
	for (let i = 0; x && i < 5 && !shown; i++, x = x.parentElement) shown = ring(x);
	return shown ? '' : 'no focus ring on ' + e.outerHTML.slice(0, 160);
})()`

const missed = `window.wanted.filter(e => e.isConnected && !window.met.has(e)).map(e => e.outerHTML.slice(0, 160))`

// Every page: the Tab key reaches everything that can be acted on, with a visible ring, starting at the skip link, and
// comes out at the end; the console and the content policy stay silent; without JavaScript the same page stands there.
func TestPages_KeyboardConsoleNoScript(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	var pages, stops atomic.Int64
	s.onEvery(func(tab *stage, p sitePage) {
		tab.said = nil
		tab.do(chromedp.EmulateViewport(1440, 900))
		tab.open(p.path)
		stops.Add(tab.walk(p))
		tab.mu.Lock() // a page that is itself an error is told of as one
		tab.said = slices.DeleteFunc(tab.said, func(m string) bool { return strings.Contains(m, "the server responded with a status of") })
		tab.mu.Unlock()
		tab.silent()
		title, words := eval[string](tab, `document.querySelector('h1')?.textContent ?? ''`), eval[int](tab, `document.querySelector('main').innerText.length`)
		words -= eval[int](tab, `[...document.querySelectorAll('main .chip')].reduce((n, c) => n + c.innerText.length, 0)`) // the script's buttons: the words themselves stand in a text field
		tab.script(false)
		tab.open(p.path)
		if bare := eval[string](tab, `document.querySelector('h1')?.textContent ?? ''`); title == "" || bare != title {
			tab.t.Errorf("%s: the heading is %q, without JavaScript %q", p.path, title, bare)
		}
		if bare := eval[int](tab, `document.querySelector('main').innerText.length`); bare*10 < words*9 {
			tab.t.Errorf("%s: %d characters of text, without JavaScript %d", p.path, words, bare)
		}
		tab.script(true)
		pages.Add(1)
	})
	t.Logf("%d pages, %d stops of the Tab key", pages.Load(), stops.Load())
}

// walk presses Tab until the page ends.
func (s *stage) walk(p sitePage) int64 {
	s.t.Helper()
	want := eval[int](s, reachable)
	for stop := range want + 40 {
		s.do(chromedp.KeyEvent("\t"))
		switch wrong := eval[string](s, tabbed); {
		case wrong == "end":
			for _, m := range eval[[]string](s, missed) {
				s.t.Errorf("%s: the Tab key does not reach %s", p.path, m)
			}
			return int64(stop)
		case wrong != "":
			s.t.Errorf("%s: %s", p.path, wrong)
		}
		if first := eval[string](s, `document.activeElement.textContent`); stop == 0 && p.as != "" && !strings.Contains(first, "Skip") {
			s.t.Errorf("%s: the first stop of the Tab key is %q, not the skip link", p.path, first)
		}
	}
	s.t.Errorf("%s: the Tab key does not come out after %d stops", p.path, want+40)
	return int64(want)
}

func (s *stage) script(on bool) {
	s.t.Helper()
	_, err := chromedp.Call(s.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
	s.must(err)
}
