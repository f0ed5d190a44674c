package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestContentLibrary_HooksAndFilters(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleViewer))
	base := "/t/" + s.A.Slug + "/content"
	hook := `data-asset-id="` + s.A.RowID("asset").String() + `" data-status="draft" data-ai="true"`
	campaign, foreign := s.A.RowID("campaign").String(), s.B.RowID("campaign").String()
	for query, want := range map[string]bool{
		"": true, "?type=email": true, "?type=sms": false, "?channel=email&status=draft&origin=ai_cmo": true, "?origin=manual": false, "?status=live": false, "?stage=advocacy": false,
		"?campaign=" + campaign: true, "?campaign=" + foreign: false, "?q=" + strings.ToLower(s.A.Canary): true, "?q=none+such": false, "?sort=publish": true, "?sort=title": true,
		"?q=&type=&channel=&stage=&campaign=&status=&sort=": true,
	} {
		if a := b.get(base + query); a.status != http.StatusOK || strings.Contains(a.body, hook) != want {
			t.Errorf("%q: %d, found: %v", query, a.status, !want)
		}
	}
	for query, want := range map[string]int{"?type=poem": 400, "?campaign=x": 404, "?after=x": 400, "?sort=rank": 400, "?q=" + strings.Repeat("x", 201): 400} {
		if a := b.get(base + query); a.status != want {
			t.Errorf("%.30q: %d, want %d", query, a.status, want)
		}
	}
	part := b.partial(base+"?type=email&q=&origin=", "content")
	if got := part.header.Get("HX-Push-Url"); got != base+"?type=email" || !strings.HasPrefix(part.body, `<div id="content"`) || !strings.Contains(part.body, "1 piece of content<") {
		t.Errorf("part: pushes %q, %.80s", got, part.body)
	}
}

// A wording is shown as its readers would see it, and nothing in it runs, loads or leads anywhere.
func TestAssetPage_Looks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE cmo_content_variants SET body_content = $2 WHERE id = $1`, s.A.RowID("variant"),
		`Hi {{first_name}}, {{nope}} <script>alert(1)</script> ![p](https://evil.example.test/p.gif) [go](javascript:alert(1))`)
	b := s.as(member(s.A, cmo.RoleSupport))
	page := "/t/" + s.A.Slug + "/content/" + s.A.RowID("asset").String()
	for look, want := range map[string]string{"": "Hi Alex, {{nope}} ", "?look=phone": "sent-phone", "?look=text": `<span class="token">{{first_name}}</span>`} {
		a := b.get(page + look)
		if a.status != http.StatusOK || !strings.Contains(a.body, want) {
			t.Errorf("%q: %d, lacks %q", look, a.status, want)
		}
		for _, bad := range []string{"<script>alert", "<img", `src="https://evil`, `href="javascript`} {
			if strings.Contains(a.body, bad) {
				t.Errorf("%q: shows %s", look, bad)
			}
		}
		if !strings.Contains(a.body, "Unknown tokens: {{nope}}") {
			t.Errorf("%q: the checks do not name the unknown token", look)
		}
	}
	if a := b.get(page + "?look=upside-down"); a.status != http.StatusBadRequest {
		t.Errorf("an unknown look: %d", a.status)
	}
}
