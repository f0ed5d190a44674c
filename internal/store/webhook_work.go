package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// DeliveryRef names a delivery that a worker took. It is all that a job holds.
type DeliveryRef struct {
	TenantID   uuid.UUID
	DeliveryID uuid.UUID
	Claim      int
}

// TakeDeliveries makes the deliveries of new events and hands out those that are due, up to each of one endpoint at a
// time. add puts a job for each into the same transaction.
func (w *Worker) TakeDeliveries(ctx context.Context, limit, each int, add func(pgx.Tx, []DeliveryRef) error) error {
	return handOut(ctx, w, `SELECT tenant_id, delivery_id, claim FROM app.take_deliveries(@system, @limit, @each)`, pgx.StrictNamedArgs{"limit": limit, "each": each}, add)
}

// Outgoing is a message for one try.
type Outgoing struct {
	Ref      DeliveryRef
	Endpoint uuid.UUID
	URL      string
	Secrets  []WebhookSecret // the present one first
	EventID  uuid.UUID
	Payload  []byte
	Tries    int    // before this one
	Off      string // why nothing may be sent now, empty for no reason
	Later    bool   // that may change by itself
}

type openedDelivery struct {
	Slug, Name, Zone, Currency string
	EndpointID                 uuid.UUID
	URL                        string
	Secrets                    [][]byte
	EventID                    uuid.UUID
	Type                       cmo.EventType
	RecordID                   uuid.UUID
	At                         time.Time
	Payload                    *string
	Tries                      int
	ModuleOn                   bool
}

// OpenDelivery reads what is to be sent, nil when it is no longer this worker's. The first try makes the message from the
// record as it is then; all later ones send the same bytes.
func (w *Worker) OpenDelivery(ctx context.Context, ref DeliveryRef, key WebhookKey) (*Outgoing, error) {
	right := NewSecret()
	list, err := workerRows[openedDelivery](ctx, w, `SELECT * FROM app.open_delivery(@system, @tenant, @delivery, @claim, @right)`,
		pgx.StrictNamedArgs{"tenant": ref.TenantID, "delivery": ref.DeliveryID, "claim": ref.Claim, "right": right.hash()})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	d := list[0]
	out := &Outgoing{Ref: ref, Endpoint: d.EndpointID, URL: d.URL, EventID: d.EventID, Tries: d.Tries}
	if !d.ModuleOn {
		out.Off = "AI CMO is switched off for this tenant."
		return out, nil
	}
	for _, sealed := range d.Secrets {
		s, err := key.Open(sealed, ref.TenantID)
		if err != nil {
			out.Off, out.Later = "The secret cannot be read with this server's key. Rotate it.", true // a server with the right key may take the next try
			return out, nil                                                                           //nolint:nilerr // told to the tenant
		}
		out.Secrets = append(out.Secrets, s)
	}
	if d.Payload != nil {
		out.Payload = []byte(*d.Payload)
		return out, nil
	}
	return out, w.makePayload(ctx, out, d, right)
}

// maxPayload is how long a message may be.
const maxPayload = 1 << 20

// EnterDelivery is the scope of a delivery that a worker took: it reads what the tenant's API reads, for two minutes.
func (db *DB) EnterDelivery(ref DeliveryRef, right Secret, d openedDelivery) (Scope, error) {
	zone, err := cmo.Zone(d.Zone)
	tenant := cmo.Tenant{ID: ref.TenantID, Slug: d.Slug, Name: d.Name, Role: cmo.RoleAPI, Zone: zone, Currency: d.Currency, Modules: map[cmo.Module]bool{cmo.ModuleCMO: true}}
	return Scope{db: db, capability: right, tenant: tenant}, err
}

func (w *Worker) makePayload(ctx context.Context, out *Outgoing, d openedDelivery, right Secret) error {
	sc, err := w.db.EnterDelivery(out.Ref, right, d)
	if err != nil {
		return err
	}
	var subject any = cmo.Fields{"webhook_id": d.RecordID, "message": "This is a test of AI CMO Console. Nothing happened."}
	if d.Type != cmo.EventTest {
		err = sc.Read(ctx, func(r *Reader) (err error) { subject, err = r.EventSubject(d.Type, d.RecordID); return err })
	}
	if cmo.KindOf(err) == cmo.NotFound {
		out.Off = "What the event was about is no longer there."
		return nil
	}
	if err != nil {
		return err
	}
	body, err := cmo.NewEvent(d.Type, d.At, subject)
	if err != nil {
		return err
	}
	if len(body) > maxPayload {
		out.Off = "The message would be longer than 1 MB."
		return nil
	}
	var kept string
	err = w.db.row(ctx, `SELECT app.keep_payload(@system, @tenant, @event, @payload, @right)`,
		pgx.StrictNamedArgs{"system": w.hash(), "tenant": out.Ref.TenantID, "event": out.EventID, "payload": string(body), "right": right.hash()}, &kept)
	out.Payload = []byte(kept)
	return err
}

// Try is what became of a try.
type Try struct {
	Code    int    // of the answer, 0 for none
	Problem string // empty: delivered
	Answer  string // how the answer's body begins
	Took    time.Duration
	Again   time.Duration // when to try again, 0 for never
	Gone    bool          // the receiver wants no more
}

// WebhookPatience is for how long an endpoint may fail before it is switched off.
const WebhookPatience = 5 * 24 * time.Hour

// CloseDelivery writes down a try. False: the delivery was no longer this worker's.
func (w *Worker) CloseDelivery(ctx context.Context, ref DeliveryRef, t Try) (ok bool, err error) {
	var code *int
	if t.Code != 0 {
		code = &t.Code
	}
	var again *time.Duration
	if t.Again > 0 {
		again = &t.Again
	}
	err = w.db.row(ctx, `SELECT app.close_delivery(@system, @tenant, @delivery, @claim, @code, nullif(@problem, ''), @answer, @took, @again, @gone, @patience)`,
		pgx.StrictNamedArgs{"system": w.hash(), "tenant": ref.TenantID, "delivery": ref.DeliveryID, "claim": ref.Claim, "code": code, "problem": t.Problem, "answer": t.Answer,
			"took": t.Took.Milliseconds(), "again": again, "gone": t.Gone, "patience": WebhookPatience}, &ok)
	return ok, err
}

// ForgetDeliveries deletes what the log no longer keeps.
func (w *Worker) ForgetDeliveries(ctx context.Context) error {
	return w.db.do(ctx, `SELECT app.forget_deliveries(@system)`, pgx.StrictNamedArgs{"system": w.hash()})
}
