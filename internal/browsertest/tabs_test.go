package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// beside is another tab of the same browser, with the same session.
func (s *stage) beside() *stage {
	s.t.Helper()
	ctx, cancel := chromedp.NewContext(s.ctx)
	s.t.Cleanup(cancel)
	tab := &stage{t: s.t, kit: s.kit, server: s.server, url: s.url, ctx: ctx}
	tab.watch()
	return tab
}

// Two tabs of one session in two tenants: forms that were opened side by side, and sent in the other order, each write
// where they were opened, and a reload shows each its own.
func TestTwoTabs_FormsStayInTheirTenants(t *testing.T) {
	t.Parallel()
	one := newStage(t)
	one.signIn("marketer@example.test")
	two := one.beside()
	one.open(firstTouch + "/campaigns/new")
	two.open(riverside + "/campaigns/new")
	for tab, name := range map[*stage]string{one: "Opened first", two: "Opened second"} {
		tab.do(chromedp.Evaluate[chromedp.Void](`(() => {
			const f = document.querySelector("main form:has([name=campaign_name])");
			f.campaign_name.value = "` + name + `"; f.campaign_type.value = [...f.campaign_type.options].find((o) => o.value).value; f.objective.value = "Stay at home";
		})()`))
	}
	const send = `main form button[type=submit]:not([formaction])`
	for _, tab := range []*stage{two, one} {
		tab.click(send)
		tab.until(`location.search === "?done=created"`)
	}
	one.until(`location.pathname.startsWith("` + firstTouch + `/campaigns/")`)
	two.until(`location.pathname.startsWith("` + riverside + `/campaigns/")`)
	for name, slug := range map[string]string{"Opened first": firstTouch, "Opened second": riverside} {
		var path string
		one.must(one.kit.AdminConn().QueryRow(t.Context(), `SELECT '/t/' || r.slug FROM cmo_campaigns c JOIN os_tenant_registry r USING (tenant_id) WHERE c.campaign_name = $1`, name).Scan(&path))
		if path != slug {
			t.Errorf("%q was written into %s", name, path)
		}
	}
	for tab, h1 := range map[*stage]string{one: "Opened first", two: "Opened second"} {
		tab.do(chromedp.Reload())
		tab.until(`document.querySelector("h1").textContent.includes("` + h1 + `")`)
		tab.silent()
	}
}
