package browsertest

import (
	"fmt"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

func itoa(n int) string { return strconv.Itoa(n) }

// onEvery opens every page in a tab of its caller's, in as many tabs at once as there are processors, each page a
// subtest.
func (s *stage) onEvery(look func(tab *stage, p sitePage)) {
	s.t.Helper()
	pages, cookies := s.pages(), s.cookies()
	queue := make(chan sitePage, len(pages))
	for _, p := range pages {
		queue <- p
	}
	close(queue)
	s.t.Run("tabs", func(t *testing.T) {
		for i := range runtime.NumCPU() {
			t.Run(itoa(i), func(t *testing.T) {
				t.Parallel()
				tab := s.newTab(t)
				for p := range queue {
					t.Run(p.name, func(t *testing.T) {
						tab.t = t
						tab.be(cookies[p.as])
						look(tab, p)
					})
				}
			})
		}
	})
}

// be makes the tab somebody's, by the session's secret, or nobody's.
func (s *stage) be(secret string) {
	s.t.Helper()
	_, err := chromedp.Call(s.ctx, network.ClearBrowserCookies, struct{}{})
	s.must(err)
	if secret != "" {
		_, err = chromedp.Call(s.ctx, network.SetCookie, network.SetCookieParams{Name: "aicmo_session", Value: secret, URL: s.url})
		s.must(err)
	}
}

// Every page, phone to wide screen, in both themes: nothing sticks out sideways, axe finds nothing.
func TestPages_WidthsAndThemes(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	var checked atomic.Int64
	s.onEvery(func(tab *stage, p sitePage) {
		tab.open(p.path)
		for _, theme := range []string{"light", "dark"} {
			tab.theme(theme)
			for _, width := range []int64{360, 390, 768, 1440, 1920} {
				tab.do(chromedp.EmulateViewport(width, 900))
				where := fmt.Sprintf("%s, %d px, %s", p.path, width, theme)
				if over := eval[int](tab, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
					tab.t.Errorf("%s: %d px stick out", where, over)
				}
				if width == 390 || width == 1440 {
					tab.axe(where)
				}
				checked.Add(1)
			}
		}
		if len(tab.away) > 0 {
			tab.t.Errorf("requests elsewhere: %q", tab.away)
		}
	})
	t.Logf("%d pages × widths × themes checked", checked.Load())
}
