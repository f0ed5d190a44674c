package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Reader holds the queries of one tenant. Its methods declare queries and return a Rows or One that is filled by the
// end of Scope.Read, or at once by its Get. It is not for concurrent use.
type Reader struct {
	ctx   context.Context
	scope Scope
	begin string
	conn  *pgxpool.Conn // nil until the first query is sent
	queue []query
	err   error // the first failure; the transaction is over after it
	done  bool  // committed
}

// Writer adds changes to a Reader.
type Writer struct {
	*Reader
	applied *cmo.ChangeSet // that is being decided: its author is that of what is saved meanwhile
	waiting []uuid.UUID    // the change sets that saves over live campaigns became
	logged  *uuid.UUID     // the run that was logged for what a program writes without naming one
}

type query struct {
	sql  string
	args pgx.StrictNamedArgs
	read func(pgx.Rows) error
}

const enterSQL = `SELECT app.enter(@tenant, @capability)`

// add declares a query. It binds @tenant itself, strictly: a query that does not use it fails.
func (r *Reader) add(sql string, args pgx.NamedArgs, read func(pgx.Rows) error) {
	bound := pgx.StrictNamedArgs{"tenant": r.scope.tenant.ID}
	for k, v := range args {
		bound[k] = v
	}
	r.queue = append(r.queue, query{sql, bound, read})
}

// flush sends what is declared in one batch: before the first query BEGIN and the proof of membership, after the
// last one COMMIT. A scope without a query costs no trip.
func (r *Reader) flush(commit bool) error {
	if r.err != nil || len(r.queue) == 0 && (r.conn == nil || !commit) {
		return r.err
	}
	batch := &pgx.Batch{}
	opening := r.conn == nil
	if opening {
		if r.conn, r.err = r.scope.db.conn(r.ctx); r.err != nil {
			return r.err
		}
		batch.Queue(r.begin)
		batch.Queue(enterSQL, pgx.StrictNamedArgs{"tenant": r.scope.tenant.ID, "capability": r.scope.capability.hash()})
		if r.request() != "" {
			batch.Queue(requestSQL, pgx.StrictNamedArgs{"request": r.request()})
		}
	}
	queue := r.queue
	r.queue = nil
	for _, q := range queue {
		batch.Queue(q.sql, q.args)
	}
	if commit {
		batch.Queue("COMMIT")
	}
	r.err = r.send(batch, opening, queue, commit)
	r.done = commit && r.err == nil
	return r.err
}

func (r *Reader) send(batch *pgx.Batch, opening bool, queue []query, commit bool) (err error) {
	results := r.conn.SendBatch(r.ctx, batch)
	defer func() {
		if cerr := results.Close(); err == nil {
			err = classify(cerr)
		}
	}()
	if opening {
		first := 2
		if r.request() != "" {
			first = 3
		}
		for range first {
			if _, err := results.Exec(); err != nil {
				return classify(err)
			}
		}
	}
	for _, q := range queue {
		rows, err := results.Query()
		if err == nil {
			err = q.read(rows)
		}
		if err != nil {
			return classify(err)
		}
	}
	if commit {
		_, err = results.Exec()
	}
	return classify(err)
}

// release rolls back what was not committed and returns the connection. Without the roll-back the pool would lose
// it: a refused app.enter leaves the transaction aborted.
func (r *Reader) release() {
	if r.conn == nil {
		return
	}
	if !r.done && !r.conn.Conn().IsClosed() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), 2*time.Second)
		defer cancel()
		_, _ = r.conn.Exec(ctx, "ROLLBACK") // a failure makes the pool drop the connection, which is right
	}
	r.conn.Release()
}
