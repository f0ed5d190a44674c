package browsertest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// A platform admin gives a module to half of a tenant's people and sees who gets it before saving; those and no others get in.
func TestModules_HalfOfThePeople(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	cookies := s.cookies()
	s.be(cookies["platform@example.test"])
	s.open("/admin/modules")
	s.click(`main td a[href*="set=ai_cmo"][href*="` + firstTouchID + `"]`)
	s.until(`document.querySelector("#rollout")?.value === "100"`)
	s.typeInto(`#rollout`, "50")
	s.click(`main button[formmethod="get"]`)
	s.until(`location.search.includes("rollout=50") && document.querySelector("[role=status]")`)
	s.axe("who gets it")
	said := map[string]bool{}
	for _, line := range eval[[]string](s, `[...document.querySelectorAll("main form li")].map((li) => li.querySelector(".font-medium").textContent + "|" + !li.textContent.includes("Does not get it"))`) {
		name, gets, _ := strings.Cut(line, "|")
		said[name] = gets == "true"
	}
	rollout := func() (n int) {
		s.must(s.kit.AdminConn().QueryRow(t.Context(), `SELECT rollout_percentage FROM tenant_module_access WHERE tenant_id = $1 AND module_id = 'ai_cmo'`, firstTouchID).Scan(&n))
		return n
	}
	if n := rollout(); n != 100 {
		t.Errorf("looking set the rollout to %d %%", n)
	}
	s.submit("Save for 1 tenant")
	s.until(`location.pathname === "/admin/modules" && document.querySelector("main").textContent.includes("50%")`)
	s.axe("matrix")
	if n := rollout(); n != 50 {
		t.Errorf("saving set the rollout to %d %%", n)
	}
	members := map[string]string{}
	rows, err := s.kit.AdminConn().Query(t.Context(), `SELECT u.email, m.display_name FROM user_tenants m JOIN users u ON u.id = m.user_id WHERE m.tenant_id = $1`, firstTouchID)
	s.must(err)
	for rows.Next() {
		var email, name string
		s.must(rows.Scan(&email, &name))
		members[email] = name
	}
	s.must(rows.Err())
	if len(said) != len(members) {
		t.Errorf("the page tells of %v, the members are %v", said, members)
	}
	for email, name := range members {
		s.be(cookies[email])
		s.open(firstTouch + "/campaigns")
		if in := eval[bool](s, `document.querySelectorAll("[data-campaign-id]").length > 0`); in != said[name] {
			t.Errorf("%s gets in: %v, the page said %v", name, in, said[name])
		}
	}
}

// Support finds a failed run in one of several tenants and takes out its bundle: masked, with a hash that holds, recorded.
func TestSupport_FailedRunAndItsBundle(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.kit.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, status, started_at, completed_at, error_message)
		SELECT t.tenant_id, t.tenant_id, gen_random_uuid(), 9101, 'cmo-brand-intake', 'setup', 'failed', now(), now(), 'No answer for parent@example.test' FROM os_tenant_registry t WHERE t.slug = 'riverside-music-school'`)
	s.signIn("support@example.test")
	dir := t.TempDir()
	_, err := chromedp.Call(s.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: "allow", DownloadPath: dir})
	s.must(err)
	s.open("/support/runs")
	const statuses = `[...new Set([...document.querySelectorAll("[data-run-id]")].map((r) => r.dataset.status))].join()`
	s.until(statuses + `.includes(",")`)
	eval[bool](s, `([...document.querySelectorAll("main input[value=failed]")].find((e) => e.checkVisibility()).click(), true)`)
	s.until(`location.search.includes("failed") && ` + statuses + ` === "failed"`)
	s.axe("failed runs of all tenants")
	tenants := eval[[]string](s, `[...new Set([...document.querySelectorAll('[data-run-id] a[href^="/t/"]')].map((a) => a.pathname.split("/")[2]))]`)
	if len(tenants) < 2 {
		t.Errorf("failed runs of %q only", tenants)
	}
	s.click(`main form[action^="/support/riverside-music-school/"] button`)
	var file []byte
	s.wait(func() bool {
		found, err := filepath.Glob(filepath.Join(dir, "*.json"))
		s.must(err)
		if len(found) == 1 {
			file, err = os.ReadFile(found[0])
			s.must(err)
		}
		return len(file) > 0
	})
	if strings.Contains(string(file), "parent@example.test") {
		t.Error("the bundle shows an address")
	}
	var bundle struct {
		Sum    string          `json:"sha256_of_bundle"`
		Bundle json.RawMessage `json:"bundle"`
	}
	s.must(json.Unmarshal(file, &bundle))
	var compact bytes.Buffer
	s.must(json.Compact(&compact, bundle.Bundle))
	if sum := sha256.Sum256(compact.Bytes()); hex.EncodeToString(sum[:]) != bundle.Sum {
		t.Error("the hash is not that of the bundle")
	}
	var recorded string
	s.must(s.kit.AdminConn().QueryRow(t.Context(), `SELECT details->'filter'->>'sha256' FROM audit_log WHERE event = 'export.made' ORDER BY at DESC LIMIT 1`).Scan(&recorded))
	if recorded != bundle.Sum {
		t.Errorf("recorded is %q, the bundle says %q", recorded, bundle.Sum)
	}
	s.silent()
}

// Whoever is removed while a page is open is out with the next click.
func TestMember_RemovedIsOutAtTheNextClick(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.be(s.kit.SignIn("marketer@example.test").Encode())
	s.open(firstTouch + "/campaigns")
	s.until(`document.querySelectorAll("[data-campaign-id]").length > 5`)

	owner := s.newTab(t)
	owner.be(s.kit.SignIn("owner@example.test").Encode())
	owner.open(firstTouch + "/members")
	owner.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll("main table a, main [role=table] a")].find((a) => a.textContent.includes("Growth Lead")).click()`))
	owner.until(`document.querySelector("main input[name=confirm]")`)
	owner.axe("member")
	owner.click(`main input[name="confirm"]`)
	owner.submit("Remove")
	owner.until(`location.pathname === "` + firstTouch + `/members"`)
	owner.silent()

	s.click(`nav[aria-label="Main"] a[href="` + firstTouch + `/content"]`)
	s.until(`document.querySelector("h1")?.textContent.toLowerCase().includes("not found") || document.querySelector("h1")?.textContent.includes("no such")`)
	s.axe("removed")
	if left := eval[int](s, `document.querySelectorAll("[data-campaign-id], [data-asset-id]").length`); left > 0 {
		t.Errorf("%d records are still shown", left)
	}
	s.open("/tenants")
	if there := eval[bool](s, `Boolean(document.querySelector('main a[href="`+firstTouch+`"]'))`); there {
		t.Error("the tenant is still offered")
	}
}

// Onboarding's dry run and a cell of the module matrix, with Tab, typing and Enter alone.
func TestAdmin_KeyboardOnly(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.be(s.kit.SignIn("platform@example.test").Encode())
	s.open("/admin/onboarding")
	s.tabTo(matches(`a[href="/admin/tenants/new"]`))
	s.do(chromedp.KeyEvent("\r"))
	s.until(`location.pathname === "/admin/tenants/new"`)
	for _, field := range [][2]string{{"name", "Harbor Swim"}, {"slug", "harbor-swim"}, {"owner", "coach@example.test"}} {
		s.tabTo(matches("#" + field[0]))
		s.do(chromedp.KeyEvent(field[1]))
	}
	s.tabTo(matches(`button[name="act"][value="check"]`))
	s.do(chromedp.KeyEvent("\r"))
	s.until(`location.pathname.startsWith("/admin/onboarding/") && document.body.textContent.includes("A link for coach@example.test")`)

	s.tabTo(matches(`a[href="/admin/modules"]`))
	s.do(chromedp.KeyEvent("\r"))
	s.until(`location.pathname === "/admin/modules"`)
	s.tabTo(matches(`main td a[href*="set=ai_cmo"][href*="` + firstTouchID + `"]`))
	s.do(chromedp.KeyEvent("\r"))
	s.until(`document.querySelector("#rollout")?.value === "100"`)
	s.tabTo(matches(`#rollout`)) // the Tab key selects what stands there
	s.do(chromedp.KeyEvent("50"))
	s.do(chromedp.KeyEvent("\r"))
	s.until(`location.search.includes("rollout=50") && document.querySelector("main li")`)
	s.tabTo(matches(`main button.btn-primary`))
	s.do(chromedp.KeyEvent("\r"))
	s.until(`location.pathname === "/admin/modules" && document.querySelector("main").textContent.includes("50%")`)
	s.silent()
}

// matches is the condition of tabTo for what a selector names.
func matches(css string) string { return "e.matches(`" + css + "`)" }
