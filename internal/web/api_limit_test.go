package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

func TestAPI_RateLimit(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	h := httptest.NewServer(web.New(web.Config{DB: k.DB, Log: slog.New(slog.DiscardHandler), BaseURL: &url.URL{Scheme: "http", Host: "example.test"}, APIPerMinute: 3}))
	t.Cleanup(h.Close)
	s := &site{Kit: k, url: h.URL, t: t}
	b, other := s.program(s.A, cmo.ScopeCampaignsRead), s.program(s.B, cmo.ScopeCampaignsRead)
	for call := range 5 {
		a := b.get("/api/v1/me")
		if over := call >= 3; (a.status == http.StatusTooManyRequests) != over || (a.header.Get("Retry-After") != "") != over || a.header.Get("RateLimit") == "" {
			t.Errorf("call %d: %d, RateLimit %q, Retry-After %q", call, a.status, a.header.Get("RateLimit"), a.header.Get("Retry-After"))
		}
	}
	if a := other.get("/api/v1/me"); a.status != http.StatusOK {
		t.Errorf("another token pays for it: %d", a.status)
	}
}
