package jobs

import (
	"context"
	"log/slog"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// runArgs names a run. Everything else is read from its row, under its lease.
type runArgs struct {
	TenantID uuid.UUID `json:"tenant_id"`
	RunID    uuid.UUID `json:"run_id"`
}

// Kind implements river.JobArgs.
func (runArgs) Kind() string { return "run" }

// Queue puts jobs into the store's transactions. It implements store.Queue.
type Queue struct{ client *river.Client[pgx.Tx] }

// NewQueue makes a Queue; it needs no connection of its own.
func NewQueue() (*Queue, error) {
	client, err := river.NewClient(riverpgxv5.New(nil), &river.Config{Schema: Schema, Logger: slog.New(slog.DiscardHandler), MaxAttempts: jobAttempts})
	return &Queue{client}, err
}

// Enqueue implements store.Queue.
func (q *Queue) Enqueue(ctx context.Context, tx pgx.Tx, tenant, run uuid.UUID) error {
	_, err := q.client.InsertTx(ctx, tx, runArgs{tenant, run}, nil)
	return err
}
