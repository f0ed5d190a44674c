package browsertest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const (
	firstTouch = "/t/first-touch-coaching"
	riverside  = "/t/riverside-music-school"

	firstTouchID = "4161ee82-be97-4fa8-9017-5c40be3ebe19"
)

// The main job, as a marketer of two tenants does it.
func TestJourney(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.theme("light")
	s.open("/login")
	s.axe("sign-in")
	s.signIn("marketer@example.test")

	// Choose a tenant, switch to the other and back; the page stays the same one.
	s.until(`location.pathname === "/tenants"`)
	s.axe("tenants")
	s.click(`main a[href="` + firstTouch + `"]`)
	s.until(`document.querySelector("h1")?.textContent.includes("Home")`)
	s.axe("home")
	s.click(`nav[aria-label="Main"] a[href="` + firstTouch + `/campaigns"]`)
	s.until(`document.querySelectorAll("[data-campaign-id]").length > 5`)
	s.click(`[data-switcher] > summary`)
	s.axe("switcher")
	s.click(`[data-switcher] a[href="` + riverside + `/campaigns"]`)
	s.until(`location.pathname === "` + riverside + `/campaigns" && document.body.textContent.includes("Riverside")`)
	s.back()
	s.until(`location.pathname === "` + firstTouch + `/campaigns"`)

	// Filter the board to what the AI made; back undoes it.
	all := eval[int](s, `document.querySelectorAll("[data-campaign-id]").length`)
	s.click(`a[href$="?origin=ai_cmo"]`)
	s.until(`location.search.includes("origin=ai_cmo") && document.querySelectorAll("[data-campaign-id]").length < ` + itoa(all))
	if n := eval[int](s, `document.querySelectorAll('[data-campaign-id]:not([data-ai="true"])').length`); n != 0 {
		t.Errorf("%d cards under the AI filter are not AI-driven", n)
	}
	if n := eval[int](s, `[...document.querySelectorAll("[data-campaign-id]")].filter(c => !c.textContent.includes("AI CMO Driven") && !c.textContent.includes("Marker missing")).length`); n != 0 {
		t.Errorf("%d AI-driven cards do not say so", n)
	}
	s.axe("board, filtered")
	s.back()
	s.until(`!location.search.includes("origin") && document.querySelectorAll("[data-campaign-id]").length === ` + itoa(all))

	// Open a campaign in the drawer, close it by keyboard, open it again and go to its page and run.
	camp := `[data-campaign-id] a[href*="peek="]`
	s.click(camp)
	s.until(`document.querySelector("#peek h2") && location.search.includes("peek=")`)
	s.axe("drawer")
	s.do(chromedp.KeyEvent("\u001b"))
	s.until(`!document.querySelector("#peek h2")`)
	s.click(`a[href$="?origin=ai_cmo"]`)
	s.until(`location.search.includes("origin=ai_cmo")`)
	s.click(camp)
	s.until(`document.querySelector('#peek a[href*="/campaigns/"]')`)
	s.click(`#peek a[data-open="page"]`)
	s.until(`/\/campaigns\/[0-9a-f-]{36}$/.test(location.pathname)`)
	s.axe("campaign")
	s.click(`main a[href*="/runs/"]:not([href*="/runs/new"])`)
	s.until(`/\/runs\/[0-9a-f-]{36}$/.test(location.pathname)`)
	s.axe("run")
	s.click(`nav[aria-label="Main"] a[href="` + firstTouch + `/runs"]`)
	s.until(`document.querySelectorAll("[data-run-id]").length > 5`)
	s.axe("run log")

	// Sign out; the way back is closed.
	s.click(`details:has(form[action="/logout"]) > summary`)
	s.click(`form[action="/logout"] button`)
	s.until(`location.pathname === "/login"`)
	s.open(firstTouch + "/campaigns")
	if p := s.path(); !strings.HasPrefix(p, "/login?next=") {
		t.Errorf("signed out, the board leads to %s", p)
	}
	s.silent()
}
