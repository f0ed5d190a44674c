package store_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// seen collects the SQL that a sweep's methods send, as they wrote it.
type seen struct {
	mu  sync.Mutex
	sql map[string]bool
}

func (s *seen) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return ctx
}
func (s *seen) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (s *seen) TraceBatchStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, q := range data.Batch.QueuedQueries {
		s.sql[q.SQL] = true
	}
	return ctx
}
func (s *seen) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (s *seen) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

// texts are the statements seen, without the store's own frame around them.
func (s *seen) texts() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Sorted(maps.Keys(s.sql)), func(sql string) bool {
		return strings.HasPrefix(sql, "BEGIN") || sql == "COMMIT" || strings.HasPrefix(sql, "SELECT app.enter(")
	})
}

// traced is a database whose statements are collected.
func traced(t *testing.T, k *storetest.Kit) (*store.DB, *seen) {
	t.Helper()
	s := &seen{sql: map[string]bool{}}
	db, err := k.DB.Traced(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db, s
}

// tenantOnEvery fails for each statement whose references to tables of tenants do not all name the tenant.
func tenantOnEvery(t *testing.T, k *storetest.Kit, s *seen) {
	t.Helper()
	tables := findings(t, k.AdminConn(), store.TenantTables)
	references := 0
	for _, sql := range s.texts() {
		faults, n := predicates(sql, tables)
		references += n
		for _, fault := range faults {
			t.Errorf("%s in\n%s", fault, sql)
		}
	}
	t.Logf("%d statements with %d references to tables of tenants", len(s.texts()), references)
	if references == 0 {
		t.Error("no reference looked at")
	}
}
