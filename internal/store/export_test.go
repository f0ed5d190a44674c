package store

// NewConns is how many connections the pool has opened so far.
func (db *DB) NewConns() int64 { return db.pool.Stat().NewConnsCount() }
