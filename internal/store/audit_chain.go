package store

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// AuditKey seals entries of the audit log. It follows from a secret that the database never sees.
type AuditKey []byte

// NewAuditKey derives the key from the installation's secret.
func NewAuditKey(secret string) AuditKey {
	m := hmac.New(sha256.New, []byte(secret))
	_, _ = m.Write([]byte("aicmo: the seals of the audit log"))
	return m.Sum(nil)
}

// sealedColumns are what a seal holds, in order. A column that joins later is not added: old seals would break.
var sealedColumns = []string{"tenant_id", "id", "at", "event", "actor_id", "actor_kind", "on_behalf_of", "record_table", "record_id", "run_id", "request_id", "before", "after", "details"}

// seal is the code of an entry at its place in the chain: it holds the code before it, so that no entry can be changed,
// taken out or moved without breaking all that follow.
func (k AuditKey) seal(tenant uuid.UUID, no int64, before []byte, entry string) ([]byte, error) {
	var columns map[string]json.RawMessage
	if err := json.Unmarshal([]byte(entry), &columns); err != nil {
		return nil, fmt.Errorf("store: an audit entry cannot be read: %w", err)
	}
	m := k.mac("entry", tenant, no)
	_, _ = m.Write(before)
	for _, c := range sealedColumns {
		_, _ = fmt.Fprintf(m, "%s %d %s\n", c, len(columns[c]), columns[c])
	}
	return m.Sum(nil), nil
}

// head is the code of where a chain ends. Without the key nobody can make one for a shorter chain.
func (k AuditKey) head(tenant uuid.UUID, no int64, seal []byte) []byte {
	m := k.mac("head", tenant, no)
	_, _ = m.Write(seal)
	return m.Sum(nil)
}

func (k AuditKey) mac(kind string, tenant uuid.UUID, no int64) interface {
	Write([]byte) (int, error)
	Sum([]byte) []byte
} {
	m := hmac.New(sha256.New, k)
	_, _ = m.Write([]byte("aicmo audit " + kind + "\n"))
	_, _ = m.Write(tenant[:])
	_ = binary.Write(m, binary.BigEndian, no)
	return m
}

// ErrOtherKey means that a chain was closed with another key, or that its end was changed. Going on would mix both.
var ErrOtherKey = errors.New("store: a chain of the audit log ends with a seal of another key: give every worker the same AICMO_SECRET_KEY, or change it by `aicmo rotate-key`")

// unsealedEntry is an entry that no seal holds yet.
type unsealedEntry struct {
	TenantID uuid.UUID
	ID       uuid.UUID
	Entry    string
}

// sealBatch is how many entries one transaction seals.
const sealBatch = 2000

// SealAll seals everything that is committed and not sealed yet.
func (w *Worker) SealAll(ctx context.Context, key AuditKey) error {
	for {
		n, err := w.Seal(ctx, key, sealBatch)
		if err != nil || n < sealBatch {
			return err
		}
	}
}

// Seal chains up to limit entries that are committed and not sealed yet, and returns how many. One process does it at a
// time: the others wait for its transaction.
func (w *Worker) Seal(ctx context.Context, key AuditKey, limit int) (sealed int, err error) {
	conn, err := w.db.conn(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Release()
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT u.tenant_id, u.id, u.entry FROM app.unsealed(@system, @limit) u`, pgx.StrictNamedArgs{"system": w.hash(), "limit": limit})
		if err != nil {
			return err
		}
		list, err := pgx.CollectRows(rows, pgx.RowToStructByName[unsealedEntry])
		if err != nil {
			return err
		}
		byTenant := map[uuid.UUID][]unsealedEntry{}
		for _, e := range list {
			byTenant[e.TenantID] = append(byTenant[e.TenantID], e)
		}
		if len(list) > 0 { // a chain that does not exist yet cannot tell that the key is another: the platform's can
			if _, err := w.chainEnd(ctx, tx, key, uuid.Nil); err != nil {
				return err
			}
		}
		for tenant, entries := range byTenant {
			if err := w.sealTenant(ctx, tx, key, tenant, entries); err != nil {
				return err
			}
		}
		sealed = len(list)
		return nil
	})
	return sealed, classify(err)
}

// chainEnd is where a tenant's chain ends, 0 for nowhere.
func (w *Worker) chainEnd(ctx context.Context, tx pgx.Tx, key AuditKey, tenant uuid.UUID) (end chainEnd, err error) {
	var head []byte
	err = tx.QueryRow(ctx, `SELECT coalesce(max(h.last_no), 0), (array_agg(h.seal))[1], (array_agg(h.head))[1] FROM app.audit_head(@system, @tenant) h`, pgx.StrictNamedArgs{"system": w.hash(), "tenant": tenant}).Scan(&end.no, &end.seal, &head)
	if err == nil && end.no > 0 && !hmac.Equal(head, key.head(tenant, end.no, end.seal)) {
		err = ErrOtherKey
	}
	return end, err
}

func (w *Worker) sealTenant(ctx context.Context, tx pgx.Tx, key AuditKey, tenant uuid.UUID, entries []unsealedEntry) error {
	end, err := w.chainEnd(ctx, tx, key, tenant)
	if err != nil {
		return err
	}
	first := end.no + 1
	ids, seals, err := end.add(key, tenant, entries)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `SELECT app.put_seals(@system, @tenant, @ids, @first, @seals, @head)`,
		pgx.StrictNamedArgs{"system": w.hash(), "tenant": tenant, "ids": ids, "first": first, "seals": seals, "head": key.head(tenant, end.no, end.seal)})
	return err
}

// add seals entries as those that follow the end, which moves behind them.
func (e *chainEnd) add(key AuditKey, tenant uuid.UUID, entries []unsealedEntry) (ids []uuid.UUID, seals [][]byte, err error) {
	for _, x := range entries {
		e.no++
		if e.seal, err = key.seal(tenant, e.no, e.seal, x.Entry); err != nil {
			return nil, nil, err
		}
		ids, seals = append(ids, x.ID), append(seals, e.seal)
	}
	return ids, seals, nil
}

// AuditReport is what looking at every chain found.
type AuditReport struct {
	Entries  int // sealed ones
	Chains   int
	Unsealed int // not sealed, and older than ten minutes
	Faults   []string
}

// faultsShown is how many faults a report names.
const faultsShown = 50

func (r *AuditReport) fault(format string, args ...any) {
	if len(r.Faults) < faultsShown {
		r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
	}
}

// VerifyAudit reads every entry and finds any that was edited, removed or moved since it was sealed.
func (o *Operator) VerifyAudit(ctx context.Context, key AuditKey) (r AuditReport, err error) {
	err = pgx.BeginTxFunc(ctx, o.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = 0`); err != nil {
			return err
		}
		r, err = verifyAudit(ctx, tx, key)
		return err
	})
	return r, err
}

// chainEnd is how far a chain was followed.
type chainEnd struct {
	no   int64
	seal []byte
}

func verifyAudit(ctx context.Context, tx pgx.Tx, key AuditKey) (r AuditReport, err error) {
	ends := map[uuid.UUID]*chainEnd{}
	rows, err := tx.Query(ctx, `SELECT l.tenant_id, l.id, l.seal_no, l.seal, app.sealed_text(l) FROM audit_log l WHERE l.seal_no IS NOT NULL ORDER BY l.tenant_id, l.seal_no, l.id`)
	if err != nil {
		return r, err
	}
	var tenant, id uuid.UUID
	var no int64
	var seal []byte
	var entry string
	_, err = pgx.ForEachRow(rows, []any{&tenant, &id, &no, &seal, &entry}, func() error {
		end := ends[tenant]
		if end == nil {
			end = &chainEnd{}
			ends[tenant] = end
		}
		r.Entries++
		if no != end.no+1 {
			r.fault("tenant %s: after entry %d comes %d: entries were removed or moved", tenant, end.no, no)
		}
		want, err := key.seal(tenant, no, end.seal, entry)
		if err != nil {
			return err
		}
		if !bytes.Equal(want, seal) {
			r.fault("tenant %s: entry %d (%s) is not as it was sealed, or the one before it is not", tenant, no, id)
		}
		end.no, end.seal = no, bytes.Clone(seal)
		return nil
	})
	if err != nil {
		return r, err
	}
	r.Chains = len(ends)
	if err := verifyHeads(ctx, tx, key, ends, &r); err != nil {
		return r, err
	}
	return r, tx.QueryRow(ctx, `SELECT count(*) FROM audit_log l WHERE l.seal_no IS NULL AND l.at < now() - interval '10 minutes'`).Scan(&r.Unsealed)
}

// verifyHeads finds chains that end elsewhere than where they were last sealed.
func verifyHeads(ctx context.Context, tx pgx.Tx, key AuditKey, ends map[uuid.UUID]*chainEnd, r *AuditReport) error {
	rows, err := tx.Query(ctx, `SELECT h.tenant_id, h.last_no, h.seal, h.head FROM audit_heads h`)
	if err != nil {
		return err
	}
	var tenant uuid.UUID
	var no int64
	var seal, head []byte
	_, err = pgx.ForEachRow(rows, []any{&tenant, &no, &seal, &head}, func() error {
		end := ends[tenant]
		delete(ends, tenant)
		switch {
		case !hmac.Equal(head, key.head(tenant, no, seal)):
			r.fault("tenant %s: where its chain ends was changed", tenant)
		case end == nil || end.no != no || !bytes.Equal(end.seal, seal):
			r.fault("tenant %s: entries at the end of its chain, up to %d, were removed or changed", tenant, no)
		}
		return nil
	})
	for tenant := range ends {
		r.fault("tenant %s: where its chain ends was removed", tenant)
	}
	return err
}
