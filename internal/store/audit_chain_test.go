package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

var auditKey = store.NewAuditKey("a long secret of a test installation")

// entries writes some entries for each tenant and the platform, and seals them.
func entries(t *testing.T, k *storetest.Kit, each int) {
	t.Helper()
	for _, tenant := range []uuid.UUID{k.A.ID, k.B.ID, uuid.Nil} {
		for i := range each {
			k.Admin(`INSERT INTO audit_log (tenant_id, id, event, actor_kind, at, before, after, details) VALUES ($1, $2, $3, 'system', now() - make_interval(secs => $4), $5, $6, $7)`,
				tenant, uuid.New(), fmt.Sprintf("test.%d", i), float64(1000-i), map[string]any{"n": i}, map[string]any{"n": i + 1, "gone": nil}, map[string]any{"note": "x"})
		}
	}
	if _, err := k.Worker().Seal(t.Context(), auditKey, 5000); err != nil {
		t.Fatal(err)
	}
}

func TestAuditChain_UntouchedIsWhole(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	entries(t, k, 10)
	entries(t, k, 3) // a chain goes on where it ended
	r, err := k.Operator.VerifyAudit(t.Context(), auditKey)
	if err != nil || len(r.Faults) > 0 || r.Entries < 39 || r.Unsealed != 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	if n, err := k.Worker().Seal(t.Context(), auditKey, 100); n != 0 || err != nil {
		t.Errorf("sealed %d again, %v", n, err)
	}
	if r, err := k.Operator.VerifyAudit(t.Context(), store.NewAuditKey("another")); err != nil || len(r.Faults) == 0 {
		t.Errorf("another key finds nothing: %v", err)
	}
}

// A worker with another key adds nothing to a chain: both keys' seals in one could never be checked.
func TestSeal_OtherKey_Refused(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	entries(t, k, 3)
	k.Admin(`INSERT INTO audit_log (tenant_id, id, event, actor_kind) VALUES ($1, gen_random_uuid(), 'test.more', 'system')`, k.A.ID)
	if n, err := k.Worker().Seal(t.Context(), store.NewAuditKey("another"), 100); n != 0 || !errors.Is(err, store.ErrOtherKey) {
		t.Fatalf("sealed %d, %v", n, err)
	}
	if n, err := k.Worker().Seal(t.Context(), auditKey, 100); n != 1 || err != nil {
		t.Errorf("with the right key: %d, %v", n, err)
	}
}

// tampers change the log as somebody could who may do anything in the database but does not know the key. %s is a row of
// the chain: WHERE tenant_id = … AND seal_no = ….
var tampers = []string{
	`UPDATE audit_log SET event = event || 'x' WHERE %s`, `UPDATE audit_log SET at = at + interval '1 microsecond' WHERE %s`, `UPDATE audit_log SET actor_id = gen_random_uuid() WHERE %s`,
	`UPDATE audit_log SET actor_kind = 'person' WHERE %s`, `UPDATE audit_log SET after = '{"n": 0}' WHERE %s`, `UPDATE audit_log SET after = coalesce(after, '{}') || '{"more": 1}' WHERE %s`, `UPDATE audit_log SET before = CASE WHEN before IS NULL THEN '{}'::jsonb END WHERE %s`,
	`UPDATE audit_log SET details = details || '{"more": 1}' WHERE %s`, `UPDATE audit_log SET request_id = 'req_x' WHERE %s`, `UPDATE audit_log SET record_id = gen_random_uuid() WHERE %s`,
	`UPDATE audit_log SET id = gen_random_uuid() WHERE %s`, `UPDATE audit_log SET seal = sha256('x') WHERE %s`, `UPDATE audit_log SET seal_no = NULL, seal = NULL WHERE %s`, `DELETE FROM audit_log WHERE %s`,
	`UPDATE audit_log SET tenant_id = gen_random_uuid() WHERE %s`,
	// two change places, with and without their seals
	`UPDATE audit_log l SET seal_no = CASE l.seal_no WHEN x.seal_no THEN x.seal_no + 1 ELSE x.seal_no END FROM (SELECT tenant_id, least(seal_no, 8) AS seal_no FROM audit_log WHERE %s) x WHERE l.tenant_id = x.tenant_id AND l.seal_no IN (x.seal_no, x.seal_no + 1)`,
	`UPDATE audit_log l SET event = o.event || '.' FROM audit_log o WHERE l.tenant_id = o.tenant_id AND o.seal_no = l.seal_no %% 9 + 1 AND l.id = (SELECT id FROM audit_log WHERE %s)`,
	// the chain's end is cut off, and its head set back by somebody without the key
	`WITH cut AS (DELETE FROM audit_log l USING (SELECT tenant_id, seal_no FROM audit_log WHERE %s) x WHERE l.tenant_id = x.tenant_id AND l.seal_no >= greatest(x.seal_no, 2) RETURNING l.tenant_id)
		UPDATE audit_heads h SET last_no = greatest(h.last_no - 1, 1) WHERE h.tenant_id IN (SELECT tenant_id FROM cut)`,
	`WITH cut AS (DELETE FROM audit_log l USING (SELECT tenant_id, seal_no FROM audit_log WHERE %s) x WHERE l.tenant_id = x.tenant_id RETURNING l.tenant_id) SELECT count(*) FROM cut`,
	`DELETE FROM audit_heads WHERE tenant_id = (SELECT tenant_id FROM audit_log WHERE %s)`,
	// an entry slipped in between, with a seal that was seen elsewhere
	`INSERT INTO audit_log (tenant_id, id, event, actor_kind, seal_no, seal) SELECT tenant_id, gen_random_uuid(), 'forged', 'person', seal_no, seal FROM audit_log WHERE %s`,
}

// 100 random tampers, each undone afterwards, are all found.
func TestAuditChain_HundredTampersFound(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	entries(t, k, 12)
	conn := k.AdminConn()
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same in every run
	tenants := []uuid.UUID{k.A.ID, k.B.ID, uuid.Nil}
	undo := errors.New("undo")
	for i := range 100 {
		row := fmt.Sprintf("tenant_id = '%s' AND seal_no = %d", tenants[random.IntN(3)], 1+random.IntN(10))
		sql := fmt.Sprintf(tampers[i%len(tampers)], row)
		err := pgx.BeginFunc(context.Background(), conn, func(tx pgx.Tx) error {
			tag, err := tx.Exec(t.Context(), sql)
			if err != nil {
				return err
			}
			if tag.RowsAffected() == 0 {
				return fmt.Errorf("it changed nothing")
			}
			r, err := store.VerifyAuditIn(t.Context(), tx, auditKey)
			if err != nil {
				return err
			}
			if len(r.Faults) == 0 {
				t.Errorf("tamper %d was not found: %s", i, sql)
			}
			return undo
		})
		if !errors.Is(err, undo) {
			t.Errorf("tamper %d: %v: %s", i, err, sql)
		}
	}
	if r, err := k.Operator.VerifyAudit(t.Context(), auditKey); err != nil || len(r.Faults) > 0 {
		t.Errorf("after undoing all: %v %v", r.Faults, err)
	}
}

// The runtime role cannot seal, take a seal off, or write an entry that looks sealed.
func TestAuditChain_RuntimeRole_CannotTouch(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	entries(t, k, 2)
	for _, sql := range []string{`UPDATE audit_log SET seal = NULL, seal_no = NULL`, `UPDATE audit_heads SET last_no = 1`, `DELETE FROM audit_heads`, `INSERT INTO audit_heads (tenant_id, last_no, seal, head) SELECT gen_random_uuid(), 1, sha256('x'), sha256('x')`} {
		if _, err := k.RuntimeConn().Exec(t.Context(), sql); !sqlState(err, "42501") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if _, err := k.DB.Worker(store.NewSecret()).Seal(t.Context(), auditKey, 10); !errors.Is(err, cmo.ErrNotFound) {
		t.Errorf("sealing without the right: %v", err)
	}
}

func sqlState(err error, want string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == want
}
