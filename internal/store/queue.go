package store

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Queue puts jobs into the transactions of the store. Package jobs, which alone knows the job queue, implements it.
type Queue interface {
	// Enqueue adds a job for a run to the transaction.
	Enqueue(ctx context.Context, tx pgx.Tx, tenant, run uuid.UUID) error
	// Complete ends the job that ctx belongs to with the transaction; without such a job it does nothing.
	Complete(ctx context.Context, tx pgx.Tx) error
}

// errNoQueue is a fault of ours: a process that starts runs was opened without Options.Queue.
var errNoQueue = errors.New("store: no job queue")

// Enqueue adds the job that works on a run to the transaction.
func (w *Writer) Enqueue(run uuid.UUID) error {
	return w.onQueue(func(q Queue, tx pgx.Tx) error { return q.Enqueue(w.ctx, tx, w.scope.tenant.ID, run) })
}

// CompleteJob ends the job at hand with the transaction.
func (w *Writer) CompleteJob() error {
	return w.onQueue(func(q Queue, tx pgx.Tx) error { return q.Complete(w.ctx, tx) })
}

func (w *Writer) onQueue(act func(Queue, pgx.Tx) error) error {
	q := w.scope.db.queue
	if q == nil {
		return errNoQueue
	}
	if err := w.open(); err != nil {
		return err
	}
	if err := act(q, openTx{w.conn.Conn()}); err != nil {
		w.err = classify(err)
	}
	return w.err
}

// open sends what is declared and makes sure that there is a transaction, also when nothing was declared.
func (r *Reader) open() error {
	if r.conn == nil && len(r.queue) == 0 {
		r.add(`SELECT @tenant::uuid`, nil, drain)
	}
	return r.flush(false)
}

// openTx lends the transaction of a Writer, which alone may end it.
type openTx struct {
	conn
}

type conn = *pgx.Conn

var errLent = errors.New("store: a lent transaction is ended by its owner")

func (t openTx) Begin(context.Context) (pgx.Tx, error) { return nil, errLent }
func (t openTx) Commit(context.Context) error          { return errLent }
func (t openTx) Rollback(context.Context) error        { return errLent }
func (t openTx) LargeObjects() pgx.LargeObjects        { return pgx.LargeObjects{} }
func (t openTx) Conn() *pgx.Conn                       { return t.conn }
