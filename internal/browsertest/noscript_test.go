package browsertest

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// The same job without JavaScript: every link and form is a link and a form.
func TestJourney_WithoutJavaScript(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	_, err := chromedp.Call(s.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	s.must(err)
	s.signIn("marketer@example.test")
	s.click(`main a[href="` + firstTouch + `"]`)
	s.until(`document.querySelector("h1")?.textContent.includes("Home")`)
	s.click(`nav[aria-label="Main"] a[href="` + firstTouch + `/campaigns"]`)
	s.until(`document.querySelectorAll("[data-campaign-id]").length > 5`)
	s.click(`a[href$="?origin=ai_cmo"]`)
	s.until(`location.search.includes("origin=ai_cmo") && document.querySelectorAll('[data-ai="false"]').length === 0`)
	s.do(chromedp.SendKeys(chromedp.CSS(`#q`), "lesson\r"))
	s.until(`location.search.includes("q=lesson") && document.querySelectorAll("[data-campaign-id]").length > 0`)
	s.click(`[data-campaign-id] a[href*="peek="]`)
	s.until(`document.querySelector("#peek h2")`)
	s.click(`#peek a[data-open="page"]`)
	s.until(`/\/campaigns\/[0-9a-f-]{36}$/.test(location.pathname)`)
	s.click(`main a[href*="/runs/"]:not([href*="/runs/new"])`)
	s.until(`/\/runs\/[0-9a-f-]{36}$/.test(location.pathname)`)
	s.click(`[data-switcher] > summary`)
	s.click(`[data-switcher] a[href="` + riverside + `/runs"]`)
	s.until(`location.pathname === "` + riverside + `/runs" && document.querySelectorAll("[data-run-id]").length > 0`)
	s.click(`details:has(form[action="/account/theme"]) > summary`)
	s.click(`form[action="/account/theme"] button[value="dark"]`)
	s.until(`document.documentElement.dataset.theme === "dark" && location.pathname === "` + riverside + `/runs"`)
	s.click(`details:has(form[action="/logout"]) > summary`)
	s.click(`form[action="/logout"] button`)
	s.until(`location.pathname === "/login"`)
	s.silent()
}
