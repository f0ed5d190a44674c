package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestStrategyPages_LinksBothWays(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleViewer))
	base := "/t/" + s.A.Slug
	icp, offer, plan := base+"/icps/"+s.A.RowID("icp").String(), base+"/offers/"+s.A.RowID("offer").String(), base+"/plans/"+s.A.RowID("plan").String()
	campaign, funnel := base+"/campaigns/"+s.A.RowID("campaign").String(), base+"/funnels/"+s.A.RowID("funnel").String()
	for page, links := range map[string][]string{
		base + "/brand":  {s.A.Canary},
		base + "/icps":   {icp},
		base + "/offers": {offer, icp, "No segment has this name"},
		base + "/plans":  {plan},
		icp:              {offer, campaign, funnel, plan},
		offer:            {icp, campaign, funnel, plan, "No such segment"},
		plan:             {icp, offer, funnel},
	} {
		a := b.get(page)
		if a.status != http.StatusOK {
			t.Errorf("%s: %d", page, a.status)
		}
		for _, l := range links {
			if !strings.Contains(a.body, l) {
				t.Errorf("%s does not show %s", page, l)
			}
		}
	}
}

func TestStrategyPages_EmptySayWhatComesFirst(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, table := range []string{"cmo_icp_segments", "cmo_offers", "cmo_marketing_plans"} {
		s.Admin(`UPDATE `+table+` SET archived_at = now() WHERE tenant_id = $1`, s.A.ID)
	}
	b := s.as(member(s.A, cmo.RoleMarketer))
	base := "/t/" + s.A.Slug
	for page, want := range map[string]string{"/icps": "drafts them in mode setup", "/offers": `href="` + base + `/icps"`, "/plans": "Describe a segment first"} {
		if a := b.get(base + page); a.status != http.StatusOK || !strings.Contains(a.body, want) {
			t.Errorf("%s: %d, lacks %q", page, a.status, want)
		}
	}
	if a := b.get(base + "/icps/" + s.A.RowID("icp").String()); a.status != http.StatusOK || !strings.Contains(a.body, "Archived on") {
		t.Errorf("an archived segment: %d", a.status)
	}
}
