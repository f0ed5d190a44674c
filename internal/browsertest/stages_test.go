package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// A stage is put at another place by its button, by key and by dragging its head; each says where it stands now.
func TestStages_ReorderedThreeWays(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.signIn("marketer@example.test")
	var funnel string
	s.must(s.kit.AdminConn().QueryRow(t.Context(), `SELECT id::text FROM cmo_funnels WHERE funnel_name = 'Camp Registration'`).Scan(&funnel))
	s.open(firstTouch + "/funnels/" + funnel)
	const names = `[...document.querySelectorAll("[data-reorder] > li h3")].map((h) => h.textContent).join()`
	s.until(names + ` === "Discover,Compare,Register,Return"`)

	s.click(`[data-reorder] > li:nth-child(2) button[value=later]`)
	s.until(names + ` === "Discover,Register,Compare,Return"`)
	s.until(`document.getElementById("status").textContent === "Compare is now stage 3 of 4."`)
	s.until(`document.activeElement.value === "later" && document.activeElement.textContent.includes("Compare")`)

	s.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowLeft", shiftKey: true, bubbles: true, cancelable: true}))`))
	s.until(names + ` === "Discover,Compare,Register,Return"`)

	s.do(chromedp.Evaluate[chromedp.Void](`(() => {
		const items = document.querySelectorAll("[data-reorder] > li"), data = new DataTransfer(), at = (target, type) => target.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
		at(items[0].querySelector("[data-grip]"), "dragstart"); at(items[3], "dragover"); at(items[3], "drop"); at(items[0], "dragend");
	})()`))
	s.until(names + ` === "Compare,Register,Return,Discover"`)
	s.until(`document.getElementById("status").textContent === "Discover is now stage 4 of 4."`)
	s.click(`[data-reorder] > li:nth-child(4) button[value=earlier]`)
	s.until(names + ` === "Compare,Register,Discover,Return"`)
	s.silent()
}
