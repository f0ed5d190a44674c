package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

const metricsToken = "metrics-token-of-a-test"

// siteOver is a site over a database that is reached, or limited, in its own way.
func siteOver(t *testing.T, k *storetest.Kit, cfg web.Config) *site {
	t.Helper()
	cfg.Log, cfg.BaseURL = slog.New(slog.DiscardHandler), &url.URL{Scheme: "http", Host: "example.test"}
	s := web.New(cfg)
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return &site{k, s, h.URL, t}
}

func TestTelemetry_CountsByRouteAndStatus_NotByTenant(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	s := siteOver(t, k, web.Config{DB: k.DB, MetricsToken: metricsToken})
	b := s.as(member(s.A, cmo.RoleOwner))
	for range 3 {
		b.get("/t/" + s.A.Slug + "/campaigns")
	}
	b.get("/t/" + s.B.Slug + "/campaigns")
	b.get("/no-such-page-7788")
	b.do("BREW", "/no-such-page-7788", "", "")
	scraper := s.anonymous()
	scraper.head.Set("Authorization", "Bearer "+metricsToken)
	a := scraper.get("/metrics")
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "text/plain") {
		t.Fatalf("%d %s", a.status, a.header.Get("Content-Type"))
	}
	for _, want := range []string{
		`aicmo_http_request_duration_seconds_count{method="GET",route="/t/:tenant/campaigns",status="2xx"} 3`,
		`aicmo_http_request_duration_seconds_count{method="GET",route="/t/:tenant/campaigns",status="4xx"} 1`,
		`aicmo_http_request_duration_seconds_count{method="GET",route="none",status="4xx"} 1`,
		`aicmo_http_request_duration_seconds_count{method="other",route="none"`,
		"aicmo_db_connections{state=\"idle\"}", "aicmo_db_connections_max 8", "aicmo_db_acquires_total", "go_build_info", "process_resident_memory_bytes",
		"aicmo_http_requests_active 1",
	} {
		if !strings.Contains(a.body, want) {
			t.Errorf("lacks %s", want)
		}
	}
	for _, secret := range []string{s.A.Slug, s.A.ID.String(), s.A.Canary, "example.test", "7788", "BREW"} {
		if strings.Contains(a.body, secret) {
			t.Errorf("tells %s", secret)
		}
	}
}

// Without the token the page is one that does not exist, and without a token set there is none to give.
func TestTelemetry_WithoutToken_DoNotExist(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	on, off := siteOver(t, k, web.Config{DB: k.DB, MetricsToken: metricsToken}), siteOver(t, k, web.Config{DB: k.DB})
	missing := on.anonymous().get("/no-such-page")
	for name, c := range map[string]struct {
		site   *site
		header string
	}{
		"no header":       {on, ""},
		"wrong":           {on, "Bearer " + metricsToken + "x"},
		"shorter":         {on, "Bearer " + metricsToken[:10]},
		"empty":           {on, "Bearer "},
		"basic":           {on, "Basic " + metricsToken + "x"},
		"off":             {off, ""},
		"off, empty":      {off, "Bearer "},
		"off, some token": {off, "Bearer " + metricsToken},
	} {
		b := c.site.anonymous()
		if c.header != "" {
			b.head.Set("Authorization", c.header)
		}
		if a := b.get("/metrics"); a.status != http.StatusNotFound || a.masked() != missing.masked() {
			t.Errorf("%s: %d", name, a.status)
		}
	}
}
