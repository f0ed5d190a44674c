package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

// BenchmarkAPIBoard is how many pages of the board's 100 campaigns the API answers in the time of one HTML board. The pages
// take turns, so that whatever else the machine does slows both.
func BenchmarkAPIBoard(b *testing.B) {
	k := storetest.New(b)
	hundredCards(b, k)
	s := &site{Kit: k, server: web.New(web.Config{DB: k.DB, Log: slog.New(slog.DiscardHandler), BaseURL: &url.URL{Scheme: "http", Host: "example.test"}, APIPerMinute: 1 << 40})}
	session := k.SignIn(storetest.Email(k.A, cmo.RoleOwner))
	secret, err := k.Operator.AddToken(b.Context(), k.A.Slug, cmo.NewToken{Name: "Board", Scopes: everyScope, Days: 1}, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	var page, call time.Duration
	for b.Loop() {
		start := time.Now()
		pageOf(b, s, session, "/t/"+k.A.Slug+"/campaigns")
		page += time.Since(start)
		start = time.Now()
		req := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/api/v1/campaigns?limit=100", nil)
		req.Header.Set("Accept-Encoding", "gzip")
		req.Header.Set("Authorization", "Bearer "+store.EncodeToken(secret))
		w := httptest.NewRecorder()
		s.server.ServeHTTP(w, req)
		if w.Code != http.StatusOK {
			b.Fatalf("%d %s", w.Code, w.Body)
		}
		call += time.Since(start)
	}
	b.ReportMetric(page.Seconds()/call.Seconds(), "API-pages/board")
	b.ReportMetric(float64(call.Microseconds())/float64(b.N), "µs/API-page")
	b.ReportMetric(float64(page.Microseconds())/float64(b.N), "µs/board")
}
