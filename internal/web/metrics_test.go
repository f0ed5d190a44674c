package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestMetricsPage_Filters(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleViewer))
	base := "/t/" + s.A.Slug + "/metrics"
	for query, want := range map[string]int{
		"": 200, "?period=7d": 200, "?period=365d&channel=email&data=live": 200, "?campaign=" + s.A.RowID("campaign").String(): 200,
		"?period=8d": 400, "?channel=pigeon": 400, "?data=both": 400, "?campaign=x": 404, "?campaign=" + s.B.RowID("campaign").String(): 404, "?campaign=" + uuid.NewString(): 404,
	} {
		if a := b.get(base + query); a.status != want {
			t.Errorf("%q: %d, want %d", query, a.status, want)
		}
	}
	if a := b.get(base); !strings.Contains(a.body, s.A.Canary+" nurture") || !strings.Contains(a.body, `role="img" aria-label="Impressions per day`) {
		t.Error("the page lacks the campaign's row or the line's sentence")
	}
	s.Admin(`DELETE FROM cmo_metrics_snapshots`)
	if a := b.get(base + "?period=365d"); a.status != http.StatusOK || !strings.Contains(a.body, "No metrics yet") {
		t.Errorf("empty: %d", a.status)
	}
}
