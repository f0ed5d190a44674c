package browsertest

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

func itoa(n int) string { return strconv.Itoa(n) }

// tenantPages are pages with enough on them to go wrong.
func tenantPages(s *stage) map[string]string {
	var campaign, run string
	s.must(s.kit.AdminConn().QueryRow(s.t.Context(), `SELECT c.id::text, c.run_id::text FROM cmo_campaigns c JOIN cmo_content_assets a ON a.campaign_id = c.id
		WHERE c.tenant_id = '4161ee82-be97-4fa8-9017-5c40be3ebe19' AND c.run_id IS NOT NULL ORDER BY c.campaign_name LIMIT 1`).Scan(&campaign, &run))
	return map[string]string{
		"home":          firstTouch,
		"board":         firstTouch + "/campaigns",
		"board, ended":  firstTouch + "/campaigns?ended=1",
		"board, empty":  firstTouch + "/campaigns?q=nothing-has-this-name",
		"table":         firstTouch + "/campaigns?view=table",
		"drawer":        firstTouch + "/campaigns?peek=" + campaign,
		"campaign":      firstTouch + "/campaigns/" + campaign,
		"runs":          firstTouch + "/runs?period=all",
		"run":           firstTouch + "/runs/" + run,
		"members":       firstTouch + "/members",
		"settings":      firstTouch + "/settings",
		"not found":     firstTouch + "/campaigns/00000000-0000-4000-8000-000000000000",
		"bad filter":    firstTouch + "/campaigns?origin=robots",
		"tenants":       "/tenants",
		"account":       "/account",
		"second tenant": riverside,
		"fresh home":    "/t/" + fresh,
		"fresh board":   "/t/" + fresh + "/campaigns",
		"fresh table":   "/t/" + fresh + "/campaigns?view=table",
		"fresh runs":    "/t/" + fresh + "/runs",
		"module off":    "/t/" + off,
	}
}

// Every page, phone to wide screen, in both themes: nothing sticks out sideways, axe finds nothing.
func TestPages_WidthsAndThemes(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.signIn("support@example.test")
	checked := 0
	for name, path := range tenantPages(s) {
		s.open(path)
		for _, theme := range []string{"light", "dark"} {
			s.theme(theme)
			for _, width := range []int64{360, 390, 768, 1440, 1920} {
				s.do(chromedp.EmulateViewport(width, 900))
				where := fmt.Sprintf("%s, %d px, %s", name, width, theme)
				if over := eval[int](s, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
					t.Errorf("%s: %d px stick out", where, over)
				}
				if width == 390 || width == 1440 {
					s.axe(where)
				}
				checked++
			}
		}
	}
	t.Logf("%d pages × widths × themes checked", checked)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.away) > 0 {
		t.Errorf("requests elsewhere: %q", s.away)
	}
}
