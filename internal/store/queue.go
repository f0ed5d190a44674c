package store

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Queue puts jobs into the transactions of the store. Package jobs, which alone knows the job queue, implements it. A job
// ends by itself: one that comes again finds that its run has ended.
type Queue interface {
	// Enqueue adds a job for a run to the transaction.
	Enqueue(ctx context.Context, tx pgx.Tx, tenant, run uuid.UUID) error
}

// errNoQueue is a fault of ours: a process that starts runs was opened without Options.Queue.
var errNoQueue = errors.New("store: no job queue")

// enqueue adds the job that works on a run to the transaction.
func (w *Writer) enqueue(run uuid.UUID) error {
	q := w.scope.db.queue
	if q == nil {
		return errNoQueue
	}
	if err := w.open(); err != nil {
		return err
	}
	if err := q.Enqueue(w.ctx, openTx{w.conn.Conn()}, w.scope.tenant.ID, run); err != nil {
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
