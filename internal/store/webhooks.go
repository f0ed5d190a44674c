package store

import (
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// tell writes into the outbox that something happened to a record, in this transaction. Of a part of a campaign it says
// that the campaign changed; of other records nobody hears.
func (w *Writer) tell(event cmo.EventType, table string, id uuid.UUID) {
	w.add(`SELECT app.tell_change(@type, @table, @id) WHERE @tenant = app.tenant_id()`, pgx.NamedArgs{"type": event, "table": table, "id": id}, drain)
}

// tellChange is tell for a record that was made or changed.
func (w *Writer) tellChange(table string, ids ...uuid.UUID) {
	event := cmo.EventCampaignChanged
	switch table {
	case "cmo_campaigns", "cmo_campaign_channels", "cmo_content_assets", "cmo_content_variants":
	case "cmo_recommendations":
		event = cmo.EventRecommendationMade
	default:
		return
	}
	for _, id := range ids {
		w.tell(event, table, id)
	}
}

// movedEvents are what a campaign's new state is to other systems; any other is a change.
var movedEvents = map[cmo.CampaignState]cmo.EventType{
	cmo.StateActive: cmo.EventCampaignLaunched, cmo.StatePaused: cmo.EventCampaignPaused,
}

func (w *Writer) tellMove(id uuid.UUID, from, to cmo.CampaignState) {
	event, ok := movedEvents[to]
	if to == cmo.StateApproved && from == cmo.StateInReview {
		event, ok = cmo.EventCampaignApproved, true
	}
	if !ok {
		event = cmo.EventCampaignChanged
	}
	w.tell(event, "cmo_campaigns", id)
}

// EventSubject is what an event is about, as the API answers with it.
func (r *Reader) EventSubject(event cmo.EventType, id uuid.UUID) (any, error) {
	switch event {
	case cmo.EventRunFinished:
		return r.RunResource(id).Get()
	case cmo.EventRecommendationMade:
		return r.RecommendationResource(id).Get()
	}
	return r.CampaignResource(id).Get()
}

const webhookColumns = `
	e.id, e.url, e.description, e.events, e.disabled_at, e.disabled_reason, e.failing_since, e.delivered_at, coalesce(m.display_name, 'Former member') AS made_by, e.created_at,
	s.made_at AS secret_at, s.former_until, (SELECT count(*) FROM webhook_deliveries d WHERE d.tenant_id = @tenant AND d.endpoint_id = e.id AND d.state = 'pending') AS waiting
	FROM webhook_endpoints e LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = e.created_by
	LEFT JOIN app.webhook_secret_ages() s ON s.endpoint_id = e.id
	WHERE e.tenant_id = @tenant`

// Webhooks lists the tenant's endpoints, oldest first: for those who manage it, and empty for everybody else.
func (r *Reader) Webhooks() *Rows[cmo.Webhook] {
	return many[cmo.Webhook](r, `SELECT `+webhookColumns+` ORDER BY e.created_at, e.id LIMIT 100`, nil)
}

// Webhook is one endpoint.
func (r *Reader) Webhook(id uuid.UUID) *One[cmo.Webhook] {
	return one[cmo.Webhook](r, `SELECT `+webhookColumns+` AND e.id = @id`, pgx.NamedArgs{"id": id})
}

const deliveryColumns = `
	d.id, d.event_id, v.record_id, v.type, v.at, d.state, d.tries, d.next_at, d.created_at, d.finished_at, a.code, a.problem, a.took_ms
	FROM webhook_deliveries d JOIN webhook_events v ON v.tenant_id = @tenant AND v.id = d.event_id
	LEFT JOIN LATERAL (SELECT x.code, x.problem, x.took_ms FROM webhook_attempts x WHERE x.tenant_id = @tenant AND x.delivery_id = d.id ORDER BY x.at DESC LIMIT 1) a ON true
	WHERE d.tenant_id = @tenant AND d.endpoint_id = @endpoint`

// Deliveries lists up to limit+1 messages to an endpoint, newest first, in a state (empty: any), after a row.
func (r *Reader) Deliveries(endpoint uuid.UUID, state string, after *RunCursor, limit int) *Rows[cmo.WebhookDelivery] {
	args := pgx.NamedArgs{"endpoint": endpoint, "state": state, "limit": limit + 1}
	where := ` AND (@state::text = '' OR d.state = @state)`
	if after != nil {
		where += ` AND (d.created_at, d.id) < (@at, @id)`
		args["at"], args["id"] = after.At, after.ID
	}
	return many[cmo.WebhookDelivery](r, `SELECT `+deliveryColumns+where+` ORDER BY d.created_at DESC, d.id DESC LIMIT @limit`, args)
}

// Delivery is one message to an endpoint.
func (r *Reader) Delivery(endpoint, id uuid.UUID) *One[cmo.WebhookDelivery] {
	return one[cmo.WebhookDelivery](r, `SELECT `+deliveryColumns+` AND d.id = @id`, pgx.NamedArgs{"endpoint": endpoint, "id": id})
}

// DeliveryPayload is what a delivery sends, empty before the first try.
func (r *Reader) DeliveryPayload(endpoint, id uuid.UUID) *One[cmo.WebhookPayload] {
	return one[cmo.WebhookPayload](r, `
		SELECT coalesce(v.payload, '') AS body FROM webhook_deliveries d JOIN webhook_events v ON v.tenant_id = @tenant AND v.id = d.event_id
		WHERE d.tenant_id = @tenant AND d.endpoint_id = @endpoint AND d.id = @id`, pgx.NamedArgs{"endpoint": endpoint, "id": id})
}

// Attempts lists the tries of a delivery, newest first.
func (r *Reader) Attempts(delivery uuid.UUID) *Rows[cmo.WebhookAttempt] {
	return many[cmo.WebhookAttempt](r, `SELECT a.at, a.code, a.problem, a.answer, a.took_ms FROM webhook_attempts a
		WHERE a.tenant_id = @tenant AND a.delivery_id = @delivery ORDER BY a.at DESC, a.id LIMIT 100`, pgx.NamedArgs{"delivery": delivery})
}

// MaxWebhooks is how many endpoints a tenant may have.
const MaxWebhooks = 20

// AddWebhook adds an endpoint with a secret, which is kept sealed.
func (w *Writer) AddWebhook(n cmo.NewWebhook, seal WebhookKey) (uuid.UUID, WebhookSecret, error) {
	have, err := w.Webhooks().Get()
	if err != nil {
		return uuid.Nil, WebhookSecret{}, err
	}
	if len(have) >= MaxWebhooks {
		return uuid.Nil, WebhookSecret{}, cmo.Errorf(cmo.Conflict, "A tenant has %d webhooks at most. Delete one that is no longer used.", MaxWebhooks)
	}
	id := newID()
	w.add(`INSERT INTO webhook_endpoints (tenant_id, id, url, description, events, created_by) VALUES (@tenant, @id, @url, @description, @events, app.user_id())`,
		pgx.NamedArgs{"id": id, "url": n.URL, "description": n.Description, "events": n.Events}, drain)
	secret, err := w.putWebhookSecret(id, seal, 0)
	if err != nil {
		return uuid.Nil, WebhookSecret{}, err
	}
	return id, secret, w.audit("webhook.added", "webhook_endpoints", id, nil, nil, cmo.Fields{"url": n.URL, "events": n.Events})
}

func (w *Writer) putWebhookSecret(endpoint uuid.UUID, seal WebhookKey, keep time.Duration) (WebhookSecret, error) {
	s, id := NewWebhookSecret(), newID()
	sealed, err := seal.Seal(s, w.scope.tenant.ID)
	if err != nil {
		return s, err
	}
	put, err := one[struct{ Put bool }](w.Reader, `SELECT app.put_webhook_secret(@endpoint, @id, @sealed, @keep) AS put WHERE @tenant = app.tenant_id()`,
		pgx.NamedArgs{"endpoint": endpoint, "id": id, "sealed": sealed, "keep": keep}).Get()
	if err == nil && !put.Put {
		err = cmo.ErrNotFound
	}
	return s, err
}

// RotateWebhookSecret gives an endpoint a new secret. The one before signs too for keep.
func (w *Writer) RotateWebhookSecret(id uuid.UUID, seal WebhookKey, keep time.Duration) (WebhookSecret, error) {
	s, err := w.putWebhookSecret(id, seal, keep)
	if err != nil {
		return s, err
	}
	return s, w.audit("webhook.secret_rotated", "webhook_endpoints", id, nil, nil, cmo.Fields{})
}

// SaveWebhook changes where an endpoint is and what it asks for.
func (w *Writer) SaveWebhook(id uuid.UUID, n cmo.NewWebhook) error {
	return w.changeWebhook(id, `url = @url, description = @description, events = @events`, pgx.NamedArgs{"url": n.URL, "description": n.Description, "events": n.Events},
		"webhook.saved", cmo.Fields{"url": n.URL, "events": n.Events})
}

// SwitchWebhook switches an endpoint off, or on again.
func (w *Writer) SwitchWebhook(id uuid.UUID, on bool) error {
	if on {
		return w.changeWebhook(id, `disabled_at = NULL, disabled_reason = NULL, failing_since = NULL`, pgx.NamedArgs{}, "webhook.enabled", cmo.Fields{})
	}
	return w.changeWebhook(id, `disabled_at = now(), disabled_reason = 'person'`, pgx.NamedArgs{}, "webhook.disabled", cmo.Fields{"reason": "person"})
}

func (w *Writer) changeWebhook(id uuid.UUID, set string, args pgx.NamedArgs, event string, details cmo.Fields) error {
	args["id"] = id
	done, err := many[struct{ ID uuid.UUID }](w.Reader, `UPDATE webhook_endpoints e SET `+set+`, updated_at = now() WHERE e.tenant_id = @tenant AND e.id = @id RETURNING e.id`, args).Get()
	if err != nil {
		return err
	}
	if len(done) == 0 {
		return cmo.ErrNotFound
	}
	return w.audit(event, "webhook_endpoints", id, nil, nil, details)
}

// DeleteWebhook deletes an endpoint with its secrets and its log.
func (w *Writer) DeleteWebhook(id uuid.UUID) error {
	gone, err := one[struct{ URL *string }](w.Reader, `SELECT app.delete_webhook(@id) AS url WHERE @tenant = app.tenant_id()`, pgx.NamedArgs{"id": id}).Get()
	if err != nil {
		return err
	}
	if gone.URL == nil {
		return cmo.ErrNotFound
	}
	return w.audit("webhook.deleted", "webhook_endpoints", id, nil, nil, cmo.Fields{"url": *gone.URL})
}

// TestWebhook sends a test to an endpoint and returns its delivery.
func (w *Writer) TestWebhook(id uuid.UUID) (uuid.UUID, error) {
	delivery := newID()
	sent, err := one[struct{ Sent bool }](w.Reader, `SELECT app.test_webhook(@id, @delivery) AS sent WHERE @tenant = app.tenant_id()`, pgx.NamedArgs{"id": id, "delivery": delivery}).Get()
	if err != nil {
		return delivery, err
	}
	if !sent.Sent {
		return delivery, cmo.ErrNotFound
	}
	return delivery, w.audit("webhook.tested", "webhook_endpoints", id, nil, nil, cmo.Fields{})
}

// ResendWebhook sends a delivery that has ended once more, as the same message.
func (w *Writer) ResendWebhook(endpoint, delivery uuid.UUID) error {
	if _, err := w.Delivery(endpoint, delivery).Get(); err != nil {
		return err
	}
	sent, err := one[struct{ Sent bool }](w.Reader, `SELECT app.resend_webhook(@endpoint, @delivery) AS sent WHERE @tenant = app.tenant_id()`, pgx.NamedArgs{"endpoint": endpoint, "delivery": delivery}).Get()
	if err != nil {
		return err
	}
	if !sent.Sent {
		return cmo.Errorf(cmo.Conflict, "This delivery is still under way.")
	}
	return w.audit("webhook.resent", "webhook_endpoints", endpoint, nil, nil, cmo.Fields{"delivery": delivery})
}
