package browsertest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/uuid"
)

// typeInto replaces what a field holds.
func (s *stage) typeInto(css, text string) {
	s.t.Helper()
	s.do(chromedp.Evaluate[chromedp.Void](`(() => { const e = document.querySelector(` + "`" + css + "`" + `); e.focus(); e.select?.(); })()`))
	s.do(chromedp.KeyEvent(text))
}

// submit presses the button of that name in the page's main part.
func (s *stage) submit(label string) {
	s.t.Helper()
	s.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll("main form button")].find((b) => b.textContent.trim().startsWith("` + label + `")).click()`))
}

// drafted is a campaign of the AI CMO, as a run leaves it, that passes every check of a launch but its approval.
func (s *stage) drafted(name string) string {
	s.t.Helper()
	campaign, channel, asset := uuid.New(), uuid.New(), uuid.New()
	s.kit.Admin(`INSERT INTO cmo_campaigns (tenant_id, workspace_id, id, origin, run_id, campaign_name, campaign_type, description, objective, primary_kpi, start_date, end_date)
		SELECT $1, $1, $2, 'ai_cmo', r.id, $3, 'nurture', 'AI CMO Driven: five touches', 'Fill the camp', '{"metric": "leads", "target": 5}', current_date, current_date + 30 FROM agent_runs r WHERE r.tenant_id = $1 ORDER BY r.run_no LIMIT 1`, firstTouchID, campaign, name)
	s.kit.Admin(`INSERT INTO cmo_campaign_channels (tenant_id, workspace_id, id, campaign_id, channel_name, budget_percentage) VALUES ($1, $1, $2, $3, 'email', 100)`, firstTouchID, channel, campaign)
	s.kit.Admin(`INSERT INTO cmo_content_assets (tenant_id, workspace_id, id, campaign_id, title, content_type, channel) VALUES ($1, $1, $2, $3, 'Welcome', 'email', 'email')`, firstTouchID, asset, campaign)
	for _, kind := range []string{"A", "B"} {
		s.kit.Admin(`INSERT INTO cmo_content_variants (tenant_id, workspace_id, asset_id, variant_name, variant_type, subject_line, body_content)
			VALUES ($1, $1, $2, $3, $3, 'Places for June', 'Come along. Unsubscribe here: {{unsubscribe_url}}. {{sender_address}}')`, firstTouchID, asset, kind)
	}
	return firstTouch + "/campaigns/" + campaign.String()
}

// A review from request to launch: an approver on a phone asks for changes, then approves; one edited word makes the
// approval stale and launch is refused; approved again it launches.
func TestReview_FromRequestToLaunch(t *testing.T) {
	t.Parallel()
	author := newStage(t)
	author.kit.Admin(`UPDATE os_tenant_registry SET four_eyes = true WHERE tenant_id = $1`, firstTouchID)
	at := author.drafted("June places")
	author.signIn("marketer@example.test")
	phone := author.newTab(t)
	phone.do(chromedp.EmulateViewport(390, 844))
	phone.signIn("approver@example.test")

	author.open(at + "/move?to=in_review")
	author.submit("Request review")
	author.until(`location.pathname === "` + at + `" && document.querySelector("[data-review]").dataset.review === "in_review"`)

	phone.open(firstTouch + "/reviews")
	phone.until(`document.querySelector('main a[href="` + at + `"]')`)
	phone.axe("inbox on a phone")
	phone.click(`main a[href="` + at + `"]`)
	phone.until(`location.pathname === "` + at + `"`)
	phone.open(at + "/move?to=changes_requested")
	phone.axe("asking for changes on a phone")
	if over := eval[int](phone, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
		t.Errorf("%d px stick out on the phone", over)
	}
	phone.typeInto(`main textarea[name=note]`, "Name the price")
	phone.submit("Request changes")
	phone.until(`document.querySelector("[data-review]")?.dataset.review === "changes_requested"`)

	author.open(at)
	author.until(`document.querySelector("main").textContent.includes("Name the price")`)
	author.open(at + "/edit")
	author.typeInto(`#f-objective`, "Fill the camp at 90")
	author.submit("Save changes")
	author.until(`location.pathname === "` + at + `"`)
	author.open(at + "/move?to=in_review")
	author.submit("Request review again")
	author.until(`document.querySelector("[data-review]")?.dataset.review === "in_review"`)
	phone.open(at + "/move?to=approved")
	phone.submit("Approve")
	phone.until(`document.querySelector("[data-review]")?.dataset.review === "approved"`)

	author.open(at + "/edit")
	author.typeInto(`#f-objective`, "Fill the camp at 95")
	author.submit("Save changes")
	author.until(`location.pathname === "` + at + `"`)
	phone.open(at + "/move?to=active")
	phone.until(`document.querySelector("main").textContent.includes("Changed since the approval") && [...document.querySelectorAll("main form button")].every((b) => !b.textContent.includes("Launch now") || b.disabled || b.getAttribute("aria-disabled") === "true")`)
	phone.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("main form").submit()`)) // past the button
	phone.until(`document.querySelector("main").textContent.includes("The approval covers what the campaign holds now")`)
	phone.open(at)
	phone.until(`document.querySelector("[data-status]").dataset.status === "draft" && document.querySelector("main").textContent.includes("The approval is stale")`)

	author.open(at + "/move?to=in_review")
	author.submit("Ask for review again")
	author.until(`document.querySelector("[data-review]")?.dataset.review === "in_review"`)
	phone.open(at + "/move?to=approved")
	phone.submit("Approve")
	phone.until(`document.querySelector("[data-review]")?.dataset.review === "approved"`)
	phone.open(at + "/move?to=active")
	phone.submit("Launch now")
	phone.until(`document.querySelector("[data-status]")?.dataset.status === "active"`)
}

// Two people edit one campaign at once: the second sees both texts, chooses, and both stay in the history.
func TestEditors_Collide_BothTextsSurvive(t *testing.T) {
	t.Parallel()
	first := newStage(t)
	at := first.drafted("Collision")
	first.signIn("marketer@example.test")
	second := first.newTab(t)
	second.signIn("owner@example.test")
	first.open(at + "/edit")
	second.open(at + "/edit")
	first.typeInto(`#f-objective`, "The first text")
	second.typeInto(`#f-objective`, "The second text")
	first.submit("Save changes")
	first.until(`location.pathname === "` + at + `"`)
	second.submit("Save changes")
	second.until(`document.getElementById("conflict")?.textContent.includes("The first text") && document.getElementById("conflict").textContent.includes("The second text")`)
	second.axe("conflict")
	if text := eval[string](second, `document.getElementById("conflict").textContent`); strings.Contains(text, "Description") {
		t.Error("the description, which nobody changed, is listed") // it is stored with the mark and typed without
	}
	second.submit("Save this choice")
	second.until(`location.pathname === "` + at + `" && document.querySelector("main").textContent.includes("The second text")`)
	second.open(at + "/history")
	if text := eval[string](second, `document.querySelector("main").textContent`); !strings.Contains(text, "The first text") || !strings.Contains(text, "The second text") {
		t.Error("the history does not hold both texts")
	}
	second.axe("history")
}

// A marketer edits the brand: the form says what stands on the present version, and afterwards those say that it moved on.
func TestBrand_Edited_ShowsWhatIsAffected(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	at := s.drafted("Built on the brand")
	s.kit.Admin(`INSERT INTO record_sources (tenant_id, id, record_table, record_id, record_version, source_table, source_id, source_version)
		SELECT $1, gen_random_uuid(), 'cmo_campaigns', $2, 1, 'cmo_brand_profiles', b.id, b.version FROM cmo_brand_profiles b WHERE b.tenant_id = $1`, firstTouchID, strings.TrimPrefix(at, firstTouch+"/campaigns/"))
	s.signIn("marketer@example.test")
	s.open(firstTouch + "/brand")
	s.click(`main a[href$="/edit"]`)
	s.until(`location.pathname.endsWith("/edit") && document.querySelector("#record-form").textContent.includes("were built on this version")`)
	s.axe("brand form")
	s.typeInto(`#f-tagline`, "First touch, every week")
	s.submit("Save changes")
	s.until(`!location.pathname.endsWith("/edit") && document.body.textContent.includes("First touch, every week")`)
	s.open(at + "/history")
	s.until(`document.querySelector("main").textContent.includes("What this was built on has changed since.")`)
	s.submit("Keep as it is")
	s.until(`location.search.includes("done=kept") && !document.querySelector("main").textContent.includes("has changed since.")`)
	s.silent()
}
