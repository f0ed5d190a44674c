package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// viewID is the example's shared view of the campaigns.
const viewID = "01900000-0000-7000-8000-000000000018"

// Two acts on many of the example.
const (
	bulkDoneID = "01900000-0000-7000-8000-00000000001a"
	bulkOpenID = "01900000-0000-7000-8000-00000000001b"
)

// heldViews adds to the example a shared view, and an act on many with an outcome of each sort.
func heldViews(t *testing.T, k *storetest.Kit) {
	t.Helper()
	k.Admin(`INSERT INTO saved_views (tenant_id, id, page, name, query, shared, created_by) VALUES ($1, $2, 'campaigns', 'AI drafts', 'origin=ai_cmo&state=draft', true, $3)`, firstTouchID, viewID, uuid.New())
	for id, waits := range map[string]int{bulkDoneID: 99, bulkOpenID: 3} { // one has ended, one is at work on its fourth campaign
		k.Admin(`INSERT INTO bulk_actions (tenant_id, id, act, created_by, finished_at) SELECT $1, $2, 'archive', u.id, CASE WHEN $3 = 99 THEN now() END FROM users u WHERE u.email = 'owner@example.test'`, firstTouchID, id, waits)
		k.Admin(`INSERT INTO bulk_items (tenant_id, id, bulk_id, item_no, campaign_id, name, done, why, created_by, ended_at)
			SELECT $1, gen_random_uuid(), $2, n, c.id, c.campaign_name, CASE WHEN n <= $3 THEN open END, CASE WHEN NOT open AND n <= $3 THEN 'It is scheduled, live or paused.' ELSE '' END, u.id, CASE WHEN n <= $3 THEN now() END
			FROM (SELECT c.*, row_number() OVER (ORDER BY c.id) AS n, c.status = 'draft' AS open FROM cmo_campaigns c WHERE c.tenant_id = $1) c, users u WHERE u.email = 'owner@example.test'`, firstTouchID, id, waits)
	}
}

// hit sends a key to the element that has the focus.
func (s *stage) hit(key, with string) {
	s.t.Helper()
	s.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "` + key + `", bubbles: true, cancelable: true` + with + `}))`))
}

// cardOf finds a card by its title.
func cardOf(title string) string {
	return `[...document.querySelectorAll("#campaigns li:has(> article.k)")].find((li) => li.querySelector("h3").textContent.trim() === "` + title + `")`
}

// addDraft puts a draft onto the board.
func (s *stage) addDraft(title string) {
	s.t.Helper()
	s.kit.Admin(`INSERT INTO cmo_campaigns (tenant_id, workspace_id, campaign_name, campaign_type) VALUES ($1, $1, $2, 'nurture')`, firstTouchID, title)
}

// Keys alone move a card: the focus goes with it and the result is said. Its menu and a drop do the same; a drop on what
// asks for a comment asks, and a drop on Approved opens the campaign and approves nothing.
func TestBoard_MovedThreeWays(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.addDraft("Keys only")
	s.addDraft("By drag")
	s.signIn("approver@example.test")
	s.open(firstTouch + "/campaigns")
	in := func(title, column string) string {
		return cardOf(title) + `?.closest("[data-col]").dataset.col === "` + column + `"`
	}
	focus := func(title string) string { return cardOf(title) + `.contains(document.activeElement)` }

	s.do(chromedp.Evaluate[chromedp.Void](cardOf("Keys only") + `.querySelector("[data-item]").focus()`))
	s.hit("ArrowRight", ", shiftKey: true")
	s.until(in("Keys only", "review"))
	s.until(`document.getElementById("status").textContent.startsWith("Moved “Keys only” to Needs review, ")`)
	s.until(focus("Keys only"))

	s.hit("m", "")
	s.until(`document.activeElement.closest(".move-menu") && document.activeElement.textContent.includes("Withdraw")`)
	s.hit("Escape", "")
	s.until(focus("Keys only") + ` && !document.querySelector(".move-menu")`)
	s.hit("r", "")
	s.until(`document.getElementById("move").open && document.activeElement.closest("dialog")`)
	s.click(`#move button[data-close=move]`)
	s.until(`!document.getElementById("move").open`)
	s.until(in("Keys only", "review"))

	drag := func(title, column string) {
		s.do(chromedp.Evaluate[chromedp.Void](`(() => {
			const li = ` + cardOf(title) + `, to = document.querySelector("[data-col=` + column + `]"), data = new DataTransfer(), at = (target, type) => target.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
			at(li.querySelector("[data-item]"), "dragstart"); window.ways = [...document.querySelectorAll(".is-way")].map((c) => c.dataset.col).join(); at(to, "dragover"); at(to, "drop"); at(li, "dragend");
		})()`))
	}
	drag("By drag", "approved") // no step from a draft
	drag("By drag", "review")
	s.until(in("By drag", "review"))
	s.until(`window.ways === "review"`)
	s.until(focus("By drag"))
	drag("By drag", "changes")
	s.until(`document.getElementById("move").open`)
	s.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#move textarea").value = "Name the second child"`))
	s.click(`#move form button[type=submit]`)
	s.until(in("By drag", "changes"))
	s.until(`!document.getElementById("move").open && document.getElementById("status").textContent.startsWith("Moved “By drag” to Changes requested")`)

	drag("Keys only", "approved")
	s.until(`document.querySelector("main h1")?.textContent === "Keys only"`)
	var state string
	s.must(s.kit.AdminConn().QueryRow(t.Context(), `SELECT review_state FROM cmo_campaigns WHERE campaign_name = 'Keys only'`).Scan(&state))
	if state != "in_review" {
		t.Errorf("a drop on Approved made it %s", state)
	}

	s.open(firstTouch + "/campaigns?q=Keys+only&view=table")
	s.click(`tr [data-moves]`)
	s.until(`document.activeElement.closest(".move-menu")`)
	s.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll(".move-menu button")].find((b) => b.textContent.includes("Withdraw")).click()`))
	s.until(`document.querySelector("#campaigns tr[data-campaign-id]").dataset.review === "none"`)
	s.silent()
}

// Picking with X brings the bar; the act asks first, does what it can, lists the rest, and archiving is undone in one step.
func TestBoard_BulkWithKeys(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.addDraft("Pick one")
	s.addDraft("Pick two")
	s.signIn("marketer@example.test")
	s.open(firstTouch + "/campaigns?q=Pick")
	s.until(`document.querySelector("[data-bulk]").hidden`)
	s.do(chromedp.Evaluate[chromedp.Void](cardOf("Pick one") + `.querySelector("[data-item]").focus()`))
	s.hit("x", "")
	s.until(`document.querySelector("[data-picked]").textContent === "1 picked" && !document.querySelector("[data-bulk]").hidden`)
	s.do(chromedp.Evaluate[chromedp.Void](cardOf("Pick two") + `.querySelector("[data-item]").focus()`))
	s.hit("X", ", shiftKey: true")
	s.until(`document.querySelector("[data-picked]").textContent === "2 picked"`)
	s.click(`[data-bulk] button[value=archive]`)
	s.until(`document.querySelector("h1").textContent === "Archive 2 campaigns?"`)
	s.click(`main form button[type=submit]`)
	s.until(`document.querySelector("h1").textContent === "Archived: 2 of 2 campaigns"`)
	s.click(`main form button[type=submit]`)
	s.until(`document.querySelector("h1").textContent === "Brought back: 2 of 2 campaigns"`)
	s.click(`main a.btn`)
	s.until(cardOf("Pick two"))
	s.silent()
}
