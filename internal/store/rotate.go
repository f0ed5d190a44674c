package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Rotation is what changing the installation's secret did.
type Rotation struct {
	Done    bool     // before: the audit log was sealed with the new key already
	Entries int      // sealed anew
	Chains  int      // likewise
	Secrets int      // of webhooks, encrypted anew
	Rights  int64    // ended
	Faults  []string // of the audit log; then nothing was changed
}

// RotateKey changes everything that follows from the installation's old secret to the new one, in one transaction: seals of
// the audit log, secrets of webhooks, rights of workers. installation says that the new secret gets a right of its own, for
// workers without the operator's login. It changes nothing when the audit log is not whole under the old key.
func (o *Operator) RotateKey(ctx context.Context, from, to string, installation bool) (r Rotation, err error) {
	conn, err := o.pool.Acquire(ctx)
	if err != nil {
		return r, err
	}
	defer conn.Release()
	// The lock is taken before the transaction, whose snapshot then holds all that the sealer did.
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, int64(sealLock)); err != nil {
		return r, err
	}
	defer func() {
		_, _ = conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(sealLock)) // a connection that is gone has no lock
	}()
	err = pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`); err != nil {
			return err
		}
		return r.rotate(ctx, tx, from, to, installation)
	})
	return r, err
}

func (r *Rotation) rotate(ctx context.Context, tx pgx.Tx, from, to string, installation bool) error {
	oldSeals, newSeals := NewAuditKey(from), NewAuditKey(to)
	was, err := verifyAudit(ctx, tx, oldSeals)
	if err != nil {
		return err
	}
	if len(was.Faults) > 0 {
		is, err := verifyAudit(ctx, tx, newSeals)
		if err != nil {
			return err
		}
		if len(is.Faults) > 0 {
			r.Faults = was.Faults
			return nil
		}
		r.Done = true
	}
	if r.Secrets, err = sealSecretsAnew(ctx, tx, NewWebhookKey(from), NewWebhookKey(to)); err != nil {
		return err
	}
	if r.Done {
		r.Rights, err = endRights(ctx, tx, `hash = $1`, InstallationRight(from).hash())
		return err
	}
	if err := r.sealAnew(ctx, tx, newSeals); err != nil {
		return err
	}
	// Workers exchanged the old right for ones of their own: with those, too, they would go on with the old key.
	if r.Rights, err = endRights(ctx, tx, `true`); err != nil {
		return err
	}
	if installation {
		if err := putSystem(ctx, tx, InstallationRight(to), installationTerm, installationScope); err != nil {
			return err
		}
	}
	if err := audit(ctx, tx, uuid.Nil, "key.rotated", map[string]any{"entries": r.Entries, "chains": r.Chains, "webhook_secrets": r.Secrets, "rights_ended": r.Rights}); err != nil {
		return err
	}
	return sealPlatform(ctx, tx, newSeals)
}

func endRights(ctx context.Context, tx pgx.Tx, which string, args ...any) (int64, error) {
	tag, err := tx.Exec(ctx, `DELETE FROM capabilities WHERE kind = 'system' AND `+which, args...)
	return tag.RowsAffected(), err
}

// resealBatch is how many entries are held in memory at a time.
const resealBatch = 5000

type sealedEntry struct {
	TenantID uuid.UUID
	ID       uuid.UUID
	SealNo   int64
	Entry    string
}

// sealAnew gives every chain the seals of another key. Whether they were whole has been looked at in the same snapshot.
func (r *Rotation) sealAnew(ctx context.Context, tx pgx.Tx, key AuditKey) error {
	var last sealedEntry
	var seal []byte
	for {
		rows, err := tx.Query(ctx, `SELECT l.tenant_id, l.id, l.seal_no, app.sealed_text(l) AS entry FROM audit_log l
			WHERE l.seal_no IS NOT NULL AND (l.tenant_id, l.seal_no) > ($1, $2) ORDER BY l.tenant_id, l.seal_no LIMIT $3`, last.TenantID, last.SealNo, resealBatch)
		if err != nil {
			return err
		}
		list, err := pgx.CollectRows(rows, pgx.RowToStructByName[sealedEntry])
		if err != nil {
			return err
		}
		var tenants, ids []uuid.UUID
		var seals [][]byte
		for _, e := range list {
			if e.TenantID != last.TenantID || last.SealNo == 0 {
				seal = nil
			}
			if seal, err = key.seal(e.TenantID, e.SealNo, seal, e.Entry); err != nil {
				return err
			}
			tenants, ids, seals, last = append(tenants, e.TenantID), append(ids, e.ID), append(seals, seal), e
		}
		tag, err := tx.Exec(ctx, `UPDATE audit_log l SET seal = s.seal FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]) s (tenant_id, id, seal)
			WHERE l.tenant_id = s.tenant_id AND l.id = s.id`, tenants, ids, seals)
		if err != nil || tag.RowsAffected() != int64(len(list)) {
			return errors.Join(err, errMoved(tag.RowsAffected(), len(list)))
		}
		r.Entries += len(list)
		if len(list) < resealBatch {
			return r.closeAnew(ctx, tx, key)
		}
	}
}

func errMoved(done int64, want int) error {
	return fmt.Errorf("store: %d of %d entries of the audit log could be sealed anew", done, want)
}

// closeAnew writes where each chain ends.
func (r *Rotation) closeAnew(ctx context.Context, tx pgx.Tx, key AuditKey) error {
	rows, err := tx.Query(ctx, `SELECT h.tenant_id, h.last_no, l.seal FROM audit_heads h JOIN audit_log l ON l.tenant_id = h.tenant_id AND l.seal_no = h.last_no`)
	if err != nil {
		return err
	}
	var tenant uuid.UUID
	var no int64
	var seal []byte
	var tenants []uuid.UUID
	var seals, heads [][]byte
	_, err = pgx.ForEachRow(rows, []any{&tenant, &no, &seal}, func() error {
		tenants, seals, heads = append(tenants, tenant), append(seals, append([]byte{}, seal...)), append(heads, key.head(tenant, no, seal))
		return nil
	})
	if err != nil {
		return err
	}
	r.Chains = len(tenants)
	_, err = tx.Exec(ctx, `UPDATE audit_heads h SET seal = s.seal, head = s.head, sealed_at = now() FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) s (tenant_id, seal, head)
		WHERE h.tenant_id = s.tenant_id`, tenants, seals, heads)
	return err
}

// sealPlatform seals what the platform's log holds unsealed. After a rotation that is at least the rotation itself: from
// then on this chain tells every worker which key is the installation's.
func sealPlatform(ctx context.Context, tx pgx.Tx, key AuditKey) error {
	var end chainEnd
	err := tx.QueryRow(ctx, `SELECT coalesce(max(h.last_no), 0), (array_agg(h.seal))[1] FROM audit_heads h WHERE h.tenant_id = $1`, uuid.Nil).Scan(&end.no, &end.seal)
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `SELECT l.tenant_id, l.id, app.sealed_text(l) AS entry FROM audit_log l WHERE l.tenant_id = $1 AND l.seal_no IS NULL ORDER BY l.at, l.id`, uuid.Nil)
	if err != nil {
		return err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[unsealedEntry])
	if err != nil {
		return err
	}
	first := end.no + 1
	ids, seals, err := end.add(key, uuid.Nil, list)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE audit_log l SET seal_no = $2 + s.n - 1, seal = s.seal FROM unnest($3::uuid[], $4::bytea[]) WITH ORDINALITY s (id, seal, n)
		WHERE l.tenant_id = $1 AND l.id = s.id`, uuid.Nil, first, ids, seals)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO audit_heads (tenant_id, last_no, seal, head) VALUES ($1, $2, $3, $4)
		ON CONFLICT ON CONSTRAINT audit_heads_tenant_key DO UPDATE SET last_no = EXCLUDED.last_no, seal = EXCLUDED.seal, head = EXCLUDED.head, sealed_at = now()`,
		uuid.Nil, end.no, end.seal, key.head(uuid.Nil, end.no, end.seal))
	return err
}

type keptSecret struct {
	TenantID, ID, EndpointID uuid.UUID
	Sealed                   []byte
}

// sealSecretsAnew encrypts the secrets of webhooks with another key. Those that the new key opens are left as they are.
func sealSecretsAnew(ctx context.Context, tx pgx.Tx, from, to WebhookKey) (n int, err error) {
	rows, err := tx.Query(ctx, `SELECT s.tenant_id, s.id, s.endpoint_id, s.sealed FROM webhook_secrets s WHERE s.ends_at IS NULL OR s.ends_at > now() FOR UPDATE`)
	if err != nil {
		return 0, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[keptSecret])
	if err != nil {
		return 0, err
	}
	for _, kept := range list {
		if _, err := to.Open(kept.Sealed, kept.TenantID); err == nil {
			continue
		}
		secret, err := from.Open(kept.Sealed, kept.TenantID)
		if err != nil {
			return n, cmo.Errorf(cmo.Conflict, "Nothing was changed: the old key does not open the secret of webhook %s of tenant %s. Is it the right one? If so, rotate that secret, or delete the webhook, first.", kept.EndpointID, kept.TenantID)
		}
		sealed, err := to.Seal(secret, kept.TenantID)
		if err != nil {
			return n, err
		}
		if _, err := tx.Exec(ctx, `UPDATE webhook_secrets SET sealed = $3 WHERE tenant_id = $1 AND id = $2`, kept.TenantID, kept.ID, sealed); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
