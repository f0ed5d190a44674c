package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestSettings_EveryRoleReads(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE os_tenant_registry SET four_eyes = true, run_budget_usd = 12.5 WHERE tenant_id = $1`, s.A.ID)
	for _, role := range cmo.Roles {
		a := s.as(member(s.A, role)).get("/t/" + s.A.Slug + "/settings")
		if a.status != http.StatusOK || !strings.Contains(a.body, "America/Chicago") || !strings.Contains(a.body, "$12.50") || !strings.Contains(a.body, "cannot approve it") {
			t.Errorf("%s: %d", role, a.status)
		}
		if told := strings.Contains(a.body, "Owners and admins of the tenant change"); told == role.Can(cmo.RightManage) {
			t.Errorf("%s: told who may change settings: %v", role, told)
		}
	}
}

// Members are named; nobody's address is shown but one's own in the account menu, and to owners and admins whom they invited.
func TestMembers_NamesWithoutAddresses(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, role := range cmo.Roles {
		me := member(s.A, role)
		a := s.as(me).get("/t/" + s.A.Slug + "/members")
		for _, other := range cmo.Roles {
			if !strings.Contains(a.body, s.A.Canary+" "+string(other)) {
				t.Errorf("%s does not see the %s", role, other)
			}
		}
		invited := "invited@" + s.A.Slug + ".test"
		if strings.Contains(a.body, invited) != role.Can(cmo.RightManage) {
			t.Errorf("%s: sees who is invited: %v", role, !role.Can(cmo.RightManage))
		}
		if n := strings.Count(strings.NewReplacer(me, "", invited, "").Replace(a.body), "@"); a.status != http.StatusOK || n > 0 {
			t.Errorf("%s: %d, %d addresses", role, a.status, n)
		}
	}
}

var settingsForm = url.Values{"version": {"1"}, "time_zone": {"Europe/Berlin"}, "currency": {"EUR"}, "four_eyes": {"on"}, "run_budget_usd": {"12.50"}, "run_concurrency": {"7"}}

func TestSettingsSave_VersionAndHistory(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleAdmin))
	if a := b.get("/t/" + s.A.Slug + "/settings/edit"); a.status != http.StatusOK || !strings.Contains(a.body, `value="America/Chicago"`) {
		t.Fatalf("the form: %d", a.status)
	}
	if a := b.post("/t/"+s.A.Slug+"/settings", settingsForm); a.status != http.StatusSeeOther {
		t.Fatalf("%d", a.status)
	}
	if got := s.one(`SELECT concat_ws(' ', time_zone, currency, four_eyes, run_budget_usd, run_concurrency, version) FROM os_tenant_registry WHERE tenant_id = $1`, s.A.ID); got != "Europe/Berlin EUR t 12.50 7 2" {
		t.Errorf("stored: %s", got)
	}
	if a := b.get("/t/" + s.A.Slug + "/settings"); !strings.Contains(a.body, "Time zone: America/Chicago → Europe/Berlin") || !strings.Contains(a.body, "Four eyes: Off → On") {
		t.Error("the history does not say what changed")
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).get("/t/" + s.A.Slug + "/settings"); strings.Contains(a.body, "→ Europe/Berlin") || strings.Contains(a.body, "/settings/edit") {
		t.Error("a viewer reads the audit log, or is led to the form")
	}
	a := b.post("/t/"+s.A.Slug+"/settings", settingsForm) // version 1 again
	if a.status != http.StatusConflict || !strings.Contains(a.body, "They are now: Time zone Europe/Berlin") || !strings.Contains(a.body, `name="version" value="2"`) {
		t.Errorf("an old version: %d", a.status)
	}
	if got := s.one(`SELECT time_zone || ' ' || version FROM os_tenant_registry WHERE tenant_id = $1`, s.B.ID); got != "America/Chicago 1" {
		t.Errorf("B: %s", got)
	}
}

func TestSettingsSave_BadInput_KeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleOwner))
	for column, values := range map[string][]string{
		"time_zone": {"Mars/Olympus", "Local", "", "../../etc/passwd", "america/chicago "}, "currency": {"XXX", "", "eur"}, "run_budget_usd": {"-1", "NaN", "1e9", "x", "Inf"},
		"run_concurrency": {"0", "51", "1.5", "", "99999999999999999999"},
	} {
		for _, v := range values {
			form := url.Values{}
			for k, was := range settingsForm {
				form[k] = was
			}
			form.Set(column, v)
			a := b.post("/t/"+s.A.Slug+"/settings", form)
			if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="`+column+`-e"`) {
				t.Errorf("%s = %q: %d", column, v, a.status)
			}
		}
	}
	if got := s.one(`SELECT version::text FROM os_tenant_registry WHERE tenant_id = $1`, s.A.ID); got != "1" {
		t.Errorf("version %s", got)
	}
}
