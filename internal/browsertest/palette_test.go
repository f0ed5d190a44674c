package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// press sends a key to what has the focus, as a keyboard does.
func (s *stage) press(key string, init string) {
	s.t.Helper()
	s.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "` + key + `"` + init + `, bubbles: true, cancelable: true}))`))
}

// The palette opens by Ctrl-K and by its button, finds while one types, is led by the arrows and followed by Enter; Escape
// gives the focus back.
func TestPalette_ByKeyboard(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.signIn("marketer@example.test")
	s.open(firstTouch + "/campaigns")
	s.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('nav[aria-label="Main"] a').focus()`))
	s.press("k", ", ctrlKey: true")
	s.until(`document.getElementById("find").open && document.querySelectorAll("#find [role=option]").length > 5`)
	s.axe("palette")
	s.do(chromedp.KeyEvent("camp reg"))
	s.until(`document.querySelector("#find [role=option][aria-selected=true]")?.textContent.includes("Camp Registration")`)
	s.until(`document.activeElement.getAttribute("aria-activedescendant") === document.querySelector("#find [aria-selected=true]").id && document.querySelector("[data-find-status]").textContent.includes("result")`)
	s.do(chromedp.KeyEvent("\u001b"))
	s.until(`!document.getElementById("find").open && document.activeElement.matches('nav[aria-label="Main"] a')`)

	s.click(`a[data-dialog=find]`)
	s.until(`document.getElementById("find").open && document.activeElement.id === "find-q"`)
	s.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.value = ""`), chromedp.KeyEvent("run"))
	s.until(`document.querySelector("#find [aria-selected=true]")?.textContent.includes("Run")`)
	first := eval[string](s, `document.querySelector("#find [aria-selected=true]").id`)
	s.press("ArrowDown", "")
	s.until(`document.querySelectorAll("#find [aria-selected=true]").length === 1 && document.querySelector("#find [aria-selected=true]").id !== "` + first + `"`)
	s.press("ArrowUp", "")
	s.press("ArrowUp", "")
	s.until(`document.querySelector("#find [aria-selected=true]") === [...document.querySelectorAll("#find [role=option]")].at(-1)`)
	s.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.value = ""`), chromedp.KeyEvent("no such thing at all"))
	s.until(`document.activeElement.getAttribute("aria-expanded") === "false" && document.getElementById("find-results").textContent.includes("Nothing here")`)
	s.axe("palette, nothing found")
	s.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.value = ""`), chromedp.KeyEvent("new icp"))
	s.until(`document.querySelector("#find [aria-selected=true]")?.textContent.includes("New ICP")`)
	s.do(chromedp.KeyEvent("\r"))
	s.until(`location.pathname.endsWith("/icps/new")`)

	// Ctrl-Enter saves the form one is in, from a field of many lines too.
	s.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#f-segment_description").focus()`))
	s.press("Enter", ", ctrlKey: true")
	s.until(`document.body.textContent.includes("Name is missing") || !document.querySelector("#f-segment_name").validity.valid`)
	s.silent()
}
