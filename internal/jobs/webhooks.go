package jobs

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/ubigrowth/aicmo/internal/store"
)

const (
	hookQueue    = "webhooks" // apart from runs: a slow receiver keeps no agent waiting
	hooksAtOnce  = 32         // tries at a time in this process
	hooksEach    = 4          // of one endpoint
	deliverEvery = time.Second
	hookTimeout  = time.Minute // of a try with its reads; the sender has a shorter one
)

// deliveryArgs names one try of a delivery. Each try is a job of its own: when the next is due stands in its row.
type deliveryArgs struct {
	TenantID   uuid.UUID `json:"tenant_id"`
	DeliveryID uuid.UUID `json:"delivery_id"`
	Claim      int       `json:"claim"`
}

// Kind implements river.JobArgs.
func (deliveryArgs) Kind() string { return "webhook" }

// InsertOpts implements river.JobArgsWithInsertOpts. A job that is lost is no loss: its claim ends and another is made.
func (deliveryArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: hookQueue, MaxAttempts: 1}
}

// Sender makes one try of a message.
type Sender interface {
	Send(ctx context.Context, m store.Outgoing) store.Try
}

// deliver makes jobs of what is due. Like the reaper, every process does it for itself; the database hands each out once.
func (w *Workers) deliver(ctx context.Context) error {
	return w.worker.TakeDeliveries(ctx, 200, hooksEach, func(tx pgx.Tx, refs []store.DeliveryRef) error {
		return addJobs(ctx, w.client, tx, refs, func(r store.DeliveryRef) river.JobArgs { return deliveryArgs(r) })
	})
}

// deliveryWorker makes one try.
type deliveryWorker struct {
	river.WorkerDefaults[deliveryArgs]
	worker *store.Worker
	sender Sender
	key    store.WebhookKey
}

// Timeout implements river.Worker.
func (*deliveryWorker) Timeout(*river.Job[deliveryArgs]) time.Duration { return hookTimeout }

// Work implements river.Worker. What a stopping process breaks off is written down no more: its claim ends by itself, and
// the message is sent again.
func (d *deliveryWorker) Work(ctx context.Context, job *river.Job[deliveryArgs]) error {
	ref := store.DeliveryRef(job.Args)
	m, err := d.worker.OpenDelivery(ctx, ref, d.key)
	if err != nil {
		return errAway
	}
	if m == nil {
		return nil
	}
	t := d.sender.Send(ctx, *m)
	if ctx.Err() != nil {
		return errAway
	}
	if _, err := d.worker.CloseDelivery(ctx, ref, t); err != nil {
		return errAway
	}
	return nil
}
