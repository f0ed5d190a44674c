package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestRecommendations_StatesAndPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleViewer))
	base := "/t/" + s.A.Slug + "/recommendations"
	id := s.A.RowID("recommendation").String()
	for query, want := range map[string]bool{"": true, "?status=all": true, "?status=pending": true, "?status=snoozed": false, "?status=dismissed": false} {
		if a := b.get(base + query); a.status != http.StatusOK || strings.Contains(a.body, `data-recommendation-id="`+id+`"`) != want {
			t.Errorf("%q: %d, found: %v", query, a.status, !want)
		}
	}
	for _, bad := range []string{"?status=lost", "?after=x", "?before=!!"} {
		if a := b.get(base + bad); a.status != http.StatusBadRequest {
			t.Errorf("%q: %d", bad, a.status)
		}
	}
	s.Admin(`UPDATE cmo_recommendations SET action_items = '["Write it", {"action": "Send it", "owner": "Growth"}, 7]', status = 'snoozed' WHERE id = $1`, id)
	if a := b.get(base + "/" + id); a.status != http.StatusOK || !strings.Contains(a.body, "Write it") || !strings.Contains(a.body, "Growth") || !strings.Contains(a.body, "Snoozed") {
		t.Errorf("page: %d", a.status)
	}

	// The pages of 60 meet: each is on one of them, the grave ones first, also on the way back.
	for i := range 60 {
		s.Admin(`INSERT INTO cmo_recommendations (tenant_id, workspace_id, recommendation_type, title, severity, priority, created_at) VALUES ($1, $1, 'x', $2, $3, $4, now() - $5::int * interval '1 minute')`,
			s.A.ID, fmt.Sprint("Advice ", i), cmo.RecommendationSeverities[i%3], []string{"high", "medium", "low"}[i%2], i/4)
	}
	card := regexp.MustCompile(`data-recommendation-id="([^"]+)"`)
	next := func(body, cut string) string {
		m := regexp.MustCompile(`href="([^"]*[?&;]` + cut + `=[^"]*)"`).FindStringSubmatch(body)
		if m == nil {
			return ""
		}
		return strings.ReplaceAll(m[1], "&amp;", "&")
	}
	var seen []string
	a := b.get(base)
	for range 3 {
		for _, m := range card.FindAllStringSubmatch(a.body, -1) {
			seen = append(seen, m[1])
		}
		if to := next(a.body, "after"); to != "" {
			a = b.get(to)
		}
	}
	sorted := slices.Compact(slices.Sorted(slices.Values(seen)))
	if len(seen) != 60 || len(sorted) != 60 {
		t.Fatalf("%d rows on three pages, %d different", len(seen), len(sorted))
	}
	back := card.FindAllStringSubmatch(b.get(next(a.body, "before")).body, -1)
	if len(back) != 25 || back[0][1] != seen[25] {
		t.Errorf("back: %d rows", len(back))
	}
}
