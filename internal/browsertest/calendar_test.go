package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// An entry dragged to another day opens the form with that day, which says what speaks against it; saving moves it. By
// keyboard the same form opens from the entry's link.
func TestCalendar_DraggedToADay(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.signIn("marketer@example.test")
	s.kit.Admin(`INSERT INTO cmo_calendar_events (tenant_id, workspace_id, title, event_type, scheduled_at) VALUES ($1, $1, 'Dragged', 'review', date_trunc('month', now()) + interval '14 days 15 hours')`, firstTouchID)
	s.open(firstTouch + "/calendar")
	const entry = `[...document.querySelectorAll("[data-move]")].find((e) => e.textContent.includes("Dragged"))`
	s.until(entry)
	s.do(chromedp.Evaluate[chromedp.Void](`(() => {
		const e = ` + entry + `, days = [...document.querySelectorAll("[data-day]")], to = days[days.indexOf(e.closest("[data-day]")) + 1], data = new DataTransfer();
		window.name = to.dataset.day;
		const at = (target, type) => target.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
		at(e, "dragstart"); at(to, "dragover"); at(to, "drop");
	})()`))
	s.until(`location.pathname.endsWith("/calendar/move") && document.querySelector("#move-day")?.value === window.name`)
	s.axe("reschedule")
	s.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("main form button").click()`))
	s.until(`location.pathname.endsWith("/calendar") && ` + entry + `?.closest("[data-day]").dataset.day === window.name`)

	s.open(firstTouch + "/calendar?view=agenda&on=" + eval[string](s, `window.name`))
	s.axe("agenda with links to reschedule")
	s.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".cal-mv").focus()`), chromedp.KeyEvent("\r"))
	s.until(`location.pathname.endsWith("/calendar/move") && document.querySelector("#move-day").value !== ""`)
	s.silent()
}
