package web_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"regexp"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// zipped is how many bytes of an answer travel.
func zipped(t *testing.T, body string) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

// The board of 100 cards with its scripts and styles stays within 60,000 bytes on the first load, for the role that has every menu.
func TestCampaignBoard_Weight(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	hundredCards(t, s.Kit)
	b := s.as(member(s.A, cmo.RoleOwner))
	page := b.get("/t/" + s.A.Slug + "/campaigns")
	if page.status != http.StatusOK {
		t.Fatal(page.status)
	}
	total := zipped(t, page.body)
	html := total
	for _, m := range regexp.MustCompile(`"(/static/[^"]+)"`).FindAllStringSubmatch(page.body, -1) {
		total += zipped(t, b.get(m[1]).body)
	}
	t.Logf("page %d B, zipped %d, with its files %d", len(page.body), html, total)
	if total > 60_000 {
		t.Errorf("the first load of the board is %d B, the page %d", total, html)
	}
}
