package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// actedPage is a state of a page that only doing something shows.
type actedPage struct {
	name, as string
	act      func(tab *stage)
}

const (
	aMarketer = "marketer@example.test"
	anOwner   = "owner@example.test"
)

// actedPages are menus, dialogs, confirmations, refusals and collisions.
func actedPages() []actedPage {
	board := firstTouch + "/campaigns"
	return []actedPage{
		{"act bulk bar", anOwner, func(tab *stage) {
			tab.open(board)
			tab.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("[data-pick]")[1].click(); document.querySelectorAll("[data-pick]")[3].click()`))
			tab.until(`!document.querySelector("[data-bulk]").hidden`)
		}},
		{"act bulk confirmation", anOwner, func(tab *stage) {
			tab.open(board)
			tab.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("[data-pick-all]").click(); document.querySelector("[data-bulk] button[value=archive]").click()`))
			tab.until(`document.querySelector("h1").textContent.startsWith("Archive")`)
		}},
		{"act move menu", anOwner, func(tab *stage) {
			tab.open(board)
			tab.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("[data-moves]")[1].click()`))
			tab.until(`document.querySelector(".move-menu")`)
		}},
		{"act move dialog", anOwner, func(tab *stage) {
			tab.open(board)
			tab.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-col=review] [data-item]').focus()`))
			tab.hit("r", "")
			tab.until(`document.getElementById("move").open && document.querySelector("#move textarea")`)
		}},
		{"act palette", aMarketer, func(tab *stage) {
			tab.open(board)
			tab.press("k", ", ctrlKey: true")
			tab.until(`document.getElementById("find").open`)
			tab.do(chromedp.KeyEvent("camp"))
			tab.until(`document.querySelector("#find [aria-selected=true]")?.textContent.toLowerCase().includes("camp")`)
		}},
		{"act keyboard map", aMarketer, func(tab *stage) {
			tab.open(board)
			tab.press("?", "")
			tab.until(`document.querySelector("dialog[open]")`)
		}},
		{"act conflict", aMarketer, func(tab *stage) {
			at := tab.drafted("Collision")
			tab.open(at + "/edit")
			tab.kit.Admin(`UPDATE cmo_campaigns SET objective = 'Theirs: fill the camp by May', version = version + 1 WHERE tenant_id = $1 AND id = $2`, firstTouchID, strings.TrimPrefix(at, board+"/"))
			tab.typeInto(`#f-objective`, "Mine: fill the camp by June")
			tab.submit("Save changes")
			tab.until(`document.getElementById("conflict")`)
		}},
		{"act invalid form", aMarketer, func(tab *stage) {
			tab.open(board + "/new")
			tab.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#f-budget_allocation").value = "minus ten"; document.querySelector("#f-start_date").value = "2026-05-02"; document.querySelector("#f-end_date").value = "2026-05-01"; document.querySelector("#record-form").noValidate = true`))
			tab.submit("Create campaign")
			tab.until(`document.querySelector("[aria-invalid=true]")`)
		}},
		{"act kept form", aMarketer, func(tab *stage) {
			tab.open(board + "/new")
			tab.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#f-campaign_name").value = "Typed before the session ended"; document.querySelector("#f-objective").value = "Fill the camp"; document.querySelector("#record-form").noValidate = true`))
			tab.kit.Admin(`UPDATE capabilities SET expires_at = now() - interval '1 minute' WHERE kind = 'session'`)
			tab.submit("Create campaign")
			tab.until(`location.pathname === "/login"`)
			tab.signIn(aMarketer)
			tab.open("/kept")
		}},
		{"act launch refused", anOwner, func(tab *stage) {
			at := tab.drafted("Launch me")
			tab.kit.Admin(`UPDATE cmo_campaigns SET review_state = 'approved', end_date = NULL WHERE tenant_id = $1 AND id = $2`, firstTouchID, strings.TrimPrefix(at, board+"/"))
			tab.open(at + "/move?to=active")
		}},
		{"act launch passes", anOwner, func(tab *stage) {
			at := tab.drafted("Launch me")
			tab.open(at + "/move?to=in_review")
			tab.submit("Request review")
			tab.until(`document.querySelector("[data-review]")?.dataset.review === "in_review"`)
			tab.open(at + "/move?to=approved")
			tab.submit("Approve")
			tab.until(`document.querySelector("[data-review]")?.dataset.review === "approved"`)
			tab.open(at + "/move?to=active")
		}},
		{"act review", anOwner, func(tab *stage) {
			tab.open(firstTouch + "/reviews")
			tab.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll("main a")].find((a) => a.textContent.includes("Trial Lesson")).click()`))
			tab.until(`/campaigns\/[0-9a-f-]{36}$/.test(location.pathname)`)
		}},
		{"act forbidden", "viewer@example.test", func(tab *stage) { tab.open(board + "/new") }},
		{"act filter panel", anOwner, func(tab *stage) {
			tab.open(board)
			tab.do(chromedp.Evaluate[chromedp.Void](`(document.querySelector("main form details summary, main details summary")).click()`))
		}},
		{"act view menu", anOwner, func(tab *stage) {
			tab.open(board)
			tab.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll("main summary")].find((e) => e.textContent.trim() === "View").click()`))
		}},
		{"act flash with undo", anOwner, func(tab *stage) {
			at := tab.drafted("Archive me")
			tab.open(at + "/history")
			tab.submit("Archive this campaign")
			tab.until(`location.search.includes("done=archived")`)
		}},
		{"act run form as JSON", aMarketer, func(tab *stage) {
			tab.open(firstTouch + "/runs/new?mode=strategy")
			tab.submit("Edit as JSON")
			tab.until(`document.querySelector("main textarea[name=json]")`)
		}},
		{"act advice forms", aMarketer, func(tab *stage) {
			tab.open(firstTouch + "/recommendations")
			tab.click(`[data-recommendation-id] h3 a`)
			tab.until(`/recommendations\/[0-9a-f-]{36}$/.test(location.pathname)`)
			tab.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("main details").forEach((d) => { d.open = true; })`))
		}},
		{"act run log ticked", aMarketer, func(tab *stage) {
			tab.open(firstTouch + "/runs?period=all")
			tab.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll("input[name=run]")].filter((b) => b.offsetParent).slice(0, 2).forEach((b) => b.click())`))
		}},
		{"act history", anOwner, func(tab *stage) {
			tab.open(firstTouch + "/brand/edit")
			tab.open(firstTouch + "/brand")
			tab.click(`main a[href$="/edit"]`)
			tab.until(`location.pathname.endsWith("/edit")`)
			tab.typeInto(`#f-tagline`, "First touch, every week")
			tab.submit("Save changes")
			tab.until(`!location.pathname.endsWith("/edit")`)
			tab.click(`main a[href$="/history"]`)
			tab.until(`location.pathname.endsWith("/history")`)
		}},
	}
}

// TestScreenshots_Acts writes pictures of states that a page reaches by doing something, as TestScreenshots does of pages.
func TestScreenshots_Acts(t *testing.T) {
	dir := os.Getenv("AICMO_SHOTS")
	if dir == "" {
		t.Skip("set AICMO_SHOTS to a directory")
	}
	s := newStage(t)
	only := regexp.MustCompile(os.Getenv("AICMO_SHOTS_ONLY"))
	for _, p := range actedPages() {
		if !only.MatchString(p.name) {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			tab := s.newTab(t)
			for _, width := range []int64{1440, 390} {
				tab.be(s.kit.SignIn(p.as).Encode())
				tab.theme("light")
				tab.do(chromedp.EmulateViewport(width, 900))
				p.act(tab)
				for _, theme := range []string{"light", "dark"} {
					tab.theme(theme)
					png, err := chromedp.Run(tab.ctx, chromedp.FullScreenshot(100))
					tab.must(err)
					tab.must(os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d-%s.png", strings.ReplaceAll(p.name, " ", "-"), width, theme)), png, 0o600))
				}
			}
		})
	}
}
