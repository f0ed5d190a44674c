package pages

import (
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func advice() []cmo.Recommendation {
	campaign, run := testID(1), testID(45)
	return []cmo.Recommendation{
		{ID: testID(1), Title: "Move <15 %> to email", Description: "Clicks fell.", Rationale: "Readers tire.", Severity: "critical", Priority: "high", Impact: "high", Effort: "low", Status: "pending", Category: "budget", Source: "channel", Origin: cmo.OriginAI,
			Actions: cmo.ActionItems{{Action: "Set email to 85 %", When: "this week", Owner: "Growth Lead", Outcome: "4 more bookings"}, {Action: "Keep one text"}, {Action: "Look again"}}, CampaignID: &campaign, CampaignName: "Camp", RunID: &run, RunNo: ptr(int64(1845)), RunAgent: "cmo-optimization-analyst", CreatedAt: now.Add(-30 * time.Hour), UpdatedAt: now},
		{ID: testID(2), Title: "Send on Sunday", Severity: "info", Priority: "low", Status: "dismissed", Origin: cmo.OriginManual, DecidedBy: "Growth Lead", CreatedAt: now.Add(-900 * time.Hour), UpdatedAt: now.Add(-time.Hour)},
	}
}

func TestRecommendations_Golden(t *testing.T) {
	facets := []cmo.Facet{{Name: "status", Value: "pending", Count: 1}, {Name: "status", Value: "dismissed", Count: 1}}
	q := AdviceQuery{Slug: tenant.Slug, Status: AdviceAll}
	golden(t, "recommendations", Recommendations(NewRecommendationsView(tenant, q, AdviceList{Rows: advice(), Facets: facets, Next: "abc"}, now)))
	golden(t, "recommendations-decided", Recommendations(NewRecommendationsView(tenant, AdviceQuery{Slug: tenant.Slug, Status: AdviceDefault}, AdviceList{Facets: facets}, now)))
	golden(t, "recommendations-empty", Recommendations(NewRecommendationsView(tenant, AdviceQuery{Slug: tenant.Slug, Status: AdviceDefault}, AdviceList{}, now)))
	golden(t, "recommendation", Recommendation(NewRecommendationView(tenant, advice()[0], nil, now)))
	golden(t, "recommendation-bare", Recommendation(NewRecommendationView(tenant, advice()[1], nil, now)))
}
