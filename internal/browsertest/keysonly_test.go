package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// tabTo presses Tab until the focus is on an element that the condition on e holds for.
func (s *stage) tabTo(cond string) {
	s.t.Helper()
	for range 150 {
		if eval[bool](s, `((e) => Boolean(e && e !== document.body && (`+cond+`)))(document.activeElement)`) {
			return
		}
		s.do(chromedp.KeyEvent("\t"))
	}
	s.t.Fatalf("the Tab key never comes to %s at %s", cond, s.path())
}

// pressOn goes to an element by Tab and presses Enter there.
func (s *stage) pressOn(cond string) {
	s.t.Helper()
	s.tabTo(cond)
	s.do(chromedp.KeyEvent("\r"))
}

// A review from request to launch with no pointer: Tab and Enter alone, and the palette to come to the campaign.
func TestKeysOnly_ReviewAndLaunch(t *testing.T) {
	t.Parallel()
	author := newStage(t)
	at := author.drafted("Keyboard places")
	author.signIn("marketer@example.test")
	approver := author.newTab(t)
	approver.signIn("approver@example.test")
	steps := func(s *stage, to, verb, then string) {
		s.t.Helper()
		s.open(at + "/move?to=" + to)
		s.pressOn(`e.matches("main form button") && e.textContent.trim().startsWith("` + verb + `")`)
		s.until(`location.pathname === "` + at + `" && ` + then)
	}

	author.open(firstTouch + "/campaigns")
	author.press("k", ", ctrlKey: true")
	author.until(`document.getElementById("find").open`)
	author.do(chromedp.KeyEvent("keyboard pl"))
	author.until(`document.querySelector("#find [aria-selected=true]")?.textContent.includes("Keyboard places")`)
	author.do(chromedp.KeyEvent("\r"))
	author.until(`location.pathname === "` + at + `"`)

	steps(author, "in_review", "Request review", `document.querySelector("[data-review]")?.dataset.review === "in_review"`)
	approver.open(firstTouch + "/reviews")
	approver.pressOn(`e.matches('main a[href="` + at + `"]')`)
	approver.until(`location.pathname === "` + at + `"`)
	steps(approver, "approved", "Approve", `document.querySelector("[data-review]")?.dataset.review === "approved"`)
	steps(approver, "active", "Launch now", `document.querySelector("[data-status]")?.dataset.status === "active"`)
	author.silent()
	approver.silent()
}

// From the month view keys alone put an event on another day.
func TestKeysOnly_RescheduleFromTheMonth(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.signIn("marketer@example.test")
	s.kit.Admin(`INSERT INTO cmo_calendar_events (tenant_id, workspace_id, title, event_type, scheduled_at) VALUES ($1, $1, 'By keys', 'review', date_trunc('month', now()) + interval '14 days 15 hours')`, firstTouchID)
	s.open(firstTouch + "/calendar")
	s.pressOn(`e.matches(".cal-mv") && e.textContent.includes("Reschedule By keys")`)
	s.until(`location.pathname.endsWith("/calendar/move")`)
	s.tabTo(`e.id === "move-day"`)
	before := eval[string](s, `document.querySelector("#move-day").value`)
	s.do(chromedp.KeyEvent("01")) // a date field is typed part by part: the month, in this browser's language
	s.until(`document.querySelector("#move-day").value !== "` + before + `"`)
	day := eval[string](s, `document.querySelector("#move-day").value`)
	s.do(chromedp.KeyEvent("\r"))
	s.until(`location.search.includes("done=rescheduled") || document.querySelector("main [role=alert]")`)
	if eval[bool](s, `location.pathname.endsWith("/calendar/move")`) { // what speaks against the day is said first
		s.pressOn(`e.matches("main form button")`)
		s.until(`location.search.includes("done=rescheduled")`)
	}
	s.until(`[...document.querySelectorAll("[data-day] .cal-e")].find((e) => e.textContent.includes("By keys"))?.closest("[data-day]").dataset.day === "` + day + `"`)
	s.quietBut("status of 422") // the browser's own word on the day that is asked about
}
