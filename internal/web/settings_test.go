package web_test

import (
	"net/http"
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

// Members are named; nobody's address is shown but one's own in the account menu.
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
		if n := strings.Count(strings.ReplaceAll(a.body, me, ""), "@"); a.status != http.StatusOK || n > 0 {
			t.Errorf("%s: %d, %d addresses", role, a.status, n)
		}
	}
}
