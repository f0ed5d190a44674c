package browsertest

import (
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// heldWebhooks adds to the example an endpoint that fails, with a message that came through and one that did not.
func heldWebhooks(t *testing.T, k *storetest.Kit) {
	t.Helper()
	hook := uuid.New()
	k.Admin(`INSERT INTO webhook_endpoints (tenant_id, id, url, description, events, failing_since, delivered_at, created_by)
		SELECT $1, $2, 'https://app.example.test/webhooks/ai-cmo?source=console', 'Club website', '{campaign.launched,campaign.paused,run.finished}', now() - interval '2 hours', now() - interval '1 day', u.id FROM users u WHERE u.email = 'owner@example.test'`, firstTouchID, hook)
	for state, problem := range map[string]string{"delivered": "", "failed": "It answered 503.", "pending": "It did not answer in 10 seconds."} {
		event, delivery := uuid.New(), uuid.New()
		k.Admin(`INSERT INTO webhook_events (tenant_id, id, type, record_id, handed_out, payload) VALUES ($1, $2, 'run.finished', $3, true, '{"type":"run.finished","timestamp":"2026-01-05T10:00:00Z","data":{"id":"01","status":"completed"}}')`, firstTouchID, event, uuid.New())
		k.Admin(`INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, event_id, state, tries, finished_at) VALUES ($1, $2, $3, $4, $5, 1, CASE WHEN $5 <> 'pending' THEN now() END)`, firstTouchID, delivery, hook, event, state)
		k.Admin(`INSERT INTO webhook_attempts (tenant_id, id, delivery_id, code, problem, answer, took_ms) VALUES ($1, gen_random_uuid(), $2, CASE WHEN $3 = '' THEN 204 WHEN $3 LIKE '%503%' THEN 503 END, nullif($3, ''), CASE WHEN $3 LIKE '%503%' THEN '<h1>Service unavailable</h1>' ELSE '' END, 812)`, firstTouchID, delivery, problem)
	}
}
