package store

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Locks of the whole installation: one proof of isolation at a time, and the sealer's own.
const (
	proofLock = 7710025
	sealLock  = 7710023
)

// LockProof keeps other proofs of isolation off until release is called: they would take each other's canaries away.
func (o *Operator) LockProof(ctx context.Context) (release func(), err error) {
	conn, err := o.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	var got bool
	if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, int64(proofLock)).Scan(&got); err != nil || !got {
		conn.Release()
		return nil, errors.Join(err, errors.New("another proof of isolation is under way: wait for its end"))
	}
	return func() {
		_, _ = conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(proofLock)) // a connection that is gone has no lock
		conn.Release()
	}, nil
}

// PutCanaries inserts rows as they are, without a word in the audit log: RemoveCanaries takes them away again.
func (o *Operator) PutCanaries(ctx context.Context, tables []Table) error {
	return o.write(ctx, func(tx pgx.Tx) error {
		for _, t := range tables {
			if n, err := importRows(ctx, tx, t.Name, t.Rows); err != nil || n != int64(len(t.Rows)) {
				return errors.Join(err, errors.New("a canary of "+t.Name+" cannot be put"))
			}
		}
		return nil
	})
}

// RemoveCanaries deletes every row of tenants and the accounts named. One statement does it, because tables refer to each
// other in circles; the sealer waits meanwhile, lest it closes a chain that is being taken away.
func (o *Operator) RemoveCanaries(ctx context.Context, tenants, users []uuid.UUID) error {
	return o.write(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(sealLock)); err != nil {
			return err
		}
		tables, err := column[string](ctx, tx, TenantTables)
		if err != nil {
			return err
		}
		deletes := []string{`gone_rights AS (DELETE FROM capabilities WHERE tenant_id = ANY (@tenants) OR user_id = ANY (@users))`}
		for _, t := range tables {
			name := pgx.Identifier{t}.Sanitize()
			deletes = append(deletes, pgx.Identifier{"gone_" + t}.Sanitize()+` AS (DELETE FROM `+name+` WHERE tenant_id = ANY (@tenants))`)
		}
		_, err = tx.Exec(ctx, `WITH `+strings.Join(deletes, ", ")+` DELETE FROM users WHERE id = ANY (@users)`, pgx.StrictNamedArgs{"tenants": tenants, "users": users})
		return err
	})
}

// OpenCanarySession opens an hour's session for an account, without a word in the audit log.
func (o *Operator) OpenCanarySession(ctx context.Context, user uuid.UUID) (Secret, error) {
	s := NewSecret()
	return s, o.write(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO capabilities (hash, kind, user_id, user_agent, expires_at) VALUES ($1, 'session', $2, 'aicmo doctor', now() + interval '1 hour')`, s.hash(), user)
		return err
	})
}

// PutCanaryToken makes a token of a tenant with every scope, for an hour and without a word in the audit log.
func (o *Operator) PutCanaryToken(ctx context.Context, tenant, id uuid.UUID) (Secret, error) {
	s := NewSecret()
	scopes := make([]string, len(cmo.TokenScopes))
	for i, c := range cmo.TokenScopes {
		scopes[i] = string(c.Scope)
	}
	return s, o.write(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO capabilities (hash, id, kind, tenant_id, name, scopes, expires_at) VALUES ($1, $2, 'token', $3, 'aicmo doctor', $4, now() + interval '1 hour')`, s.hash(), id, tenant, scopes)
		return err
	})
}

// ProbedTable is a table with rows of tenants, as a probe needs to know it.
type ProbedTable struct {
	Name    string
	Foreign bool            // rows of tenants besides the one that probes are there to be found
	Row     json.RawMessage // one of the other canary's, nil for none
}

// ProbedTables lists the tables with rows of tenants, with a row of the other canary each.
func (o *Operator) ProbedTables(ctx context.Context, own, other uuid.UUID) (list []ProbedTable, err error) {
	err = o.write(ctx, func(tx pgx.Tx) error {
		names, err := column[string](ctx, tx, TenantTables)
		for _, name := range names {
			t := ProbedTable{Name: name}
			err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM `+pgx.Identifier{name}.Sanitize()+` x WHERE x.tenant_id <> @own),
				(SELECT to_jsonb(x) FROM `+pgx.Identifier{name}.Sanitize()+` x WHERE x.tenant_id = @other LIMIT 1)`, pgx.StrictNamedArgs{"own": own, "other": other}).Scan(&t.Foreign, &t.Row)
			if err != nil {
				return err
			}
			list = append(list, t)
		}
		return err
	})
	return list, err
}

// Checksum is how many rows of a tenant a table holds, and one sum over all that stands in them.
type Checksum struct {
	TenantID uuid.UUID
	Tenant   string // short name, or empty where the registry has none
	Table    string
	Rows     int64
	Sum      string
}

// Checksums counts and sums up the rows of each tenant in each table, so that a restored backup can be compared. The sum of
// a table does not depend on the order in which its rows lie. tenants narrows them; none means all.
func (o *Operator) Checksums(ctx context.Context, tenants ...uuid.UUID) (list []Checksum, err error) {
	err = pgx.BeginTxFunc(ctx, o.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = 0; SET LOCAL timezone = 'UTC'`); err != nil {
			return err
		}
		names, err := column[string](ctx, tx, TenantTables)
		if err != nil {
			return err
		}
		var parts []string
		for _, name := range names {
			table := pgx.Identifier{name}.Sanitize()
			// Added up as numbers of 60 bits: order does not matter, and no text grows with the table.
			parts = append(parts, `SELECT x.tenant_id, '`+name+`' AS "table", count(*) AS "rows", to_hex(mod(sum(('x' || left(md5(to_jsonb(x)::text), 15))::bit(60)::bigint::numeric), 1152921504606846976)::bigint) AS sum
				FROM `+table+` x WHERE cardinality(@tenants::uuid[]) = 0 OR x.tenant_id = ANY (@tenants) GROUP BY 1`)
		}
		rows, err := tx.Query(ctx, `SELECT s.tenant_id, coalesce(g.slug, '') AS tenant, s."table", s."rows", s.sum FROM (`+strings.Join(parts, " UNION ALL ")+`) s
			LEFT JOIN os_tenant_registry g ON g.tenant_id = s.tenant_id ORDER BY 2, 1, 3`, pgx.StrictNamedArgs{"tenants": append([]uuid.UUID{}, tenants...)})
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByName[Checksum])
		return err
	})
	return list, err
}

// proofsKept is how many proofs of isolation are remembered.
const proofsKept = 100

// AddIsolationProof keeps what a proof found, for the health page.
func (o *Operator) AddIsolationProof(ctx context.Context, p cmo.IsolationProof) error {
	return o.write(ctx, func(tx pgx.Tx) error {
		faults := append([]string{}, p.Faults...)
		_, err := tx.Exec(ctx, `INSERT INTO isolation_proofs (id, at, version, took_ms, tables, queries, routes, probes, faults) VALUES (@id, @at, @version, @took, @tables, @queries, @routes, @probes, @faults)`,
			pgx.StrictNamedArgs{"id": newID(), "at": p.At.Truncate(time.Microsecond), "version": p.Version, "took": p.TookMS, "tables": p.Tables, "queries": p.Queries, "routes": p.Routes, "probes": p.Probes, "faults": faults})
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM isolation_proofs WHERE id NOT IN (SELECT p.id FROM isolation_proofs p ORDER BY p.at DESC, p.id DESC LIMIT $1)`, proofsKept)
		return err
	})
}

// column is the one column of a query.
func column[T any](ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]T, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[T])
}
