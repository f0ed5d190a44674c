package browsertest

import "testing"

// A platform admin onboards a tenant from the dry run on; its owner uses the link and stands before the first board.
func TestOnboardJourney(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.be(s.kit.SignIn("platform@example.test").Encode())
	s.open("/admin/onboarding")
	s.axe("onboarding")
	s.click(`a[href="/admin/tenants/new"]`)
	s.until(`location.pathname === "/admin/tenants/new"`)
	s.fill(`#name`, "Harbor Swim")
	s.fill(`#slug`, "harbor-swim")
	s.fill(`#owner`, "coach@example.test")
	s.click(`input[name="first"][value="template"]`)
	eval[bool](s, `(document.querySelector('#template').closest('details').open = true, document.querySelector('#template').value = 'classes', true)`)
	s.click(`button[name="act"][value="check"]`)
	s.until(`location.pathname.startsWith("/admin/onboarding/") && document.body.textContent.includes("A link for coach@example.test")`)
	s.axe("dry run")
	var made bool
	if err := s.kit.AdminConn().QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM os_tenant_registry WHERE slug = 'harbor-swim')`).Scan(&made); err != nil || made {
		t.Errorf("the dry run made the tenant: %v, %v", made, err)
	}
	s.click(`button[name="act"][value="make"]`)
	s.until(`document.querySelector("#invite-url")?.value.includes("/invite?token=")`)
	s.axe("made")
	link := eval[string](s, `new URL(document.querySelector("#invite-url").value).pathname + new URL(document.querySelector("#invite-url").value).search`)
	s.be("")
	s.open(link)
	s.fill(`#name`, "Head Coach")
	s.click(`main button`)
	s.until(`location.pathname === "/account"`)
	s.open("/t/harbor-swim/campaigns")
	s.until(`document.querySelectorAll("[data-campaign-id]").length === 3`)
	s.axe("first board")
	s.silent()
}
