package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// PoolStats is what the pool of connections is doing.
type PoolStats struct {
	InUse, Idle, Max                         int32
	Acquires, AcquiresWaited, AcquiresFailed int64
	Waited                                   time.Duration // by all requests together
}

// Stats gives the pool's figures since the start.
func (db *DB) Stats() PoolStats {
	s := db.pool.Stat()
	return PoolStats{InUse: s.AcquiredConns(), Idle: s.IdleConns(), Max: s.MaxConns(), Acquires: s.AcquireCount(),
		AcquiresWaited: s.EmptyAcquireCount(), AcquiresFailed: s.CanceledAcquireCount(), Waited: s.AcquireDuration()}
}

// classify is classify for an error that a connection gave. When the server is gone, the connections that lie idle are gone
// with it: they are closed at once, so that the first request after its return does not meet a dead one.
func (db *DB) classify(ctx context.Context, err error) error {
	db.noteLoss(ctx, err)
	return classify(err)
}

func (db *DB) noteLoss(ctx context.Context, err error) {
	var pg *pgconn.PgError
	if err == nil || ctx.Err() != nil {
		return
	}
	if shutdown := errors.As(err, &pg) && (pg.Code == "57P01" || pg.Code == "57P02" || pg.Code == "57P03"); shutdown || pg == nil && unreachable(err) && !errors.Is(err, context.DeadlineExceeded) {
		db.pool.Reset()
	}
}
