package web_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

// hundredCards fills A's board.
func hundredCards(b testing.TB, k *storetest.Kit) {
	b.Helper()
	k.Admin(`INSERT INTO cmo_campaigns (tenant_id, workspace_id, campaign_name, campaign_type, objective, review_state, funnel_id, funnel_stage, budget_allocation)
		SELECT $1, $1, 'Campaign ' || n, 'nurture', 'Objective ' || n, (ARRAY['none','in_review','changes_requested','approved'])[1 + n % 4], $2, 'consideration', n
		FROM generate_series(1, 98) n`, k.A.ID, k.A.RowID("funnel"))
	k.Admin(`INSERT INTO cmo_campaign_channels (tenant_id, workspace_id, campaign_id, channel_name, budget_percentage)
		SELECT tenant_id, tenant_id, id, unnest('{email,sms}'::text[]), 50 FROM cmo_campaigns WHERE tenant_id = $1 AND campaign_name LIKE 'Campaign %'`, k.A.ID)
	k.Admin(`ANALYZE`)
}

// BenchmarkCampaignBoard is the page of 100 cards through session, scope and row level security.
func BenchmarkCampaignBoard(b *testing.B) {
	k := storetest.New(b)
	hundredCards(b, k)
	s := web.New(web.Config{DB: k.DB, Log: slog.New(slog.DiscardHandler), BaseURL: &url.URL{Scheme: "http", Host: "example.test"}})
	req := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/t/"+k.A.Slug+"/campaigns", nil)
	req.AddCookie(&http.Cookie{Name: "aicmo_session", Value: k.SignIn(storetest.Email(k.A, cmo.RoleOwner)).Encode()})
	size := 0
	for b.Loop() {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, req)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
		size = w.Body.Len()
	}
	b.ReportMetric(float64(size), "B/page")
}

// BenchmarkScope is what the proof costs: entering a tenant and reading one small list, in one and in more trips.
func BenchmarkScope(b *testing.B) {
	k := storetest.New(b)
	session := k.SignIn(storetest.Email(k.A, cmo.RoleOwner))
	sc, _, err := k.DB.Enter(b.Context(), session, k.A.Slug)
	if err != nil {
		b.Fatal(err)
	}
	for queries := 1; queries <= 4; queries *= 2 {
		for _, at := range []string{"one trip", "a trip each"} {
			b.Run(fmt.Sprintf("%d queries, %s", queries, at), func(b *testing.B) {
				for b.Loop() {
					err := sc.Read(b.Context(), func(r *store.Reader) error {
						for range queries {
							q := r.CampaignChannels(k.A.RowID("campaign"))
							if at == "one trip" {
								continue
							}
							if _, err := q.Get(); err != nil {
								return err
							}
						}
						return nil
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
	b.Run("enter", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := k.DB.Enter(b.Context(), session, k.A.Slug); err != nil {
				b.Fatal(err)
			}
		}
	})
}
